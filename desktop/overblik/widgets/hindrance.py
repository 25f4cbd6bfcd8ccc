"""What stands in the way of opening another citizen from outside: a dialog that asks, or text under somebody's hands (R25)."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from overblik.domain.patient import PatientId

if TYPE_CHECKING:
    from overblik.widgets.window import MainWindow


class Screen:
    """One window, as far as a hand-over must know it."""

    def __init__(self, window: "MainWindow") -> None:
        """Look at a window."""
        self._window = window

    @property
    def patient_id(self) -> PatientId | None:
        """Who is open."""
        acts = self._window.acts
        return acts.model.patient_id if acts is not None else None

    @property
    def hindrance(self) -> str:
        """Give `dialog`, `typed`, or nothing; words in the search count: a change of patient would clear them (R25)."""
        if QApplication.activePopupWidget() is not None or QGuiApplication.modalWindow() is not None:
            return "dialog"
        return "typed" if any(self._is_typed(line) for line in self._window.findChildren(QLineEdit)) else ""

    def needs_basis(self, patient_id: PatientId) -> bool:
        """Whether the clinician must say first why he looks: the patient is not on his list (T20)."""
        acts, patients = self._window.acts, self._window.patients
        return acts is None or acts.claims.is_needed(patient_id, is_listed=patients.is_listed(patient_id))

    @staticmethod
    def _is_typed(line: QLineEdit) -> bool:
        return bool(line.text()) and line.isVisible() and not line.isReadOnly()
