"""Going back to an earlier overview: a list of moments, and the bar that says which of them is shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from overblik.viewmodels.rows import Card, LineRow
from overblik.widgets import ink
from overblik.widgets.aside_page import AsidePage
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane

_WIDTH = 640


class PastBar(QWidget):
    """Says over the cards that they are of an earlier moment."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start hidden: the present is shown."""
        super().__init__(parent)
        self.look, self._told = look, ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def tell(self, sentence: str) -> None:
        """Say a sentence, or give way for an empty one."""
        self._told = sentence
        self.setAccessibleName(sentence)
        self._fit()
        self.setVisible(bool(sentence))
        self.update()

    def _flow(self) -> Flow:
        return laid([Run(self._told, 13, 600)], self.look, self.width() - self.look.px(42 + 60), 18)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the words."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._told:
            self.setFixedHeight(max(self.look.px(38), self._flow().height + self.look.px(16)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar: ochre, for it is old."""
        del event
        look, painter, flow = self.look, QPainter(self), self._flow()
        painter.fillRect(self.rect(), look.color("staleSoft"))
        ink.icon(painter, look, QPointF(look.px(16), (self.height() - look.px(16)) / 2), "history", 16, "stale")
        flow.paint(painter, look.px(42), (self.height() - flow.height) / 2)
        edge = self.width() - look.px(16) - ink.key_cap_width("Esc", look)
        ink.paint_key_cap(painter, edge, self.height() / 2, "Esc", look)
        painter.setPen(QPen(look.color("stale"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()


class PastActs(QObject):
    """Opens the list, an earlier overview, and the way back."""

    def __init__(self, acts: "Acts") -> None:
        """Follow the model's list of moments."""
        super().__init__(acts)
        self.acts, self.past = acts, acts.model.past
        self.past.moments_found.connect(self._list)

    def take(self, pane: "Pane") -> None:
        """Make the page of a pane."""
        self.page = AsidePage("past", _WIDTH, pane.look, pane.words, pane)
        self.page.card.opened.connect(self._open)
        pane.add_aside(self.page)

    def blank(self) -> None:
        """Leave no moment of the patient."""
        self.page.card.blank()

    def show(self) -> None:
        """Keep nothing that could have changed: the bar is a part of the screen."""

    def step_back(self) -> bool:
        """Go from an earlier overview to the present one."""
        if self.acts.pane.is_aside or not self.past.leave():
            return False
        self.acts.pane.focus_card("" if self.acts.model.page else "medication")
        return True

    def open(self) -> None:
        """List the moments that can be gone back to."""
        self.past.list_moments()

    def _list(self, card: object) -> None:
        assert isinstance(card, Card)
        self.page.card.show_card(card)
        self.acts.pane.show_page(self.page, "")
        self.page.card.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.page.card.model.rows:
            self.page.card.table.go_to(0)

    def _open(self, _: str, row: object) -> None:
        if isinstance(row, LineRow):
            self.acts.pane.leave_page(self.acts.model.page)
            self.past.open(row.key)
            self.acts.pane.focus_card("" if self.acts.model.page else "medication")
