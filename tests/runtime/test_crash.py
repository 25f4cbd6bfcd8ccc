"""Every way by which an error comes that nobody has caught leads to one report, and nothing is written by it."""

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from in_process import FakeClock
from overblik.domain.trouble import Road, Trouble
from overblik.runtime.background import Background
from overblik.runtime.crash import Crashes

CANARY = "benzylpenicillin-251248"
Heard = list[Trouble]


@pytest.fixture
def hearing(qtbot: Any) -> Iterator[tuple[Crashes, Heard]]:
    crashes, heard = Crashes(FakeClock()), []
    crashes.happened.connect(heard.append)
    crashes.listen()
    yield crashes, heard
    crashes.close()


def fail(*_: object) -> None:
    secret = CANARY
    raise ValueError(secret)


def of_a_slot() -> None:
    QTimer.singleShot(0, fail)


def of_a_thread() -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


class _Clearing:
    def __del__(self) -> None:
        fail()


def of_a_cleanup() -> None:
    made = _Clearing()
    del made


@pytest.mark.rule("T25")
@pytest.mark.parametrize(
    ("call", "road"), [(of_a_slot, Road.WINDOW), (of_a_thread, Road.THREAD), (of_a_cleanup, Road.CLEANUP)]
)
def test_t25_an_error_that_nobody_caught_is_told_by_its_lines(
    hearing: tuple[Crashes, Heard], call: Callable[[], None], road: Road, qtbot: Any, capfd: Any
) -> None:
    _, heard = hearing
    call()
    qtbot.waitUntil(lambda: bool(heard))
    (trouble,) = heard
    assert (trouble.road, trouble.lines[0]) == (road, "ValueError")
    assert trouble.lines[-1].endswith(":fail")
    assert CANARY not in repr(trouble)
    assert CANARY not in "".join(capfd.readouterr()), "standard error may be a file"


@pytest.mark.rule("T25")
def test_t25_an_error_of_a_task_is_told_and_not_the_words_of_its_loop(
    hearing: tuple[Crashes, Heard], qtbot: Any, capfd: Any
) -> None:
    crashes, heard = hearing
    background = Background()
    crashes.listen_to(background.loop)
    background.loop.call_soon_threadsafe(fail, CANARY)
    qtbot.waitUntil(lambda: bool(heard))
    background.loop.call_soon_threadsafe(background.loop.call_exception_handler, {"message": CANARY})
    background.close()
    assert [one.road for one in heard] == [Road.ASKING]
    assert CANARY not in repr(heard)
    assert CANARY not in "".join(capfd.readouterr())


def test_the_program_goes_on_and_nothing_of_the_error_is_held(hearing: tuple[Crashes, Heard], qtbot: Any) -> None:
    """What the frames held would stay in memory as long as the error does."""
    _, heard = hearing
    after: list[int] = []
    of_a_slot()
    QTimer.singleShot(0, lambda: after.append(1))
    qtbot.waitUntil(lambda: bool(heard and after))
    assert [getattr(sys, name, None) for name in ("last_value", "last_traceback", "last_exc")] == [None] * 3


def test_whoever_ends_the_program_from_outside_is_no_error_of_it(hearing: tuple[Crashes, Heard], qtbot: Any) -> None:
    crashes, heard = hearing
    passed: list[type[BaseException]] = []
    crashes.close()
    before, sys.excepthook = sys.excepthook, lambda kind, *_: passed.append(kind)
    try:
        crashes.listen()
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
        crashes.close()
    finally:
        sys.excepthook = before
    qtbot.wait(20)
    assert (passed, heard) == ([KeyboardInterrupt], [])


def test_after_the_end_the_hooks_are_as_they_were(qtbot: Any) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    crashes = Crashes(FakeClock())
    crashes.listen()
    assert sys.excepthook is not before[0]
    crashes.close()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_no_task_of_a_loop_is_lost_between_threads(hearing: tuple[Crashes, Heard], qtbot: Any) -> None:
    """A future that nobody awaits tells of itself when it is cleared away, in whatever thread that is."""
    crashes, heard = hearing
    loop = asyncio.new_event_loop()
    crashes.listen_to(loop)
    future = loop.create_future()
    future.set_exception(ValueError(CANARY))
    del future
    loop.close()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0].lines == ("ValueError",)
