"""The lines of a list: what holds for all is found once where it was read, and each is composed when it is looked at."""

from collections import Counter
from collections.abc import Mapping
from copy import copy

from overblik.domain.dates import DANISH
from overblik.domain.patient import PatientId
from overblik.domain.work_list import ListKind, WorkList
from overblik.viewmodels.formats import one_line, show_time
from overblik.viewmodels.lazily import Lazily
from overblik.viewmodels.roll import Listed, roll_of
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_row import Around, Fill, is_muted, row_of
from overblik.viewmodels.ward_values import BoardFilter, BoardRow, LineName, Rows

MOST = 60
"""Of so many patients at most a board fetches what it shows: a longer list is no ward, and is not read in bulk (T20)."""
_SHORT = 6
"""Letters that stand whole in the narrow column of the rail; a longer name of a bed stands on the board alone."""
Known = Mapping[PatientId, Facts]


def shown(made: WorkList) -> tuple[PatientId, ...]:
    """Give those whose facts a board may ask for: whoever is expected, in the order of the list."""
    expected = made.expected
    if made.wanted.kind is ListKind.OWN:
        return made.patients[:MOST]
    return tuple(one for one in made.patients if one in expected)[:MOST]


def listed(made: WorkList) -> tuple[Listed, ...]:
    """Give the patients of a list as the rail shows them, each once; only who is expected counts as on the list."""
    expected = made.expected if made.wanted.kind is not ListKind.OWN else frozenset()
    found: dict[PatientId, Listed] = {}
    for visit in made.visits:
        if visit.patient_id is not None and visit.patient_id not in found:
            moment = visit.start.moment() if visit.start is not None else None
            is_timed = made.wanted.kind in (ListKind.APPOINTMENTS, ListKind.LIST) and moment is not None
            time = show_time(moment) if is_timed and moment is not None else ""
            bed = one_line(visit.place)
            time = bed if made.wanted.kind is ListKind.WARD and len(bed) <= _SHORT else time
            born = visit.birth_date.text if visit.birth_date is not None else ""
            who = visit.patient_id
            found[who] = Listed(who, visit.family, visit.given, born, visit.sex.value, time, who in expected)
    return tuple(found.values())


class Composed:
    """A list, what was found of it once, and its lines as they were composed: it may be made in any thread."""

    def __init__(self, made: WorkList, fill: Fill | None = None) -> None:
        """Take a list, and what fills its lines (`row_of`).

        Of thousands this takes a tenth of a second, which the window need not wait for.
        """
        self.fill = fill
        self.made, self.roll, self.shown = made, roll_of(listed(made)), shown(made)
        self.asked = frozenset(self.shown)
        self.count = len(self.roll.listed)
        self.kinds = Counter(visit.kind for visit in made.visits)
        self.names: tuple[LineName, ...] = tuple((str(n), one.patient_id) for n, one in enumerate(made.visits))
        self.everywhere = tuple(range(len(made.visits)))
        self.unnamed = tuple(n for n, one in enumerate(made.visits) if one.patient_id is None and not self._is_muted(n))
        """Lines of nobody who could be identified: no filter takes them away (H8)."""
        self.wanted = tuple(
            n for n, one in enumerate(made.visits) if one.patient_id is not None and not self._is_muted(n)
        )
        """Lines of patients that count."""
        self._places: dict[PatientId, list[int]] = {}
        for n, visit in enumerate(made.visits):
            if visit.patient_id is not None:
                self._places.setdefault(visit.patient_id, []).append(n)
        self.composed: dict[int, tuple[object, BoardRow]] = {}

    def filled(self, fill: Fill) -> "Composed":
        """Give the same list with lines that are filled otherwise; what was found of it is not found again."""
        other = copy(self)
        other.fill, other.composed = fill, {}
        return other

    def _is_muted(self, place: int) -> bool:
        return is_muted(self.made.visits[place], self.asked)

    def places_of(self, known: Known) -> list[int]:
        """Give the lines of those of whom something is known."""
        return sorted(n for who in known for n in self._places.get(who, ()))

    def row(self, place: int, known: Known, around: Around) -> BoardRow:
        """Give a line; one without facts changes with the day and the language alone."""
        visit = self.made.visits[place]
        facts = known.get(visit.patient_id) if visit.patient_id is not None else None
        day = around.now.astimezone(DANISH).date()
        when = (facts, around.now, around.since, around.fgvh_heading) if facts is not None else day
        of = (when, around.words.language)
        former = self.composed.get(place)
        if former is None or former[0] != of:
            former = self.composed[place] = (of, row_of(str(place), visit, known, around, self.fill))
        return former[1]

    def lines(self, known: Known, around: Around) -> "Lines":
        """Give the lines as they are now."""
        return Lines(self, dict(known), around)


class Lines:
    """The lines of a list at a moment; only those of whom something is known are composed to tell what stands out."""

    def __init__(self, composed: Composed, known: Known, around: Around) -> None:
        """Find what is critical, new and whole."""
        self._composed, self._known, self._around = composed, known, around
        told = [(n, self._row(n)) for n in composed.places_of(known)]
        counted = [(n, row) for n, row in told if not row.is_muted]
        self.critical = frozenset(n for n, row in counted if row.is_critical)
        self.news = frozenset(n for n, row in counted if row.has_news)
        self._whole = frozenset(n for n, row in told if row.is_whole)
        self.patients = len(composed.wanted)
        """How many lines of patients count."""
        self.lacking = self.patients - sum(row.is_whole for _, row in counted)
        """How many patients' lines are not whole: a line of which nothing is known yet is none."""

    def _row(self, place: int) -> BoardRow:
        return self._composed.row(place, self._known, self._around)

    def fitting(self, wanted: BoardFilter) -> tuple[int, ...]:
        """Give the places of the lines that a filter lets through."""
        composed = self._composed
        if wanted is BoardFilter.ALL:
            return composed.everywhere
        if wanted is BoardFilter.LACKING:
            return tuple(n for n in composed.everywhere if n not in self._whole)
        found = self.critical if wanted is BoardFilter.CRITICAL else self.news
        return tuple(sorted({*found, *composed.unnamed}))

    def critical_of(self, places: tuple[int, ...]) -> tuple[int, ...]:
        """Give which of the lines at some places are critical, by where they stand among those."""
        return tuple(n for n, place in enumerate(places) if place in self.critical)

    def rows(self, places: tuple[int, ...]) -> Rows:
        """Give the lines at some places."""
        names = self._composed.names
        told = names if places is self._composed.everywhere else tuple(names[n] for n in places)
        return Lazily(told, lambda at: self._row(places[at]))
