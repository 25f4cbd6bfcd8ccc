"""The ground of what stands on the canvas: a card, a plot, a list, with a line around it (screens.md 2)."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from overblik.widgets.look import Look


class Surface(QFrame):
    """Draws ground and line in the tokens of a look."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Take the look."""
        super().__init__(parent)
        self.look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and line."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.look.color("surface"))
        painter.setPen(QPen(self.look.color("line"), 1))
        radius = self.look.px(7)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()
