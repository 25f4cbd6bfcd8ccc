"""Beside the chart: the readout, the table of every point, the details of the chosen result, the legend (Sittig 10, 11)."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.trend_table import TOLD, TrendTable
from overblik.viewmodels.trend_words import Told
from overblik.viewmodels.words import Words
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look
from overblik.widgets.scrolled import Sheet
from overblik.widgets.trend_signs import draw_legend_sign

Index = QModelIndex | QPersistentModelIndex
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
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

    def _height(self) -> int:
        x, rows, look = float(look_left(self.look)), 1, self.look
        for wide, _, _ in self._pieces():
            if x > look_left(look) and x + wide > self.width() - look.px(12):
                x, rows = float(look_left(look)), rows + 1
            x += wide + look.px(16)
        return look.px(14) + rows * look.px(20)

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
        x, y = float(look_left(look)), float(look.px(7))
        for wide, shape, runs in self._pieces():
            if x > look_left(look) and x + wide > self.width() - look.px(12):
                x, y = float(look_left(look)), y + look.px(20)
            _draw_told(painter, QRectF(x, y, wide, look.px(20)), shape, runs, look)
            x += wide + look.px(16)
        painter.end()


def look_left(look: Look) -> int:
    """Give the left edge of the words of the readout."""
    return look.px(12)


def _draw_told(painter: QPainter, box: QRectF, shape: FlagShape, runs: Sequence[Run], look: Look) -> None:
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


class _Cells(QStyledItemDelegate):
    """Draws a cell: flag, letter, value; digits end in one column."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, told = self.look, index.data(TOLD)
        box = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.color("select"))
            if index.column() == 0:
                painter.fillRect(QRectF(box.left(), box.top(), look.px(3), box.height()), look.color("accent"))
        painter.setPen(look.color("hair"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner = box.adjusted(look.px(9), 0, -look.px(9), 0)
        if isinstance(told, Told):
            runs = told_runs(told, named=False)
            wide = sum(look.advance(run.text, run.size, run.weight) for run in runs)
            flag = look.px(15) if told.shape is not FlagShape.NONE else 0
            line = QRectF(inner.right() - wide - flag, box.top() + (box.height() - look.px(20)) / 2, wide, look.px(20))
            _draw_told(painter, line, told.shape, runs, look)
        else:
            ink.text(painter, look, inner, str(told), ink.Style(13, 400, "text", _LEFT))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(look.color("focus"), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the room that a cell needs, so that nothing in it is cut."""
        del option
        look, told = self.look, index.data(TOLD)
        runs = told_runs(told, named=False) if isinstance(told, Told) else [Run(str(told), 13)]
        wide = sum(look.advance(run.text, run.size, run.weight) for run in runs)
        flag = look.px(15) if isinstance(told, Told) and told.shape is not FlagShape.NONE else 0
        return QSize(int(wide) + flag + look.px(20), look.px(26))


class TableView(QTableView):
    """Every point of the chart, newest on top; a row is the crosshair, and the crosshair a row."""

    chosen = Signal(float, int)
    """A moment, and the analysis of the column or -1."""
    unanswered = Signal(object)
    """A key that the table has no use for."""

    def __init__(self, model: TrendTable, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Take the model."""
        super().__init__(parent)
        self.look, self.rows = look, model
        self.setModel(model)
        self.setItemDelegate(_Cells(look, self))
        self.setAccessibleName(words.say("trend.table_name"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look.px(26))
        self.verticalHeader().setMinimumSectionSize(look.px(20))
        header = self.horizontalHeader()
        header.setFont(look.font(13))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setResizeContentsPrecision(40)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._is_told = False

    def fit(self) -> None:
        """Give each column the room of its words, and share what is left."""
        self.resizeColumnsToContents()
        header = self.horizontalHeader()
        free = self.viewport().width() - header.length()
        count = header.count()
        for place in range(count if free > 0 else 0):
            header.resizeSection(place, header.sectionSize(place) + free // count)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self.fit()

    def show_moment(self, when: float) -> None:
        """Choose the row of a moment."""
        row = self.rows.row_of(when)
        if row >= 0 and row != self.currentIndex().row():
            self._is_told = True
            self.setCurrentIndex(self.rows.index(row, max(self.currentIndex().column(), 0)))
            self._is_told = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell the chart which moment was chosen here."""
        super().currentChanged(current, previous)
        if current.isValid() and not self._is_told:
            self.chosen.emit(self.rows.moment_of(current.row()), current.column() - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between rows and cells; zoom keys go to the chart."""
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0):
            self.unanswered.emit(event)
            return
        super().keyPressEvent(event)


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
