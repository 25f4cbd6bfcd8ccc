"""Pages beside the overview: the source message behind a row, the keys, and the empty pane."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from overblik.widgets import paint
from overblik.widgets.flow import Flow, Run
from overblik.widgets.look import Look

_CENTRE = int(Qt.AlignmentFlag.AlignCenter.value)
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


class EmptyPane(QWidget):
    """Says what to do when there is no patient."""

    def __init__(self, look: Look, words: str, parent: QWidget | None = None) -> None:
        """Take the sentence."""
        super().__init__(parent)
        self.look, self._words = look, words
        self.setAccessibleName(words)

    def tell(self, words: str) -> None:
        """Say another sentence."""
        self._words = words
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sentence in the middle."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("canvas"))
        paint.text(painter, self.look, QRectF(self.rect()), self._words, paint.Style(14, 400, "text2", _CENTRE))
        painter.end()


class OriginalPage(QWidget):
    """The source message of a row, as it came, control characters made visible."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self._heading = look, ""
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setFont(look.mono())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        column = QVBoxLayout(self)
        margin = look.px(12)
        column.setContentsMargins(margin, look.px(40), margin, margin)
        column.addWidget(self.text)

    def show_original(self, heading: str, text: str) -> None:
        """Show a message under its heading."""
        self._heading = heading
        self.text.setAccessibleName(heading)
        self.text.setPlainText(text)
        self.update()

    def blank(self) -> None:
        """Leave nothing of the message."""
        self.show_original("", "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the heading."""
        del event
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.color("canvas"))
        line = QRectF(look.px(14), 0, self.width() - look.px(80), look.px(40))
        paint.text(painter, look, line, self._heading, paint.Style(14, 600, "text", _LEFT))
        edge = self.width() - look.px(14) - paint.key_cap_width("Esc", look)
        paint.paint_key_cap(painter, edge, look.px(20), "Esc", look)
        painter.end()


class KeysPage(QWidget):
    """The live map of the keys."""

    def __init__(self, title: str, keys: Sequence[tuple[str, str]], look: Look, parent: QWidget | None = None) -> None:
        """Take (key, what it does) of every key."""
        super().__init__(parent)
        self.look, self._title, self._keys = look, title, keys
        self.setAccessibleName(title + ". " + ". ".join(f"{key}: {does}" for key, does in keys))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the keys in two columns."""
        del event
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.color("canvas"))
        Flow([Run(self._title, 16, 600)], look, self.width(), 22).paint(painter, look.px(24), look.px(16))
        half = (len(self._keys) + 1) // 2
        column = (self.width() - look.px(48)) / 2
        for place, (key, does) in enumerate(self._keys):
            x = look.px(24) + (place // half) * column
            y = look.px(56) + (place % half) * look.px(27)
            paint.paint_key_cap(painter, x, y + look.px(10), key, look)
            words = QRectF(x + look.px(130), y, column - look.px(140), look.px(20))
            paint.text(painter, look, words, does, paint.Style(13, 400, "text", _LEFT))
        painter.end()
