"""Dosage of FMK 1.4.6 (DosageForResponseType, schema 2015/06/01 and its E2): elements by local name, in one pass.

Reading is total. What stands outside the schema's rules becomes a code in `Dosage.doubts`; the texts of the
service are kept all the same, and nothing is reckoned from the rest. Elements are taken by name; the order of
those of different names says nothing.
"""

from typing import TYPE_CHECKING

from overblik.domain.dosage import Dosage, FreeText, LocalSchema
from overblik.domain.making import maker
from overblik.sources.fmk.mapping.dosage_parts import Part, Texts, gather
from overblik.sources.fmk.mapping.dosage_structure import bounds, read_group

if TYPE_CHECKING:
    from lxml.etree import _Element

_dosage = maker(Dosage)
_PERIOD = {"StartDate", "DosageStartedPreviously", "EndDate", "DosageEndingUndetermined"}
_PROMISES = {
    "fast": (True, False),
    "efter behov": (False, True),
    "kombineret": (True, True),
}
"""Dosage/Type, and whether it promises fixed and as-needed structures."""


def read_dosage(node: "_Element") -> Dosage:
    """Read a Dosage element, whatever stands in it."""
    form, texts = gather(node)
    root, doubts = form.root, list(form.doubts)
    parts = {part.name: part for part in root.parts}
    if len(parts) < len(root.parts):
        doubts.append("repeated_element:Dosage")
    singular, plural = _units(root, parts.get("UnitTexts"), texts, doubts)
    fixed = read_group(parts.get("StructuresFixed"), texts, doubts, need=False)
    needed = read_group(parts.get("StructuresAccordingToNeed"), texts, doubts, need=True)
    free = _free_text(parts.get("FreeText"), texts, doubts)
    schema = _local_schema(parts.get("AdministrationAccordingToSchemaInLocalSystem"), texts, doubts)
    if (fixed is not None or needed is not None) + (free is not None) + (schema is not None) != 1:
        doubts.append("choice")
    type_text = root.words("Type", texts)
    if not _is_type(type_text, fixed=fixed is not None, needed=needed is not None):
        doubts.append("type")
    if not plural and any(period.days for group in (fixed, needed) if group for period in group.periods):
        doubts.append("unit")
    return _dosage(type_text, singular, plural, fixed, needed, free, schema, tuple(dict.fromkeys(doubts)))


def _is_type(text: str, *, fixed: bool, needed: bool) -> bool:
    """Tell whether Type is a word of the schema that the structures do not contradict.

    Free text and local schemas are sent with any type (`fast` beside a free text: services.md 2.3).
    """
    if text == "ikke angivet":
        return True
    return text in _PROMISES and (not (fixed or needed) or _PROMISES[text] == (fixed, needed))


def _units(root: Part, both: Part | None, texts: Texts, doubts: list[str]) -> tuple[str, str]:
    """Read UnitTexts, or the lone UnitText as plural."""
    if both is None:
        return "", root.words("UnitText", texts)
    singular, plural = both.words("Singular", texts), both.words("Plural", texts)
    if not singular or not plural or "UnitText" in root.fields:
        doubts.append("unit")
    return singular, plural


def _free_text(part: Part | None, texts: Texts, doubts: list[str]) -> FreeText | None:
    if part is None:
        return None
    start, end, previously = bounds(part, texts, doubts)
    if part.parts or part.fields.keys() - _PERIOD != {"Text"}:
        doubts.append("place")
    if not part.words("Text", texts):
        doubts.append("text")
    return FreeText(part.verbatim("Text", texts), start, end, previously)


def _local_schema(part: Part | None, texts: Texts, doubts: list[str]) -> LocalSchema | None:
    if part is None:
        return None
    start, end, previously = bounds(part, texts, doubts)
    if part.parts or part.fields.keys() - _PERIOD:
        doubts.append("place")
    return LocalSchema(start, end, previously)
