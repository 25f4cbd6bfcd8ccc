"""FMK's long dosage text of one structure: a heading with the dates, and what is taken on which day.

`long_of` asks the rules in order; the first that covers the structure answers. The last rule, a line for each
numbered day, covers what is left.
"""

from datetime import date

from overblik.domain.dosage_course import Course, Said
from overblik.domain.dosage_words import NEED, day_of, listed, named_day, times, weekday

_WEEK = 7
NOT_IN_USE = "Bemærk: skal ikke anvendes i denne periode!"
ELSEWHERE = "Dosering efter skriftlig anvisning"


def heading(first: date, last: date | None) -> str:
    """Say from when till when, or the one date."""
    if last is None:
        return f"Dosering fra {day_of(first)}"
    if first == last:
        return f"Dosering kun {day_of(first)}"
    return f"Dosering fra {day_of(first)} til {day_of(last)}"


def long_of(course: Course) -> str | None:
    """Give the long text of a structure; none where no rule covers it."""
    ruled = _as_needed(course) if course.need and course.numbers else _fixed(course)
    if ruled is None:
        return None
    head, body = ruled
    note = f"\nBemærk: {course.note}" if course.note else ""
    return f"{head}:\n{body}{note}"


def _fixed(course: Course) -> tuple[str, str]:
    """Give heading and body of what is taken at any rate, or of a pause."""
    head = heading(course.first, course.last)
    if not course.numbers:
        return head, NOT_IN_USE
    if course.one_day:
        return _by_day(course)
    if course.interval == _WEEK:
        return _weekly(course)
    if _is_nth_weekday(course):
        return _nth_weekday(course)
    if course.numbers == (1,) and course.repeats:
        said = course.days[0]
        if course.interval == 1:
            return head, _each_day(said, need=False)
        if course.interval == 2 or len(said.amounts) == 1:
            return head, _each_nth_day(course)
    return _by_day(course)


def _as_needed(course: Course) -> tuple[str, str] | None:
    """Give heading and body of what is taken when needed.

    No wording is known for a time on AnyDay or on every n-th day, nor for numbered days of other rounds than
    a day, a week and whole weeks.
    """
    said = course.days[0]
    if course.any_day:
        if not said.plain:
            return None
        return _nth_weekday(course) if _is_nth_weekday(course) else _on_any_day(course)
    if course.one_day:
        return _by_day(course)
    if course.numbers == (1,) and course.interval == 1:
        return heading(course.first, course.last), _each_day(said, need=True)
    if course.interval == _WEEK:
        return _weekly(course)
    if _is_nth_weekday(course):
        return _nth_weekday(course)
    if course.repeats and course.numbers == (1,) and len(said.amounts) == 1 and said.plain:
        return heading(course.first, course.last), _each_nth_day(course)
    return None


def of_day(said: Said, *, need: bool) -> str:
    """Say the doses of a day: `1 tablet 3 gange`, or each with its time; as needed with the most of a day."""
    count = len(said.amounts)
    if said.plain and said.equal:
        if need:
            return f"{said.amounts[0]}{NEED}, højst {times(count)} dagligt"
        return said.amounts[0] if count == 1 else f"{said.amounts[0]} {times(count)}"
    return listed([phrase + NEED for phrase in said.phrases] if need else said.phrases)


def _each_day(said: Said, *, need: bool) -> str:
    """Say a dosage of every day: `hver dag`, `hver morgen`, `- hver dag` behind doses with times."""
    text = of_day(said, need=need)
    if said.parts and len(said.amounts) == 1:
        return f"{said.amounts[0]} hver {said.times[0]}{NEED if need else ''}"
    if need:
        return text
    return f"{text} hver dag" if said.plain else f"{text} - hver dag"


def _each_nth_day(course: Course) -> str:
    """Say a dosage of every second day or more seldom, counted from the first date; several doses before a dash."""
    said = course.days[0]
    dash = " -" if len(said.amounts) > 1 else ""
    return f"{of_day(said, need=course.need)}{dash} hver {course.interval}. dag"


def _weekly(course: Course) -> tuple[str, str]:
    """Say a week by its weekdays, Monday first; `gentages` where the period goes on beyond a week and a day."""
    head = heading(course.first, course.last)
    if not course.need and (not course.length or course.length > _WEEK + 1):
        head += " - gentages hver uge"
    dated = [(course.on(number), said) for number, said in zip(course.numbers, course.days, strict=True)]
    dated.sort(key=_weekday_number)
    return head, "\n".join([f"{weekday(day).capitalize()}: {of_day(said, need=course.need)}" for day, said in dated])


def _weekday_number(dated: tuple[date, Said]) -> int:
    return dated[0].weekday()


def _is_nth_weekday(course: Course) -> bool:
    """Whether one dose falls on the first day of a round of some whole weeks."""
    return (
        course.interval > _WEEK
        and course.interval % _WEEK == 0
        and course.repeats
        and course.numbers in {(0,), (1,)}
        and len(course.days[0].amounts) == 1
    )


def _nth_weekday(course: Course) -> tuple[str, str]:
    """Say one dose every second, third or later weekday; AnyDay counts as the day before the first date."""
    head = heading(course.first, course.last)
    day = weekday(course.on(course.numbers[0]))
    line = f"Hver {course.interval // _WEEK}. {day}: "
    if course.any_day:
        return head, line + _most_in_round(course)
    if not course.need:
        head += f" - gentages hver {course.interval}. dag"
    return head, line + of_day(course.days[0], need=course.need)


def _on_any_day(course: Course) -> tuple[str, str]:
    """Say what is taken when needed, on whatever day."""
    head = heading(course.first, course.last)
    if course.interval > 1 and course.repeats:
        head += f" - gentages hver {course.interval}. dag"
    return head, _most_in_round(course)


def _most_in_round(course: Course) -> str:
    """Say an as-needed dose of no numbered day, with the most of a day, a week or a round where one is set."""
    said = course.days[0]
    count = len(said.amounts)
    if count > 1 and said.plain and said.equal:
        text = f"{said.amounts[0]}{NEED} {times(count)}"
    else:
        text = listed([phrase + NEED for phrase in said.phrases])
    if (
        not course.interval
        or (count > 1 and course.interval == 1)
        or (count == 1 and course.interval > 1 and course.one_day)
    ):
        return text
    if course.interval == 1:
        return f"{text}, højst 1 gang dagligt"
    often = "om ugen" if course.interval == _WEEK else f"hver {course.interval}. dag"
    return f"{text}, højst 1 gang {often}"


def _by_day(course: Course) -> tuple[str, str]:
    """Say each numbered day in a line: `Dag 3: ...` where rounds repeat, else by its date.

    A single day names its date in the heading; only a round too long for its period says it twice.
    """
    need = course.need
    pairs = list(zip(course.numbers, course.days, strict=True))
    if course.repeats and not (course.one_day and course.interval > 1):
        if course.interval == 1:
            return heading(course.first, course.last), of_day(course.days[0], need=need)
        head = f"{heading(course.first, course.last)} - gentages hver {course.interval}. dag"
        return head, "\n".join([f"Dag {number}: {of_day(said, need=need)}" for number, said in pairs])
    if len(pairs) == 1 and not course.one_day:
        day = course.on(course.numbers[0])
        head = heading(day, day)
    else:
        head = heading(course.first, course.last)
    if len(pairs) == 1 and course.interval <= 1:
        return head, of_day(course.days[0], need=need)
    return head, "\n".join([f"{named_day(course.on(number))}: {of_day(said, need=need)}" for number, said in pairs])
