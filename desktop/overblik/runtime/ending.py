"""The end that the system asks for: a sign-off, a shutdown or an administrator closes the program as its user would."""

import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier


class Ending(QObject):
    """Hears the signals that ask a process to end (signal(7)), and closes in the Qt thread.

    Python runs its handlers between two of its own steps, which a waiting Qt never comes to: the signal's number is
    therefore written to a socket that Qt watches. On Windows the window is told by the system itself.
    """

    def __init__(self, close: Callable[[], object], parent: QObject) -> None:
        """Take what closes; it is heard from now on."""
        super().__init__(parent)
        self._close = close
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._told)
        self._former: dict[signal.Signals, Any] = {}
        if sys.platform != "win32":
            signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
            # Without a handler of Python's the wake-up is not written.
            told = (signal.SIGTERM, signal.SIGHUP)
            self._former = {number: signal.signal(number, lambda *_: None) for number in told}

    def close(self) -> None:
        """Hear nothing any more; what the signals did before they do again."""
        if self._former:
            signal.set_wakeup_fd(-1)
        for number, former in self._former.items():
            signal.signal(number, former)
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()

    def _told(self) -> None:
        try:
            self._read.recv(64)
        except BlockingIOError:
            return  # Qt may wake for nothing
        self._close()
