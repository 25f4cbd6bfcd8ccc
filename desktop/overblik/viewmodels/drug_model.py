"""The drug that is chosen on the page of medicine: composed anew whenever the patient's sections change."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from overblik.domain.drug_history import DrugHistory
from overblik.domain.section import Topic
from overblik.viewmodels.drug_side import History, Marked, history_lines, marked
from overblik.viewmodels.looks import original_of
from overblik.viewmodels.medication_page import DrugPage, Subject, drug_page
from overblik.viewmodels.original import original_text
from overblik.viewmodels.overview import OverviewModel
from overblik.viewmodels.veil import veiled

_FARTHEST = 260
"""Weeks by which the calendar may be turned: five years."""
_REST = 350
"""Milliseconds for which the focus must rest on a drug before its history is asked for."""


class DrugModel(QObject):
    """Follows the open patient; holds the key of a row and the week, and what was asked beside the overview."""

    drug_changed = Signal(object)
    """A DrugPage, or none."""
    history_changed = Signal(object)
    """A History."""
    original_changed = Signal(object)
    """A Marked text."""

    def __init__(self, model: OverviewModel) -> None:
        """Start without a drug."""
        super().__init__(model)
        self.model = model
        self.page: DrugPage | None = None
        self.key = ""
        """Of the row that is chosen."""
        self._weeks = 0
        self._told = Marked("")
        self._known: dict[Subject, DrugHistory] = {}
        """Histories of this opening by drug and version: in memory, for this patient and this act alone."""
        self._rests = QTimer(self, singleShot=True, interval=_REST)
        self._rests.timeout.connect(self._ask)
        model.blanked.connect(self.clear)
        model.revealing.changed.connect(self._hide)
        model.screen_changed.connect(self.compose)
        model.card_changed.connect(self.compose)

    def choose(self, key: str) -> None:
        """Show the drug of a row; the calendar goes back to this week."""
        if key != self.key:
            self.key, self._weeks = key, 0
            self.compose()

    def show_again(self) -> None:
        """Tell everything once more: all parts of the window were made anew, perhaps in another language."""
        self.drug_changed.emit(self.page)
        self.history_changed.emit(self._history(self.page))
        self.original_changed.emit(self._told)

    def turn(self, weeks: int) -> None:
        """Turn the calendar."""
        self._weeks = max(-_FARTHEST, min(_FARTHEST, self._weeks + weeks))
        self.compose()

    def clear(self) -> None:
        """Leave nothing of the patient."""
        self.key, self._weeks = "", 0
        self._forget()
        self._tell(None)

    def _hide(self) -> None:
        """Leave nothing of what was asked under another act; at its end the page is composed anew, where it is in view."""
        self._forget()
        if self.model.revealing.act_of(Topic.MEDICATION) is None:
            self._tell(None)

    def _forget(self) -> None:
        self._rests.stop()
        self._known.clear()

    def compose(self, _: object = None) -> None:
        """Compose the page of the chosen drug from what is known now."""
        model = self.model
        if model.page != "medication" or model.patient_id is None:
            return
        sections = veiled(model.sections, model.words.say("medication.veiled"))
        self._tell(drug_page(self.key, sections, model.view(is_full=True), self._weeks) if self.key else None)

    def _tell(self, page: DrugPage | None) -> None:
        if page == self.page:
            return
        is_other = page is None or self.page is None or page.subject != self.page.subject
        self.page = page
        self.drug_changed.emit(page)
        if is_other:
            self._show_original(Marked(""))
            self.history_changed.emit(self._history(page))
            self._rests.start()

    def _history(self, page: DrugPage | None) -> History:
        say = self.model.words.say
        if page is None:
            return History()
        if not page.identifier:
            return History(message=say("drug.history_not_offered"))
        if page.subject in self._known:
            return history_lines(self._known[page.subject], self.model.words)
        return History(message=say("drug.history_asking" if page.is_fresh else "drug.history_none"))

    def _ask(self) -> None:
        """Ask for the history and the message of the drug on which the focus rests."""
        model, page = self.model, self.page
        if model.patient_id is None or page is None:
            return
        if page.identifier and page.is_fresh and page.subject not in self._known:
            asked = (model.patient_id, page.identifier, model.revealing.act_of(Topic.MEDICATION))
            work = partial(model.looks.medication_history, *asked)
            model.ask(work, partial(self._came, page.subject), partial(self._failed, page.subject))
        if page.row.original is not None:
            work = partial(original_of, model.looks, model.patient_id, page.row.original)
            model.ask(work, partial(self._original, page.row.key), model.tell_failure)

    def _came(self, subject: Subject, told: DrugHistory) -> None:
        self._known[subject] = told
        if self.page is not None and self.page.subject == subject:
            self.history_changed.emit(self._history(self.page))

    def _failed(self, subject: Subject, error: BaseException) -> None:
        if self.page is not None and self.page.subject == subject:
            why = self.model.sentence_of(error)
            self.history_changed.emit(History(message=self.model.words.say("drug.history_failed", why=why)))

    def _original(self, key: str, content: bytes | None) -> None:
        if self.page is None or self.page.row.key != key:
            return
        if content is None:
            self._show_original(Marked(self.model.words.say("drug.original_none")))
        else:
            self._show_original(marked(original_text(content), self.page.evidence))

    def _show_original(self, told: Marked) -> None:
        self._told = told
        self.original_changed.emit(told)
