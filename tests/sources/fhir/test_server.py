"""One FHIR server: few round trips, one citizen, and no failure that looks like nothing."""

import json
from typing import Any

import httpx
import pytest

from in_process import BASE, NUMBER, OTHER, TinyFhir, bundle, client, outcome, patient, reply, statement
from overblik.domain.errors import (
    NotOffered,
    Refused,
    SignInNeeded,
    SourceError,
    Unintelligible,
    UnknownPatient,
    Unreachable,
    Withheld,
    WrongPatient,
)
from overblik.domain.patient import local
from overblik.domain.ports import Answer
from overblik.domain.section import Cause, Topic
from overblik.sources.fhir.subjects import BY_REFERENCE
from sources.fhir_world import about, ask, ask_all, value, world


def test_thirteen_topics_ask_for_the_citizen_once_and_for_each_type_once() -> None:
    one = client(world())
    answers = ask_all(one)
    assert all(isinstance(answer, Answer) for answer in answers.values())
    paths = one.transport.paths
    assert paths.count("/fhir/metadata") == 1
    assert len(paths) == len(set(paths))
    assert "/fhir/Patient/_search" in paths


@pytest.mark.rule("T5")
def test_no_address_holds_the_number_and_no_error_tells_it() -> None:
    one = client(world())
    ask_all(one)
    assert not any(NUMBER in str(request.url) for request in one.transport.asked)
    with pytest.raises(SourceError) as caught:
        ask(client(TinyFhir({"Patient": []})), Topic.PATIENT)
    assert NUMBER not in f"{caught.value!s}{caught.value!r}{caught.value.facts}"


def test_a_server_that_takes_no_form_is_asked_by_address() -> None:
    tiny = world()

    def no_form(request: httpx.Request) -> httpx.Response:
        return reply(outcome("not-supported"), 405) if request.method == "POST" else reply(bundle([patient()]))

    tiny.faults["Patient"] = no_form
    one = client(tiny)
    assert ask(one, Topic.LAB_RESULTS).entries
    assert ask(one, Topic.LAB_RESULTS).entries
    assert [request.method for request in one.transport.asked].count("POST") == 1


def test_a_topic_that_the_server_does_not_offer_is_not_asked_for() -> None:
    tiny = world()
    tiny.capability = statement("Patient", "Observation")
    one = client(tiny)
    with pytest.raises(NotOffered):
        ask(one, Topic.ALLERGIES)
    assert one.transport.paths == ["/fhir/metadata"]
    assert len(ask(one, Topic.LAB_RESULTS).entries) == 2
    assert one.transport.paths.count("/fhir/metadata") == 1


def test_a_server_that_lists_no_search_by_citizen_is_not_asked() -> None:
    tiny = world()
    tiny.capability = statement("Patient", Observation={"searchParam": [{"name": "code"}]})
    tiny.capability["rest"][0]["resource"].append({"type": "Observation", "searchParam": [{"name": "code"}]})
    with pytest.raises(NotOffered):
        ask(client(tiny), Topic.LAB_RESULTS)


@pytest.mark.rule("H1")
@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ([], UnknownPatient),
        ([patient(OTHER)], WrongPatient),
        ([patient(), patient(OTHER, "p2")], WrongPatient),
        ([patient(), patient(NUMBER, "p2")], WrongPatient),
        ([patient(identifier=[{"system": "urn:other", "value": NUMBER}])], WrongPatient),
        ([patient(name="a/../b")], Unintelligible),
        ([patient(id="")], Unintelligible),
    ],
)
def test_h1_only_one_record_that_holds_the_number_is_the_citizen(sent: Any, error: type[SourceError]) -> None:
    with pytest.raises(error):
        ask(client(TinyFhir({"Patient": sent, "Observation": [value("o1")]})), Topic.LAB_RESULTS)


@pytest.mark.rule("H1")
def test_h1_a_record_that_another_has_replaced_is_not_passed_off_as_all_there_is() -> None:
    """Its results have moved to the other record: what is found under it would say 'none'."""
    links = [{"type": "seealso"}, {"type": "replaced-by", "other": {"reference": "Patient/p2"}}]
    with pytest.raises(Unintelligible) as told:
        ask(client(TinyFhir({"Patient": [patient(link=links)], "Observation": []})), Topic.LAB_RESULTS)
    assert told.value.facts["reason"] == "merged"
    assert ask(client(world(Patient=[patient(link=links[:1])])), Topic.LAB_RESULTS).entries


def test_h1_the_same_record_on_two_pages_is_one() -> None:
    assert ask(client(world(Patient=[patient(), patient()])), Topic.LAB_RESULTS).entries


@pytest.mark.rule("H1")
def test_h1_a_record_with_two_keys_of_one_name_is_not_relied_on() -> None:
    text = json.dumps(bundle([patient()])).replace('"birthDate"', '"identifier": [], "birthDate"').encode()
    tiny = TinyFhir({}, {"Patient": lambda _: reply(text)})
    with pytest.raises((Unintelligible, WrongPatient)):
        ask(client(tiny), Topic.PATIENT)


def test_nobody_found_in_an_answer_that_was_cut_is_not_unknown() -> None:
    cut = bundle([], total=1)
    with pytest.raises(Unintelligible):
        ask(client(TinyFhir({}, {"Patient": lambda _: reply(cut)})), Topic.PATIENT)
    hidden = bundle([outcome("suppressed", "warning")])
    with pytest.raises(Withheld):
        ask(client(TinyFhir({}, {"Patient": lambda _: reply(hidden)})), Topic.PATIENT)


def test_a_citizen_known_by_a_file_alone_is_asked_for_nowhere() -> None:
    one = client(world())
    with pytest.raises(UnknownPatient):
        ask(one, Topic.PATIENT, number=local(BY_REFERENCE, "Patient/1"))
    assert one.transport.paths == ["/fhir/metadata"]


def test_other_numbers_of_the_record_are_told_as_aliases() -> None:
    numbers = [{"system": "urn:oid:1.2.208.176.1.2", "value": NUMBER}, {"system": "urn:mrn", "value": "77"}]
    answer = ask(client(world(Patient=[patient(identifier=numbers)])), Topic.LAB_RESULTS)
    assert answer.aliases == (local("urn:mrn", "77"),)
    assert {entry.patient_id.value for entry in answer.entries} == {NUMBER}


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, outcome("login"), SignInNeeded),
        (403, outcome("forbidden"), Refused),
        (403, outcome("suppressed"), Withheld),
        (404, outcome("not-supported"), NotOffered),
        (404, outcome("not-found"), Unintelligible),
        (400, outcome("invalid"), Unintelligible),
        (429, outcome("throttled"), Unreachable),
        (500, outcome("exception"), Unreachable),
        (503, outcome("transient"), Unreachable),
        (200, b"<html>", Unintelligible),
        (200, outcome("exception"), Unintelligible),
        (200, patient(), Unintelligible),
        (204, b"", Unintelligible),
        (304, b"", Unintelligible),
        (302, b"", Unintelligible),
    ],
)
def test_each_status_has_its_error(status: int, body: Any, error: type[SourceError]) -> None:
    tiny = world()
    tiny.faults["AllergyIntolerance"] = lambda _: reply(body, status)
    with pytest.raises(error):
        ask(client(tiny), Topic.ALLERGIES)


@pytest.mark.rule("H5")
def test_h5_one_type_of_two_that_fails_is_said() -> None:
    drug = {"status": "active", "medicationCodeableConcept": {"text": "Panodil"}}
    tiny = world(MedicationStatement=[about("MedicationStatement", "m1", **drug)])
    tiny.faults["MedicationRequest"] = lambda _: reply(b"", 500)
    answer = ask(client(tiny), Topic.MEDICATION)
    assert len(answer.entries) == 1
    assert not answer.closed
    assert [reason.cause for reason in answer.warnings] == [Cause.REPOSITORY_SILENT]
    tiny.faults["MedicationRequest"] = lambda _: reply(b"", 403)
    refused = ask(client(tiny), Topic.MEDICATION)
    assert [reason.cause for reason in refused.warnings] == [Cause.REFUSED]
    assert refused.closed


@pytest.mark.rule("H9")
def test_h9_results_whose_reports_cannot_be_had_are_not_complete() -> None:
    tiny = world()
    tiny.faults["DiagnosticReport"] = lambda _: reply(b"", 500)
    answer = ask(client(tiny), Topic.LAB_RESULTS)
    assert len(answer.entries) == 2
    assert answer.warnings[0].cause is Cause.REPOSITORY_SILENT


def test_a_drug_that_stands_elsewhere_is_read_after() -> None:
    pointer = {"status": "active", "medicationReference": {"reference": "Medication/d1"}}
    drugs = [{"resourceType": "Medication", "id": "d1", "code": {"text": "Eltroxin 50 mikrogram"}}]
    one = client(world(MedicationRequest=[about("MedicationRequest", "m1", **pointer)], Medication=drugs))
    assert [entry.fact.name for entry in ask(one, Topic.MEDICATION).entries] == ["Eltroxin 50 mikrogram"]
    gone = ask(client(world(MedicationRequest=[about("MedicationRequest", "m1", **pointer)])), Topic.MEDICATION)
    assert [one.code for one in gone.unreadable] == ["drug_unknown"]


def test_a_server_without_search_by_id_is_read_one_by_one() -> None:
    pointer = {"status": "active", "medicationReference": {"reference": f"{BASE}/Medication/d1/_history/3"}}
    drugs = [{"resourceType": "Medication", "id": "d1", "code": {"text": "Eltroxin"}}]
    tiny = world(MedicationRequest=[about("MedicationRequest", "m1", **pointer)], Medication=drugs)
    tiny.capability = statement(
        "Patient", "MedicationRequest", "Medication", Medication={"interaction": [{"code": "read"}]}
    )
    one = client(tiny)
    assert [entry.fact.name for entry in ask(one, Topic.MEDICATION).entries] == ["Eltroxin"]
    assert "/fhir/Medication/d1" in one.transport.paths


def test_goals_that_did_not_come_with_their_plan_are_read_after_or_missed_aloud() -> None:
    plan = about("CarePlan", "c1", status="active", intent="plan", title="KOL", goal=[{"reference": "Goal/g1"}])
    goal = about("Goal", "g1", lifecycleStatus="active", description={"text": "Gå en tur"})
    tiny = world(CarePlan=[plan], Goal=[goal])
    tiny.capability = statement("Patient", "CarePlan", "Goal", Goal={"searchParam": [{"name": "_id"}]})
    entry = ask(client(tiny), Topic.CARE_PLANS).entries[0]
    assert [one.text for one in entry.fact.goals] == ["Gå en tur"]
    lost = ask(client(world(CarePlan=[plan])), Topic.CARE_PLANS)
    assert [(reason.cause, reason.detail) for reason in lost.warnings] == [(Cause.REPOSITORY_SILENT, "Goal")]
