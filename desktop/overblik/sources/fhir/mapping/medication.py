"""MedicationStatement and MedicationRequest (medicationrequest.html) to Medication, in the source's words."""

from dataclasses import dataclass

import msgspec
from msgspec import Raw

from overblik.domain.medication import Medication, MedicationState
from overblik.domain.quantity import Concept
from overblik.sources.fhir.mapping.base import Context, Resource, Unfit, stated, words
from overblik.sources.fhir.mapping.dosage import amount, dosage_text, in_order, is_as_needed, ratio
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Annotation, CodeableConcept, Dosage, Element, Period, Ratio, Reference
from overblik.wire.fhir_types import Quantity as WireQuantity

ATC = frozenset({"http://www.whocc.no/atc", "urn:oid:2.16.840.1.113883.6.73", "2.16.840.1.113883.6.73"})
_STATEMENT = {
    "active": MedicationState.ACTIVE,
    "completed": MedicationState.ENDED,
    "entered-in-error": MedicationState.ENTERED_IN_ERROR,
    "intended": MedicationState.PLANNED,
    "stopped": MedicationState.WITHDRAWN,
    "on-hold": MedicationState.PAUSED,
    "not-taken": MedicationState.NOT_TAKEN,
}
_REQUEST = {
    "active": MedicationState.ACTIVE,
    "on-hold": MedicationState.PAUSED,
    "cancelled": MedicationState.WITHDRAWN,
    "completed": MedicationState.ENDED,
    "entered-in-error": MedicationState.ENTERED_IN_ERROR,
    "stopped": MedicationState.WITHDRAWN,
    "draft": MedicationState.PLANNED,
}
_ORDERED = frozenset({"order", "original-order", "reflex-order", "filler-order", "instance-order"})
_NOT_ORDERED = frozenset({"proposal", "plan", "option"})


class Ingredient(Element):
    """One substance of a drug."""

    item_codeable_concept: CodeableConcept | None = None
    item_reference: Reference | None = None
    strength: Ratio | None = None


class Drug(Element):
    """A Medication resource."""

    resource_type: str = ""
    code: CodeableConcept | None = None
    form: CodeableConcept | None = None
    amount: Ratio | None = None
    ingredient: tuple[Ingredient, ...] | None = None


class _Entry(Resource):
    status: str | None = None
    subject: Reference | None = None
    medication_codeable_concept: CodeableConcept | None = None
    medication_reference: Reference | None = None
    reason_code: tuple[CodeableConcept, ...] | None = None
    reason_reference: tuple[Reference, ...] | None = None
    note: tuple[Annotation, ...] | None = None


class Statement(_Entry):
    """What is taken."""

    status_reason: tuple[CodeableConcept, ...] | None = None
    effective_date_time: str | None = None
    effective_period: Period | None = None
    date_asserted: str | None = None
    information_source: Reference | None = None
    dosage: tuple[Dosage, ...] | None = None


class Request(_Entry):
    """What was ordered."""

    intent: str | None = None
    do_not_perform: bool | None = None
    status_reason: CodeableConcept | None = None
    authored_on: str | None = None
    requester: Reference | None = None
    dosage_instruction: tuple[Dosage, ...] | None = None


STATEMENT = msgspec.json.Decoder(Statement)
REQUEST = msgspec.json.Decoder(Request)
_DRUG = msgspec.json.Decoder(Drug)


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    generic: str
    brand: str
    atc: str
    strength: str
    form: str
    code: Concept


def statement(sent: Statement, piece: Piece, context: Context) -> Medication:
    """Map what is taken.

    Raises:
        Unfit: the drug cannot be told, or a date or number cannot be read.

    """
    start = context.date(sent.effective_date_time, "$.effectiveDateTime")
    return _medication(
        sent,
        _drug(sent, piece, context),
        sent.dosage,
        piece,
        context,
        kind="statement",
        state=_STATEMENT.get(sent.status or "", MedicationState.UNKNOWN),
        start=start or context.start(sent.effective_period, "$.effectivePeriod"),
        end=context.end(sent.effective_period, "$.effectivePeriod"),
        changed=context.date(sent.date_asserted, "$.dateAsserted"),
        reason=context.texts(sent.status_reason),
        prescriber=context.said(sent.information_source, piece),
    )


def request(sent: Request, piece: Piece, context: Context) -> Medication:
    """Map what was ordered.

    Raises:
        Unfit: as above, or the request says what must not be given.

    """
    if sent.do_not_perform:
        raise Unfit("do_not_perform", "$.doNotPerform")
    state = _REQUEST.get(sent.status or "", MedicationState.UNKNOWN)
    if state is MedicationState.ACTIVE and sent.intent is not None and sent.intent not in _ORDERED:
        state = MedicationState.PLANNED if sent.intent in _NOT_ORDERED else MedicationState.UNKNOWN
    authored = context.date(sent.authored_on, "$.authoredOn")
    bounds = _bounds(sent.dosage_instruction)
    return _medication(
        sent,
        _drug(sent, piece, context),
        sent.dosage_instruction,
        piece,
        context,
        kind="request",
        state=state,
        start=context.start(bounds, "$.dosageInstruction.timing.repeat.boundsPeriod") or authored,
        end=context.end(bounds, "$.dosageInstruction.timing.repeat.boundsPeriod"),
        changed=authored,
        reason=context.concept(sent.status_reason).said,
        prescriber=context.said(sent.requester, piece),
    )


def _medication(  # the parts in which the two types differ
    sent: _Entry,
    drug: _Named,
    dosage: tuple[Dosage, ...] | None,
    piece: Piece,
    context: Context,
    **told: object,
) -> Medication:
    reasons = [context.texts(sent.reason_code), context.first_said(sent.reason_reference, piece)]
    routes = [context.concept(one.route).said for one in in_order(dosage) if one.route is not None]
    return Medication(
        name=drug.name,
        generic=drug.generic,
        brand=drug.brand,
        atc=drug.atc,
        strength=drug.strength,
        form=drug.form,
        dosage=dosage_text(dosage, context),
        as_needed=is_as_needed(dosage),
        route=", ".join(dict.fromkeys(route for route in routes if route)),
        indication=", ".join(text for text in reasons if text),
        wire_status=sent.status or "",
        code=drug.code,
        notes=context.notes(sent.note),
        codings=drug.code.codings,
        **told,  # type: ignore[arg-type]
    )


def _drug(sent: _Entry, piece: Piece, context: Context) -> _Named:
    pointer = sent.medication_reference
    if sent.medication_codeable_concept is not None:
        if pointer is not None:
            raise Unfit("two_values", "$.medication")
        return _from_concept(stated(context.concept(sent.medication_codeable_concept)))
    raw = context.found(pointer, piece, "$.medicationReference")
    if raw is None:
        name = words(pointer.display) if pointer else ""
        if not name:
            raise Unfit("drug_unknown", "$.medicationReference")
        return _Named(name, "", "", "", "", "", Concept(name, ()))
    return _from_drug(raw, words(pointer.display) if pointer else "", piece, context)


def _from_concept(code: Concept) -> _Named:
    if not code.said:
        raise Unfit("drug_unknown", "$.medicationCodeableConcept")
    atc = next((one for one in code.codings if one.system in ATC), None)
    return _Named(
        code.said,
        (atc.display or atc.name).lower() if atc else "",
        _brand(code),
        atc.code if atc else "",
        "",
        "",
        code,
    )


def _from_drug(raw: Raw, display: str, piece: Piece, context: Context) -> _Named:
    try:
        drug = _DRUG.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unfit("wrong_type", "$.medicationReference") from error
    ingredients = drug.ingredient or ()
    substances = [_substance(one, piece, context) for one in ingredients]
    code = context.concept(drug.code)
    name = code.said or display or " + ".join(text for text in substances if text)
    if not name:
        raise Unfit("drug_unknown", "$.medicationReference")
    atc = next((one for one in code.codings if one.system in ATC), None)
    generic = " + ".join(text.lower() for text in substances if text)
    strengths = [ratio(one.strength, context) for one in ingredients if one.strength is not None]
    return _Named(
        name,
        generic or ((atc.display or atc.name).lower() if atc else ""),
        _brand(code),
        atc.code if atc else "",
        " + ".join(text for text in strengths if text),
        context.concept(drug.form).said,
        code,
    )


def _brand(code: Concept) -> str:
    """The trade name: the words of a coding that is not ATC, where an ATC coding stands beside it."""
    if not any(one.system in ATC for one in code.codings):
        return ""
    return next((one.display for one in code.codings if one.system not in ATC and one.display), "")


def _substance(sent: Ingredient, piece: Piece, context: Context) -> str:
    return context.concept(sent.item_codeable_concept).said or context.said(sent.item_reference, piece)


def _bounds(sent: tuple[Dosage, ...] | None) -> Period | None:
    """Give the treatment period where all instructions share one."""
    found = [one.timing.repeat.bounds_period for one in sent or () if one.timing and one.timing.repeat]
    return found[0] if len(found) == 1 else None


def volume(sent: WireQuantity | None, context: Context) -> str:
    """Give an amount of the drug as sent."""
    return amount(sent, context)
