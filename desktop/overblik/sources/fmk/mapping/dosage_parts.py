"""The parts of a Dosage element, gathered in one flat pass: a proxy for each element once, nothing looked for.

A nested walk costs three times as much, because every level makes its own iterator. In the flat pass each element
goes by its name to the part of its kind that was opened last, and every part counts whether it got as many as stand
in it: an element that stands elsewhere than the schema says is then seen without asking for its parent.

Where things stand follows from names and numbers of children alone. A card has many dosages and few forms of them,
so each form is worked out once; it holds no word of any dosage.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT, _UNITS, _GROUP, _PERIOD, _TEXTS, _DAY, _DOSE, _ODD = range(8)
_VALUE = -1
_PARTS = {
    "UnitTexts": (_ROOT, _UNITS),
    "StructuresFixed": (_ROOT, _GROUP),
    "StructuresAccordingToNeed": (_ROOT, _GROUP),
    "FreeText": (_ROOT, _PERIOD),
    "AdministrationAccordingToSchemaInLocalSystem": (_ROOT, _PERIOD),
    "Structure": (_GROUP, _PERIOD),
    "EmptyStructure": (_GROUP, _PERIOD),
    "DosageTranslationCombined": (_GROUP, _TEXTS),
    "DosageTranslation": (_PERIOD, _TEXTS),
    "Day": (_PERIOD, _DAY),
    "AnyDay": (_PERIOD, _DAY),
    "Dose": (_DOSE, _DOSE),
}
"""What holds other elements: in which kind of part it stands, and which kind it is."""
_VALUES = {
    _ROOT: ("UnitText", "Type"),
    _UNITS: ("Singular", "Plural"),
    _PERIOD: (
        *("IterationInterval", "NotIterated", "StartDate", "DosageStartedPreviously", "EndDate"),
        *("DosageEndingUndetermined", "SupplementaryText", "Text"),
    ),
    _TEXTS: ("ShortText", "LongText", "AverageDailyDosage", "MinimalAverageDailyDosage", "MaximalAverageDailyDosage"),
    _DAY: ("Number",),
    _DOSE: ("Time", "Quantity", "MinimalQuantity", "MaximalQuantity"),
}
"""What holds a value only, by the kind of part that it stands in."""
_PLACES = {name: (name, home, _VALUE) for home, names in _VALUES.items() for name in names} | {
    name: (name, home, kind) for name, (home, kind) in _PARTS.items()
}

Run = tuple[str | int | None, ...]
"""Name and text of each element of the doses of a day; behind `Dose` the number of elements in it."""


Texts = list[str | None]
"""The text of each element of a dosage, in document order."""


class Part:
    """An element that holds others: where its values stand by name, and its parts in order."""

    __slots__ = ("fields", "name", "parts", "run", "size")

    def __init__(self, name: str, size: int) -> None:
        """Open the part; `size` is how many elements stand in it."""
        self.name = name
        self.size = size
        self.fields: dict[str, int] = {}
        self.parts: list[Part] = []
        self.run: list[tuple[str, int, int]] = []
        """The doses, of a day only: name, place of the text, and number of elements in it, negative for a value."""

    def words(self, name: str, texts: Texts) -> str:
        """Give a value without the blanks round it; empty where there is none."""
        place = self.fields.get(name)
        return ((texts[place] if place is not None else "") or "").strip()

    def verbatim(self, name: str, texts: Texts) -> str:
        """Give a value as sent, blanks and line breaks included."""
        place = self.fields.get(name)
        return (texts[place] if place is not None else "") or ""

    def doses(self, texts: Texts) -> Run:
        """Give the doses of a day."""
        told: list[str | int | None] = []
        for name, place, size in self.run:
            told += (name, texts[place] if size < 0 else size)
        return tuple(told)


@dataclass(frozen=True, slots=True)
class Form:
    """How a dosage is built: its parts, and what does not stand where the schema has it."""

    root: Part
    doubts: tuple[str, ...]


def gather(node: "_Element") -> tuple[Form, Texts]:
    """Tell how a Dosage element is built, and give its texts."""
    nodes = list(node.iter())
    tags = [one.tag for one in nodes]
    return _form(tuple(tags), tuple(map(len, nodes))), [one.text for one in nodes]


@lru_cache(maxsize=256)
def _form(tags: tuple[object, ...], sizes: tuple[int, ...]) -> Form:
    root = Part("Dosage", sizes[0])
    opened, doubts = [root], list[str]()
    try:
        _distribute(tags, sizes, opened, doubts)
    except KeyError:  # an element before the first part of its kind
        doubts.append("place")
    doses = [sum(size >= 0 for name, _, size in part.run if name == "Dose") for part in opened]
    told = [len(part.fields) + len(part.parts) + count for part, count in zip(opened, doses, strict=True)]
    if told != [part.size for part in opened]:
        doubts.append("place")
    return Form(root, tuple(doubts))


def _distribute(tags: tuple[object, ...], sizes: tuple[int, ...], opened: list[Part], doubts: list[str]) -> None:
    """Bring each element to the part of its kind that was opened last."""
    at = {_ROOT: opened[0]}
    for index in range(1, len(tags)):
        name, home, kind = _place(tags[index])
        if home == _DOSE:
            at[_DAY].run.append((name, index, -1 if kind == _VALUE else sizes[index]))
        elif home == _ODD:
            doubts.append(f"unknown_element:{name}")
        elif kind != _VALUE:
            part = Part(name, sizes[index])
            at[home].parts.append(part)
            at[kind] = part
            opened.append(part)
        elif name in at[home].fields:
            doubts.append(f"repeated_element:{name}")
        else:
            at[home].fields[name] = index


def _place(tag: object) -> tuple[str, int, int]:
    """Give the local name, where it stands, and what it opens; a comment has no name."""
    name = tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""
    return _PLACES.get(name) or (name[:40], _ODD, _VALUE)
