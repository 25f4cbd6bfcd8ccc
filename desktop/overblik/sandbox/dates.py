"""Moves the dates of the seeds to the day on which the sandbox runs, and reads FHIR dates.

FHIR R4 datatypes, "date", "dateTime" and "instant". Partial dates stay, and so does a date of birth.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SEED_DAY = date(2026, 11, 23)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2})?)(\.\d+)?(Z|[+-]\d{2}:\d{2})?")
_WORDS = frozenset({"birthDate", "value", "valueString", "display", "text", "div", "id", "title", "description"})


def denmark() -> ZoneInfo:
    """The zone in which the seeds' wall-clock times are meant."""
    return ZoneInfo("Europe/Copenhagen")


def shift(value: Any, days: int, key: str = "") -> Any:
    """The same JSON with every date and time moved by whole days; words and birth dates stay."""
    if days == 0:
        return value
    if isinstance(value, dict):
        return {name: shift(item, days, name) for name, item in value.items()}
    if isinstance(value, list):
        return [shift(item, days, key) for item in value]
    if type(value) is str and key not in _WORDS:
        return shift_text(value, days)
    return value


def shift_text(text: str, days: int) -> str:
    """One date or time moved; any other text comes back as it was."""
    if _DATE.fullmatch(text):
        return (date.fromisoformat(text) + timedelta(days=days)).isoformat()
    found = _MOMENT.fullmatch(text)
    if not found:
        return text
    day, clock, fraction, zone = found.groups()
    wall = datetime.fromisoformat(f"{day}T{clock}{'' if zone is None else zone.replace('Z', '+00:00')}")
    if zone is not None:
        wall = wall.astimezone(denmark())
    moved = wall.replace(tzinfo=None) + timedelta(days=days)
    if zone is None:
        return f"{_written(moved, clock)}{fraction or ''}"
    local = moved.replace(tzinfo=denmark())
    if zone == "Z":
        return f"{_written(local.astimezone(UTC), clock)}{fraction or ''}Z"
    offset = local.isoformat()[-6:]
    return f"{_written(local, clock)}{fraction or ''}{offset}"


def _written(moment: datetime, like: str) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S" if len(like) > 5 else "%Y-%m-%dT%H:%M")


def earliest(text: object) -> datetime | None:
    """The first instant that a FHIR date of any precision covers; None when it is no date."""
    if not isinstance(text, str):
        return None
    padded = text + {4: "-01-01", 7: "-01"}.get(len(text), "")
    try:
        moment = datetime.fromisoformat(padded)
    except ValueError:
        return None
    return moment if moment.tzinfo else datetime.combine(moment.date(), time(moment.hour, moment.minute), denmark())
