"""A nurse has the board before her: a result comes at the laboratory and stands there, and nobody else was asked for again."""

from pathlib import Path
from typing import Any

import pytest

from clinic import plain
from journeys.conftest import Desk, Services
from journeys.lists import board, model, rows, with_work_lists
from journeys.signed_in import Computer
from journeys.test_shift_change import KAREN, on_duty
from trail_reading import bodies, of_ring

MORNING = "2026-11-23T09:41:00+01:00"


@pytest.fixture
def ward(sandbox: Services, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Computer:
    monkeypatch.setattr("overblik.sync.feed.EVERY", 0.5)
    return with_work_lists(sandbox, tmp_path, qtbot, "ward")


def come(sandbox: Services) -> None:
    """Let the laboratory answer for Karen in bed 2-1."""
    laboratory = "http://terminology.hl7.org/CodeSystem/observation-category"
    made = {"resourceType": "Observation", "id": "L7-0009-just-now", "status": "final"}
    made |= {"category": [{"coding": [{"system": laboratory, "code": "laboratory"}]}]}
    code = {"coding": [{"system": "urn:oid:1.2.208.176.2.1", "code": "NPU03230", "display": "Kalium;P"}]}
    made |= {"code": code | {"text": "Kalium;P"}, "subject": {"reference": "Patient/L7-0009"}}
    made |= {"effectiveDateTime": "2026-11-23T09:20:00+01:00", "issued": "2026-11-23T09:48:00+01:00"}
    made |= {"valueQuantity": {"value": 2.5, "unit": "mmol/L"}}
    sandbox.order("resource", {"base": "laboratory", "resource": made})


def asked(sandbox: Services) -> list[str]:
    return [f"{one['base']}{one['path']}?{one['query']}" for one in sandbox.order("requests", None, "GET")["requests"]]


def results(desk: Desk) -> str:
    return plain(rows(model(desk).board())[KAREN].accessible)


def test_a_result_that_comes_stands_on_the_board_and_nobody_else_is_asked_for(
    ward: Computer, sandbox: Services
) -> None:
    try:
        with on_duty(ward, sandbox, MORNING) as desk:
            board(desk)
            assert "Kalium" not in results(desk)
            desk.bot.waitUntil(lambda: "kilder til 09:41" in plain(model(desk).board().foot), timeout=15000)
            looks = intents(ward)
            sandbox.order("requests", None, "DELETE")
            come(sandbox)
            desk.bot.waitUntil(lambda: "Kalium" in results(desk), timeout=20000)
            assert "Kalium;P 2,5" in results(desk)
            desk.bot.waitUntil(lambda: model(desk).known[patient(desk)].is_last, timeout=20000)
            assert intents(ward) == looks + 1, "one look more, at her"
            told = asked(sandbox)
            assert len([one for one in told if "/Patient/_search" in one and "laboratory" in one]) == 1
    finally:
        sandbox.order("resource", {"base": "laboratory", "type": "Observation", "id": "L7-0009-just-now"}, "DELETE")


def patient(desk: Desk) -> Any:
    return rows(model(desk).board())[KAREN].patient_id


def intents(ward: Computer) -> int:
    told = bodies(ward.settings.profile / "trail.db", of_ring(ward.ring))
    return sum(one["kind"] == "intent" for one in told)


def test_a_laboratory_that_is_silent_is_named_on_the_board_until_it_answers(ward: Computer, sandbox: Services) -> None:
    with on_duty(ward, sandbox, MORNING) as desk:
        board(desk)
        desk.bot.waitUntil(lambda: "kilder til 09:41" in plain(model(desk).board().foot), timeout=15000)
        sandbox.disturb("status", "laboratory", status=503)
        said = "Laboratoriet siger ikke, om der er kommet nyt siden"
        desk.bot.waitUntil(lambda: any(said in plain(one.text) for one in model(desk).board().notices), timeout=20000)
        assert "Kalium" not in results(desk)
        sandbox.heal()


def test_the_watch_is_on_record_at_each_server(ward: Computer, sandbox: Services) -> None:
    with on_duty(ward, sandbox, MORNING) as desk:
        board(desk)
        desk.bot.waitUntil(lambda: "kilder til 09:41" in plain(model(desk).board().foot), timeout=15000)
    told = bodies(ward.settings.profile / "trail.db", of_ring(ward.ring))
    watched = [one["source"] for one in told if one["kind"] == "work-list" and "patients" not in one]
    assert sorted(watched) == ["ehr", "ehr", "laboratory", "municipality"], "the list itself, and each server once"
