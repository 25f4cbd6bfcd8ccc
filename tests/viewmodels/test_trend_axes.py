"""The two axes: values that never jump silently, months and years that never touch (R13, Sittig 4 to 8)."""

import itertools
from datetime import UTC, datetime

import pytest

from clinic import DANISH_WORDS, plain
from overblik.viewmodels.trend_scale import scale_of, tick_text
from overblik.viewmodels.trend_time import DAY, YEAR, Span, ticks, whole_of

NOW = datetime(2026, 11, 23, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("limits", "ends"),
    [
        ((45.0, 90.0), (40, 160, 40)),
        ((60.0, None), (0, 90, 30)),
        ((None, 48.0), (20, 80, 20)),
        ((3.5, 4.6), (3, 7, 1)),
        ((0.1, 0.5), (0, 1.2, 0.3)),
    ],
)
def test_r13_the_axis_is_that_of_the_interval_with_round_steps(
    limits: tuple[float, float], ends: tuple[float, ...]
) -> None:
    made = scale_of(limits, [], DANISH_WORDS)
    assert (made.low, made.high, made.step, made.note) == (*ends, "")
    assert len(made.ticks()) <= 5


def test_r13_answers_inside_the_axis_never_move_it() -> None:
    assert scale_of((45.0, 90.0), [78, 142], DANISH_WORDS) == scale_of((45.0, 90.0), [60], DANISH_WORDS)


def test_r13_a_stretched_axis_says_so() -> None:
    made = scale_of((45.0, 90.0), [78, 412], DANISH_WORDS)
    assert made.low <= 78
    assert made.high >= 412
    assert plain(made.note) == "skala udvidet ud over 40–160"


def test_r13_an_axis_without_an_interval_says_what_it_follows() -> None:
    made = scale_of((None, None), [7.1, 7.9], DANISH_WORDS)
    assert (made.low <= 7.1, made.high >= 7.9) == (True, True)
    assert made.note == "skala efter svarene: intet interval sendt"


@pytest.mark.parametrize("values", [[5.0], [0.0, 0.0], [-3.0, 4.0], [0.0003, 0.0009], [1e6, 3e6]])
def test_any_answers_have_an_axis_that_holds_them(values: list[float]) -> None:
    made = scale_of((None, None), values, DANISH_WORDS)
    assert made.low <= min(values) <= max(values) <= made.high
    told = [tick_text(tick, made.step) for tick in made.ticks()]
    assert len(set(told)) == len(told) > 1


@pytest.mark.parametrize("width", [160, 400, 760, 1600])
@pytest.mark.parametrize("length", [12 * DAY, 60 * DAY, YEAR, 2 * YEAR, 5.7 * YEAR, 40 * YEAR])
def test_no_two_labels_touch_at_any_zoom_and_there_is_always_one(width: float, length: float) -> None:
    label = 50.0
    found = ticks(Span(NOW - length, NOW), width, label, DANISH_WORDS)
    places = [(tick.when - NOW + length) / length * width for tick in found]
    gaps = [later - earlier for earlier, later in itertools.pairwise(places)]
    wide = label * (0.85 if not any(" " in tick.text or "\u00a0" in tick.text for tick in found) else 1.6)
    assert all(gap >= wide for gap in gaps), gaps
    assert found or length < YEAR


def test_a_year_is_named_where_it_begins_and_months_between() -> None:
    found = ticks(Span(NOW - 5.7 * YEAR, NOW), 720, 45, DANISH_WORDS)
    assert [tick.text for tick in found[:4]] == ["2021", "jul", "2022", "jul"] or [t.text for t in found[:3]] == [
        "jul",
        "2022",
        "jul",
    ]
    assert {tick.is_year for tick in found if tick.text.startswith("20")} == {True}


def test_zooming_keeps_the_moment_in_its_place_and_never_leaves_the_whole() -> None:
    whole = whole_of(NOW - 4 * YEAR, NOW)
    around = NOW - YEAR
    span = whole.zoomed(0.5, around, whole)
    part = (around - whole.start) / whole.length
    assert span.length == pytest.approx(whole.length / 2)
    assert (around - span.start) / span.length == pytest.approx(part)
    assert span.zoomed(100, around, whole) == whole
    assert span.moved(99 * YEAR, whole).end == pytest.approx(whole.end)
    assert span.moved(-99 * YEAR, whole).start == pytest.approx(whole.start)


def test_a_moment_out_of_view_is_brought_into_it() -> None:
    whole = whole_of(NOW - 4 * YEAR, NOW)
    span = Span(whole.end - YEAR, whole.end)
    shown = span.showing(NOW - 3 * YEAR, whole)
    assert shown.start < NOW - 3 * YEAR < shown.end
    assert span.showing(NOW - YEAR / 2, whole) == span
