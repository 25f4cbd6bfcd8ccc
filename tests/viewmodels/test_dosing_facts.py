"""eGFR and weight over the medicine: the newest, as sent, with unit and date; nothing where there is none."""

from dataclasses import replace

import pytest

from clinic import complete, plain, result, view
from overblik.domain.lab_result import ResultState
from overblik.domain.npu import NPU
from overblik.domain.section import Topic
from overblik.viewmodels.dosing_facts import dosing_facts
from overblik.viewmodels.screen_parts import compose_card


def egfr(value: str, when: str, **more: object):
    return replace(result(value, when, "eGFR (CKD-EPI);Nyre", "DNK35302", "mL/min/1,73 m²"), system=NPU, **more)


def weight(value: str, when: str, **more: object):
    return replace(result(value, when, "Legeme masse;Pt", "NPU03804", "kg"), system=NPU, **more)


def test_the_newest_of_each_is_told_with_unit_and_date() -> None:
    sections = (
        complete(Topic.LAB_RESULTS, egfr("38", "2026-08-12"), egfr("31", "2026-11-20")),
        complete(Topic.HOME_MONITORING, weight("71.4", "2026-11-23"), weight("71.2", "2026-11-22")),
    )
    told = "eGFR 31 mL/min/1,73 m² (20. nov 2026)   vægt 71,4 kg (23. nov 2026)"
    assert plain(dosing_facts(sections, view())) == told
    assert plain(compose_card("medication", sections, view()).facts) == told


@pytest.mark.parametrize(
    "fact",
    [
        weight("71.4", "2026-11-23", state=ResultState.NULLIFIED),
        weight("71.4", "2026-11-23", unit=""),
        weight("71.4", "2026-11-23", taken_at=None),
        weight("71.4", "2026-11-23", code="NPU03805"),
    ],
    ids=["annulled", "without a unit", "without a date", "another code"],
)
def test_what_cannot_be_relied_upon_is_left_out(fact) -> None:
    assert dosing_facts((complete(Topic.HOME_MONITORING, fact),), view()) == ""


def test_where_neither_is_to_be_had_there_is_no_line() -> None:
    assert compose_card("medication", (complete(Topic.MEDICATION),), view()).facts == ""
