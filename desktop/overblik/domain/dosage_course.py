"""One structure of a dosage made ready for the rules of the texts: dates as dates, doses in order, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from overblik.domain.dates import ClinicalDate
from overblik.domain.dosage import Dosage, Dose, PartOfDay, Structure
from overblik.domain.dosage_words import amount, unit_forms, when
from overblik.domain.making import maker

_ONE_DAY = timedelta(days=1)
_LAST_ORDINAL = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Said:
    """The doses of a day in words, in the order of the day."""

    amounts: tuple[str, ...]
    """Quantity and unit of each dose."""
    times: tuple[str, ...]
    """`morgen`, `kl. 8:00`, or empty, of each dose."""
    parts: bool
    """Every dose stands at a part of the day."""
    plain: bool
    """No dose has a time."""
    equal: bool
    """Every dose has the same amount."""

    @property
    def phrases(self) -> list[str]:
        """Each dose with its time."""
        if self.plain:
            return list(self.amounts)
        pairs = zip(self.amounts, self.times, strict=True)
        return [f"{much} {time}" if time else much for much, time in pairs]


@dataclass(frozen=True, slots=True)
class Course:
    """A structure whose every part is understood."""

    interval: int
    """Days of a round; 0 is NotIterated."""
    first: date
    last: date | None
    length: int
    """Days of the period, both ends counted; 0 where the end is not determined."""
    numbers: tuple[int, ...]
    """Day numbers in order; (0,) is AnyDay, () a pause."""
    days: tuple[Said, ...]
    same: bool
    """Every day has the same doses."""
    need: bool
    note: str
    """The supplementary text, without a leading comma."""

    @property
    def any_day(self) -> bool:
        """Whether the doses belong to no numbered day."""
        return self.numbers == (0,)

    @property
    def repeats(self) -> bool:
        """Whether a whole round fits in the period, so that rounds and not dates are spoken of."""
        return self.interval > 0 and (not self.length or self.length >= self.interval)

    @property
    def one_day(self) -> bool:
        """Whether the period starts and ends on one date."""
        return self.length == 1

    def on(self, number: int) -> date:
        """Give the date of a day number in the first round."""
        return self.first + _ONE_DAY * (number - 1)


_said = maker(Said)
_course = maker(Course)


def course(dosage: Dosage, structure: Structure, *, need: bool) -> Course | None:
    """Prepare a structure; none where a unit, a date, a quantity or a time has no known wording."""
    if structure.start is None or structure.started_previously:
        return None
    first = _date(structure.start)
    last = _date(structure.end) if structure.end is not None else None
    if first is None or (last is None and structure.end is not None):
        return None
    length = last.toordinal() - first.toordinal() + 1 if last is not None else 0
    if last is not None and length < 1:
        return None
    numbers = tuple([day.number or 0 for day in structure.days])
    if len(numbers) > 1 and not _in_order(numbers):
        return None
    if numbers and first.toordinal() + numbers[-1] > _LAST_ORDINAL:
        return None
    days = _all_said(dosage, structure)
    if days is None:
        return None
    same = len(days) < 2 or all([one is days[0] or one == days[0] for one in days])  # noqa: C419 - half the price
    note = structure.supplement.removeprefix(",").strip() if structure.supplement else ""
    return _course(structure.interval or 0, first, last, length, numbers, days, same, need, note)


@lru_cache(maxsize=4096)
def _date(sent: ClinicalDate) -> date | None:
    return sent.day()


def _in_order(numbers: tuple[int, ...]) -> bool:
    """Whether numbered days follow each other; AnyDay stands alone."""
    return numbers[0] > 0 and all([one < two for one, two in pairwise(numbers)])  # noqa: C419 - half the price


def _all_said(dosage: Dosage, structure: Structure) -> tuple[Said, ...] | None:
    """Put every day in words; equal days are put in words once."""
    if not structure.days:
        return ()
    units = unit_forms(dosage)
    if units is None:
        return None
    days: list[Said] = []
    before: tuple[Dose, ...] = ()
    said: Said | None = None
    for day in structure.days:
        if said is None or (day.doses is not before and day.doses != before):
            before = day.doses
            said = _one_said(before, units)
            if said is None:
                return None
        days.append(said)
    return tuple(days)


def _one_said(doses: tuple[Dose, ...], units: tuple[str, str]) -> Said | None:
    """Put the doses of a day in words; none where one has no known wording."""
    if not doses:
        return None
    first = doses[0]
    if len(doses) == 1 or (first.time is None and doses.count(first) == len(doses)):
        word, minute = when(first.time)
        much = amount(first, units)
        if minute < -1 or not much:
            return None
        count = len(doses)
        return _said((much,) * count, (word,) * count, isinstance(first.time, PartOfDay), first.time is None, True)
    timed = [(*when(dose.time), amount(dose, units), dose.time) for dose in doses]
    timed.sort(key=_minute)
    amounts = tuple([much for _, _, much, _ in timed])
    if timed[0][1] < -1 or not all(amounts):
        return None
    parts = all([isinstance(time, PartOfDay) for *_, time in timed])  # noqa: C419 - half the price
    plain = timed[-1][1] == -1
    equal = amounts.count(amounts[0]) == len(amounts)
    return _said(amounts, tuple([word for word, *_ in timed]), parts, plain, equal)


def _minute(timed: tuple[str, int, str, object]) -> int:
    return timed[1]


def courses(dosage: Dosage) -> Iterator[tuple[Structure, Course | None]]:
    """Give every structure of a dosage, fixed before as needed, each prepared."""
    for group, need in ((dosage.fixed, False), (dosage.as_needed, True)):
        for structure in group.periods if group is not None else ():
            yield structure, course(dosage, structure, need=need)
