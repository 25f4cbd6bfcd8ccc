"""A clinician opens a recorded answer from the command line and sees all that `expected/` lists for it."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conftest import SAMPLES
from overblik.cli import run

pytestmark = pytest.mark.samples

EXPECTED = {
    path.stem: told
    for path in sorted((SAMPLES / "expected").glob("*.json"))
    if (told := json.loads(path.read_bytes(), parse_float=Decimal))["file"].startswith("fhir/")
}
FILES = sorted((SAMPLES / "fhir").rglob("*.json"))
OBSERVED = ("lab_results", "vital_signs", "other_observations")
COUNTED = {
    "Condition": ("conditions",),
    "CarePlan": ("care_plans",),
    "Encounter": ("contacts",),
    "Observation": OBSERVED,
}
LOOKED_AT = {
    *("file", "patientCpr", "counts", "conditions", "interventions", "goalTargets", "nextFollowUp", "recorded"),
    *("plansStart", "reportStatus", "conclusion", "issued", "observations", "mustNotice"),
}


def shown(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run the command in this process, as the program's entry does."""
    code = run(["overview", "--from", str(path), "--clock", "2026-11-23T09:41:00+01:00", *words])
    out, err = capsys.readouterr()
    assert (code, err) == (0, ""), err
    return out


def entries(told: dict[str, Any], *topics: str) -> list[dict[str, Any]]:
    return [entry for section in told["sections"] if section["topic"] in topics for entry in section["entries"]]


@pytest.fixture(params=sorted(EXPECTED))
def case(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what is expected of a file, and what the command line shows of it."""
    expected = EXPECTED[request.param]
    return expected, json.loads(shown(SAMPLES / expected["file"], capsys, "--format", "json"), parse_float=Decimal)


def test_there_is_something_to_compare(samples: Path) -> None:
    assert samples == SAMPLES
    assert len(EXPECTED) >= 2
    for told in EXPECTED.values():
        assert set(told) <= LOOKED_AT, "a new kind of expectation needs a look of its own"


def test_the_citizen_is_the_one_of_the_file(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    expected, told = case
    assert told["patient"]["id"] == expected["patientCpr"]


def test_as_many_entries_are_shown_as_were_sent(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    expected, told = case
    counts = expected.get("counts", {})
    for kind, topics in COUNTED.items():
        if kind in counts:
            assert len(entries(told, *topics)) == counts[kind]
    if "Goal" in counts:
        assert len({goal["id"] for plan in entries(told, "care_plans") for goal in plan["goals"]}) == counts["Goal"]
    assert all(section["unreadable"] == section["refused"] == 0 for section in told["sections"])


def test_every_condition_and_intervention_has_its_danish_name(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    expected, told = case
    seen = [(one["code"], one["name"], one["severity_code"]) for one in entries(told, "conditions")]
    for one in expected.get("conditions", ()):
        assert (one["code"], one["display"], one["severity"]) in seen
    done = {(one["code"], one["display"]) for plan in entries(told, "care_plans") for one in plan["activities"]}
    assert {(one["code"], one["display"]) for one in expected.get("interventions", ())} <= done


def test_every_goal_and_date_of_the_plans_is_shown(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    expected, told = case
    plans = entries(told, "care_plans")
    goals = {goal["id"]: goal["target_codes"] for plan in plans for goal in plan["goals"]}
    if "goalTargets" in expected:
        assert Counter(code for codes in goals.values() for code in codes) == Counter(expected["goalTargets"])
        assert {plan["period"]["start"] for plan in plans} == {expected["plansStart"]}
        assert {one["follow_up"] for one in entries(told, "conditions")} == {expected["nextFollowUp"]}
        assert {one["recorded_at"] for one in entries(told, "conditions")} == {expected["recorded"]}
        assert [one["start"] for one in entries(told, "contacts")] == [expected["nextFollowUp"]]


def test_every_value_is_shown_with_its_unit(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    expected, told = case
    seen = Counter((one["code"], Decimal(one["value"]), one["unit"]) for one in entries(told, *OBSERVED))
    wanted = Counter((one["code"], Decimal(one["value"]), one["unit"]) for one in expected.get("observations", ()))
    assert wanted <= seen


@pytest.mark.rule("H9")
def test_h9_a_cancelled_report_takes_its_values_with_it(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    expected, told = case
    if expected.get("reportStatus") != "cancelled":
        assert not [one for one in entries(told, *OBSERVED) if one["status"] == "cancelled"]
        return
    (report,) = [one for one in entries(told, "documents") if one["kind"] == "report"]
    assert (report["status"], report["text"].strip(), report["date"]) == (
        "cancelled",
        expected["conclusion"],
        expected["issued"],
    )
    assert {one["status"] for one in entries(told, *OBSERVED)} == {"cancelled"}
    assert {one["status_as_sent"] for one in entries(told, *OBSERVED)} == {"final"}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_text_for_people_names_every_entry_too(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    expected = EXPECTED[name]
    text = shown(SAMPLES / expected["file"], capsys, "--full")
    for one in (*expected.get("conditions", ()), *expected.get("interventions", ())):
        assert one["display"] in text
    if expected.get("reportStatus") == "cancelled":
        assert expected["conclusion"] in text
        assert text.count("Annulleret") == len(expected["observations"]) + 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[:60])
def test_every_recorded_answer_opens_or_says_why_not(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["overview", "--from", str(path), "--format", "json"])
    out, err = capsys.readouterr()
    if code:
        assert (code, out) == (1, "")
        assert len(err.strip().splitlines()) == 1, err
    else:
        assert err == ""
        told = json.loads(out)
        for section in told["sections"]:
            assert section["state"] != "complete" or section["unreadable"] == section["refused"] == 0
            assert section["state"] not in ("not_asked", "failed") or section["entries"] == []
