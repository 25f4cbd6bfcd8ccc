"""The page of the cumulative grid: names stay at the left while the moments scroll; newest beside the names."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from overblik.viewmodels.lab_grid import LabGrid
from overblik.viewmodels.lab_grid_model import CELL, LabGridModel
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.rows import LabRow, Row
from overblik.viewmodels.words import Words
from overblik.widgets import ink, paint
from overblik.widgets.look import Look
from overblik.widgets.page_head import PageHead

_LEAST = 60
Index = QModelIndex | QPersistentModelIndex
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_INK = {FlagShape.HIGH: "high", FlagShape.ABNORMAL: "high", FlagShape.LOW: "low"}


class _Cells(QStyledItemDelegate):
    """Draws a cell as a row of the laboratory card does: flag, letter, value."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, cell = self.look, index.data(CELL)
        box = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(box, look.color("select"))
            ink.paint_ring(painter, box, look)
        painter.setPen(look.color("hair"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomRight())
        if isinstance(cell, LabRow):
            right = box.right() - look.px(8)
            line = QRectF(box.left(), box.top(), right - box.left(), box.height())
            ink.text(painter, look, line, cell.value, ink.Style(13, 600, "text", _RIGHT))
            edge = right - look.advance(cell.value, 13, 600) - look.px(4)
            if cell.letter:
                line.setRight(edge)
                style = ink.Style(12, 700, _INK.get(cell.shape, "crit"), _RIGHT)
                ink.text(painter, look, line, cell.letter, style)
                edge -= look.advance(cell.letter, 12, 700) + look.px(3)
            side = look.px(12)
            square = QRectF(edge - side, box.center().y() - side / 2, side, side)
            paint.paint_flag(painter, square, cell.shape, look)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the room that a cell needs, so that no value is cut."""
        del option
        cell, look = index.data(CELL), self.look
        wide = look.advance(cell.value, 13, 600) if isinstance(cell, LabRow) else 0
        return QSize(int(wide) + look.px(52), look.px(40))


class GridView(QTableView):
    """Names down, moments across; Enter opens the course of a cell."""

    opened = Signal(object)

    def __init__(self, model: LabGridModel, look: Look, parent: QWidget | None = None) -> None:
        """Take the model."""
        super().__init__(parent)
        self.look = look
        self.setModel(model)
        self.setItemDelegate(_Cells(look, self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header, align in (
            (self.verticalHeader(), Qt.AlignmentFlag.AlignLeft),
            (self.horizontalHeader(), Qt.AlignmentFlag.AlignRight),
        ):
            header.setFont(look.font(13))
            header.setHighlightSections(False)
            header.setDefaultAlignment(align | Qt.AlignmentFlag.AlignVCenter)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.verticalHeader().setDefaultSectionSize(look.px(40))
        self.doubleClicked.connect(self._open)

    def fit(self) -> None:
        """Give each column and each name the room of its words."""
        self.resizeColumnsToContents()
        self.resizeRowsToContents()

    def _open(self, index: QModelIndex) -> None:
        if isinstance(index.data(CELL), LabRow):
            self.opened.emit(index.data(CELL))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the course of a cell by Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)


class LabGridPage(QWidget):
    """Head, what the sources lack, what the filter leaves out, and the grid."""

    left = Signal()

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self.words = look, words
        self.model = LabGridModel(words, self)
        self.head = PageHead(words.say("topic.lab_results"), look)
        self.head.left.connect(self.left)
        self.filter, self.notices = QLabel(), QLabel()
        for label, weight in ((self.filter, 600), (self.notices, 400)):
            label.setFont(look.font(13, weight))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setStyleSheet(f"color: {look.hex('stale')}")
            label.setContentsMargins(look.px(14), 0, look.px(12), look.px(4))
        self.view = GridView(self.model, look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.head, self.filter, self.notices):
            column.addWidget(part)
        frame = QVBoxLayout()
        frame.setContentsMargins(look.px(12), 0, look.px(12), look.px(10))
        frame.addWidget(self.view)
        column.addLayout(frame, 1)
        self.setFocusProxy(self.view)
        self.setMinimumSize(look.px(_LEAST), look.px(_LEAST))  # the window is never made larger

    def show_grid(self, grid: LabGrid | None) -> None:
        """Show a grid; nothing for none. The cell in focus stays."""
        at = self.view.currentIndex()
        place = (at.row(), at.column()) if at.isValid() else (0, 0)
        if not self.model.show(grid):
            return
        told = grid.notices if grid else ()
        self.notices.setText("\n".join(told))
        self.notices.setVisible(bool(told))
        self.filter.setText(grid.filter_text if grid else "")
        self.filter.setVisible(bool(grid and grid.filter_text))
        self.head.tell(self.words.say("lab.grid_title") if grid else "", "")
        if grid is not None:
            spoken = self.words.say("lab.grid_spoken", n=len(grid.names), m=len(grid.columns))
            self.view.setAccessibleName(" ".join(part for part in (spoken, grid.filter_text, *told) if part))
            self.view.fit()
            row, column = min(place[0], len(grid.names) - 1), min(place[1], len(grid.columns) - 1)
            self.view.setCurrentIndex(self.model.index(row, column))

    def current_row(self) -> Row | None:
        """Give the result in focus, for its original and its copy."""
        row: Row | None = self.view.currentIndex().data(CELL)
        return row

    def blank(self) -> None:
        """Leave nothing of the patient."""
        self.show_grid(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("canvas"))
        painter.end()
