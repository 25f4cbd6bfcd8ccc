"""The foot of a card: names what lies out of view (screens.md principle 7)."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overblik.viewmodels.words import Words
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look

NAMED_BELOW, _LINES = 5, 2


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
        told = ""
        names = [name.removesuffix(".") for name in names]  # a sentence among them ends at its comma
        for count in range(len(names), -1, -1):
            rest = f"+{total - count}" if total > count else ""
            told = words.say("window.more_below", names=" ".join(filter(None, (", ".join(names[:count]), rest))))
            if not total or self._flow(told).lines <= _LINES:
                break
        told = told if total else ""
        if told == self._told:
            return
        self._told = told
        self.setAccessibleName(told)
        tall = self._flow(told).height + self.look.px(6) if told else 0
        if tall != self.height():
            self.setFixedHeight(tall)
        self.update()

    def _flow(self, told: str) -> Flow:
        look = self.look
        width = (self.width() or look.px(240)) - look.px(24)
        return laid([Run(told, 12, 600, "text2")], look, width, 16)

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
