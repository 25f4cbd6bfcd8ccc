"""The page 'om Overblik', and the texts that it opens: licences, and the reports of errors that were kept."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from overblik.domain.shipped import Part
from overblik.viewmodels.about import PART, REMOVE, REPORT, about_card, licence_of, when_kept
from overblik.viewmodels.rows import Row
from overblik.viewmodels.source_marks import SourceText
from overblik.viewmodels.words import Words
from overblik.widgets.aside_page import AsidePage
from overblik.widgets.gate_option import plain_label
from overblik.widgets.look import Look
from overblik.widgets.mark import Mark
from overblik.widgets.pages import OriginalPage

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane

_WIDTH, _MARK = 760, 40


class AboutPage(AsidePage):
    """The card under the program's mark and name."""

    def __init__(self, look: Look, words: Words, parent: QWidget) -> None:
        """Start empty."""
        super().__init__("about", _WIDTH, look, words, parent)
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.setContentsMargins(0, look.px(6), 0, look.px(6))
        head.addWidget(Mark(look, _MARK))
        head.addWidget(plain_label("Overblik", look, 22, "text", 600))
        head.addStretch(1)
        self.column.insertLayout(0, head)


class AboutActs(QObject):
    """The feature `about`."""

    def __init__(self, acts: "Acts") -> None:
        """Start closed."""
        super().__init__(acts)
        self.acts = acts
        self._armed = ""
        """The row that was pressed once and waits for a second press."""
        self._parts: tuple[Part, ...] = ()

    def take(self, pane: "Pane") -> None:
        """Make the pages of a pane."""
        self.page = AboutPage(pane.look, pane.words, pane)
        self.page.card.opened.connect(self._press)
        self.text = OriginalPage(pane.look, pane)
        for page in (self.page, self.text):
            pane.add_aside(page)

    def blank(self) -> None:
        """Nothing of a patient stands here."""
        self._armed = ""

    def show(self) -> None:
        """Nothing here follows a patient."""

    def step_back(self) -> bool:
        """Go from a text to the page, take back what was pressed once, or close the page."""
        pane = self.acts.pane
        current = pane.pages.currentWidget()
        if current is self.text:
            self._show_page()
            return True
        if current is not self.page:
            return False
        if self._armed:
            self._arm("")
            return True
        if self.acts.model.patient_id is None:
            pane.show_empty()
            return True
        return False

    def open(self) -> None:
        """Show the page."""
        shelf = self.acts.window.shelf
        if shelf is None:
            return
        self._parts = shelf.parts()
        self._arm("")
        self._show_page()
        self.page.card.table.go_to(0)

    def _show_page(self) -> None:
        self.acts.pane.show_page(self.page, "")
        self.page.card.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _press(self, name: str, row: Row) -> None:
        """Open what a row stands for; a report is removed by the second press."""
        del name
        shelf, words = self.acts.window.shelf, self.acts.pane.words
        assert shelf is not None
        if row.key.startswith(PART):
            self._read(*licence_of(row.key, self._parts, words))
        elif row.key.startswith(REPORT):
            told = row.key.removeprefix(REPORT)
            self._read(words.say("about.report", when=when_kept(told, words)), shelf.report(told))
        elif row.key.startswith(REMOVE) and self._armed != row.key:
            self._arm(row.key)
        elif row.key.startswith(REMOVE):
            is_gone = shelf.remove_report(row.key.removeprefix(REMOVE))
            self._arm("")
            self.acts.window.tell(words.say("about.removed" if is_gone else "about.unremoved"))

    def _read(self, heading: str, text: str) -> None:
        self.text.show_original(heading, SourceText(text))
        self.acts.pane.show_page(self.text, "")
        self.text.text.verticalScrollBar().setValue(0)

    def _arm(self, key: str) -> None:
        """Compose the page, with one row waiting for its second press; the focus stays on its row."""
        self._armed = key
        shelf = self.acts.window.shelf
        assert shelf is not None
        table = self.page.card.table
        place = table.currentIndex().row()
        self.page.card.show_card(about_card(shelf.build(), self._parts, shelf.reports(), self.acts.pane.words, key))
        if place >= 0:
            table.go_to(min(place, len(self.page.card.model.rows) - 1))
