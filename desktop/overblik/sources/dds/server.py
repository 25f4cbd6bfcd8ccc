"""One document sharing service: DDS, or SFSK at its own address; its topics are `dds_sources(server, kinds)`."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from overblik.domain.grant import Grant
from overblik.sources.dds.opening import Opening
from overblik.sources.dds.requests import looked
from overblik.wire.sharing import Looked, Sharing


@dataclass(slots=True)
class DdsServer:
    """One service, with the port to speak through."""

    name: str
    sharing: Sharing
    _openings: dict[tuple[str, Looked], Opening] = field(init=False, default_factory=dict)

    @asynccontextmanager
    async def opening(self, grant: Grant) -> AsyncGenerator[Opening, None]:
        """Join the look of a grant; nothing of it is kept when the last topic has left (H4).

        Raises:
            UnknownPatient: document sharing knows citizens by their CPR number alone.

        """
        # By what right as well: what værdispring shows is no part of a look without it.
        key = (grant.intent_id, looked(grant))
        joined = self._openings.get(key)
        if joined is None:
            joined = self._openings[key] = Opening(self.sharing, key[1])
        joined.waiting += 1
        try:
            yield joined
        finally:
            joined.waiting -= 1
            if joined.waiting == 0:
                self._openings.pop(key, None)
                await asyncio.shield(joined.end())
