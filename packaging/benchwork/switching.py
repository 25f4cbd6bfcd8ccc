"""Any switch of the screen: from the key to the painted page, on the heaviest patient."""

import statistics
import time

from benchwork.measure import heaviest, milliseconds, program, read, row, tell, until
from PySide6.QtWidgets import QApplication

from overblik.widgets.keys import LETTERS

_ROUNDS = 40


def main() -> None:
    """Open every section in full and go back, again and again; the floor is one repaint of the same pane.

    The first opening of each page stands apart too: what is opened again is partly remembered.
    """
    with program(read(heaviest())) as made:
        app = QApplication.instance()
        assert app is not None
        made.patients.choose_patient(made.patients.ids[0])
        until(lambda: not made.model.is_waiting, 30, made.window.painted)
        app.processEvents()
        acts = made.window.acts
        assert acts is not None
        spent: dict[str, list[float]] = {name: [] for name in ("overview", *LETTERS)}
        for _ in range(_ROUNDS):
            for name in LETTERS:
                spent[name].append(_timed(app, lambda name=name: acts.open_full(name)))
                spent["overview"].append(_timed(app, acts.open_overview))
        floor = milliseconds(made.window.grab, 15)
    every = [one for times in spent.values() for one in times]
    first = max(spent, key=lambda name: spent[name][0])
    worst = max(spent, key=lambda name: _p95(spent[name]))
    rows = [row("screen switch, p95 of all", _p95(every), "ms", floor, 25, by_ratio=False)]
    rows.append(row(f"screen switch, slowest page ({worst}), p95", _p95(spent[worst]), "ms", floor, 25, by_ratio=False))
    rows.append(
        row(f"screen switch, slowest first opening ({first})", spent[first][0], "ms", floor, 25, by_ratio=False)
    )
    tell(rows)


def _timed(app: QApplication, act: object) -> float:
    begun = time.perf_counter()
    act()  # type: ignore[operator]
    app.processEvents()
    return (time.perf_counter() - begun) * 1000


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
