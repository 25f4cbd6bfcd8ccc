"""A screen reader's view of the real program: a display and an accessibility bus of the test's own, and nothing else.

The program is started as its user starts it, on the X server's screen; the test reads its tree and presses keys by
the accessibility bus alone (AT-SPI 2, `org.a11y.atspi.*`), as a screen reader does.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_REGISTRY = "org.a11y.atspi.Registry"
_LAUNCHER = "at-spi-bus-launcher"
_SYMBOL = 3
"""How a key is told to the registry: by its symbol (atspi-constants.h, AtspiKeySynthType)."""
_SHOWING = 25
"""The bit of the state that says that a part can be seen (atspi-constants.h, AtspiStateType)."""
KEYSYMS = {"Return": 0xFF0D, "Escape": 0xFF1B, "Tab": 0xFF09, "F6": 0xFFC3}


@dataclass(frozen=True)
class Node:
    """One part of the tree."""

    role: str
    name: str
    description: str
    place: tuple[str, str]
    """Bus name and path."""


class Reader:
    """Reads the tree of the program and presses keys, by the bus."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection

    def _call(self, place: tuple[str, str], interface: str, method: str, *facts: Any, form: str = "") -> Any:
        address = DBusAddress(place[1], place[0], interface)
        message = new_method_call(address, method, form or None, facts)
        body = unwrap_msg(self._connection.send_and_get_reply(message, timeout=20))
        return body[0] if body else None

    def _property(self, place: tuple[str, str], name: str) -> str:
        told = self._call(place, "org.freedesktop.DBus.Properties", "Get", _ACCESSIBLE, name, form="ss")
        return str(told[1])

    def _is_showing(self, place: tuple[str, str]) -> bool:
        low = self._call(place, _ACCESSIBLE, "GetState")[0]
        return bool(low >> _SHOWING & 1)

    def nodes(self) -> list[Node]:
        """Give what can be seen now, in the order of the tree: hidden parts are not read."""
        found: list[Node] = []
        root = (_REGISTRY, "/org/a11y/atspi/accessible/root")
        for name, path in self._call(root, _ACCESSIBLE, "GetChildren"):
            self._walk((name, path), found)
        return found

    def _walk(self, place: tuple[str, str], found: list[Node]) -> None:
        role = self._call(place, _ACCESSIBLE, "GetRoleName")
        if role not in ("application", "cell") and not self._is_showing(place):
            return
        found.append(Node(role, self._property(place, "Name"), self._property(place, "Description"), place))
        for name, path in self._call(place, _ACCESSIBLE, "GetChildren"):
            self._walk((name, path), found)

    def wait(self, until: Callable[[list[Node]], bool], seconds: float = 60) -> list[Node]:
        """Read the tree until something is true of it."""
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(DBusErrorResponse):  # a part went while it was read
                nodes = self.nodes()
                if until(nodes):
                    return nodes
            assert time.monotonic() < end, "the tree never came to say so"
            time.sleep(0.2)

    def press(self, key: str) -> None:
        """Press a key by its symbol: one letter, or a name of `KEYSYMS`."""
        place = (_REGISTRY, "/org/a11y/atspi/registry/deviceeventcontroller")
        interface = "org.a11y.atspi.DeviceEventController"
        self._call(place, interface, "GenerateKeyboardEvent", KEYSYMS.get(key, ord(key[0])), "", _SYMBOL, form="isu")

    def type(self, text: str) -> None:
        """Type a text, letter by letter."""
        for letter in text:
            self.press(letter)

    def focused(self) -> str:
        """Give the name of the part that has the focus."""
        focus = 12
        named = [node for node in self.nodes() if self._call(node.place, _ACCESSIBLE, "GetState")[0] >> focus & 1]
        return named[-1].name if named else ""


@contextlib.contextmanager
def _process(command: list[str], environment: dict[str, str], **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, **more)
    try:
        yield child
    finally:
        child.terminate()
        child.wait(20)
        if child.stdout is not None:
            child.stdout.close()


def _launcher() -> str:
    places = ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib")
    return next(str(Path(place, _LAUNCHER)) for place in places if Path(place, _LAUNCHER).exists())


@contextlib.contextmanager
def demo_on_a_bus(folder: Path, source_root: Path) -> Iterator[Reader]:
    """Run the demo on an X server and an accessibility bus that end with the block."""
    bare = {**os.environ, "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    pipe = {"stdout": subprocess.PIPE}
    screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(_process(screen, bare, **pipe))
        assert server.stdout is not None
        bare |= {"DISPLAY": f":{server.stdout.readline().decode().strip()}"}
        # A window that no window manager has given the focus takes no keys.
        stack.enter_context(_process(["matchbox-window-manager", "-use_titlebar", "no"], bare))
        session = stack.enter_context(
            _process(["dbus-daemon", "--session", "--nofork", "--print-address=1"], bare, **pipe)
        )
        assert session.stdout is not None
        bare |= {"DBUS_SESSION_BUS_ADDRESS": session.stdout.readline().decode().strip()}
        stack.enter_context(_process([_launcher(), "--launch-immediately"], bare))
        bare |= {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONPATH": str(source_root)}
        first = open_dbus_connection(bare["DBUS_SESSION_BUS_ADDRESS"])
        stack.callback(first.close)
        address = first.send_and_get_reply(
            new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress"), timeout=20
        ).body[0]
        second = open_dbus_connection(address)
        stack.callback(second.close)
        reader = Reader(second)
        stack.enter_context(_process([sys.executable, "-m", "overblik", "demo"], bare, cwd=folder))
        yield reader
