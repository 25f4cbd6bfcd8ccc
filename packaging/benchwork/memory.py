"""Memory with the heaviest patient open, against an empty window that imported the same libraries; and its growth."""

import gc
import os
import subprocess
import sys
import time
from pathlib import Path

from benchwork.measure import SYNTHEA, heaviest, keeping_settings, read, row, tell, until

_FLOOR = """
import apsw, cryptography.hazmat.primitives.ciphers.aead, httpx, keyring, msgspec, platformdirs, logging, asyncio
from PySide6 import QtCore, QtGui, QtSvg, QtWidgets
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1440, 900)
window.show()
for _ in range(20):
    app.processEvents()
from benchwork.memory import resident
print(resident())
"""

_INDEXED = 12.0
"""Seconds in which the samples are surely indexed."""


def resident() -> float:
    """Give the resident memory of this process in MB."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


def keep(profile: Path) -> None:
    """Put the samples into the cache of a profile, in a process of its own: importing is not opening."""
    from benchwork.measure import sections

    from overblik.app.house import open_house
    from overblik.domain.ports import Kept
    from overblik.runtime.clock import SystemClock

    house = open_house(keeping_settings(profile), SystemClock(), ring=fixed_ring())
    for path in sorted(SYNTHEA.glob("*.json")):
        for section in sections(read(path)):
            house.store.keep(Kept(section, {}))
    house.store.close()


def fixed_ring() -> object:
    """Give a key ring in memory whose device key is the same in both processes."""
    from overblik.runtime.keyring import MemoryKeyring

    ring = MemoryKeyring()
    ring.set("device-key", bytes(range(32)))
    return ring


def main() -> None:
    """Measure the floor in a child, then open, switch fifty times, and measure again."""
    ended = subprocess.run([sys.executable, "-c", _FLOOR], env=os.environ, capture_output=True, text=True, check=True)
    floor = float(ended.stdout.split()[-1])
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="overblik-bench-") as folder:
        subprocess.run(
            [
                sys.executable,
                "-c",
                f"from benchwork.memory import keep; from pathlib import Path; keep(Path({folder!r}))",
            ],
            env=os.environ,
            check=True,
        )
        value, growth = _look(Path(folder))
    rows = [row("memory with the heaviest patient open", value, "MB", floor, 1.4, by_ratio=True)]
    rows.append(row("memory: growth over 50 patient switches", growth, "MB", None, 5, by_ratio=False))
    tell(rows)


def _look(profile: Path) -> tuple[float, float]:
    from overblik.app.window import application, make_program, show
    from overblik.viewmodels.choices import Choices

    app = application()
    program = make_program(keeping_settings(profile), Choices(), fixed_ring())  # type: ignore[arg-type]
    show(program)
    until(lambda: program.is_joined)
    until(lambda: len(program.patients.lines()) > 2)
    heavy = next(
        n
        for n, line in enumerate(program.patients.lines())
        if line.name.split(",")[0].casefold() in heaviest().name.casefold()
    )

    def turn(place: int) -> None:
        program.patients.choose_patient(program.patients.ids[place])
        until(lambda: not program.model.is_waiting)
        app.processEvents()

    turn(heavy)
    import keyring  # noqa: F401 - the floor has it too

    gc.collect()
    value = resident()
    for switch in range(10):
        turn(switch % 3)
    # What is kept is indexed once, beside the first patients: that is work, and no growth by switches.
    rested = time.monotonic() + _INDEXED
    until(lambda: time.monotonic() > rested, 2 * _INDEXED)
    gc.collect()
    before = resident()
    for switch in range(50):
        turn(switch % 3)
    gc.collect()
    growth = resident() - before
    program.window.close()
    program.close()
    return value, growth


if __name__ == "__main__":
    main()
