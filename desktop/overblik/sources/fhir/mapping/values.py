"""The value of an observation in any of its eleven types (observation.html#value), as sent."""

import re

import msgspec
from msgspec import Raw

from overblik.domain.quantity import Quantity
from overblik.sources.fhir.mapping.base import Context, Unfit, present, words
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import (
    NO_NUMBER,
    CodeableConcept,
    Element,
    Measure,
    Period,
    Range,
    Ratio,
    SampledData,
    refuse_structure,
)
from overblik.wire.fhir_types import Quantity as WireQuantity

_UNKNOWN = re.compile(rb'"(value[A-Z]\w*)"\s*:')
_INTEGER = re.compile(rb"-?\d{1,18}")


class Valued(Element):
    """The members that may hold the value."""

    value_quantity: Measure | None = None
    value_string: str | None = None
    value_codeable_concept: CodeableConcept | None = None
    value_boolean: bool | None = None
    value_integer: Raw = NO_NUMBER
    value_range: Range | None = None
    value_ratio: Ratio | None = None
    value_sampled_data: SampledData | None = None
    value_time: str | None = None
    value_date_time: str | None = None
    value_period: Period | None = None

    def __post_init__(self) -> None:
        """Take a number only."""
        if self.value_integer:
            refuse_structure(self.value_integer)


_KNOWN = frozenset(name.encode() for name in Valued.__struct_encode_fields__)
_TOP = msgspec.json.Decoder(dict[str, Raw])


def value_of(sent: Valued, context: Context, place: str, piece: Piece) -> tuple[str, Quantity | None]:
    """Give the value as sent and, for an amount, what it reads as.

    Raises:
        Unfit: two values, a broken number, or a type of value that is not known.

    """
    amount = sent.value_quantity
    if amount is not None:
        read = context.quantity(amount, f"{place}.valueQuantity")
        if _others(sent, context):
            raise Unfit("two_values", f"{place}.value")
        assert read is not None
        return read.wire_text, read
    told = _others(sent, context)
    if len(told) > 1:
        raise Unfit("two_values", f"{place}.value")
    if told:
        return told[0], None
    if place == "$":
        _nothing_unknown(piece)
    return "", None


def _others(sent: Valued, context: Context) -> list[str]:
    told = []
    if sent.value_string is not None:
        told.append(words(sent.value_string))
    if sent.value_codeable_concept is not None:
        told.append(context.concept(sent.value_codeable_concept).said)
    if sent.value_boolean is not None:
        told.append("true" if sent.value_boolean else "false")
    if sent.value_time is not None:
        told.append(sent.value_time)
    if sent.value_date_time is not None:
        told.append(sent.value_date_time)
    return told + _compound(sent, context)


def _compound(sent: Valued, context: Context) -> list[str]:
    told = []
    if present(sent.value_integer):
        if _INTEGER.fullmatch(bytes(sent.value_integer)) is None:
            raise Unfit("wrong_type", "$.valueInteger")
        told.append(bytes(sent.value_integer).decode())
    if sent.value_range is not None:
        told.append(f"{_amount(sent.value_range.low, context)}–{_amount(sent.value_range.high, context)}")
    if sent.value_ratio is not None:
        told.append(f"{_amount(sent.value_ratio.numerator, context)}:{_amount(sent.value_ratio.denominator, context)}")
    if sent.value_sampled_data is not None:
        told.append(words(sent.value_sampled_data.data))
    if sent.value_period is not None:
        told.append(f"{words(sent.value_period.start)}–{words(sent.value_period.end)}")
    return told


def _amount(sent: WireQuantity | None, context: Context) -> str:
    read = context.quantity(sent, "$.value")
    return f"{read.comparator}{read.wire_text} {read.unit}".strip() if read else ""


def _nothing_unknown(piece: Piece) -> None:
    """A value of a type that R4 does not have must not look like 'no value' (H8)."""
    if not any(name not in _KNOWN for name in _UNKNOWN.findall(piece.raw)):
        return
    top = _TOP.decode(piece.raw)
    for name in top:
        if name.startswith("value") and name[5:6].isupper() and name.encode() not in _KNOWN:
            raise Unfit("unknown_value", f"$.{name}")
