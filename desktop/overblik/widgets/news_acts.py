"""The keys for what is new: from one to the next, and that all was seen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from overblik.viewmodels.screen import Stop

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane


class NewsActs(QObject):
    """N goes to the next new item wherever it stands; marks go by an act alone."""

    def __init__(self, acts: "Acts") -> None:
        """Stand before the first new item."""
        super().__init__(acts)
        self.acts = acts
        self._at: Stop | None = None

    def take(self, pane: "Pane") -> None:
        """Go where a chip is pressed."""
        pane.news.chosen.connect(self._go)

    def blank(self) -> None:
        """Stand before the first again."""
        self._at = None

    def show(self) -> None:
        """Show the marked chip again where it still stands."""
        self.acts.pane.news.mark(self._at)
        patient_id, screen = self.acts.model.patient_id, self.acts.screen
        if patient_id is not None and screen is not None and screen.news is not None and not self.acts.model.is_waiting:
            self.acts.window.patients.tell_news(patient_id, screen.news.count)

    def step_back(self) -> bool:
        """Have no steps inside."""
        return False

    def _stops(self) -> list[Stop]:
        screen = self.acts.screen
        items = screen.news.items if screen is not None and screen.news is not None else ()
        return [stop for item in items for stop in item.stops]

    def step(self, by: int) -> None:
        """Go to the next or the previous new item."""
        beside = getattr(self.acts.pane.pages.currentWidget(), "go_to_new", None)
        if beside is not None and beside(by):  # a page that marks what is new in its own rows
            return
        stops = self._stops()
        if not stops:
            screen = self.acts.screen
            if screen is not None and screen.news is not None:
                self.acts.window.tell(screen.news.lead)
            return
        at = stops.index(self._at) if self._at in stops else (-1 if by > 0 else 0)
        self._go(stops[(at + by) % len(stops)])

    def _go(self, stop: object) -> None:
        """Put the focus on the row of a new item, on the overview where it stands there."""
        assert isinstance(stop, Stop)
        acts, self._at = self.acts, stop
        if not stop.card:
            acts.pane.cave.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif not self._is_on_overview(stop):
            acts.open_full(stop.card)
            self._focus_row(stop, "")
        else:
            acts.open_overview()
            self._focus_row(stop, stop.card)
        acts.pane.news.mark(stop)

    def _is_on_overview(self, stop: Stop) -> bool:
        card = self.acts.pane.overview.cards.get(stop.card)
        if card is None:
            return False
        return self.acts.model.page != "" or card.model.place_of(stop.key) >= 0 or not stop.key

    def _focus_row(self, stop: Stop, card: str) -> None:
        pane = self.acts.pane
        view = pane.overview.cards[card] if card else pane.full
        place = view.model.place_of(stop.key)
        if card and place < 0 and stop.key:
            self.acts.open_full(stop.card)
            self._focus_row(stop, "")
            return
        pane.focus_card(card)
        if place >= 0:
            view.table.go_to(place)

    def seen(self) -> None:
        """Say that all that is new was seen; not while a source could still bring something."""
        model = self.acts.model
        if model.is_waiting:
            word = "waiting"
        else:
            word = "seen" if (self._stops() or model.since.is_unread) and model.since.mark_seen() else "nothing_seen"
        self.acts.window.tell(model.words.say(f"news.{word}"))
