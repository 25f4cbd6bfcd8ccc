"""The open patient: the walk of the patient id starts here (architecture.md section 9)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from overblik.domain.errors import OverblikError
from overblik.domain.grant import Reveal
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock
from overblik.domain.provenance import RawRef
from overblik.domain.section import Section, Standing, Topic
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import safe
from overblik.viewmodels.looks import Asking, Job, Looks, Work, original_of
from overblik.viewmodels.past import Past
from overblik.viewmodels.remembered import Remembered
from overblik.viewmodels.revealing import Revealing
from overblik.viewmodels.rows import Card
from overblik.viewmodels.screen import Screen
from overblik.viewmodels.screen_parts import OVERVIEW, cards_of, compose_screen, topics_of
from overblik.viewmodels.since_last import SinceLast
from overblik.viewmodels.veil import VEILED, private_words
from overblik.viewmodels.viewing import Viewing
from overblik.viewmodels.words import Words

_HEAD = ""
"""What stands above the cards, among the names of what changed."""
_AT_FIRST = 100
"""Milliseconds that a patient of whom nothing is kept waits for first answers, so that no empty frames flash by."""
_BREATH = 4
"""Milliseconds between two steps of the screen while answers arrive: the asking thread takes a step of its own."""
_BETWEEN = 60
"""Milliseconds between two turns while answers still arrive: too short to be seen, long enough to gather them."""


class OverviewModel(QObject):
    """One patient, one epoch: a switch makes new sections, cancels the job and blanks in the same call."""

    blanked = Signal()
    screen_changed = Signal(object)
    """A whole Screen."""
    card_changed = Signal(object)
    """One Card of the screen that is shown."""
    head_changed = Signal(object)
    """A Screen without cards: banner, CAVE line, strip and summary of the screen that is shown."""
    failed = Signal(str)
    told = Signal(str)
    settled = Signal()
    """Every source has answered, and every answer is on the screen."""
    original_found = Signal(object)

    def __init__(self, asking: Asking, looks: Looks, clock: Clock, words: Words, parent: QObject | None = None) -> None:
        """Start without a patient."""
        super().__init__(parent)
        self._asking = asking
        self.looks = looks
        self.words = words
        self.patient_id: PatientId | None = None
        self.is_alike = False
        self.page = ""
        self.viewing = Viewing(self, clock)
        self._jobs: list[Job] = []
        self._sections: dict[tuple[Topic, str], Section[Any]] = {}
        self._cards: dict[str, Card] = {}
        self._remembered = Remembered()
        self._changed: dict[str, None] = {}
        """What waits to be shown, the longest first: what comes again keeps its place, so nothing waits for ever."""
        self._ready: Card | None = None
        """A card that is composed and shown next."""
        self._is_whole = False
        """Whether a whole screen of the open patient has been shown."""
        self._is_asked = False
        """Whether a question was put of which nothing has been heard."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._turn)
        self.since, self.past = SinceLast(self), Past(self)
        self.revealing = Revealing(self)
        self.revealing.over.connect(self.hide_private)
        self._minute = QTimer(self)
        self._minute.setInterval(60_000)
        self._minute.timeout.connect(self.compose)

    def show_patient(self, patient_id: PatientId, *, is_alike: bool = False) -> None:
        """Blank everything, forget the former patient, ask for the new one."""
        self.close_patient()
        self.patient_id, self.is_alike = patient_id, is_alike
        self._ask(None)
        self._minute.start()

    def close_patient(self) -> None:
        """Cancel all questions and leave nothing of the patient."""
        for job in self._jobs:
            job.cancel()
        self._jobs = []
        self._soon.stop()
        self._minute.stop()
        self.revealing.end()
        self._sections = {}
        self.revealing.forget()
        self._cards.clear()
        self._remembered.clear()
        self._changed.clear()
        self._ready = None
        self._is_whole = self._is_asked = False
        self.patient_id, self.page = None, ""
        self.viewing.begin()
        self.since.begin()
        self.past.begin()
        self.blanked.emit()

    def fetch_again(self, topics: frozenset[Topic] | None = None) -> None:
        """Ask again: all sources, or some topics."""
        if self.patient_id is not None:
            self._ask(topics)

    def fetch_card(self, name: str) -> None:
        """Ask again for the topic of a card; for no card all topics."""
        self.fetch_again(topics_of(name) if name else None)

    def reveal_private(self, reveal: Reveal, topics: frozenset[Topic] = frozenset({Topic.MEDICATION})) -> None:
        """Ask for some topics again with the patient's consent, or by override."""
        if self.patient_id is not None:
            self.revealing.begin(reveal, topics)
            self._ask(topics)

    def hide_private(self) -> None:
        """Take what was revealed off the screen at once, and ask for the card as everybody sees it."""
        revealed = self.revealing.topics or frozenset({Topic.MEDICATION})
        self.revealing.end()
        if self.patient_id is None:
            return
        # What everybody may see stands there at once, with what it hides on other cards, and not when it has answered.
        self._sections = dict(zip(self._sections, self.revealing.without(tuple(self._sections.values())), strict=True))
        self._remembered.clear()
        self.since.is_stale = True
        self.compose()
        # What was under way when the act ended was broken off with it.
        waiting = {one.topic for one in self.sections if one.standing is Standing.LOADING}
        self._ask(frozenset({*revealed, *waiting}))

    def _ask(self, topics: frozenset[Topic] | None) -> None:
        patient_id = self.patient_id
        assert patient_id is not None
        self._is_asked = True
        for wanted, act in self.revealing.split(topics):
            self.ask(partial(self.looks.look, patient_id, wanted, act), self._on_section, self.tell_failure)

    def _on_section(self, section: Section[Any]) -> None:
        if self.since.takes(section) or self.viewing.takes(section) or not self.take(section):
            return
        self._is_asked = False
        if not self._is_asking() or (not self._is_whole and section.standing is Standing.LOADING and section.entries):
            self._soon.start(0)
        elif not self._soon.isActive():
            self._soon.start(_BETWEEN if self._is_whole else _AT_FIRST)

    def take(self, section: Section[Any]) -> bool:
        """Take a section of the open patient; tell whether it was his.

        The patient is compared once more (R2): a section of another never reaches a model.
        """
        if section.patient_id != self.patient_id or (
            section.is_revealed and self.revealing.act_of(section.topic) is None
        ):
            return False
        hidden = private_words(self.sections)
        self._sections[section.topic, section.source] = section
        self.since.is_stale = True
        self.revealing.remember(section)
        touched = cards_of(section.topic)
        for name in touched:
            self._cards.pop(name, None)
        self._changed |= dict.fromkeys((_HEAD, *touched))
        if private_words(self.sections) != hidden:
            self._cards.clear()
            self._changed |= dict.fromkeys(VEILED)
        return True

    def tell_failure(self, error: BaseException) -> None:
        """Say the sentence of an error that is no section's."""
        self._is_asked = False
        self.failed.emit(self.sentence_of(error))

    def sentence_of(self, error: BaseException) -> str:
        """Give the sentence of an error."""
        code = error.code if isinstance(error, OverblikError) else "error"
        key = next(one for one in (f"error.{code}", f"input.{code}", "error.error") if one in self.words.sentences)
        facts = error.facts if isinstance(error, OverblikError) else {}
        return self.words.say(key, **{name: safe(str(value)) for name, value in facts.items()})

    def ask(self, work: Work, each: Callable[[Any], None], failed: Callable[[BaseException], None]) -> None:
        """Put a question about the open patient to the asking thread; it ends with him."""
        self._jobs.append(self.revealing.ask(self._asking.run(work, each=each, failed=failed)))

    def run(self, work: Work, each: Callable[[Any], None] = lambda _: None) -> Job:
        """Have something done that is not the patient's and does not end with him."""
        return self._asking.run(work, each=each, failed=self.tell_failure)

    def find_original(self, ref: RawRef) -> None:
        """Fetch the raw message behind a row, for 'Vis original'."""
        patient_id = self.patient_id
        if patient_id is not None:
            self.ask(partial(original_of, self.looks, patient_id, ref), self.original_found.emit, self.tell_failure)

    @property
    def sections(self) -> tuple[Section[Any], ...]:
        """What is known of the open patient now, or was known at the earlier moment that is shown."""
        return self.past.sections or tuple(self._sections.values())

    def label_of(self, source: str) -> str:
        """Give what the screen calls a source."""
        return next((safe(one.label) for one in self._sections.values() if one.source == source), source)

    def view(self, *, is_full: bool = False) -> View:
        """Give the moment and the words of a composition."""
        return self.viewing.view(is_full=is_full)

    def open_page(self, name: str) -> None:
        """Show one card in full, or the overview for an empty name."""
        self.page = name
        self.compose()

    def compose(self) -> None:
        """Compose everything anew: a minute passed, or words, page or patient changed."""
        self._cards.clear()
        self._changed.clear()
        self._ready = None
        if self.patient_id is None or not self._sections:
            return
        self._is_whole = True
        self.screen_changed.emit(self.screen())

    def _turn(self) -> None:
        """Take one step towards the screen, then let keys and paints come first: no key waits while answers arrive.

        The first screen of a patient is composed whole. Afterwards a step shows what stands above the cards (the CAVE
        line waits for no card), or composes one card, or shows one.
        """
        if not self._is_whole:
            self.compose()
            self._settle()
            return
        if self._ready is not None:
            card, self._ready = self._ready, None
            self.card_changed.emit(card)
        elif self._is_more():
            self._take_up(next(iter(self._changed)))
        if self._is_more():
            self._soon.start(_BREATH if self._is_asking() else 0)
        self._settle()

    def _settle(self) -> None:
        if not self.is_waiting:
            self.settled.emit()

    def _is_more(self) -> bool:
        """Tell whether another step is due; what has no card on this screen was shown with the head."""
        shown = (_HEAD, *self._names())
        self._changed = {name: None for name in self._changed if name in shown}
        return self._ready is not None or bool(self._changed)

    def _take_up(self, name: str) -> None:
        """Show what stands above the cards, or compose a card; what comes for it meanwhile has its own turn."""
        del self._changed[name]
        if name == _HEAD:
            self.head_changed.emit(self._screen(()))
        else:
            self._ready = self._card(name, self.sections, self.view(is_full=bool(self.page)))

    def _names(self) -> tuple[str, ...]:
        return (self.page,) if self.page else OVERVIEW

    def screen(self, names: tuple[str, ...] | None = None) -> Screen:
        """Give the whole screen of the open patient: the overview, or one card in full; or its head with some cards."""
        return self._screen(self._names() if names is None else names)

    def _screen(self, names: tuple[str, ...]) -> Screen:
        assert self.patient_id is not None
        view = self.view(is_full=bool(self.page))
        return compose_screen(self.patient_id, self.sections, self.is_alike, view, names, self._card)

    def _card(self, name: str, sections: tuple[Section[Any], ...], view: View) -> Card:
        if name not in self._cards:
            self._cards[name] = self._remembered.card(name, sections, view)
        return self._cards[name]

    def _is_asking(self) -> bool:
        return self._is_asked or any(section.standing is Standing.LOADING for section in self._sections.values())

    @property
    def is_waiting(self) -> bool:
        """Whether some source has not answered yet, or some answer is not on the screen yet."""
        return self._is_asking() or self._soon.isActive()
