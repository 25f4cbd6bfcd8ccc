"""What the keys and parts of an open patient do: open, step, show the original, fetch again, copy."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Qt

from overblik.domain.grant import LookReason
from overblik.domain.patient import PatientId
from overblik.viewmodels.claims import Claims
from overblik.viewmodels.document_model import DocumentModel
from overblik.viewmodels.drug_model import DrugModel
from overblik.viewmodels.lab_filter import UNFILTER
from overblik.viewmodels.overview import OverviewModel
from overblik.viewmodels.rows import Card, LabRow, LineRow, MoreRow, NoticeRow, Row
from overblik.viewmodels.screen import Screen
from overblik.widgets.document_page import open_in_viewer
from overblik.widgets.features import FEATURES, Feature, tells_off
from overblik.widgets.news_acts import NewsActs
from overblik.widgets.pane import Pane
from overblik.widgets.reveal_acts import RevealActs
from overblik.widgets.row_acts import RowActs

if TYPE_CHECKING:
    from overblik.widgets.window import MainWindow

_PRESSED = {"": "open_overview", "original": "row.original", "keys": "help.turn", "timeline": "timeline.open"}
"""What the buttons of the section bar do that open no card."""


class Acts(QObject):
    """Joins the open patient's model with the pane that shows it."""

    def __init__(self, window: "MainWindow", model: OverviewModel) -> None:
        """Follow the model; `take` gives the pane."""
        super().__init__(window)
        self.window, self.model = window, model
        self.screen: Screen | None = None
        """None while there is no patient."""
        self._is_new = False
        self.claims = Claims()
        self._features: dict[str, Feature] = {"row": RowActs(self), "news": NewsActs(self)}
        self.drugs, self.documents = DrugModel(model), DocumentModel(model)
        self.documents.found.connect(self._show_document)
        self.documents.handed_over.connect(open_in_viewer)
        model.blanked.connect(self._blank)
        model.screen_changed.connect(self._show)
        model.card_changed.connect(self._show_card)
        model.head_changed.connect(self._show_head)
        model.failed.connect(self._failed)
        self._reveal = RevealActs(self)
        window.patients.patient_chosen.connect(self._choose)

    @property
    def pane(self) -> Pane:
        """The pane of the present look."""
        pane = self.window.pane
        assert pane is not None
        return pane

    def feature(self, name: str) -> Feature:
        """Give a feature; it is made when it is first asked for."""
        if name not in self._features:
            made = self._features[name] = FEATURES[name](self)
            made.take(self.pane)
        return self._features[name]

    def act(self, name: str) -> Callable[..., Any]:
        """Give what a key does: an act of this object, of the window, or of a feature (`row.copy`)."""
        owner, _, method = name.rpartition(".")
        if owner:
            return partial(self._do, owner, method)
        return cast(Callable[..., Any], getattr(self, name, None) or getattr(self.window, name))

    def _do(self, owner: str, method: str, *facts: object) -> None:
        if not tells_off(self, f"{owner}.{method}"):
            getattr(self.feature(owner), method)(*facts)

    def take(self, pane: Pane) -> None:
        """Answer the parts of a new pane."""
        for feature in self._features.values():
            feature.take(pane)
        pane.overview.opened.connect(self.opened)
        pane.full.opened.connect(self.opened)
        pane.strip.asked_again.connect(self.fetch_all)
        pane.bar.pressed.connect(self._pressed)
        pane.reveal.chosen.connect(self._reveal.chosen)
        pane.reveal.left.connect(self.step_back)
        pane.document.file_wanted.connect(self.documents.hand_over)
        pane.full.table.moved.connect(self._choose_drug)
        pane.full.table.turned.connect(self.drugs.turn)
        self.drugs.drug_changed.connect(pane.drug.show_drug)
        self.drugs.history_changed.connect(pane.side.show_history)
        self.drugs.original_changed.connect(pane.side.show_original)

    def _choose(self, patient_id: object) -> None:
        assert isinstance(patient_id, PatientId)
        if self.claims.is_needed(patient_id, is_listed=self.window.patients.is_listed(patient_id)):
            self.act("basis.ask")(patient_id)
            return
        self._open(patient_id)

    def open_claimed(self, patient_id: PatientId, reason: LookReason) -> None:
        """Open a patient on the basis that was stated now."""
        self.model.run(partial(self.model.looks.claim, patient_id, reason))
        self._open(patient_id)

    def _open(self, patient_id: PatientId) -> None:
        self._is_new = True
        self.pane.setFocus()  # what is typed from now on is meant for the patient, not for the search
        self.model.show_patient(patient_id, is_alike=self.window.patients.is_alike(patient_id))

    def _blank(self) -> None:
        self.screen = None
        self.pane.blank()
        for feature in self._features.values():
            feature.blank()
        self.pane.repaint()

    def _show(self, screen: Screen) -> None:
        self.screen = screen
        self.pane.show_screen(screen, self.model.page)
        if self._is_new:
            self._is_new = False
            if screen.news is not None and screen.news.items:
                self.act("news.step")(1)
            else:
                self.pane.focus_card("medication")
        self._told()

    def _told(self) -> None:
        """Let the features follow, and tell that the screen is painted."""
        for feature in self._features.values():
            feature.show()
        self.window.painted.emit()

    def _show_card(self, card: Card) -> None:
        self.pane.show_card(card, self.model.page)
        self._told()

    def _show_head(self, screen: Screen) -> None:
        self.screen = screen
        self.pane.show_head(screen)
        self._told()

    def _failed(self, sentence: str) -> None:
        if self.screen is None:
            self.pane.empty.tell(sentence)
            self.pane.pages.setCurrentWidget(self.pane.empty)
        self.window.tell(sentence)

    def leave_search(self) -> None:
        """Go from the search field to the patient, or to the list."""
        if self.screen is not None and not self.model.page:
            self.pane.focus_card("medication")
        else:
            self.window.rail.list.setFocus()

    def open_overview(self) -> None:
        """Go to the overview."""
        if self.model.patient_id is not None:
            self.pane.leave_page("")
            self.model.open_page("")

    def press(self, name: str) -> None:
        """Focus a card by its letter; the second press opens it in full."""
        if self.screen is None:
            return
        focused = self.pane.focused_card()
        in_view = not self.model.page and self.pane.pages.currentWidget() is self.pane.overview
        if in_view and name in self.pane.overview.cards and (focused is None or focused.name != name):
            self.pane.focus_card(name)
            return
        self.open_full(name)

    def open_full(self, name: str) -> None:
        """Show one card in full, at the row that had the focus in it."""
        card = self.pane.focused_card()
        row = card.table.current() if card is not None and card.name == name else None
        is_chosen = card is not None and card.table.currentIndex().row() not in card.model.facts()[:1]
        self.pane.leave_page(name)
        self.model.open_page(name)
        self.pane.focus_card("")
        place = self.pane.full.model.place_of(row.key) if row is not None else -1
        if place >= 0 and (is_chosen or not self.pane.full.is_read_from_top):
            self.pane.full.table.go_to(place)

    def _pressed(self, name: str) -> None:
        if name in _PRESSED:
            self.act(_PRESSED[name])()
        elif self.screen is not None:
            self.open_full(name)

    def opened(self, name: str, row: Row) -> None:
        """Do what Enter does on a row of a card."""
        if isinstance(row, MoreRow):
            self.open_full(name)
        elif isinstance(row, LabRow) and row.series:
            self.act("trend.open")(name, row)
        elif isinstance(row, NoticeRow) and row.act == UNFILTER:
            self.act("laboratory.unfilter")()
        elif isinstance(row, NoticeRow) and row.act:
            self._reveal.act(row.act)
        elif isinstance(row, NoticeRow) and row.original is None:
            self.fetch_section()
        elif isinstance(row, LineRow) and row.opens:
            self.documents.open(row.source, row.document)
        elif row.original is not None:
            self.model.find_original(row.original)

    def _show_document(self, page: object) -> None:
        self.pane.document.show_document(page)  # type: ignore[arg-type]
        self.pane.show_page(self.pane.document, "documents")

    def look_again(self) -> None:
        """Put the focus where it was, after all parts of the window were made anew."""
        if self.model.patient_id is None:
            return
        key = self.drugs.key  # before the focus comes to the first row of the new list
        self.pane.focus_card("" if self.model.page else "medication")
        if self.model.page == "medication":
            place = self.pane.full.model.place_of(key)
            if place >= 0:
                self.pane.full.table.go_to(place)
            self.drugs.show_again()

    def _choose_drug(self, row: object) -> None:
        """Show the drug to which the focus came, on the page of medicine."""
        if self.model.page == "medication" and isinstance(row, Row):
            self.drugs.choose(row.key)

    def step_patient(self, by: int) -> None:
        """Go to the next or previous patient of the list."""
        self.window.patients.step(by)

    def step_region(self, by: int) -> None:
        """Go to the next or previous region."""
        rail = self.window.rail
        regions = [*([rail.search, rail.list] if rail.isVisible() else []), *self.pane.regions()]
        at = next((n for n, region in enumerate(regions) if region.hasFocus()), -1 if by > 0 else 0)
        regions[(at + by) % len(regions)].setFocus(Qt.FocusReason.TabFocusReason)

    def step_back(self) -> None:
        """Go one step back: from a page to the screen, from a full card to the overview."""
        if any(feature.step_back() for feature in self._features.values()):
            return
        if self.screen is None:
            self.pane.show_empty()
        elif self.pane.is_aside:
            self.pane.leave_page(self.model.page)
            self.pane.focus_card("" if self.model.page else "medication")
        elif self.model.page:
            name = self.model.page
            self.open_overview()
            self.pane.focus_card(name if name in self.pane.overview.cards else "medication")

    def fetch_all(self) -> None:
        """Ask all sources again."""
        self.model.fetch_again()

    def fetch_section(self) -> None:
        """Ask again for the section in focus."""
        card = self.pane.focused_card()
        self.model.fetch_card(card.name if card else "")
