"""The timeline as a feature: opened by T, each event opened in its place, and back to its row by Esc (screens.md 4.1)."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from overblik.viewmodels.rows import LabRow, NoticeRow, Row
from overblik.viewmodels.timeline import SWITCHES, UNFILTER
from overblik.viewmodels.timeline_model import TimelineModel
from overblik.viewmodels.timeline_values import EventRow, Kind, TimelineFilter
from overblik.widgets.timeline_page import TimelinePage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane

_NAME = "timeline"


class TimelineFeature(QObject):
    """Joins the model of the timeline with its page."""

    def __init__(self, acts: "Acts") -> None:
        """Follow the open patient."""
        super().__init__(acts)
        self.acts, self.model = acts, TimelineModel(acts.model)
        self.model.changed.connect(self._changed)
        self.page: TimelinePage | None = None
        self._is_open = False
        self._card = ""
        """The card on which an event was opened; empty where none was."""
        self._last: QWidget | None = None
        self._is_next = False
        """Whether the page in view came right after the timeline: Esc goes back to it."""

    def take(self, pane: "Pane") -> None:
        """Make the page; where it stood open before, it stands open again."""
        key = getattr(self.page.current_row(), "key", "") if self.page is not None and self._is_open else ""
        page = self.page = TimelinePage(pane.look, pane.words, pane)
        page.left.connect(self.acts.step_back)
        page.opened.connect(self._open)
        page.filter_wanted.connect(self.filter)
        pane.add_aside(page)
        pane.pages.currentChanged.connect(self._turned)
        if self._is_open and not self._card:
            page.read_from(key)
            page.show_timeline(self.model.timeline)  # until it is told in the new words
            self.model.compose()
            pane.show_again(page, _NAME)

    def blank(self) -> None:
        """Leave nothing of the patient; the page itself is left with him."""
        self._is_open = self._is_next = False
        self._card = ""
        self.model.clear()
        if self.page is not None:
            self.page.blank()

    def show(self) -> None:
        """Compose anew what is open; forget the way back where another page was opened by its own key."""
        if not self._is_open:
            return
        pane, model = self.acts.pane, self.acts.model
        if not pane.is_aside and (not self._card or model.page != self._card):
            self._is_open, self._card = False, ""
            return
        self.model.compose()

    def _is_here(self) -> bool:
        return self.page is not None and self.acts.pane.pages.currentWidget() is self.page

    def _turned(self, place: int) -> None:
        """Note what page came after the timeline."""
        now = self.acts.pane.pages.widget(place)
        self._is_next = self.page is not None and self._last is self.page and now is not self.page
        self._last = now

    def open(self) -> None:
        """Show the timeline; once more goes to today."""
        acts = self.acts
        if acts.screen is None or self.page is None:
            return
        if self._is_here():
            self.page.go_to_today()
            return
        self._is_open, self._card = True, ""
        self.page.blank()
        acts.pane.show_page(self.page, _NAME)
        self.model.compose()

    def step_back(self) -> bool:
        """Go from the CAVE line to the list, take the filter away, leave the page; from an opened event back to it."""
        pane, page = self.acts.pane, self.page
        if page is None or not self._is_open:
            return False
        if not self._is_here():
            return self._come_back()
        if pane.cave.hasFocus():
            page.setFocus()
            return True
        if self.model.wanted.is_on:
            self.unfilter()
            return True
        self._is_open = False
        pane.leave_page(self.acts.model.page)
        pane.focus_card("" if self.acts.model.page else "medication")
        return True

    def _come_back(self) -> bool:
        """Go back to the row from which another page was opened; false where it was not opened from here."""
        pane, page = self.acts.pane, self.page
        shown = pane.pages.currentWidget()
        is_card = bool(self._card) and not pane.is_aside and self.acts.model.page == self._card
        if not (is_card or (self._is_next and shown in (pane.original, pane.document, pane.reveal))):
            return False
        self._card = ""
        assert page is not None
        pane.show_page(page, _NAME)
        self.model.compose()
        return True

    def _changed(self, made: object) -> None:
        del made
        if self.page is not None:
            self.page.show_timeline(self.model.timeline)

    def unfilter(self) -> None:
        """Show all kinds and sources again."""
        self.model.filter(replace(self.model.wanted, kinds=frozenset(), sources=frozenset()))

    def filter(self) -> None:
        """Offer kinds, sources, and what is not shown from the start; several may be chosen, one after another."""
        from overblik.widgets.choice_menu import choose  # most never open it

        made, wanted, say = self.model.timeline, self.model.wanted, self.acts.model.words.say
        if made is None or self.page is None or made.is_gathering:
            return
        told: list[tuple[str, bool | None, Callable[[], None]]] = []
        for kind, count in made.kinds:
            name = say("timeline.choice", name=say(f"timeline.{kind.value}"), count=count)
            told.append((name, kind in wanted.kinds, partial(self.model.filter, _with_kind(wanted, kind))))
        for source, label in made.sources:
            other = replace(wanted, sources=wanted.sources ^ {source})
            told.append((label, source in wanted.sources, partial(self.model.filter, other)))
        given = replace(wanted, has_dispensings=not wanted.has_dispensings)
        whole = replace(wanted, has_containers=not wanted.has_containers)
        usual = replace(wanted, has_usual_results=not wanted.has_usual_results)
        told += [
            (say("timeline.with_dispensings"), wanted.has_dispensings, partial(self.model.filter, given)),
            (say("timeline.with_documents"), wanted.has_containers, partial(self.model.filter, whole)),
            (say("timeline.with_results"), wanted.has_usual_results, partial(self.model.filter, usual)),
            (say("timeline.all"), not wanted.is_on, self.unfilter),
        ]
        choose(self.page, told, self.page.filter)

    def _open(self, row: Row) -> None:
        """Open an event in its place, or do what a notice offers."""
        if isinstance(row, NoticeRow) and row.act in (UNFILTER, SWITCHES):
            self.unfilter() if row.act == UNFILTER else self.filter()
        elif isinstance(row, EventRow):
            self._open_event(row)
        else:
            self.acts.opened("", row)

    def _open_event(self, row: EventRow) -> None:
        acts, place = self.acts, row.place
        if len(place.courses) > 1:
            from overblik.widgets.choice_menu import choose

            assert self.page is not None
            told = [(name, None, partial(self._draw, row, series)) for name, series in place.courses]
            choose(self.page, told, self.page.head)
        elif place.courses:
            self._draw(row, place.courses[0][1])
        elif place.is_document and acts.model.view().opens:
            acts.documents.open(row.source, row.document)
        elif place.card:
            self._card = place.card
            acts.open_full(place.card)
            found = acts.pane.full.model.place_of(place.key)
            acts.pane.full.table.go_to(found if found >= 0 else acts.pane.full.first_fact())
        else:
            acts.pane.cave.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _draw(self, row: EventRow, series: tuple[str, ...]) -> None:
        """Draw the course of a result; the trend goes back to this page."""
        self.acts.act("trend.open")("lab_results", LabRow(row.key, "", series=series))


def _with_kind(wanted: TimelineFilter, kind: Kind) -> TimelineFilter:
    """Turn a kind on or off; who asks for dispensings sees them."""
    kinds = wanted.kinds ^ {kind}
    return replace(wanted, kinds=kinds, has_dispensings=wanted.has_dispensings or Kind.DISPENSING in kinds)
