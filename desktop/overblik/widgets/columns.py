"""Three columns of cards, or one under 1100 pixels: always the same order (screens.md 3.1)."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from overblik.viewmodels.rows import Card
from overblik.viewmodels.screen import Summary
from overblik.viewmodels.words import Words
from overblik.widgets.card_view import CardView
from overblik.widgets.look import Look
from overblik.widgets.summary import SummaryView

_ONE_COLUMN = 800
_LEAST = 96
_WEIGHTS = {"care_plans": 2.0, "appointments": 1.2, "vaccinations": 0.8}
"""Of the column, plans get most."""
_SUMMARY = 126
"""Design pixels that the summary has from the beginning: diagnoses in three lines, the latest contact in two."""


def shared(room: int, weights: Sequence[float]) -> list[int]:
    """Share a height by weight alone; none gets less than a row.

    Not by what the cards hold: a place that depends on data moves while data arrive, and no hand learns it
    (screens.md principles 1 and 9).
    """
    heights, left, weight = [], room, sum(weights)
    for each in weights:
        heights.append(max(int(left * each / weight), _LEAST))
        left -= heights[-1]
        weight -= each
    return heights


class Overview(QScrollArea):
    """The cards of the overview in their fixed places."""

    opened = Signal(str, object)

    def __init__(self, names: Sequence[str], look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Take the names of the cards in their order."""
        super().__init__(parent)
        self.look, self._head = look, 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(False)
        self.setFocusPolicy(self.focusPolicy().NoFocus)
        self._inside = QWidget()
        self.setWidget(self._inside)
        self.summary = SummaryView(look, self._inside)
        self.cards = {name: CardView(name, look, words, self._inside) for name in names}
        for card in self.cards.values():
            card.opened.connect(self.opened)

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show all cards."""
        for card in cards:
            self.cards[card.name].show_card(card)
        self.arrange()

    def show_card(self, card: Card) -> None:
        """Show one card; the others keep their rows."""
        if self.cards[card.name].show_card(card):
            self.arrange()

    def show_summary(self, summary: Summary) -> None:
        """Show diagnoses and latest contact."""
        if self.summary.show_summary(summary):
            self.arrange()

    def blank(self) -> None:
        """Empty every card in one call."""
        self._head = 0
        self.summary.show_summary(Summary())
        for card in self.cards.values():
            card.blank()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._head = 0
        self.arrange()

    def arrange(self) -> None:
        """Place the cards; where a column needs more than there is, its cards scroll inside."""
        look, room = self.look, self.viewport().size()
        margin, gap = look.px(12), look.px(8)
        if room.width() < look.px(_ONE_COLUMN):
            self._one_column(room.width(), margin, gap)
            return
        third = look.px(256) if room.width() < look.px(1500) else look.px(400)
        free = room.width() - 2 * margin - 2 * gap - third
        second = min(look.px(458), free // 2) if room.width() < look.px(1500) else look.px(560)
        first = free - second
        tall = room.height() - margin - look.px(6)
        self._inside.setGeometry(0, 0, room.width(), room.height())
        names = list(self.cards)
        x, y = margin, look.px(6)
        self._stack([names[0]], QRect(x, y, first, tall), gap)
        x += first + gap
        head = self._summary_height(second)
        self.summary.setGeometry(x, y, second, head)
        self._stack([names[1]], QRect(x, y + head + gap, second, tall - head - gap), gap)
        x += second + gap
        self._stack(names[2:], QRect(x, y, third, tall), gap)

    def _summary_height(self, width: int) -> int:
        """Give the height of the summary: what it once took for a patient it keeps, so that no result moves up."""
        self._head = max(self._head, self.look.px(_SUMMARY), self.summary.wanted_height(width))
        return self._head

    def _stack(self, names: Sequence[str], room: QRect, gap: int) -> None:
        for name in names:
            self.cards[name].head.fit(room.width() - 2)
        weights = [_WEIGHTS.get(name, 1.0) for name in names]
        heights = shared(room.height() - gap * (len(names) - 1), weights)
        y = room.top()
        for name, height in zip(names, heights, strict=True):
            self.cards[name].setGeometry(room.left(), y, room.width(), height)
            y += height + gap

    def _one_column(self, width: int, margin: int, gap: int) -> None:
        """Put all cards under each other at their full height, in the same order.

        The card in focus stays where it is: what grows above it moves the page under it (screens.md principle 9).
        """
        inner, y = width - 2 * margin, self.look.px(6)
        read = next((card for card in self.cards.values() if card.table.hasFocus()), None)
        before = read.y() if read is not None else 0
        for name, card in self.cards.items():
            if name == list(self.cards)[1]:
                head = self._summary_height(inner)
                self.summary.setGeometry(margin, y, inner, head)
                y += head + gap
            height = card.wanted_height(inner)
            card.setGeometry(margin, y, inner, height)
            y += height + gap
        self._inside.setGeometry(0, self._inside.y(), width, y + margin)
        if read is not None and read.y() != before:
            bar = self.verticalScrollBar()
            bar.setMaximum(max(bar.maximum(), y + margin - self.viewport().height()))
            bar.setValue(bar.value() + read.y() - before)
