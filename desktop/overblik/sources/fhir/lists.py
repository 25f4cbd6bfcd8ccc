"""Lists of patients from a FHIR R4 server: a day's appointments, a ward, a List, a Group, in few questions."""

from overblik.domain.dates import DANISH
from overblik.domain.errors import NotOffered, Unintelligible
from overblik.domain.work_list import ListKind, Visit, WantedList, WorkList
from overblik.sources.fhir.lists_asking import Reading, midnight, parts
from overblik.sources.fhir.lists_beds import Ward, ward_lines, ward_of
from overblik.sources.fhir.lists_people import People
from overblik.sources.fhir.lists_visits import (
    Lines,
    appointment_lines,
    appointments,
    entry_lines,
    groups,
    kept_lists,
    stays,
)
from overblik.sources.fhir.lists_wire import Grouped, Kept
from overblik.sources.fhir.mapping.base import words
from overblik.sources.fhir.pool import identity_of
from overblik.sources.fhir.reading import Opened
from overblik.sources.fhir.requests import is_id
from overblik.sources.fhir.server import FhirServer
from overblik.wire.addresses import Base

BUDGET = 30.0
"""Seconds for a whole list: a thousand lines are five pages, one after the other."""
_DEPTH = 3
"""Wards hold rooms, rooms hold beds: deeper trees are not followed."""
_HERE = "arrived,triaged,in-progress,onleave"
_TYPES = {
    ListKind.APPOINTMENTS: ("Practitioner", "PractitionerRole"),
    ListKind.WARD: ("Location",),
    ListKind.LIST: ("List",),
    ListKind.GROUP: ("Group",),
    ListKind.OWN: (),
}
_WITHDRAWN = frozenset({"retired", "entered-in-error"})


class FhirLists:
    """Reads the lists of one server."""

    def __init__(self, server: FhirServer) -> None:
        """Take the server."""
        self._server = server

    @property
    def server(self) -> FhirServer:
        """The server that is asked."""
        return self._server

    @property
    def base(self) -> Base:
        """The address of the server, by which a clinician's own resource there is known."""
        return self._server.base

    async def read(self, wanted: WantedList) -> WorkList:
        """Read a list whole; the day is the Danish one of the clock.

        Raises:
            SourceError: one of its kinds; nothing of the list is known then. `Unintelligible` has a `reason`:
                `no_list` where the server has none of that id, `other_list` where it answers with another,
                `list_withdrawn` where its owner has taken it back, `list_of` where the reference cannot be one.

        """
        kind, _, name = wanted.of.rpartition("/")
        if kind not in _TYPES[wanted.kind] or not is_id(name):
            raise Unintelligible(reason="list_of")
        server = self._server
        until = server.clock.monotonic() + BUDGET
        reading = Reading(server, server.asker(until), await server.offered(until))
        if wanted.kind is ListKind.APPOINTMENTS:
            return await self._appointments(reading, wanted)
        if wanted.kind is ListKind.WARD:
            return await self._ward(reading, wanted)
        return await self._entries(reading, wanted, name)

    async def _appointments(self, reading: Reading, wanted: WantedList) -> WorkList:
        day = self._server.clock.now().astimezone(DANISH).date()
        reading.demand("Appointment", "actor")
        asked = (("actor", wanted.of), ("date", f"ge{midnight(day)}"), ("date", f"lt{midnight(day, 1)}"))
        await reading.search("Appointment", (*asked, *reading.included("Appointment", "patient")))
        context = await reading.follow_people()
        lines = Lines()
        appointment_lines(appointments(context), People(context, reading.gone), context, day, wanted.of, lines)
        lines.visits.sort(key=_by_time)
        return _made(reading, wanted, lines)

    async def _ward(self, reading: Reading, wanted: WantedList) -> WorkList:
        """Ask for the tree first: an encounter may name its bed alone."""
        reading.demand("Encounter", "location")
        tree = await self._tree(reading, wanted.of)
        include = (*reading.included("Encounter", "subject"), *reading.included("Encounter", "patient"))[:1]
        for part in parts(list(dict.fromkeys((tree.root, *tree.places)))):
            await reading.search("Encounter", (("location", ",".join(part)), ("status", _HERE), *include))
        context = await reading.follow_people()
        people, ward = People(context, reading.gone), ward_of(tree.root, context)
        lines = ward_lines(stays(context), people, context, ward, is_whole=not reading.reasons())
        return _made(reading, wanted, lines, ward.title)

    async def _tree(self, reading: Reading, root: str) -> Ward:
        """Read the ward and the places in it; where the server does not tell them no bed is known, and none is empty."""
        offer = reading.offered.of("Location")
        if not offer.searches:
            return Ward(root, {})
        try:
            await reading.search("Location", (("_id", root.removeprefix("Location/")),))
            level = [root] if not offer.parameters or "partof" in offer.parameters else []
            for _ in range(_DEPTH):
                before = ward_of(root, reading.context())
                for part in parts(level):
                    await reading.search("Location", (("partof", ",".join(part)),))
                ward = ward_of(root, reading.context())
                level = [one for one in ward.places if one not in before.places and not ward.is_bed(one)]
                if not level:
                    break
        except (NotOffered, Unintelligible):
            return Ward(root, {})
        return ward_of(root, reading.context())

    async def _entries(self, reading: Reading, wanted: WantedList, name: str) -> WorkList:
        """Read a List or a Group by its id."""
        kind, item = ("List", "item") if wanted.kind is ListKind.LIST else ("Group", "member")
        await reading.search(kind, (("_id", name), *reading.included(kind, item)), name)
        found = kept_lists(reading.context()) if wanted.kind is ListKind.LIST else groups(reading.context())
        one = _the_one([each for each in found if each.piece.mode != "include"], f"{kind}/{name}")
        sent: Kept | Grouped = one.sent
        if _is_withdrawn(sent):
            raise Unintelligible(reason="list_withdrawn")
        await reading.follow_items()
        context = await reading.follow_people()
        made = entry_lines(sent, one.piece, People(context, reading.gone, has_homes=True), context)
        return _made(reading, wanted, Lines(made), words(sent.title if isinstance(sent, Kept) else sent.name))


def _is_withdrawn(sent: Kept | Grouped) -> bool:
    """Whether the owner has taken the list back; a group of kinds of persons holds nobody."""
    if isinstance(sent, Kept):
        return words(sent.status) in _WITHDRAWN
    return sent.active is False or sent.actual is False


def _the_one(found: list[Opened], name: str) -> Opened:
    """Give the list that was asked for, and no other."""
    if not found:
        raise Unintelligible(reason="no_list")
    if any(identity_of(one.piece) != name for one in found) or len(found) > 1:
        raise Unintelligible(reason="other_list")
    problem = found[0].flaw
    if problem is not None:
        raise Unintelligible(reason=problem.code)
    return found[0]


def _made(reading: Reading, wanted: WantedList, lines: Lines, title: str = "") -> WorkList:
    left = tuple(sorted(lines.left_out.items(), key=lambda pair: pair[0].value))
    return WorkList(wanted, reading.as_of(), tuple(lines.visits), reading.reasons(), left, title)


def _by_time(visit: Visit) -> tuple[bool, str]:
    return visit.start is None, visit.start.order if visit.start is not None else ""
