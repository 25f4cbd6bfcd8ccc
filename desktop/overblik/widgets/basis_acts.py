"""Asks for the basis of a look before a patient is opened who is not on the list."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from overblik.domain.grant import Basis
from overblik.domain.patient import PatientId
from overblik.widgets.basis_page import BasisPage

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane


class BasisActs(QObject):
    """Shows the page, and opens the patient when a basis was stated."""

    def __init__(self, acts: "Acts") -> None:
        """Start with nobody asked about."""
        super().__init__(acts)
        self.acts = acts
        self._wanted: PatientId | None = None

    def take(self, pane: "Pane") -> None:
        """Make the page of a pane."""
        self.page = BasisPage(pane.words, pane.look, pane)
        self.page.chosen.connect(self._chosen)
        self.page.left.connect(self._leave)
        pane.add_aside(self.page)

    def blank(self) -> None:
        """Leave nothing of whom it was asked about."""
        self._wanted = None
        self.page.blank()

    def show(self) -> None:
        """Nothing here follows a patient: none is open."""

    def step_back(self) -> bool:
        """Ask no more."""
        if self._wanted is None:
            return False
        self._leave()
        return True

    def ask(self, patient_id: PatientId) -> None:
        """Close whoever is open, then ask."""
        self.acts.model.close_patient()
        self._wanted = patient_id
        self.page.ask(self.acts.window.patients.name_of(patient_id))
        self.acts.pane.show_page(self.page, "")
        self.page.treatment.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, basis: Basis, why: str) -> None:
        wanted = self._wanted
        reason = self.acts.claims.state(wanted, basis, why) if wanted is not None else None
        if wanted is None or reason is None:
            return
        self.blank()
        self.acts.open_claimed(wanted, reason)

    def _leave(self) -> None:
        self.blank()
        self.acts.pane.show_empty()
        self.acts.window.search()
