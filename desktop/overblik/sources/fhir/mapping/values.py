"""The value of an observation in any of its eleven types (observation.html#value), as sent."""

import re

import msgspec
from msgspec import Raw, field

from overblik.domain.quantity import Quantity
from overblik.sources.fhir.mapping.base import ABSENT, Context, Unfit, present, stated, words
from overblik.sources.fhir.mapping.dosage import between
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import (
    NO_NUMBER,
    CodeableConcept,
    Coding,
    Element,
    Extension,
    Measure,
    Period,
    Range,
    Ratio,
    SampledData,
    refuse_structure,
)
from overblik.wire.fhir_types import Quantity as WireQuantity

_UNKNOWN = re.compile(rb'"(value[A-Z]\w*)"\s*:')
_NO_FACTOR = (b"", b"null", b"1", b"1.0")
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
        told.append(stated(context.concept(sent.value_codeable_concept)).said)
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
        told.append(between(_amount(sent.value_range.low, context), _amount(sent.value_range.high, context)))
    if sent.value_ratio is not None:
        told.append(f"{_amount(sent.value_ratio.numerator, context)}:{_amount(sent.value_ratio.denominator, context)}")
    if sent.value_sampled_data is not None:
        told.append(_curve(sent.value_sampled_data, context))
    if sent.value_period is not None:
        told.append(f"{words(sent.value_period.start)}–{words(sent.value_period.end)}")
    return told


def _amount(sent: WireQuantity | None, context: Context) -> str:
    read = context.quantity(sent, "$.value")
    return f"{read.comparator}{read.wire_text} {read.unit}".strip() if read else ""


def _curve(sent: SampledData, context: Context) -> str:
    """Give the numbers of a curve, unless they are no values before they are multiplied or moved."""
    origin = context.quantity(sent.origin, "$.valueSampledData.origin")
    if bytes(sent.factor) not in _NO_FACTOR or (origin is not None and origin.value):
        raise Unfit("scaled_data", "$.valueSampledData")
    return words(sent.data)


class _Silent(Element):
    """What a value may carry where it has none (extensibility.html#Special-Case)."""

    extension: tuple[Extension, ...] | None = None
    of_value: "_Silent | None" = field(name="_value", default=None)
    coding: tuple[Coding, ...] | None = None


_SILENT = msgspec.json.Decoder(_Silent)


def why_absent(piece: Piece) -> str:
    """Give the code with which a value itself says why there is none, empty when it does not."""
    if b"data-absent-reason" not in bytes(piece.raw):
        return ""
    for name, raw in _TOP.decode(piece.raw).items():
        if not name.startswith(("value", "_value")):
            continue
        try:
            found = _SILENT.decode(raw)
        except msgspec.ValidationError:
            continue
        told = [*(found.extension or ()), *(found.of_value.extension or () if found.of_value else ())]
        codes = [one.value_code for one in told if (one.url or "").endswith("/data-absent-reason")]
        codes += [one.code for one in found.coding or () if one.system in ABSENT]
        if any(codes):
            return next(filter(None, codes))
    return ""


def _nothing_unknown(piece: Piece) -> None:
    """A value of a type that R4 does not have must not look like 'no value' (H8)."""
    if not any(name not in _KNOWN for name in _UNKNOWN.findall(piece.raw)):
        return
    top = _TOP.decode(piece.raw)
    for name in top:
        if name.startswith("value") and name[5:6].isupper() and name.encode() not in _KNOWN:
            raise Unfit("unknown_value", f"$.{name}")
