"""The page of the timeline: head, how much happened when, and the list of events, newest on top."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from overblik.viewmodels.marks import Tone
from overblik.viewmodels.row_model import RowModel
from overblik.viewmodels.rows import Row
from overblik.viewmodels.timeline_values import EventRow, Timeline
from overblik.viewmodels.words import Words
from overblik.widgets.card_table import CardTable
from overblik.widgets.delegates.event import EventDelegate
from overblik.widgets.foot import Foot
from overblik.widgets.look import Look
from overblik.widgets.page_head import HeadButton, PageHead
from overblik.widgets.surface import Surface
from overblik.widgets.timeline_strip import TimelineStrip

_LEAST, _ROOM_FOR_STRIP, _ROOM_FOR_ALL, _ROOM_FOR_BUTTONS = 60, 470, 300, 170
"""Design pixels: the page is never larger than the window; below these heights the list has the room of the strip, and
that of what its own rows and keys do too."""
_TO_COME = 0.3
"""The part of the list that what is to come takes at most when the page opens."""


class TimelineTable(CardTable):
    """The events: 0 goes to today, the arrows to the sides to the next month."""

    to_today = Signal()
    touched = Signal()
    """The user moved in it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Tell that the user scrolled."""
        self.touched.emit()
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell that the user chose a row."""
        self.touched.emit()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer 0; leave every other key to the table of a card."""
        self.touched.emit()
        if event.key() == Qt.Key.Key_0 and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.to_today.emit()
            return
        super().keyPressEvent(event)


class TimelinePage(QWidget):
    """Shows a timeline; focus and scroll stay with their row while it changes."""

    left = Signal()
    opened = Signal(object)
    """A row was opened."""
    filter_wanted = Signal()

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self.words = look, words
        self.model = RowModel(self, words)
        self.filter = HeadButton(words.say("timeline.choose"), "F", look)
        self.today = HeadButton(words.say("timeline.go_today"), "0", look)
        self.head = PageHead(words.say("window.overview"), look, (self.filter, self.today))
        self.head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.filtered, self.reservations = self._label(600), self._label(400)
        self.strip = TimelineStrip(look, words, self)
        frame = Surface(look, self)
        self.table = TimelineTable(self.model, EventDelegate(look, words, frame), frame)
        self.foot = Foot(look, frame)
        self._made: Timeline | None = None
        self._is_unread = False
        """Whether nobody has moved in it since it was opened: while its parts find their places it follows them."""
        self._key = ""
        """The row that is read first; empty for today's."""
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.head, self.filtered, self.reservations, self.strip):
            column.addWidget(part)
        around = QVBoxLayout()
        around.setContentsMargins(look.px(12), look.px(2), look.px(12), look.px(10))
        around.addWidget(frame)
        column.addLayout(around, 1)
        self.setFocusProxy(self.table)
        self.setMinimumSize(look.px(_LEAST), look.px(_LEAST))
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._settle)
        self._follow()

    def _label(self, weight: int) -> QLabel:
        label, look = QLabel(), self.look
        label.setFont(look.font(13, weight))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setStyleSheet(f"color: {look.hex('stale')}")
        label.setContentsMargins(look.px(14), 0, look.px(12), look.px(4))
        return label

    def _follow(self) -> None:
        """Answer the parts."""
        self.head.left.connect(self.left)
        self.filter.clicked.connect(self.filter_wanted)
        self.today.clicked.connect(self.go_to_today)
        self.strip.chosen.connect(self._go)
        self.table.opened.connect(self.opened)
        self.table.to_today.connect(self.go_to_today)
        self.table.touched.connect(self._touch)
        self.table.verticalScrollBar().actionTriggered.connect(self._touch)
        self.table.turned.connect(self._turn)
        self.table.moved.connect(lambda _: self.strip.mark(self.table.currentIndex().row()))
        self.table.verticalScrollBar().valueChanged.connect(self._tell_below)
        self.table.resized.connect(self._settled.start)

    def show_timeline(self, made: Timeline | None) -> None:
        """Show a timeline, nothing for none; at first the newest event that is not to come has the focus."""
        was, current, scroll = self._made, self.table.current(), self.table.verticalScrollBar().value()
        self._made = made
        rows = made.rows if made is not None else ()
        self.filtered.setText(made.filter_text if made else "")
        self.reservations.setText(" · ".join(made.reservations) if made else "")
        self.strip.show_timeline(made)
        self._fit()
        spoken = [self.words.say("timeline.title"), made.meta, made.filter_text, *made.reservations] if made else []
        self.table.setAccessibleName(". ".join(part for part in spoken if part))
        if self.model.show(rows):
            self.table.measure()
        self._settled.start()
        if made is None or not rows:
            return
        wanted = self._key if self._is_unread else ""
        place = self.model.place_of(wanted or (current.key if current is not None else ""))
        is_first = was is None or was.is_gathering or place < 0
        unread = (is_first or self._is_unread, wanted)
        if not is_first:
            self.table.verticalScrollBar().setValue(scroll)
        self._go(place if place >= 0 and (wanted or not is_first) else made.first)
        self._is_unread, self._key = unread

    def blank(self) -> None:
        """Leave nothing of the patient."""
        self._key = ""
        self.show_timeline(None)
        self.foot.tell([], 0, self.words)

    def current_row(self) -> Row | None:
        """Give the row in focus, for its original and its copy."""
        return self.table.current()

    def read_from(self, key: str) -> None:
        """Begin at a row, where the page was made anew; without one at today."""
        self._is_unread, self._key = True, key
        self._settled.start()

    def go_to_key(self, key: str) -> None:
        """Put the focus on a row by its key, where it still stands."""
        place = self.model.place_of(key)
        if place >= 0:
            self._go(place)

    def go_to_today(self) -> None:
        """Go to the newest event that is not to come, with the line of today and what comes next above it."""
        if self._made is not None and self.model.rows:
            self.table.scrollTo(self.model.index(self._made.today, 0), CardTable.ScrollHint.PositionAtTop)
            bar = self.table.verticalScrollBar()
            bar.setValue(bar.value() - int(self.table.viewport().height() * _TO_COME))
            self._go(self._made.first)

    def go_to_new(self, by: int) -> bool:
        """Go to the next or previous event that is new; false where none is."""
        return self._step([n for n, row in enumerate(self.model.rows) if getattr(row, "bar", None) is Tone.NEW], by)

    def go_to_abnormal(self, by: int) -> bool:
        """Go to the next or previous event with a value outside its interval."""
        told = enumerate(self.model.rows)
        return self._step([n for n, row in told if isinstance(row, EventRow) and row.is_outside], by)

    def _step(self, places: list[int], by: int) -> bool:
        at = self.table.currentIndex().row()
        onward = [n for n in places if (n > at if by > 0 else n < at)] or places
        if onward:
            self._go(onward[0] if by > 0 else onward[-1])
        return bool(onward)

    def _turn(self, by: int) -> None:
        place = self.strip.beside(self.table.currentIndex().row(), by)
        if place >= 0:
            self._go(place)

    def _go(self, place: int) -> None:
        self._touch()
        self.table.go_to(place)
        self.strip.mark(place)

    def _touch(self) -> None:
        self._is_unread, self._key = False, ""

    def _settle(self) -> None:
        self._fit()
        if self._is_unread:
            key = self._key
            if self.model.place_of(key) >= 0:
                self.go_to_key(key)
            else:
                self.go_to_today()
            self._is_unread, self._key = True, key
        self._tell_below()

    def _tell_below(self) -> None:
        self.foot.settle(self.table.height() + self.foot.height(), self.table.names_below, self.words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the strip, and what the rows say too, give way where the list needs the height.

        A moment later: a part that comes into view lays out all above it, also what is just being resized.
        """
        super().resizeEvent(event)
        self._settled.start()

    def _fit(self) -> None:
        tall, px, made = self.height(), self.look.px, self._made
        for button in (self.filter, self.today):
            button.setVisible(tall >= px(_ROOM_FOR_BUTTONS))
        self.head.tell(self.words.say("timeline.title") if made else "", made.meta if made else "")
        self.strip.setVisible(self.strip.is_worth and tall >= px(_ROOM_FOR_STRIP))
        for label in (self.filtered, self.reservations):
            label.setVisible(tall >= px(_ROOM_FOR_ALL) and bool(label.text()))
        self.foot.setVisible(tall >= px(_ROOM_FOR_ALL))
