"""The rail: search box and patient list; never a CPR number (R1)."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from overblik.domain.patient import PatientId
from overblik.viewmodels.lazily import Lazily
from overblik.viewmodels.patient_list import PatientLine, PatientListModel
from overblik.widgets import ink
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.long_list import LongList
from overblik.widgets.look import Look
from overblik.widgets.qt_numbers import (
    ACCESSIBLE_TEXT_ROLE,
    ALIGN_LEFT,
    ALIGN_RIGHT,
    DISPLAY_ROLE,
    USER_ROLE,
)
from overblik.widgets.rail_delegate import CELLS, WIDTH, LineDelegate, paint_cells
from overblik.widgets.search_box import SearchBox

_SPOKEN = (DISPLAY_ROLE, ACCESSIBLE_TEXT_ROLE)
_UNDER = 44
"""Design pixels under the search field, for the heading of the list or a sentence of two lines."""
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class LineModel(QAbstractListModel):
    """The lines of the list."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.lines: Lazily[PatientId, PatientLine] = Lazily()

    def show(
        self, lines: Lazily[PatientId, PatientLine], changed: frozenset[PatientId] | None = None
    ) -> list[tuple[PatientLine, PatientLine]]:
        """Take the lines; give those that changed in their place, as they were and as they are.

        Where it is known whose `changed`, no other is looked at: the list may be of thousands.
        """
        before = self.lines
        if lines.names != before.names:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()
            return []
        self.lines = lines
        if changed is None:
            return [(old, lines[n]) for n, old in before.made.items() if old is not lines[n]]
        places = [lines.names.index(one) for one in changed if one in lines.names]
        former = [(n, before.made.pop(n)) for n in places if n in before.made]
        lines.made = before.made
        return [(old, lines[n]) for n, old in former]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the lines."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = USER_ROLE) -> object:
        """Give the line, or what a screen reader says of it."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        return line if role == USER_ROLE else line.accessible if role in _SPOKEN else None


class Rail(QFrame):
    """Search, heading, list, and who is at work."""

    left = Signal()

    def __init__(self, model: PatientListModel, look: Look, clinician: str, parent: QWidget | None = None) -> None:
        """Follow the list."""
        super().__init__(parent)
        self.look, self.model, self.words = look, model, model.words
        self._message = ""
        self.setFixedWidth(look.px(WIDTH))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.search = SearchBox(look, self.words.say("window.search"), self)
        self.lines = LineModel(self)
        self.list = LongList(self)
        self.list.setModel(self.lines)
        self._delegate = LineDelegate(look, self)
        self.list.setItemDelegate(self._delegate)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(self.words.say("window.patients"))
        column = self._column = QVBoxLayout(self)
        column.setSpacing(0)
        self.name(clinician)
        self._field = QVBoxLayout()
        self._field.addWidget(self.search)
        self._make_room(_UNDER)
        column.addLayout(self._field)
        column.addWidget(self.list, 1)
        self._connect()
        self.tell("")
        self.refresh()

    def name(self, clinician: str) -> None:
        """Say at the foot who is signed in; nothing for nobody."""
        self.clinician = clinician
        px = self.look.px
        self._column.setContentsMargins(0, px(42), 0, px(48) if clinician else px(6))
        self.update()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._choose_first)
        self.search.leaving.connect(self.left)
        self.search.stepped.connect(self._step)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.model.lines_changed.connect(self.refresh)
        self.model.refused.connect(self.tell)
        self.model.patient_chosen.connect(self.search.clear)

    def refresh(self, changed: frozenset[PatientId] | None = None) -> None:
        """Show the lines that match the search; `changed` tells whose are others than before, none of it all of them."""
        lines = self.model.matching(self.search.text())
        self.list.expect(len(lines))
        height = self._delegate.height
        if any(height(old) != height(new) for old, new in self.lines.show(lines, changed)):
            self.list.lay_out_anew()
        if self.list.isVisible():  # before the first paint there is nothing to draw anew, and the part is not made yet
            self.list.viewport().update()
        chosen = self.model.selected
        if chosen is not None and chosen in lines.names:
            self.list.scrollTo(self.lines.index(lines.names.index(chosen)))
        if not self._message:
            self._make_room(_UNDER + self._second_line() + self._cells())
        self.setAccessibleName(". ".join(self.model.heading))
        self.update()

    def tell(self, message: str) -> None:
        """Say a sentence under the search field."""
        self._message = message
        self.setAccessibleDescription(message)
        told = self._told().height / self.look.scale + 16 if message else _UNDER + self._second_line() + self._cells()
        self._make_room(max(_UNDER, told))
        self.update()

    def _second_line(self) -> int:
        """Give how far under the heading the count stands: a line, where both do not fit beside each other."""
        heading, count = self.model.heading
        wide = self.look.advance(heading, 12, 600) + self.look.advance(count, 12) + self.look.px(12)
        return 16 if wide > self.look.px(WIDTH - 22) else 0

    def _cells(self) -> int:
        """Give the room for how many of the list are ready; none where nobody was fetched ahead."""
        return CELLS if self.model.cells and not self._message else 0

    def _make_room(self, under: float) -> None:
        look = self.look
        self._field.setContentsMargins(look.px(10), 0, look.px(10), look.px(under))

    def _told(self) -> Flow:
        return laid([Run(self._message, 12, 400, "stale")], self.look, self.look.px(WIDTH - 22), 16)

    def _typed(self) -> None:
        self.tell("")
        self.refresh(frozenset())
        if self.search.text() and not self.lines.lines:
            self.tell(self.model.no_hits(self.search.text()))

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
            self.model.choose_patient(self.lines.lines[index.row()].patient_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name of the program, heading, message and foot; the style sheet gives the ground."""
        super().paintEvent(event)
        look, painter = self.look, QPainter(self)
        ink.icon(painter, look, QRectF(look.px(12), look.px(13), 0, 0).topLeft(), "activity", 18, "accent")
        top = QRectF(look.px(38), 0, self.width(), look.px(44))
        ink.text(painter, look, top, self.words.say("window.title"), ink.Style(14, 600, "text", ALIGN_LEFT))
        edge = self.width() - look.px(10) - ink.key_cap_width("B", look)
        ink.paint_key_cap(painter, edge, look.px(22), "B", look)
        below = self.search.geometry().bottom() + look.px(8)
        heading, count = self.model.heading
        line = QRectF(look.px(12), below, self.width() - look.px(22), look.px(30))
        if self._message:
            self._told().paint(painter, line.left(), line.top())
        else:
            ink.text(painter, look, line, heading, ink.Style(12, 600, "text2", ALIGN_LEFT))
            line.translate(0, look.px(self._second_line()))
            ink.text(painter, look, line, count, ink.Style(12, 400, "text2", ALIGN_RIGHT))
            if self.model.cells:
                y = line.bottom() + look.px(2)
                paint_cells(painter, QRectF(look.px(12), y, look.px(WIDTH - 24), look.px(8)), self.model.cells, look)
        if self.clinician:
            self._draw_foot(painter)
        painter.end()

    def _draw_foot(self, painter: QPainter) -> None:
        look = self.look
        top = self.height() - look.px(46)
        if not look.is_plain:
            painter.setPen(look.color("line"))
            painter.drawLine(0, top, self.width(), top)
        ink.icon(painter, look, QRectF(look.px(14), top + look.px(15), 0, 0).topLeft(), "user", 16, "text2")
        line = QRectF(look.px(40), top, self.width() - look.px(48), look.px(46))
        ink.text(painter, look, line, self.clinician, ink.Style(12, 600, "text", ALIGN_LEFT))
