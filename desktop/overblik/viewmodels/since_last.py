"""'Nyt siden du sidst så patienten': follows what is shown, keeps what was seen, and ends marks by an act alone."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.domain.section import Section
from overblik.domain.sighting import NeverSeen, Place, Sighting, Traces, UnreadSighting
from overblik.sync.changes import News, adopted, all_seen, news_of
from overblik.sync.traces import traces_without
from overblik.viewmodels.veil import private_words

if TYPE_CHECKING:
    from overblik.viewmodels.overview import OverviewModel


class SinceLast(QObject):
    """The sighting of the open patient, and what differs from it now."""

    def __init__(self, model: "OverviewModel") -> None:
        """Start without a patient."""
        super().__init__(model)
        self._model = model
        self.begin()
        model.settled.connect(self._settle)

    def begin(self) -> None:
        """Forget the former patient."""
        self._sighting: Sighting | NeverSeen | UnreadSighting | None = None
        self._is_first = False
        self._traced: dict[Place, Traces] = {}
        self._news: News | None = None
        self._kept: tuple[Section[Any], ...] = ()
        self.is_stale = True

    def takes(self, value: object) -> bool:
        """Take a sighting or traces of the open patient; false for anything else, which is not for this object."""
        patient_id = self._model.patient_id
        if isinstance(value, Traces):
            if value.section.patient_id == patient_id:
                self._traced[value.section.topic, value.section.source] = value
                self.is_stale = True
            return True
        if isinstance(value, (Sighting, NeverSeen, UnreadSighting)):
            if value.patient_id == patient_id:
                self._sighting, self.is_stale = value, True
                self._is_first = isinstance(value, NeverSeen)
            return True
        return False

    @property
    def is_first_look(self) -> bool:
        """Whether this clinician has not looked at the patient here before."""
        return self._is_first

    @property
    def is_unread(self) -> bool:
        """Whether it could not be read what this clinician had seen: then nothing is said to be new, nor not to be."""
        return isinstance(self._sighting, UnreadSighting)

    @property
    def news(self) -> News | None:
        """What is new; none where no earlier look is known, until something comes that the first look did not show."""
        if not isinstance(self._sighting, Sighting):
            return None
        if self.is_stale:
            self._news = news_of(self._sighting, self._model.sections, self._traced)
            self.is_stale = False
        is_quiet = self._is_first and self._news is not None and not self._news.items
        return None if is_quiet else self._news

    def _settle(self) -> None:
        """Take as a baseline what had none, now that every source has answered; keep the overview as it is shown."""
        model = self._model
        if self._sighting is None or model.patient_id is None or model.past.moment is not None:
            return
        now = model.view().now
        if not self.is_unread:  # what cannot be read now may be read the next time: it is not written over
            self._adopt(model.patient_id, now)
        if model.sections != self._kept:
            self._kept = model.sections
            model.run(partial(model.looks.keep_shown, model.patient_id, now, model.sections))

    def _adopt(self, patient_id: PatientId, now: Instant) -> None:
        before = self._sighting if isinstance(self._sighting, Sighting) else Sighting(patient_id, now)
        after = adopted(before, self._present(), self.news or News(now))
        if after is not self._sighting:
            self._sighting = after
            self.is_stale = True
            self._model.run(partial(self._model.looks.saw, after))

    def mark_seen(self) -> bool:
        """Say that all that is shown now was seen: the marks go; false where there is nothing to say so of."""
        patient_id, now = self._model.patient_id, self._model.view().now
        before = Sighting(patient_id, now) if self.is_unread and patient_id is not None else self._sighting
        if patient_id is None or not isinstance(before, Sighting) or self._model.past.moment is not None:
            return False
        self._is_first = False
        self._sighting = all_seen(before, self._present(), now)
        self.is_stale = True
        self._model.run(partial(self._model.looks.saw, self._sighting))
        self._model.compose()
        return True

    def _present(self) -> list[Traces]:
        """Give the traces of the sections that stand there now, without a fingerprint of what names a hidden drug."""
        words = private_words(self._model.sections)
        return [
            traces_without(traces, words)
            for one in self._model.sections
            if (traces := self._traced.get((one.topic, one.source))) is not None and traces.section is one
        ]
