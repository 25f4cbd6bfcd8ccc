"""The window: follows the models, answers the keys, remembers what the user chose; its title names no patient."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow

from overblik.viewmodels.choices import Choices
from overblik.viewmodels.original import original_text
from overblik.viewmodels.overview import OverviewModel
from overblik.viewmodels.patient_list import PatientListModel
from overblik.viewmodels.rows import LabRow, MoreRow, NoticeRow, Row
from overblik.viewmodels.screen import Screen
from overblik.viewmodels.words import Words
from overblik.widgets.clipboard import ClipboardGuard
from overblik.widgets.keys import KEYS
from overblik.widgets.look import Look
from overblik.widgets.message import Message
from overblik.widgets.shell import Shell
from overblik.widgets.style import style_sheet


class MainWindow(QMainWindow):
    """One window, one patient at a time."""

    choices_changed = Signal(object)
    painted = Signal()
    """A composed screen has been given to the parts."""

    def __init__(
        self,
        model: OverviewModel,
        patients: PatientListModel,
        choices: Choices,
        icons: Path,
        words_of: Callable[[str], Words],
        clinician: str = "",
    ) -> None:
        """Follow the models in the look and language that the user chose."""
        super().__init__()
        self.model, self.patients, self.choices = model, patients, choices
        self._icons, self._words_of, self._clinician = icons, words_of, clinician
        self._screen: Screen | None = None
        self._is_new = False
        self._clipboard = ClipboardGuard(self)
        self.setWindowTitle(model.words.say("window.title"))
        self.resize(choices.width, choices.height)
        self._make_shell()
        self._connect()
        self._make_keys()

    def _make_shell(self) -> None:
        look = Look(self.choices.theme, self._icons, self.choices.scale)
        self.setStyleSheet(style_sheet(look))
        self.shell = Shell(self.model, self.patients, look, self._clinician)
        self.shell.rail.setVisible(self.choices.rail)
        self.message = Message(look, self.shell)
        self.setCentralWidget(self.shell)
        self.shell.overview.opened.connect(self._opened)
        self.shell.full.opened.connect(self._opened)
        self.shell.strip.asked_again.connect(self.fetch_all)
        self.shell.bar.pressed.connect(self._pressed)
        self.shell.rail.left.connect(self._leave_search)
        self.setFont(look.font(13))

    def _connect(self) -> None:
        self.model.blanked.connect(self._blank)
        self.model.screen_changed.connect(self._show)
        self.model.failed.connect(self._failed)
        self.model.original_found.connect(self._show_original)
        self.patients.patient_chosen.connect(self._choose)

    def _make_keys(self) -> None:
        for _, sequences, _, method, arguments in KEYS:
            call = getattr(self, method)
            for sequence in sequences:
                shortcut = QShortcut(QKeySequence(sequence), self)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(lambda call=call, arguments=arguments: call(*arguments))

    def _choose(self, patient_id: object) -> None:
        self._is_new = True
        self.model.show_patient(patient_id, is_alike=self.patients.is_alike(patient_id))  # type: ignore[arg-type]

    def _blank(self) -> None:
        self._screen = None
        self.shell.blank()
        if self.model.patient_id is None:
            self.shell.pages.setCurrentWidget(self.shell.overview)
        self._clipboard.clear()
        self.shell.repaint()

    def _show(self, screen: Screen) -> None:
        self._screen = screen
        self.shell.show_screen(screen, self.model.page)
        if self._is_new:
            self._is_new = False
            self.shell.focus_card("medication")
        self.painted.emit()

    def _failed(self, sentence: str) -> None:
        if self._screen is None:
            self.shell.empty.tell(sentence)
            self.shell.pages.setCurrentWidget(self.shell.empty)
        self.message.tell(sentence)

    def tell(self, sentence: str) -> None:
        """Say a sentence at the lower right."""
        self.message.tell(sentence)

    def search(self) -> None:
        """Put the cursor in the search field, with the rail in view."""
        self._show_rail(shown=True)
        self.shell.rail.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.shell.rail.search.selectAll()

    def _leave_search(self) -> None:
        if self._screen is not None and not self.model.page:
            self.shell.focus_card("medication")
        else:
            self.shell.rail.list.setFocus()

    def open_overview(self) -> None:
        """Go to the overview."""
        if self.model.patient_id is not None:
            self.shell.leave_page("")
            self.model.open_page("")

    def press(self, name: str) -> None:
        """Focus a card by its letter; the second press opens it in full."""
        if self._screen is None:
            return
        focused = self.shell.focused_card()
        in_view = not self.model.page and self.shell.pages.currentWidget() is self.shell.overview
        if in_view and name in self.shell.overview.cards and (focused is None or focused.name != name):
            self.shell.focus_card(name)
            return
        self.open_full(name)

    def open_full(self, name: str) -> None:
        """Show one card in full."""
        self.shell.leave_page(name)
        self.model.open_page(name)
        self.shell.focus_card("")

    def _pressed(self, name: str) -> None:
        if name in ("", "original", "keys"):
            {"": self.open_overview, "original": self.show_original, "keys": self.show_keys}[name]()
        elif self._screen is not None:
            self.open_full(name)

    def _opened(self, name: str, row: Row) -> None:
        if isinstance(row, MoreRow):
            self.open_full(name)
        elif isinstance(row, NoticeRow) and row.original is None:
            self.fetch_section()
        elif row.original is not None:
            self.model.find_original(row.original)

    def step_abnormal(self, by: int) -> None:
        """Go to the next or previous result outside its interval."""
        card = self.shell.full if self.model.page else self.shell.overview.cards["lab_results"]
        places = [n for n, row in enumerate(card.model.rows) if isinstance(row, LabRow) and row.shape.is_outside]
        if not places:
            return
        at = card.table.currentIndex().row()
        onward = [n for n in places if n > at] if by > 0 else [n for n in places if 0 <= n < at]
        card.table.setFocus()
        card.table.go_to((onward or places)[0] if by > 0 else (onward or places)[-1])

    def step_patient(self, by: int) -> None:
        """Go to the next or previous patient of the list."""
        self.patients.step(by)

    def step_region(self, by: int) -> None:
        """Go to the next or previous region."""
        regions = list(self.shell.regions())
        at = next((n for n, region in enumerate(regions) if region.hasFocus()), -1 if by > 0 else 0)
        regions[(at + by) % len(regions)].setFocus(Qt.FocusReason.TabFocusReason)

    def show_original(self) -> None:
        """Show the source message of the focused row."""
        card = self.shell.focused_card()
        row = card.table.current() if card else None
        if row is None or row.original is None:
            self.tell(self.model.words.say("window.original_none"))
            return
        self.model.find_original(row.original)

    def _show_original(self, content: object) -> None:
        words = self.model.words
        if not isinstance(content, bytes):
            self.tell(words.say("window.original_gone"))
            return
        card = self.shell.focused_card()
        row = card.table.current() if card else None
        told = f"{row.source} · {row.document}" if row else ""
        self.shell.original.show_original(f"{words.say('window.original')}: {told}", original_text(content))
        self.shell.show_page(self.shell.original, "original")

    def show_keys(self) -> None:
        """Show the keys; once more hides them."""
        if self.shell.pages.currentWidget() is self.shell.keys:
            self.step_back()
        else:
            self.shell.show_page(self.shell.keys, "keys")

    def step_back(self) -> None:
        """Go one step back: from a page to the screen, from a full card to the overview."""
        page = self.shell.pages.currentWidget()
        if self._screen is None:
            self.shell.pages.setCurrentWidget(self.shell.empty)
        elif page in (self.shell.original, self.shell.keys):
            self.shell.leave_page(self.model.page)
            self.shell.focus_card("" if self.model.page else "medication")
        elif self.model.page:
            name = self.model.page
            self.open_overview()
            self.shell.focus_card(name if name in self.shell.overview.cards else "medication")

    def fetch_all(self) -> None:
        """Ask all sources again."""
        self.model.fetch_again()

    def fetch_section(self) -> None:
        """Ask again for the section in focus."""
        card = self.shell.focused_card()
        self.model.fetch_card(card.name if card else "")

    def copy_row(self) -> None:
        """Copy the focused row with patient, source and time; the clipboard is emptied after 30 seconds."""
        card = self.shell.focused_card()
        row = card.table.current() if card else None
        if row is None or card is None or self._screen is None:
            return
        parts = (self._screen.banner.accessible, row.accessible, row.source, card.head.accessibleName())
        self._clipboard.copy("\n".join(part for part in parts if part))
        self.tell(self.model.words.say("window.copied"))

    def toggle_rail(self) -> None:
        """Hide or show the list of patients, so that the patient beside reads no other names."""
        self._show_rail(shown=not self.choices.rail)

    def _show_rail(self, *, shown: bool) -> None:
        if shown != self.choices.rail:
            self.shell.rail.setVisible(shown)
            self._take(replace(self.choices, rail=shown))

    def scale_by(self, by: int) -> None:
        """Make the text larger, smaller, or normal."""
        self._change(self.choices.scaled(by))

    def turn_theme(self) -> None:
        """Change between light and dark."""
        self._change(self.choices.turned())

    def turn_language(self) -> None:
        """Change between Danish and English."""
        self._change(self.choices.spoken())

    def _change(self, choices: Choices) -> None:
        """Make all parts anew in another look or language, with the patient where he was."""
        if choices == self.choices:
            return
        words = self._words_of(choices.language)
        self.model.words = self.patients.words = words
        self._take(choices)
        self._make_shell()
        self.patients.lines_changed.emit(())
        self.model.compose()
        if self.model.patient_id is not None and not self.model.page:
            self.shell.focus_card("medication")

    def _take(self, choices: Choices) -> None:
        self.choices = choices
        self.choices_changed.emit(choices)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the message in its corner."""
        super().resizeEvent(event)
        self.message.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember size and place; leave nothing of the patient."""
        kept = replace(self.choices, is_maximised=self.isMaximized())
        if not self.isMaximized():
            kept = replace(kept, width=self.width(), height=self.height())
        self._take(kept)
        self.model.close_patient()
        super().closeEvent(event)
