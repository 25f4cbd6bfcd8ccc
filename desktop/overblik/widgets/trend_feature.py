"""The trend as a feature: opened from a result, and left to the row that it came from (screens.md 3.7, 4.1)."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from overblik.viewmodels.rows import LabRow
from overblik.viewmodels.trend_model import TrendModel
from overblik.viewmodels.trend_values import MOST
from overblik.widgets.trend_page import TrendPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from overblik.widgets.acts import Acts
    from overblik.widgets.choice_menu import Choice
    from overblik.widgets.pane import Pane


class TrendFeature(QObject):
    """Joins the model of the trend with its page."""

    def __init__(self, acts: "Acts") -> None:
        """Follow the open patient."""
        super().__init__(acts)
        self.acts, self.model = acts, TrendModel(acts.model)
        self.model.changed.connect(self._changed)
        self.page: TrendPage | None = None
        self._from = ("", "")
        """The card and the row that it was opened from."""
        self._is_open = False
        self._beside: QWidget | None = None
        """The page beside the screen that it was opened from, as the grid."""
        self._mark = "lab_results"
        """The section that page belongs to."""

    def take(self, pane: "Pane") -> None:
        """Make the page; where it stood open before, it stands open again."""
        page = self.page = TrendPage(pane.look, pane.words, pane)
        self._beside = None
        page.left.connect(self.acts.step_back)
        page.level_turned.connect(self.level)
        page.add_wanted.connect(self.add)
        page.drugs_wanted.connect(self.drugs)
        pane.add_aside(page)
        if self._is_open:
            self._changed(self.model.trend)
            pane.show_again(page, "lab_results")
        pane.pages.currentChanged.connect(self._followed)

    def _followed(self) -> None:
        """Know that it was left by a key that leads to the patient's screen: no step leads back from there."""
        if not self.acts.pane.is_aside:
            self._is_open = False

    def blank(self) -> None:
        """Leave nothing of the patient; the page itself is left with him."""
        self._is_open, self._from = False, ("", "")
        self.model.clear()
        if self.page is not None:
            self.page.blank()

    def show(self) -> None:
        """Compose anew what is open."""
        if self._is_open:
            self.model.compose()

    def _is_here(self) -> bool:
        return self.page is not None and self.acts.pane.pages.currentWidget() is self.page

    def step_back(self) -> bool:
        """Go back from an original to the trend, and from the trend to the row that it was opened from."""
        pane = self.acts.pane
        if self._is_open and self.page is not None and not self._is_here():
            if pane.pages.currentWidget() is pane.original:
                pane.show_page(self.page, "lab_results")
                return True
            self._is_open = False  # it was left by a key that leads elsewhere
            return False
        if not self._is_here():
            return False
        self._is_open = False
        name, key = self._from
        if self._beside is not None:
            pane.show_page(self._beside, self._mark)
            return True
        pane.leave_page(self.acts.model.page)
        pane.focus_card("" if self.acts.model.page else name)
        card = pane.focused_card()
        place = card.model.place_of(key) if card is not None else -1
        if card is not None and place >= 0:
            card.table.go_to(place)
        return True

    def open(self, name: str, row: LabRow) -> None:
        """Show the course of a result."""
        self._from, self._is_open = (name, row.key), True
        assert self.page is not None
        here = self.acts.pane.pages.currentWidget()
        self._beside, self._mark = here if here in self.acts.pane.aside else None, self.acts.pane.bar.marked
        self.page.blank()
        self.model.open(row.series)
        if self.model.trend is None:
            self._is_open = False
            self.acts.window.tell(self.acts.model.words.say("trend.empty"))
            return
        self.acts.pane.show_page(self.page, "lab_results")

    def _changed(self, trend: object) -> None:
        if self.page is not None:
            self.page.show_trend(self.model.trend, self.acts.model.view(is_full=True) if trend is not None else None)

    def level(self) -> None:
        """Turn the patient's own level on or off: on this page and on the laboratory page."""
        if self._is_here() or self.acts.model.page == "lab_results":
            self.acts.model.viewing.turn_level()

    def add(self) -> None:
        """Offer the analyses that may be added; those of the same group first."""
        trend, page = self.model.trend, self.page
        if not self._is_here() or trend is None or page is None:
            return
        say = self.acts.model.words.say
        if len(trend.panels) >= MOST:
            self.acts.window.tell(say("trend.add_full"))
            return
        told = [
            (say("trend.same_group", name=name) if is_near else name, None, partial(self.model.add, key))
            for key, name, is_near in trend.choices
        ]
        self._choose(told, page.add)

    def remove(self) -> None:
        """Take the analysis in focus away."""
        trend, page = self.model.trend, self.page
        if self._is_here() and trend is not None and page is not None:
            self.model.remove(trend.panels[page.chart.current].key)

    def drugs(self) -> None:
        """Offer the medicines: those with a check are drawn."""
        trend, page = self.model.trend, self.page
        if not self._is_here() or trend is None or page is None:
            return
        drawn = {lane.key for lane in trend.medicines.lanes}
        lanes = sorted((*trend.medicines.lanes, *trend.medicines.others), key=lambda lane: lane.name)
        told = [(f"{one.name} {one.text}", one.key in drawn, partial(self.model.turn_drug, one.key)) for one in lanes]
        self._choose(told, page.drugs)

    def _choose(self, told: "Sequence[Choice]", under: "QWidget") -> None:
        from overblik.widgets.choice_menu import choose  # most never open it

        assert self.page is not None
        choose(self.page, told, under)
