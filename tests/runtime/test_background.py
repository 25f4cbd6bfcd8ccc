"""The bridge: what is asked in the other thread arrives here, in order and in one piece, and ends when it is told to."""

import asyncio
import gc
import inspect
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest
from pytestqt.qtbot import QtBot

from overblik.runtime.background import Background, Job


@pytest.fixture
def bridge() -> Iterator[Background]:
    """Give a running bridge, closed when the test is over."""
    one = Background()
    yield one
    one.close()


def run(bridge: Background, work: Callable[[Callable[[Any], None]], Any]) -> tuple[Job, list[Any], list[BaseException]]:
    """Run work, and give the job, what arrives and what failed."""
    came: list[Any] = []
    failed: list[BaseException] = []
    return bridge.run(work, each=came.append, failed=failed.append), came, failed


def sleeper(begun: threading.Event, ended: Callable[[], object]) -> Callable[[Callable[[Any], None]], Any]:
    """Give work that waits for ever, says that it has begun, and ends in its own time when it is cancelled."""

    async def work(_: Callable[[Any], None]) -> None:
        try:
            begun.set()
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.01)
            ended()

    return work


def test_what_is_reported_arrives_in_the_window_s_thread_and_in_order(qtbot: QtBot, bridge: Background) -> None:
    threads: list[threading.Thread] = []
    asked: list[threading.Thread] = []

    async def work(report: Callable[[Any], None]) -> None:
        asked.append(threading.current_thread())
        for number in range(3):
            report(number)
            await asyncio.sleep(0)

    came: list[int] = []

    def each(number: int) -> None:
        threads.append(threading.current_thread())
        came.append(number)

    bridge.run(work, each=each, failed=pytest.fail)
    qtbot.waitUntil(lambda: came == [0, 1, 2])
    assert set(threads) == {threading.main_thread()}
    assert asked[0] is not threading.main_thread()


def test_what_is_reported_in_one_go_arrives_in_one_piece(qtbot: QtBot, bridge: Background) -> None:
    parcels: list[int] = []
    bridge._arrived.connect(lambda parcel: parcels.append(len(parcel[1])))

    async def work(report: Callable[[Any], None]) -> None:
        for number in range(5):
            report(number)

    _, came, _ = run(bridge, work)
    qtbot.waitUntil(lambda: len(came) == 5)
    assert parcels == [5]


@pytest.mark.rule("H2")
def test_nothing_of_a_cancelled_job_arrives_even_when_it_was_queued(qtbot: QtBot, bridge: Background) -> None:
    reported = threading.Event()

    async def work(report: Callable[[Any], None]) -> None:
        report("late")
        await asyncio.sleep(0)
        reported.set()

    job, came, failed = run(bridge, work)
    assert reported.wait(5)
    job.cancel()
    _, after, _ = run(bridge, work)
    qtbot.waitUntil(lambda: after == ["late"])
    assert (came, failed) == ([], [])


def test_a_cancelled_job_ends_what_it_waits_for(qtbot: QtBot, bridge: Background) -> None:
    begun, ended = threading.Event(), threading.Event()

    job, _, failed = run(bridge, sleeper(begun, ended.set))
    assert begun.wait(5)
    job.cancel()
    assert ended.wait(5)
    assert failed == []


def test_what_goes_wrong_is_told_in_the_window_s_thread_after_what_was_reported(
    qtbot: QtBot, bridge: Background, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(report: Callable[[Any], None]) -> None:
        report("first")
        raise ValueError("told")

    told: list[Any] = []
    bridge.run(work, each=told.append, failed=told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[0] == "first"
    assert isinstance(told[1], ValueError)
    assert "background work failed" in caplog.text


def test_closing_waits_for_what_is_under_way_and_can_be_asked_twice() -> None:
    bridge = Background()
    begun, ended = threading.Event(), threading.Event()

    run(bridge, sleeper(begun, ended.set))
    assert begun.wait(5)
    bridge.close()
    assert ended.is_set()
    assert not bridge._thread.is_alive()
    bridge.close()


def test_closing_ends_what_a_job_leaves_behind() -> None:
    bridge = Background()
    begun, ended = threading.Event(), threading.Event()
    left: list[asyncio.Task[None]] = []

    async def forgotten() -> None:
        try:
            begun.set()
            await asyncio.sleep(60)
        finally:
            ended.set()

    async def work(_: Callable[[Any], None]) -> None:
        left.append(asyncio.create_task(forgotten()))

    run(bridge, work)
    assert begun.wait(5)
    bridge.close()
    assert ended.is_set()


def test_a_task_group_ends_its_own_members_also_one_that_has_not_begun() -> None:
    bridge = Background()
    begun = threading.Event()

    async def member() -> None:
        await asyncio.sleep(60)

    async def work(_: Callable[[Any], None]) -> None:
        begun.set()
        time.sleep(0.1)  # noqa: ASYNC251 - the loop is held until the closing stands in its queue
        await asyncio.sleep(0)
        async with anyio.create_task_group() as group:
            group.start_soon(member)
            await asyncio.sleep(60)

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        run(bridge, work)
        assert begun.wait(5)
        bridge.close()
        gc.collect()
    assert [str(one.message) for one in said] == []


def test_finishing_ends_all_other_work_first_and_gives_the_answer(bridge: Background) -> None:
    begun, order = threading.Event(), []

    async def last() -> str:
        order.append("last")
        return "done"

    run(bridge, sleeper(begun, lambda: order.append("ended")))
    assert begun.wait(5)
    assert bridge.finish(last) == "done"
    assert order == ["ended", "last"]


def test_a_library_sees_how_far_a_task_has_come(bridge: Background) -> None:
    states: list[str] = []

    async def child() -> None:
        await asyncio.sleep(60)

    async def look() -> None:
        task = asyncio.create_task(child())
        states.append(inspect.getcoroutinestate(task.get_coro()))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        states.append(inspect.getcoroutinestate(task.get_coro()))  # type: ignore[arg-type]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        states.append(inspect.getcoroutinestate(task.get_coro()))  # type: ignore[arg-type]

    bridge.finish(look)
    assert states == [inspect.CORO_CREATED, inspect.CORO_SUSPENDED, inspect.CORO_CLOSED]


class Watched(threading.Event):
    """An event that remembers how long it was waited for."""

    def __init__(self) -> None:
        """Start with nothing waited for."""
        super().__init__()
        self.waits: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Wait, and remember."""
        self.waits.append(timeout)
        return super().wait(timeout)


async def _steps() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def test_the_asking_thread_stands_aside_once_while_the_window_works_and_then_goes_on(bridge: Background) -> None:
    bridge._at_rest = rest = Watched()
    bridge.finish(_steps)
    assert rest.waits
    assert set(rest.waits) == {0.02}
    assert len(rest.waits) < 3, "once it has waited its full time it goes on for as long again"


def test_a_window_at_rest_costs_the_asking_thread_nothing(bridge: Background) -> None:
    bridge._at_rest = rest = Watched()
    rest.set()
    bridge.finish(_steps)
    assert rest.waits == []
