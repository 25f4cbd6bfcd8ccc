"""What a resource does not say is neither a name, nor a value, nor the absence of the entry (H8)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from in_process import patient
from overblik.domain.clinical import Currency
from overblik.domain.medication import MedicationState
from overblik.domain.ports import Answer, RawDocument
from overblik.domain.section import Topic
from overblik.domain.vaccination import VaccinationEntry
from overblik.runtime.registers import FileRegisters
from overblik.sources.fhir import FhirReader

ROOT = Path(__file__).resolve().parents[3]
READER = FhirReader(FileRegisters(ROOT / "resources" / "registers"))
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNKNOWN = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "unknown"}]}
LABORATORY = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]
}
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

pytestmark = pytest.mark.rule("H8")


def read(topic: Topic, kind: str, **members: Any) -> Answer:
    """Read a bundle of the patient and one resource of theirs."""
    owner = patient()
    pointer = {"reference": f"Patient/{owner['id']}"}
    members.setdefault("patient" if kind in ("AllergyIntolerance", "Immunization") else "subject", pointer)
    told = [owner, {"resourceType": kind, "id": "x1", **members}]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in told]}
    (found,) = READER.recognise((RawDocument("b.json", json.dumps(bundle).encode()),), NOW) or ()
    return found.answers[topic]


def fact(topic: Topic, kind: str, **members: Any) -> Any:
    """Give the only entry."""
    answer = read(topic, kind, **members)
    (entry,) = answer.entries
    return entry.fact


def lab(**members: Any) -> Any:
    """Give one laboratory result."""
    given = {"status": "final", "category": [LABORATORY], "code": {"text": "P"}, **members}
    return fact(Topic.LAB_RESULTS, "Observation", **given)


def refused(topic: Topic, kind: str, **members: Any) -> bool:
    """Whether the resource is counted as unreadable, and nothing of it shown."""
    answer = read(topic, kind, **members)
    return (len(answer.entries), len(answer.unreadable)) == (0, 1)


ACTIVE = {"coding": [{"code": "active"}]}


def test_an_allergy_to_something_unknown_is_an_allergy_and_has_no_name() -> None:
    told = fact(Topic.ALLERGIES, "AllergyIntolerance", clinicalStatus=ACTIVE, code=UNKNOWN)
    assert (told.agent, told.is_negation, told.currency) == ("", False, Currency.CURRENT)


def test_an_unknown_problem_or_vaccine_is_an_entry_without_a_name() -> None:
    assert fact(Topic.CONDITIONS, "Condition", clinicalStatus=ACTIVE, code=UNKNOWN).name == ""
    given = {"status": "completed", "vaccineCode": UNKNOWN, "occurrenceDateTime": "2026-01-01"}
    assert fact(Topic.VACCINATIONS, "Immunization", **given).name == ""


def test_a_vaccination_says_batch_disease_and_where_it_is_known_from() -> None:
    protocol = {"targetDisease": [{"text": "difteri"}, {"text": "stivkrampe"}], "doseNumberPositiveInt": 2}
    given = {"status": "completed", "vaccineCode": {"text": "A"}, "lotNumber": "AB12", "protocolApplied": [protocol]}
    told = fact(Topic.VACCINATIONS, "Immunization", reportOrigin={"text": "Oprettet af borger"}, **given)
    assert (told.lot, told.protects_against, told.credibility) == (
        *("AB12", ("difteri", "stivkrampe")),
        "Oprettet af borger",
    )
    assert (told.entry, told.previous) == (VaccinationEntry.REGISTRATION, None)


def test_a_word_of_its_own_beside_the_unknown_code_is_kept() -> None:
    told = fact(Topic.ALLERGIES, "AllergyIntolerance", clinicalStatus=ACTIVE, code={**UNKNOWN, "text": "hvepse"})
    assert told.agent == "hvepse"


def test_a_medicine_without_a_name_or_with_two_is_counted_and_not_shown() -> None:
    assert refused(Topic.MEDICATION, "MedicationStatement", status="active", medicationCodeableConcept=UNKNOWN)
    two = {"medicationCodeableConcept": {"text": "A"}, "medicationReference": {"reference": "Medication/m"}}
    assert refused(Topic.MEDICATION, "MedicationRequest", status="active", intent="order", **two)


@pytest.mark.parametrize(
    ("intent", "state"),
    [
        ("order", MedicationState.ACTIVE),
        ("instance-order", MedicationState.ACTIVE),
        ("plan", MedicationState.PLANNED),
        ("option", MedicationState.PLANNED),
        ("zzz", MedicationState.UNKNOWN),
    ],
)
def test_only_an_order_is_active(intent: str, state: MedicationState) -> None:
    told = {"status": "active", "intent": intent, "medicationCodeableConcept": {"text": "A"}}
    assert fact(Topic.MEDICATION, "MedicationRequest", **told).state is state


@pytest.mark.parametrize(
    ("intent", "currency"),
    [("order", Currency.CURRENT), ("proposal", Currency.PLANNED), ("zzz", Currency.UNKNOWN)],
)
def test_a_referral_that_is_only_a_plan_is_not_under_way(intent: str, currency: Currency) -> None:
    told = fact(Topic.PROCEDURES, "ServiceRequest", status="active", intent=intent, code={"text": "MR"})
    assert told.currency is currency


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"valueCodeableConcept": UNKNOWN}, "unknown"),
        ({"_valueQuantity": {"extension": [{"url": ABSENT, "valueCode": "masked"}]}}, "masked"),
        ({"valueQuantity": {"_value": {"extension": [{"url": ABSENT, "valueCode": "error"}]}}}, "error"),
        ({"dataAbsentReason": UNKNOWN}, "unknown"),
        ({}, ""),
    ],
)
def test_a_value_that_is_absent_says_why(sent: dict[str, Any], why: str) -> None:
    told = lab(**sent)
    assert (told.value, told.absent_reason) == ("", why)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"high": {"value": 5, "unit": "g"}}, "?–5 g"),
        ({"low": {"value": 5, "unit": "g"}}, "5 g–?"),
        ({"low": {"value": 1}, "high": {"value": 5}}, "1–5"),
        ({}, ""),
    ],
)
def test_a_range_shows_the_limit_that_was_not_sent(sent: dict[str, Any], said: str) -> None:
    assert lab(valueRange=sent).value == said


@pytest.mark.parametrize(
    ("factor", "origin", "holds"), [(None, 0, True), (1, 0, True), (2, 0, False), (None, 5, False)]
)
def test_a_curve_that_must_be_reckoned_is_not_shown_as_if_it_were_in_units(
    factor: int | None, origin: int, *, holds: bool
) -> None:
    curve: dict[str, Any] = {"origin": {"value": origin}, "period": 10, "dimensions": 1, "data": "1 2 3"}
    if factor is not None:
        curve["factor"] = factor
    sent = {"status": "final", "category": [LABORATORY], "code": {"text": "P"}, "valueSampledData": curve}
    assert refused(Topic.LAB_RESULTS, "Observation", **sent) is not holds
    if holds:
        assert lab(valueSampledData=curve).value == "1 2 3"


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ({"effectivePeriod": {"end": "2026-02-01"}}, "2026-02-01"),
        ({"effectivePeriod": {"start": "2026-01-01", "end": "2026-02-01"}}, "2026-01-01"),
        ({"effectiveTiming": {"event": ["2026-02-02"]}}, "2026-02-02"),
        ({"effectiveTiming": {"event": ["2026-02-02", "2026-02-03"]}}, None),
    ],
)
def test_when_a_result_was_taken(sent: dict[str, Any], taken: str | None) -> None:
    told = lab(**sent).taken_at
    assert (told.text if told else None) == taken


def test_a_type_that_r4_does_not_have_is_told_among_the_documents() -> None:
    assert refused(Topic.DOCUMENTS, "Obsevation", status="final")


def test_a_broken_date_of_birth_or_death_takes_neither_the_name_nor_the_death() -> None:
    owner = patient(birthDate="1948-13-45", deceasedDateTime="garbage")
    (found,) = READER.recognise((RawDocument("p.json", json.dumps(owner).encode()),), NOW) or ()
    (entry,) = found.answers[Topic.PATIENT].entries
    assert (entry.fact.birth_date, entry.fact.deceased, entry.fact.deceased_at) == (None, True, None)
    assert entry.fact.family
