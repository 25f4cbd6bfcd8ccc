"""Every recorded FHIR answer, read from its file and compared with what stands in it and in `expected/`."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from overblik.domain.clinical import CarePlan, Currency
from overblik.domain.lab_result import LabResult, ResultState
from overblik.domain.ports import RawDocument, Recognised
from overblik.domain.section import Scoped, Topic
from overblik.runtime.registers import FileRegisters
from overblik.sources.fhir import FhirReader

pytestmark = pytest.mark.samples

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT.parent / "shared" / "samples"
FILES = sorted((SAMPLES / "fhir").rglob("*.json"))
READER = FhirReader(FileRegisters(ROOT / "resources" / "registers"))
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ITEMS = frozenset(
    [
        *("Patient", "MedicationStatement", "MedicationRequest", "Observation", "CarePlan", "Goal", "Encounter"),
        *("AllergyIntolerance", "Condition", "Procedure", "ServiceRequest", "Appointment", "Immunization"),
        *("DiagnosticReport", "DocumentReference"),
    ],
)


def read(path: Path) -> tuple[Recognised, ...]:
    found = READER.recognise((RawDocument(path.name, path.read_bytes()),), NOW)
    assert found is not None
    return tuple(found)


def one(name: str) -> Recognised:
    (found,) = read(SAMPLES / name)
    return found


def resources(path: Path) -> list[dict[str, Any]]:
    """Read the file by other means than the client: numbers stay texts."""
    root = json.loads(path.read_bytes(), parse_float=str, parse_int=str)
    return [each["resource"] for each in root.get("entry", ())] if root["resourceType"] == "Bundle" else [root]


def entries(found: Recognised, *topics: Topic) -> Iterator[Scoped[Any]]:
    for topic in topics or tuple(found.answers):
        if topic in found.answers:
            yield from found.answers[topic].entries


def test_the_samples_are_there(samples: Path) -> None:
    assert len(FILES) >= 142
    assert samples == SAMPLES


def each(select: Any) -> Any:
    return pytest.mark.parametrize("path", [one for one in FILES if select(one)], ids=lambda path: path.stem[:60])


@pytest.mark.rule("H8")
@each(lambda _path: True)
def test_h8_items_in_are_entries_and_unreadable_and_refused(path: Path) -> None:
    sent = Counter(each["resourceType"] for each in resources(path) if each["resourceType"] in ITEMS)
    for found in read(path):
        came = sum(len(one.entries) + len(one.unreadable) + one.unidentified for one in found.answers.values())
        # A goal that a plan takes stands inside the plan, once, however many plans name it.
        inside = {
            goal.document_id
            for entry in entries(found, Topic.CARE_PLANS)
            if entry.fact.kind == "plan"
            for goal in entry.fact.goals
        }
        assert came + len(inside) == sent.total()


@each(lambda _path: True)
def test_every_entry_shows_its_original(path: Path) -> None:
    for found in read(path):
        for answer in found.answers.values():
            kept = {raw.digest: raw.content for raw in answer.raw}
            for entry in answer.entries:
                place = entry.provenance.raw_ref
                original = json.loads(kept[place.message][place.start : place.start + place.length])
                if "id" in original:
                    assert entry.provenance.document_id == f"{original['resourceType']}/{original['id']}"
                assert entry.provenance.service == f"fil: {path.name}"
                assert entry.patient_id == found.patient_id


@each(lambda path: "Observation" in path.name or path.name.startswith("Bundle") or path.parent.name == "synthea")
def test_every_value_and_status_is_as_sent(path: Path) -> None:
    sent = {one["id"]: one for one in resources(path) if one["resourceType"] == "Observation" and "id" in one}
    came = 0
    for found in read(path):
        for entry in entries(found, Topic.LAB_RESULTS, Topic.VITAL_SIGNS, Topic.OTHER_OBSERVATIONS):
            original = sent[entry.provenance.document_id.partition("/")[2]]
            fact: LabResult = entry.fact
            came += 1
            assert fact.wire_status == original["status"]
            if "valueQuantity" in original:
                quantity = original["valueQuantity"]
                assert fact.value == quantity["value"]
                assert fact.unit == quantity.get("unit", quantity.get("code", "")).strip()
            when = original.get("effectiveDateTime")
            assert when is None or (fact.taken_at is not None and fact.taken_at.text == when)
            # What a measurement holds within itself is shown as its part.
            within = [*original.get("component", ()), *original.get("contained", ())]
            parts = [part["valueQuantity"]["value"] for part in within if "valueQuantity" in part]
            assert [part.value for part in fact.components if part.quantity] == parts
    assert came or not sent or path.name.startswith("Bundle-faa0c104")


@each(lambda path: path.parent.name == "synthea")
def test_every_word_of_a_record_is_as_sent(path: Path) -> None:
    (found,) = read(path)
    sent = {f"{one['resourceType']}/{one['id']}": one for one in resources(path)}
    named = {
        Topic.CONDITIONS: ("code", "name"),
        Topic.PROCEDURES: ("code", "name"),
        Topic.VACCINATIONS: ("vaccineCode", "name"),
        Topic.ALLERGIES: ("code", "agent"),
    }
    for topic, (member, attribute) in named.items():
        for entry in entries(found, topic):
            assert getattr(entry.fact, attribute) == sent[entry.provenance.document_id][member]["text"]
    for entry in entries(found, Topic.MEDICATION):
        original = sent[entry.provenance.document_id]
        assert entry.fact.wire_status == original["status"]
        assert entry.fact.name
        if "medicationCodeableConcept" in original:
            assert entry.fact.name == original["medicationCodeableConcept"]["text"]
    for entry in entries(found, Topic.CARE_PLANS):
        original = sent[entry.provenance.document_id]
        assert len(entry.fact.activities) == len(original.get("activity", ()))


def test_a_municipal_delivery_has_its_danish_names() -> None:
    told = json.loads((SAMPLES / "expected" / "fhir-kl-gateway-3304e5f8.json").read_text())
    found = one(told["file"])
    assert found.patient_id.number_for_lookup() == told["patientCpr"]
    conditions = [entry.fact for entry in entries(found, Topic.CONDITIONS)]
    said = [{"code": fact.code, "display": fact.display, "severity": fact.severity_code} for fact in conditions]
    assert said == told["conditions"]
    assert {fact.follow_up.text[:10] for fact in conditions if fact.follow_up} == {told["nextFollowUp"]}
    assert {fact.recorded_at.text[:10] for fact in conditions if fact.recorded_at} == {told["recorded"]}
    plans: list[CarePlan] = [entry.fact for entry in entries(found, Topic.CARE_PLANS)]
    made = [plan for plan in plans if plan.kind == "plan"]
    done = [{"code": step.code, "display": step.display} for plan in made for step in plan.activities]
    assert done == told["interventions"]
    assert {plan.start.text[:10] for plan in made if plan.start} == {told["plansStart"]}
    goals = {goal.document_id: goal for plan in plans for goal in plan.goals}
    assert len(goals) == told["counts"]["Goal"]
    assert Counter(code for goal in goals.values() for code in goal.target_codes) == Counter(told["goalTargets"])


@pytest.mark.rule("H9")
def test_h9_a_cancelled_report_takes_its_results_back() -> None:
    told = json.loads((SAMPLES / "expected" / "fhir-homecare-cancelled-5f341feb.json").read_text())
    found = one(told["file"])
    assert found.patient_id.number_for_lookup() == told["patientCpr"]
    (report,) = (entry.fact for entry in entries(found, Topic.DOCUMENTS))
    assert report.wire_status == told["reportStatus"]
    assert report.currency is Currency.CANCELLED
    assert report.date.text == told["issued"]
    assert told["conclusion"] in report.text
    results = [entry.fact for entry in entries(found, Topic.LAB_RESULTS, Topic.VITAL_SIGNS, Topic.OTHER_OBSERVATIONS)]
    came = {(fact.code, float(fact.value), fact.unit or None) for fact in results}
    assert came == {(one["code"], float(one["value"]), one["unit"]) for one in told["observations"]}
    assert {fact.state for fact in results} == {ResultState.CANCELLED}
    assert {fact.wire_status for fact in results} == {"final"}


@pytest.mark.rule("H1")
def test_h1_results_of_somebody_whom_the_file_does_not_hold_are_counted_and_not_shown() -> None:
    found = one("fhir/homecare/Bundle-faa0c104-0ebf-49cb-bad1-9e0f59436e18.json")
    answer = found.answers[Topic.LAB_RESULTS]
    assert (answer.entries, answer.unidentified) == ((), 3)


def test_death_is_seen() -> None:
    (entry,) = entries(one("fhir/kl-gateway/Patient-TestPersonError.json"), Topic.PATIENT)
    assert entry.fact.deceased
