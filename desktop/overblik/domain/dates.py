"""Clinical dates: the text as sent, with the precision it was sent in, never padded."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

DANISH = ZoneInfo("Europe/Copenhagen")
"""The zone of all clinical display (R18)."""

Instant = datetime
"""A moment with a zone; compared in UTC."""

_FORM = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?",
)


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
        moment = self.moment()
        return moment.strftime("%Y-%m-%dT%H:%M:%S") if moment else self.text


@lru_cache(maxsize=4096)
def _moment(text: str) -> Instant:
    """Reckon a moment once: a visit gives many results, and lists sort them again and again."""
    found = _FORM.fullmatch(text)
    assert found is not None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    second_of_minute = min(int(second or 0), 59)  # 60 is legal in FHIR, not in Python
    plain = datetime(
        int(year), int(month), int(day), int(hour) % 24, int(minute), second_of_minute, micro, tzinfo=_zone(zone)
    )
    return plain.astimezone(UTC)


def _zone(text: str | None) -> timezone | ZoneInfo:
    if text is None:
        return DANISH
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[4:6])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def clinical_date(text: str) -> ClinicalDate | None:
    """Read a FHIR date or dateTime; none when the text is no such thing (the caller keeps it raw)."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, _, _, zone = found.groups()
    try:
        if day is not None:
            date(int(year), int(month), int(day))
        elif int(year) < 1 or not 1 <= int(month or 1) <= 12:
            return None
        if hour is not None and (int(hour) > 23 or int(minute) > 59):
            return None
        _zone(zone)
    except ValueError:
        return None
    if hour is not None:
        return ClinicalDate(text, Precision.MINUTE)
    if day is not None:
        return ClinicalDate(text, Precision.DAY)
    return ClinicalDate(text, Precision.MONTH if month is not None else Precision.YEAR)


def from_instant(moment: Instant) -> ClinicalDate:
    """Write a moment as a clinical date in UTC."""
    return ClinicalDate(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), Precision.MINUTE)


def age_in_years(born: ClinicalDate, today: date) -> int | None:
    """Give full years of life; none when the birth date is not a full date."""
    day = born.day()
    if day is None or day > today:
        return None
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
