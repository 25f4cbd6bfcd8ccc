"""What is hidden and shown again by consent or override: two acts, two buttons, and nothing left of them afterwards."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from overblik.domain.grant import Reveal
from overblik.domain.section import Topic
from overblik.viewmodels.states import NO_ACT, OVERRIDE
from overblik.widgets.features import tells_off

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts


class RevealActs(QObject):
    """Joins the page of consent and override with the model."""

    def __init__(self, acts: "Acts") -> None:
        """Follow what is revealed."""
        super().__init__(acts)
        self.acts, self.model = acts, acts.model
        self._revealed = frozenset({Topic.MEDICATION})  # what the page of consent and override was opened for
        self.model.revealing.changed.connect(self._hide_pages)

    def act(self, name: str) -> None:
        """Do what the action of a notice says."""
        pane = self.acts.pane
        if name == "hide":
            self.model.hide_private()
        elif name.startswith(OVERRIDE):
            if tells_off(self.acts, "reveal.override"):
                return
            topic, _, label = name.removeprefix(OVERRIDE).partition("/")
            self._revealed = frozenset({Topic(topic)})
            pane.reveal.ask_override(label)
            pane.show_page(pane.reveal, "")
        elif name != NO_ACT:
            self._revealed = frozenset({Topic.MEDICATION})
            pane.reveal.ask_medicine()
            pane.show_page(pane.reveal, "")

    def chosen(self, reveal: object) -> None:
        """Ask with consent or by override, and go back to where the placeholder stood."""
        assert isinstance(reveal, Reveal)
        self.model.reveal_private(reveal, self._revealed)
        self.acts.pane.reveal.blank()
        self.acts.step_back()

    def _hide_pages(self) -> None:
        """Leave nothing of what was revealed on pages that are not composed anew, nor on the clipboard."""
        if self.model.revealing.is_on:
            return
        acts, pane = self.acts, self.acts.pane
        acts.feature("row").blank()
        if pane.pages.currentWidget() in (pane.original, pane.document):
            acts.step_back()
        pane.original.blank()
        pane.document.blank()
        for card in (pane.full, *pane.overview.cards.values()):
            card.table.forget()
        if not self.model.page:
            pane.full.blank()
