"""The parts of a Dosage element, gathered in one flat pass: a proxy for each element once, nothing looked for.

A nested walk costs three times as much, because every level makes its own iterator. In the flat pass each element
goes by its name to the part of its kind that was opened last, and every part counts whether it got as many as stand
in it: an element that stands elsewhere than the schema says is then seen without asking for its parent.
"""

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


class Part:
    """An element that holds others: its values by name as sent, and its parts in order."""

    __slots__ = ("fields", "name", "parts", "run", "size")

    def __init__(self, name: str, size: int) -> None:
        """Open the part; `size` is how many elements stand in it."""
        self.name = name
        self.size = size
        self.fields: dict[str, str | None] = {}
        self.parts: list[Part] = []
        self.run: list[str | int | None] = []
        """The doses, of a day only."""

    def words(self, name: str) -> str:
        """Give a value without the blanks round it; empty where there is none."""
        text = self.fields.get(name)
        return text.strip() if text else ""

    def verbatim(self, name: str) -> str:
        """Give a value as sent, blanks and line breaks included."""
        return self.fields.get(name) or ""


def gather(node: "_Element", doubts: list[str]) -> Part:
    """Gather the parts of a Dosage element; what does not stand where the schema has it is a doubt."""
    root = Part("Dosage", len(node))
    opened = [root]
    try:
        _distribute(node, opened, doubts)
    except KeyError:  # an element before the first part of its kind
        doubts.append("place")
    if any([part.size != len(part.fields) + len(part.parts) + part.run.count("Dose") for part in opened]):  # noqa: C419
        doubts.append("place")
    return root


def _distribute(node: "_Element", opened: list[Part], doubts: list[str]) -> None:
    """Bring each element to the part of its kind that was opened last."""
    at = {_ROOT: opened[0]}
    walk = node.iter()
    next(walk)
    for element in walk:
        name, home, kind = _place(element.tag)
        if home == _DOSE:
            at[_DAY].run += (name, element.text if kind == _VALUE else len(element))
        elif home == _ODD:
            doubts.append(f"unknown_element:{name}")
        elif kind != _VALUE:
            part = Part(name, len(element))
            at[home].parts.append(part)
            at[kind] = part
            opened.append(part)
        else:
            fields = at[home].fields
            if name in fields:
                doubts.append(f"repeated_element:{name}")
            else:
                fields[name] = element.text


@lru_cache(maxsize=512)
def _place(tag: object) -> tuple[str, int, int]:
    """Give the local name, where it stands, and what it opens; a comment has no name."""
    name = tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""
    return _PLACES.get(name) or (name[:40], _ODD, _VALUE)
