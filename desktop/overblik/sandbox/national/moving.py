"""Moves the dates of an XML seed to the day on which the sandbox runs.

An element or an attribute `date` that is exactly an xs:date or xs:dateTime moves, and so do the Danish dates in the
texts by which FMK words a dosage ("Dosering fra d. 5. dec. 2025"). A date of birth stays.
"""

import re
from datetime import date, timedelta

from lxml.etree import _Element

from overblik.sandbox.dates import shift_text
from overblik.sandbox.national.markup import local

_STAY = frozenset({"BirthDate", "PersonIdentifier", "Identifier"})
_WORDED = frozenset({"LongText", "ShortText", "DosageText"})
_SHORT = ("jan.", "feb.", "mar.", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")
_FULL = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
_DATE = re.compile(r"\b(\d{1,2})\. ?((?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.?) (\d{4})\b")


def move(root: _Element, days: int) -> None:
    """Move all dates below an element by whole days, in place."""
    if days == 0:
        return
    for node in root.iter("*"):
        name = local(node)
        given = node.text
        if given and name in _WORDED:
            node.text = move_words(given, days)
        elif given and name not in _STAY:
            node.text = shift_text(given.strip(), days) if given.strip()[:1].isdigit() else given
        if "date" in node.attrib:
            node.set("date", shift_text(node.get("date", ""), days))


def move_words(text: str, days: int) -> str:
    """The same sentence with its Danish dates moved."""
    return _DATE.sub(lambda found: _moved(found, days), text)


def _moved(found: re.Match[str], days: int) -> str:
    month = next(at for at, name in enumerate(_FULL, 1) if name.startswith(found[2][:3]))
    try:
        day = date(int(found[3]), month, int(found[1])) + timedelta(days=days)
    except ValueError:
        return found[0]
    names = _FULL if found[2] in _FULL else _SHORT
    return f"{day.day}. {names[day.month - 1]} {day.year}"
