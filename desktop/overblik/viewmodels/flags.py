"""The laboratory's flag as shape, letter and word (R16): seven meanings, never an all-clear by silence."""

from overblik.domain.lab_result import Flag, LabResult, ReferenceRange
from overblik.viewmodels.formats import one_line, show_number
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.units import has_unit
from overblik.viewmodels.words import Words

_SHAPES = {
    Flag.NORMAL: FlagShape.NORMAL,
    Flag.HIGH: FlagShape.HIGH,
    Flag.LOW: FlagShape.LOW,
    Flag.CRITICAL_HIGH: FlagShape.CRITICAL_HIGH,
    Flag.CRITICAL_LOW: FlagShape.CRITICAL_LOW,
    Flag.ABNORMAL: FlagShape.ABNORMAL,
}
_LETTERS = {FlagShape.HIGH: "H", FlagShape.LOW: "L", FlagShape.ABNORMAL: "A"}


def shape_of(result: LabResult) -> FlagShape:
    """Give the glyph: the source's flag, else why there is none.

    A value that is not valid (cancelled, entered in error) has no flag at all.
    """
    if not result.state.is_valid:
        return FlagShape.NONE
    if result.flag is not None:
        return _SHAPES[result.flag]
    if result.quantity is not None and not has_unit(result.unit):
        return FlagShape.NOT_ASSESSED  # without a unit no interval could tell anything
    has_interval = result.reference is not None and bool(interval_text(result.reference))
    return FlagShape.NOT_ASSESSED if has_interval or result.flag_text else FlagShape.NO_INTERVAL


def letter_of(shape: FlagShape) -> str:
    """Give the letter beside the glyph."""
    return _LETTERS.get(shape, "")


def word_of(shape: FlagShape, words: Words) -> str:
    """Give the flag in words."""
    if shape is FlagShape.NONE:
        return ""
    key = {FlagShape.NO_INTERVAL: "no_interval_sent"}.get(shape, shape.value)
    return words.say(f"lab.{key}")


def said_beside(result: LabResult) -> str:
    """Give what the laboratory said beyond a flag that we know, as sent; nothing of a value that does not hold."""
    return one_line(result.flag_text) if result.state.is_valid and not result.not_assessed else ""


def flag_words(result: LabResult, words: Words) -> str:
    """Give the flag of a result in words, and what the laboratory said beside it."""
    beside = said_beside(result)
    word = "" if beside and result.flag is None else word_of(shape_of(result), words)
    return ", ".join(part for part in (word, beside) if part)


def interval_text(reference: ReferenceRange | None) -> str:
    """Write the interval as sent: both limits, one with its sign, else the text."""
    if reference is None:
        return ""
    low = reference.low.wire_text if reference.low else ""
    high = reference.high.wire_text if reference.high else ""
    if low and high:
        return f"{show_number(low)}–{show_number(high)}"
    if low:
        return f">\u00a0{show_number(low)}"
    if high:
        return f"<\u00a0{show_number(high)}"
    return one_line(reference.text)
