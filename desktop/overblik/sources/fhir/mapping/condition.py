"""Condition (condition.html, dk-core, KL gateway) to Condition."""

import msgspec

from overblik.domain.clinical import Condition, Currency
from overblik.domain.dates import ClinicalDate
from overblik.sources.fhir.mapping.base import Context, Resource, codes, first_coding, stated, words
from overblik.sources.fhir.mapping.contact import ENCOUNTER
from overblik.sources.fhir.mapping.dosage import amount, between
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Annotation, CodeableConcept, Period, Range, Reference
from overblik.wire.fhir_types import Quantity as WireQuantity

_FOLLOW_UP = "klgateway-care-follow-up-encounter-extension"
_CLINICAL = {
    "active": Currency.CURRENT,
    "recurrence": Currency.CURRENT,
    "relapse": Currency.CURRENT,
    "inactive": Currency.PAST,
    "remission": Currency.PAST,
    "resolved": Currency.PAST,
}
_VERIFIED = {"refuted": Currency.CANCELLED, "entered-in-error": Currency.ENTERED_IN_ERROR}


class Problem(Resource):
    """The members that are read."""

    clinical_status: CodeableConcept | None = None
    verification_status: CodeableConcept | None = None
    category: tuple[CodeableConcept, ...] | None = None
    severity: CodeableConcept | None = None
    code: CodeableConcept | None = None
    body_site: tuple[CodeableConcept, ...] | None = None
    subject: Reference | None = None
    onset_date_time: str | None = None
    onset_period: Period | None = None
    onset_age: WireQuantity | None = None
    onset_range: Range | None = None
    onset_string: str | None = None
    abatement_date_time: str | None = None
    abatement_period: Period | None = None
    abatement_age: WireQuantity | None = None
    abatement_range: Range | None = None
    abatement_string: str | None = None
    recorded_date: str | None = None
    recorder: Reference | None = None
    asserter: Reference | None = None
    note: tuple[Annotation, ...] | None = None


CONDITION = msgspec.json.Decoder(Problem)


def condition(sent: Problem, piece: Piece, context: Context) -> Condition:
    """Map one diagnosis, problem or limitation.

    Raises:
        Unfit: a date cannot be read.

    """
    concept, severity = stated(context.concept(sent.code)), context.concept(sent.severity)
    first = first_coding(concept)
    category = context.concept(sent.category[0]) if sent.category else None
    abated_from = context.start(sent.abatement_period, "$.abatementPeriod")
    return Condition(
        name=concept.said,
        code=first.code,
        system=first.system,
        display=first.display or first.name,
        severity=severity.said,
        severity_code=first_coding(severity).code,
        currency=_currency(codes(sent.clinical_status), codes(sent.verification_status)),
        wire_status=", ".join(sorted(codes(sent.clinical_status))),
        verification=", ".join(sorted(codes(sent.verification_status))),
        onset=context.date(sent.onset_date_time, "$.onsetDateTime")
        or context.start(sent.onset_period, "$.onsetPeriod"),
        abated=context.date(sent.abatement_date_time, "$.abatementDateTime")
        or context.end(sent.abatement_period, "$.abatementPeriod")
        or abated_from,
        recorded_at=context.date(sent.recorded_date, "$.recordedDate"),
        category=category.said if category else "",
        recorder=context.said(sent.recorder, piece) or context.said(sent.asserter, piece),
        follow_up=_follow_up(sent, piece, context),
        notes=_notes(sent, context),
        concept=concept,
    )


def _currency(clinical: frozenset[str], verified: frozenset[str]) -> Currency:
    for code, currency in _VERIFIED.items():
        if code in verified:
            return currency
    found = {_CLINICAL.get(code, Currency.UNKNOWN) for code in clinical}
    return found.pop() if len(found) == 1 else Currency.UNKNOWN


def _notes(sent: Problem, context: Context) -> tuple[str, ...]:
    begun, over = sent.onset_range or Range(), sent.abatement_range or Range()
    onset = amount(sent.onset_age, context) or between(amount(begun.low, context), amount(begun.high, context))
    abated = amount(sent.abatement_age, context) or between(amount(over.low, context), amount(over.high, context))
    ages = f"{onset or '?'} → {abated}" if abated else onset
    said = [words(sent.onset_string), ages, words(sent.abatement_string), context.texts(sent.body_site)]
    return tuple(text for text in said if text) + context.notes(sent.note)


def _follow_up(sent: Problem, piece: Piece, context: Context) -> ClinicalDate | None:
    """Give the start of the encounter that the municipality planned (KL gateway)."""
    for one in sent.extension or ():
        if (one.url or "").rpartition("/")[2] != _FOLLOW_UP:
            continue
        raw = context.pool.find(one.value_reference, piece)
        if raw is None:
            continue
        try:
            encounter = ENCOUNTER.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        found = context.soft_date(encounter.period.start if encounter.period else None)
        if found is not None:
            return found
    return None
