"""One patient of the rail, and the cells that tell how many of the list can be read without a network (screens.md 3.2)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from overblik.viewmodels.marks import Marker
from overblik.viewmodels.patient_list import PatientLine
from overblik.widgets import ink
from overblik.widgets.flow import Run, Stack
from overblik.widgets.look import Look
from overblik.widgets.qt_numbers import ALIGN_LEFT, STATE_HAS_FOCUS, STATE_MOUSE_OVER, USER_ROLE

Index = QModelIndex | QPersistentModelIndex
WIDTH, _TIME = 222, 44
CELLS = 16
"""Design pixels that the cells take."""
_BAR = 10
"""Design pixels of the bar by which the list is scrolled."""
_MOST = 30
"""So many cells at most: of a longer list each stands for several, and shows the worst of them."""
_INK: Mapping[str, str] = MappingProxyType({"accent": "text2"})
"""Words of what is well are quiet; the sign beside them has its colour."""


def _sign(marker: Marker) -> tuple[str, str]:
    """Give sign and colour of a marker; no patient was fetched ahead before the first paint, which waits for neither."""
    from overblik.widgets.paint import MARKER_ICON

    return MARKER_ICON[marker]


def paint_cells(painter: QPainter, box: QRectF, cells: Sequence[Marker], look: Look) -> None:
    """Draw a cell for each patient, the ready ones first: filled, outlined, filled red, dashed (never colour alone)."""
    from PySide6.QtCore import Qt  # its namespace is a sixth of the start

    count = min(len(cells), _MOST)
    step = box.width() / count
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    for n in range(count):
        part = cells[n * len(cells) // count : max((n + 1) * len(cells) // count, n * len(cells) // count + 1)]
        worst = part[-1]  # they stand in the order from ready to never fetched
        cell = QRectF(box.left() + n * step, box.top(), step - look.px(2), box.height() - 1)
        # What may be blocked is an answer: such a patient is ready, and his line says it.
        colour = _sign(Marker.FRESH if worst is Marker.BLOCKED else worst)[1]
        painter.setPen(
            QPen(look.color(colour), 1, Qt.PenStyle.DashLine if worst is Marker.NOT_ASKED else Qt.PenStyle.SolidLine)
        )
        is_filled = worst in (Marker.FRESH, Marker.BLOCKED, Marker.FAILED)
        painter.setBrush(look.color(colour) if is_filled else Qt.BrushStyle.NoBrush)
        painter.drawRect(cell)


class LineDelegate(QStyledItemDelegate):
    """Draws one patient of the list."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        """Take the look."""
        super().__init__(parent)
        self.look = look

    def _name(self, line: PatientLine) -> Stack:
        look = self.look
        left = look.px(_TIME if line.time else 14)
        weight = 600 if line.is_selected else 500
        colour = "text2" if line.is_seen and not line.is_selected else "text"
        return Stack([Run(line.name, 13, weight, colour)], look, look.px(214) - left, 17)

    def _kept(self, line: PatientLine) -> Stack:
        """Lay out whether he can be read without a network: it wraps, for 'may be blocked' is never cut off (H18)."""
        look = self.look
        colour = _sign(line.kept_marker)[1] if line.kept_marker is not None else "text2"
        left = look.px(_TIME + 6 if line.time else 14) + look.px(15 + _BAR)
        return Stack([Run(line.kept, 12, 400, _INK.get(colour, colour))], look, look.px(WIDTH) - left, 16)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the size: a long name takes a line more."""
        del option
        # Narrower than the list: it draws lines over its whole width, and never scrolls to the side.
        return QSize(self.look.px(WIDTH // 2), self.height(index.data(USER_ROLE)))

    def height(self, line: PatientLine) -> int:
        """Give the height of a line."""
        under = 16 if self._is_under(line) else 0
        return int(self._name(line).height + self.look.px(26 + under) + self._kept(line).height)

    def _is_under(self, line: PatientLine) -> bool:
        """Whether the state needs a line of its own under the age."""
        look = self.look
        left = look.px(_TIME + 6 if line.time else 14)
        told = look.advance(line.age, 12) + look.advance(line.state, 12) + look.px(22)
        told += look.advance(line.badge, 12, 600) + look.px(24) if line.badge else 0
        room = WIDTH if line.badge else WIDTH - _BAR  # a badge keeps clear of the bar itself
        return bool(line.state) and left + told > look.px(room)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw time, name, age and state."""
        line: PatientLine = index.data(USER_ROLE)
        look, box = self.look, QRectF(option.rect)
        state = 0 if look.is_plain else int(option.state.value)
        if line.is_selected:
            painter.fillRect(box, look.color("select"))
            painter.fillRect(QRectF(box.left(), box.top(), look.px(3), box.height()), look.color("accent"))
        elif state & STATE_MOUSE_OVER:
            painter.fillRect(box, look.color("sunken"))
        top = box.top() + look.px(5)
        first = QRectF(box.left() + look.px(10), top, look.px(_TIME), look.px(17))
        ink.text(painter, look, first, line.time, ink.Style(12, 400, "text2", ALIGN_LEFT))
        left = box.left() + look.px(_TIME + 6 if line.time else 14)
        name = self._name(line)
        name.paint(painter, left, top)
        self._draw_state(painter, line, QRectF(left, top + name.height, box.right() - left, look.px(16)))
        if state & STATE_HAS_FOCUS:
            ink.paint_ring(painter, box, look)

    def _draw_state(self, painter: QPainter, line: PatientLine, box: QRectF) -> None:
        look = self.look
        ink.text(painter, look, box, line.age, ink.Style(12, 400, "text2", ALIGN_LEFT))
        x = box.left() + look.metrics(12).horizontalAdvance(line.age) + look.px(5)
        if self._is_under(line):
            x, box = box.left(), box.translated(0, look.px(16))
        icon, colour = ("users", "stale") if line.is_alike else ("check-check", "text3") if line.is_seen else ("", "")
        if icon:
            ink.icon(painter, look, QRectF(x, box.top() + 2, 0, 0).topLeft(), icon, 12, colour)
            rest = QRectF(x + look.px(15), box.top(), box.right() - x, box.height())
            ink.text(painter, look, rest, line.state, ink.Style(12, 400, colour, ALIGN_LEFT))
        if line.badge:
            self._draw_badge(painter, line.badge, box)
        if line.kept and line.kept_marker is not None:
            name, colour = _sign(line.kept_marker)
            top = box.top() + look.px(16)
            ink.icon(painter, look, QRectF(box.left(), top + 2, 0, 0).topLeft(), name, 12, colour)
            self._kept(line).paint(painter, box.left() + look.px(15), top)

    def _draw_badge(self, painter: QPainter, badge: str, box: QRectF) -> None:
        look = self.look
        width = look.advance(badge, 12, 600) + look.px(10)
        ground = QRectF(box.right() - width - look.px(10), box.top(), width, box.height())
        painter.fillRect(ground, look.color("newSoft"))
        ink.text(painter, look, ground.adjusted(look.px(5), 0, 0, 0), badge, ink.Style(12, 600, "new", ALIGN_LEFT))
