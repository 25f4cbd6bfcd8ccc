"""The laboratory table: newest value large, the one before beside it, and no comparison that means nothing."""

from typing import Any

import pytest

from clinic import complete, interval, plain, quantity, result, stale, view
from overblik.domain.lab_result import Component, Flag, LabResult, ResultState
from overblik.domain.quantity import NOTHING_SAID
from overblik.domain.section import Cause, Section, Topic
from overblik.viewmodels.lab_table import lab_card
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.rows import GroupRow, LabRow, MoreRow, NoticeRow

LAB = Topic.LAB_RESULTS


def table(*results: LabResult, **more: Any) -> list[LabRow]:
    return rows(complete(LAB, *results), **more)


def rows(*sections: Section[Any], **more: Any) -> list[LabRow]:
    return [row for row in lab_card(sections, view(**more)).rows if isinstance(row, LabRow)]


def only(*results: LabResult) -> LabRow:
    (row,) = table(*results)
    return row


class TestNewest:
    """One row an analysis, in whatever order its results came."""

    @pytest.mark.rule("R12", "R17")
    @pytest.mark.parametrize("turn", range(3))
    def test_r12_the_newest_is_large_and_the_one_before_stands_beside_it(self, turn: int) -> None:
        sent = [result("118", "2026-11-20"), result("104", "2026-11-10"), result("98", "2026-03-01")]
        row = only(*sent[turn:], *sent[:turn])
        assert (row.value, row.unit, plain(row.when)) == ("118", "µmol/L", "20. nov 2026")
        assert plain(row.change) == "+14 (+13 %)"
        assert row.previous == "104 · 10 dage"

    @pytest.mark.rule("R17")
    @pytest.mark.parametrize(
        ("new", "old", "change"),
        [
            ("104", "118", "-14 (-12 %)"),
            ("5.10", "5.1", "±0 (0 %)"),
            ("0.97", "0.95", "+0,02 (+2 %)"),
            ("1200", "200", "+1 000 (+500 %)"),
            ("3", "0", "+3"),
            ("-2", "-4", "+2"),
        ],
    )
    def test_r17_the_change_is_absolute_and_in_per_cent_where_that_means_something(
        self, new: str, old: str, change: str
    ) -> None:
        assert plain(only(result(new, "2026-11-20"), result(old, "2026-11-10")).change) == change

    @pytest.mark.parametrize(
        ("first", "second", "between"),
        [
            ("2026-11-20", "2026-11-19", "1 dag"),
            ("2026-11-20T08:00:00Z", "2026-11-20T05:00:00Z", "samme dag"),
            ("2026-11-20", "2025-11-20", "365 dage"),
        ],
    )
    def test_the_days_between_are_danish_days(self, first: str, second: str, between: str) -> None:
        assert only(result("2", first), result("1", second)).previous == f"1 · {between}"

    def test_partial_dates_give_no_number_of_days(self) -> None:
        assert only(result("2", "2026-11-20"), result("1", "2026-03")).previous == "1"

    @pytest.mark.rule("H12", "H13")
    @pytest.mark.parametrize("bound", ["new", "old"])
    def test_h13_a_bound_is_shown_with_its_sign_and_gives_no_change(self, bound: str) -> None:
        mine = {"comparator": "<"}
        new = result("5", "2026-11-20", **(mine if bound == "new" else {}))
        old = result("7", "2026-11-10", **(mine if bound == "old" else {}))
        row = only(new, old)
        assert row.change == ""
        assert "< " in plain(row.value if bound == "new" else row.previous)

    def test_the_number_stands_exactly_as_sent(self) -> None:
        assert [row.value for row in table(result("5.00", "2026-11-20"))] == ["5,00"]
        assert only(result("positiv", "2026-11-20", quantity=None, unit="")).value == "positiv"

    def test_a_single_result_says_so(self) -> None:
        row = only(result("5", "2026-11-20"))
        assert (row.course_text, row.change, row.previous, row.spark) == ("1 svar", "", "", None)

    def test_a_measurement_of_parts_is_written_as_one(self) -> None:
        parts = tuple(
            Component(NOTHING_SAID, value, quantity(value, "mmHg"), None, None, "") for value in ("142", "86")
        )
        row = only(result("", "2026-11-20", "Blodtryk", "MCS88019", "mmHg", components=parts))
        assert row.value == "142/86"

    def test_a_value_that_is_missing_says_why(self) -> None:
        assert only(result("", "2026-11-20", absent_reason="Hæmolyse")).value == "Hæmolyse"
        assert only(result("", "2026-11-20")).value == "ikke oplyst"

    @pytest.mark.parametrize(
        ("reason", "shown"),
        [
            ("not-performed", "ikke udført"),
            ("Not Performed", "ikke udført"),
            ("Not a Number (NaN)", "intet tal"),
            ("masked", "skjult"),
            ("Hæmolyse", "Hæmolyse"),
        ],
    )
    def test_a_reason_of_fhir_is_said_in_the_language_of_the_screen(self, reason: str, shown: str) -> None:
        assert only(result("", "2026-11-20", absent_reason=reason)).value == shown


class TestUnits:
    """Another unit is another series: never one row, line or change (R12, H12)."""

    @pytest.mark.rule("R12", "H12")
    @pytest.mark.parametrize(
        "unit", ["mmol/L", "", "umol/L", "µmol/l", "\u03bcmol/L", "Âµmol/L", "µmol/L "], ids=lambda unit: unit or "none"
    )
    def test_h12_no_two_spellings_of_a_unit_are_compared(self, unit: str) -> None:
        both = table(result("118", "2026-11-20"), result("104", "2026-11-10", unit=unit))
        assert len(both) == 2
        assert [row.previous for row in both] == ["", ""]
        assert [row.spark for row in both] == [None, None]
        assert {plain(row.change) for row in both} == {"≠ kan ikke sammenlignes"}

    def test_a_missing_unit_is_said_and_gives_neither_line_nor_change(self) -> None:
        row = only(result("0.97", "2026-11-20", unit=""), result("0.92", "2026-11-10", unit=""))
        assert (row.unit, row.change, row.previous, row.spark) == ("enhed ikke oplyst", "", "0,92 · 10 dage", None)

    @pytest.mark.rule("H16")
    def test_h16_two_codes_of_one_name_are_two_rows(self) -> None:
        both = table(result("5", "2026-11-20"), result("6", "2026-11-10", code="NPU04998"))
        assert [row.previous for row in both] == ["", ""]

    def test_words_and_numbers_of_one_code_are_two_rows(self) -> None:
        both = table(result("5", "2026-11-20"), result("ikke målelig", "2026-11-10", quantity=None))
        assert {row.value for row in both} == {"5", "ikke målelig"}


class TestFlags:
    """The flag is the laboratory's own; an interval alone is no assessment (R16, H16)."""

    @pytest.mark.rule("R16")
    @pytest.mark.parametrize(
        ("flag", "shape", "letter", "word"),
        [
            (Flag.HIGH, FlagShape.HIGH, "H", "over interval"),
            (Flag.LOW, FlagShape.LOW, "L", "under interval"),
            (Flag.CRITICAL_HIGH, FlagShape.CRITICAL_HIGH, "", "Kritisk høj"),
            (Flag.CRITICAL_LOW, FlagShape.CRITICAL_LOW, "", "Kritisk lav"),
            (Flag.ABNORMAL, FlagShape.ABNORMAL, "A", "unormal"),
            (Flag.NORMAL, FlagShape.NORMAL, "", "inden for"),
        ],
    )
    def test_r16_a_flag_is_shape_letter_and_word(self, flag: Flag, shape: FlagShape, letter: str, word: str) -> None:
        row = only(result("118", "2026-11-20", flag=flag, reference=interval("45", "90")))
        assert (row.shape, row.letter, row.flag_word) == (shape, letter, word)
        assert word in row.accessible

    @pytest.mark.rule("H16")
    @pytest.mark.parametrize("value", ["20", "60", "900"])
    def test_h16_a_value_is_never_flagged_by_us(self, value: str) -> None:
        row = only(result(value, "2026-11-20", reference=interval("45", "90")))
        assert (row.shape, row.flag_word) == (FlagShape.NOT_ASSESSED, "ikke vurderet af laboratoriet")

    @pytest.mark.rule("H16")
    def test_h16_the_flag_of_the_laboratory_stands_against_the_interval(self) -> None:
        assert only(result("60", "2026-11-20", flag=Flag.HIGH, reference=interval("45", "90"))).shape is FlagShape.HIGH

    def test_without_interval_and_flag_nothing_is_called_normal(self) -> None:
        row = only(result("60", "2026-11-20"))
        assert (row.shape, row.flag_word, row.interval) == (
            FlagShape.NO_INTERVAL,
            "intet interval sendt",
            "intet interval",
        )

    @pytest.mark.rule("R16")
    def test_r16_an_assessment_in_words_that_we_do_not_know_stands_as_sent(self) -> None:
        row = only(result("60", "2026-11-20", flag_text="Panik", not_assessed=False))
        assert (row.shape, row.flag_word) == (FlagShape.NOT_ASSESSED, "Panik")
        assert row.badge is not None
        assert row.badge.text == "Panik"

    @pytest.mark.rule("R16")
    def test_r16_what_is_said_beyond_a_flag_stands_beside_it(self) -> None:
        row = only(result("60", "2026-11-20", flag=Flag.ABNORMAL, flag_text="Kritisk unormal"))
        assert row.flag_word == "unormal, Kritisk unormal"
        preliminary = {"state": ResultState.PRELIMINARY, "flag": Flag.ABNORMAL, "flag_text": "Kritisk unormal"}
        badge = only(result("60", "2026-11-20", **preliminary)).badge
        assert badge is not None
        assert badge.text == "Foreløbigt · Kritisk unormal"

    @pytest.mark.parametrize(
        ("low", "high", "text", "shown"),
        [
            ("45", "90", "", "45–90"),
            ("0.50", "1.20", "", "0,50–1,20"),
            ("", "5.0", "", "< 5,0"),
            ("60", "", "", "> 60"),
            ("", "", "afhænger af døgnet", "afhænger af døgnet"),
        ],
    )
    def test_the_interval_is_written_as_sent(self, low: str, high: str, text: str, shown: str) -> None:
        assert plain(only(result("1", "2026-11-20", reference=interval(low, high, text))).interval) == shown


class TestCard:
    """Groups, order, and what does not fit."""

    @staticmethod
    def many(count: int, **more: Any) -> list[LabResult]:
        return [
            result("1", f"2026-11-{index % 20 + 1:02d}", f"Analyse {index:02d}", f"NPU{index:05d}", **more)
            for index in range(count)
        ]

    def test_groups_stand_in_medcoms_order_and_an_unknown_one_last(self) -> None:
        sent = [
            result("1", "2026-11-20", name, name, group=group)
            for name, group in (("a", ""), ("b", "Metabolisme"), ("c", "Hæmatologi"), ("d", "Noget nyt"))
        ]
        made = [row for row in lab_card((complete(LAB, *sent),), view()).rows if isinstance(row, GroupRow)]
        assert [row.text for row in made][:2] == ["Hæmatologi", "Metabolisme"]
        assert {row.text for row in made[2:]} == {"Andre undersøgelser", "Noget nyt"}
        assert [row.columns for row in made] == [True, False, False, False]

    def test_what_lies_outside_comes_first_in_its_group(self) -> None:
        sent = [result("1", "2026-11-20", name, name) for name in ("Albumin", "Bilirubin")]
        high = result("1", "2026-01-01", "Kreatinin", "c", flag=Flag.HIGH)
        assert [row.name for row in table(*sent, high)] == ["Kreatinin", "Albumin", "Bilirubin"]

    @pytest.mark.rule("R8")
    def test_r8_on_the_overview_all_outside_are_shown_and_the_rest_is_counted_and_named(self) -> None:
        sent = [*self.many(20), *(result("9", "2020-01-01", f"Gammel {n}", f"X{n}", flag=Flag.LOW) for n in range(14))]
        card = lab_card((complete(LAB, *sent),), view())
        shown = [row for row in card.rows if isinstance(row, LabRow)]
        assert sum(row.shape is FlagShape.LOW for row in shown) == 14
        assert card.count == "17 af 34 vist"
        (more,) = [row for row in card.rows if isinstance(row, MoreRow)]
        assert more.text.startswith("17 analyser mere, heraf 0 uden for interval: Analyse")
        full = lab_card((complete(LAB, *sent),), view(is_full=True))
        assert sum(isinstance(row, LabRow) for row in full.rows) == 34
        assert not any(isinstance(row, MoreRow) for row in full.rows)

    def test_the_heading_tells_of_the_newest_answer_and_of_the_fetch(self) -> None:
        card = lab_card((complete(LAB, result("1", "2026-11-20"), result("2", "2026-11-01")),), view())
        assert plain(card.right) == "seneste svar 20. nov 2026, hentet 09:37"

    @pytest.mark.rule("H8")
    def test_h8_a_section_that_lacks_something_says_so_above_its_rows(self) -> None:
        card = lab_card((stale(LAB, result("118", "2026-11-20"), causes=(Cause.UNREACHABLE,)),), view())
        assert isinstance(card.rows[0], NoticeRow)
        assert card.rows[0].heading == "Kunne ikke hentes"
        assert any(isinstance(row, LabRow) for row in card.rows)

    def test_the_course_holds_at_most_the_newest_twenty_four_points_and_each_interval_in_its_time(self) -> None:
        sent = [
            result(str(index), f"2025-{index // 28 + 1:02d}-{index % 28 + 1:02d}", reference=interval("1", str(index)))
            for index in range(30)
        ]
        spark = only(*sent).spark
        assert spark is not None
        assert [point.value for point in spark.points] == [float(value) for value in range(6, 30)]
        assert [(band.low, band.high) for band in spark.bands] == [(1.0, float(value)) for value in range(6, 30)]
        assert [band.until for band in spark.bands] == [*(band.since for band in spark.bands[1:]), None]
        assert [point.when for point in spark.points] == sorted(point.when for point in spark.points)
        assert [point.value for point in spark.points if point.is_newest] == [29.0]

    def test_a_reader_hears_name_value_unit_flag_interval_and_date(self) -> None:
        row = only(result("118", "2026-11-20", flag=Flag.HIGH, reference=interval("45", "90")))
        assert plain(row.accessible) == "Kreatinin;P, 118, µmol/L, over interval, 45–90, 20. nov 2026"
