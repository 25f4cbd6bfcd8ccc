"""The foot of a card: names what lies out of view (screens.md principle 7)."""

from collections.abc import Callable

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overblik.viewmodels.words import Words
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look

NAMED_BELOW, _LINES, _STEP = 5, 2, 16
Below = tuple[list[str], int]
"""Names of the first rows that lie out of view, and how many there are."""


class Foot(QWidget):
    """The line that names what lies below."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look = look
        self._told = ""
        self.setFixedHeight(0)

    def tell(self, names: list[str], total: int, words: Words) -> None:
        """Name the first of what lies below in at most two lines and count the others, or take no room."""
        told = self._words_of((names, total), words)
        self._show(told, self._tall(self._lines(told)))

    def settle(self, room: int, below: Callable[[int], Below], words: Words) -> None:
        """Name what lies below in `room` pixels that the table shares with the foot; `below` takes the table's height.

        The foot takes room from the table and so decides what lies below: it takes the first height that holds the
        words to which it leads. Told by the height of the moment, two heights could take turns for ever.
        """
        told, tall = "", 0
        for lines in range(_LINES + 1):
            tall = self._tall(lines)
            told = self._words_of(below(room - tall), words)
            if self._lines(told) <= lines:
                break
        self._show(told, tall)

    def _words_of(self, below: Below, words: Words) -> str:
        names, total = (
            [name.removesuffix(".") for name in below[0]],
            below[1],
        )  # a sentence among them ends at its comma
        told = ""
        for count in range(len(names), -1, -1):
            rest = f"+{total - count}" if total > count else ""
            told = words.say("window.more_below", names=" ".join(filter(None, (", ".join(names[:count]), rest))))
            if not total or self._lines(told) <= _LINES:
                break
        return told if total else ""

    def _lines(self, told: str) -> int:
        return self._flow(told).lines if told else 0

    def _tall(self, lines: int) -> int:
        return lines * self.look.px(_STEP) + self.look.px(6) if lines else 0

    def _show(self, told: str, tall: int) -> None:
        if tall != self.height():
            self.setFixedHeight(tall)
        if told != self._told:
            self._told = told
            self.setAccessibleName(told)
            self.update()

    def _flow(self, told: str) -> Flow:
        look = self.look
        width = (self.width() or look.px(240)) - look.px(24)
        return laid([Run(told, 12, 600, "text2")], look, width, _STEP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        del event
        if not self._told:
            return
        painter = QPainter(self)
        painter.setPen(self.look.color("line"))
        painter.drawLine(0, 0, self.width(), 0)
        self._flow(self._told).paint(painter, self.look.px(12), self.look.px(3))
        painter.end()
