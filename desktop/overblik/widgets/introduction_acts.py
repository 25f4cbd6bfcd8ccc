"""The feature `introduction`: shows the three steps again, over the page, and goes back to where the reader was."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from overblik.widgets.introduction import Introduction

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane


class IntroductionActs(QObject):
    """Belongs to one window."""

    def __init__(self, acts: "Acts") -> None:
        """Stand closed."""
        super().__init__(acts)
        self.acts = acts
        self.view: Introduction | None = None
        self._back: QWidget | None = None

    def take(self, pane: "Pane") -> None:
        """Belong to a new pane."""
        self.view = self._back = None
        pane.resized.connect(self._fit)

    def open(self) -> None:
        """Show the first step; banner and CAVE line of an open patient stay in view (H3)."""
        pane = self.acts.pane
        if self.view is not None:
            return
        self._back = self.acts.window.focusWidget()
        view = self.view = Introduction(pane.look, pane.words, pane)
        view.done.connect(self.close)
        self._fit()
        view.show()
        view.take_focus()

    def close(self) -> None:
        """Take the steps away; the focus is where it was."""
        view, self.view = self.view, None
        if view is None:
            return
        view.hide()
        view.deleteLater()
        if self._back is not None:
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        if self.view is not None:
            self.view.raise_()
            top = self.acts.pane.cave.geometry().bottom() + 1 if self.acts.model.patient_id is not None else 0
            self.view.setGeometry(0, top, self.acts.pane.width(), max(self.acts.pane.height() - top, 0))

    def blank(self) -> None:
        """Give way to another patient."""
        self._back = None
        self.close()

    def show(self) -> None:
        """Stay under banner and CAVE line."""
        self._fit()

    def step_back(self) -> bool:
        """Close it, where it is open."""
        is_open = self.view is not None
        self.close()
        return is_open
