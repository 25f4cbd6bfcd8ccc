"""Lock and suspend of the operating system are heard on a real bus, from a stand-in for logind (G9, class J)."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from overblik.runtime.os_session import LinuxSession, SilentSession, escaped

linux = pytest.importorskip("PySide6.QtDBus")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="D-Bus is of Linux")

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""
LOGIN, SESSION = "org.freedesktop.login1", "/org/freedesktop/login1/session/_32"


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    """A bus of our own."""
    daemon = shutil.which("dbus-daemon")
    assert daemon is not None, "dbus-daemon is set up by packaging/dev.py"
    path = Path("/tmp") / f"ob-{os.getpid()}-{tmp_path.name[-8:]}"
    config = tmp_path / "bus.conf"
    config.write_text(CONFIG.format(path=path))
    child = subprocess.Popen([daemon, f"--config-file={config}", "--nofork", "--print-address"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    try:
        yield child.stdout.readline().decode().strip()
    finally:
        child.terminate()
        child.wait(5)
        child.stdout.close()
        path.unlink(missing_ok=True)


class Login:
    """Stands in for logind: owns its name, and sends its signals."""

    def __init__(self, address: str) -> None:
        from jeepney import DBusAddress, new_method_call
        from jeepney.io.blocking import open_dbus_connection

        self.connection = open_dbus_connection(address)
        daemon = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        self.connection.send_and_get_reply(new_method_call(daemon, "RequestName", "su", (LOGIN, 0)))

    def close(self) -> None:
        self.connection.close()

    def signal(self, path: str, interface: str, name: str, signature: str = "", body: tuple[Any, ...] = ()) -> None:
        from jeepney import DBusAddress, new_signal

        self.connection.send(new_signal(DBusAddress(path, LOGIN, interface), name, signature or None, body))


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
