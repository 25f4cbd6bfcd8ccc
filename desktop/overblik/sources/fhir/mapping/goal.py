"""Goal (goal.html) to Goal, and a goal without a plan as a plan of kind goal."""

import msgspec
from msgspec import Raw

from overblik.domain.clinical import CarePlan, Currency, Goal
from overblik.domain.dates import ClinicalDate
from overblik.domain.npu import one_name
from overblik.domain.quantity import Concept
from overblik.sources.fhir.mapping.base import Context, Resource, Unfit, first_coding, present, words
from overblik.sources.fhir.mapping.dosage import amount, between, ratio
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import (
    NO_NUMBER,
    Annotation,
    CodeableConcept,
    Element,
    Range,
    Ratio,
    Reference,
    refuse_structure,
)
from overblik.wire.fhir_types import Quantity as WireQuantity

_LIFE = {
    "proposed": Currency.PLANNED,
    "planned": Currency.PLANNED,
    "accepted": Currency.PLANNED,
    "active": Currency.CURRENT,
    "on-hold": Currency.PAUSED,
    "completed": Currency.PAST,
    "cancelled": Currency.CANCELLED,
    "rejected": Currency.CANCELLED,
    "entered-in-error": Currency.ENTERED_IN_ERROR,
}
_VALID = frozenset({Currency.PLANNED, Currency.CURRENT, Currency.PAUSED, Currency.PAST})


class Target(Element):
    """What is to be reached, and when."""

    measure: CodeableConcept | None = None
    detail_quantity: WireQuantity | None = None
    detail_range: Range | None = None
    detail_codeable_concept: CodeableConcept | None = None
    detail_string: str | None = None
    detail_boolean: bool | None = None
    detail_integer: Raw = NO_NUMBER
    detail_ratio: Ratio | None = None
    due_date: str | None = None
    due_duration: WireQuantity | None = None

    def __post_init__(self) -> None:
        """Take a number only."""
        refuse_structure(self.detail_integer)


class WireGoal(Resource):
    """The members that are read."""

    lifecycle_status: str | None = None
    achievement_status: CodeableConcept | None = None
    category: tuple[CodeableConcept, ...] | None = None
    description: CodeableConcept | None = None
    subject: Reference | None = None
    start_date: str | None = None
    target: tuple[Target, ...] | None = None
    expressed_by: Reference | None = None
    addresses: tuple[Reference, ...] | None = None
    note: tuple[Annotation, ...] | None = None


GOAL = msgspec.json.Decoder(WireGoal)


def goal(sent: WireGoal, piece: Piece, context: Context) -> Goal:
    """Map one goal.

    Raises:
        Unfit: a date or number cannot be read.

    """
    said, about = context.concept(sent.description).said, context.first_said(sent.addresses, piece)
    targets = sent.target or ()
    dues = [context.date(one.due_date, "$.target.dueDate") for one in targets]
    return Goal(
        document_id=f"Goal/{sent.id}" if sent.id else piece.full_url or f"Goal/?{piece.start}",
        # Seven goals of one municipality share one text: what each addresses tells them apart.
        text=": ".join(part for part in (about, said) if part),
        targets=tuple(_target(one, due, context) for one, due in zip(targets, dues, strict=True)),
        target_codes=tuple(first_coding(context.concept(one.detail_codeable_concept)).code for one in targets),
        status=sent.lifecycle_status or "",
        due=next((due for due in dues if due), None),
        is_valid=life(sent) in _VALID,
        measure=next((_measure(one, context) for one in targets if one.measure is not None), ("", "")),
    )


def _measure(target: Target, context: Context) -> tuple[str, str]:
    """Give what proves a goal: its code, an NPU one under its one name (rule I)."""
    coding = first_coding(context.concept(target.measure))
    return one_name(coding.system), coding.code


def life(sent: WireGoal) -> Currency:
    """Give the currency of a goal; an unknown word stays unknown."""
    return _LIFE.get(sent.lifecycle_status or "", Currency.UNKNOWN)


def orphan(sent: WireGoal, piece: Piece, context: Context) -> CarePlan:
    """Show a goal that no plan names as a plan of kind goal.

    Raises:
        Unfit: as `goal`.

    """
    made = goal(sent, piece, context)
    return CarePlan(
        title=made.text,
        kind="goal",
        category=context.texts(sent.category),
        currency=life(sent),
        wire_status=sent.lifecycle_status or "",
        start=context.date(sent.start_date, "$.startDate"),
        end=made.due,
        goals=(made,),
        activities=(),
        author=context.said(sent.expressed_by, piece),
        responsible="",
        addresses=tuple(text for one in sent.addresses or () if (text := context.said(one, piece))),
        description="",
        notes=context.notes(sent.note),
    )


def coded_words(concept: Concept) -> str:
    """Give code and words, as `B3 Moderate begrænsninger`; the words alone where there is a text."""
    first = first_coding(concept)
    if concept.text or not first.code or len(first.code) > 8 or first.code == concept.said:
        return concept.said
    return f"{first.code} {concept.said}"


def _target(sent: Target, due: ClinicalDate | None, context: Context) -> str:
    measure = context.concept(sent.measure).said
    detail = _detail(sent, context)
    told = f"{measure}: {detail}" if measure and detail else measure or detail
    when = due.text if due else amount(sent.due_duration, context)
    return f"{told} ({when})".lstrip() if when else told


def _detail(sent: Target, context: Context) -> str:
    if sent.detail_codeable_concept is not None:
        return coded_words(context.concept(sent.detail_codeable_concept))
    if sent.detail_range is not None:
        return between(amount(sent.detail_range.low, context), amount(sent.detail_range.high, context))
    if sent.detail_ratio is not None:
        return ratio(sent.detail_ratio, context)
    if sent.detail_boolean is not None:
        return "true" if sent.detail_boolean else "false"
    if present(sent.detail_integer):
        text = bytes(sent.detail_integer).decode("ascii", "replace")
        if not text.lstrip("-").isdigit():
            raise Unfit("wrong_type", "$.target.detailInteger")
        return text
    read = amount(sent.detail_quantity, context)
    # `<58 mmol/mol` is written `< 58 mmol/mol`
    return (read[:1] + " " + read[1:] if read[:1] in "<>" and read[1:2].isdigit() else read) or words(
        sent.detail_string
    )
