"""S2 and S3 in the trend: an annulled value is never a point, a value without a unit has no line, 0,97 never meets 97."""

from pathlib import Path

import pytest

from clinic import plain, view
from journeys.test_s02_annulled_pressure import sections_of
from overblik.viewmodels.trend import trend
from overblik.viewmodels.trend_series import numeric
from overblik.viewmodels.trend_values import Trend

pytestmark = pytest.mark.samples


def trends(path: Path) -> list[Trend]:
    sections = sections_of(path)
    made = [trend(sections, view(is_full=True), (key,)) for key in numeric(sections)]
    return [one for one in made if one is not None]


@pytest.mark.rule("S2", "H9", "H17")
def test_s02_the_trend_holds_the_weight_alone(samples: Path) -> None:
    made = trends(samples / "cda" / "phmr" / "kih-Ex2-Typing_error-MODIFIED.xml")
    assert [[plain(point.pair[1].fact.value) for point in one.panels[0].points] for one in made] == [["77.3"]]
    assert [one.choices for one in made] == [()]


@pytest.mark.rule("S3", "H12", "R12")
def test_s03_saturations_without_a_unit_are_points_without_a_line(samples: Path) -> None:
    made = trends(samples / "cda" / "phmr" / "kih-PHMR_KOL_Example_1_MaTIS.xml")
    (found,) = [one for one in made if any(point.value == 0.97 for point in one.panels[0].points)]
    (panel,) = found.panels
    assert sorted(point.value or 0 for point in panel.points) == [0.92, 0.95, 0.97]
    assert panel.line == ()
    assert panel.note == "enhed ikke oplyst: svarene forbindes ikke"
    assert panel.level is None
