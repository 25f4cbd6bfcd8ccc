"""The moment of a hand-over: where it begins, how it is said and stepped, and what is reckoned anew as time goes on."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from clinic import DANISH_WORDS, ME, NOW, plain
from overblik.domain.work_list import WorkList
from overblik.viewmodels.handover import first_moment, since_words
from overblik.viewmodels.ward_handover import Handover
from overblik.viewmodels.ward_lines import Composed
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_shift import shift_after, shift_before, shift_start
from overblik.viewmodels.ward_values import BoardFilter
from viewmodels.test_handover import SINCE, WHOLE, board, words
from viewmodels.test_ward_board import WARD, visit


def test_the_first_moment_is_the_start_of_the_shift_before_and_it_is_always_said() -> None:
    assert first_moment(NOW) == SINCE
    assert plain(since_words(SINCE, NOW, DANISH_WORDS)) == "siden kl. 23:00 i går"
    assert plain(since_words(shift_start(NOW), NOW, DANISH_WORDS)) == "siden kl. 07:00"
    assert plain(since_words(SINCE - timedelta(days=1), NOW, DANISH_WORDS)) == "siden 21. nov 2026 kl. 23:00"
    assert plain(board().title) == "Vagtskifte siden kl. 23:00 i går"


def test_the_moment_steps_a_shift_at_a_time_never_beyond_the_present_one_or_a_week() -> None:
    shift = Handover.begun(NOW)
    assert shift.step(1, NOW)
    assert shift.since == shift_start(NOW)
    assert not shift.step(1, NOW)
    steps = 0
    while shift.step(-1, NOW):
        steps += 1
    assert steps == 20
    assert NOW - timedelta(days=7) <= shift.since


@pytest.mark.rule("H15")
@pytest.mark.parametrize("day_of", ["2026-03-29", "2026-10-25", "2026-11-23"])
def test_h15_shifts_follow_each_other_also_in_the_nights_of_the_change(day_of: str) -> None:
    start = shift_start(datetime.fromisoformat(f"{day_of}T12:00:00+00:00") - timedelta(days=1))
    seen = [start]
    for _ in range(9):
        seen.append(shift_after(seen[-1]))
    assert [one.hour for one in seen] == [7, 15, 23, 7, 15, 23, 7, 15, 23, 7]
    back = seen[-1]
    for expected in reversed(seen[:-1]):
        back = shift_before(back)
        assert back == expected


def test_the_days_are_judged_once_and_words_and_ages_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from overblik.viewmodels import ward_handover

    counted = list[Any]()
    judge = ward_handover.since_of
    monkeypatch.setattr(ward_handover, "since_of", lambda *told: (counted.append(told), judge(*told))[1])
    shift, made = Handover.begun(NOW), Composed(WorkList(WARD, NOW, (visit(),)))
    shift.known[ME] = Facts(ME, WHOLE, is_last=True, is_wide=True)
    for minutes in range(3):
        shift.board(made, BoardFilter.ALL, NOW + timedelta(minutes=minutes), DANISH_WORDS)
    assert len(counted) == 1
    shift.step(-1, NOW)
    shift.board(made, BoardFilter.ALL, NOW, DANISH_WORDS)
    assert len(counted) == 2
    shift.known[ME] = Facts(ME, WHOLE[1:], is_last=True, is_wide=True)
    assert "Ikke hentet" in " ".join(words(shift.board(made, BoardFilter.ALL, NOW, DANISH_WORDS).rows[0].results))
    assert len(counted) == 3
