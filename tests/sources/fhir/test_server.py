"""One FHIR server: few round trips, one citizen, and no failure that looks like nothing."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from in_process import BASE, NUMBER, OTHER, Client, TinyFhir, bundle, client, grant, outcome, patient, reply, statement
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
from overblik.domain.ports import Answer, AnswerKind
from overblik.domain.section import Cause, Topic
from overblik.sources.fhir import fhir_sources
from overblik.sources.fhir.subjects import BY_REFERENCE


def about(kind: str, name: str, **more: Any) -> dict[str, Any]:
    word = "patient" if kind in ("AllergyIntolerance", "Immunization") else "subject"
    return {"resourceType": kind, "id": name, word: {"reference": "Patient/p1"}} | more


def value(name: str, amount: float = 5, **more: Any) -> dict[str, Any]:
    code = {"coding": [{"system": "http://npu-terminology.org", "code": "NPU01566"}], "text": "Kolesterol"}
    said = {"status": "final", "code": code, "valueQuantity": {"value": amount, "unit": "mmol/L"}}
    return about("Observation", name, **said) | more


def ask(one: Client, topic: Topic, known: Any = None, **how: Any) -> Answer:
    async def fetch() -> Answer:
        return await one.server.answer(topic, grant(**how), known)

    return asyncio.run(fetch())


def ask_all(one: Client) -> dict[Topic, "Answer | BaseException"]:
    async def fetch() -> list[Any]:
        asked = [source.fetch(grant(), None) for source in fhir_sources(one.server)]
        return await asyncio.gather(*asked, return_exceptions=True)

    return dict(zip([source.topic for source in fhir_sources(one.server)], asyncio.run(fetch()), strict=True))


def world(**more: Any) -> TinyFhir:
    return TinyFhir({"Patient": [patient()], "Observation": [value("o1"), value("o2", 6)]} | more)


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


@pytest.mark.rule("H4")
def test_h4_nothing_new_is_said_only_where_the_tag_covers_all_that_was_read() -> None:
    tiny = world()
    tiny.etags = {"Observation": 'W/"1"', "DiagnosticReport": 'W/"2"'}
    one = client(tiny)
    first = ask(one, Topic.LAB_RESULTS)
    assert first.validators is not None
    again = ask(one, Topic.LAB_RESULTS, first.validators)
    assert again.kind is AnswerKind.UNCHANGED
    assert again.source_time is not None
    tiny.etags = {"Observation": 'W/"1"', "DiagnosticReport": 'W/"3"'}
    assert ask(one, Topic.LAB_RESULTS, first.validators).kind is AnswerKind.FULL
    tiny.etags = {"Observation": 'W/"1"', "DiagnosticReport": 'W/"2"'}
    other_reading = dict(first.validators) | {"reading": "0"}
    assert ask(one, Topic.LAB_RESULTS, other_reading).kind is AnswerKind.FULL
    other_id = dict(first.validators) | {"own": "p2"}
    assert ask(one, Topic.LAB_RESULTS, other_id).kind is AnswerKind.FULL


@pytest.mark.rule("H4")
def test_h4_the_age_is_the_oldest_that_the_server_states() -> None:
    tiny = world()
    old = bundle([value("o1")], timestamp="2026-02-27T08:00:00Z", meta={"lastUpdated": "2026-03-01T08:00:00Z"})
    tiny.faults["Observation"] = lambda _: reply(old)
    answer = ask(client(tiny), Topic.LAB_RESULTS)
    assert answer.source_time is not None
    assert answer.source_time.isoformat() == "2026-02-27T08:00:00+00:00"


@pytest.mark.rule("H8")
def test_h8_a_match_of_another_type_is_an_unreadable_item() -> None:
    tiny = world()
    sent = bundle([value("o1"), about("Condition", "x")])
    sent["entry"].append({"fullUrl": "", "resource": {"id": "nameless"}, "search": {"mode": "match"}})
    tiny.faults["Observation"] = lambda _: reply(sent)
    answer = ask(client(tiny), Topic.LAB_RESULTS)
    assert (len(answer.entries), len(answer.unreadable)) == (1, 2)


@pytest.mark.parametrize(
    ("code", "severity", "cause"),
    [
        ("suppressed", "information", Cause.WITHHELD),
        ("incomplete", "information", Cause.MORE_AVAILABLE),
        ("exception", "warning", Cause.MORE_AVAILABLE),
        ("informational", "information", None),
    ],
)
def test_what_a_server_says_beside_its_items_is_kept(code: str, severity: str, cause: Cause | None) -> None:
    tiny = world()
    told = bundle([value("o1")])
    told["entry"].append({"resource": outcome(code, severity), "search": {"mode": "outcome"}})
    tiny.faults["Observation"] = lambda _: reply(told)
    answer = ask(client(tiny), Topic.LAB_RESULTS)
    assert [reason.cause for reason in answer.warnings] == ([cause] if cause else [])
    assert len(answer.entries) == 1


def test_a_topic_that_is_cancelled_takes_no_sibling_with_it() -> None:
    async def run() -> list[Any]:
        one = client(world())
        topics = (Topic.LAB_RESULTS, Topic.VITAL_SIGNS, Topic.OTHER_OBSERVATIONS)
        tasks = [asyncio.ensure_future(one.server.answer(topic, grant(), None)) for topic in topics]
        for _ in range(4):
            await asyncio.sleep(0)
        tasks[0].cancel()
        came = await asyncio.gather(*tasks, return_exceptions=True)
        assert one.transport.paths.count("/fhir/Observation") == 1
        return came

    first, second, third = asyncio.run(run())
    assert isinstance(first, asyncio.CancelledError)
    assert isinstance(second, Answer)
    assert isinstance(third, Answer)


@pytest.mark.rule("H2")
def test_h2_when_all_are_cancelled_nothing_more_is_asked() -> None:
    async def run() -> tuple[int, int]:
        one = client(world())
        tasks = [asyncio.ensure_future(source.fetch(grant(), None)) for source in fhir_sources(one.server)]
        for _ in range(6):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        before = len(one.transport.asked)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1
        return before, len(one.transport.asked)

    before, after = asyncio.run(run())
    assert before == after


def test_a_later_look_of_the_same_grant_asks_anew() -> None:
    one = client(world())
    ask(one, Topic.LAB_RESULTS)
    ask(one, Topic.LAB_RESULTS)
    assert one.transport.paths.count("/fhir/Observation") == 2
