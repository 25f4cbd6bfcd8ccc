"""The trend with 4 × 1,000 points: composed, painted first, and panned; the floor paints the same lines and points plainly."""

import gc
import statistics
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from benchwork.measure import milliseconds, row, tell
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from overblik.app.preferred import words_of
from overblik.app.window import application
from overblik.domain.dates import clinical_date
from overblik.domain.lab_result import Flag, LabResult, ReferenceRange, ResultState
from overblik.domain.npu import NPU
from overblik.domain.patient import cpr
from overblik.domain.provenance import Provenance, RawRef
from overblik.domain.quantity import NOTHING_SAID, Quantity
from overblik.domain.section import Scoped, Section, Standing, Topic
from overblik.runtime import paths
from overblik.viewmodels.card_head import View
from overblik.viewmodels.trend import trend
from overblik.viewmodels.trend_values import Trend
from overblik.widgets.look import Look
from overblik.widgets.trend_page import TrendPage

ANALYSES, POINTS = 4, 1000
NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
WHO = cpr("2512489996")


def _result(analysis: int, place: int) -> LabResult:
    value = Decimal(60 + analysis * 10 + (place * 37) % 61)
    text, taken = str(value), clinical_date((NOW - timedelta(days=4 * place)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    flag = Flag.HIGH if value > 110 else Flag.LOW if value < 70 else Flag.NORMAL
    limits = ReferenceRange(Quantity(Decimal(70), "", "", "70"), Quantity(Decimal(110), "", "", "110"), "", "")
    told: dict[str, Any] = dict.fromkeys(("flag_text", "wire_status", "absent_reason", "method", "report"), "")
    return LabResult(
        name=f"Analyse {analysis};P",
        code=f"NPU0000{analysis}",
        system=NPU,
        concept=NOTHING_SAID,
        group="",
        value=text,
        quantity=Quantity(value, "mmol/L", "", text),
        comparator="",
        unit="mmol/L",
        flag=flag,
        not_assessed=False,
        reference=limits,
        taken_at=taken,
        issued_at=taken,
        state=ResultState.FINAL,
        components=(),
        notes=(),
        producer="Laboratoriet",
        **told,
    )


def _section() -> Section[Any]:
    facts = [_result(analysis, place) for analysis in range(ANALYSES) for place in range(POINTS)]
    entries = tuple(
        Scoped(WHO, fact, Provenance("lab", f"o{number}", "1", None, NOW, "", "", RawRef("", 0, 0)))
        for number, fact in enumerate(facts)
    )
    return Section(WHO, Topic.LAB_RESULTS, "lab", "Laboratoriet", Standing.COMPLETE, (), entries, as_of=NOW)


class _Plain(QWidget):
    """Four lines and their points, painted as Qt does it without a thought: the floor."""

    def __init__(self, made: Trend) -> None:
        super().__init__()
        self._lines = []
        for number, panel in enumerate(made.panels):
            first, length = panel.points[0].when, made.end - panel.points[0].when
            places = [
                QPointF((point.when - first) / length * 760, number * 120 + (point.value or 0) * 0.6)
                for point in panel.points
            ]
            self._lines.append(QPolygonF(places))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in self._lines:
            painter.setPen(QPen(self.palette().text().color(), 1))
            painter.drawPolyline(line)
            painter.setPen(QPen(self.palette().text().color(), 8))
            painter.drawPoints(line)
        painter.end()


def main() -> None:
    """Compose, paint first, and pan."""
    app = application()
    words, sections = words_of("da"), (_section(),)
    view = View(NOW, words, is_full=True)
    chosen = tuple((NPU, f"NPU0000{analysis}", "", "mmol/L") for analysis in range(ANALYSES))
    made = trend(sections, view, chosen)
    assert made is not None
    assert [len(panel.points) for panel in made.panels] == [POINTS] * ANALYSES
    gc.freeze()  # as the program does when it is joined
    plain = _Plain(made)
    plain.resize(800, 600)
    plain.show()
    app.processEvents()
    floor = milliseconds(plain.repaint, 50)
    plain.close()
    composing = milliseconds(lambda: trend(sections, view, chosen), 5)
    first, whole = _first(made, view)
    name = f"trend {ANALYSES} × {POINTS:,} points"
    tell(
        [
            row(f"{name}, first paint, {app.platformName()}", first, "ms", floor, 25, by_ratio=False),
            row(f"{name}, with its table of {POINTS:,} rows", whole, "ms", floor, 50, by_ratio=False),
            row(f"{name}, pan p95 of a frame", _panned(made, view), "ms", floor, 8, by_ratio=False),
            row(f"{name}, composed of the sections", composing, "ms", None, 100, by_ratio=False),
        ]
    )


def _page(look: Look) -> TrendPage:
    page = TrendPage(look, words_of("da"))
    page.resize(1200, 720)
    page.show()
    application().processEvents()
    return page


def _first(made: Trend, view: View) -> tuple[float, float]:
    """Give the median times from a composed trend to its first picture, and to that with the table beside it.

    The look of the window is there already when a trend is opened.
    """
    spent, look = [], Look("light", paths.resources() / "icons")
    at: list[float] = []
    for _ in range(9):
        page = _page(look)
        page.chart.painted.connect(lambda: at.append(time.perf_counter()))
        begun = time.perf_counter()
        page.show_trend(made, view)
        while page.table_rows.trend is None:
            application().processEvents()
        page.table.repaint()
        spent.append(((at[-1] - begun) * 1000, (time.perf_counter() - begun) * 1000))
        page.close()
        page.deleteLater()
        application().sendPostedEvents(page, int(QEvent.Type.DeferredDelete))
    return statistics.median(one for one, _ in spent), statistics.median(two for _, two in spent)


def _panned(made: Trend, view: View) -> float:
    """Give the 95th percentile of a frame while four fifths of the points are in view and move.

    It is that of the calmest of five rounds: what other programs take of the machine is no part of a frame.
    """
    page = _page(Look("light", paths.resources() / "icons"))
    page.show_trend(made, view)
    page.chart.zoom(0.8)
    application().processEvents()
    gc.collect()  # what the composing left behind is no part of a frame
    return min(statistics.quantiles(_round(page), n=20)[-1] for _ in range(5))


def _round(page: TrendPage) -> list[float]:
    """Pan back and forth; give the milliseconds of each frame."""
    spent = []
    for step in range(96):
        begun = time.perf_counter()
        page.chart.pan(-0.005 if step % 48 < 24 else 0.005)
        page.chart.repaint()
        application().processEvents()
        spent.append((time.perf_counter() - begun) * 1000)
    return spent


if __name__ == "__main__":
    main()
