"""The patient's own level: the window that grows, what is counted, the exact words; off until it is switched on."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from clinic import DANISH_WORDS, complete, interval, plain, result, view
from overblik.domain.lab_result import Flag, ResultState
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import pairs
from overblik.viewmodels.lab_series import Series, series_of
from overblik.viewmodels.lab_table import lab_card
from overblik.viewmodels.own_level import OwnLevel, level_detail, level_words, months_before, own_level
from overblik.viewmodels.rows import LabRow

COURSE = (
    ("142", "2026-11-20"),
    ("118", "2026-08-12"),
    ("109", "2026-03-04"),
    ("104", "2025-10-14"),
    ("97", "2025-04-08"),
)


def facts(*more: Any) -> tuple[Any, ...]:
    return (*(result(value, day) for value, day in COURSE), *more)


def series(*told: Any) -> Series:
    return series_of(pairs((complete(Topic.LAB_RESULTS, *told),)))[0]


def level(*told: Any) -> OwnLevel | None:
    made = series(*told)
    return own_level(made, made.valid[0][1].fact)


def test_the_window_of_twelve_months_grows_by_six_until_it_holds_three() -> None:
    made = level(*facts())
    assert made is not None
    assert (made.months, made.count, made.fewer, made.since) == (18, 3, 2, date(2025, 5, 20))
    assert plain(level_words(made, DANISH_WORDS)) == "eget niveau 109 (104–118), 18 mdr., n = 3"
    assert [plain(text) for text in level_detail(made, DANISH_WORDS)] == [
        "109 (104–118), n = 3",
        "svar fra 18 mdr. før; 12 mdr. gav 2",
    ]


def test_a_first_window_that_is_enough_says_no_other() -> None:
    made = level(*facts(result("100", "2026-05-01")))
    assert made is not None
    assert (made.months, made.count, made.fewer) == (12, 3, None)
    assert level_detail(made, DANISH_WORDS)[1] == "svar fra 12 mdr. før"


def test_fewer_than_three_earlier_results_give_no_level() -> None:
    assert level(*facts()[:3]) is None


@pytest.mark.parametrize(
    "odd",
    [
        result("900", "2026-06-01", comparator=">"),
        result("900", "2026-06-01", state=ResultState.PRELIMINARY),
        result("900", "2026-06-01", state=ResultState.ENTERED_IN_ERROR),
        result("900", "2026-06-01", method="Patientnær måling"),
        result("900", "2026-06-01", unit="mg/dL"),
        result("900", "2026-06"),
        result("900", "2026-11-21"),
    ],
    ids=["comparator", "preliminary", "error", "method", "unit", "no day", "later"],
)
def test_what_cannot_be_counted_is_not(odd: Any) -> None:
    made = series(*facts())
    mixed = next(each for each in series_of(pairs((complete(Topic.LAB_RESULTS, *facts(odd)),))) if len(each.pairs) > 1)
    at = made.valid[0][1].fact
    assert own_level(mixed, at) == own_level(made, at)


def test_a_result_without_a_unit_has_no_level() -> None:
    assert level(*(replace(fact, unit="") for fact in facts())) is None


def test_the_median_of_an_even_number_is_half_way_and_what_was_sent_stands_as_sent() -> None:
    told = [result(value, day, unit="mmol/L") for value, day in (("5.0", "2026-11-20"), ("4.10", "2026-10-01"))]
    told += [result(value, "2026-09-0" + str(n), unit="mmol/L") for n, value in enumerate(("4.3", "4.20", "4.4"), 1)]
    made = level(*told)
    assert made is not None
    assert plain(level_words(made, DANISH_WORDS)) == "eget niveau 4,25 (4,10–4,4), 12 mdr., n = 4"


@pytest.mark.parametrize(
    ("day", "months", "then"), [((2026, 3, 31), 1, (2026, 2, 28)), ((2024, 8, 31), 6, (2024, 2, 29))]
)
def test_months_are_those_of_the_calendar(day: Any, months: int, then: Any) -> None:
    assert months_before(date(*day), months) == date(*then)


def rows(**more: bool) -> list[LabRow]:
    told = [replace(fact, flag=Flag.HIGH, reference=interval("45", "90")) for fact in facts()]
    card = lab_card((complete(Topic.LAB_RESULTS, *told),), replace(view(is_full=True), **more))
    return [row for row in card.rows if isinstance(row, LabRow)]


def test_it_is_off_until_switched_on_and_never_in_the_place_of_the_laboratorys() -> None:
    (off,), (on,) = rows(), rows(has_level=True)
    assert off.level == ""
    assert "eget niveau" not in off.accessible
    assert plain(on.level) == "eget niveau 109 (104–118), 18 mdr., n = 3"
    assert on.level in on.accessible
    assert (on.shape, on.letter, on.flag_word, on.interval) == (off.shape, off.letter, off.flag_word, off.interval)
