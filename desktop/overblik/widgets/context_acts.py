"""The bar over the patient that says that the record system shows somebody else, with the act that follows (H3)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from overblik.viewmodels.following import Mark
from overblik.widgets.look import Look

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane


class ContextBar(QWidget):
    """One sentence, and a button where there is something to follow."""

    pressed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start hidden: nothing is known of another program."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(look.color("staleSoft")))
        self.setPalette(palette)
        self.label, self.button = QLabel(self), QPushButton(self)
        self.label.setFont(look.font(13))
        self.button.setFont(look.font(13))
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.button.clicked.connect(self.pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(6), look.px(16), look.px(6))
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.hide()

    def show_mark(self, mark: Mark | None) -> None:
        """Show what is true now, or give way."""
        self.label.setText(mark.sentence if mark is not None else "")
        self.setAccessibleName(self.label.text())
        self.button.setText(mark.act if mark is not None else "")
        self.button.setVisible(mark is not None and bool(mark.act))
        self.setVisible(mark is not None)


class ContextActs(QObject):
    """Keeps the bar true, in whichever look and language the pane is made."""

    def __init__(self, acts: "Acts") -> None:
        """Start with nobody to ask what is true."""
        super().__init__(acts)
        self._mark: Callable[[], Mark | None] = lambda: None
        self._act: Callable[[], None] = lambda: None
        self.bar: ContextBar | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.show)

    def join(self, mark: Callable[[], Mark | None], act: Callable[[], None]) -> None:
        """Ask for the mark from now on, and do the act when it is pressed."""
        self._mark, self._act = mark, act
        self.show()

    def take(self, pane: "Pane") -> None:
        """Put the bar over the banner of a pane."""
        self.bar = ContextBar(pane.look, pane)
        self.bar.pressed.connect(self.press)
        column = pane.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(0, self.bar)
        self.show()

    def press(self) -> None:
        """Do what the button says."""
        self._act()

    def blank(self) -> None:
        """Another patient comes, or none: what is true then is known in the next turn."""
        self._soon.start()

    def show(self) -> None:
        """Show what is true now."""
        if self.bar is not None:
            self.bar.show_mark(self._mark())

    def step_back(self) -> bool:
        """Nothing here is gone back from."""
        return False
