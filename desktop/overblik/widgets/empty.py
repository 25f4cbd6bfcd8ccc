"""The pane while there is no patient: one sentence."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from overblik.widgets import ink
from overblik.widgets.look import Look
from overblik.widgets.qt_numbers import ALIGN_CENTRE


class EmptyPane(QFrame):
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
        """Draw the sentence in the middle; the style sheet gives the ground."""
        super().paintEvent(event)
        painter = QPainter(self)
        ink.text(painter, self.look, QRectF(self.rect()), self._words, ink.Style(14, 400, "text2", ALIGN_CENTRE))
        painter.end()
