"""Asks before the copies of the open patient are erased, and says what came of it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from overblik.widgets.form_page import FormPage
from overblik.widgets.look import Look

if TYPE_CHECKING:
    from overblik.domain.patient import PatientId
    from overblik.viewmodels.words import Words
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane


class ErasePage(FormPage):
    """What goes and what stays, and two buttons; the one that keeps has the focus."""

    wanted = Signal()
    """The copies are to go."""
    left = Signal()
    """The copies stay."""

    def __init__(self, words: "Words", look: Look, parent: QWidget | None = None) -> None:
        """Make heading, sentences and buttons."""
        super().__init__(words, look, parent)
        self.keep, self.erase = QPushButton(words.say("erase.keep")), QPushButton(words.say("erase.erase"))
        column = self.column
        column.addWidget(self.label("erase.title", 16, 600))
        for key in ("erase.goes", "erase.stays"):
            column.addWidget(self.label(key, 13, 400))
        column.addSpacing(look.px(8))
        column.addLayout(self.row(self.keep, self.erase))
        column.addStretch(1)
        self.keep.clicked.connect(self.left)
        self.erase.clicked.connect(self.wanted)
        self.setAccessibleName(words.say("erase.title"))
        self.setFocusProxy(self.keep)


class EraseActs(QObject):
    """The feature `erase`."""

    def __init__(self, acts: "Acts") -> None:
        """Start closed."""
        super().__init__(acts)
        self.acts = acts

    def take(self, pane: "Pane") -> None:
        """Make the page of a pane."""
        self.page = ErasePage(pane.words, pane.look, pane)
        self.page.wanted.connect(self._erase)
        self.page.left.connect(self.acts.step_back)
        pane.add_aside(self.page)

    def blank(self) -> None:
        """Nothing of the patient stands on the page."""

    def show(self) -> None:
        """Nothing here follows a patient."""

    def step_back(self) -> bool:
        """The page is left as any other."""
        return False

    def ask(self) -> None:
        """Ask, under the banner of whom it is about."""
        if self.acts.model.patient_id is not None:
            self.acts.pane.show_page(self.page, "")
            self.page.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _erase(self) -> None:
        """Close the patient first: what is on the screen is a copy too."""
        model = self.acts.model
        patient_id = model.patient_id
        if patient_id is None:
            return
        model.close_patient()
        self.acts.pane.show_empty()
        model.run(partial(model.looks.forget, patient_id), self._told)

    def _told(self, erased: "PatientId") -> None:
        pack = self.acts.window.pack
        if pack is not None:
            pack.forget(erased)
        self.acts.window.tell(self.acts.model.words.say("erase.done"))
