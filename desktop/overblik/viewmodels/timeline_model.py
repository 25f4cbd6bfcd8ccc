"""The timeline of the open patient: composed when it is opened, in short steps, and again where a section changed."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from overblik.domain.section import Section
from overblik.viewmodels.card_head import View
from overblik.viewmodels.overview import OverviewModel
from overblik.viewmodels.timeline import gathering, timeline
from overblik.viewmodels.timeline_events import events_of
from overblik.viewmodels.timeline_values import Event, Timeline, TimelineFilter
from overblik.viewmodels.veil import veiled

Sections = tuple[Section[Any], ...]
_STEP = 120
"""So many facts are told in one turn: some milliseconds, then keys and paints come first."""


class TimelineModel(QObject):
    """Follows the open patient; nothing is composed before the page is opened, nor after it is left."""

    changed = Signal(object)
    """A Timeline, or none."""

    def __init__(self, model: OverviewModel) -> None:
        """Start closed."""
        super().__init__(model)
        self.model = model
        self.wanted = TimelineFilter()
        self.timeline: Timeline | None = None
        self._made: tuple[tuple[object, ...], tuple[Event, ...], Sections] | None = None
        """What the events were composed from, and they."""
        self._found: list[Event] = []
        self._rest: Iterator[tuple[Event, ...]] = iter(())
        self._for: tuple[object, ...] = ()
        self._sections: Sections = ()
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._step)

    def clear(self) -> None:
        """Leave nothing of the patient, in the same call."""
        self._next.stop()
        self.wanted = TimelineFilter()
        self._made, self._for, self._sections = None, (), ()
        self._found, self._rest = [], iter(())
        self._tell(None)

    def filter(self, wanted: TimelineFilter) -> None:
        """Show what is asked for."""
        self.wanted = wanted
        self.compose()

    def compose(self) -> None:
        """Compose from what is known now; events are told anew only where a section, the minute or the words changed."""
        model = self.model
        if model.patient_id is None or not model.sections:
            self._tell(None)
            return
        view = model.view(is_full=False)
        known = _from(model.sections, view)
        if self._made is not None and _same(self._made[0], known):
            self._show(view)
        elif not (self._next.isActive() and _same(self._for, known)):
            self._begin(known, view)

    def _begin(self, known: tuple[object, ...], view: View) -> None:
        """Begin anew; what was revealed and is hidden now leaves the screen before that (H21 rule 5)."""
        sections = self.model.sections
        is_hidden = any(old.is_revealed and all(old is not new for new in sections) for old in self._sections)
        if self.timeline is None or is_hidden:
            self._made = None
            self._tell(gathering(view.words))
        self._for, self._sections, self._found = known, sections, []
        self._rest = events_of(veiled(sections, view.words.say("medication.veiled")), view)
        self._step()

    def _step(self) -> None:
        """Tell of some facts; show the page when all are told."""
        taken = list(islice(self._rest, _STEP))
        for events in taken:
            self._found += events
        if len(taken) == _STEP:
            self._next.start()
            return
        self._made = (self._for, tuple(self._found), self._sections)
        self._show(self.model.view(is_full=False))

    def _show(self, view: View) -> None:
        assert self._made is not None
        sections = veiled(self._made[2], view.words.say("medication.veiled"))
        self._tell(timeline(self._made[1], sections, view, self.wanted))

    def _tell(self, made: Timeline | None) -> None:
        self.timeline = made
        self.changed.emit(made)


def _from(sections: Sections, view: View) -> tuple[object, ...]:
    """Give what the events depend on: the sections themselves, the minute, the words, and what is new."""
    minute = int(view.now.timestamp()) // 60
    return (*sections, minute, view.words, view.news, view.past)


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Whether two hold the same sections, by identity: to compare them fact by fact would take as long as to tell them."""
    return len(one) == len(other) and all(
        a is b or (not isinstance(a, Section) and a == b) for a, b in zip(one, other, strict=True)
    )
