"""One topic of document sharing, as the port Source has it."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from overblik.domain.errors import Refused, SignInNeeded, SourceError, Withheld
from overblik.domain.grant import Grant
from overblik.domain.ports import Answer, Known
from overblik.domain.section import Cause, Reason, Topic
from overblik.sources.dds.answering import Gathered, Setting, answer
from overblik.sources.dds.identity import is_foreign, key_of
from overblik.sources.dds.kinds import LABORATORY, Kind
from overblik.sources.dds.known import is_unchanged
from overblik.sources.dds.opening import Listed, Opening
from overblik.sources.dds.replaced import are_wanting
from overblik.sources.dds.server import DdsServer
from overblik.wire.service import or_error
from overblik.wire.xds_entry import DocumentEntry

BUDGET = 15.0
_INNER = 14.0
"""Seconds after which no document is waited for any longer: those that are here are shown."""
_REFUSALS = (Refused, SignInNeeded, Withheld)


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
                    reasons.append(_without(LABORATORY, made))
                else:
                    lists.append(made)
                    reasons += made.reasons
            gathered = await self._gathered(opening, lists, known, until)
        refused = self._refused(gathered)
        if refused is not None:
            raise refused
        gathered.reasons = _joined(reasons)
        setting = Setting(self.name, self.topic, grant.patient_id, clock.now(), opening.looked.override)
        return answer(gathered, known, setting)

    async def _gathered(self, opening: Opening, lists: list[Listed], known: Known | None, until: float) -> Gathered:
        """Fetch what has to be fetched, each document by itself and four at a time."""
        gathered = Gathered(strange=sum(each.strange for each in lists))
        wanted: list[tuple[DocumentEntry, Listed]] = []
        for entry, listed in _each_once(lists):
            if is_foreign(entry, opening.looked.number):
                gathered.foreign.append(entry)
            elif is_unchanged(entry, known):
                gathered.unchanged.append(entry)
            elif entry.is_replaced and self.topic is Topic.DOCUMENTS:
                gathered.listed_only.append(entry)
            else:
                wanted.append((entry, listed))
        gathered.came = list(await asyncio.gather(*(opening.document(one, of, until) for one, of in wanted)))
        if self.topic is Topic.APPOINTMENTS and are_wanting(gathered.came):
            # One that took another's place has changed alone: what it was moved from is told by the other.
            former = [one for one in gathered.unchanged if one.is_replaced]
            fetches = (opening.document(one, lists[0], until) for one in former)
            gathered.replaced = list(await asyncio.gather(*fetches))
        return gathered

    def _refused(self, gathered: Gathered) -> SourceError | None:
        """Give the error by which all that was asked for was refused, where nothing else can be shown."""
        errors = [one.error for one in gathered.came]
        is_all = not gathered.unchanged and not gathered.foreign and not gathered.strange and bool(errors)
        if self.topic is Topic.DOCUMENTS or not is_all:
            return None
        return errors[0] if all(isinstance(one, _REFUSALS) for one in errors) else None


def _each_once(lists: list[Listed]) -> Iterable[tuple[DocumentEntry, Listed]]:
    """Give the documents of several questions: a stable report of the laboratory is an answer to both."""
    seen: set[str] = set()
    for listed in lists:
        for entry in listed.entries:
            name = key_of(entry)
            if name not in seen:
                seen.add(name)
                yield entry, listed


def _without(kind: Kind, error: SourceError) -> Reason:
    """Say that the documents of a kind are not in the list of documents."""
    if isinstance(error, Withheld):
        return Reason(Cause.WITHHELD)
    if isinstance(error, Refused):
        return Reason(Cause.REFUSED)
    return Reason(Cause.REPOSITORY_SILENT, detail=kind.label)


def _joined(reasons: list[Reason]) -> tuple[Reason, ...]:
    """Give each reason once, and all names of those that were silent in one."""
    silent = [reason.detail for reason in reasons if reason.cause is Cause.REPOSITORY_SILENT]
    rest = dict.fromkeys(reason for reason in reasons if reason.cause is not Cause.REPOSITORY_SILENT)
    named = (Reason(Cause.REPOSITORY_SILENT, detail=", ".join(dict.fromkeys(silent))),) if silent else ()
    return (*rest, *named)


def dds_sources(server: DdsServer, kinds: tuple[Kind, ...]) -> tuple[DdsSource, ...]:
    """Give the sources of one service."""
    return tuple(DdsSource(server, kind) for kind in kinds)
