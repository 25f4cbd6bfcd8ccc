"""One card: heading, table, and the names of what lies out of view."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from overblik.viewmodels.marks import Tone
from overblik.viewmodels.row_model import RowModel
from overblik.viewmodels.rows import Card, GroupRow, NoticeRow
from overblik.viewmodels.words import Words
from overblik.widgets import ink, paint
from overblik.widgets.card_table import CardTable
from overblik.widgets.delegates.rows import RowDelegate
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.foot import Foot
from overblik.widgets.look import UNPLACED, Look
from overblik.widgets.surface import Surface

_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


class CardHead(QWidget):
    """Icon, title, key, and how old the card is; two lines where the card is narrow."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start without a card."""
        super().__init__(parent)
        self.look = look
        self._card: Card | None = None
        self._shown: tuple[object, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_card(self, card: Card) -> None:
        """Take the words of a card."""
        told = (card.title, card.right, card.right_tone, card.count, card.letter, card.icon, card.facts)
        if told == self._shown:
            return
        self._shown = told
        self._card = card
        self.setAccessibleName(" ".join(part for part in (card.title, card.right, card.count, card.facts) if part))
        self.fit(self.width())
        self.update()

    def _told(self) -> str:
        card = self._card
        return "  ".join(part for part in (card.right, card.count) if part) if card else ""

    def _is_two_lines(self, width: int) -> bool:
        look, card = self.look, self._card
        if card is None:
            return False
        title = look.advance(card.title, 14, 600) + look.px(80)
        return title + look.advance(self._told(), 12) > width

    def _below(self, width: int) -> Flow:
        look = self.look
        colour = paint.TONE[self._card.right_tone][0] if self._card else "text3"
        return laid([Run(self._told(), 12, 400, colour)], look, width - look.px(24), 16)

    def _facts(self, width: int) -> Flow:
        look = self.look
        return laid([Run(self._card.facts if self._card else "", 12, 500, "text")], look, width - look.px(24), 16)

    def fit(self, width: int) -> int:
        """Take the height that the words need in a width, and give it."""
        tall = self.look.px(31)
        if width > UNPLACED and self._is_two_lines(width):
            tall += self._below(width).height
        if self._card is not None and self._card.facts:
            tall += self._facts(width).height + self.look.px(4)
        self.setFixedHeight(tall)
        return tall

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the heading."""
        del event
        card, look = self._card, self.look
        if card is None:
            return
        painter = QPainter(self)
        line = QRectF(0, 0, self.width(), look.px(31))
        left = look.px(12)
        if card.icon:
            ink.icon(painter, look, line.topLeft() + QRectF(left, look.px(8), 0, 0).topLeft(), card.icon, 16, "text2")
            left += look.px(24)
        title = line.adjusted(left, 0, 0, 0)
        ink.text(painter, look, title, card.title, ink.Style(14, 600, "text", _LEFT))
        left += int(look.advance(card.title, 14, 600)) + look.px(9)
        if card.letter:
            ink.paint_key_cap(painter, left, line.center().y(), card.letter, look)
        if self._is_two_lines(self.width()):
            self._below(self.width()).paint(painter, look.px(12), look.px(28))
        else:
            colour = paint.TONE[card.right_tone][0]
            style = ink.Style(12, 600 if card.right_tone is Tone.STALE else 400, colour, _RIGHT)
            ink.text(painter, look, line.adjusted(0, 0, -look.px(10), 0), self._told(), style)
        if card.facts:
            facts = self._facts(self.width())
            facts.paint(painter, look.px(12), self.height() - facts.height - look.px(4))
        painter.setPen(look.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()


class CardView(Surface):
    """Heading, table and foot in a frame; keeps its place by the key of the row."""

    opened = Signal(str, object)

    def __init__(self, name: str, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Take the name of the card that will be shown."""
        super().__init__(look, parent)
        self.name, self.words = name, words
        self.is_read_from_top = False
        self.model = RowModel(self, words)
        self.head = CardHead(look, self)
        self.table = CardTable(self.model, RowDelegate(look, words, self), self)
        self.foot = Foot(look, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.table, 1)
        column.addWidget(self.foot)
        self.table.opened.connect(lambda row: self.opened.emit(self.name, row))
        self.table.verticalScrollBar().valueChanged.connect(self._tell_below)
        self.table.resized.connect(self._settle)
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._tell_below)

    def show_card(self, card: Card) -> bool:
        """Show a card; equal rows change nothing, and focus and scroll stay with their row; tell whether sizes changed."""
        self.name, tall = card.name, self.head.height()
        self.is_read_from_top = card.is_read_from_top
        self.head.show_card(card)
        self.table.setAccessibleName(card.title)
        current, scroll = self.table.current(), self.table.verticalScrollBar().value()
        changed = self.model.show(card.rows)
        if changed:
            self.table.measure()
            self.table.verticalScrollBar().setValue(scroll)
            place = self.model.place_of(current.key) if current else -1
            if place >= 0:
                self.table.setCurrentIndex(self.model.index(place, 0))
            elif self.table.hasFocus() and card.rows:
                self.table.go_to(self.first_fact())
            self._settled.start()
        return changed or self.head.height() != tall

    def first_fact(self) -> int:
        """Give the place of the first row that is a fact."""
        return next(
            (place for place, row in enumerate(self.model.rows) if not isinstance(row, (GroupRow, NoticeRow))), 0
        )

    def blank(self) -> None:
        """Leave only the heading."""
        self.model.show(())
        self.table.measure()
        self.foot.tell([], 0, self.words)

    def wanted_height(self, width: int) -> int:
        """Give the height in which every row is in view."""
        return self.head.fit(width - 2) + sum(self.table.heights(width - 2)) + 3

    def sizeHint(self) -> QSize:
        """Leave the size to the column."""
        return QSize(240, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the heading, and say anew what is out of view."""
        super().resizeEvent(event)
        self.head.fit(self.width() - 2)
        self._settled.start()

    def _settle(self) -> None:
        self._settled.start()

    def _tell_below(self) -> None:
        self.foot.settle(self.table.height() + self.foot.height(), self.table.names_below, self.words)
