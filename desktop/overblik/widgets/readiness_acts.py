"""The page 'parathed': who of the list can be read without a network, beside no patient."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from overblik.viewmodels.readiness import FETCH, PATIENT, readiness_card
from overblik.viewmodels.rows import Row
from overblik.widgets.aside_page import AsidePage

if TYPE_CHECKING:
    from overblik.domain.patient import PatientId
    from overblik.viewmodels.pack import PackModel
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane

_WIDTH = 860
MINUTE = 60_000
"""Milliseconds after which the ages are told anew: who was ready grows old while the page stands open."""


class ReadinessActs(QObject):
    """Opens the page, begins and pauses the pack, and opens a patient from it."""

    def __init__(self, acts: "Acts") -> None:
        """Start closed."""
        super().__init__(acts)
        self.acts = acts
        self._is_joined = False
        self._ids: tuple[PatientId, ...] = ()
        """Whom the rows name, in their order; the list itself may be another by the time one is pressed."""
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE)
        self._minute.timeout.connect(self._refresh)

    @property
    def pack(self) -> "PackModel | None":
        """The pack, once the program is joined."""
        return self.acts.window.pack

    def take(self, pane: "Pane") -> None:
        """Make the page of a pane."""
        self.page = AsidePage("readiness", _WIDTH, pane.look, pane.words, pane)
        self.page.card.opened.connect(self._press)
        pane.add_aside(self.page)

    def blank(self) -> None:
        """Leave no name: a patient is opened, or the screen locks."""
        self.page.card.blank()

    def show(self) -> None:
        """Nothing here follows a patient: none is open."""

    @property
    def is_open(self) -> bool:
        """Whether the page is in view."""
        return self.acts.pane.pages.currentWidget() is self.page

    def step_back(self) -> bool:
        """Close the page."""
        if not self.is_open:
            return False
        self.blank()
        self.acts.pane.show_empty()
        return True

    def open(self) -> None:
        """Close whoever is open, and show what is known."""
        pack = self.pack
        if pack is None:
            return
        if not self._is_joined:
            self._is_joined = True
            pack.changed.connect(self._refresh)
            pack.refused.connect(self.acts.window.tell)
            self._minute.start()
        self.acts.model.close_patient()
        self._compose()
        self.acts.pane.show_page(self.page, "")
        self.page.card.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.page.card.table.go_to(0)
        pack.refresh()

    def turn(self) -> None:
        """Begin or pause the pack, wherever one is."""
        if self.pack is not None:
            self.pack.turn()

    def _refresh(self) -> None:
        if self.is_open:
            self._compose()

    def _compose(self) -> None:
        """Show the list; the focus stays on its row."""
        pack, acts = self.pack, self.acts
        assert pack is not None
        now, patients = acts.model.view().now, acts.window.patients
        self._ids = patients.expected
        others = len(patients.ids) - len(self._ids)
        known = [(one, patients.name_of(one), pack.readiness_of(one, now)) for one in self._ids]
        table = self.page.card.table
        row = table.current()
        self.page.card.show_card(readiness_card(known, pack.progress, now, acts.model.words, others))
        place = self.page.card.model.place_of(row.key) if row is not None else -1
        if place >= 0:
            table.go_to(place)

    def _press(self, name: str, row: Row) -> None:
        """Do what a row is for."""
        del name
        if row.key == FETCH:
            self.turn()
        elif row.key.startswith(PATIENT):
            self.acts.window.patients.choose_patient(self._ids[int(row.key.removeprefix(PATIENT))])
