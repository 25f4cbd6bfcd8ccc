"""Above and beside the chart: the readout, the details of the chosen result, the legend (Sittig 10, 11)."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.trend_words import Told
from overblik.viewmodels.words import Words
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look
from overblik.widgets.scrolled import Sheet
from overblik.widgets.trend_signs import draw_legend_sign

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_INK = {FlagShape.HIGH: "high", FlagShape.ABNORMAL: "high", FlagShape.LOW: "low"}
_LABEL = 96


def told_runs(told: Told, *, named: bool) -> list[Run]:
    """Write one analysis at a moment: name, letter, value, unit; the shape is painted before the letter."""
    runs = [Run(f"{told.name}  ", 13)] if named else []
    is_absent = told.point is None
    runs += [Run(f"{told.letter} ", 12, 700, _INK.get(told.shape, "crit"))] if told.letter else []
    runs.append(Run(told.value, 13, 400 if is_absent else 600, "text2" if is_absent else "text"))
    return runs + ([Run(f" {told.unit}", 13)] if told.unit and named else [])


class Readout(QWidget):
    """The bar above the plot: the moment, and every analysis' exact value at it; it hides nothing."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look = look
        self._when, self._told = "", tuple[Told, ...]()

    def show_told(self, when: str, told: tuple[Told, ...]) -> None:
        """Say a moment."""
        self._when, self._told = when, told
        self.setAccessibleName(", ".join((when, *(one.spoken for one in told))) if told else "")
        self.setFixedHeight(self._height())
        self.update()

    def _pieces(self) -> list[tuple[float, FlagShape, list[Run]]]:
        look = self.look
        made = [(look.advance(self._when, 14, 600), FlagShape.NONE, [Run(self._when, 14, 600)])]
        for one in self._told:
            runs = told_runs(one, named=True)
            wide = sum(look.advance(run.text, run.size, run.weight) for run in runs) + look.px(15)
            made.append((wide, one.shape, runs))
        return made

    def _places(self) -> tuple[list[tuple[float, float, FlagShape, list[Run], Flow | None]], float]:
        """Place the pieces in rows; one that is wider than the bar is broken into lines. Gives the height, too."""
        look = self.look
        left, room, step = float(look_left(look)), self.width() - 2 * look_left(look), look.px(20)
        x, y, made = left, float(look.px(7)), []
        for wide, shape, runs in self._pieces():
            if x > left and x + wide > left + room:
                x, y = left, y + step
            flow = laid(runs, look, room - look.px(15), 20) if wide > room > look.px(40) else None
            made.append((x, y, shape, runs, flow))
            if flow is not None:
                x, y = left, y + flow.height
            else:
                x += wide + look.px(16)
        return made, (y if x == left and made else y + step) + look.px(7)

    def _height(self) -> int:
        return int(self._places()[1])

    def resizeEvent(self, event: object) -> None:
        """Follow the width."""
        del event
        self.setFixedHeight(self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        del event
        look, painter = self.look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.color("select"))
        painter.setPen(QPen(look.color("focus"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(6), look.px(6))
        for x, y, shape, runs, flow in self._places()[0]:
            if flow is None:
                draw_told(painter, QRectF(x, y, self.width(), look.px(20)), shape, runs, look)
                continue
            paint.paint_flag(painter, QRectF(x, y + look.px(4), look.px(12), look.px(12)), shape, look)
            flow.paint(painter, x + look.px(15), y)
        painter.end()


def look_left(look: Look) -> int:
    """Give the left edge of the words of the readout."""
    return look.px(12)


def draw_told(painter: QPainter, box: QRectF, shape: FlagShape, runs: Sequence[Run], look: Look) -> None:
    """Draw runs on a line; the flag stands before the letter or the value, after the name."""
    x = box.left()
    for place, run in enumerate(runs):
        is_value = run.weight >= 600 and run.size <= 13
        if shape is not FlagShape.NONE and is_value and not any(one.weight >= 600 for one in runs[:place]):
            paint.paint_flag(painter, QRectF(x, box.top() + look.px(4), look.px(12), look.px(12)), shape, look)
            x += look.px(15)
        ink.text(
            painter,
            look,
            QRectF(x, box.top(), box.width() + 40, box.height()),
            run.text,
            ink.Style(run.size, run.weight, run.ink, _LEFT),
        )
        x += look.advance(run.text, run.size, run.weight)


class Details(Sheet):
    """The chosen result in full, and the legend under it."""

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self.words = look, words
        self._title, self._rows, self._legend = "", list[tuple[str, str, str]](), list[tuple[str, str]]()

    def show_details(self, title: str, rows: list[tuple[str, str, str]], legend: list[tuple[str, str]]) -> None:
        """Say a result."""
        self._title, self._rows, self._legend = title, rows, legend
        told = [title, *(" ".join(part for part in row if part) for row in rows)]
        told += [self.words.say("trend.legend_name"), *(text for _, text in legend)] if legend else []
        self.setAccessibleName(". ".join(part for part in told if part))
        self.setMinimumHeight(self.height_for(self.width()))
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Follow the width."""
        del event
        self.setMinimumHeight(self.height_for(self.width()))

    def height_for(self, width: int) -> int:
        """Give the height of everything in a width."""
        return int(self._draw(None, width))

    def _flow(self, text: str, width: float, ink_name: str = "text", weight: int = 400) -> Flow:
        return laid([Run(text, 13, weight, ink_name)], self.look, width, 18)

    def _draw(self, painter: QPainter | None, width: float) -> float:
        look = self.look
        pad, label = look.px(12), look.px(_LABEL)
        y = float(look.px(10))
        for text, runs in ((self._title, [Run(self._title, 14, 600)]),):
            flow = laid(runs, look, width - 2 * pad, 20)
            if painter is not None and text:
                flow.paint(painter, pad, y)
            y += flow.height + look.px(6)
        for name, text, under in self._rows:
            flows = [(pad, self._flow(name, label - look.px(6), "text2"))]
            flows.append((pad + label, self._flow(text, width - 2 * pad - label)))
            tall = max(flow.height for _, flow in flows)
            for x, flow in flows:
                if painter is not None:
                    flow.paint(painter, x, y)
            y += tall
            if under:
                below = self._flow(under, width - 2 * pad - label, "text2")
                if painter is not None:
                    below.paint(painter, pad + label, y)
                y += below.height
        return self._draw_legend(painter, width, y + look.px(8))

    def _draw_legend(self, painter: QPainter | None, width: float, y: float) -> float:
        look, pad = self.look, self.look.px(12)
        if painter is not None:
            painter.setPen(look.color("line"))
            painter.drawLine(0, int(y), int(width), int(y))
        y += look.px(8)
        columns = 2 if width >= look.px(300) else 1
        column = (width - 2 * pad) / columns
        letters = {"comment": self.words.say("trend.comment_mark"), "corrected": self.words.say("trend.corrected_mark")}
        for first in range(0, len(self._legend), columns):
            tall = look.px(20)
            for place, (sign, text) in enumerate(self._legend[first : first + columns]):
                x = pad + place * column
                flow = laid([Run(text, 12)], look, column - look.px(26), 16)
                if painter is not None:
                    box = QRectF(x, y + look.px(1), look.px(16), look.px(16))
                    draw_legend_sign(painter, box, sign, look, letters.get(sign, ""))
                    flow.paint(painter, x + look.px(22), y + look.px(1))
                tall = max(tall, flow.height + look.px(4))
            y += tall
        return y + look.px(6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw everything."""
        del event
        painter = QPainter(self)
        self._draw(painter, self.width())
        painter.end()
