"""What one server offers, asked for once an hour."""

from collections.abc import Awaitable, Callable

from overblik.domain.errors import ProxyAsks, SignInNeeded, Unintelligible, Unreachable, Untrusted
from overblik.domain.ports import Clock
from overblik.sources.fhir.capability import Capability, capability
from overblik.wire.http import Response
from overblik.wire.shared import Shared

_KEPT = 3600.0
"""Seconds."""


class Offers:
    """The statement of one server, as it was last read."""

    def __init__(self, clock: Clock) -> None:
        """Know nothing yet."""
        self._clock, self._shared = clock, Shared()
        self._known: Capability | None = None
        self._known_at = 0.0

    async def now(self, ask: Callable[[], Awaitable[Response]]) -> Capability:
        """Give what the server offers; one that says nothing is tried, one that is silent is unreachable.

        Raises:
            Unreachable: no connection could be made, or something on the way answers in the place of the server, and nothing
                is known from before.

        """
        if self._known is not None and self._clock.monotonic() - self._known_at < _KEPT:
            return self._known
        made: Capability = await self._shared.of("metadata", lambda: self._read(ask))
        return made

    async def _read(self, ask: Callable[[], Awaitable[Response]]) -> Capability:
        try:
            sent = await ask()
        except Unreachable as error:
            if self._known is None and (error.facts.get("connection") or isinstance(error, (Untrusted, ProxyAsks))):
                raise
            # What it once offered it offers still: a topic that it never had is not one that could not be fetched.
            return self._known or Capability()
        except (Unintelligible, SignInNeeded):
            return Capability()
        if sent.status != 200:
            return Capability()
        made = capability(sent.content)
        if made.offers is not None:
            self._known, self._known_at = made, self._clock.monotonic()
        return made
