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
"""Where the column is short, plans get most of it."""


def shared(wanted: Sequence[int], room: int, weights: Sequence[float], *, fill_last: bool) -> list[int]:
    """Share a height: who needs little gets it all, the others share the rest by weight; none gets less than a row.

    `fill_last` gives what is left over to the last one.
    """
    heights = list(wanted)
    left, weight = room, sum(weights)
    for place in sorted(range(len(wanted)), key=lambda place: wanted[place] / weights[place]):
        heights[place] = min(wanted[place], max(int(left * weights[place] / weight), _LEAST))
        left -= heights[place]
        weight -= weights[place]
    if fill_last and heights and left > 0:
        heights[-1] += left
    return heights


class Overview(QScrollArea):
    """The cards of the overview in their fixed places."""

    opened = Signal(str, object)

    def __init__(self, names: Sequence[str], look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Take the names of the cards in their order."""
        super().__init__(parent)
        self.look = look
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(False)
        self.setFocusPolicy(self.focusPolicy().NoFocus)
        self._inside = QWidget()
        self.setWidget(self._inside)
        self.summary = SummaryView(look, self._inside)
        self.cards = {name: CardView(name, look, words, self._inside) for name in names}
        for card in self.cards.values():
            card.opened.connect(self.opened)

    def show_parts(self, summary: Summary, cards: Sequence[Card]) -> None:
        """Show all parts; each card changes alone."""
        self.summary.show_summary(summary)
        for card in cards:
            if card.name in self.cards:
                self.cards[card.name].show_card(card)
        self.arrange()

    def blank(self) -> None:
        """Empty every card in one call."""
        self.summary.show_summary(Summary())
        for card in self.cards.values():
            card.blank()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
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
        self._stack([names[0]], QRect(x, y, first, tall), gap, fill_last=True)
        x += first + gap
        head = self.summary.wanted_height(second)
        self.summary.setGeometry(x, y, second, head)
        self._stack([names[1]], QRect(x, y + head + gap, second, tall - head - gap), gap, fill_last=True)
        x += second + gap
        self._stack(names[2:], QRect(x, y, third, tall), gap, fill_last=False)

    def _stack(self, names: Sequence[str], room: QRect, gap: int, *, fill_last: bool) -> None:
        wanted = [self.cards[name].wanted_height(room.width()) for name in names]
        weights = [_WEIGHTS.get(name, 1.0) for name in names]
        heights = shared(wanted, room.height() - gap * (len(names) - 1), weights, fill_last=fill_last)
        y = room.top()
        for name, height in zip(names, heights, strict=True):
            self.cards[name].setGeometry(room.left(), y, room.width(), height)
            y += height + gap

    def _one_column(self, width: int, margin: int, gap: int) -> None:
        """Put all cards under each other at their full height, in the same order."""
        inner, y = width - 2 * margin, self.look.px(6)
        for name, card in self.cards.items():
            if name == list(self.cards)[1]:
                head = self.summary.wanted_height(inner)
                self.summary.setGeometry(margin, y, inner, head)
                y += head + gap
            height = card.wanted_height(inner)
            card.setGeometry(margin, y, inner, height)
            y += height + gap
        self._inside.setGeometry(0, 0, width, y + margin)
