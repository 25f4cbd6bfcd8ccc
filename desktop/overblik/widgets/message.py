"""A message at the lower right: what happened, in one sentence; never the only place where it is said."""

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from overblik.widgets import paint
from overblik.widgets.flow import Flow, Run
from overblik.widgets.look import Look

_SECONDS = 8


class Message(QWidget):
    """One sentence that goes away by itself, by a click, or by the next."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.look, self._text, self._room = look, "", parent
        self._gone = QTimer(self, singleShot=True, interval=_SECONDS * 1000)
        self._gone.timeout.connect(self.hide)
        self.hide()

    def tell(self, text: str) -> None:
        """Say a sentence."""
        self._text = text
        self.setAccessibleName(text)
        self.place()
        self.show()
        self.raise_()
        self._gone.start()

    def _flow(self, width: int) -> Flow:
        return Flow([Run(self._text, 13, 500)], self.look, width - self.look.px(60), 18)

    def place(self) -> None:
        """Stand at the lower right of the window."""
        look, room = self.look, self._room.size()
        width = min(look.px(460), room.width() - look.px(24))
        height = self._flow(width).height + look.px(22)
        self.setGeometry(room.width() - width - look.px(14), room.height() - height - look.px(42), width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sentence beside its bar."""
        del event
        look, painter = self.look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.color("surface"))
        painter.setPen(QPen(look.color("edge"), 1))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        painter.fillRect(QRectF(0, look.px(3), look.px(4), self.height() - look.px(6)), look.color("off"))
        paint.icon(painter, look, QPointF(look.px(16), (self.height() - look.px(16)) / 2), "info", 16, "off")
        self._flow(self.width()).paint(painter, look.px(44), look.px(11))
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go away by a click."""
        del event
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()
