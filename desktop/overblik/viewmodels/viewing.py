"""How the open patient is looked at: the moment, the words, and what of the results is chosen."""

from datetime import timedelta
from typing import TYPE_CHECKING

from overblik.domain.outage import Silences
from overblik.domain.ports import Clock
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import show_time
from overblik.viewmodels.lab_choice import ALL_RESULTS
from overblik.viewmodels.outage import NO_OUTAGE, Outage, changes

if TYPE_CHECKING:
    from overblik.viewmodels.overview import OverviewModel


class Viewing:
    """Gives the view of every composition."""

    def __init__(self, model: "OverviewModel", clock: Clock) -> None:
        """Look as a user does who has chosen nothing."""
        self._model, self._clock = model, clock
        self.has_level = False
        """Whether the patient's own level is said: chosen for this sitting, kept nowhere, so off for the next user."""
        self.outage = NO_OUTAGE
        self.begin()

    def begin(self) -> None:
        """Begin with a patient: from now on no clock that is set back makes anything younger."""
        self._opened_at = (self._clock.now(), self._clock.monotonic())
        self.outage = Outage(self.outage.silent)  # that one has returned was said while the former was open
        self.lab = ALL_RESULTS
        """Which results the full laboratory page shows."""

    def takes(self, told: object) -> bool:
        """Take which sources are silent, and say once of those that went or came back; of all else do nothing."""
        if not isinstance(told, Silences):
            return False
        model, words = self._model, self._model.words
        said = changes(self.outage.silent, told, words)
        returned = (show_time(self._clock.now()), told.returned) if told.returned else self.outage.returned
        self.outage = Outage(told.silent, returned)
        if model.patient_id is not None and model.sections:
            model.head_changed.emit(model.screen(()))
        if said:
            model.told.emit(said)
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
            outage=self.outage,
        )
