"""A list of 30 and of 500 patients fetched ahead over 10 Mbit/s with 30 ms a request, beside a plain download of the same.

The questions are recorded and asked again by httpx alone, as many at once to each server, with nothing decoded. What a
second pack costs is counted by the server in bytes of its answers, after one citizen in thirty has a new result.
"""

import asyncio
import gc
import gzip
import json
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchwork.measure import keeping_settings, row, tell, until
from benchwork.memory import resident
from benchwork.packs import download, fetched, opened, recording
from benchwork.route_server import HELD, SYSTEM, number
from benchwork.ticks import LIMIT, TICK, ticking

_MOMENT = "2026-11-23T09:41:00+01:00"
_SHORT, _LONG = 30, 500
_SHARE = 33
"""One in so many has changed: three of a hundred."""
_TIMES = 7


def main() -> None:
    """Measure the short list with the window in view, then the long one."""
    tell([*_measured(_SHORT), *_measured(_LONG)])


@contextmanager
def _server() -> Iterator[str]:
    command = [sys.executable, "-m", "benchwork.route_server"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(child.stdout.readline())}"
    finally:
        child.stdin.close()
        child.wait(10)


def _order(origin: str, path: str) -> int:
    """Give an order to the server; it tells the bytes that it has sent."""
    with urllib.request.urlopen(f"{origin}/_{path}", timeout=30) as answer:
        return int(json.loads(gzip.decompress(answer.read()))["sent"])


@contextmanager
def _program(origin: str, count: int) -> Iterator[Any]:
    """Run the real program with a list of some patients, whom its rules let it take along."""
    from overblik.app.window import application, make_program, show
    from overblik.runtime.endpoints import ServerSettings
    from overblik.runtime.keyring import MemoryKeyring
    from overblik.runtime.settings import ListedPatient
    from overblik.viewmodels.choices import Choices

    application()
    servers = tuple(ServerSettings(name, name, f"{origin}/{name}") for name in HELD)
    patients = tuple(
        ListedPatient(number(at), f"Prøve{at}", "Nancy", "1947-09-25", "female", "", SYSTEM) for at in range(count)
    )
    with TemporaryDirectory(prefix="overblik-bench-") as folder:
        settings = keeping_settings(Path(folder) / "profile", servers=servers, patients=patients, clock=_MOMENT)
        program = make_program(settings, Choices(), MemoryKeyring())
        show(program)
        until(lambda: program.is_joined and bool(program.patients.lines()) and program.looks.seat is not None)
        program.looks.seat = replace(program.looks.seat, rules=replace(program.looks.seat.rules, preloaded=1000))
        try:
            yield program
        finally:
            program.window.close()
            program.close()


def _measured(count: int) -> list[dict[str, Any]]:
    with _server() as origin, _program(origin, count) as program:
        asked = recording()
        gc.collect()
        before, sent = resident(), _order(origin, "sent")
        stalls, timer = ticking()
        spent = fetched(program, 600)
        timer.stop()
        grown, first = resident() - before, _order(origin, "sent") - sent
        floor = asyncio.run(download([one for one, _ in asked]))
        rows = [
            row(f"pack of {count} patients, 30 ms, 10 Mbit/s", spent, "ms", floor, 1.4, by_ratio=True),
            row(f"UI ticks over 16 ms in a pack of {count}", _late(stalls), "ticks", None, 0, by_ratio=False),
        ]
        if count == _LONG:
            return [*rows, row(f"memory grown by a pack of {count}", grown, "MB", None, 50, by_ratio=False)]
        return [*rows, *_later(program, origin, first)]


def _late(gaps: list[float]) -> int:
    """Count the ticks that came too late; one is due every few milliseconds."""
    return sum(1 for gap in gaps if gap - TICK > LIMIT)


def _later(program: Any, origin: str, first: int) -> list[dict[str, Any]]:
    """Fetch again when a few have changed, and open patients while all are fetched once more."""
    alone = statistics.median(opened(program, place) for place in range(_TIMES))
    _order(origin, f"change/{_SHARE}")
    program.clock.move(timedelta(minutes=31))
    sent = _order(origin, "sent")
    fetched(program, 600)
    second = _order(origin, "sent") - sent
    program.clock.move(timedelta(minutes=31))
    program.window.pack.turn()
    beside = statistics.median(opened(program, place) for place in range(_TIMES))
    until(lambda: not program.window.pack.progress.is_running, 600)
    return [
        row("second pack, 3 % changed, bytes", second / 1000, "kB", first / 1000, 0.08, by_ratio=True),
        row("opening a patient during a pack", beside, "ms", alone, 1.2, by_ratio=True),
    ]


if __name__ == "__main__":
    main()
