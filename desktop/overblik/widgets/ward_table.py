"""The lines of a board as a list: rows above each other, headings over them, every row with its spoken name."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QWidget

from overblik.viewmodels.lazily import Lazily
from overblik.viewmodels.ward_values import BoardRow, Column, Layout, LineName, Rows
from overblik.widgets import ink
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.long_list import LongList
from overblik.widgets.look import Look
from overblik.widgets.ward_delegate import ROW, WardDelegate, columns
from overblik.widgets.ward_sizes import SIZES

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_STEPS = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}


class BoardModel(QAbstractListModel):
    """The rows; the same lines keep their places while they change."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.rows: Rows = Lazily()

    def show(self, rows: Rows) -> list[tuple[BoardRow, BoardRow]]:
        """Take the rows; give those that changed in their place, as they were and as they are."""
        if rows.names == self.rows.names:
            before, self.rows = self.rows, rows
            return [(old, rows[n]) for n, old in before.made.items() if old is not rows[n] and old != rows[n]]
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return []

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = ROW) -> object:
        """Give the row, or what a screen reader says of it."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        return row if role == ROW else row.accessible if role in _SPOKEN else None


class BoardList(LongList):
    """The list; Enter opens, the arrows choose."""

    opened = Signal(object)
    stepped = Signal(int)
    """A shift back (-1) or forward (1)."""
    below = Signal()
    """What lies out of view may have changed."""

    def __init__(self, look: Look, density: str, parent: QWidget | None = None) -> None:
        """Make the list in one density."""
        super().__init__(parent)
        self.board = BoardModel(self)
        self.delegate = WardDelegate(look, density, self)
        self.setModel(self.board)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet(f"QListView {{ background: {look.hex('surface')}; }}")
        self.doubleClicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self.below)

    def _open(self, index: Index) -> None:
        row = index.data(ROW)
        if isinstance(row, BoardRow) and row.patient_id is not None:
            self.opened.emit(row.patient_id)

    def current(self) -> BoardRow | None:
        """Give the chosen row."""
        row = self.currentIndex().data(ROW) if self.currentIndex().isValid() else None
        return row if isinstance(row, BoardRow) else None

    def go_to(self, place: int) -> None:
        """Choose a row and bring it into view."""
        if 0 <= place < len(self.board.rows):
            self.setCurrentIndex(self.board.index(place))
            self.scrollTo(self.board.index(place))

    def show_rows(self, rows: Rows, layout: Layout = Layout.BOARD) -> None:
        """Show rows; the focus stays with whom it was on, and goes to nobody else where he is gone (H3)."""
        at = self.currentIndex().row()
        former = self.board.rows.names[at] if at >= 0 else None
        if layout is not self.delegate.layout:
            self.delegate.layout = layout
            self.lay_out_anew()
            self.viewport().update()
        height = self.delegate.height
        self.expect(len(rows))
        changed = self.board.show(rows)
        if any(height(old) != height(new) for old, new in changed):
            self.lay_out_anew()
        if changed:
            self.viewport().update()
        place = 0 if former is None else _place_of(former, rows)
        if rows and self.currentIndex().row() != place:
            self.setCurrentIndex(self.board.index(place) if place >= 0 else QModelIndex())
        self.below.emit()

    def out_of_view(self, most: int) -> tuple[list[str], int]:
        """Name the first of those who lie below the edge, and count them all (R8)."""
        edge, rows = self.viewport().height(), self.board.rows
        last = self.indexAt(QPoint(4, edge - 1)).row()
        if not rows or last < 0:
            return [], 0
        is_cut = self.visualRect(self.board.index(last)).bottom() > edge + 2
        first = last + (0 if is_cut else 1)
        names = [
            ", ".join(part for part in (one.place, one.family, one.given) if part) or one.remark
            for one in rows[first : first + most]
        ]
        return names, len(rows) - first

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, step the moment of a hand-over by left and right; leave every other key to the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
            return
        if event.key() in _STEPS and self.delegate.layout is Layout.HANDOVER:
            self.stepped.emit(_STEPS[event.key()])
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the rows out in the new width."""
        super().resizeEvent(event)
        if self.viewport().width() != self.delegate.width:
            self.delegate.width = self.viewport().width()
            self.scheduleDelayedItemsLayout()
        self.below.emit()


def _place_of(former: LineName, rows: Rows) -> int:
    """Give where the same patient stands; one without a patient is known by its place in the list alone."""
    patient_id = former[1]
    if patient_id is None:
        return rows.names.index(former) if former in rows.names else -1
    return next((n for n, name in enumerate(rows.names) if name[1] == patient_id), -1)


class BoardHead(QWidget):
    """The headings of the columns."""

    def __init__(self, look: Look, density: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self.sizes = look, SIZES[density]
        self.columns, self.layout_of = tuple[Column, ...](), Layout.BOARD
        self.setFixedHeight(look.px(self.sizes.head))

    def tell(self, told: tuple[Column, ...], layout: Layout = Layout.BOARD) -> None:
        """Take the headings."""
        self.columns, self.layout_of = told, layout
        self._fit()
        self.setAccessibleName(", ".join(f"{one.title} {one.under}".strip() for one in told))
        self.update()

    def _flows(self) -> list[tuple[float, Flow, Flow | None]]:
        """Lay out each heading with what stands under it, at its left edge."""
        look, made = self.look, []
        size, line = max(self.sizes.meta, 12), self.sizes.line - 2
        for one, (left, width) in zip(self.columns, columns(self.width(), look, self.layout_of), strict=False):
            flow = laid([Run(one.title, size, 600, "text2")], look, width + look.px(10), line)
            small = Run(one.under, max(size - 2, 12), 400, "text2")
            made.append((left, flow, laid([small], look, width, line - 2) if one.under else None))
        return made

    def _fit(self) -> None:
        """Grow with headings that wrap (H18)."""
        tall = max((flow.height + (under.height if under else 0) for _, flow, under in self._flows()), default=0)
        self.setFixedHeight(max(self.look.px(self.sizes.head), int(tall) + self.look.px(8)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the headings in the new width."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the headings over their columns."""
        del event
        look, painter = self.look, QPainter(self)
        painter.fillRect(self.rect(), look.color("sunken"))
        painter.setPen(look.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        for left, flow, under in self._flows():
            y = (self.height() - flow.height - (under.height if under else 0)) / 2
            flow.paint(painter, left, y)
            if under is not None:
                under.paint(painter, left, y + flow.height)
        painter.end()


class Line(QWidget):
    """One line of small words under the list: legend, keys, what lies below."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self._left, self._right = look, "", ""

    def tell(self, left: str, right: str = "") -> None:
        """Take the words."""
        self._left, self._right = left, right
        self.setAccessibleName(" ".join(part for part in (left, right) if part))
        self.setFixedHeight(self.look.px(20) if left or right else 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words at both edges."""
        del event
        painter, box = QPainter(self), QRectF(self.rect())
        style = ink.Style(13, 400, "text2", int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value))
        right = ink.Style(13, 400, "text2", int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value))
        ink.text(painter, self.look, box, self._left, style)
        ink.text(painter, self.look, box, self._right, right)
        painter.end()
