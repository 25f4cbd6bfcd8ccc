"""The session of Windows: locked, switched, disconnected from a remote desktop, or put to sleep.

By WTSRegisterSessionNotification and WM_WTSSESSION_CHANGE (wtsapi32), and WM_POWERBROADCAST (user32), as Microsoft
documents them. No Windows has run this yet; the messages are played by tests (docs/manual/security.md).
"""

import ctypes
from ctypes import wintypes
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

from overblik.runtime.os_session import OnEvent

_SESSION_CHANGE, _POWER = 0x02B1, 0x0218
_THIS_SESSION = 0
_GENERIC = b"windows_generic_MSG"
"""How Qt calls a message that a window was sent, posted or not."""
_SESSION_EVENTS = MappingProxyType(
    {
        1: "switch",  # WTS_CONSOLE_CONNECT: whoever is there now must show who he is
        2: "switch",  # WTS_CONSOLE_DISCONNECT
        3: "disconnect",  # WTS_REMOTE_CONNECT
        4: "disconnect",  # WTS_REMOTE_DISCONNECT
        6: "switch",  # WTS_SESSION_LOGOFF
        7: "lock",  # WTS_SESSION_LOCK
        8: "unlock",  # WTS_SESSION_UNLOCK
        9: "disconnect",  # WTS_SESSION_REMOTE_CONTROL: somebody else sees the screen
    }
)
_POWER_EVENTS = MappingProxyType({0x4: "suspend", 0x7: "suspend", 0x12: "suspend"})
"""PBT_APMSUSPEND, PBT_APMRESUMESUSPEND, PBT_APMRESUMEAUTOMATIC."""


class WindowsSession:
    """Hears the session's messages in the Qt thread, and calls there."""

    def __init__(self, window: int, terminal_services: Any, application: QCoreApplication) -> None:
        """Take the handle of a window that lives as long as the session, `wtsapi32`, and the application."""
        self._window, self._services, self._application = window, terminal_services, application
        self._filter: _Filter | None = None

    def listen(self, on_event: OnEvent) -> bool:
        """Call with `lock`, `unlock`, `switch`, `disconnect` or `suspend`; false where Windows does not register us."""
        if not self._services.WTSRegisterSessionNotification(wintypes.HWND(self._window), _THIS_SESSION):
            return False
        self._filter = _Filter(on_event)
        self._application.installNativeEventFilter(self._filter)
        return True


class _Filter(QAbstractNativeEventFilter):
    """Reads the messages that windows are sent, and lets all of them go on."""

    def __init__(self, on_event: OnEvent) -> None:
        super().__init__()
        self._on_event = on_event

    def nativeEventFilter(self, kind: "QByteArray | bytes | bytearray | memoryview", message: int) -> tuple[bool, int]:
        """Tell what a message of the session says."""
        if QByteArray(kind) == _GENERIC:
            told = wintypes.MSG.from_address(int(message))
            event = event_of(told.message, told.wParam)
            if event:
                self._on_event(event)
        return False, 0


def event_of(message: int, status: int) -> str:
    """Give the event that a message tells; empty for all others."""
    events = {_SESSION_CHANGE: _SESSION_EVENTS, _POWER: _POWER_EVENTS}.get(message)
    return events.get(status, "") if events is not None else ""


def windows_session(window: int) -> WindowsSession:
    """Give the session of this computer."""
    application = QCoreApplication.instance()
    assert application is not None
    return WindowsSession(window, ctypes.WinDLL("wtsapi32"), application)  # type: ignore[attr-defined]
