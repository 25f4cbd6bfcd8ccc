"""Dosages of FMK from the words of the stories: what the words hold as structure, and else free text."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from lxml.etree import _Element
from seedwork.fmk_xml import node

MONTHS = ("jan.", "feb.", "mar.", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")
PARTS = {"morgen": "morning", "middag": "noon", "aften": "evening", "nat": "night"}
UNITS = {
    "tablet": ("tablet", "tabletter"),
    "tabletter": ("tablet", "tabletter"),
    "kapsel": ("kapsel", "kapsler"),
    "kapsler": ("kapsel", "kapsler"),
    "pust": ("pust", "pust"),
    "enheder": ("enhed", "enheder"),
    "ml": ("ml", "ml"),
}
_AMOUNT = r"(\d+(?:,\d+)?)(?:-(\d+(?:,\d+)?))? (\w+)"
_PARTS = re.compile(rf"{_AMOUNT} ((?:morgen|middag|aften|nat)(?: og (?:morgen|middag|aften|nat))*)")
_TIMES = re.compile(rf"{_AMOUNT} (?:(\d) gange )?daglig")
_NEED = re.compile(rf"{_AMOUNT} efter behov, højst (\d) gange? daglig")
_DAYS = re.compile(r" i (\d+) dage$")

Dose = tuple[str, str, str]
"""Part of the day, smallest and greatest quantity."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in the words."""

    unit: str
    doses: tuple[Dose, ...]
    days: int = 0
    as_needed: bool = False


def read(text: str) -> Read | None:
    """What the words hold as structure; none where they are free text."""
    days = _DAYS.search(text)
    words, length = _DAYS.sub("", text), int(days[1]) if days else 0
    if need := _NEED.fullmatch(words):
        return Read(need[3], tuple([("", need[1], need[2] or "")] * int(need[4])), length, as_needed=True)
    if times := _TIMES.fullmatch(words):
        return Read(times[3], tuple([("", times[1], times[2] or "")] * int(times[4] or 1)), length)
    doses: list[Dose] = []
    unit = ""
    for piece in words.split(", "):
        found = _PARTS.fullmatch(piece)
        if found is None:
            return None
        unit = unit or found[3]
        doses += [(PARTS[part], found[1], found[2] or "") for part in found[4].split(" og ")]
    return Read(unit, tuple(doses), length)


def worded(day: str) -> str:
    """A date in the words of FMK's long text."""
    when = date.fromisoformat(day)
    return f"{when.day}. {MONTHS[when.month - 1]} {when.year}"


def dosage(text: str, start: str, end: str = "") -> _Element:
    """The dosage of an order: structure with the service's text, or free text (DosageForResponseType)."""
    found = read(text)
    if found is None or found.unit not in UNITS:
        return _free(text, start, end)
    singular, plural = UNITS[found.unit]
    units = node("e2:UnitTexts", node("e2:Singular", singular), node("e2:Plural", plural))
    kind = "AccordingToNeed" if found.as_needed else "Fixed"
    made = node(f"e2:Structures{kind}", _structure(found, text, start, end))
    return node("e2:Dosage", units, made, node("e2:Type", "efter behov" if found.as_needed else "fast"))


def local_schema(start: str) -> _Element:
    """A dosage that is kept in the hospital's own system: FMK sends no text for it."""
    held = node(
        "e2:AdministrationAccordingToSchemaInLocalSystem", node("StartDate", start), node("DosageEndingUndetermined")
    )
    return node("e2:Dosage", held, node("e2:Type", "ikke angivet"))


def tapering(steps: tuple[tuple[str, str, str], ...]) -> _Element:
    """Several periods after each other, each with its words and its days."""
    made = [_structure(found, text, start, end) for text, start, end in steps if (found := read(text)) is not None]
    units = node("e2:UnitTexts", node("e2:Singular", "tablet"), node("e2:Plural", "tabletter"))
    return node("e2:Dosage", units, node("e2:StructuresFixed", *made), node("e2:Type", "fast"))


def _free(text: str, start: str, end: str) -> _Element:
    held = node("e2:FreeText", node("StartDate", start), _end(end), node("Text", text))
    return node("e2:Dosage", held, node("e2:Type", "efter behov" if "efter behov" in text else "fast"))


def _end(day: str) -> _Element:
    return node("EndDate", day) if day else node("DosageEndingUndetermined")


def _structure(found: Read, text: str, start: str, end: str) -> _Element:
    if found.days and not end:
        end = str(date.fromisoformat(start) + timedelta(days=found.days - 1))
    doses = [_dose(*one) for one in found.doses]
    until = f" til d. {worded(end)}" if end else ""
    short = _DAYS.sub("", text)
    told = f"Dosering fra d. {worded(start)}{until}:\n{short}"
    return node(
        "Structure",
        node("IterationInterval", "1"),
        node("StartDate", start),
        _end(end),
        node("Day", node("Number", "1"), *doses),
        node("DosageTranslation", node("ShortText", short) if len(short) <= 70 else None, node("LongText", told)),
    )


def _dose(part: str, least: str, most: str) -> _Element:
    quantity = [node("Quantity", least.replace(",", "."))]
    if most:
        quantity = [
            node("MinimalQuantity", least.replace(",", ".")),
            node("MaximalQuantity", most.replace(",", ".")),
        ]
    return node("Dose", node("Time", part) if part else None, *quantity)
