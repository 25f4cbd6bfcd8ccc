"""Of which citizens of a list something has come at one server since it was last asked (search.html#lastUpdated).

A rest-hook cannot reach a desktop, and few servers have a line to listen on; so the server is asked, some citizens at a time,
for what was changed since its own time of the last answer. What it removed it does not tell: that is seen when a citizen
is asked for anew.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.domain.ports import Known
from overblik.domain.section import Topic
from overblik.sources.fhir import many
from overblik.sources.fhir.answering import own_of
from overblik.sources.fhir.capability import Capability
from overblik.sources.fhir.requests import NEEDS, Own
from overblik.sources.fhir.server import FhirServer

_OVERLAP = timedelta(seconds=60)
"""A server may show a change some time after the moment it bears: that much is asked for again, and told once."""
_FIRST = timedelta(minutes=15)
"""So far back the first question reaches, by this computer's clock: what the server's own says is not known yet."""


class FhirFeed:
    """One server, watched for one list; belongs to the asking thread."""

    def __init__(self, server: FhirServer, topics: Iterable[Topic]) -> None:
        """Watch some topics from now on; what was changed before is not told."""
        self._server, self._topics = (
            server,
            tuple(one for one in topics if one in NEEDS),
        )  # the national ones are not FHIR's
        self._begun = server.clock.monotonic()
        self._takes_several = False
        self._since: dict[str, Instant] = {}
        self._told: dict[tuple[str, str], Instant] = {}

    @property
    def name(self) -> str:
        """The server's name."""
        return self._server.name

    @property
    def label(self) -> str:
        """What the screen calls the server."""
        return self._server.label

    async def ask(self, kept: Mapping[PatientId, Iterable[Known]]) -> Mapping[PatientId, frozenset[Topic]] | None:
        """Give of whom something was changed, and of which topics; none where the server cannot be asked so.

        `kept` are the validators of what is kept of each, by which the server's own ids are known.

        Raises:
            SourceError: one of its kinds.

        """
        until = self._server.clock.monotonic() + many.BUDGET
        offered = await self._server.offered(until)
        kinds = self._kinds(offered)
        owns = {own.id: own for patient_id, every in kept.items() if (own := _own(patient_id, every)) is not None}
        if not kinds or not owns:
            return None
        if not self._takes_several and len(owns) > 1:
            # One that takes 'a,b' for one citizen's id would never tell anything of anybody.
            self._takes_several = await many.takes_several(self._server, kept, until)
            if not self._takes_several:
                return None
        found: dict[PatientId, set[Topic]] = {}
        for kind, topics in kinds.items():
            for name in await self._changed(kind, tuple(owns.values()), offered, until):
                found.setdefault(owns[name].patient_id, set()).update(topics)
        return {patient_id: frozenset(topics) for patient_id, topics in found.items()}

    def _kinds(self, offered: Capability) -> dict[str, set[Topic]]:
        """Give the types that can be asked for by their last change, each with the topics that it is of."""
        found: dict[str, set[Topic]] = {}
        for topic in self._topics:
            needs = NEEDS[topic]
            for kind in (*needs.items, *(needs.beside if needs.always else ())):
                parameters = offered.of(kind).parameters
                if offered.parameter(kind) and (not parameters or "_lastUpdated" in parameters) and kind != "Patient":
                    found.setdefault(kind, set()).add(topic)
        return found

    async def _changed(self, kind: str, owns: tuple[Own, ...], offered: Capability, until: float) -> set[str]:
        """Give the ids of those of whom a type was changed, each change once; all where the server cannot say of whom."""
        clock, ask, base = self._server.clock, self._server.asker(until), self._server.base.url
        since = self._since.get(kind, clock.now() - _FIRST)
        news: set[str] = set()
        moments: list[Instant] = []
        for at in range(0, len(owns), many.CITIZENS):
            group = owns[at : at + many.CITIZENS]
            told = await many.changes(kind, group, base, offered, ("_lastUpdated", f"gt{since.isoformat()}"), ask)
            if told is None:
                news |= {own.id for own in group}
                continue
            moments += [told.at] if told.at is not None else []
            line = self._line(kind, told.at)
            for name, moment in told.newest.items():
                if moment > max(line, self._told.get((kind, name), line)) and name in {own.id for own in group}:
                    self._told[kind, name] = moment
                    news.add(name)
        if moments:
            self._since[kind] = min(moments) - _OVERLAP
        return news

    def _line(self, kind: str, at: Instant | None) -> Instant:
        """Give the moment, by the server's clock, before which nothing is new: the last question, or the beginning."""
        if kind in self._since:
            return self._since[kind]
        elapsed = timedelta(seconds=self._server.clock.monotonic() - self._begun)
        return (at or self._server.clock.now()) - elapsed - _OVERLAP


def _own(patient_id: PatientId, every: Iterable[Known]) -> Own | None:
    found = (own_of(known, patient_id) for known in every)
    return next((own for own in found if own is not None), None)
