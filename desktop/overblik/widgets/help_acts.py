"""The feature `help`: F1 shows the keys and the manual over the page, and the focus comes back where it was."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from overblik.viewmodels.help import Help
from overblik.widgets.cover import fit_under_cave
from overblik.widgets.help_view import HelpView
from overblik.widgets.keys_view import told_keys

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane


class HelpActs(QObject):
    """Belongs to one window."""

    def __init__(self, acts: "Acts") -> None:
        """Stand closed."""
        super().__init__(acts)
        self.acts = acts
        self.view: HelpView | None = None
        self._pane: Pane | None = None
        self._back: QWidget | None = None
        self._is_open = False

    def take(self, pane: "Pane") -> None:
        """Belong to a new pane; the help is made over it when it is first shown: the manual is read for it."""
        was_open, self._is_open = self._is_open, False
        self._pane, self.view, self._back = pane, None, None
        pane.resized.connect(self.show)
        if was_open:
            QTimer.singleShot(0, self.turn)

    def _make(self, pane: "Pane") -> HelpView:
        shelf = self.acts.window.shelf
        pages = shelf.pages() if shelf is not None else ()
        picture = shelf.picture if shelf is not None else lambda _: b""
        keys = told_keys(pane.words, self.acts.window.off)
        view = HelpView(pane.look, Help(pages, pane.words), keys, picture, pane)
        view.left.connect(self.turn)
        view.asked.connect(self._ask)
        view.copied.connect(self._copy)
        return view

    def turn(self) -> None:
        """Show the help; once more hides it, and the focus is where it was."""
        pane = self._pane
        if pane is None:
            return
        if self._is_open:
            self.close()
            return
        view = self.view = self.view or self._make(pane)
        self.acts.feature("palette").step_back()
        self._back = self.acts.window.focusWidget()
        fit_under_cave(view, pane)
        view.begin("board" if pane.is_alone else pane.bar.marked)
        pane.bar.mark("keys")
        self._is_open = True

    def close(self) -> None:
        """Hide it."""
        view, pane = self.view, self._pane
        if view is None or pane is None or not self._is_open:
            return
        self._is_open = False
        view.hide()
        pane.bar.mark(self.acts.model.page)
        if self._back is not None:
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def blank(self) -> None:
        """Give way to another patient."""
        self._back, self._is_open = None, False
        if self.view is not None:
            self.view.hide()

    def show(self) -> None:
        """Stay under banner and CAVE line."""
        if self.view is not None and self._pane is not None:
            fit_under_cave(self.view, self._pane)

    def step_back(self) -> bool:
        """Go one step back in it; where there is none, close it."""
        if self.view is None or not self._is_open:
            return False
        if not self.view.step_back():
            self.close()
        return True

    def _ask(self, name: str) -> None:
        """Go to what stands on a page of its own."""
        self.close()
        self.acts.act(f"{name}.open")()

    def _copy(self, address: str) -> None:
        """Copy the address of a place outside: the program opens none."""
        QGuiApplication.clipboard().setText(address)
        self.acts.window.tell(self.acts.pane.words.say("help.outside", address=address))
