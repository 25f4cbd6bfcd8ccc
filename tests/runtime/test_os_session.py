"""Lock and suspend of the operating system are heard on a real bus, from a stand-in for logind (G9, class J)."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from login_bus import LOGIN, SESSION, Login, own_bus
from overblik.runtime.os_session import LinuxSession, SilentSession, escaped

linux = pytest.importorskip("PySide6.QtDBus")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="D-Bus is of Linux")


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    """A bus of our own."""
    with own_bus(tmp_path) as address:
        yield address


@pytest.fixture
def heard(bus: str, qtbot: Any) -> Iterator[tuple[Login, list[str], bool]]:
    from PySide6.QtDBus import QDBusConnection

    del qtbot
    with closing(Login(bus)) as login:
        connection = QDBusConnection.connectToBus(bus, "overblik-test")
        session = LinuxSession("2", connection, connection)
        events: list[str] = []
        is_heard = session.listen(events.append)
        yield login, events, is_heard
        QDBusConnection.disconnectFromBus("overblik-test")


@pytest.mark.rule("G9")
def test_g9_lock_suspend_and_switch_of_our_own_session_are_heard(
    heard: tuple[Login, list[str], bool], qtbot: Any
) -> None:
    login, events, is_heard = heard
    assert is_heard
    session = f"{LOGIN}.Session"
    login.signal(SESSION, session, "Lock")
    qtbot.waitUntil(lambda: events == ["lock"])
    login.signal("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", "b", (True,))
    qtbot.waitUntil(lambda: events == ["lock", "suspend"])
    changed = (session, {"Active": ("b", False)}, [])
    login.signal(SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", changed)
    qtbot.waitUntil(lambda: events[2:] == ["switch"])
    changed = (session, {"LockedHint": ("b", True)}, [])
    login.signal(SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", changed)
    qtbot.waitUntil(lambda: events[3:] == ["lock"])
    login.signal("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", "b", (True,))
    qtbot.waitUntil(lambda: events[4:] == ["lock"])


def test_the_session_of_somebody_else_locks_nothing_here(heard: tuple[Login, list[str], bool], qtbot: Any) -> None:
    login, events, _ = heard
    login.signal("/org/freedesktop/login1/session/_33", f"{LOGIN}.Session", "Lock")
    login.signal("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", "b", (False,))
    changed = (f"{LOGIN}.Session", {"Active": ("b", True)}, [])
    login.signal(SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", changed)
    login.signal(SESSION, f"{LOGIN}.Session", "Unlock")
    qtbot.waitUntil(lambda: events == ["unlock"])


def test_without_a_session_or_a_bus_nothing_is_heard_and_that_is_told() -> None:
    from PySide6.QtDBus import QDBusConnection

    none = QDBusConnection("there is none")
    assert LinuxSession("2", none, none).listen(lambda _: None) is False
    assert LinuxSession("", none, none).listen(lambda _: None) is False
    assert SilentSession().listen(lambda _: None) is False


def test_the_id_of_a_session_is_written_as_logind_writes_it() -> None:
    assert [escaped(one) for one in ("2", "c2", "42", "a-b")] == ["_32", "c2", "_342", "a_2db"]
