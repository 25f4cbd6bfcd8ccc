"""The consent service: here the port's answer where an organisation has none configured."""

from overblik.domain.grant import Grant
from overblik.domain.ports import ConsentState


class ConsentUnknown:
    """No consent service is configured: what may be blocked stays 'may be'."""

    async def state(self, grant: Grant) -> ConsentState:
        """Answer that nothing is known."""
        del grant
        return ConsentState.UNKNOWN
