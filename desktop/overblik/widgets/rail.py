"""The rail: search box and patient list; never a CPR number (R1)."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from overblik.viewmodels.patient_list import PatientListModel
from overblik.viewmodels.screen import PatientLine
from overblik.widgets import paint
from overblik.widgets.flow import Flow, Run
from overblik.widgets.look import Look

_LINE = int(Qt.ItemDataRole.UserRole)
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter.value)
_WRAP = int(Qt.TextFlag.TextWordWrap.value)
_WIDTH, _TIME = 222, 44
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class LineModel(QAbstractListModel):
    """The lines of the list."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.lines: tuple[PatientLine, ...] = ()

    def show(self, lines: tuple[PatientLine, ...]) -> None:
        """Take the lines; the same patients keep their places."""
        if [line.key for line in lines] == [line.key for line in self.lines]:
            self.lines = lines
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the lines."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = _LINE) -> object:
        """Give the line, or what a screen reader says of it."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        return line if role == _LINE else line.accessible if role in _SPOKEN else None


class LineDelegate(QStyledItemDelegate):
    """Draws one patient of the list."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        """Take the look."""
        super().__init__(parent)
        self.look = look

    def _name(self, line: PatientLine) -> Flow:
        look = self.look
        left = look.px(_TIME if line.time else 14)
        weight = 600 if line.is_selected else 500
        return Flow([Run(line.name, 13, weight, "text2" if line.is_seen else "text")], look, look.px(214) - left, 17)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the size: a long name takes a line more."""
        del option
        look = self.look
        return QSize(look.px(_WIDTH - 4), self._name(index.data(_LINE)).height + look.px(26))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw time, name, age and state."""
        line: PatientLine = index.data(_LINE)
        look, box = self.look, QRectF(option.rect)
        if line.is_selected:
            painter.fillRect(box, look.color("select"))
            painter.fillRect(QRectF(box.left(), box.top(), look.px(3), box.height()), look.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.color("sunken"))
        top = box.top() + look.px(5)
        first = QRectF(box.left() + look.px(10), top, look.px(_TIME), look.px(17))
        paint.text(painter, look, first, line.time, paint.Style(12, 400, "text2", _LEFT))
        left = box.left() + look.px(_TIME + 6 if line.time else 14)
        name = self._name(line)
        name.paint(painter, left, top)
        self._draw_state(painter, line, QRectF(left, top + name.height, box.right() - left, look.px(16)))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(look.color("focus"), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _draw_state(self, painter: QPainter, line: PatientLine, box: QRectF) -> None:
        look = self.look
        paint.text(painter, look, box, line.age, paint.Style(12, 400, "text2", _LEFT))
        x = box.left() + look.metrics(12).horizontalAdvance(line.age) + look.px(5)
        icon, ink = ("users", "stale") if line.is_alike else ("check-check", "text3") if line.is_seen else ("", "")
        if icon:
            paint.icon(painter, look, QRectF(x, box.top() + 2, 0, 0).topLeft(), icon, 12, ink)
            rest = QRectF(x + look.px(15), box.top(), box.right() - x, box.height())
            paint.text(painter, look, rest, line.state, paint.Style(12, 400, ink, _LEFT))


class SearchBox(QLineEdit):
    """The search field with its icon and key."""

    leaving = Signal()
    stepped = Signal(int)

    def __init__(self, look: Look, words: str, parent: QWidget | None = None) -> None:
        """Take the words that stand in the empty field."""
        super().__init__(parent)
        self.look = look
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setFont(look.font(13))
        self.setFixedHeight(look.px(32))
        self.setTextMargins(look.px(26), 0, look.px(48), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, the glass and the key that leads here or away."""
        super().paintEvent(event)
        painter, look = QPainter(self), self.look
        paint.icon(painter, look, QRectF(look.px(9), look.px(8), 0, 0).topLeft(), "search", 16, "text2")
        key = "Esc" if self.hasFocus() or self.text() else "Ctrl K"
        paint.paint_key_cap(
            painter, self.width() - paint.key_cap_width(key, look) - look.px(6), self.height() / 2, key, look
        )
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear by the first Esc, leave by the second; walk the list by the arrows."""
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.leaving.emit()
            return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)


class Rail(QWidget):
    """Search, heading, list, and who is at work."""

    left = Signal()

    def __init__(self, model: PatientListModel, look: Look, clinician: str, parent: QWidget | None = None) -> None:
        """Follow the list."""
        super().__init__(parent)
        self.look, self.model, self.words = look, model, model.words
        self._message = ""
        self.setFixedWidth(look.px(_WIDTH))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.search = SearchBox(look, self.words.say("window.search"), self)
        self.lines = LineModel(self)
        self.list = QListView(self)
        self.list.setModel(self.lines)
        self.list.setItemDelegate(LineDelegate(look, self))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(self.words.say("window.patients"))
        self.clinician = clinician
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(42), 0, look.px(48) if clinician else look.px(6))
        column.setSpacing(0)
        field = QVBoxLayout()
        field.setContentsMargins(look.px(10), 0, look.px(10), look.px(44))
        field.addWidget(self.search)
        column.addLayout(field)
        column.addWidget(self.list, 1)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._choose_first)
        self.search.leaving.connect(self.left)
        self.search.stepped.connect(self._step)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.model.lines_changed.connect(self.refresh)
        self.model.refused.connect(self.tell)

    def refresh(self, _: object = None) -> None:
        """Show the lines that match the search."""
        self.lines.show(self.model.lines(self.search.text()))
        self.update()

    def tell(self, message: str) -> None:
        """Say a sentence under the search field."""
        self._message = message
        self.setAccessibleDescription(message)
        self.update()

    def _typed(self) -> None:
        self.tell("")
        self.refresh()
        if self.search.text() and not self.lines.lines:
            self.tell(self.words.say("window.no_hits"))

    def _choose_first(self) -> None:
        if not self.search.text().strip():
            return
        current = self.list.currentIndex()
        if self.lines.lines:
            self._choose(current if current.isValid() else self.lines.index(0))
        else:
            self.model.choose_typed(self.search.text())

    def _step(self, by: int) -> None:
        count = len(self.lines.lines)
        if count:
            at = min(max(self.list.currentIndex().row() + by, 0), count - 1)
            self.list.setCurrentIndex(self.lines.index(at))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.model.choose(self.lines.lines[index.row()].key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, name of the program, heading, message and foot."""
        del event
        look, painter = self.look, QPainter(self)
        painter.fillRect(self.rect(), look.color("rail"))
        paint.icon(painter, look, QRectF(look.px(12), look.px(13), 0, 0).topLeft(), "activity", 18, "accent")
        top = QRectF(look.px(38), 0, self.width(), look.px(44))
        paint.text(painter, look, top, self.words.say("window.title"), paint.Style(14, 600, "text", _LEFT))
        edge = self.width() - look.px(10) - paint.key_cap_width("B", look)
        paint.paint_key_cap(painter, edge, look.px(22), "B", look)
        below = self.search.geometry().bottom() + look.px(8)
        heading, count = self.model.heading
        line = QRectF(look.px(12), below, self.width() - look.px(22), look.px(30))
        if self._message:
            painter.setFont(look.font(12))
            painter.setPen(look.color("stale"))
            painter.drawText(line.adjusted(0, 0, 0, look.px(6)), _LEFT | _WRAP, self._message)
        else:
            paint.text(painter, look, line, heading, paint.Style(12, 600, "text2", _LEFT))
            paint.text(painter, look, line, count, paint.Style(12, 400, "text2", _RIGHT))
        if self.clinician:
            self._draw_foot(painter)
        painter.end()

    def _draw_foot(self, painter: QPainter) -> None:
        look = self.look
        top = self.height() - look.px(46)
        painter.setPen(look.color("line"))
        painter.drawLine(0, top, self.width(), top)
        paint.icon(painter, look, QRectF(look.px(14), top + look.px(15), 0, 0).topLeft(), "user", 16, "text2")
        line = QRectF(look.px(40), top, self.width() - look.px(48), look.px(46))
        paint.text(painter, look, line, self.clinician, paint.Style(12, 600, "text", _LEFT))
