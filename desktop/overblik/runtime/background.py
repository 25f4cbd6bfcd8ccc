"""The bridge: one asyncio thread does all the asking, one Qt signal brings values back."""

import asyncio
import logging
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from threading import Event, Thread
from typing import Any
from weakref import WeakSet

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt, Signal, Slot

Report = Callable[[Any], None]
Work = Callable[[Report], Awaitable[None]]

_LOG = logging.getLogger("overblik.background")

_PATIENCE = 0.02
"""Seconds that the asking thread stands aside for a busy window, at most, after it has reported."""
_TURN = 0.001
"""Seconds after which the window gets the interpreter back in the middle of a step of the asking thread."""


class _Courteous(Coroutine[Any, Any, Any]):
    """A task's work that stands aside for the window before each of its steps."""

    def __init__(self, work: Coroutine[Any, Any, Any], stand_aside: Callable[[], None]) -> None:
        self._work, self._stand_aside = work, stand_aside

    def send(self, value: Any) -> Any:
        self._stand_aside()
        return self._work.send(value)

    def throw(self, *told: Any) -> Any:
        return self._work.throw(*told)

    def close(self) -> None:
        self._work.close()

    def __await__(self) -> Any:
        return self._work.__await__()

    def __getattr__(self, name: str) -> Any:
        # Libraries look whether a task has begun (`inspect.getcoroutinestate`): to them it is the work it carries.
        return getattr(self._work, name)


class Job:
    """One piece of work under way; once cancelled it can never deliver again (H2)."""

    def __init__(self) -> None:
        """Start without a future: `follow` gives it."""
        self.cancelled = False
        self._future: Future[None] | None = None

    def follow(self, future: "Future[None]") -> None:
        """Remember what is to be cancelled."""
        self._future = future

    def cancel(self) -> None:
        """Stop the questions under way, and refuse what is already queued for the Qt thread."""
        self.cancelled = True
        if self._future is not None:
            self._future.cancel()


class Background(QObject):
    """The thread and its loop; lives in the Qt thread and ends with `close`."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start the thread."""
        super().__init__(parent)
        self._loop = asyncio.new_event_loop()
        self._roots: WeakSet[asyncio.Task[Any]] = WeakSet()
        self._loop.set_task_factory(self._make_task)
        self._at_rest = Event()
        self._at_rest.set()
        self._impatient_until = 0.0
        self._watch_the_window()
        sys.setswitchinterval(_TURN)
        self._thread = Thread(target=self._run_loop, name="asking", daemon=True)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread.start()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop, for whoever hears what goes wrong in it."""
        return self._loop

    def _watch_the_window(self) -> None:
        """Know when the Qt thread works and when it waits.

        Two threads of Python share one interpreter: a paint that lets go of it at each stroke waits for the other
        thread at each stroke. So the asking thread stands aside while the window works (docs/decisions/).
        """
        dispatcher = QAbstractEventDispatcher.instance()
        if dispatcher is not None:
            dispatcher.awake.connect(self._at_rest.clear)
            dispatcher.aboutToBlock.connect(self._at_rest.set)

    def _make_task(self, loop: asyncio.AbstractEventLoop, work: Any, **facts: Any) -> "asyncio.Task[Any]":
        is_root = asyncio.current_task(loop) is None
        task = asyncio.Task(_Courteous(work, self._stand_aside), loop=loop, **facts)
        if is_root:
            self._roots.add(task)
        return task

    def _stand_aside(self) -> None:
        if self._at_rest.is_set() or time.monotonic() < self._impatient_until:
            return
        if not self._at_rest.wait(_PATIENCE):
            self._impatient_until = time.monotonic() + _PATIENCE

    def _run_loop(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def run(self, work: Work, *, each: Callable[[Any], None], failed: Callable[[BaseException], None]) -> Job:
        """Run `work` in the asking thread; `each` and `failed` are called in the Qt thread.

        Values must be immutable: they cross threads.
        """
        job = Job()
        waiting: list[tuple[Callable[[Any], None], Any]] = []

        def send() -> None:
            self._at_rest.clear()
            self._arrived.emit((job, tuple(waiting)))
            waiting.clear()

        def put(to: Callable[[Any], None], value: Any) -> None:
            # What is reported in one go reaches the window in one piece: no screen shows half of it.
            if not waiting:
                self._loop.call_soon(send)
            waiting.append((to, value))

        async def guarded() -> None:
            try:
                await work(lambda value: put(each, value))
            except Exception as error:  # noqa: BLE001 - one of the two rightful places (architecture.md section 6)
                if not job.cancelled:
                    _LOG.exception("background work failed")
                put(failed, error)

        job.follow(asyncio.run_coroutine_threadsafe(guarded(), self._loop))
        return job

    @Slot(object)
    def _deliver(self, parcel: tuple[Job, tuple[tuple[Callable[[Any], None], Any], ...]]) -> None:
        job, values = parcel
        for to, value in values:
            # Patient safety (H2): cancelling the future does not stop a value that is already queued.
            if not job.cancelled:
                to(value)

    def finish(self, work: Callable[[], Awaitable[Any]], seconds: float = 5.0) -> Any:
        """End all other work, then run something to its end and wait for it: for closing down only."""

        async def call() -> Any:
            await self._end_others()
            return await work()

        return asyncio.run_coroutine_threadsafe(call(), self._loop).result(seconds)

    def close(self) -> None:
        """Cancel all tasks, await them, stop the loop, join the thread."""
        if not self._thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(self._end_others(), self._loop).result(5.0)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5.0)
        self._loop.close()

    async def _end_others(self) -> None:
        """End what was begun from outside, and wait: whoever has begun a task of its own ends it first.

        A task group of a library must end its own members: one cancelled over its head, before its first step, never
        awaits the work it carries.
        """
        mine = asyncio.current_task()
        while others := asyncio.all_tasks() - {mine}:
            ending = others & set(self._roots) or others
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)
