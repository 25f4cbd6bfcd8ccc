"""The course of an analysis: each interval in its own time, home measurements hollow, the flag at the newest answer."""

from datetime import UTC, datetime

import pytest

from clinic import complete, interval, result, view
from overblik.domain.lab_result import LabResult
from overblik.domain.section import Topic
from overblik.viewmodels.lab_table import lab_card
from overblik.viewmodels.rows import Band, LabRow, Point, Spark


def _at(day: str) -> float:
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()


def _drawn(laboratory: tuple[LabResult, ...], home: tuple[LabResult, ...] = ()) -> Spark | None:
    sections = (complete(Topic.LAB_RESULTS, *laboratory), complete(Topic.HOME_MONITORING, *home))
    (row,) = (row for row in lab_card(sections, view()).rows if isinstance(row, LabRow))
    return row.spark


@pytest.mark.rule("R14")
def test_r14_each_interval_reaches_half_way_to_the_answer_that_came_with_another() -> None:
    first = result("98", "2026-03-01", reference=interval("45", "90"))
    second = result("104", "2026-03-11", reference=interval("45", "90"))
    third = result("118", "2026-03-21", reference=interval("50", "100"))
    spark = _drawn((first, second, third))
    assert spark is not None
    step = _at("2026-03-16")
    assert spark.bands == (Band(None, step, 45.0, 90.0), Band(step, None, 50.0, 100.0))


@pytest.mark.rule("R14")
def test_r14_an_answer_that_came_without_an_interval_has_none_behind_it() -> None:
    spark = _drawn((result("98", "2026-03-01", reference=interval("45", "90")), result("104", "2026-03-11")))
    assert spark is not None
    assert [(band.low, band.high) for band in spark.bands] == [(45.0, 90.0), (None, None)]


@pytest.mark.rule("R12")
def test_r12_a_home_measurement_is_marked_and_never_the_one_that_bears_the_flag() -> None:
    spark = _drawn((result("98", "2026-03-01"), result("104", "2026-03-11")), (result("120", "2026-03-21"),))
    assert spark is not None
    assert spark.points == (
        Point(_at("2026-03-01"), 98.0),
        Point(_at("2026-03-11"), 104.0, is_newest=True),
        Point(_at("2026-03-21"), 120.0, is_home=True),
    )


@pytest.mark.rule("R12")
def test_r12_no_older_value_bears_the_flag_of_a_newest_that_cannot_be_drawn() -> None:
    sent = (result("98", "2026-03-01"), result("104", "2026-03-11"), result("5", "2026-03-21", comparator="<"))
    spark = _drawn(sent)
    assert spark is not None
    assert [(point.value, point.is_newest) for point in spark.points] == [(98.0, False), (104.0, False)]
