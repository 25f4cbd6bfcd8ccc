"""The document that is opened from the list: asked for, shown, and its file handed over by an act and taken back."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from overblik.domain.opened_document import OpenedDocument
from overblik.domain.section import Topic
from overblik.viewmodels.document_page import document_page
from overblik.viewmodels.overview import OverviewModel


class DocumentModel(QObject):
    """Follows the open patient; what was handed over goes when the patient does."""

    found = Signal(object)
    """A DocumentPage of the open patient."""
    handed_over = Signal(object)
    """The path of a file that the system's viewer may open."""

    def __init__(self, model: OverviewModel) -> None:
        """Follow the model."""
        super().__init__(model)
        self.model = model
        self._has_handed_over = False
        model.blanked.connect(self.take_back)

    def open(self, source: str, document_id: str) -> None:
        """Ask for the content of one document."""
        model = self.model
        if model.patient_id is not None:
            asked = (model.patient_id, source, document_id, model.revealing.act_of(Topic.DOCUMENTS))
            model.ask(partial(model.looks.document, *asked), self._came, model.tell_failure)

    def _came(self, opened: OpenedDocument) -> None:
        """Show a document of the open patient; another's never (R2)."""
        if opened.patient_id == self.model.patient_id:
            self.found.emit(document_page(opened, self.model.words))

    def hand_over(self, content: bytes, suffix: str) -> None:
        """Write the file inside a document where the system's viewer finds it: by the user's act alone (T17)."""
        model = self.model
        if model.patient_id is not None and suffix:
            self._has_handed_over = True
            model.ask(partial(model.looks.hand_over, content, suffix), self.handed_over.emit, model.tell_failure)

    def take_back(self) -> None:
        """Remove what was handed over."""
        if self._has_handed_over:
            self._has_handed_over = False
            self.model.run(self.model.looks.take_back)
