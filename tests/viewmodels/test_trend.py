"""R12 to R17 of the trend: what is a point, what is joined, where an interval steps, what is said of each (screens.md 3.7)."""

from dataclasses import replace
from typing import Any

import pytest

from clinic import DANISH_WORDS, complete, day, interval, plain, result, view
from overblik.domain.lab_result import Comment, Flag, ReferenceRange, ResultState
from overblik.domain.npu import NPU
from overblik.domain.section import Topic
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.trend import trend
from overblik.viewmodels.trend_series import numeric
from overblik.viewmodels.trend_values import Kind, Mark
from overblik.viewmodels.trend_words import apart_label, details, legend, told_at
from viewmodels.trends import made, panel

WIDE, NARROW = interval("50", "90"), interval("45", "90")
COURSE = (
    result("142", "2026-11-20", flag=Flag.HIGH, reference=NARROW),
    result("91", "2024-03-05", flag=Flag.HIGH, reference=NARROW),
    result("88", "2023-08-22", flag=Flag.NORMAL, reference=WIDE),
    result("78", "2021-03-10", flag=Flag.NORMAL, reference=WIDE),
)


def test_r13_every_valid_answer_is_a_point_oldest_first_in_its_own_moment() -> None:
    found = panel(*COURSE)
    assert [point.value for point in found.points] == [78, 88, 91, 142]
    gaps = [later.when - earlier.when for earlier, later in zip(found.points, found.points[1:], strict=False)]
    assert [round(gap / 86_400) for gap in gaps] == [895, 196, 990]
    assert found.line == found.points


def test_r12_another_unit_is_never_joined_and_has_no_place_on_the_axis() -> None:
    found = panel(*COURSE, result("1.2", "2025-01-05", unit="mg/dL"))
    (apart,) = [point for point in found.points if point.kind is Kind.APART]
    assert (apart.value, apart in found.line) == (None, False)
    assert plain(apart_label(found, apart, DANISH_WORDS)) == "≠ 1,2 mg/dL anden enhed, ikke forbundet"


def test_r12_another_method_stands_at_its_height_unjoined() -> None:
    found = panel(*COURSE, result("67", "2025-01-05", method="Patientnær måling"))
    (apart,) = [point for point in found.points if point.kind is Kind.APART]
    assert (apart.value, apart.sign, apart in found.line) == (67, "apart", False)
    assert plain(apart_label(found, apart, DANISH_WORDS)) == "≠ 67 anden metode, ikke forbundet"
    assert ("apart", "kan ikke sammenlignes") in legend(
        made(*COURSE, result("67", "2025-01-05", method="P")), DANISH_WORDS
    )


def test_r12_a_newest_answer_by_another_method_breaks_no_line_and_is_not_in_it() -> None:
    found = panel(*COURSE, result("67", "2026-11-22", method="Patientnær måling", reference=NARROW))
    assert [point.value for point in found.line] == [78, 88, 91, 142]
    assert found.points[-1].kind is Kind.APART


def test_r12_without_a_unit_there_are_points_and_no_line() -> None:
    found = panel(*(replace(fact, unit="") for fact in COURSE))
    assert (len(found.points), found.line) == (4, ())
    assert found.note == "enhed ikke oplyst: svarene forbindes ikke"


def test_r12_a_number_with_a_comparator_is_no_value_to_draw_a_line_through() -> None:
    found = panel(*COURSE, result("40", "2025-01-05", comparator="<"))
    (limit,) = [point for point in found.points if point.kind is Kind.LIMIT]
    assert limit not in found.line
    assert plain(told_at(found, limit.when, DANISH_WORDS).value) == "< 40"


def test_r14_a_changed_interval_is_a_step_at_the_first_answer_that_came_with_it() -> None:
    found = panel(*COURSE)
    changed = found.points[2].when
    assert [(band.since, band.until, band.low, band.high) for band in found.bands] == [
        (None, changed, 50.0, 90.0),
        (changed, None, 45.0, 90.0),
    ]
    assert [(step.when, plain(step.text)) for step in found.steps] == [
        (changed, "interval ændret 05. mar 2024: 50–90 → 45–90")
    ]


def test_r14_no_interval_is_drawn_where_the_laboratory_sent_none() -> None:
    bare = replace(COURSE[1], reference=None)
    found = panel(COURSE[0], bare, *COURSE[2:])
    assert [(band.low, band.high) for band in found.bands] == [(50.0, 90.0), (None, None), (45.0, 90.0)]


def test_r14_the_interval_says_whom_it_is_for() -> None:
    told = ReferenceRange(NARROW.low, NARROW.high, "", "kvinder")
    found = panel(replace(COURSE[0], reference=told), *COURSE[1:])
    rows = {name: text for name, text, _ in details(found, found.points[-1].when, view())}
    assert (found.population, plain(rows["Interval"])) == ("kvinder", "45–90, kvinder, som sendt")


def test_r16_a_point_bears_the_laboratorys_flag_and_no_other() -> None:
    found = panel(*COURSE, result("300", "2025-01-05", reference=NARROW))
    assert [point.sign for point in found.points] == ["normal", "normal", "high", "not_assessed", "high"]
    told = told_at(found, found.points[3].when, DANISH_WORDS)
    assert (told.shape, told.letter) == (FlagShape.NOT_ASSESSED, "")
    assert "ikke vurderet af laboratoriet" in told.spoken


def test_r17_the_change_is_since_the_answer_before_of_the_same_method() -> None:
    found = panel(*COURSE, result("67", "2026-10-01", method="Patientnær måling"))
    change = details(found, found.points[-1].when, view())[0]
    assert [plain(text) for text in change] == ["Ændring", "+51 (+56 %)", "91 · 990 dage"]
    (apart,) = [point for point in found.points if point.kind is Kind.APART]
    assert details(found, apart.when, view())[0][1] == "≠ kan ikke sammenlignes"


def test_a_comment_and_a_correction_are_marks_and_their_words_stand_in_the_details() -> None:
    noted = replace(COURSE[1], comments=(Comment("Let hæmolyse.", "", None),))
    wrong = replace(result("60", "2026-11-20"), production="7", issued_at=day("2026-11-20T10:00:00+01:00"))
    right = replace(COURSE[0], production="7", state=ResultState.CORRECTED, issued_at=day("2026-11-20T14:00:00+01:00"))
    found = panel(right, wrong, noted, *COURSE[2:])
    assert [point.mark for point in found.points] == [Mark.NONE, Mark.NONE, Mark.COMMENT, Mark.CORRECTED]
    assert [point.value for point in found.points] == [78, 88, 91, 142]
    rows = {name: text for name, text, _ in details(found, found.points[-1].when, view())}
    assert rows["Erstattet af rettet svar"] == "60 µmol/L"
    rows = {name: text for name, text, _ in details(found, found.points[2].when, view())}
    assert rows["Kommentar"] == "Let hæmolyse."


def test_a_home_measurement_is_a_point_of_its_own_kind() -> None:
    found = panel(*COURSE, more=(complete(Topic.HOME_MONITORING, result("99", "2026-11-22", reference=None)),))
    assert (found.points[-1].kind, found.points[-1].sign) == (Kind.HOME, "home no_interval")
    assert "hjemmemåling" in told_at(found, found.points[-1].when, DANISH_WORDS).spoken


def test_s02_an_annulled_value_is_never_a_point() -> None:
    gone = [replace(result("999", "2026-10-01"), state=state) for state in ResultState if not state.is_valid]
    assert [point.value for point in panel(*COURSE, *gone).points] == [78, 88, 91, 142]


def saturation(value: str, moment: str, code: str, unit: str) -> Any:
    return result(value, moment, unit=unit, code=code, system=NPU, name="Saturation", reference=None)


@pytest.mark.parametrize("at", [0, 1])
def test_s03_097_and_97_are_never_joined_nor_on_one_axis(at: int) -> None:
    facts = [saturation("97", f"2026-11-1{n}", "NPU03011", "%") for n in range(3)]
    facts += [saturation("0.97", f"2026-11-0{n}", "NPU27280", "1") for n in range(1, 4)]
    found = panel(*facts, at=at)
    values = {point.value for point in found.points if point.is_joined}
    assert values == ({97.0} if at == 0 else {0.97})
    assert all(point.value is None for point in found.points if point.kind is Kind.APART)
    assert sum(point.kind is Kind.APART for point in found.points) == 3
    told = told_at(found, next(point.when for point in found.points if point.kind is Kind.APART), DANISH_WORDS)
    assert plain(told.value) in ("≠ 0,97 (enhed 1)", "≠ 97 %")


def test_other_analyses_are_proposed_by_their_group_and_none_is_chosen_by_itself() -> None:
    sugar = replace(result("58", "2026-11-20", "HbA1c", "NPU27300", "mmol/mol"), group="Metabolisme")
    egfr = result("31", "2026-11-20", "eGFR", "DNK35302", "mL/min")
    found = made(*COURSE, sugar, egfr)
    assert len(found.panels) == 1
    assert [(name, is_near) for _, name, is_near in found.choices] == [
        ("eGFR, mL/min", True),
        ("HbA1c, mmol/mol", False),
    ]


def test_more_than_four_analyses_are_never_drawn() -> None:
    facts = [result("1", "2026-11-20", f"A{n}", f"NPU{n}") for n in range(6)]
    sections = (complete(Topic.LAB_RESULTS, *facts),)
    found = trend(sections, view(is_full=True), tuple(numeric(sections)))
    assert found is not None
    assert len(found.panels) == 4
    assert found.title == "A0, A1, A2 og A3"


def test_two_answers_about_one_moment_are_both_told() -> None:
    at = "2026-11-20T08:05:00+01:00"
    found = panel(result("142", at), result("67", at, method="Patientnær måling"), result("100", "2026-01-01"))
    assert plain(told_at(found, found.points[-1].when, DANISH_WORDS).value) == "142; ≠ 67"


def test_a_series_without_a_dated_number_has_no_trend() -> None:
    facts = (replace(result("142", ""), taken_at=None),)
    sections = (complete(Topic.LAB_RESULTS, *facts),)
    assert trend(sections, view(is_full=True), tuple(numeric(sections))) is None
