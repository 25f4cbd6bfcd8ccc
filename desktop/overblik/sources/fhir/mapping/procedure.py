"""Procedure (procedure.html) and ServiceRequest (servicerequest.html) to Procedure."""

import msgspec

from overblik.domain.clinical import Currency, Procedure
from overblik.domain.making import maker
from overblik.sources.fhir.mapping.base import Context, Resource, Unfit, first_coding, joined, words
from overblik.sources.fhir.mapping.dosage import amount, between, coded
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Annotation, CodeableConcept, Dosage, Element, Period, Range, Reference, Timing
from overblik.wire.fhir_types import Quantity as WireQuantity

_DONE = {
    "preparation": Currency.PLANNED,
    "in-progress": Currency.CURRENT,
    "not-done": Currency.CANCELLED,
    "on-hold": Currency.PAUSED,
    "stopped": Currency.PAST,
    "completed": Currency.PAST,
    "entered-in-error": Currency.ENTERED_IN_ERROR,
}
ASKED = {
    "draft": Currency.PLANNED,
    "active": Currency.CURRENT,
    "on-hold": Currency.PAUSED,
    "revoked": Currency.CANCELLED,
    "completed": Currency.PAST,
    "entered-in-error": Currency.ENTERED_IN_ERROR,
}
_ORDERED = frozenset({"directive", "order", "original-order", "reflex-order", "filler-order", "instance-order"})
_NOT_ORDERED = frozenset({"proposal", "plan", "option"})


class Performer(Element):
    """Who did it."""

    actor: Reference | None = None


class Done(Resource):
    """A procedure."""

    status: str | None = None
    status_reason: CodeableConcept | None = None
    code: CodeableConcept | None = None
    subject: Reference | None = None
    performed_date_time: str | None = None
    performed_period: Period | None = None
    performed_string: str | None = None
    performed_age: WireQuantity | None = None
    performed_range: Range | None = None
    performer: tuple[Performer, ...] | None = None
    reason_code: tuple[CodeableConcept, ...] | None = None
    reason_reference: tuple[Reference, ...] | None = None
    body_site: tuple[CodeableConcept, ...] | None = None
    outcome: CodeableConcept | None = None
    note: tuple[Annotation, ...] | None = None


class Asked(Resource):
    """A service that was asked for."""

    status: str | None = None
    intent: str | None = None
    do_not_perform: bool | None = None
    code: CodeableConcept | None = None
    order_detail: tuple[CodeableConcept, ...] | None = None
    subject: Reference | None = None
    occurrence_date_time: str | None = None
    occurrence_period: Period | None = None
    occurrence_timing: Timing | None = None
    authored_on: str | None = None
    requester: Reference | None = None
    performer: tuple[Reference, ...] | None = None
    reason_code: tuple[CodeableConcept, ...] | None = None
    reason_reference: tuple[Reference, ...] | None = None
    note: tuple[Annotation, ...] | None = None
    patient_instruction: str | None = None


_procedure = maker(Procedure)
PROCEDURE = msgspec.json.Decoder(Done)
SERVICE_REQUEST = msgspec.json.Decoder(Asked)


def procedure(sent: Done, piece: Piece, context: Context) -> Procedure:
    """Map what was done.

    Raises:
        Unfit: a date cannot be read.

    """
    concept = context.concept(sent.code)
    first = first_coding(concept)
    actors = [one.actor for one in sent.performer or () if one.actor]
    span = sent.performed_range or Range()
    said = (
        words(sent.performed_string),
        amount(sent.performed_age, context),
        between(amount(span.low, context), amount(span.high, context)),
        context.texts(sent.body_site),
    )
    return _procedure(
        name=concept.said,
        kind="procedure",
        code=first.code,
        system=first.system,
        display=first.display or first.name,
        currency=_DONE.get(sent.status or "", Currency.UNKNOWN),
        wire_status=sent.status or "",
        performed=context.date(sent.performed_date_time, "$.performedDateTime")
        or context.start(sent.performed_period, "$.performedPeriod"),
        performed_end=context.end(sent.performed_period, "$.performedPeriod"),
        performer=context.first_said(actors, piece),
        reason=_reason(sent, piece, context),
        outcome=context.concept(sent.outcome).said or context.concept(sent.status_reason).said,
        notes=tuple(filter(None, said)) + context.notes(sent.note),
        concept=concept,
    )


def service_request(sent: Asked, piece: Piece, context: Context) -> Procedure:
    """Map what was asked for.

    Raises:
        Unfit: a date cannot be read, or the request says what must not be done.

    """
    if sent.do_not_perform:
        raise Unfit("do_not_perform", "$.doNotPerform")
    currency = ASKED.get(sent.status or "", Currency.UNKNOWN)
    if currency is Currency.CURRENT and sent.intent is not None and sent.intent not in _ORDERED:
        currency = Currency.PLANNED if sent.intent in _NOT_ORDERED else Currency.UNKNOWN
    concept = context.concept(sent.code)
    first = first_coding(concept)
    when = coded(Dosage(timing=sent.occurrence_timing), context) if sent.occurrence_timing else ""
    said = (when, context.texts(sent.order_detail), words(sent.patient_instruction))
    return _procedure(
        name=concept.said,
        kind="service_request",
        code=first.code,
        system=first.system,
        display=first.display or first.name,
        currency=currency,
        wire_status=sent.status or "",
        performed=context.date(sent.occurrence_date_time, "$.occurrenceDateTime")
        or context.start(sent.occurrence_period, "$.occurrencePeriod")
        or context.date(sent.authored_on, "$.authoredOn"),
        performed_end=context.end(sent.occurrence_period, "$.occurrencePeriod"),
        performer=context.first_said(sent.performer, piece) or context.said(sent.requester, piece),
        reason=_reason(sent, piece, context),
        outcome="",
        notes=tuple(filter(None, said)) + context.notes(sent.note),
        concept=concept,
    )


def _reason(sent: Done | Asked, piece: Piece, context: Context) -> str:
    return joined((context.texts(sent.reason_code), context.first_said(sent.reason_reference, piece)))
