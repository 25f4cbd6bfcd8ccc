"""A page of one card of rows in the place of all cards, no wider than its lines are read well."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from overblik.widgets.card_view import CardView
from overblik.widgets.look import Look

if TYPE_CHECKING:
    from overblik.viewmodels.words import Words


class AsidePage(QWidget):
    """One card; whoever made the page fills it."""

    def __init__(self, name: str, width: int, look: Look, words: "Words", parent: QWidget) -> None:
        """Start empty; `name` is the card's, `width` its greatest in pixels of the drawing."""
        super().__init__(parent)
        self.card = CardView(name, look, words, self)
        column = self.column = QVBoxLayout(self)
        margin = look.px(12)
        column.setContentsMargins(margin, look.px(6), margin, margin)
        column.addWidget(self.card)
        self.card.setMaximumWidth(look.px(width))
        self.setFocusProxy(self.card.table)
