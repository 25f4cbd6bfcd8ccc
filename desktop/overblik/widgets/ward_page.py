"""The page of a board: head, what must be known of the list, the table, legend and keys; never a banner (R1)."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from overblik.viewmodels.lazily import Lazily
from overblik.viewmodels.ward_values import Board, Frame, Layout, Told
from overblik.viewmodels.words import Words
from overblik.widgets.look import Look
from overblik.widgets.page_head import HeadButton
from overblik.widgets.surface import Surface
from overblik.widgets.ward_cell import blocks, height_of, paint_blocks
from overblik.widgets.ward_keys import Keys
from overblik.widgets.ward_sizes import DENSITIES, SIZES
from overblik.widgets.ward_table import BoardHead, BoardList, Line
from overblik.widgets.ward_title import Title

_NAMED = 4


class Notices(QWidget):
    """What must be known of the list before a line of it is relied on; it grows with its words."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self._told = look, tuple[Told, ...]()

    def tell(self, told: Sequence[Told]) -> None:
        """Take the notices; quiet ones are joined into one line."""
        quiet = " · ".join(one.text for one in told if one.is_quiet and one.frame is Frame.NONE)
        loud = [one for one in told if not (one.is_quiet and one.frame is Frame.NONE)]
        self._told = (*loud, *((Told(quiet, is_quiet=True),) if quiet else ()))
        self.setAccessibleName(". ".join(one.said for one in self._told))
        self._fit()

    def _fit(self) -> None:
        made = blocks(self._told, max(self.width(), 300), SIZES["normal"], self.look)
        self.setFixedHeight(int(height_of(made, self.look)) + (self.look.px(8) if made else 0))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words in the new width."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        del event
        painter = QPainter(self)
        made = blocks(self._told, max(self.width(), 300), SIZES["normal"], self.look)
        paint_blocks(painter, QRectF(self.rect()), made, self.look)
        painter.end()


class WardPage(QWidget):
    """Shows a board in one density."""

    opened = Signal(object)
    density_chosen = Signal(str)
    lock_wanted = Signal()
    stepped = Signal(int)
    handover_wanted = Signal()

    def __init__(self, look: Look, words: Words, density: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self.words = look, words
        self.critical: tuple[int, ...] = ()
        """The places of the lines that are critical."""
        self.title, self.notices, self.keys = Title(look, self), Notices(look, self), Keys(look, words, self)
        self.lock = HeadButton(words.say("ward.lock"), "Ctrl+L", look, "lock")
        self.handover = HeadButton(words.say("ward.key_handover"), "Shift+V", look, "refresh-cw")
        self.handover.setCheckable(True)
        self.handover.clicked.connect(self.handover_wanted)
        self.who = QLabel()
        self.who.setTextFormat(Qt.TextFormat.PlainText)
        self.who.setFont(look.font(14, 600))
        self.buttons = {one: HeadButton(words.say(f"ward.density_{one}"), "", look) for one in DENSITIES}
        frame = Surface(look, self)
        self.head, self.list = BoardHead(look, density, frame), BoardList(look, density, frame)
        self.below, self.filter = Line(look, self), Line(look, self)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.head)
        inside.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), 0, look.px(24), 0)
        column.setSpacing(look.px(4))
        column.addLayout(self._top(density))
        column.addSpacing(look.px(6))
        for part in (self.notices, self.filter):
            column.addWidget(part)
        column.addWidget(frame, 1)
        column.addWidget(self.below)
        column.addWidget(self.keys)
        self.list.opened.connect(self.opened)
        self.list.stepped.connect(self.stepped)
        self.list.below.connect(self._tell_below)
        self.setFocusProxy(self.list)

    def _top(self, density: str) -> QBoxLayout:
        """Give the title beside the buttons; where both have no room in one line, above them."""
        top = self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.setSpacing(self.look.px(2))
        self._buttons = self._tools(density)
        top.addWidget(self.title, 1)
        top.addLayout(self._buttons)
        return top

    def _fit_top(self) -> None:
        room = self.width() - self.look.px(48) - self._buttons.sizeHint().width()
        is_tight = self.title.need > room
        way = QBoxLayout.Direction.TopToBottom if is_tight else QBoxLayout.Direction.LeftToRight
        if self._head.direction() is not way:
            self._head.setDirection(way)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put title and buttons where they have room."""
        super().resizeEvent(event)
        self._fit_top()

    def _tools(self, density: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(2))
        row.addWidget(self.handover)
        row.addSpacing(self.look.px(10))
        group = QButtonGroup(self)
        for name, button in self.buttons.items():
            button.setCheckable(True)
            button.setChecked(name == density)
            button.clicked.connect(lambda _=False, name=name: self.density_chosen.emit(name))
            group.addButton(button)
            row.addWidget(button)
        row.addSpacing(self.look.px(10))
        row.addWidget(self.who)
        row.addSpacing(self.look.px(10))
        self.lock.clicked.connect(self.lock_wanted)
        row.addWidget(self.lock)
        row.addStretch(1)
        return row

    def show_board(self, board: Board) -> None:
        """Show a board; what is said of the list stands above its lines."""
        self.title.tell(board)
        self._fit_top()
        self.handover.setChecked(board.layout is Layout.HANDOVER)
        self.head.tell(board.columns, board.layout)
        self.notices.tell(board.notices)
        told = f"{board.filter} {self.words.say('ward.filter_off')}." if board.filter else ""
        self.filter.tell(told)
        self.keys.tell(board.foot, board.layout)
        self.list.setAccessibleName(". ".join(part for part in (board.title, board.meta, board.filter) if part))
        self.critical = board.critical
        self.list.show_rows(board.rows, board.layout)

    def _tell_below(self) -> None:
        names, total = self.list.out_of_view(_NAMED)
        more = f" +{total - len(names)}" if total > len(names) else ""
        told = self.words.say("window.more_below", names=" · ".join(names) + more) if names else ""
        self.below.tell(told)

    def blank(self) -> None:
        """Leave nobody's name: the screen locks."""
        self.show_board(Board("", "", (), Lazily()))

    def event(self, event: QEvent) -> bool:
        """Draw the ground anew when its parts were laid out: it is drawn to them, and they draw themselves alone."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        del event
        painter = QPainter(self)
        look, foot = self.look, self.keys.geometry().top() + self.keys.legend
        painter.fillRect(self.rect(), look.color("canvas"))
        head = max(self.title.geometry().bottom() + 1, self.lock.geometry().bottom() + self.look.px(8))
        for top, bottom in ((0, head), (foot, self.height())):
            painter.fillRect(0, top, self.width(), bottom - top, look.color("surface"))
        painter.setPen(look.color("line"))
        for y in (head, foot):
            painter.drawLine(0, y, self.width(), y)
        painter.end()
