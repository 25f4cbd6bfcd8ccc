"""A page that asks something under banner and CAVE line: headings, sentences, buttons, one line to type in."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from overblik.viewmodels.words import Words
from overblik.widgets.look import Look

WIDTH = 620
LONGEST = 500


class FormPage(QScrollArea):
    """The parts of such a page, and the keys between them."""

    def __init__(self, words: Words, look: Look, parent: QWidget | None = None) -> None:
        """Make the empty sheet."""
        super().__init__(parent)
        self.look, self.words = look, words
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        sheet = _Sheet(look)
        self.column = QVBoxLayout(sheet)
        px = look.px
        self.column.setContentsMargins(px(24), px(16), px(24), px(16))
        self.column.setSpacing(px(8))
        self.setWidget(sheet)

    def line(self, key: str) -> QLineEdit:
        """Make a line to type in; the key names its words."""
        line = QLineEdit()
        line.setMaxLength(LONGEST)
        line.setPlaceholderText(self.words.say(key))
        line.setAccessibleName(self.words.say(key))
        line.setFont(self.look.font(13))
        line.setMinimumHeight(self.look.px(30))
        line.setMaximumWidth(self.look.px(WIDTH))
        return line

    def row(self, *buttons: QPushButton) -> QHBoxLayout:
        """Lay buttons beside each other."""
        row = QHBoxLayout()
        for button in buttons:
            button.setFont(self.look.font(13, 600))
            button.setMinimumHeight(self.look.px(30))
            button.setAutoDefault(True)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def label(self, key: str, size: int, weight: int) -> QLabel:
        """Make a heading or a sentence."""
        label = QLabel(self.words.say(key))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self.look.font(size, weight))
        label.setWordWrap(True)
        label.setMaximumWidth(self.look.px(WIDTH))
        return label

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go between the parts by the arrows."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)


class _Sheet(QWidget):
    """The ground of the page."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("canvas"))
        painter.end()
