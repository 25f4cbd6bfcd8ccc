"""Draws one line of the board: the row grows with what it holds, and a critical one is red at its edge too."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from overblik.viewmodels.marks import Badge
from overblik.viewmodels.ward_values import BoardRow, Layout
from overblik.widgets import ink
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look
from overblik.widgets.ward_cell import Block, badge_width, blocks, height_of, paint_badge, paint_blocks
from overblik.widgets.ward_sizes import COLUMNS, SIZES

Index = QModelIndex | QPersistentModelIndex
ROW = int(Qt.ItemDataRole.UserRole)
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_EDGE, _GAP, _PLACE = 24, 14, 54
"""Design pixels; the first column is never narrower than the last, or its heading would break in large text."""


def columns(width: float, look: Look, layout: Layout) -> list[tuple[float, float]]:
    """Give left edge and width of each column."""
    room, shares = width - look.px(_EDGE) - look.px(8), COLUMNS[layout]
    first = max(room * shares[0] / sum(shares), look.px(_PLACE))
    share = (room - first) / sum(shares[1:])
    made, x = [], float(look.px(_EDGE))
    for wide in (first, *(one * share for one in shares[1:])):
        made.append((x, wide - look.px(_GAP)))
        x += wide
    return made


class WardDelegate(QStyledItemDelegate):
    """Measures and draws the rows in one density; what was laid out is kept while the row is the same."""

    def __init__(self, look: Look, density: str, parent: QObject | None = None) -> None:
        """Take look and density."""
        super().__init__(parent)
        self.look, self.sizes = look, SIZES[density]
        self.width, self.layout = 0, Layout.BOARD
        self._made: dict[tuple[BoardRow, int, Layout], list[list[Block]]] = {}

    def _places(self) -> list[tuple[float, float]]:
        return columns(self.width, self.look, self.layout)

    def cells(self, row: BoardRow) -> list[list[Block]]:
        """Lay out the cells of a row; the first two columns are drawn by hand."""
        key = (row, self.width, self.layout)
        known = self._made.get(key)
        if known is None:
            if len(self._made) > 400:
                self._made.clear()
            wide = [width for _, width in self._places()]
            lines = row.cells(self.layout)
            known = [blocks(one, wide[n + 2], self.sizes, self.look) for n, one in enumerate(lines)]
            self._made[key] = known
        return known

    def name(self, row: BoardRow) -> tuple[Flow, Flow | None]:
        """Lay out family and given name, and what stands below."""
        sizes, look = self.sizes, self.look
        wide = self._places()[1][1]
        runs = [
            Run(row.family + (", " if row.family and row.given else ""), sizes.name, 600),
            Run(row.given, sizes.name),
        ]
        if not (row.family or row.given):
            runs = [Run(row.remark, sizes.cell, 400, "text2")]
        told = row.born
        below = laid([Run(told, sizes.under, 400, "text2")], look, wide, sizes.line) if told else None
        line = sizes.name_line if row.family or row.given else sizes.line
        wide = wide if row.family or row.given else self.width - self._places()[1][0] - look.px(12)
        return laid(runs, look, wide, line), below

    def height(self, row: BoardRow) -> int:
        """Give the height of a row."""
        sizes, look = self.sizes, self.look
        name, below = self.name(row)
        tall = name.height + (below.height if below else 0) + self._badges_height(row)
        if row.remark and (row.family or row.given):
            tall += look.px(sizes.line)
        tall = max([tall, *(height_of(one, look) for one in self.cells(row))])
        least = sizes.empty if row.patient_id is None and not row.born else sizes.row
        return int(max(look.px(least), tall + 2 * look.px(sizes.pad)))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the size of a row."""
        del option
        return QSize(self.width, self.height(index.data(ROW)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, place, patient and cells."""
        row: BoardRow = index.data(ROW)
        look, box = self.look, QRectF(option.rect)
        painter.save()
        painter.fillRect(box, look.color("critSoft" if row.is_critical else "surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if row.is_critical:
            painter.fillRect(QRectF(box.left(), box.top(), look.px(5), box.height()), look.color("crit"))
        painter.setPen(look.color("line"))
        painter.drawLine(QPointF(box.left(), box.bottom() - 1), QPointF(box.right(), box.bottom() - 1))
        places = self._places()
        colour = "text3" if row.is_muted or row.patient_id is None else "text"
        first = QRectF(box.left() + places[0][0], box.top(), places[0][1], box.height())
        place = laid(
            [Run(row.place, self.sizes.place, 600, colour)], look, places[0][1] + look.px(8), self.sizes.line + 4
        )
        place.paint(painter, first.left(), first.center().y() - place.height / 2)
        self._paint_patient(painter, row, box, box.left() + places[1][0])
        for (left, width), cell in zip(places[2:], self.cells(row), strict=True):
            paint_blocks(painter, QRectF(box.left() + left, box.top(), width, box.height() - 1), cell, look)
        if option.state & QStyle.StateFlag.State_Selected:
            ink.paint_ring(painter, box.adjusted(1, 1, -1, -1), look)
        painter.restore()

    def _paint_patient(self, painter: QPainter, row: BoardRow, box: QRectF, x: float) -> None:
        look, sizes = self.look, self.sizes
        name, below = self.name(row)
        has_name = bool(row.family or row.given)
        remark = look.px(sizes.line) if row.remark and has_name else 0
        tall = name.height + (below.height if below else 0) + self._badges_height(row) + remark
        y = box.top() + (box.height() - tall) / 2
        name.paint(painter, x, y)
        y += name.height
        left = x
        if below is not None:
            below.paint(painter, x, y)
            if self._is_beside(row):
                left = x + below.last + look.px(8)
            else:
                y += below.height
        for line in self._badge_lines(row):
            for badge in line:
                paint_badge(painter, left, y, badge, sizes, look)
                left += badge_width(badge, sizes, look) + look.px(5)
            y, left = y + look.px(sizes.line), x
        if remark:
            width = self.width - x - look.px(12)
            ink.text(painter, look, QRectF(x, y, width, remark), row.remark, ink.Style(sizes.meta, 400, "text2", _LEFT))

    def _badge_lines(self, row: BoardRow) -> list[list[Badge]]:
        """Lay badges beside each other as far as they have room."""
        wide = self._places()[1][1]
        lines: list[list[Badge]] = []
        left = 0.0
        for badge in row.badges:
            need = badge_width(badge, self.sizes, self.look) + self.look.px(5)
            if not lines or left + need > wide:
                lines.append([])
                left = 0.0
            lines[-1].append(badge)
            left += need
        return lines

    def _is_beside(self, row: BoardRow) -> bool:
        """Whether the badges have room on the line of birth date and age."""
        _, below = self.name(row)
        if below is None or below.lines > 1 or not row.badges:
            return False
        need = sum(badge_width(badge, self.sizes, self.look) + self.look.px(5) for badge in row.badges)
        return below.last + self.look.px(8) + need <= self._places()[1][1] + self.look.px(8)

    def _badges_height(self, row: BoardRow) -> float:
        if self._is_beside(row):
            return 0
        return len(self._badge_lines(row)) * self.look.px(self.sizes.line)
