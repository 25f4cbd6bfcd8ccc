"""Appointment (appointment.html) to Appointment."""

import msgspec

from overblik.domain.clinical import Appointment, Currency
from overblik.domain.patient import PatientId
from overblik.sources.fhir.mapping.base import Context, Resource, words
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import CodeableConcept, Element, Reference

_CURRENCIES = {
    "proposed": Currency.PLANNED,
    "pending": Currency.PLANNED,
    "booked": Currency.PLANNED,
    "waitlist": Currency.PLANNED,
    "arrived": Currency.CURRENT,
    "checked-in": Currency.CURRENT,
    "fulfilled": Currency.PAST,
    "cancelled": Currency.CANCELLED,
    "noshow": Currency.CANCELLED,
    "entered-in-error": Currency.ENTERED_IN_ERROR,
}


class Taking(Element):
    """Who or what takes part."""

    actor: Reference | None = None


class Agreed(Resource):
    """The members that are read."""

    status: str | None = None
    cancelation_reason: CodeableConcept | None = None
    service_type: tuple[CodeableConcept, ...] | None = None
    appointment_type: CodeableConcept | None = None
    specialty: tuple[CodeableConcept, ...] | None = None
    reason_code: tuple[CodeableConcept, ...] | None = None
    reason_reference: tuple[Reference, ...] | None = None
    description: str | None = None
    start: str | None = None
    end: str | None = None
    comment: str | None = None
    patient_instruction: str | None = None
    participant: tuple[Taking, ...] | None = None


APPOINTMENT = msgspec.json.Decoder(Agreed)


def appointment(sent: Agreed, piece: Piece, context: Context) -> Appointment:
    """Map one appointment.

    Raises:
        Unfit: start or end cannot be read.

    """
    actors = [one.actor for one in sent.participant or () if one.actor]
    titles = [context.texts(sent.service_type), context.concept(sent.appointment_type).said, words(sent.description)]
    reasons = [context.texts(sent.reason_code), context.first_said(sent.reason_reference, piece)]
    comments = [words(sent.comment), words(sent.patient_instruction)]
    title = next((text for text in titles if text), "") or context.texts(sent.specialty)
    if words(sent.description) not in ("", title):
        reasons.append(words(sent.description))
    return Appointment(
        title=title,
        currency=_CURRENCIES.get(sent.status or "", Currency.UNKNOWN),
        wire_status=sent.status or "",
        start=context.date(sent.start, "$.start"),
        end=context.date(sent.end, "$.end"),
        place=context.first_said((one for one in actors if _is(one, "Location")), piece),
        performer=context.first_said((one for one in actors if not _is(one, "Location", "Patient")), piece)
        if all(one.reference or one.display for one in actors)
        else "",
        reason=", ".join(text for text in reasons if text),
        comment="\n".join(text for text in comments if text),
        cancel_reason=context.concept(sent.cancelation_reason).said,
        moved_from=None,
    )


def citizen(sent: Agreed, piece: Piece, context: Context) -> PatientId | None:
    """Give the citizen who takes part; of several the one who was asked about."""
    found = []
    for one in sent.participant or ():
        actor = one.actor
        if actor is None or not _may_be_patient(actor, piece, context):
            continue
        named = context.subjects.of(actor, piece)
        if named is not None:
            found.append(named)
    asked = context.subjects.asked
    return asked if asked in found else (found[0] if found else None)


def _may_be_patient(actor: Reference, piece: Piece, context: Context) -> bool:
    """An address without a type, which leads nowhere, may be the doctor: it names no citizen."""
    text = actor.reference or ""
    if actor.type not in (None, "Patient"):
        return False
    if _is(actor, "Patient") or text.startswith("#"):
        return True
    found = context.pool.candidates(text, piece) if text else ()
    return bool(found) and all(one.type == "Patient" for one in found)


def _is(sent: Reference, *types: str) -> bool:
    return sent.type in types or any(f"{kind}/" in (sent.reference or "") for kind in types)
