"""A screen and a bus of our own, and the real program on them as a process: seen from outside alone."""

import contextlib
import json
import os
import shutil
import struct
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from login_bus import Login, own_bus

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 40.0
"""Seconds that a step may take on a busy computer before the test gives up."""

_PEACE = """
from overblik.runtime import hardening

hardening.harden = lambda: None  # else nobody, not even a test, could read the memory: test_hardening.py proves that
"""


def wait_until(is_so: Callable[[], Any], seconds: float = _PATIENCE, what: str = "") -> Any:
    """Wait for something that another process does; give what was found."""
    end = time.monotonic() + seconds
    while True:
        found = is_so()
        if found:
            return found
        assert time.monotonic() < end, f"never came: {what or is_so}"
        time.sleep(0.02)  # between two looks at another process: nothing is assumed of how long it takes


@dataclass
class Process:
    """One process of the program, as the system tells of it."""

    pid: int

    def _told(self, name: str) -> bytes:
        with contextlib.suppress(OSError):
            return Path(f"/proc/{self.pid}/{name}").read_bytes()
        return b""

    @property
    def command(self) -> bytes:
        return self._told("cmdline")

    @property
    def environment(self) -> bytes:
        return self._told("environ")

    @property
    def lives(self) -> bool:
        """Whether it has not ended; one that nobody has asked after yet (a zombie) has ended."""
        return self._told("stat").rpartition(b") ")[2][:1] not in (b"", b"Z", b"X")

    @property
    def is_service(self) -> bool:
        return b"\0sandbox\0" in self.command

    def memory(self) -> Iterator[bytes]:
        """Give all memory that the process may write to, piece by piece."""
        with Path(f"/proc/{self.pid}/mem").open("rb", buffering=0) as mem:
            for line in Path(f"/proc/{self.pid}/maps").read_text().splitlines():
                span, rights = line.split()[:2]
                if "w" not in rights or "r" not in rights:
                    continue
                first, last = (int(end, 16) for end in span.split("-"))
                with contextlib.suppress(OSError, ValueError, OverflowError):
                    mem.seek(first)
                    yield mem.read(last - first)


@dataclass
class Outside:
    """A computer on which the program runs."""

    folder: Path
    environment: dict[str, str]
    mark: str
    login: Login
    picture: Path
    started: "subprocess.Popen[bytes] | None" = None

    def processes(self) -> list[Process]:
        """Give all processes of this test's program, the services too."""
        found = [Process(int(one.name)) for one in Path("/proc").iterdir() if one.name.isdigit()]
        return [one for one in found if self.mark.encode() in one.environment and one.lives]

    def programs(self) -> list[Process]:
        return [one for one in self.processes() if not one.is_service]

    def is_something_shown(self) -> bool:
        """Whether anything but the empty ground stands on the screen, read from the frame buffer (X Window Dump)."""
        dump = self.picture.read_bytes()
        head, colours = struct.unpack(">I", dump[:4])[0], struct.unpack(">I", dump[76:80])[0]
        pixels = dump[head + 12 * colours :]
        return len(set(pixels[2 * len(pixels) // 5 : 3 * len(pixels) // 5 : 997])) > 1

    def start_demo(
        self, mode: str, numbers: list[str], *, why: str = "", typed: str = "", printed: Path | None = None
    ) -> "subprocess.Popen[bytes]":
        """Start the demo and let a clinician work in it; comes back when the work is done, and anything typed locks."""
        ready, peace = self.folder / "ready", self.folder / "peace"
        peace.mkdir()
        (peace / "sitecustomize.py").write_text(_PEACE)
        environment = {**self.environment, "PYTHONPATH": f"{peace}:{self.environment['PYTHONPATH']}"}
        told = {"mode": mode, "name": "M. Eksempel", "numbers": numbers, "why": why, "typed": typed}
        told |= {"print": str(printed or ""), "ready": str(ready)}
        with (self.folder / "output.txt").open("wb") as output:
            child = subprocess.Popen(
                [sys.executable, str(ROOT / "tests" / "journeys" / "driven_demo.py")],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=environment,
                cwd=self.folder / "work",
            )
        self.started = child
        assert child.stdin is not None
        child.stdin.write(json.dumps(told).encode() + b"\n")
        child.stdin.flush()
        wait_until(lambda: ready.exists() or child.poll() is not None, 120, "the end of the clinician's work")
        assert ready.exists(), (self.folder / "output.txt").read_text()
        return child

    def end(self) -> None:
        """End what is left of the program, by its id."""
        for one in self.processes():
            with contextlib.suppress(OSError):
                os.kill(one.pid, 9)
        wait_until(lambda: not self.processes(), what="the end of all processes")
        if self.started is not None:
            self.started.wait(10)
            if self.started.stdin is not None:
                self.started.stdin.close()


@contextlib.contextmanager
def outside(folder: Path) -> Iterator[Outside]:
    """Start screen and bus; home, temporary files and settings lie in the folder."""
    assert shutil.which("Xvfb") is not None, "Xvfb is set up by packaging/dev.py"
    places = {name: folder / name for name in ("home", "tmp", "screen", "work", "run")}
    for place in places.values():
        place.mkdir(mode=0o700)
    mark = f"outside-{uuid.uuid4().hex}"
    words = ["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-fbdir", places["screen"]]
    with own_bus(folder) as bus, contextlib.closing(Login(bus)) as login:
        server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert server.stdout is not None
        try:
            display = server.stdout.readline().decode().strip()
            environment = {
                **{name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL")},
                **{
                    name: str(places["home"]) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
                },
                "XDG_RUNTIME_DIR": str(places["run"]),
                "TMPDIR": str(places["tmp"]),
                "DISPLAY": f":{display}",
                "QT_QPA_PLATFORM": "xcb",
                "DBUS_SESSION_BUS_ADDRESS": bus,
                "DBUS_SYSTEM_BUS_ADDRESS": bus,
                "XDG_SESSION_ID": "2",
                "PYTHONPATH": os.pathsep.join((str(ROOT / "desktop"), str(ROOT / "tests"))),
                "OVERBLIK_TEST_MARK": mark,
            }
            found = Outside(folder, environment, mark, login, places["screen"] / "Xvfb_screen0")
            try:
                yield found
            finally:
                found.end()
        finally:
            server.terminate()
            server.wait(10)
            server.stdout.close()
