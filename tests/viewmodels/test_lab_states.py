"""Results that do not hold, results that were replaced, and one analysis from two services (H9, H11, H17)."""

import pytest

from clinic import complete, interval, plain, quantity, result
from overblik.domain.lab_result import Component, Flag, LabResult, ResultState
from overblik.domain.quantity import NOTHING_SAID
from overblik.domain.section import Topic
from overblik.viewmodels.marks import FlagShape, Tone
from overblik.viewmodels.rows import LabRow
from viewmodels.test_lab_table import only, rows

LAB = Topic.LAB_RESULTS


class TestStates:
    """Cancelled, erroneous, preliminary and corrected results (H9, H17)."""

    @pytest.mark.rule("H9", "S2")
    @pytest.mark.parametrize("state", [ResultState.CANCELLED, ResultState.ENTERED_IN_ERROR, ResultState.UNKNOWN])
    def test_h9_what_does_not_hold_is_neither_newest_nor_in_course_or_change(self, state: ResultState) -> None:
        row = only(result("253", "2026-11-21", state=state), result("118", "2026-11-20"), result("104", "2026-11-10"))
        assert (row.value, row.is_struck, plain(row.change)) == ("118", False, "+14 (+13 %)")
        assert row.badge is not None
        assert plain(row.badge.text).endswith("21. nov 2026")
        assert row.spark is not None
        assert [point.value for point in row.spark.points] == [104.0, 118.0]

    @pytest.mark.rule("H9")
    def test_h9_where_nothing_else_is_left_it_is_struck_and_has_no_flag(self) -> None:
        row = only(result("253", "2026-11-21", state=ResultState.ENTERED_IN_ERROR, flag=Flag.HIGH))
        assert (row.is_struck, row.shape) == (True, FlagShape.NONE)
        assert row.badge is not None
        assert (row.badge.text, row.badge.tone) == ("Fejlregistreret", Tone.CRITICAL)

    def test_a_sample_under_way_hides_no_value(self) -> None:
        row = only(result("", "2026-11-21", state=ResultState.RECEIVED), result("118", "2026-11-20"))
        assert row.value == "118"
        assert row.badge is not None
        assert plain(row.badge.text) == "Prøve modtaget 21. nov 2026"
        assert only(result("", "2026-11-21", state=ResultState.RECEIVED)).value == "Prøve modtaget"

    @pytest.mark.rule("H17")
    @pytest.mark.parametrize(
        ("state", "text", "tone"),
        [(ResultState.PRELIMINARY, "Foreløbigt", Tone.STALE), (ResultState.CORRECTED, "Rettet", Tone.NEW)],
    )
    def test_h17_preliminary_and_corrected_are_said(self, state: ResultState, text: str, tone: Tone) -> None:
        badge = only(result("118", "2026-11-21", state=state)).badge
        assert badge is not None
        assert (badge.text, badge.tone) == (text, tone)

    @pytest.mark.rule("H17")
    @pytest.mark.parametrize("order", [0, 1])
    def test_h17_the_final_answer_takes_the_place_of_the_preliminary_of_the_same_sample(self, order: int) -> None:
        moment = "2026-11-21T07:00:00+01:00"
        sent = [result("130", moment, state=ResultState.PRELIMINARY), result("118", moment)]
        row = only(*sent[order:], *sent[:order], result("104", "2026-11-11"))
        assert (row.value, row.badge, row.previous) == ("118", None, "104 · 10 dage")


class TestTwoServices:
    """One analysis from two services is one row; one sample told twice is one sample (H11)."""

    MOMENT = "2026-11-20T07:00:00+01:00"

    def both(self, *mine: LabResult, other: tuple[LabResult, ...]) -> LabRow:
        laboratory = complete(LAB, *mine, source="lab", label="Laboratorium")
        record = complete(LAB, *other, source="ehr")
        first, second = rows(laboratory, record), rows(record, laboratory)
        assert [(row.value, row.change, row.flag_word) for row in first] == [
            (row.value, row.change, row.flag_word) for row in second
        ]
        (row,) = first
        return row

    @pytest.mark.rule("H11")
    def test_h11_the_same_sample_is_counted_once(self) -> None:
        row = self.both(result("118", self.MOMENT), result("104", "2026-11-10"), other=(result("118", self.MOMENT),))
        assert (row.value, plain(row.change), row.previous) == ("118", "+14 (+13 %)", "104 · 10 dage")
        assert row.spark is not None
        assert len(row.spark.points) == 2

    @pytest.mark.rule("H10")
    def test_h10_two_values_of_one_moment_both_stand(self) -> None:
        row = self.both(result("118", self.MOMENT, flag=Flag.HIGH), other=(result("181", self.MOMENT),))
        assert {row.value, row.previous.split(" ")[0]} == {"118", "181"}

    def test_samples_of_two_services_make_one_course(self) -> None:
        row = self.both(result("118", "2026-11-20"), other=(result("104", "2026-11-10"),))
        assert (row.value, row.previous) == ("118", "104 · 10 dage")

    @pytest.mark.rule("R16")
    def test_r16_a_bare_copy_never_hides_the_flag_of_the_laboratory(self) -> None:
        assessed = result("6.9", self.MOMENT, flag=Flag.CRITICAL_HIGH, reference=interval("3.5", "4.4"))
        assert self.both(assessed, other=(result("6.9", self.MOMENT),)).shape is FlagShape.CRITICAL_HIGH

    def test_equal_values_of_one_service_are_two_samples(self) -> None:
        row = only(result("118", "2026-11-20"), result("118", "2026-11-20"))
        assert (plain(row.change), row.previous) == ("±0 (0 %)", "118 · samme dag")

    @pytest.mark.rule("H12")
    def test_h12_another_unit_of_the_other_service_is_another_row(self) -> None:
        laboratory = complete(LAB, result("118", self.MOMENT), source="lab", label="Laboratorium")
        record = complete(LAB, result("1.34", self.MOMENT, unit="mg/dL"), source="ehr")
        assert sorted(row.value for row in rows(laboratory, record)) == ["1,34", "118"]


@pytest.mark.rule("H8")
@pytest.mark.parametrize(
    ("sent", "said"),
    [(("142", "86"), "142/86"), (("", "86"), "?/86"), (("142", ""), "142/?"), (("", ""), "ikke oplyst")],
)
def test_h8_a_part_without_a_value_keeps_its_place(sent: tuple[str, ...], said: str) -> None:
    parts = tuple(
        Component(NOTHING_SAID, value, quantity(value, "mmHg") if value else None, None, None, "") for value in sent
    )
    assert only(result("", "2026-11-21", components=parts)).value == said
