"""AllergyIntolerance (allergyintolerance.html) to Allergy: CAVE by the rules of services.md section 8."""

import msgspec

from overblik.domain.clinical import Allergy, Currency, Reaction
from overblik.sources.fhir.mapping.base import Context, Resource, codes, stated, words
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Annotation, CodeableConcept, Element, Reference

_NO_KNOWN_ALLERGY = "716186003"
_NARROWER = frozenset(
    {"409137002", "429625007", "428607008", "428197003", "716184000", "716185004", "716220001", "1003774007"},
)
"""No known allergy to drugs, food, environment, insects, latex, grass, animals: each keeps its own words."""
_ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
_ABSENT_KNOWN = "no-known-"
"""International Patient Summary: `no-known-…` is a negation in its own words; `no-allergy-info` says nothing at all."""
_SNOMED = "http://snomed.info/sct"
_CLINICAL = {"active": Currency.CURRENT, "inactive": Currency.PAST, "resolved": Currency.PAST}
_VERIFIED = frozenset({"unconfirmed", "presumed", "confirmed"})


class Event(Element):
    """One reaction."""

    substance: CodeableConcept | None = None
    manifestation: tuple[CodeableConcept, ...] | None = None
    description: str | None = None
    severity: str | None = None
    note: tuple[Annotation, ...] | None = None


class AllergyIntolerance(Resource):
    """The members that are read."""

    clinical_status: CodeableConcept | None = None
    verification_status: CodeableConcept | None = None
    criticality: str | None = None
    code: CodeableConcept | None = None
    patient: Reference | None = None
    onset_date_time: str | None = None
    recorded_date: str | None = None
    recorder: Reference | None = None
    asserter: Reference | None = None
    note: tuple[Annotation, ...] | None = None
    reaction: tuple[Event, ...] | None = None


ALLERGY = msgspec.json.Decoder(AllergyIntolerance)


def allergy(sent: AllergyIntolerance, piece: Piece, context: Context) -> Allergy:
    """Map one allergy or the coded statement that there is none.

    Raises:
        Unfit: the date of recording cannot be read.

    """
    clinical, verified = codes(sent.clinical_status), codes(sent.verification_status)
    concept = stated(context.concept(sent.code))
    absent = {one.code for one in concept.codings if one.system == _ABSENT}
    says_none = any(code.startswith(_ABSENT_KNOWN) for code in absent)
    currency = Currency.UNKNOWN if absent and not says_none else _currency(clinical, verified)
    snomed = {one.code for one in concept.codings if one.system.startswith(_SNOMED)}
    substances = [context.concept(one.substance).said for one in sent.reaction or () if one.substance]
    return Allergy(
        agent=concept.said or ", ".join(dict.fromkeys(substances)),
        concept=concept,
        is_negation=says_none or bool(snomed & (_NARROWER | {_NO_KNOWN_ALLERGY})),
        negates_all=_NO_KNOWN_ALLERGY in snomed,
        reactions=tuple(_reaction(one, context) for one in sent.reaction or ()),
        criticality=words(sent.criticality),
        currency=currency,
        verification=", ".join(sorted(verified)) or context.concept(sent.verification_status).said,
        is_valid=currency is Currency.CURRENT,
        wire_status=", ".join(sorted(clinical)),
        recorded_at=context.date(sent.recorded_date, "$.recordedDate"),
        recorder=context.said(sent.recorder, piece) or context.said(sent.asserter, piece),
        notes=context.notes(sent.note) + tuple(text for one in sent.reaction or () for text in context.notes(one.note)),
    )


def _currency(clinical: frozenset[str], verified: frozenset[str]) -> Currency:
    """Active, or no status, and neither refuted nor entered in error; an unknown word is never active."""
    if "entered-in-error" in verified:
        return Currency.ENTERED_IN_ERROR
    if "refuted" in verified:
        return Currency.CANCELLED
    if verified and not verified & _VERIFIED:
        return Currency.UNKNOWN
    if not clinical:
        return Currency.CURRENT
    found = {_CLINICAL.get(code, Currency.UNKNOWN) for code in clinical}
    return found.pop() if len(found) == 1 else Currency.UNKNOWN


def _reaction(sent: Event, context: Context) -> Reaction:
    said = [context.concept(one).said for one in sent.manifestation or ()]
    said.append(words(sent.description))
    return Reaction(tuple(text for text in said if text), words(sent.severity))
