"""The page of a board: head, what must be known of the list, the table, legend and keys; never a banner (R1)."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from overblik.viewmodels.lazily import Lazily
from overblik.viewmodels.marks import Badge, FlagShape, Tone
from overblik.viewmodels.ward_values import Board, Count, Frame, Told
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.look import Look
from overblik.widgets.page_head import HeadButton
from overblik.widgets.paint import paint_flag
from overblik.widgets.surface import Surface
from overblik.widgets.ward_cell import blocks, height_of, mark_width, paint_blocks, paint_critical
from overblik.widgets.ward_sizes import DENSITIES, SIZES
from overblik.widgets.ward_table import BoardHead, BoardList, Line

_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_NAMED = 4
_COUNTS = {"critical": ("triangle-alert", "crit"), "news": ("", "new"), "lacking": ("circle-dot-dashed", "text2")}
_KEYS = (("↑ ↓", "choose"), ("Enter", "open"), ("C", "critical"), ("F", "filter"), ("Shift+W", "lists"))
_LEGEND = (
    (FlagShape.HIGH, "H", "legend_high"),
    (FlagShape.LOW, "L", "legend_low"),
    (FlagShape.NORMAL, "", "legend_normal"),
    (FlagShape.NOT_ASSESSED, "", "legend_not_assessed"),
)


class Title(QWidget):
    """Name of the list, the moment, and the numbers that matter."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self._board = look, Board("", "", (), Lazily())
        self.setMinimumHeight(look.px(54))

    def tell(self, board: Board) -> None:
        """Take a board."""
        self._board = board
        counts = ", ".join(one.text for one in board.counts)
        self.setAccessibleName(". ".join(part for part in (board.title, board.meta, counts) if part))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, moment and numbers from the left; where they have no room in one line the moment stands below."""
        del event
        look, painter, told = self.look, QPainter(self), self._board
        middle, size, x = self.height() / 2, 22, 0.0
        title = look.advance(told.title, size, 600)
        need = title + look.advance(told.meta, 15) + sum(self._wide(one) + look.px(12) for one in told.counts)
        is_stacked = need + look.px(32) > self.width()
        height = self.height() * 0.56 if is_stacked else float(self.height())
        ink.text(painter, look, QRectF(x, 0, self.width(), height), told.title, ink.Style(size, 600, "text", _LEFT))
        if is_stacked:
            below = QRectF(0, height - look.px(4), self.width(), self.height() - height)
            ink.text(painter, look, below, told.meta, ink.Style(13, 400, "text2", _LEFT))
            x = max(title, look.advance(told.meta, 13)) + look.px(16)
        else:
            x = title + look.px(16)
            line = QRectF(x, 0, self.width() - x, self.height())
            ink.text(painter, look, line, told.meta, ink.Style(15, 400, "text2", _LEFT))
            x += look.advance(told.meta, 15) + look.px(16)
        for one in told.counts:
            x = self._count(painter, one, x, middle)
        painter.end()

    def _wide(self, one: Count) -> float:
        """Give the width of a number in its frame."""
        look, (number, _, rest) = self.look, one.text.partition(" ")
        sign = look.px(22) if _COUNTS[one.marker][0] else 0
        return look.px(12) * 2 + sign + look.advance(number, 18, 600) + look.px(7) + look.advance(rest, 15)

    def _count(self, painter: QPainter, one: Count, x: float, middle: float) -> float:
        look = self.look
        name, colour = _COUNTS[one.marker]
        number, _, rest = one.text.partition(" ")
        wide = self._wide(one)
        box = QRectF(x + 0.5, middle - look.px(17) + 0.5, wide, look.px(34))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.color("surface"))
        painter.setPen(QPen(look.color("crit" if one.marker == "critical" else "line"), 1))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        at = x + look.px(12)
        if name:
            ink.icon(painter, look, QPointF(at, middle - look.px(8)), name, 16, colour)
            at += look.px(22)
        ink.text(painter, look, QRectF(at, box.top(), wide, box.height()), number, ink.Style(18, 600, colour, _LEFT))
        at += look.advance(number, 18, 600) + look.px(7)
        ink.text(painter, look, QRectF(at, box.top(), wide, box.height()), rest, ink.Style(15, 400, colour, _LEFT))
        return x + wide + look.px(12)


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


class Keys(QWidget):
    """The keys of the page, the legend of its flags, and at the right how many lines there are and whose is the oldest."""

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Take look and words."""
        super().__init__(parent)
        self.look, self.words, self._right = look, words, ""
        self.setFixedHeight(look.px(64))

    def tell(self, right: str) -> None:
        """Take what stands at the right."""
        self._right = right
        self.setAccessibleName(right)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the legend, and the keys below it."""
        del event
        look, painter = self.look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = look.px(26)
        pill = Told("", flag=FlagShape.CRITICAL_HIGH, badge=Badge(self.words.say("lab.critical_high"), Tone.CRITICAL))
        x = mark_width(pill, SIZES["dense"], look) - look.px(8)
        paint_critical(painter, QRectF(0, look.px(3), x, line - look.px(6)), pill, SIZES["dense"], look)
        text = self.words.say("ward.legend_critical")
        ink.text(painter, look, QRectF(x + look.px(6), 0, self.width(), line), text, ink.Style(13, 400, "text2", _LEFT))
        x += look.px(6) + look.advance(text, 13) + look.px(20)
        for shape, letter, key in _LEGEND:
            paint_flag(painter, QRectF(x, line / 2 - look.px(6), look.px(12), look.px(12)), shape, look)
            text = " ".join(part for part in (letter, self.words.say(f"ward.{key}")) if part)
            x += look.px(17)
            ink.text(painter, look, QRectF(x, 0, self.width(), line), text, ink.Style(13, 400, "text2", _LEFT))
            x += look.advance(text, 13) + look.px(20)
        text = f"{self.words.say('ward.legend_not_stated')}   {self.words.say('ward.legend_fgvh')}"
        ink.text(painter, look, QRectF(x, 0, self.width(), line), text, ink.Style(13, 400, "text2", _LEFT))
        x, middle = 0.0, line + look.px(18)
        for cap, key in _KEYS:
            ink.paint_key_cap(painter, x, middle, cap, look)
            x += ink.key_cap_width(cap, look) + look.px(6)
            words = self.words.say(f"ward.key_{key}")
            ink.text(
                painter, look, QRectF(x, line, self.width(), look.px(36)), words, ink.Style(13, 400, "text2", _LEFT)
            )
            x += look.advance(words, 13) + look.px(16)
        right = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
        ink.text(
            painter,
            look,
            QRectF(x, line, self.width() - x, look.px(36)),
            self._right,
            ink.Style(13, 400, "text2", right),
        )
        painter.end()


class WardPage(QWidget):
    """Shows a board in one density."""

    opened = Signal(object)
    density_chosen = Signal(str)
    lock_wanted = Signal()

    def __init__(self, look: Look, words: Words, density: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self.words = look, words
        self.critical: tuple[int, ...] = ()
        """The places of the lines that are critical."""
        self.title, self.notices, self.keys = Title(look, self), Notices(look, self), Keys(look, words, self)
        self.lock = HeadButton(words.say("ward.lock"), "Ctrl+L", look, "lock")
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
        self.list.below.connect(self._tell_below)
        self.setFocusProxy(self.list)

    def _top(self, density: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(2))
        row.addWidget(self.title, 1)
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
        return row

    def show_board(self, board: Board) -> None:
        """Show a board; what is said of the list stands above its lines."""
        self.title.tell(board)
        self.head.tell(board.columns)
        self.notices.tell(board.notices)
        told = f"{board.filter} {self.words.say('ward.filter_off')}." if board.filter else ""
        self.filter.tell(told)
        self.keys.tell(board.foot)
        self.list.setAccessibleName(". ".join(part for part in (board.title, board.meta, board.filter) if part))
        self.critical = board.critical
        self.list.show_rows(board.rows)

    def _tell_below(self) -> None:
        names, total = self.list.out_of_view(_NAMED)
        more = f" +{total - len(names)}" if total > len(names) else ""
        told = self.words.say("window.more_below", names=" · ".join(names) + more) if names else ""
        self.below.tell(told)

    def blank(self) -> None:
        """Leave nobody's name: the screen locks."""
        self.show_board(Board("", "", (), Lazily()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        del event
        painter = QPainter(self)
        look, foot = self.look, self.keys.geometry().top() + self.look.px(26)
        painter.fillRect(self.rect(), look.color("canvas"))
        for top, bottom in ((0, self.title.geometry().bottom() + 1), (foot, self.height())):
            painter.fillRect(0, top, self.width(), bottom - top, look.color("surface"))
        painter.setPen(look.color("line"))
        for y in (self.title.geometry().bottom() + 1, foot):
            painter.drawLine(0, y, self.width(), y)
        painter.end()
