"""One topic of document sharing, as the port Source has it."""

import asyncio
from dataclasses import dataclass

from overblik.domain.errors import SourceError
from overblik.domain.grant import Grant
from overblik.domain.ports import Answer, Known
from overblik.domain.section import Cause, Reason, Topic
from overblik.sources.dds.answering import Gathered, Setting, answer, is_unchanged
from overblik.sources.dds.identity import is_foreign
from overblik.sources.dds.kinds import LABORATORY, Kind
from overblik.sources.dds.opening import Listed, Opening
from overblik.sources.dds.server import DdsServer
from overblik.wire.service import or_error
from overblik.wire.xds_entry import DocumentEntry

BUDGET = 15.0
_INNER = 14.0
"""Seconds after which no document is waited for any longer: those that are here are shown."""


@dataclass(frozen=True, slots=True)
class DdsSource:
    """The documents of one topic."""

    server: DdsServer
    kind: Kind
    budget: float = BUDGET
    silent_when_blocked: bool = True
    """A negative consent gives the same answer as no documents (services.md section 4.2)."""

    @property
    def name(self) -> str:
        """The service and the topic: each has its own state in the strip (screens.md 3.1)."""
        return f"{self.server.name}-{self.topic.value}"

    @property
    def label(self) -> str:
        """What the screen calls it."""
        return self.kind.label

    @property
    def topic(self) -> Topic:
        """What its documents are about."""
        return self.kind.topic

    async def fetch(self, grant: Grant, known: Known | None) -> Answer:
        """List the documents, and fetch those that are not known.

        Raises:
            SourceError: the registry gave no usable answer.

        """
        clock = self.server.sharing.clock
        until = clock.monotonic() + _INNER
        async with self.server.opening(grant) as opening:
            if opening.looked.override:
                known = None  # what the citizen has blocked is fetched whole, and never kept
            lists = [await opening.listed(self.kind.wanted)]
            reasons = list(lists[0].reasons)
            if self.topic is Topic.DOCUMENTS:
                made = await or_error(opening.listed(LABORATORY.wanted))
                if isinstance(made, SourceError):
                    reasons.append(Reason(Cause.REPOSITORY_SILENT, detail=LABORATORY.label))
                else:
                    lists.append(made)
            gathered = await self._gathered(opening, lists, known, until)
        gathered.reasons = tuple(dict.fromkeys(reasons))
        setting = Setting(self.name, self.topic, grant.patient_id, clock.now(), opening.looked.override)
        return answer(gathered, known, setting)

    async def _gathered(self, opening: Opening, lists: list[Listed], known: Known | None, until: float) -> Gathered:
        """Fetch what has to be fetched, each document by itself and four at a time."""
        gathered = Gathered(strange=sum(each.strange for each in lists))
        wanted: list[tuple[DocumentEntry, Listed]] = []
        for entry, listed in ((entry, each) for each in lists for entry in each.entries):
            if is_foreign(entry, opening.looked.number):
                gathered.foreign.append(entry)
            elif is_unchanged(entry, known):
                gathered.unchanged.append(entry)
            elif entry.is_replaced and self.topic is Topic.DOCUMENTS:
                gathered.listed_only.append(entry)
            else:
                wanted.append((entry, listed))
        fetches = (opening.document(entry, listed, until) for entry, listed in wanted)
        gathered.came = list(await asyncio.gather(*fetches))
        return gathered


def dds_sources(server: DdsServer, kinds: tuple[Kind, ...]) -> tuple[DdsSource, ...]:
    """Give the sources of one service."""
    return tuple(DdsSource(server, kind) for kind in kinds)
