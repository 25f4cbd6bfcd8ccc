"""The three steps at the first start of a profile, before the gate; once through they come no more by themselves.

Whether they were seen is kept beside the window's other choices. Where that cannot be written (a read-only home) they
come at each start, without complaint: one key leaves them. The demo begins without them, for it begins with a new
profile each time; `overblik demo --introduction` shows them. Whoever is sent here by the record system is not held up.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from overblik.widgets.introduction import Introduction

if TYPE_CHECKING:
    from overblik.app.window import Program


class Introducing(QObject):
    """Belongs to one program, from its first paint until the steps are left."""

    def __init__(self, program: "Program") -> None:
        """Show the first step."""
        super().__init__(program.window)
        self._program = program
        window = program.window
        self.view: Introduction | None = None
        self._make(1)
        window.installEventFilter(self)
        window.choices_changed.connect(self._speak)
        window.patients.patient_chosen.connect(self._give_way)

    def _make(self, number: int) -> None:
        window = self._program.window
        view = self.view = Introduction(window.look, window.words, window, number)
        view.done.connect(self._finish)
        view.setGeometry(window.rect())
        view.show()
        view.raise_()
        if self._program.gatekeeper is not None:
            self._program.gatekeeper.curtain.put_before(view)
        view.take_focus()

    def _speak(self) -> None:
        """Go on in another look or language, once the window has them."""
        if self.view is not None and self.view.words is not self._program.window.words:
            number = self.view.number
            self._drop()
            self._make(number)

    def _drop(self) -> None:
        view, self.view = self.view, None
        if view is not None:
            view.hide()
            view.deleteLater()

    def _finish(self) -> None:
        """Remember that they were seen, and go to what stood behind."""
        window = self._program.window
        self._give_way()
        window.take_choices(replace(window.choices, introduced=True))

    def _give_way(self) -> None:
        """Leave the screen to what stands behind; they come again at the next start."""
        if self.view is None:
            return
        self._drop()
        gatekeeper = self._program.gatekeeper
        if gatekeeper is not None and gatekeeper.curtain.is_down:
            gatekeeper.curtain.put_before(None)
        else:
            self._program.window.rail.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if self.view is not None and watched is self._program.window and event.type() is QEvent.Type.Resize:
            self.view.setGeometry(self._program.window.rect())
        return False
