"""The foot of a card: names what lies out of view (screens.md principle 7)."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overblik.viewmodels.words import Words
from overblik.widgets.flow import Flow, Run
from overblik.widgets.look import Look

_NAMED_BELOW, _LINES = 5, 2


class Foot(QWidget):
    """The line that names what lies below."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look = look
        self._told = ""
        self.setFixedHeight(0)

    def tell(self, names: list[str], words: Words) -> None:
        """Name what lies below in at most two lines, or take no room."""
        named = [name for name in names if name]
        told = ""
        for count in range(min(len(named), _NAMED_BELOW), 0, -1):
            rest = f" +{len(named) - count}" if len(named) > count else ""
            told = words.say("window.more_below", names=", ".join(named[:count]) + rest)
            if self._flow(told).lines <= _LINES:
                break
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
        return Flow([Run(told, 12, 600, "text2")], look, width, 16)

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
