"""The curtain: covers every part of the window in one frame, and hears whether anybody is there (safety.md 4, G9)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from overblik.viewmodels.gate_parts import GateScreen
from overblik.widgets.gate import Gate

if TYPE_CHECKING:
    from overblik.widgets.window import MainWindow

_SOMEBODY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class Curtain(QObject):
    """Belongs to one window."""

    acted = Signal(str, dict)
    """What was pressed on the gate, and what was typed there."""

    def __init__(self, window: "MainWindow") -> None:
        """Start raised."""
        super().__init__(window)
        self._window = window
        self.gate: Gate | None = None
        self._before: QWidget | None = None
        """What stands before the gate: until it is gone the gate is not seen, and takes no key."""
        self._heard: Callable[[], None] | None = None
        window.installEventFilter(self)

    @property
    def is_down(self) -> bool:
        """Whether the window is covered."""
        return self.gate is not None

    def fall(self, screen: GateScreen | None = None) -> None:
        """Cover everything now, not with the next turn of the event loop; without a screen by the plain ground."""
        window = self._window
        if self.gate is None:
            self.gate = Gate(window.look, window)
            self.gate.acted.connect(self.acted)
            self._close_others()
            for part in self._covered():
                part.hide()
            self._fit()
            self.gate.setVisible(self._before is None)
        if screen is not None:
            self.gate.show_screen(screen)
        if self._before is not None:
            self._before.raise_()
            self._before.setFocus()
            return
        self.gate.raise_()
        self.gate.repaint()

    def dress(self) -> None:
        """Take the look that the window has now; what the gate showed is shown anew by whoever keeps it."""
        if self.gate is not None:
            former, self.gate = self.gate, None
            former.deleteLater()
            self.fall()

    def put_before(self, before: QWidget | None) -> None:
        """Let something stand before the gate until it is gone (none): what is typed meanwhile is not meant for the gate."""
        self._before = before
        if self.gate is None:
            return
        self.gate.setVisible(before is None)
        if before is None:
            self.gate.raise_()
            self.gate.focus()

    def rise(self) -> None:
        """Let the window be seen."""
        if self.gate is None:
            return
        self.gate.hide()
        self.gate.deleteLater()
        self.gate = None
        for part in self._covered():
            part.show()
        self._window.rail.search.setFocus()  # what is typed next is meant for the search, as at any start

    def _covered(self) -> list[QWidget]:
        """Give the parts of the window that are hidden under the curtain, from the accessibility tree too."""
        return [part for part in (self._window.centralWidget(), self._window.menuWidget()) if part is not None]

    def _close_others(self) -> None:
        """Close menus, dialogs and whatever else stands in windows of its own: a print that was not confirmed is gone."""
        for other in QApplication.topLevelWidgets():
            if other is not self._window and other.isVisible():
                other.close()

    def hear(self, heard: Callable[[], None]) -> None:
        """Tell whenever somebody presses a key or moves the mouse; asked of the window's own handle, which gets few events."""
        self._heard = heard
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window, and hear whether anybody is there; nothing is taken away from anybody."""
        kind = event.type()
        if watched is self._window:
            if kind is QEvent.Type.Resize:
                self._fit()
        elif self._heard is not None and kind in _SOMEBODY:
            self._heard()
        return False

    def _fit(self) -> None:
        if self.gate is not None:
            self.gate.setGeometry(self._window.rect())
