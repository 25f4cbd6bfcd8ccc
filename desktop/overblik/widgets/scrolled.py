"""A painted sheet that scrolls where its words need more room than there is."""

from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Sheet(QWidget):
    """What is painted, and tells the height that its words need."""

    def height_for(self, width: int) -> int:
        """Give the height of all words in a width; an empty sheet needs none."""
        del width
        return 0


Painted = TypeVar("Painted", bound=Sheet)


class Scrolled(QScrollArea, Generic[Painted]):
    """Gives a sheet the width that there is, and the height that its words need; never scrolls to the side."""

    def __init__(self, sheet: Painted, parent: QWidget | None = None) -> None:
        """Take the sheet."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sheet = sheet
        self.setWidget(sheet)

    def fit(self) -> None:
        """Measure the sheet anew: its words or its width changed."""
        room = self.viewport().size()
        self.sheet.resize(room.width(), max(room.height(), self.sheet.height_for(room.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self.fit()
