"""Lock, unlock, suspend and switch of the operating system's session.

On Linux by logind (org.freedesktop.login1) and the screen savers that speak on the session bus, on Windows by
windows_session.py. On macOS, and where nobody answers, such events cannot be had: the caller then runs a timer and says so.
"""

import os
import sys
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import SLOT, QObject, Slot

OnEvent = Callable[[str], None]
_LOGIN = "org.freedesktop.login1"
_SESSION, _MANAGER = f"{_LOGIN}.Session", f"{_LOGIN}.Manager"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)


class SilentSession:
    """A session whose events cannot be had."""

    def listen(self, on_event: OnEvent) -> bool:
        """Tell that no event will come."""
        del on_event
        return False


class LinuxSession(QObject):
    """Hears logind and the screen savers; lives in the Qt thread, and calls there."""

    def __init__(self, session_id: str, system: Any, session: Any, parent: QObject | None = None) -> None:
        """Take the id of our own session and the two buses (QDBusConnection)."""
        super().__init__(parent)
        self._path = f"/org/freedesktop/login1/session/{escaped(session_id)}" if session_id else ""
        self._system, self._session = system, session
        self._on_event: OnEvent | None = None

    def listen(self, on_event: OnEvent) -> bool:
        """Call with `lock`, `unlock`, `suspend` or `switch`; false where our own session cannot be heard."""
        self._on_event = on_event
        heard = self._hear_login() if self._path and self._system.isConnected() else False
        if self._session.isConnected():
            for service, path in _SAVERS:
                self._session.connect("", path, service, "ActiveChanged", self, SLOT("saver(bool)"))
        return heard

    def _hear_login(self) -> bool:
        connect = self._system.connect
        heard = [
            connect(_LOGIN, self._path, _SESSION, "Lock", self, SLOT("lock()")),
            connect(_LOGIN, self._path, _SESSION, "Unlock", self, SLOT("unlock()")),
            connect(_LOGIN, "/org/freedesktop/login1", _MANAGER, "PrepareForSleep", self, SLOT("sleep(bool)")),
            connect(_LOGIN, self._path, _PROPERTIES, "PropertiesChanged", self, SLOT("changed(QString,QVariantMap)")),
        ]
        service = self._system.interface().isServiceRegistered(_LOGIN)
        return all(heard) and bool(service.value())

    def _tell(self, event: str) -> None:
        if self._on_event is not None:
            self._on_event(event)

    @Slot()
    def lock(self) -> None:
        """The session is to be locked."""
        self._tell("lock")

    @Slot()
    def unlock(self) -> None:
        """The session was unlocked."""
        self._tell("unlock")

    @Slot(bool)
    def sleep(self, begins: bool) -> None:
        """The computer goes to sleep, or wakes: whoever is there then must show who he is."""
        del begins
        self._tell("suspend")

    @Slot(bool)
    def saver(self, is_active: bool) -> None:
        """The screen saver covers the screen."""
        if is_active:
            self._tell("lock")

    @Slot(str, "QVariantMap")
    def changed(self, interface: str, properties: dict[str, Any]) -> None:
        """A property of the session changed: another console is in front, or the session says it is locked."""
        if interface != _SESSION:
            return
        if properties.get("LockedHint") is True:
            self._tell("lock")
        if properties.get("Active") is False:
            self._tell("switch")


def escaped(session_id: str) -> str:
    """Give a session's id as a part of its D-Bus path: what may not stand there is written in hexadecimal."""
    return "".join(
        letter
        if letter.isascii() and letter.isalnum() and not (place == 0 and letter.isdigit())
        else f"_{ord(letter):02x}"
        for place, letter in enumerate(session_id)
    )


class Session(Protocol):
    """The session of the operating system."""

    def listen(self, on_event: OnEvent) -> bool: ...


def os_session(parent: QObject, window: int) -> Session:
    """Give the session of this computer; `window` is the handle of a window that stays (Windows)."""
    if sys.platform == "win32":
        from overblik.runtime.windows_session import windows_session

        return windows_session(window)
    if not sys.platform.startswith("linux"):
        return SilentSession()
    from PySide6.QtDBus import QDBusConnection

    system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
    return LinuxSession(os.environ.get("XDG_SESSION_ID", ""), system, session, parent)
