"""S3: saturations as fractions with a unit that is none, beside others in per cent: never one series, never 97 %."""

import json
from pathlib import Path
from typing import Any

import pytest

from clinic import complete, day, plain, result, view
from journeys.conftest import MOMENT
from journeys.test_command_line import Call, call
from journeys.test_s02_annulled_pressure import home
from overblik.domain.npu import NPU
from overblik.domain.section import Topic
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.rows import LabRow, LineRow
from overblik.viewmodels.screen_parts import compose_card

__all__ = ["call"]
pytestmark = pytest.mark.rule("S3", "H12", "H16", "R12")
NOT_STATED = "enhed ikke oplyst (kilden: NA)"


@pytest.fixture
def report(samples: Path) -> Path:
    return samples / "cda" / "phmr" / "kih-PHMR_KOL_Example_1_MaTIS.xml"


@pytest.mark.samples
def test_s03_each_value_is_shown_as_sent_with_its_time_and_the_unit_is_said_to_be_missing(report: Path) -> None:
    card = home(report, is_full=True)
    (newest,) = [row for row in card.rows if isinstance(row, LabRow)]
    assert (newest.value, newest.unit, plain(newest.interval)) == ("0,95", NOT_STATED, "intet interval")
    assert newest.shape is FlagShape.NOT_ASSESSED
    assert "ikke vurderet af laboratoriet" in plain(newest.accessible)
    assert (newest.spark, newest.change) == (None, "")
    assert plain(newest.when).startswith("09. jun 2016 12:30")
    earlier = [(plain(row.left), plain(row.text)) for row in card.rows if isinstance(row, LineRow)]
    assert earlier == [
        ("09. jun 2016 12:15", f"0,92 {NOT_STATED}"),
        ("09. jun 2016 12:10", f"0,97 {NOT_STATED}"),
    ]


@pytest.mark.samples
def test_s03_the_json_has_the_values_as_sent(call: Call, report: Path) -> None:
    ended = call("overview", "--from", report, "--format", "json", "--clock", MOMENT)
    (section,) = [one for one in json.loads(ended.stdout)["sections"] if one["topic"] == "home_monitoring"]
    assert [(one["value"], one["unit"], one["flag"], one["reference"]) for one in section["entries"]] == [
        ("0.97", "NA", None, None),
        ("0.92", "NA", None, None),
        ("0.95", "NA", None, None),
    ]
    assert "97 %" not in ended.stdout


def saturation(value: str, moment: str, system: str, code: str, unit: str) -> Any:
    return result(value, moment, unit=unit, code=code, system=system, name=f"Saturation {code}", reference=None)


def test_s03_three_ways_to_measure_one_thing_are_three_series_that_cannot_be_compared() -> None:
    assert day("2026-11-20") is not None
    facts = (
        saturation("0.97", "2026-11-18T08:00:00+01:00", NPU, "NPU03011", "NA"),
        saturation("0.97", "2026-11-19T08:00:00+01:00", NPU, "NPU27280", "1"),
        saturation("97", "2026-11-20T08:00:00+01:00", "http://loinc.org", "2708-6", "%"),
    )
    card = compose_card("home_monitoring", (complete(Topic.HOME_MONITORING, *facts),), view())
    rows = [row for row in card.rows if isinstance(row, LabRow)]
    assert [(row.value, plain(row.unit)) for row in rows] == [
        ("97", "%"),
        ("0,97", "(enhed 1)"),
        ("0,97", NOT_STATED),
    ]
    assert {plain(row.change) for row in rows} == {"≠ kan ikke sammenlignes"}
    assert all(row.spark is None for row in rows)
