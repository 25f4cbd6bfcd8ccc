"""The page 'denne pc': what the computer keeps and when it locks, beside no patient."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from overblik.viewmodels.rows import Row
from overblik.viewmodels.this_computer import RETRY, TIGHTEN, is_asked_twice
from overblik.widgets.aside_page import AsidePage

if TYPE_CHECKING:
    from overblik.domain.audit import QueueState
    from overblik.viewmodels.session import SessionModel
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane

_WIDTH = 760


class ComputerActs(QObject):
    """Opens the page, and makes stricter what is chosen on it."""

    def __init__(self, acts: "Acts") -> None:
        """Start closed."""
        super().__init__(acts)
        self.acts = acts
        self._armed = ""
        """The choice that was pressed once and waits for a second press."""
        self._queue: QueueState | None = None

    @property
    def session(self) -> "SessionModel | None":
        """The session, once it is there."""
        return self.acts.window.session

    def take(self, pane: "Pane") -> None:
        """Make the page of a pane."""
        self.page = AsidePage("computer", _WIDTH, pane.look, pane.words, pane)
        self.page.card.opened.connect(self._press)
        pane.add_aside(self.page)

    def blank(self) -> None:
        """Ask for nothing any more: a patient is opened, or the screen locks."""
        self._armed = ""

    def show(self) -> None:
        """Nothing here follows a patient: none is open."""

    def step_back(self) -> bool:
        """Take back a choice that was pressed once; else close the page."""
        if self.acts.pane.pages.currentWidget() is not self.page:
            return False
        if self._armed:
            self._arm("")
        else:
            self.acts.pane.show_empty()
        return True

    def open(self) -> None:
        """Close whoever is open, and ask how it stands with the record of looks."""
        session, model = self.session, self.acts.model
        if session is None or not session.is_open:
            return
        model.close_patient()
        session.tightened.connect(self._refresh, Qt.ConnectionType.UniqueConnection)
        model.run(partial(model.looks.log_queue, False), self._show)

    def _show(self, queue: "QueueState | None") -> None:
        """Show what holds on this computer."""
        if self.acts.model.patient_id is not None:
            return  # somebody was opened meanwhile: his screen stands
        self._queue = queue
        is_new = self.acts.pane.pages.currentWidget() is not self.page
        self._arm("")
        self.acts.pane.show_page(self.page, "")
        self.page.card.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if is_new:
            self.page.card.table.go_to(0)

    def _press(self, name: str, row: Row) -> None:
        """Choose what a row offers; what erases something is asked for twice."""
        del name
        model = self.acts.model
        if row.key == RETRY:
            model.run(partial(model.looks.log_queue, True), self._show)
        if self.session is None or not row.key.startswith(TIGHTEN):
            return
        if is_asked_twice(row.key) and self._armed != row.key:
            self._arm(row.key)
            return
        self._armed = ""
        self.session.tighten(row.key)

    def _refresh(self) -> None:
        if self.acts.pane.pages.currentWidget() is self.page:
            self._arm("")

    def _arm(self, key: str) -> None:
        """Show the page, with one choice waiting for its second press; the focus stays on its row."""
        self._armed = key
        card = self.session.card(key, self._queue) if self.session is not None else None
        if card is None:
            return
        table = self.page.card.table
        place = table.currentIndex().row()
        self.page.card.show_card(card)
        if place >= 0:
            table.go_to(min(place, len(self.page.card.model.rows) - 1))
