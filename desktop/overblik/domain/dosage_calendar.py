"""Which doses fall on which calendar day, from the structures of a dosage.

A day without doses, an explicit pause, a day outside every period and a day about which the structure says nothing
certain are four different things; the last is never shown as free of doses.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from overblik.domain.dates import ClinicalDate
from overblik.domain.dosage import Dosage, Dose, FreeText, LocalSchema, Structure, Structures

_ONE_DAY = timedelta(days=1)
_WEEK = 7


class DayKind(Enum):
    """What the dosage says about a calendar day."""

    DOSES = "doses"
    FREE = "free"
    """Inside a period, and none of its doses falls on the day."""
    PAUSE = "pause"
    """EmptyStructure: the drug is not to be given."""
    OUTSIDE = "outside"
    """Before, after or between the periods."""
    UNCERTAIN = "uncertain"
    """Free text, a local schema, doubts, an unknown start, overlapping periods, days beyond the period's end."""


@dataclass(frozen=True, slots=True)
class PlannedDose:
    """A dose of a calendar day."""

    dose: Dose
    as_needed: bool
    within: int = 1
    """As needed on no numbered day: how many days the dose may be taken once in (IterationInterval); else 1."""


@dataclass(frozen=True, slots=True)
class DosingDay:
    """One calendar day of a dosage."""

    day: date
    kind: DayKind
    doses: tuple[PlannedDose, ...] = ()
    """Empty unless the kind is DOSES."""
    paused: bool = False
    """Whether an explicit pause covers the day; doses of the other group may stand beside it."""


def week_of(dosage: Dosage, day: date) -> tuple[DosingDay, ...]:
    """Give the seven days, Monday to Sunday, of the week that the day is in; fewer at the end of the calendar."""
    monday = day.toordinal() - day.weekday()
    days = range(max(monday, 1), min(monday + _WEEK, date.max.toordinal() + 1))
    return tuple(doses_on(dosage, date.fromordinal(one)) for one in days)


def doses_on(dosage: Dosage, day: date) -> DosingDay:
    """Tell which doses fall on a calendar day; both ends of a period belong to it."""
    if dosage.doubts:
        return DosingDay(day, DayKind.UNCERTAIN)
    outside = dosage.free_text or dosage.local_schema
    if outside is not None:
        return DosingDay(day, _without_structure(outside, day))
    fixed = _of_group(dosage.fixed, day, need=False)
    needed = _of_group(dosage.as_needed, day, need=True)
    kinds = {fixed.kind, needed.kind}
    paused = fixed.paused or needed.paused
    for kind in (DayKind.UNCERTAIN, DayKind.DOSES, DayKind.PAUSE, DayKind.FREE):
        if kind in kinds:
            doses = (*fixed.doses, *needed.doses) if kind is DayKind.DOSES else ()
            return DosingDay(day, kind, doses, paused)
    return DosingDay(day, DayKind.OUTSIDE)


def _without_structure(sent: FreeText | LocalSchema, day: date) -> DayKind:
    """Tell whether words or a local schema cover the day: what they say of it is not known here."""
    return DayKind.UNCERTAIN if _may_cover(sent.start, sent.end, day) else DayKind.OUTSIDE


def _may_cover(start: ClinicalDate | None, end: ClinicalDate | None, day: date) -> bool:
    """Whether a period may hold the day; an unknown start is before it, and no end is after it."""
    first = start.day() if start is not None else None
    last = end.day() if end is not None else None
    return (first is None or first <= day) and (last is None or day <= last)


def _of_group(group: Structures | None, day: date, *, need: bool) -> DosingDay:
    """Give the day by the fixed or the as-needed structures; where two of them cover it, neither is certain."""
    if group is None:
        return DosingDay(day, DayKind.OUTSIDE)
    covering = [structure for structure in group.periods if _may_cover(structure.start, structure.end, day)]
    if any(_names_beyond_end(structure, day) for structure in group.periods) or len(covering) > 1:
        return DosingDay(day, DayKind.UNCERTAIN)
    if not covering:
        return DosingDay(day, DayKind.OUTSIDE)
    return _of_structure(covering[0], day, need=need)


def _of_structure(structure: Structure, day: date, *, need: bool) -> DosingDay:
    if not structure.days:
        return DosingDay(day, DayKind.PAUSE, paused=True)
    doses: tuple[Dose, ...]
    within = 1
    if structure.days[0].number is None:
        if not need:
            return DosingDay(day, DayKind.UNCERTAIN)
        doses, within = structure.days[0].doses, structure.interval or 1
    else:
        number = _number_of(structure, day)
        if number is None:
            return DosingDay(day, DayKind.UNCERTAIN)
        doses = next((one.doses for one in structure.days if one.number == number), ())
    planned = tuple(PlannedDose(dose, need, within) for dose in doses)
    return DosingDay(day, DayKind.DOSES if planned else DayKind.FREE, planned)


def _number_of(structure: Structure, day: date) -> int | None:
    """Give the number of a day in its round; none where the start, and with it the count, is not known.

    With a round of one day every day is day 1, wherever the count began.
    """
    if structure.interval == 1:
        return 1
    first = structure.start.day() if structure.start is not None else None
    if first is None or structure.started_previously:
        return None
    passed = (day - first).days
    return (passed % structure.interval if structure.interval else passed) + 1


def _names_beyond_end(structure: Structure, day: date) -> bool:
    """Whether the first round names this day although the period has ended: one of the two is wrong.

    A round that repeats is merely cut off by the end of its period.
    """
    first = structure.start.day() if structure.start is not None else None
    last = structure.end.day() if structure.end is not None else None
    if first is None or last is None or not last < day:
        return False
    if structure.interval and (last - first) >= _ONE_DAY * (structure.interval - 1):
        return False
    number = (day - first).days + 1
    return any(one.number == number for one in structure.days)
