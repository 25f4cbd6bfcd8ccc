"""The faults that change an answer that was right: what is wrong, and that the rest is not."""

import json
from typing import Any

import pytest

from sandbox.process import Got, Services

NANCY = "2512489996"


@pytest.fixture
def patient(sandbox: Services) -> str:
    return sandbox.patient("ehr", NANCY)


def answer(sandbox: Services, patient: str, kind: str) -> Got:
    sandbox.fault(kind, base="ehr", resource="Condition")
    return sandbox.get("ehr/Condition", patient=patient)


def subjects(got: Got) -> list[str]:
    return [each["subject"]["reference"].split("/")[-1] for each in got.entries]


def next_of(got: Got) -> str:
    return next(str(each["url"]) for each in got.json["link"] if each["relation"] == "next")


def twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise KeyError(*sorted({name for name in names if names.count(name) > 1}))
    return dict(pairs)


def test_bad_json_cannot_be_read(sandbox: Services, patient: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        _ = answer(sandbox, patient, "bad_json").json


@pytest.mark.rule("H1")
def test_h1_a_duplicate_key_names_another_citizen_to_whoever_reads_the_last(sandbox: Services, patient: str) -> None:
    body = answer(sandbox, patient, "duplicate_keys").body.decode()
    with pytest.raises(KeyError, match="reference"):
        json.loads(body, object_pairs_hook=twice)
    last = [each["resource"]["subject"]["reference"].split("/")[-1] for each in json.loads(body)["entry"]]
    assert last[0] != patient
    assert set(last[1:]) == {patient}


def test_a_patient_with_two_ids(sandbox: Services, patient: str) -> None:
    sandbox.fault("duplicate_keys", base="ehr", resource="Patient")
    body = sandbox.post("ehr/Patient", identifier=f"urn:oid:1.2.208.176.1.2|{NANCY}").body.decode()
    assert f'"id":"{patient}","id":"' in body


def test_nan_stands_where_a_number_was(sandbox: Services) -> None:
    sandbox.fault("nan", base="laboratory")
    body = sandbox.get("laboratory/Observation", patient=sandbox.patient("laboratory", NANCY)).body
    assert b'"value":NaN' in body


def test_empty_has_no_entries_and_ends_the_chain(sandbox: Services, patient: str) -> None:
    got = answer(sandbox, patient, "empty")
    assert (got.entries, got.json["total"]) == ([], 0)
    assert [each["relation"] for each in got.json["link"]] == ["self"]


@pytest.mark.rule("H1")
def test_h1_all_or_some_of_another_citizen(sandbox: Services, patient: str) -> None:
    whole = subjects(answer(sandbox, patient, "wrong_patient"))
    assert whole
    assert patient not in whole
    assert len(set(whole)) == 1
    sandbox.order("faults", method="DELETE")
    some = subjects(answer(sandbox, patient, "wrong_patient_some"))
    assert (some.count(patient), len(some)) == (5, 6)


@pytest.mark.rule("H5")
def test_h5_a_page_that_promises_a_next_that_is_gone(sandbox: Services, patient: str) -> None:
    got = answer(sandbox, patient, "truncated_page")
    assert len(got.entries) == 5
    sandbox.order("faults", method="DELETE")
    assert sandbox.get(next_of(got)).status == 410


def test_a_loop_promises_itself(sandbox: Services, patient: str) -> None:
    got = answer(sandbox, patient, "loop")
    assert next_of(sandbox.get(next_of(got))) == next_of(got)


@pytest.mark.rule("T13")
def test_t13_a_next_on_another_host(sandbox: Services, patient: str) -> None:
    assert next_of(answer(sandbox, patient, "foreign_next")).startswith("http://127.0.0.2:9/")


@pytest.mark.parametrize(("kind", "code", "left"), [("blocked_part", "suppressed", 3), ("outcome", "incomplete", 5)])
def test_a_warning_stands_among_the_entries(sandbox: Services, patient: str, kind: str, code: str, left: int) -> None:
    got = answer(sandbox, patient, kind)
    warned = [each["resource"] for each in got.json["entry"] if each["search"]["mode"] == "outcome"]
    assert [each["issue"][0]["code"] for each in warned] == [code]
    assert len(got.entries) == left


def test_one_unreadable_resource_leaves_its_neighbours_alone(sandbox: Services, patient: str) -> None:
    got = answer(sandbox, patient, "unreadable")
    broken = [each for each in got.entries if each["code"] == 7]
    assert (len(broken), len(got.entries)) == (1, 5)


def test_markup_and_turned_reading_order_in_what_people_read(sandbox: Services, patient: str) -> None:
    texts = [each["code"]["text"] for each in answer(sandbox, patient, "html_narrative").entries]
    assert all("<script>" in text and "\u202e" in text for text in texts)
    assert any("KOL" in text for text in texts)


def test_every_kind_is_shown_by_a_test_of_this_room() -> None:
    from pathlib import Path

    from overblik.sandbox.disturbances import kinds
    from overblik.sandbox.faults import changes

    shown = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [kind for kind in sorted(kinds() | set(changes())) if f'"{kind}"' not in shown] == []
