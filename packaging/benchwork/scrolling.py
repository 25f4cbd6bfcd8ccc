"""10,000 laboratory rows, and a medicine card of 181 drugs: the time of a frame while scrolling."""

import statistics
import time
from datetime import UTC, datetime

from benchwork.measure import milliseconds, row, sections, tell
from benchwork.ordinations import answer
from PySide6.QtWidgets import QWidget

from overblik.app.preferred import words_of
from overblik.app.window import application
from overblik.domain.ports import RawDocument
from overblik.runtime import paths
from overblik.sources.fmk import FmkReader
from overblik.viewmodels.card_head import View
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.medication_table import medication_card
from overblik.viewmodels.rows import Band, Card, LabRow, Point, Spark
from overblik.widgets.card_view import CardView
from overblik.widgets.look import Look

DRUGS = 181
_SHAPES = (FlagShape.NORMAL, FlagShape.HIGH, FlagShape.LOW, FlagShape.NO_INTERVAL)


def _lab(number: int) -> LabRow:
    points = tuple(Point(day * 86400.0, 5 + (number * day) % 7 / 3) for day in range(12))
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
        spark=Spark(points, (Band(None, None, 4.5, 6.0),)),
        change="+0,7 (+16 %)",
        previous="4,4 · 100 dage",
    )


def main() -> None:
    """Scroll by 120 pixels and repaint; the floor is a repaint of an empty widget of the same size."""
    app = application()
    empty = QWidget()
    empty.resize(900, 900)
    empty.show()
    app.processEvents()
    floor = milliseconds(empty.repaint, 50)
    labs = Card("lab_results", "Prøvesvar", "L", "flask-conical", "", rows=tuple(_lab(n) for n in range(10000)))
    cards = [("10,000 lab rows", labs), (f"card of {DRUGS} drugs", _medicine())]
    tell(
        [
            row(f"{name}, scroll frame p95, {app.platformName()}", _scrolled(card), "ms", floor, 16, by_ratio=False)
            for name, card in cards
        ]
    )


def _scrolled(card: Card) -> float:
    """Give the 95th percentile of a frame, over two hundred and forty steps up and down."""
    app = application()
    view = CardView(card.name, Look("light", paths.resources() / "icons"), words_of("da"))
    view.resize(900, 900)
    view.show()
    view.show_card(card)
    app.processEvents()
    bar, spent = view.table.verticalScrollBar(), []
    assert bar.maximum() > 900
    for step in range(240):
        begun = time.perf_counter()
        bar.setValue(step * 120 % bar.maximum())
        view.table.viewport().repaint()
        app.processEvents()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.quantiles(spent, n=20)[-1]


def _medicine() -> Card:
    """Give the medicine card, each row with all that it says."""
    now = datetime.now(UTC)
    (found,) = FmkReader().recognise((RawDocument("card.xml", answer(DRUGS)),), now) or ()
    return medication_card(sections(found), View(now, words_of("da"), is_full=True))


if __name__ == "__main__":
    main()
