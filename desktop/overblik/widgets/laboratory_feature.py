"""What the laboratory page can do beyond its rows: filter them, and show them as a cumulative grid."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from overblik.viewmodels.lab_choice import ALL_RESULTS, MONTHS, LabFilter
from overblik.viewmodels.lab_grid import lab_grid
from overblik.viewmodels.rows import LabRow
from overblik.viewmodels.veil import veiled
from overblik.widgets.lab_grid_page import LabGridPage

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane

_PAGE = "lab_results"


class LaboratoryFeature(QObject):
    """Joins filter and grid with the laboratory page."""

    def __init__(self, acts: "Acts") -> None:
        """Follow the open patient."""
        super().__init__(acts)
        self.acts, self.model = acts, acts.model
        self.page: LabGridPage | None = None
        self._is_open = False

    def take(self, pane: "Pane") -> None:
        """Make the page of the grid; where it stood open before, it stands open again."""
        page = self.page = LabGridPage(pane.look, pane.words, pane)
        page.left.connect(self.acts.step_back)
        page.view.opened.connect(self._open)
        pane.add_aside(page)
        if self._is_open:
            self.show()
            pane.show_again(page, _PAGE)
        pane.pages.currentChanged.connect(self._followed)

    def _followed(self) -> None:
        """Know that it was left by a key that leads to the patient's screen: no step leads back from there."""
        if not self.acts.pane.is_aside:
            self._is_open = False

    def blank(self) -> None:
        """Leave nothing of the patient; the page itself is left with him."""
        self._is_open = False
        if self.page is not None:
            self.page.blank()

    def show(self) -> None:
        """Compose the grid anew where it is open."""
        if self._is_open and self.page is not None and self.model.patient_id is not None:
            sections = veiled(self.model.sections, self.model.words.say("medication.veiled"))
            self.page.show_grid(lab_grid(sections, self.model.view(is_full=True)))

    def _is_grid(self) -> bool:
        return self.page is not None and self.acts.pane.pages.currentWidget() is self.page

    def _is_here(self) -> bool:
        """Whether the laboratory page is in view: its list, or its grid."""
        return self._is_grid() or (self.model.page == _PAGE and not self.acts.pane.is_aside)

    def step_back(self) -> bool:
        """Take the filter away, then the grid; an original that was opened from the grid goes back to it."""
        pane = self.acts.pane
        if self._is_open and self.page is not None and pane.pages.currentWidget() is pane.original:
            pane.show_page(self.page, _PAGE)
            return True
        if self._is_here() and self.model.viewing.lab.is_on:
            self.unfilter()
            return True
        if self._is_grid():
            self._is_open = False
            pane.leave_page(self.model.page)
            pane.focus_card("")
            return True
        return False

    def unfilter(self) -> None:
        """Show all results again."""
        self._filter(ALL_RESULTS)

    def filter(self) -> None:
        """Offer the filters; those with a check stand."""
        from overblik.widgets.choice_menu import choose  # most never open it

        beside = getattr(self.acts.pane.pages.currentWidget(), "filter_wanted", None)
        if beside is not None:  # a page that has a filter of its own
            beside.emit()
        if not self._is_here():
            return
        now, say = self.model.viewing.lab, self.model.words.say
        told = [
            (say("lab.filter_abnormal"), now.is_abnormal, replace(now, is_abnormal=not now.is_abnormal)),
            (say("lab.filter_changed"), now.is_changed, replace(now, is_changed=not now.is_changed)),
        ]
        for months in MONTHS:
            other = replace(now, months=0 if now.months == months else months)
            told.append((say("lab.filter_months", months=months), now.months == months, other))
        told.append((say("lab.filter_all"), not now.is_on, ALL_RESULTS))
        pane = self.acts.pane
        under = self.page.head if self._is_grid() and self.page is not None else pane.full.head
        choose(pane, [(text, is_on, partial(self._filter, wanted)) for text, is_on, wanted in told], under)

    def _filter(self, wanted: LabFilter) -> None:
        self.model.viewing.lab = wanted
        self.model.compose()
        if not self._is_grid():
            self.acts.pane.focus_card("")

    def grid(self) -> None:
        """Show the grid instead of the list, or the list again."""
        if self._is_grid():
            self._is_open = False
            self.acts.pane.leave_page(self.model.page)
            self.acts.pane.focus_card("")
        elif self._is_here() and self.page is not None:
            self._is_open = True
            self.show()
            self.acts.pane.show_page(self.page, _PAGE)

    def _open(self, row: LabRow) -> None:
        """Show the course of a cell."""
        if row.series:
            self.acts.act("trend.open")(_PAGE, row)
