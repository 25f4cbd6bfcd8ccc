"""When a shift begins, what came since, and which lines of a long list are composed again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from clinic import DANISH_WORDS, ME, NOW, complete, day
from overblik.domain.patient import cpr
from overblik.domain.section import Topic
from overblik.domain.work_list import WorkList
from overblik.viewmodels import ward_lines
from overblik.viewmodels.ward_board import compose_board
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_shift import is_since, shift_start
from overblik.viewmodels.ward_values import BoardFilter
from viewmodels.test_ward_board import NEW, WARD, visit


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-11-23T06:59:00+01:00", "2026-11-22T23:00:00+01:00"),
        ("2026-11-23T07:00:00+01:00", "2026-11-23T07:00:00+01:00"),
        ("2026-11-23T14:59:00+01:00", "2026-11-23T07:00:00+01:00"),
        ("2026-11-23T15:00:00+01:00", "2026-11-23T15:00:00+01:00"),
        ("2026-11-23T23:30:00+01:00", "2026-11-23T23:00:00+01:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-24T23:00:00+02:00"),
        ("2026-03-29T03:30:00+02:00", "2026-03-28T23:00:00+01:00"),
    ],
)
def test_h15_a_shift_begins_by_the_danish_clock_also_in_the_nights_of_the_change(now: str, start: str) -> None:
    assert shift_start(datetime.fromisoformat(now).astimezone(UTC)) == datetime.fromisoformat(start)


def test_what_has_no_time_is_not_taken_to_be_old() -> None:
    start = shift_start(NOW)
    assert is_since(day("2026-11-23"), start)
    assert not is_since(day("2026-11-22"), start)
    assert not is_since(None, start)
    assert is_since(day("2026-11"), start)  # of a month it may be after
    assert not is_since(day("2026-10"), start)


def test_of_thousands_only_those_are_composed_who_are_looked_at_and_again_of_whom_something_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visits = tuple(visit(cpr(f"{1 + n % 28:02}01{n % 90 + 10}{n:04}"), str(n)) for n in range(3000))
    made = WorkList(WARD, NOW, (visit(), *visits))
    composed, counted = ward_lines.Composed(made), []
    whole = ward_lines.row_of
    monkeypatch.setattr(ward_lines, "row_of", lambda *told: (counted.append(told[0]), whole(*told))[1])

    def looked_at(known: Any, now: Any = NOW) -> Any:
        """Compose the board, and look at thirty of its lines, as a window does."""
        counted.clear()
        board = compose_board(made, known, BoardFilter.ALL, now, DANISH_WORDS, composed)
        return board, board.rows[:30]

    board, rows = looked_at({})
    assert (len(board.rows), len(rows), len(counted)) == (3001, 30, 30)
    assert [one.text for one in board.counts] == ["3001 ikke komplette"], "counted over all, composed or not"
    known = {ME: Facts(ME, (complete(Topic.LAB_RESULTS, NEW),))}
    board, rows = looked_at(known)
    assert counted == ["0"]
    assert rows[0].is_critical
    assert board.critical == (0,)
    assert [one.text for one in board.counts] == ["1 kritisk svar", "1 med nyt", "3001 ikke komplette"]
    looked_at(known, NOW + timedelta(minutes=1))
    assert counted == ["0"]  # ages are reckoned anew
    looked_at(known, NOW + timedelta(days=1))
    assert len(counted) == 30  # somebody may have a birthday


def test_a_filter_finds_a_line_that_nobody_has_looked_at() -> None:
    visits = tuple(visit(cpr(f"{1 + n % 28:02}01{n % 90 + 10}{n:04}"), str(n)) for n in range(300))
    made = WorkList(WARD, NOW, (*visits[:50], visit(), *visits[50:]))
    known = {ME: Facts(ME, (complete(Topic.LAB_RESULTS, NEW),))}
    composed = ward_lines.Composed(made)
    for wanted in (BoardFilter.CRITICAL, BoardFilter.NEWS):
        board = compose_board(made, known, wanted, NOW, DANISH_WORDS, composed)
        assert [row.patient_id for row in board.rows] == [ME]
        assert board.critical == (0,)
    board = compose_board(made, known, BoardFilter.LACKING, NOW, DANISH_WORDS, composed)
    assert len(board.rows) == 301
