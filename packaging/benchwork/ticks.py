"""UI ticks over 16 ms while 200 bundles arrive, are read and are shown, and while a list of 5,000 comes."""

import asyncio
import json
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

from benchwork.measure import SYNTHEA, keeping_settings, milliseconds, row, tell, until
from PySide6.QtCore import Qt, QTimer

from overblik.app.file_reading import readers
from overblik.app.files import sections_of_files
from overblik.app.window import application, make_program, show
from overblik.domain.dates import clinical_date
from overblik.domain.patient import cpr
from overblik.domain.ports import RawDocument
from overblik.domain.section import Section, Standing, Topic
from overblik.domain.work_list import ListKind, Visit, VisitKind, VisitState, WantedList, WorkList
from overblik.runtime.clock import SystemClock
from overblik.runtime.keyring import MemoryKeyring
from overblik.viewmodels.choices import Choices
from overblik.viewmodels.ward_lines import Composed

_BUNDLES, _PER_BUNDLE, _LISTED = 200, 48, 5000
TICK, LIMIT = 4, 16
"""Milliseconds between two ticks that are due, and that one may be late."""
_CONNECTIONS, _LATENCY = 8, 0.015
"""As stack.md measured: eight connections, 15 ms of latency."""


def bundles() -> list[bytes]:
    """Cut the samples into 200 answers of 48 resources, all of one citizen."""
    path = max(SYNTHEA.glob("*.json"), key=lambda one: one.stat().st_size)
    entries = json.loads(path.read_bytes())["entry"]
    patient = next(entry for entry in entries if entry["resource"]["resourceType"] == "Patient")
    others = [entry for entry in entries if entry is not patient]
    made = []
    for number in range(_BUNDLES):
        start = number * _PER_BUNDLE % (len(others) - _PER_BUNDLE)
        part = [patient, *others[start : start + _PER_BUNDLE - 1]]
        made.append(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": part}).encode())
    return made


def main() -> None:
    """Let them arrive in the asking thread every few milliseconds, and watch the ticks of the window."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    application()
    with TemporaryDirectory(prefix="overblik-bench-") as folder:
        program = make_program(keeping_settings(Path(folder)), Choices(), MemoryKeyring())
        show(program)
        until(lambda: program.is_joined)
        worst, late, repaint = _watch(program, bundles())
        list_worst, list_late, list_repaint = _watch_list(program)
        program.window.close()
        program.close()
    tell(
        [
            row("UI ticks over 16 ms while 200 bundles arrive", late, "ticks", None, 0, by_ratio=False),
            row("longest UI stall meanwhile", worst, "ms", repaint, 16, by_ratio=False),
            row(
                "UI ticks over 16 ms while a list of 5,000 comes to rail and board",
                list_late,
                "ticks",
                None,
                0,
                by_ratio=False,
            ),
            row("longest UI stall meanwhile (list)", list_worst, "ms", list_repaint, 16, by_ratio=False),
        ]
    )


def _watch(program: Any, answers: list[bytes]) -> tuple[float, int, float]:
    """Show the first answer, let the others arrive; give the longest stall, how many were too long, and one repaint."""
    reading, clock = readers()[0], SystemClock()
    first = reading.recognise((RawDocument("0", answers[0]),), datetime.now(UTC))[0]
    program.model.patient_id = first.patient_id
    for section in sections_of_files(first, "bench", clock):
        program.model.take(section)
    program.model.take(_still_asked(first.patient_id))
    program.model.compose()
    until(lambda: not program.model._soon.isActive())
    application().processEvents()  # the first overview is painted before the clock starts
    came: list[int] = []

    def each(value: Any) -> None:
        if isinstance(value, int):
            came.append(value)
        else:
            program.model._on_section(value)

    failures: list[BaseException] = []
    gaps, timer = ticking()
    work = partial(_arrive, reading, clock, answers)
    program.background.run(work, each=each, failed=failures.append)
    until(lambda: bool(failures) or len(came) == len(answers), 120)
    timer.stop()
    if failures:
        raise failures[0]
    repaint = milliseconds(program.window.grab, 15)
    # A tick is due every few milliseconds: what it came later than that, the window stood still.
    stalls = [gap - TICK for gap in gaps]
    return max(stalls), sum(1 for stall in stalls if stall > LIMIT), repaint


def _watch_list(program: Any) -> tuple[float, int, float]:
    """Let a list be read in the asking thread and shown in the rail, then as a board; give as `_watch`."""
    ward, window = program.window.ward, program.window
    program.model.close_patient()
    made = _long_list()
    window.acts.feature("ward")  # what the page itself costs once is no matter of how long a list is
    ward.wanted, ward.current = (made.wanted,), made.wanted
    until(lambda: not program.model._soon.isActive())
    application().processEvents()

    async def read(report: Any) -> None:
        report(Composed(made))

    failures: list[BaseException] = []
    gaps, timer = ticking()
    program.background.run(read, each=ward._take, failed=failures.append)
    bar = window.rail.list.verticalScrollBar()
    until(lambda: bool(failures) or bar.maximum() > _LISTED * 40, 60)
    window.acts.act("ward.open")()
    board = window.acts.feature("ward").page.list.verticalScrollBar()
    until(lambda: bool(failures) or board.maximum() > _LISTED * 40, 60)
    timer.stop()
    if failures:
        raise failures[0]
    repaint = milliseconds(window.grab, 15)
    stalls = [gap - TICK for gap in gaps]
    return max(stalls), sum(1 for stall in stalls if stall > LIMIT), repaint


def _long_list() -> WorkList:
    """Give a list of 5,000 persons; none of them is expected, so that nobody is looked up for the board."""
    wanted = WantedList("lang", "Lang liste", "bench", ListKind.LIST)
    visits = tuple(
        Visit(
            VisitKind.PATIENT,
            cpr(f"{1 + n % 28:02}{1 + n // 28 % 12:02}{40 + n % 50:02}{1000 + n % 3000:04}"),
            f"Efternavn{n % 700}",
            f"Fornavn{n % 300}",
            clinical_date(f"19{40 + n % 50:02}-{1 + n // 28 % 12:02}-{1 + n % 28:02}"),
            state=VisitState.UNKNOWN,
        )
        for n in range(_LISTED)
    )
    return WorkList(wanted, datetime.now(UTC), visits)


async def _arrive(reading: Any, clock: Any, answers: list[bytes], report: Any) -> None:
    """Receive and read the answers over some connections, and report each section."""
    waiting = iter(enumerate(answers))

    async def connection() -> None:
        for number, answer in waiting:
            await asyncio.sleep(_LATENCY)
            found = reading.recognise((RawDocument(str(number), answer),), datetime.now(UTC))[0]
            for section in sections_of_files(found, "bench", clock):
                if section.topic in found.answers:
                    report(section)
            report(number)

    await asyncio.gather(*(connection() for _ in range(_CONNECTIONS)))


def _still_asked(patient_id: Any) -> Any:
    """Give the section of a source that has not answered yet: while answers arrive there is one."""
    return Section(patient_id, Topic.DOCUMENTS, "waiting", "waiting", Standing.LOADING)


def ticking() -> tuple[list[float], QTimer]:
    """Start a timer of the Qt thread, and note the time between its ticks in milliseconds."""
    gaps: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append((now - last[0]) * 1000)
        last[0] = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(TICK)
    timer.timeout.connect(tick)
    timer.start()
    return gaps, timer


if __name__ == "__main__":
    main()
