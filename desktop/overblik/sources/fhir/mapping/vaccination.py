"""Immunization (immunization.html) to Vaccination."""

from typing import Any

import msgspec
from msgspec import Raw

from overblik.domain.clinical import Currency
from overblik.domain.vaccination import Vaccination
from overblik.sources.fhir.mapping.base import Context, Resource, first_coding, present, stated, words
from overblik.sources.fhir.mapping.dosage import amount
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import NO_NUMBER, Annotation, CodeableConcept, Element, Reference, refuse_structure
from overblik.wire.fhir_types import Quantity as WireQuantity

_CURRENCIES = {
    "completed": Currency.PAST,
    "not-done": Currency.CANCELLED,
    "entered-in-error": Currency.ENTERED_IN_ERROR,
}


class Actor(Element):
    """Who gave it."""

    actor: Reference | None = None


class Protocol(Element):
    """Which dose of which series."""

    series: str | None = None
    target_disease: tuple[CodeableConcept, ...] | None = None
    dose_number_positive_int: Raw = NO_NUMBER
    dose_number_string: str | None = None

    def __post_init__(self) -> None:
        """Take a number only."""
        refuse_structure(self.dose_number_positive_int)


class Immunization(Resource):
    """The members that are read."""

    primary_source: Any = None
    report_origin: CodeableConcept | None = None
    status: str | None = None
    status_reason: CodeableConcept | None = None
    vaccine_code: CodeableConcept | None = None
    patient: Reference | None = None
    occurrence_date_time: str | None = None
    occurrence_string: str | None = None
    lot_number: str | None = None
    dose_quantity: WireQuantity | None = None
    performer: tuple[Actor, ...] | None = None
    note: tuple[Annotation, ...] | None = None
    reason_code: tuple[CodeableConcept, ...] | None = None
    protocol_applied: tuple[Protocol, ...] | None = None


IMMUNIZATION = msgspec.json.Decoder(Immunization)


def vaccination(sent: Immunization, piece: Piece, context: Context) -> Vaccination:
    """Map one vaccination.

    Raises:
        Unfit: the date cannot be read.

    """
    concept = stated(context.concept(sent.vaccine_code))
    first = first_coding(concept)
    protocols = sent.protocol_applied or ()
    doses = [text for one in protocols if (text := _dose(one))] or [amount(sent.dose_quantity, context)]
    diseases = [context.concept(each).said for one in protocols for each in one.target_disease or ()]
    return Vaccination(
        name=concept.said,
        code=first.code,
        system=first.system,
        currency=_CURRENCIES.get(sent.status or "", Currency.UNKNOWN),
        wire_status=sent.status or "",
        given_at=context.date(sent.occurrence_date_time, "$.occurrenceDateTime"),
        given_text=words(sent.occurrence_string),
        dose=", ".join(dict.fromkeys(doses)),
        lot=words(sent.lot_number),
        performer=context.first_said((one.actor for one in sent.performer or () if one.actor), piece),
        protects_against=tuple(dict.fromkeys(text for text in diseases if text)),
        reason=context.concept(sent.status_reason).said or context.texts(sent.reason_code),
        notes=context.notes(sent.note),
        credibility=context.concept(sent.report_origin).said,
    )


def _dose(sent: Protocol) -> str:
    count = bytes(sent.dose_number_positive_int).decode() if present(sent.dose_number_positive_int) else ""
    return " ".join(part for part in (count or words(sent.dose_number_string), words(sent.series)) if part)
