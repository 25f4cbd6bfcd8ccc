"""The page 'hvem har jeg slået op': it stands alone, never beside a patient (H3)."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from overblik.domain.audit import OwnLooks
from overblik.viewmodels.own_log import own_log_card
from overblik.widgets.aside_page import AsidePage

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane

_WIDTH = 760


class OwnLogActs(QObject):
    """Opens the page, and leaves nothing of it."""

    def __init__(self, acts: "Acts") -> None:
        """Start closed."""
        super().__init__(acts)
        self.acts = acts

    def take(self, pane: "Pane") -> None:
        """Make the page of a pane."""
        self.page = AsidePage("own_log", _WIDTH, pane.look, pane.words, pane)
        pane.add_aside(self.page)

    def blank(self) -> None:
        """Leave no name: a patient is opened, or the screen locks."""
        self.page.card.blank()

    def show(self) -> None:
        """Nothing here follows a patient: none is open."""

    def step_back(self) -> bool:
        """Close the page."""
        if self.acts.pane.pages.currentWidget() is not self.page:
            return False
        self.blank()
        self.acts.pane.show_empty()
        return True

    def open(self) -> None:
        """Close whoever is open, and ask for the list."""
        model = self.acts.model
        model.close_patient()
        model.run(model.looks.own_looks, self._show)

    def _show(self, looks: OwnLooks) -> None:
        acts = self.acts
        if acts.model.patient_id is not None:
            return  # somebody was opened meanwhile: his screen stands
        now = acts.model.view().now
        self.page.card.show_card(own_log_card(looks, acts.window.patients.name_of, now, acts.model.words))
        acts.pane.show_page(self.page, "")
        self.page.card.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.page.card.model.rows:
            self.page.card.table.go_to(0)
