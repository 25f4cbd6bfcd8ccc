"""The drug that is chosen on the page of medicine: composed anew whenever the patient's sections change."""

from PySide6.QtCore import QObject, Signal

from overblik.viewmodels.medication_page import DrugPage, drug_page
from overblik.viewmodels.overview import OverviewModel
from overblik.viewmodels.veil import veiled

_FARTHEST = 260
"""Weeks by which the calendar may be turned: five years."""


class DrugModel(QObject):
    """Follows the open patient; holds the key of a row and the week, never a drug of its own."""

    drug_changed = Signal(object)
    """A DrugPage, or none."""

    def __init__(self, model: OverviewModel) -> None:
        """Start without a drug."""
        super().__init__(model)
        self.model = model
        self.page: DrugPage | None = None
        self._key = ""
        self._weeks = 0
        model.blanked.connect(self.clear)
        model.screen_changed.connect(self.compose)
        model.card_changed.connect(self.compose)

    def choose(self, key: str) -> None:
        """Show the drug of a row; the calendar goes back to this week."""
        if key != self._key:
            self._key, self._weeks = key, 0
            self.compose()

    def turn(self, weeks: int) -> None:
        """Turn the calendar."""
        self._weeks = max(-_FARTHEST, min(_FARTHEST, self._weeks + weeks))
        self.compose()

    def clear(self) -> None:
        """Leave nothing of the patient."""
        self._key, self._weeks = "", 0
        self._tell(None)

    def compose(self, _: object = None) -> None:
        """Compose the page of the chosen drug from what is known now."""
        model = self.model
        if model.page != "medication" or model.patient_id is None:
            return
        sections = veiled(model.sections, model.words.say("medication.veiled"))
        self._tell(drug_page(self._key, sections, model.view(is_full=True), self._weeks) if self._key else None)

    def _tell(self, page: DrugPage | None) -> None:
        if page != self.page:
            self.page = page
            self.drug_changed.emit(page)
