"""An event on its way to the window is decided once or given up, never both (H2): whoever comes too late follows nobody."""

import threading

import pytest

from overblik.app.following import _Event

pytestmark = pytest.mark.rule("H2", "H3")


def test_h2_an_event_is_decided_once() -> None:
    judged: list[str] = []
    event = _Event("patient-open", None, "nobody")
    event.decide(lambda one: judged.append(one.name) or 409)
    assert event.decided.result(0) == 409
    assert not event.decided.cancel()
    assert judged == ["patient-open"]


def test_h2_an_event_that_was_given_up_is_not_followed_any_more() -> None:
    judged: list[str] = []
    event = _Event("patient-open", None, "")
    assert event.decided.cancel()
    event.decide(lambda one: judged.append(one.name) or 200)
    assert judged == []


def test_h2_of_a_race_between_window_and_deadline_one_wins() -> None:
    for _ in range(300):
        event = _Event("patient-open", None, "")
        judged: list[str] = []
        start = threading.Barrier(2)
        given_up: list[bool] = []

        def give_up(event: _Event = event, start: threading.Barrier = start, told: list[bool] = given_up) -> None:
            start.wait()
            told.append(event.decided.cancel())

        thread = threading.Thread(target=give_up)
        thread.start()
        start.wait()
        event.decide(lambda one, judged=judged: judged.append(one.name) or 200)
        thread.join()
        assert bool(judged) is not given_up[0]
