"""FMK's short dosage text of one structure: one line of at most 70 characters, without dates.

`short_of` asks the rules in order; the first whose text fits answers. A rule gives none where it does not cover
the structure.
"""

from collections.abc import Callable

from overblik.domain.dosage_course import Course, Said
from overblik.domain.dosage_words import NEED, listed, times, weekday

LIMIT = 70
"""Characters of a short text (DosageTranslationShortTextType)."""
_WEEK = 7
_MONTH = 30


def short_of(course: Course) -> str | None:
    """Give the short text of a structure; none where no rule covers it or nothing fits."""
    note = f".\nBemærk: {course.note}" if course.note else ""
    for rule in _NEEDED if course.need else _FIXED:
        text = rule(course)
        if text is not None and len(text) + len(note) <= LIMIT:
            return text + note
    return None


def _parts_of_day(said: Said, need: bool) -> str:
    """Say doses at parts of the day; equal amounts are said once."""
    after = NEED if need else ""
    if said.equal:
        return f"{said.amounts[0]} {listed([time + after for time in said.times])}"
    return listed([phrase + after for phrase in said.phrases])


def _simple(said: Said) -> bool:
    """Whether the day is one dose, or several equal ones without a time."""
    return len(said.amounts) == 1 or (said.plain and said.equal)


def _daily_by_parts(course: Course) -> str | None:
    """Say `2 doser morgen og aften`: every day, at parts of the day."""
    if course.interval != 1 or course.numbers != (1,) or not course.days[0].parts:
        return None
    return _parts_of_day(course.days[0], course.need)


def _daily(course: Course) -> str | None:
    """Say `1 tablet 3 gange daglig`, `2 tabletter kl. 8:00 daglig`: every day; one dose of more than one is counted."""
    if course.interval != 1 or course.numbers != (1,):
        return None
    said = course.days[0]
    if not _simple(said):
        return None
    if not said.plain:
        return f"{said.phrases[0]} daglig"
    much = said.amounts[0]
    count = len(said.amounts)
    if count == 1 and ("-" in much.partition(" ")[0] or not _is_above_one(much)):
        return f"{much} daglig"
    return f"{much} {times(count)} daglig"


def _is_above_one(much: str) -> bool:
    """Whether an amount without a range is more than one of its unit."""
    figures = much.partition(" ")[0]
    return figures != "1" and not figures.startswith("0")


def _weekly_by_parts(course: Course) -> str | None:
    """Say `1 tablet morgen mandag og torsdag hver uge`."""
    if course.interval != _WEEK or course.one_day or not course.same or not course.days[0].parts:
        return None
    return f"{_parts_of_day(course.days[0], need=False)} {_weekdays(course)} hver uge"


def _weekdays(course: Course) -> str:
    days = sorted([course.on(number) for number in course.numbers], key=lambda day: day.weekday())
    return listed([weekday(day) for day in days])


def _weekly(course: Course) -> str | None:
    """Say `1 tablet 2 gange daglig mandag og torsdag hver uge`: weekdays, doses without times."""
    if course.interval != _WEEK or course.one_day or not course.same:
        return None
    said = course.days[0]
    if not (said.plain and said.equal):
        return None
    often = f" {times(len(said.amounts))} daglig" if len(said.amounts) > 1 else ""
    return f"{said.amounts[0]}{often} {_weekdays(course)} hver uge"


def _every_round(course: Course) -> str | None:
    """Say one day of a round: `hver 3. dag`, `tirsdag hver 2. uge`, `hver 2. måned`, `1 gang om måneden`."""
    if course.interval < 2 or len(course.numbers) != 1 or not _simple(course.days[0]):
        return None
    said = course.days[0]
    count = len(said.amounts)
    phrase = said.phrases[0] if count == 1 else f"{said.amounts[0]} {times(count)}"
    weeks, odd = divmod(course.interval, _WEEK)
    if not odd and (weeks == 1 or count == 1) and (course.repeats or course.one_day):
        return _on_weekday(course, phrase, weeks)
    if not course.repeats:
        return None
    if count > 1:
        return f"{phrase} samme dag hver {course.interval}. dag"
    months, odd = divmod(course.interval, _MONTH)
    if odd:
        return f"{phrase} hver {course.interval}. dag"
    return f"{phrase} 1 gang om måneden" if months == 1 else f"{phrase} hver {months}. måned"


def _on_weekday(course: Course, phrase: str, weeks: int) -> str:
    """Name the weekday, and how often it comes unless the period is that one date."""
    day = weekday(course.on(course.numbers[0]))
    if course.one_day:
        return f"{phrase} {day}"
    return f"{phrase} {day} hver {'' if weeks == 1 else f'{weeks}. '}uge"


def _in_a_row(course: Course) -> bool:
    """Whether the days are numbered 1, 2, 3 and so on."""
    return course.numbers[0] == 1 and course.numbers[-1] == len(course.numbers)


def _once(course: Course) -> str | None:
    """Say a single dose of a period of one day: the dose alone."""
    if course.interval or not course.one_day or course.numbers != (1,) or len(course.days[0].amounts) != 1:
        return None
    said = course.days[0]
    return None if said.parts else said.phrases[0]


def _for_days_by_parts(course: Course) -> str | None:
    """Say `2 tabletter morgen i 3 dage`: the days of the period in a row, or the days from its one date."""
    if course.interval == 1 or not course.same or not course.days[0].parts or not _in_a_row(course):
        return None
    days = len(course.numbers)
    if not course.one_day and (course.interval or course.length != days):
        return None
    return f"{_parts_of_day(course.days[0], need=False)} i {_days(days)}"


def _days(count: int) -> str:
    return "1 dag" if count == 1 else f"{count} dage"


def _for_days(course: Course) -> str | None:
    """Say `1 tablet 2 gange`, `2 tabletter 1 gang daglig i 2 uger`: days in a row that do not come again."""
    if course.repeats or not course.same or not _in_a_row(course):
        return None
    said = course.days[0]
    if not (said.plain and said.equal):
        return None
    text = f"{said.amounts[0]} {times(len(said.amounts))}"
    if len(course.numbers) == 1:
        return text
    weeks, odd = divmod(len(course.numbers), _WEEK)
    row = _days(len(course.numbers)) if odd else ("1 uge" if weeks == 1 else f"{weeks} uger")
    return f"{text} daglig i {row}"


def _on_days(course: Course) -> str | None:
    """Say `1 tablet 1 gang daglig dag 3 og 10`, `1 tablet aften dag 1 og 8`: several days that do not come again."""
    if course.repeats or not course.same or len(course.numbers) < 2:
        return None
    said = course.days[0]
    numbers = listed([str(number) for number in course.numbers])
    if said.plain and said.equal:
        return f"{said.amounts[0]} {times(len(said.amounts))} daglig dag {numbers}"
    if said.parts and len(said.amounts) == 1:
        return f"{said.phrases[0]} dag {numbers}"
    return None


def _one_time(course: Course) -> str | None:
    """Say `2 tabletter kl. 8:00 1 gang`: one dose with a time, on the first day, that does not come again.

    A part of the day is said so only where nothing is iterated: NotIterated, or rounds in a period of one date.
    """
    if course.numbers != (1,) or len(course.days[0].amounts) != 1 or course.days[0].plain:
        return None
    once = course.interval == 0
    if (course.repeats and not course.one_day) or course.interval == 1 or (once and course.one_day):
        return None
    if course.days[0].parts and not (once or course.one_day):
        return None
    return f"{course.days[0].phrases[0]} 1 gang"


def _whole_weeks(course: Course) -> str | None:
    """Say `1 tablet daglig i 3 uger, herefter en uges pause`: days in a row of a round of whole weeks."""
    row, free = len(course.numbers), course.interval - len(course.numbers)
    if course.interval % _WEEK or not course.repeats or not course.same or not _in_a_row(course) or row < 2:
        return None
    said = course.days[0]
    if len(said.amounts) == 1 and (said.plain or said.parts):
        text = f"{said.phrases[0]} daglig"
    elif said.plain and said.equal:
        text = f"{said.amounts[0]} {times(len(said.amounts))} daglig"
    else:
        return None
    if not free:
        return text
    if row % _WEEK:
        return f"{text} i {_days(row)}, herefter {free} {'dags' if free == 1 else 'dages'} pause"
    weeks, rest = row // _WEEK, free // _WEEK
    if weeks == 1:
        return None
    return f"{text} i {weeks} uger, herefter {'en uges' if rest == 1 else f'{rest} ugers'} pause"


def _weekday_in_weeks(course: Course) -> str | None:
    """Say `1 tablet daglig fredag i de første 3 uger, herefter 1 uges pause`: one weekday, week after week."""
    weeks, odd = divmod(course.interval, _WEEK)
    if odd or weeks < 2 or not course.repeats or not course.same or len(course.numbers) < 2:
        return None
    said, taken = course.days[0], len(course.numbers)
    first = course.numbers[0]
    if first > _WEEK or course.numbers != tuple(range(first, first + _WEEK * taken, _WEEK)):
        return None
    if len(said.amounts) != 1 or not (said.plain or said.parts):
        return None
    text = f"{said.phrases[0]} daglig {weekday(course.on(first))}"
    if taken == weeks:
        return text
    rest = weeks - taken
    return f"{text} i de første {taken} uger, herefter {rest} {'uges' if rest == 1 else 'ugers'} pause"


def _needed_any_day(course: Course) -> str | None:
    """Say `1 tablet efter behov`: one dose, on no numbered day, without a most."""
    if not course.any_day or len(course.days[0].amounts) != 1 or not course.days[0].plain:
        return None
    if course.interval and not (course.one_day and course.interval > 1):
        return None
    return course.days[0].amounts[0] + NEED


def _needed_daily(course: Course) -> str | None:
    """Say `1 tablet efter behov, højst 3 gange daglig`: as needed, on each day."""
    if course.interval != 1 or course.numbers != (1,) or not _simple(course.days[0]):
        return None
    said = course.days[0]
    count = len(said.amounts)
    most = "1 gang dagligt" if count == 1 else f"{count} gange daglig"
    return f"{said.phrases[0]}{NEED}, højst {most}"


_FIXED: tuple[Callable[[Course], str | None], ...] = (
    _daily_by_parts,
    _daily,
    _weekly_by_parts,
    _every_round,
    _once,
    _one_time,
    _for_days_by_parts,
    _for_days,
    _whole_weeks,
    _weekday_in_weeks,
    _weekly,
    _on_days,
)
_NEEDED: tuple[Callable[[Course], str | None], ...] = (_daily_by_parts, _needed_any_day, _needed_daily)
