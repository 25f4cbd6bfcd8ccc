"""Hears every error that nobody has caught, from whatever thread, and tells the window of it: types and lines alone.

Nothing of it is written anywhere, and the program goes on.
"""

import asyncio
import contextlib
import logging
import sys
import threading
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from overblik.domain.ports import Clock
from overblik.domain.trouble import Road, Trouble
from overblik.runtime.error_lines import error_lines

_LOG = logging.getLogger("overblik.crash")
_LAST = ("last_exc", "last_type", "last_value", "last_traceback")


class Crashes(QObject):
    """The four hooks of the interpreter; they are put back by `close`."""

    happened = Signal(object)
    """A Trouble; delivered in the thread of the window."""
    _came = Signal(object)

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        """Take the clock; nothing is heard yet."""
        super().__init__(parent)
        self._clock, self._begun = clock, clock.monotonic()
        self._former = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._came.connect(self.happened, Qt.ConnectionType.QueuedConnection)

    def listen(self) -> None:
        """Hear what nobody has caught in the window, in a thread, or while something is cleared away."""
        former = self._former = (sys.excepthook, threading.excepthook, sys.unraisablehook)

        def of_window(kind: type[BaseException], error: BaseException, lines: TracebackType | None) -> None:
            if isinstance(error, Exception):
                self.hear(Road.WINDOW, error)
            else:
                former[0](kind, error, lines)  # somebody ends the program from outside

        def of_thread(told: threading.ExceptHookArgs, /) -> None:
            if isinstance(told.exc_value, Exception):
                self.hear(Road.THREAD, told.exc_value)

        def of_cleanup(told: "sys.UnraisableHookArgs", /) -> None:
            if isinstance(told.exc_value, Exception):
                self.hear(Road.CLEANUP, told.exc_value)

        sys.excepthook, threading.excepthook, sys.unraisablehook = of_window, of_thread, of_cleanup

    def listen_to(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hear what nobody has caught in the tasks of a loop."""
        loop.set_exception_handler(partial(_of_loop, self))

    def close(self) -> None:
        """Hear nothing any more."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._former

    def hear(self, road: Road, error: BaseException) -> None:
        """Take the types and lines of an error, and let go of it: it holds what the frames held."""
        lines = error_lines(error)
        for name in _LAST:
            if hasattr(sys, name):
                setattr(sys, name, None)
        # A terminal is told too, for whoever develops; a file behind it would be written on the disk.
        if sys.stderr is not None and sys.stderr.isatty():
            sys.stderr.write("\n".join((*lines, "")))
        uptime = timedelta(seconds=round(self._clock.monotonic() - self._begun))
        with contextlib.suppress(RuntimeError):  # the window is gone already
            self._came.emit(Trouble(road, lines, self._clock.now(), uptime))


def _of_loop(crashes: Crashes, loop: asyncio.AbstractEventLoop, told: Mapping[str, Any]) -> None:
    """Take an error of a task; the loop's own words hold the values of calls and are not taken."""
    del loop
    error = told.get("exception")
    if isinstance(error, Exception):
        crashes.hear(Road.ASKING, error)
    elif error is None:
        _LOG.warning("the loop of the asking thread tells of trouble without an error")
