"""A bus of our own, and what stands in for logind on it."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""
LOGIN, SESSION = "org.freedesktop.login1", "/org/freedesktop/login1/session/_32"


@contextlib.contextmanager
def own_bus(folder: Path) -> Iterator[str]:
    """A bus of our own."""
    daemon = shutil.which("dbus-daemon")
    assert daemon is not None, "dbus-daemon is set up by packaging/dev.py"
    path = Path("/tmp") / f"ob-{os.getpid()}-{folder.name[-8:]}"
    config = folder / "bus.conf"
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
