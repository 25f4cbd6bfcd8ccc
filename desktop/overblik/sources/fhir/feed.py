"""Of which citizens of a list something has come at one server since it was last asked (search.html#lastUpdated).

A rest-hook cannot reach a desktop, and few servers have a line to listen on; so the server is asked, some citizens at a time,
for what was changed since its own time of the last answer. What it removed it does not tell: that is seen when a citizen
is asked for anew.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from overblik.domain.dates import Instant
from overblik.domain.errors import Refused, Withheld
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


_REFUSED = 900.0
"""Seconds for which nobody is asked about again who was refused: a block may be lifted."""


class FhirFeed:
    """One server, watched for one list; belongs to the asking thread."""

    def __init__(self, server: FhirServer, topics: Iterable[Topic]) -> None:
        """Watch some topics from now on; what was changed before is not told."""
        self._server = server
        self._topics = tuple(one for one in topics if one in NEEDS)
        """Those that a FHIR server has: a board shows topics of the national services, too."""
        self._begun = server.clock.monotonic()
        self._takes_several = False
        self._since: dict[str, Instant] = {}
        self._told: dict[tuple[str, str], Instant] = {}
        self._refused: dict[tuple[str, str], float] = {}
        """Of whom a type was refused, and when (monotonic seconds): one of a group is enough that all of it is refused."""

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
        clock, server = self._server.clock, self._server
        how = many.Asking(server.base.url, offered, server.asker(until), clock.now())
        found: dict[PatientId, set[Topic]] = {}
        for kind, topics in kinds.items():
            for name in await self._changed(kind, tuple(owns.values()), how):
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

    async def _changed(self, kind: str, every: tuple[Own, ...], how: many.Asking) -> set[str]:
        """Give the ids of those of whom a type was changed, each change once; all where the server cannot say of whom."""
        since = self._since.get(kind, how.now - _FIRST)
        begun = self._server.clock.monotonic() - _REFUSED
        owns = tuple(own for own in every if self._refused.get((kind, own.id), begun) <= begun)
        news: set[str] = set()
        moments: list[Instant] = []
        for at in range(0, len(owns), many.CITIZENS):
            for group, told in await self._of_group(kind, owns[at : at + many.CITIZENS], how, since):
                if told is None:
                    news |= group
                    continue
                moments.append(told.at)
                line = self._line(kind, told.at)
                if told.unclear is not None and self._is_news(kind, f"?{min(group)}", told.unclear, line):
                    news |= group
                news |= {
                    one for one, when in told.newest.items() if one in group and self._is_news(kind, one, when, line)
                }
        if moments:
            self._since[kind] = min(moments) - _OVERLAP
        return news

    async def _of_group(
        self, kind: str, owns: tuple[Own, ...], how: many.Asking, since: Instant
    ) -> list[tuple[set[str], many.Changes | None]]:
        """Ask about a group; where it is refused about its halves, until it is known who may not be asked about."""
        try:
            told = await many.changes(kind, owns, how, ("_lastUpdated", f"gt{since.isoformat()}"))
        except (Refused, Withheld):
            if len(owns) == 1:
                place = (kind, owns[0].id)
                is_known = place in self._refused
                self._refused[place] = self._server.clock.monotonic()
                # That he is refused now is a change: looking at him tells which. That he is refused still is none.
                return [] if is_known else [({owns[0].id}, None)]
            half = len(owns) // 2
            halves = (owns[:half], owns[half:])
            return [one for part in halves for one in await self._of_group(kind, part, how, since)]
        group = {own.id for own in owns}
        # What came while somebody was refused lies before the line: that he is refused no more is a change, too.
        again = {name for name in group if self._refused.pop((kind, name), None) is not None}
        return [(group, told), *([(again, None)] if again else [])]

    def _is_news(self, kind: str, name: str, moment: Instant, line: Instant) -> bool:
        """Tell whether a change was not told before, and take it that it is told now."""
        is_news = moment > max(line, self._told.get((kind, name), line))
        if is_news:
            self._told[kind, name] = moment
        return is_news

    def _line(self, kind: str, at: Instant | None) -> Instant:
        """Give the moment, by the server's clock, before which nothing is new: the last question, or the beginning."""
        if kind in self._since:
            return self._since[kind]
        elapsed = timedelta(seconds=self._server.clock.monotonic() - self._begun)
        return (at or self._server.clock.now()) - elapsed - _OVERLAP


def _own(patient_id: PatientId, every: Iterable[Known]) -> Own | None:
    found = (own_of(known, patient_id) for known in every)
    return next((own for own in found if own is not None), None)
