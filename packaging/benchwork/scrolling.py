"""10,000 laboratory rows: the time of a frame while scrolling."""

import statistics
import time

from benchwork.measure import milliseconds, row, tell
from PySide6.QtWidgets import QWidget

from overblik.app.preferred import words_of
from overblik.app.window import application
from overblik.runtime import paths
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.rows import Card, LabRow, Spark
from overblik.widgets.card_view import CardView
from overblik.widgets.look import Look

_SHAPES = (FlagShape.NORMAL, FlagShape.HIGH, FlagShape.LOW, FlagShape.NO_INTERVAL)


def _lab(number: int) -> LabRow:
    points = tuple((day * 86400.0, 5 + (number * day) % 7 / 3) for day in range(12))
    shape = _SHAPES[number % 4]
    return LabRow(
        f"r{number}",
        f"Analyse {number}",
        name=f"Analyse {number};P",
        when="20. nov 2026",
        shape=shape,
        letter="H" if shape is FlagShape.HIGH else "L" if shape is FlagShape.LOW else "",
        value=f"{number % 90},{number % 10}",
        unit="mmol/L",
        interval="3,5–5,0",
        spark=Spark(points, 4.5, 6.0),
        change="+0,7 (+16 %)",
        previous="4,4 · 100 dage",
    )


def main() -> None:
    """Scroll by 120 pixels and repaint; the floor is a repaint of an empty widget of the same size."""
    app = application()
    view = CardView("lab_results", Look("light", paths.resources() / "icons"), words_of("da"))
    view.resize(900, 900)
    view.show()
    view.show_card(
        Card("lab_results", "Prøvesvar", "L", "flask-conical", "", rows=tuple(_lab(n) for n in range(10000)))
    )
    app.processEvents()
    bar, spent = view.table.verticalScrollBar(), []
    for step in range(240):
        begun = time.perf_counter()
        bar.setValue(step * 120)
        view.table.viewport().repaint()
        app.processEvents()
        spent.append((time.perf_counter() - begun) * 1000)
    empty = QWidget()
    empty.resize(900, 900)
    empty.show()
    app.processEvents()
    floor = milliseconds(empty.repaint, 50)
    slowest = statistics.quantiles(spent, n=20)[-1]
    name = f"10,000 lab rows, scroll frame p95, {app.platformName()}"
    tell([row(name, slowest, "ms", floor, 16, by_ratio=False)])


if __name__ == "__main__":
    main()
