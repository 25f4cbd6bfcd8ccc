"""The board as a feature: opened by W, chosen by Shift+W, its patients opened by Enter; beside no patient (R1, H3)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from overblik.domain.dates import clinical_date
from overblik.domain.features import Feature
from overblik.domain.patient import PatientId, Sex
from overblik.domain.work_list import Visit, VisitKind
from overblik.viewmodels.roll import Listed
from overblik.viewmodels.ward_values import Board
from overblik.widgets.ward_page import WardPage
from overblik.widgets.ward_sizes import DENSITIES

if TYPE_CHECKING:
    from overblik.viewmodels.ward_model import WardModel
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane


class WardActs(QObject):
    """Joins the model of the lists with the page."""

    def __init__(self, acts: "Acts") -> None:
        """Follow the model."""
        super().__init__(acts)
        self.acts = acts
        self.page: WardPage | None = None
        self._stays = False
        """Whether the board stands open, also while the parts of the window are made anew in another look."""
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._count_down)
        self._second.start()
        model = self.model
        if model is not None:
            model.changed.connect(self._show)

    @property
    def model(self) -> "WardModel | None":
        """The lists of the session, once they are there."""
        return self.acts.window.ward

    def take(self, pane: "Pane") -> None:
        """Make the page of a pane; where it stood open before, it stands open again."""
        page = self.page = WardPage(pane.look, pane.words, self.acts.window.choices.board, pane)
        page.opened.connect(self._choose)
        page.density_chosen.connect(self._take_density)
        page.lock_wanted.connect(self.acts.window.lock)
        page.stepped.connect(self._step)
        page.handover_wanted.connect(self.handover)
        page.keys.off = self.acts.window.off
        page.who.setText(self.acts.window.clinician)
        self._count_down()
        pane.add_aside(page)
        pane.board = page
        pane.pages.currentChanged.connect(lambda _: self._turned(pane))
        if self._stays:
            self._fill()
            pane.show_again(page, "")

    def _count_down(self) -> None:
        """Say on the button that locks when it happens by itself; where it does not, what the button does."""
        session, page = self.acts.window.session, self.page
        left = session.locks_in if session is not None else None
        if page is None or not page.isVisible():
            return
        words = page.words
        told = (
            words.say("ward.lock") if left is None else words.say("ward.locks_in", time=f"{left // 60}:{left % 60:02}")
        )
        if told != page.lock.text():
            page.lock.show_words(told, words.say("ward.lock"))

    @property
    def is_open(self) -> bool:
        """Whether the board is in view."""
        return self.page is not None and self.acts.pane.pages.currentWidget() is self.page

    def blank(self) -> None:
        """Give way to the patient who is opened: the pane leaves the page in the same frame."""

    def show(self) -> None:
        """Nothing here follows a patient: none is open beside it."""

    def step_back(self) -> bool:
        """Take the filter away, else go from the hand-over to the board, else leave the board."""
        if not self.is_open:
            return False
        if self.model is not None and self.model.unfilter():
            return True
        if self.model is not None and self.model.handover is not None:
            self.model.turn_handover()
            return True
        self.acts.pane.show_empty()
        return True

    def open(self) -> None:
        """Close whoever is open, and show the list that was chosen as a board."""
        if self.model is not None and self.model.handover is not None:
            self.model.turn_handover()
        self._open()

    def handover(self) -> None:
        """Show what came since a shift began, of the list that was chosen; once more shows the board."""
        if self.model is not None and (self.is_open or self.model.handover is None):
            self.model.turn_handover()
        self._open()

    def _step(self, by: int) -> None:
        if self.model is not None:
            self.model.step_shift(by)

    def show_again(self) -> None:
        """Show the list as it was left, the board or the hand-over."""
        self._open()

    def _open(self) -> None:
        if self.model is None or self.page is None or not self.acts.window.may_work or self.is_open:
            return
        if Feature.WARD_BOARD in self.acts.window.off:
            return  # the list that was chosen is in the rail
        self.acts.model.close_patient()
        self.acts.pane.show_page(self.page, "")
        self._stays = True
        self.model.show()
        self._fill()
        self.page.list.go_to(0)

    def _fill(self) -> None:
        if self.model is not None and self.page is not None:
            self.page.show_board(self.model.board())

    def _turned(self, pane: "Pane") -> None:
        """Leave nobody's name on a page that is not in view."""
        if pane is not self.acts.window.pane or self.page is None or self.is_open or not self._stays:
            return
        self._stays = False
        self.page.blank()
        if self.model is not None:
            self.model.hide()

    def _show(self, board: Board) -> None:
        if self.page is not None and self.is_open:
            self.page.show_board(board)

    def _choose(self, patient_id: PatientId) -> None:
        self.acts.window.patients.choose_patient(patient_id)

    def lists(self) -> None:
        """Offer the lists."""
        from overblik.widgets.choice_menu import choose

        model, window = self.model, self.acts.window
        if model is None:
            return
        told = [(model.title(one), one is model.current, lambda one=one: self._turn(one)) for one in model.wanted]
        choose(window, told, self.page.title if self.page is not None else window.rail)

    def _turn(self, wanted: object) -> None:
        model = self.model
        assert model is not None
        model.choose(wanted)  # type: ignore[arg-type]
        self._open()

    def again(self) -> None:
        """Read the list again, and ask for what it shows."""
        if self.model is not None:
            self.model.read_again()

    def critical(self) -> None:
        """Go to the next critical line, and round."""
        page = self.page
        if page is None or not self.is_open:
            return
        critical, at = page.critical, page.list.currentIndex().row()
        place = next((n for n in critical if n > at), critical[0] if critical else -1)
        if place < 0:
            self.acts.window.tell(self.acts.window.words.say("ward.no_critical"))
            return
        page.list.go_to(place)

    def filter(self) -> None:
        """Go to the next filter."""
        if self.model is not None and self.is_open:
            self.model.filter_next()

    def density(self) -> None:
        """Go to the next density."""
        at = DENSITIES.index(self.acts.window.choices.board)
        self._take_density(DENSITIES[(at + 1) % len(DENSITIES)])

    def _take_density(self, name: str) -> None:
        """Make the page in another density, at the line where it was."""
        window, old, was_open = self.acts.window, self.page, self.is_open
        window.take_choices(replace(window.choices, board=name))
        if old is None:
            return
        place, pane = old.list.currentIndex().row(), self.acts.pane
        self.take(pane)
        made = self.page
        if was_open and made is not None:
            pane.show_page(made, "")
            made.list.go_to(place)
        pane.drop_aside(old)

    def own(self) -> None:
        """Put the open or the chosen patient on the list made by hand, or take him off it."""
        model, window = self.model, self.acts.window
        if model is None:
            return
        who = self._who()
        if who is None:
            window.tell(window.words.say("ward.nobody_open"))
            return
        born = clinical_date(who.birth_date) if who.birth_date else None
        visit = Visit(VisitKind.PATIENT, who.patient_id, who.family, who.given, born, Sex(who.sex or "unknown"))
        model.turn_own(visit, window.patients.line_of(who).name)

    def _who(self) -> Listed | None:
        """Give the patient who is meant: the open one, else the chosen line."""
        patient_id = self.acts.model.patient_id
        row = self.page.list.current() if self.page is not None and self.is_open else None
        if patient_id is None and row is not None:
            patient_id = row.patient_id
        if patient_id is None:
            return None
        known = self.acts.window.patients.listed(patient_id)
        return known or self._from_record(patient_id)

    def _from_record(self, patient_id: PatientId) -> Listed:
        """Give the open patient by what his own record says."""
        from overblik.domain.patient import MasterData

        for section in self.acts.model.sections:
            for entry in section.entries:
                data = entry.fact
                if isinstance(data, MasterData) and entry.patient_id == patient_id:
                    born = data.birth_date.text if data.birth_date is not None else ""
                    return Listed(patient_id, data.family, data.given, born, data.sex.value)
        return Listed(patient_id, "", "", "", "unknown")
