"""One delegate for a card: dispatches on the kind of row, draws selection, bar and line around it."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from overblik.viewmodels.row_model import ROW
from overblik.viewmodels.rows import GroupRow, LabRow, LineRow, MedicationRow, MoreRow, NoticeRow, PlanRow, Row
from overblik.viewmodels.words import Words
from overblik.widgets import paint
from overblik.widgets.delegates import group, lab, line, medication, notice, plan
from overblik.widgets.look import Look

Index = QModelIndex | QPersistentModelIndex


def row_height(row: Row, width: float, look: Look, words: Words) -> int:
    """Give the height of any row in a width."""
    match row:
        case MedicationRow():
            return medication.height(row, width, look)
        case LabRow():
            return lab.height(row, width, look)
        case PlanRow():
            return plan.height(row, width, look)
        case LineRow():
            return line.height(row, width, look)
        case NoticeRow():
            return notice.height(row, width, look)
        case GroupRow():
            return group.height(row, width, look, words)
        case MoreRow():
            return group.more_height(row, width, look)
        case _:
            return look.px(24)


def draw_row(painter: QPainter, box: QRectF, row: Row, look: Look, words: Words) -> None:
    """Draw the content of any row."""
    match row:
        case MedicationRow():
            medication.draw(painter, box, row, look)
        case LabRow():
            lab.draw(painter, box, row, look)
        case PlanRow():
            plan.draw(painter, box, row, look)
        case LineRow():
            line.draw(painter, box, row, look)
        case NoticeRow():
            notice.draw(painter, box, row, look)
        case GroupRow():
            group.draw(painter, box, row, look, words)
        case MoreRow():
            group.draw_more(painter, box, row, look)
        case _:
            return


class RowDelegate(QStyledItemDelegate):
    """Draws the rows of one card."""

    def __init__(self, look: Look, words: Words, parent: QObject | None = None) -> None:
        """Take the look and the words of the column names."""
        super().__init__(parent)
        self.look, self.words = look, words

    def height(self, row: Row, width: float) -> int:
        """Give the height of a row in a width."""
        return row_height(row, width, self.look, self.words)

    def draw(self, painter: QPainter, box: QRectF, row: Row) -> None:
        """Draw the content of a row."""
        draw_row(painter, box, row, self.look, self.words)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row with its ground, bar, line and focus."""
        row: Row = index.data(ROW)
        state: Any = option.state
        box = QRectF(option.rect)
        look = self.look
        painter.save()
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if state & QStyle.StateFlag.State_Selected and has_focus:
            painter.fillRect(box, look.color("select"))
        elif state & QStyle.StateFlag.State_MouseOver and not isinstance(row, GroupRow):
            painter.fillRect(box, look.color("sunken"))
        self.draw(painter, box, row)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if not isinstance(row, GroupRow):
            painter.setPen(look.color("hair"))
            painter.drawLine(int(box.left()), int(box.bottom()) - 1, int(box.right()), int(box.bottom()) - 1)
        bar = getattr(row, "bar", None)
        if bar is not None:
            painter.fillRect(QRectF(box.left(), box.top(), look.px(3), box.height()), look.color(paint.TONE[bar][0]))
        if has_focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("focus"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()
