"""Print and save as PDF: composed, logged, and only then sent (screens.md 6, safety.md 2a rule 5)."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog

from overblik.domain.disclosure import Disclosed, Disclosure, Medium
from overblik.domain.errors import CannotWrite
from overblik.viewmodels.formats import show_moment_date, show_time
from overblik.viewmodels.news_strip import new_documents
from overblik.viewmodels.paper import Paper
from overblik.viewmodels.paper_head import KEPT_FOR
from overblik.viewmodels.paper_kinds import compose_paper
from overblik.widgets.paper_layout import laid_out
from overblik.widgets.paper_out import pdf_of, print_pages
from overblik.widgets.paper_page import PaperPage

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from overblik.widgets.acts import Acts
    from overblik.widgets.list_paper_acts import ListPaperActs
    from overblik.widgets.pane import Pane


class PaperActs(QObject):
    """Joins the page of the print with the model: what is sent is composed anew at that moment."""

    def __init__(self, acts: "Acts") -> None:
        """Follow what is revealed: what was chosen for paper ends with it."""
        super().__init__(acts)
        self.acts, self.model = acts, acts.model
        self.page: PaperPage | None = None
        self._dialog: QDialog | None = None
        self._turn = 0
        """Counts the patients: what was begun for one is never sent after another came (R2, S12)."""
        self.model.revealing.changed.connect(self._revealed)

    def take(self, pane: "Pane") -> None:
        """Make the page in the pane's look and language."""
        page = self.page = PaperPage(self.model.words, pane.look, pane)
        pane.add_aside(page)
        page.changed.connect(self.show)
        page.wanted.connect(self._wanted)
        page.left.connect(self.acts.step_back)

    def open(self) -> None:
        """Show the page, or leave it; beside a list it is the page of the list."""
        pane, page = self.acts.pane, self.page
        lists = cast("ListPaperActs", self.acts.feature("list_paper"))
        if lists.is_meant():
            lists.open()
            return
        if page is None or self.acts.screen is None:
            self.acts.window.tell(self.model.words.say("paper.nobody_open"))
            return
        if pane.pages.currentWidget() is page:
            self.acts.step_back()
            return
        if self.model.past.moment is not None:
            self.acts.window.tell(self.model.words.say("past.no_print"))
            return
        page.begin()
        pane.show_page(page, "")
        self.show()

    def blank(self) -> None:
        """Leave nothing of the patient, and end a dialog that still asks (S12)."""
        self._turn += 1
        if self._dialog is not None:
            self._dialog.reject()
        if self.page is not None:
            self.page.blank()

    def show(self) -> None:
        """Compose the preview anew, while it is in view."""
        page = self.page
        if page is None or self.model.patient_id is None or self.acts.pane.pages.currentWidget() is not page:
            return
        view = self.model.view()
        until = view.now + KEPT_FOR
        date, time = show_moment_date(until, view.words), show_time(until)
        when = view.words.say("time.date_at", date=date, time=time)
        warning = view.words.say("paper.warning", when=when)
        page.show_paper(self._paper(self._chosen(), None), warning, may_be_private=self._may_be_private())

    def step_back(self) -> bool:
        """Have no steps inside."""
        return False

    def _may_be_private(self) -> bool:
        return any(section.is_revealed for section in self.model.sections)

    def _revealed(self) -> None:
        """Take away the second choice when the first act began or ended: it is never kept for a later one."""
        if self.page is not None:
            self.page.with_private.setChecked(False)
            self.show()

    def _chosen(self) -> tuple[str, bool]:
        """Give the document, and whether it names what was revealed."""
        assert self.page is not None
        return self.page.kind, self.page.with_private.isChecked() and self._may_be_private()

    def _paper(self, chosen: tuple[str, bool], printed: Disclosed | None) -> Paper:
        """Compose a document; what was revealed is left out unless it was chosen once more (H21)."""
        assert self.model.patient_id is not None
        kind, is_private = chosen
        model, view = self.model, self.model.view()
        sections = model.sections if is_private else model.revealing.without(model.sections)
        news = new_documents(sections, view.news) if view.news is not None else ()
        return compose_paper(
            kind, self.model.patient_id, sections, view, is_alike=model.is_alike, printed=printed, news=news
        )

    def _wanted(self, medium: str) -> None:
        if medium == Medium.FILE.value:
            path = self.ask_path()
            if path is not None:
                self._log(Medium.FILE, partial(self._save, path))
            return
        printer = self.ask_printer()
        if printer is not None:
            self._log(Medium.PRINTER, partial(self._print, printer))

    def ask_path(self) -> Path | None:
        """Ask where to save; the name that is offered names no patient."""
        words = self.model.words
        dialog = QFileDialog(self.page, words.say("paper.save"), words.say("paper.file_name"), words.say("paper.files"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        chosen = dialog.selectedFiles() if self._asked(dialog) else []
        return Path(chosen[0]) if chosen else None

    def ask_printer(self) -> "QPrinter | None":
        """Ask for a printer; where there is none that is said."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            self.acts.window.tell(self.model.words.say("paper.no_printer"))
            return None
        printer = QPrinter()
        printer.setDocName(self.model.words.say("window.title"))  # a queue shows it to everybody
        return printer if self._asked(QPrintDialog(printer, self.page)) else None

    def _asked(self, dialog: QDialog) -> bool:
        """Ask, and tell whether the answer still is about the patient for whom it was asked."""
        turn, self._dialog = self._turn, dialog
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        self._dialog = None
        dialog.deleteLater()
        return accepted and turn == self._turn

    def _log(self, medium: Medium, send: Callable[[Paper], None]) -> None:
        """Write into the record first; only then is anything sent, and only what was said there."""
        patient_id, turn = self.model.patient_id, self._turn
        if patient_id is None or self.page is None:
            return
        kind, is_private = self._chosen()

        def logged(printed: Disclosed) -> None:
            if turn == self._turn:
                send(self._paper((kind, is_private and self._may_be_private()), printed))

        told = Disclosure(kind, medium, is_private)
        self.model.ask(partial(self.model.looks.print_logged, patient_id, told), logged, self._unlogged)

    def _unlogged(self, error: BaseException) -> None:
        if isinstance(error, CannotWrite):
            self.acts.window.tell(self.model.words.say("paper.unlogged"))
        else:
            self.model.tell_failure(error)

    def _save(self, path: Path, paper: Paper) -> None:
        self.write(path, pdf_of(laid_out(paper), self.model.words.say("window.title")))

    def write(self, path: Path, made: bytes) -> None:
        """Write a file where the user asked for it, and say that it is there."""
        tell = self.acts.window.tell
        self.model.ask(
            partial(self.model.looks.save, path, made),
            lambda name: tell(self.model.words.say("paper.saved", name=name)),
            lambda error: tell(self.model.sentence_of(error)),
        )

    def _print(self, printer: "QPrinter", paper: Paper) -> None:
        words = self.model.words
        sent = print_pages(laid_out(paper), printer)
        self.acts.window.tell(
            words.say("paper.sent", printer=printer.printerName()) if sent else words.say("paper.not_sent")
        )
