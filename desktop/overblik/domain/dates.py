"""Clinical dates: the text as sent, with the precision it was sent in, never padded."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from overblik.domain.making import maker

DANISH = ZoneInfo("Europe/Copenhagen")
"""The zone of all clinical display (R18)."""

Instant = datetime
"""A moment with a zone; compared in UTC."""

_USUAL = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)",
    re.ASCII,
)
"""The form of nearly all moments: Python's own reader judges the rest of it."""
_FORM = re.compile(
    r"(?!0000)\d{4}(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])"
    r"(T(?:[01]\d|2[0-3]):[0-5]\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-](\d\d):(\d\d))?)?)?)?",
    re.ASCII,
)
_ALWAYS_THERE = "28"
"""The last day that every month has."""
_MINUTES_OF_A_DAY = 24 * 60
_LAST = datetime(9999, 12, 31, 22, 59, 59, tzinfo=UTC)
"""The last moment that has a Danish time of day: programs send the ends of the calendar for 'no date'."""


class Precision(Enum):
    """How much of a moment the source stated."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class ClinicalDate:
    """A date, dateTime or instant of FHIR R4 (datatypes.html#dateTime), kept as sent."""

    text: str
    precision: Precision

    @property
    def year(self) -> int:
        """The year as sent."""
        return int(self.text[:4])

    @property
    def month(self) -> int | None:
        """The month as sent, none when only a year was stated."""
        return None if self.precision is Precision.YEAR else int(self.text[5:7])

    def day(self) -> date | None:
        """Give the Danish calendar day, none for a year or a month."""
        if self.precision is Precision.DAY:
            return date(self.year, int(self.text[5:7]), int(self.text[8:10]))
        moment = self.moment()
        return moment.astimezone(DANISH).date() if moment else None

    def moment(self) -> Instant | None:
        """Give the moment in UTC; none unless a time of day was stated.

        A time without an offset is read as Danish: no Danish source sends another.
        """
        if self.precision is not Precision.MINUTE:
            return None
        return _moment(self.text)

    @property
    def has_zone(self) -> bool:
        """Whether the source stated an offset with the time of day."""
        return self.text.endswith("Z") or self.text[-6:-5] in ("+", "-")

    @property
    def order(self) -> str:
        """A text that sorts by time: UTC for moments, the stated digits else."""
        return _order(self.text) if self.precision is Precision.MINUTE else self.text


@lru_cache(maxsize=4096)
def _order(text: str) -> str:
    return _moment(text).isoformat()[:19]


@lru_cache(maxsize=4096)
def _moment(text: str) -> Instant:
    """Reckon a moment once: a visit gives many results, and lists sort them again and again."""
    if text[17:18] >= "6":  # a leap second is legal in FHIR, not in Python
        text = f"{text[:17]}59{text[19:]}"
    stated = datetime.fromisoformat(text)
    aware = stated if stated.tzinfo is not None else stated.replace(tzinfo=DANISH)
    try:
        return min(aware.astimezone(UTC), _LAST)
    except OverflowError:
        return min(aware.replace(tzinfo=UTC), _LAST)


_date = maker(ClinicalDate)


def clinical_date(text: str) -> ClinicalDate | None:
    """Read a FHIR date or dateTime; none when the text is no such thing (the caller keeps it raw)."""
    if _USUAL.fullmatch(text) is not None:
        try:
            datetime.fromisoformat(text)
        except ValueError:
            pass  # a leap second, or no date
        else:
            return _date(text, Precision.MINUTE)
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    month, day, time, hours, minutes = found.groups()
    if day is None:
        return _date(text, Precision.YEAR if month is None else Precision.MONTH)
    if day > _ALWAYS_THERE and int(day) > monthrange(int(text[:4]), int(month))[1]:
        return None
    if hours is not None and int(hours) * 60 + int(minutes) >= _MINUTES_OF_A_DAY:
        return None
    return _date(text, Precision.DAY if time is None else Precision.MINUTE)


def from_instant(moment: Instant) -> ClinicalDate:
    """Write a moment as a clinical date in UTC."""
    return ClinicalDate(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), Precision.MINUTE)


def age_in_years(born: ClinicalDate, today: date) -> int | None:
    """Give full years of life; none when the birth date is not a full date."""
    day = born.day()
    if day is None or day > today:
        return None
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
