"""Observation.referenceRange (observation.html): the interval that travelled with the result, never one of ours."""

from overblik.domain.lab_result import ReferenceRange
from overblik.domain.quantity import Quantity
from overblik.sources.fhir.mapping.base import Context, words
from overblik.wire.fhir_types import CodeableConcept, Element, Range
from overblik.wire.fhir_types import Quantity as WireQuantity


class Interval(Element):
    """One reference range."""

    low: WireQuantity | None = None
    high: WireQuantity | None = None
    text: str | None = None
    type: CodeableConcept | None = None
    applies_to: tuple[CodeableConcept, ...] | None = None
    age: Range | None = None


def reference(sent: tuple[Interval, ...] | None, context: Context, place: str) -> ReferenceRange | None:
    """Give the interval that travelled with the result.

    Of several the one typed normal is taken; where that does not single one out none is chosen,
    and all are told as text, because another age group's limits would mislead (H16).
    """
    if not sent:
        return None
    if len(sent) == 1:
        return _interval(sent[0], context, place)
    normal = [
        one for one in sent if "normal" in {coding.code for coding in (one.type.coding or () if one.type else ())}
    ]
    told = "; ".join(_told(one, context, place) for one in sent)
    if len(normal) == 1:
        chosen = _interval(normal[0], context, place)
        return ReferenceRange(chosen.low, chosen.high, told, chosen.applies_to)
    return ReferenceRange(None, None, told, "")


def _interval(sent: Interval, context: Context, place: str) -> ReferenceRange:
    low = context.quantity(sent.low, f"{place}.referenceRange.low")
    high = context.quantity(sent.high, f"{place}.referenceRange.high")
    kind = "" if sent.type is None else context.concept(sent.type).said
    applies = [kind, context.texts(sent.applies_to), _ages(sent.age, context, place)]
    return ReferenceRange(low, high, words(sent.text), ", ".join(text for text in applies if text))


def _ages(sent: Range | None, context: Context, place: str) -> str:
    if sent is None:
        return ""
    low = context.quantity(sent.low, f"{place}.referenceRange.age")
    high = context.quantity(sent.high, f"{place}.referenceRange.age")
    return f"{_amount(low)}–{_amount(high)}"


def _amount(sent: Quantity | None) -> str:
    return f"{sent.wire_text} {sent.unit}".strip() if sent else ""


def _told(sent: Interval, context: Context, place: str) -> str:
    one = _interval(sent, context, place)
    limits = f"{_amount(one.low)}–{_amount(one.high)}" if one.low or one.high else ""
    return " ".join(part for part in (one.applies_to, one.text or limits) if part)
