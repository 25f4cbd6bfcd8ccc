"""A part that is as tall as what it shows needs in its width."""

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget


class Fitted(QWidget):
    """Lays out only what is in view: a page that was never laid out is narrow, and would make the window tall."""

    def __init__(self, tall: Callable[[], int], parent: QWidget | None = None) -> None:
        """Take what gives the height in pixels that the present width needs."""
        super().__init__(parent)
        self._tall = tall

    def fit(self) -> None:
        """Take that height, and draw anew."""
        if self.isVisible() and self.height() != (tall := self._tall()):
            self.setFixedHeight(tall)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out for the first time."""
        super().showEvent(event)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out in the new width."""
        super().resizeEvent(event)
        self.fit()
