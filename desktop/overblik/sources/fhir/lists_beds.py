"""A ward's beds: the tree of Locations (location.html `partOf`), and who lies where (Encounter.location)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from overblik.domain.work_list import LeftOut, Visit, VisitKind, VisitState
from overblik.sources.fhir.lists_people import People
from overblik.sources.fhir.lists_visits import Lines, plain, stayed
from overblik.sources.fhir.lists_wire import PLACE, Place, Site, Stay
from overblik.sources.fhir.mapping.base import Context, codes, words
from overblik.sources.fhir.pool import identity_of
from overblik.sources.fhir.reading import Opened, opened
from overblik.wire.fhir import Piece

_BED = "bd"
"""Code of a bed (http://terminology.hl7.org/CodeSystem/location-physical-type)."""
_LEFT = frozenset({"completed"})
_DIGITS = re.compile(r"(\d+)")
_GONE = (VisitState.DONE, VisitState.CANCELLED, VisitState.ENTERED_IN_ERROR)


@dataclass(frozen=True, slots=True)
class Ward:
    """What the tree of a ward told."""

    root: str
    """`Location/id` of the ward."""
    places: dict[str, Place]
    """All places of the tree by `Location/id`, the ward itself among them."""

    @property
    def title(self) -> str:
        """What the server calls the ward."""
        return words(self.places[self.root].name) if self.root in self.places else ""

    def is_within(self, name: str) -> bool:
        """Whether a place is the ward or lies in it."""
        return name == self.root or name in self.places

    def is_bed(self, name: str) -> bool:
        """Whether a place is a bed in use."""
        place = self.places.get(name)
        return place is not None and _BED in codes(place.physical_type) and place.status in (None, "active")

    def beds(self) -> list[str]:
        """Give the beds in the order of their names."""
        return sorted((one for one in self.places if self.is_bed(one)), key=lambda one: natural(self.name(one)))

    def name(self, place: str) -> str:
        """Give the name of a place as sent."""
        found = self.places.get(place)
        return (words(found.name) if found is not None else "") or place.rpartition("/")[2]


def natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """Give a key by which 2-10 comes after 2-9."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in _DIGITS.split(name.casefold()) if part)


def ward_of(root: str, context: Context) -> Ward:
    """Read the tree; what does not hang on the ward is none of it."""
    found: dict[str, Place] = {}
    for one in opened(context.pool.of("Location"), PLACE):
        if one.flaw is None and identity_of(one.piece):
            found[identity_of(one.piece)] = one.sent
    parents = {name: plain(place.part_of, context) if place.part_of else "" for name, place in found.items()}
    return Ward(root, {name: place for name, place in found.items() if _hangs_on(name, root, parents)})


def _hangs_on(name: str, root: str, parents: dict[str, str]) -> bool:
    seen: set[str] = set()
    while name and name not in seen:
        if name == root:
            return True
        seen.add(name)
        name = parents.get(name, "")
    return False


def ward_lines(items: Iterable[Opened], people: People, context: Context, ward: Ward, *, is_whole: bool) -> Lines:
    """Give a line for each patient of the ward and for each empty bed, in the order of the beds, never by severity."""
    lines, taken, nowhere = Lines(), dict[str, list[Visit]](), list[Visit]()
    is_read = is_whole
    for one in items:
        if one.flaw is not None:
            nowhere.append(Visit(VisitKind.UNREADABLE, state=VisitState.UNKNOWN))
            is_read = False  # he may lie in any of the beds
            continue
        sent: Stay = one.sent
        visit = stayed(sent, one.piece, people, context)
        here = [_place(site, context) for site in sent.location or () if _is_now(site)]
        if visit.state in _GONE or _has_moved_on(sent, here, ward, context, is_whole=is_whole):
            lines.leave_out(LeftOut.MOVED_ON)
            continue
        bed = next((place for place in here if ward.is_bed(place)), "")
        if bed:
            taken.setdefault(bed, []).append(replace(visit, place=ward.name(bed)))
        else:
            nowhere.append(replace(visit, place=_where(sent, one.piece, ward, context)))
    for bed in ward.beds():
        lines.visits += taken.get(bed) or [_nobody(ward.name(bed), is_read=is_read)]
    lines.visits += sorted(nowhere, key=lambda visit: (not visit.place, natural(visit.place)))
    return lines


def _nobody(bed: str, *, is_read: bool) -> Visit:
    return Visit(VisitKind.EMPTY_BED if is_read else VisitKind.UNKNOWN_BED, place=bed)


def _is_now(site: Site) -> bool:
    return site.status not in _LEFT and not (site.period is not None and words(site.period.end))


def _place(site: Site, context: Context) -> str:
    return plain(site.location, context) if site.location is not None else ""


def _has_moved_on(sent: Stay, here: list[str], ward: Ward, context: Context, *, is_whole: bool) -> bool:
    """Whether somebody lies elsewhere now, by what the encounter itself says; one that says nothing stays.

    A place that the tree does not hold is elsewhere only where the tree came whole.
    """
    if any(ward.is_within(place) for place in here):
        return False
    was_here = any(ward.is_within(_place(site, context)) for site in sent.location or ())
    return was_here or (any(here) and is_whole and bool(ward.places))


def _where(sent: Stay, piece: Piece, ward: Ward, context: Context) -> str:
    """Give the nearest place that is told of somebody without a bed."""
    now = [site for site in sent.location or () if _is_now(site) and site.location is not None]
    inner = [site for site in now if _place(site, context) != ward.root]
    for site in inner:
        found = ward.places.get(_place(site, context))
        said = words(found.name) if found is not None else context.said(site.location, piece)
        if said:
            return said
    return ""
