"""How the open patient is looked at: the moment, the words, and what of the results is chosen."""

from datetime import timedelta
from typing import TYPE_CHECKING

from overblik.domain.outage import Silence, Silences
from overblik.domain.ports import Clock
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import one_line
from overblik.viewmodels.lab_choice import ALL_RESULTS
from overblik.viewmodels.outage import silence_words

if TYPE_CHECKING:
    from overblik.viewmodels.overview import OverviewModel


class Viewing:
    """Gives the view of every composition."""

    def __init__(self, model: "OverviewModel", clock: Clock) -> None:
        """Look as a user does who has chosen nothing."""
        self._model, self._clock = model, clock
        self.has_level = False
        """Whether the patient's own level is said: chosen for this sitting, kept nowhere, so off for the next user."""
        self.silent: tuple[Silence, ...] = ()
        """The sources that do not answer, whoever is open."""
        self.begin()

    def begin(self) -> None:
        """Begin with a patient: from now on no clock that is set back makes anything younger."""
        self._opened_at = (self._clock.now(), self._clock.monotonic())
        self.lab = ALL_RESULTS
        """Which results the full laboratory page shows."""

    def takes(self, told: object) -> bool:
        """Take which sources are silent, and say of those that went or came back once; of all else do nothing."""
        if not isinstance(told, Silences):
            return False
        words, before = self._model.words, {one.source for one in self.silent}
        gone = [silence_words(one, words, brief=True) for one in told.silent if one.source not in before]
        back = [words.say("bar.answers_again", source=one_line(label)) for label in told.returned]
        self.silent = told.silent
        if self._model.patient_id is not None and self._model.sections:
            self._model.head_changed.emit(self._model.screen(()))
        if gone or back:
            self._model.told.emit(" ".join([*gone, *back]))
        return True

    def turn_level(self) -> None:
        """Say the patient's own level beside results, or say it no more."""
        self.has_level = not self.has_level
        self._model.compose()

    def view(self, *, is_full: bool = False) -> View:
        """Give the moment and the words of a composition.

        A clock that is set back while a patient is open makes nothing younger (H4).
        """
        model, past = self._model, self._model.past
        if past.moment is not None:
            return View(past.moment, model.words, is_full, past=past.sentence, has_level=self.has_level, lab=self.lab)
        wall, counted = self._opened_at
        now = max(self._clock.now(), wall + timedelta(seconds=self._clock.monotonic() - counted))
        return View(
            now,
            model.words,
            is_full,
            model.since.news,
            model.since.is_first_look,
            model.since.is_unread,
            opens=True,
            has_level=self.has_level,
            lab=self.lab,
            silent=self.silent,
        )
