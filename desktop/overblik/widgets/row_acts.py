"""What is done with the row in focus: its original, its copy, and the next value outside its interval."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from overblik.viewmodels.rows import LabRow
from overblik.viewmodels.source_marks import fact_of, marks_said, source_text
from overblik.widgets.clipboard import ClipboardGuard

if TYPE_CHECKING:
    from overblik.viewmodels.rows import Row
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane


class RowActs(QObject):
    """Acts on the focused row of the card that has the focus."""

    def __init__(self, acts: "Acts") -> None:
        """Follow what the model finds of originals."""
        super().__init__(acts)
        self.acts, self.model = acts, acts.model
        self.clipboard = ClipboardGuard(self)
        self.model.original_found.connect(self._show_original)

    def take(self, pane: "Pane") -> None:
        """Need no part of the pane's own."""

    def blank(self) -> None:
        """Leave nothing on the clipboard."""
        self.clipboard.clear()

    def show(self) -> None:
        """Keep nothing that could have changed."""

    def step_back(self) -> bool:
        """Have no steps inside."""
        return False

    def _focused(self) -> "Row | None":
        beside = getattr(self.acts.pane.pages.currentWidget(), "current_row", None)
        if beside is not None:  # the page of a feature that knows a row of its own
            return cast("Row | None", beside())
        card = self.acts.pane.focused_card()
        return card.table.current() if card else None

    def abnormal(self, by: int) -> None:
        """Go to the next or previous result outside its interval."""
        pane = self.acts.pane
        beside = getattr(pane.pages.currentWidget(), "go_to_abnormal", None)
        if beside is not None:  # a page that knows such rows of its own
            beside(by)
            return
        card = pane.full if self.model.page else pane.overview.cards["lab_results"]
        places = [n for n, row in enumerate(card.model.rows) if isinstance(row, LabRow) and row.shape.is_outside]
        if not places:
            return
        at = card.table.currentIndex().row()
        onward = [n for n in places if n > at] if by > 0 else [n for n in places if 0 <= n < at]
        card.table.setFocus()
        card.table.go_to((onward or places)[0] if by > 0 else (onward or places)[-1])

    def original(self) -> None:
        """Show the source message of the focused row."""
        row = self._focused()
        if row is None or row.original is None:
            self.acts.window.tell(self.model.words.say("window.original_none"))
            return
        self.model.find_original(row.original)

    def _show_original(self, content: object) -> None:
        words, pane = self.model.words, self.acts.pane
        if not isinstance(content, bytes):
            self.acts.window.tell(words.say("window.original_gone"))
            return
        row = self._focused()
        told = f"{self.model.label_of(row.source)} · {row.document}" if row else ""
        shown = source_text(content, fact_of(self.model.sections, row))
        pane.original.show_original(f"{words.say('window.original')}: {told}", shown, marks_said(shown, words))
        pane.show_page(pane.original, "original")

    def copy(self) -> None:
        """Copy the focused row with patient, source and time; the clipboard is emptied after 30 seconds."""
        card, screen = self.acts.pane.focused_card(), self.acts.screen
        row = self._focused()
        if row is None or screen is None:
            return
        source = self.model.label_of(row.source)
        told = card.head.accessibleName() if card is not None else ""
        parts = (screen.banner.accessible, screen.past, row.accessible, source, told)
        self.clipboard.copy("\n".join(part for part in parts if part))
        self.acts.window.tell(self.model.words.say("window.copied"))
