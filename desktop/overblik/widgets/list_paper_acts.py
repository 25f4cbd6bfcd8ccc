"""Print and save a list: the board, the hand-over, or who is ready; each patient on record first, then the list itself."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from overblik.domain.disclosure import Medium, Sealed
from overblik.domain.work_list import ListKind, WantedList
from overblik.viewmodels.formats import show_moment_date, show_time
from overblik.viewmodels.paper import Paper
from overblik.viewmodels.paper_head import KEPT_FOR
from overblik.viewmodels.paper_readiness import READINESS, Prepared, compose_readiness_paper
from overblik.viewmodels.paper_seal import disclosure_of, with_seal
from overblik.viewmodels.paper_ward import Listing, compose_ward_paper
from overblik.widgets.paper_acts import PaperActs
from overblik.widgets.paper_layout import laid_out
from overblik.widgets.paper_out import pdf_of
from overblik.widgets.paper_page import PaperPage

if TYPE_CHECKING:
    from overblik.domain.patient import PatientId
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane
    from overblik.widgets.readiness_acts import ReadinessActs


_NO_SERVERS = WantedList("patients", "", "", ListKind.LIST)
"""Stands on record for a list that no server told: whoever is kept on this computer, and the patients of the demo."""


class ListPaperActs(PaperActs):
    """Joins a page of prints with the lists; it names many, so it stands alone (R1)."""

    def __init__(self, acts: "Acts") -> None:
        """Print nothing yet."""
        super().__init__(acts)
        self._of = ""
        """`ward` or `readiness`: from where the page was opened, and where it goes back to."""

    def take(self, pane: "Pane") -> None:
        """Make the page in the pane's look and language."""
        is_shown = bool(self._of)
        page = self.page = PaperPage(self.model.words, pane.look, pane, kinds=())
        pane.add_aside(page)
        pane.alone = (*pane.alone, page)
        page.wanted.connect(self._wanted)
        page.left.connect(self.acts.step_back)
        if is_shown:
            self._show_page(pane)

    def is_meant(self) -> bool:
        """Whether a list is in view, or its print."""
        return self._is_open() or bool(self._in_view())

    def _is_open(self) -> bool:
        return self.page is not None and self.acts.pane.pages.currentWidget() is self.page

    def _in_view(self) -> str:
        """Name the list that is in view."""
        if self.acts.pane.is_board:
            return "ward"
        return "readiness" if cast("ReadinessActs", self.acts.feature("readiness")).is_open else ""

    def open(self) -> None:
        """Show the page, or go back to the list."""
        if self._is_open():
            self.step_back()
            return
        ward = self.acts.window.ward
        of = self._in_view()
        if of == "ward" and (ward is None or ward.made is None):
            self.acts.window.tell(self.model.words.say("paper.list_nothing"))
            return
        self._of = of
        self._show_page(self.acts.pane)

    def _show_page(self, pane: "Pane") -> None:
        assert self.page is not None
        self.page.begin()
        pane.show_page(self.page, "")
        self.show()

    def blank(self) -> None:
        """Leave nobody's name: a patient is opened, or the screen locks."""
        self._of = ""
        super().blank()

    def step_back(self) -> bool:
        """Go back to the list that was printed."""
        if not self._is_open():
            return False
        of = self._of
        self.blank()
        self.acts.act("ward.show_again" if of == "ward" else "readiness.open")()
        return True

    def show(self) -> None:
        """Compose the preview anew, while it is in view."""
        page = self.page
        if page is None or not self._of or not self._is_open():
            return
        paper = self._composed()
        if paper is None:
            return
        words, until = self.model.words, self.model.view().now + KEPT_FOR
        when = words.say("time.date_at", date=show_moment_date(until, words), time=show_time(until))
        warning = words.say("paper.warning", when=when)
        ward = self.acts.window.ward
        if self._of == "ward" and ward is not None and ward.is_waiting:
            warning = f"{warning} {words.say('paper.list_loading')}"
        page.show_paper(paper, warning, may_be_private=False)

    def _revealed(self) -> None:
        """Hold nothing that was revealed: a list is asked for without."""

    def _composed(self) -> Paper | None:
        """Compose the document of the list as it is now; none where the session has ended."""
        window, now = self.acts.window, self.model.view().now
        if self._of == "readiness":
            pack, patients = window.pack, window.patients
            if pack is None:
                return None
            known = [(one, patients.listed(one), pack.readiness_of(one, now)) for one in patients.expected]
            others = len(patients.ids) - len(known)
            return compose_readiness_paper(
                Prepared(patients.title, known, others, now, window.clinician), self.model.words
            )
        ward = window.ward
        if ward is None or ward.made is None:
            return None
        since = ward.handover.since if ward.handover is not None else None
        listing = Listing(ward.made, ward.known, now, since, window.clinician, ward.error)
        return compose_ward_paper(listing, self.model.words)

    def _whom(self) -> "tuple[tuple[PatientId, ...], WantedList]":
        """Give everybody whom the document names, and the list."""
        ward = self.acts.window.ward
        wanted = ward.current if ward is not None and ward.current is not None else _NO_SERVERS
        if self._of == "readiness":
            return self.acts.window.patients.expected, wanted
        assert ward is not None
        assert ward.made is not None
        return ward.made.patients, wanted

    def _log(self, medium: Medium, send: Callable[[Paper], None]) -> None:
        """Write into the record first; what is sent are the very words whose digest stands there."""
        turn, view, ward = self._turn, self.model.view(), self.acts.window.ward
        paper = self._composed()
        if paper is None or ward is None:
            return
        patients, wanted = self._whom()

        def logged(sealed: Sealed) -> None:
            if turn == self._turn:
                send(with_seal(paper, sealed, view, is_shown=paper.kind == READINESS))

        told = disclosure_of(paper, medium, wanted)
        self.model.ask(partial(ward.lists.print_logged, patients, told), logged, self._unlogged)

    def _save(self, path: Path, paper: Paper) -> None:
        """Put the digest of the file on record too, then write it."""
        words, ward, turn = self.model.words, self.acts.window.ward, self._turn
        made = pdf_of(laid_out(paper), words.say("window.title"))
        if ward is None:
            return

        def logged(_: object) -> None:
            if turn == self._turn:
                self.write(path, made)

        digest = hashlib.sha256(made).hexdigest()
        self.model.ask(partial(ward.lists.file_logged, digest), logged, self._unlogged)
