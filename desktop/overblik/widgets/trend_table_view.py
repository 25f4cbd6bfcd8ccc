"""The table beside the chart: every point, newest on top; its row is the crosshair, and the crosshair its row (R13)."""

from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
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
from overblik.viewmodels.trend_values import Kind, Trend
from overblik.viewmodels.trend_words import Told, told_at
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.look import Look
from overblik.widgets.trend_side import draw_told, told_runs

Index = QModelIndex | QPersistentModelIndex
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_DAY = 86_400.0
_MEASURED = 4
"""So many of the longest values of a column are measured."""


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
            draw_told(painter, line, told.shape, runs, look)
        else:
            ink.text(painter, look, inner, str(told), ink.Style(13, 400, "text", _LEFT))
        if option.state & QStyle.StateFlag.State_HasFocus:
            ink.paint_ring(painter, box, look)
        painter.restore()


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
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._is_told = False
        self._fitted: tuple[Trend | None, int] = (None, 0)
        self._wide: tuple[Trend | None, list[int]] = (None, [])

    def fit(self) -> None:
        """Give each column the room of its words, and share what is left."""
        seen = (self.rows.trend, self.viewport().width())
        if self._fitted[0] is seen[0] and self._fitted[1] == seen[1]:
            return
        self._fitted = seen
        header, trend = self.horizontalHeader(), self.rows.trend
        if trend is None:
            return
        if self._wide[0] is not trend:
            self._wide = (trend, [self._wanted(trend, place) for place in range(header.count())])
        for place, wide in enumerate(self._wide[1]):
            header.resizeSection(place, wide)
        free = self.viewport().width() - header.length()
        for place in range(header.count() if free > 0 else 0):
            header.resizeSection(place, header.sectionSize(place) + free // header.count())

    def _wanted(self, trend: Trend, place: int) -> int:
        """Give the room of a column: that of its longest value with a flag, of a date, and of its heading."""
        look, words = self.look, self.rows.words
        heading = str(self.rows.headerData(place, Qt.Orientation.Horizontal)).split("\n")
        wide = max(look.advance(line, 13) for line in heading) + look.px(18)
        if place == 0:
            is_close = any(other - one < _DAY for one, other in pairwise(trend.moments))
            date = look.advance("28. maj 2026" + (" 08:05" if is_close else ""), 13)
            return int(max(wide, date + look.px(20)))
        panel = trend.panels[place - 1]
        points = sorted(panel.points, key=lambda point: len(point.pair[1].fact.value))[-_MEASURED:]
        points += [point for point in panel.points if point.kind is Kind.APART]
        told = [told_runs(told_at(panel, when, words), named=False) for when in (-1.0, *(each.when for each in points))]
        value = max(sum(look.advance(run.text, run.size, run.weight) for run in runs) for runs in told)
        return int(max(wide, value + look.px(34)))

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
