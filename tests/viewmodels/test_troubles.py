"""One report of all that was not read yet: the same error is counted, a locked screen waits, a minute passes between two."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import DANISH_WORDS, NOW
from in_process import FakeClock
from overblik.domain.trouble import Road, Trouble
from overblik.runtime import paths
from overblik.viewmodels.troubles import Surroundings, Troubles, report_text
from overblik.viewmodels.words import load_words

ONE = Trouble(Road.WINDOW, ("ValueError", "  overblik.x:1:f"), NOW, timedelta(hours=2, minutes=3, seconds=4))
OTHER = replace(ONE, lines=("KeyError",), road=Road.ASKING)
HERE = Surroundings("0.1.0+abc", "3.11.2", "6.11.3", "Linux 6.1 x86_64", "ward")


class Desk:
    def __init__(self) -> None:
        self.clock, self.may_show, self.wanted = FakeClock(), True, 0
        self.troubles = Troubles(self.clock, lambda: self.may_show)
        self.troubles.wanted.connect(self._want)

    def _want(self) -> None:
        self.wanted += 1


@pytest.fixture
def desk(qtbot: Any) -> Desk:
    return Desk()


def test_the_first_error_is_shown_and_the_same_again_is_counted_in_it(desk: Desk) -> None:
    for _ in range(50):
        desk.troubles.take(ONE)
    (told,) = desk.troubles.pending
    assert told.count == 50
    assert desk.troubles.is_shown


def test_while_the_screen_is_locked_nothing_is_shown_and_nothing_is_lost(desk: Desk) -> None:
    desk.may_show = False
    desk.troubles.take(ONE)
    desk.troubles.take(OTHER)
    assert desk.wanted == 0
    desk.may_show = True
    desk.troubles.look()
    assert desk.wanted == 1
    assert [one.lines for one in desk.troubles.pending] == [ONE.lines, OTHER.lines]


def test_an_error_that_was_left_is_only_counted_until_a_minute_has_passed(desk: Desk) -> None:
    desk.troubles.take(ONE)
    desk.troubles.leave()
    assert desk.troubles.pending == ()
    wanted = desk.wanted
    for _ in range(4):
        desk.troubles.take(ONE)
    assert desk.wanted == wanted
    desk.clock.move(59)
    desk.troubles.look()
    assert desk.wanted == wanted
    desk.clock.move(1)
    desk.troubles.look()
    assert desk.wanted == wanted + 1
    assert desk.troubles.pending[0].count == 4


def test_another_error_is_shown_at_once_after_one_was_left(desk: Desk) -> None:
    desk.troubles.take(ONE)
    desk.troubles.leave()
    wanted = desk.wanted
    desk.troubles.take(OTHER)
    assert desk.wanted == wanted + 1


def test_a_flood_of_different_errors_is_bounded_and_the_rest_counted(desk: Desk) -> None:
    for number in range(30):
        desk.troubles.take(replace(ONE, lines=(f"Error{number}",)))
    assert (len(desk.troubles.pending), desk.troubles.more) == (20, 10)
    told = report_text(HERE, desk.troubles.pending, desk.troubles.more, DANISH_WORDS)
    assert told.rstrip().endswith("10 andre fejl er ikke vist.")


def test_what_the_process_before_had_not_shown_is_shown_by_the_next(desk: Desk) -> None:
    desk.troubles.take_over((replace(ONE, count=3),))
    assert desk.troubles.pending[0].count == 3
    assert desk.wanted == 1


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_report_says_program_computer_and_each_error(language: str) -> None:
    words = load_words(paths.resources(), language)
    told = report_text(HERE, (replace(ONE, count=4), OTHER), 0, words)
    for part in ("0.1.0+abc", "3.11.2", "6.11.3", "Linux 6.1 x86_64", words.say("gate.mode_ward")):
        assert part in told
    first = next(line for line in told.splitlines() if words.say("crash.road_window") in line)
    assert "2:03:04" in first
    assert first.endswith(words.say("crash.times", count=4))
    assert "\nValueError\n  overblik.x:1:f\n" in told
    assert words.say("crash.road_asking") in told
    assert told.isascii() or language == "da"
