"""The bridge: one asyncio thread does all the asking, one Qt signal brings values back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

Report = Callable[[Any], None]
Work = Callable[[Report], Awaitable[None]]

_LOG = logging.getLogger("overblik.background")


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
        self._thread = Thread(target=self._run_loop, name="asking", daemon=True)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread.start()

    def _run_loop(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def run(self, work: Work, *, each: Callable[[Any], None], failed: Callable[[BaseException], None]) -> Job:
        """Run `work` in the asking thread; `each` and `failed` are called in the Qt thread.

        Values must be immutable: they cross threads.
        """
        job = Job()

        async def guarded() -> None:
            try:
                await work(lambda value: self._arrived.emit((job, each, value)))
            except Exception as error:  # noqa: BLE001 - one of the two rightful places (architecture.md section 6)
                if not job.cancelled:
                    _LOG.exception("background work failed")
                self._arrived.emit((job, failed, error))

        job.follow(asyncio.run_coroutine_threadsafe(guarded(), self._loop))
        return job

    @Slot(object)
    def _deliver(self, parcel: tuple[Job, Callable[[Any], None], Any]) -> None:
        job, to, value = parcel
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

    @staticmethod
    async def _end_others() -> None:
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
