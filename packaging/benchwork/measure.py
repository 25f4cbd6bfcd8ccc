"""What all parts share: rows, medians, samples, and a program on a temporary profile."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SYNTHEA = ROOT.parent / "shared" / "samples" / "fhir" / "synthea"


def heaviest() -> Path:
    """Give the heaviest Synthea sample."""
    found = sorted(SYNTHEA.glob("*.json"), key=lambda path: path.stat().st_size)
    if not found:
        sys.exit("the samples are missing beside this checkout: no figure")
    return found[-1]


def row(name: str, value: float, unit: str, floor: float | None, limit: float, *, by_ratio: bool) -> dict[str, Any]:
    """Make a row: the limit is one of the ratio, or of the value itself."""
    ratio = value / floor if floor else None
    measured = ratio if by_ratio else value
    assert measured is not None
    made = {"name": name, "value": value, "unit": unit, "floor": floor, "ratio": ratio, "limit": limit}
    return made | {"met": measured <= limit, "by": "ratio" if by_ratio else "value"}


def tell(rows: list[dict[str, Any]]) -> None:
    """Print the rows for the script that runs the parts."""
    print(json.dumps(rows, ensure_ascii=False), flush=True)


def side_by_side(call: Callable[[], Any], floor: Callable[[], Any], times: int) -> tuple[float, float]:
    """Give the median times of a call and of its floor, taken in turns: a busy machine slows both alike."""
    both = [(milliseconds(call, 1), milliseconds(floor, 1)) for _ in range(times)]
    return statistics.median(value for value, _ in both), statistics.median(value for _, value in both)


def milliseconds(call: Callable[[], Any], times: int) -> float:
    """Give the median time of a call."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


def reader() -> Any:
    """Give the reader of FHIR files as the program makes it."""
    from overblik.app.file_reading import readers

    return readers()[0]


def read(path: Path) -> Any:
    """Read a sample to its one citizen."""
    from overblik.domain.ports import RawDocument

    return reader().recognise((RawDocument(path.name, path.read_bytes()),), datetime.now(UTC))[0]


def sections(recognised: Any) -> tuple[Any, ...]:
    """Judge what a sample holds, as the import does."""
    from overblik.app.files import sections_of_files
    from overblik.runtime.clock import SystemClock

    made = sections_of_files(recognised, "bench", SystemClock())
    return tuple(section for section in made if section.topic in recognised.answers)


def keeping_settings(folder: Path, **more: Any) -> Any:
    """Give the settings of a program that keeps without a PIN, as the demo does: a bench types none."""
    from overblik.runtime.settings import DemoSettings, Settings

    return Settings(folder, demo=DemoSettings("", ""), **more)


@contextmanager
def program(*recognised: Any) -> Iterator[Any]:
    """Run the real program on a temporary profile with some citizens in its cache and no server."""
    from overblik.app.house import open_house
    from overblik.app.window import application, make_program, show
    from overblik.domain.ports import Kept
    from overblik.runtime.clock import SystemClock
    from overblik.runtime.keyring import MemoryKeyring
    from overblik.viewmodels.choices import Choices

    _, ring = application(), MemoryKeyring()
    with TemporaryDirectory(prefix="overblik-bench-") as folder:
        settings = keeping_settings(Path(folder))
        house = open_house(settings, SystemClock(), ring=ring)
        for one in recognised:
            for section in sections(one):
                house.store.keep(Kept(section, {}))
        house.store.close()
        house.trail_file.close()
        made = make_program(settings, Choices(), ring)
        show(made)
        until(lambda: made.is_joined and (bool(made.patients.lines()) or not recognised))
        try:
            yield made
        finally:
            made.window.close()
            made.close()


def until(is_so: Callable[[], bool], seconds: float = 20, signal: Any = None) -> None:
    """Turn the event loop until something is so; it is looked at after a signal, or every few milliseconds.

    Raises:
        TimeoutError: it never became so.

    """
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    if is_so():
        return
    # A real event loop that sleeps: turning it by hand would take the interpreter from the asking thread.
    loop, over, look = QEventLoop(), QTimer(), QTimer()
    over.setSingleShot(True)
    over.timeout.connect(loop.quit)
    over.start(round(seconds * 1000))

    def check() -> None:
        if is_so():
            loop.quit()

    look.timeout.connect(check)
    if signal is None:
        look.start(4)
    else:
        signal.connect(check, Qt.ConnectionType.QueuedConnection)
    loop.exec()
    look.stop()
    if signal is not None:
        signal.disconnect(check)
    if not is_so():
        raise TimeoutError
