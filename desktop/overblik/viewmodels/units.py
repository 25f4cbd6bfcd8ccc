"""A unit as the reader sees it: as sent, and what is no unit is never taken for one (R12, H12)."""

from overblik.domain.lab_result import LabResult
from overblik.viewmodels.formats import one_line
from overblik.viewmodels.words import Words

_NO_UNITS = frozenset({"", "na", "n/a", "ni", "null", "unknown"})
"""Words that sources send where they have no unit; `NA` stands in real home measurements."""
_ONE = "1"
"""UCUM's unity: a number without a dimension, which a percentage is not."""


def has_unit(unit: str) -> bool:
    """Whether a value has a unit by which it may be compared."""
    return unit.strip().casefold() not in _NO_UNITS


def unit_words(result: LabResult, words: Words) -> str:
    """Write the unit of a number; empty for what is no number and has none."""
    unit = one_line(result.unit)
    if unit == _ONE:
        return words.say("lab.unit_one")
    if has_unit(unit):
        return unit
    if result.quantity is None and not unit:
        return ""
    return words.say("lab.unit_unknown_sent", unit=unit) if unit else words.say("lab.unit_unknown")
