"""'Nyt siden du sidst så patienten': follows what is shown, keeps what was seen, and ends marks by an act alone."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from overblik.domain.section import Section
from overblik.domain.sighting import NeverSeen, Place, Sighting, Traces
from overblik.sync.changes import News, adopted, all_seen, news_of

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
        self._sighting: Sighting | NeverSeen | None = None
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
        if isinstance(value, (Sighting, NeverSeen)):
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
        before = self._sighting if isinstance(self._sighting, Sighting) else Sighting(model.patient_id, now)
        news = self.news or News(now)
        after = adopted(before, self._present(), news)
        if after is not self._sighting:
            self._sighting = after
            self.is_stale = True
            model.run(partial(model.looks.saw, after))
        if model.sections != self._kept:
            self._kept = model.sections
            model.run(partial(model.looks.keep_shown, model.patient_id, now, model.sections))

    def mark_seen(self) -> bool:
        """Say that all that is shown now was seen: the marks go; false where there is nothing to say so of."""
        patient_id = self._model.patient_id
        if patient_id is None or not isinstance(self._sighting, Sighting) or self._model.past.moment is not None:
            return False
        self._is_first = False
        self._sighting = all_seen(self._sighting, self._present(), self._model.view().now)
        self.is_stale = True
        self._model.run(partial(self._model.looks.saw, self._sighting))
        self._model.compose()
        return True

    def _present(self) -> list[Traces]:
        """Give the traces of the sections that stand there now."""
        return [
            traces
            for one in self._model.sections
            if (traces := self._traced.get((one.topic, one.source))) is not None and traces.section is one
        ]
