"""The clock times of an appointment's own row in the narrative, and whether the code says others (APD, S4, H15)."""

import re

from overblik.domain.clinical import ToldTime
from overblik.domain.dates import DANISH, ClinicalDate, Precision
from overblik.wire.cda import Section

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_DAY = re.compile(
    r"(?<!\d)(?:(\d{4})-(\d\d)-(\d\d)|(\d\d?)[-./](\d\d?)[-./](\d{4}|\d\d)"
    rf"|(\d\d?)\.?\s*({'|'.join(_MONTHS)})[a-zæøå]*\.?\s*(\d{{4}}))(?!\d)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<![\d.,:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])", re.ASCII)
_DOTTED = re.compile(
    r"(?:\bkl\.?\s*([01]?\d|2[0-3])\.([0-5]\d)(?!\d))|(?<![\d.,:])([01]?\d|2[0-3])\.([0-5]\d)(?=\s*[-–]\s*\d{1,2}\.\d\d(?![\d.]))"
    r"|(?<=[-–] )([01]?\d|2[0-3])\.([0-5]\d)(?![\d.])",
    re.IGNORECASE,
)


def days_in(text: str) -> list[str]:
    """Give every date that a text names, as `2017-05-31`."""
    return [_iso(found) for found in _DAY.finditer(text)]


def first_day(text: str) -> str:
    """Give the first date that a text names; empty when it names none."""
    found = _DAY.search(text)
    return _iso(found) if found is not None else ""


def _iso(found: re.Match[str]) -> str:
    year, month, day, first, second, short, number, word, long = found.groups()
    if year:
        return f"{year}-{month}-{day}"
    if first:
        return f"{short if len(short) == 4 else f'20{short}'}-{second:0>2}-{first:0>2}"
    return f"{long}-{_MONTHS.index(word.lower()) + 1:0>2}-{number:0>2}"


def clocks_in(text: str) -> list[str]:
    """Give every time of day that a text names, as `09:05`; what belongs to a date is none."""
    rest = _DAY.sub(" ", text)
    found = [(one.start(), one.group(1), one.group(2)) for one in _CLOCK.finditer(rest)]
    for one in _DOTTED.finditer(rest):
        hour, minute = next((one.group(n), one.group(n + 1)) for n in (1, 3, 5) if one.group(n))
        found.append((one.start(), hour, minute))
    return [f"{hour:0>2}:{minute}" for _, hour, minute in sorted(found)]


def told_rows(section: Section) -> list[ToldTime]:
    """Give the times of each row of a section's narrative that names a time of day."""
    said = section.narrative
    parts = [row.cells for row in said.rows] or [(line,) for line in said.lines]
    return [told for cells in parts if (told := _told(cells)) is not None]


def _told(cells: tuple[str, ...]) -> ToldTime | None:
    """Read one row: the first cell that names a time of day, and the first day that is named."""
    clocks = next((clocks for cell in cells if (clocks := clocks_in(cell))), None)
    if clocks is None:
        return None
    days = [day for cell in cells for day in days_in(cell)]
    return ToldTime(days[0] if days else "", clocks[0], clocks[1] if len(clocks) > 1 else "")


def disagrees(told: ToldTime, start: ClinicalDate | None, end: ClinicalDate | None) -> bool:
    """Tell whether the words name another day or time of day than the code does in Danish time."""
    begins, ends = _danish(start), _danish(end)
    if told.day and begins[0] and told.day != begins[0]:
        return True
    if told.start != begins[1]:
        return True
    return bool(told.end) and bool(ends[1]) and told.end != ends[1]


def _danish(date: ClinicalDate | None) -> tuple[str, str]:
    """Give the Danish day and time of day."""
    if date is None:
        return "", ""
    moment = date.moment()
    if moment is None:
        return (date.text if date.precision is Precision.DAY else ""), ""
    return moment.astimezone(DANISH).strftime("%Y-%m-%d"), moment.astimezone(DANISH).strftime("%H:%M")
