"""The as-of view: the overview as it was shown at an earlier moment (display-rules.md section 3, feature 7)."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from overblik.domain.dates import DANISH, Instant
from overblik.domain.private_words import SEALED
from overblik.domain.section import Cause, Section
from overblik.viewmodels.formats import show_moment_date, show_time
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.rows import Card, LineRow, NoticeRow, Row
from overblik.viewmodels.veil import private_words

if TYPE_CHECKING:
    from overblik.viewmodels.overview import OverviewModel


class Past(QObject):
    """The earlier overview that is shown instead of the present one; answers that come meanwhile wait behind it."""

    moments_found = Signal(object)
    """A Card: the moments that can be gone back to."""

    def __init__(self, model: "OverviewModel") -> None:
        """Start in the present."""
        super().__init__(model)
        self._model = model
        self.begin()

    def begin(self) -> None:
        """Stand in the present."""
        self.moment: Instant | None = None
        self.sections: tuple[Section[Any], ...] = ()
        self._moments: tuple[Instant, ...] = ()

    def list_moments(self) -> None:
        """Ask for the moments that can be gone back to."""
        model = self._model
        if model.patient_id is not None:
            model.ask(partial(model.looks.shown_moments, model.patient_id), self._list, model.tell_failure)

    def _list(self, moments: tuple[Instant, ...]) -> None:
        self._moments = moments
        words = self._model.words
        rows: list[Row] = [_row(place, moment, self._model) for place, moment in enumerate(moments)]
        if not rows:
            told = words.say("past.none")
            rows = [NoticeRow("past/none", told, marker=Marker.EMPTY, heading=told)]
        self.moments_found.emit(Card("past", words.say("past.title"), "", "history", "", rows=tuple(rows)))

    def open(self, key: str) -> None:
        """Show the overview of a moment of the list."""
        model = self._model
        place = int(key.rpartition("/")[2])
        if model.patient_id is not None and place < len(self._moments):
            moment = self._moments[place]
            model.ask(
                partial(model.looks.shown_at, model.patient_id, moment), partial(self._show, moment), model.tell_failure
            )

    def _show(self, moment: Instant, sections: tuple[Section[Any], ...]) -> None:
        if not sections or any(section.patient_id != self._model.patient_id for section in sections):
            self._model.failed.emit(self._model.words.say("past.gone"))
            return
        # The words that the medicine card hides are never kept: those of today's answer hide them here too (H21).
        # What was sealed in a copy is worded here too, also where no answer of today tells that anything is hidden.
        hidden = private_words(self._model.sections) | {SEALED}
        self.moment = moment
        self.sections = tuple(replace(one, private_words=one.private_words | hidden) for one in sections)
        self._model.compose()

    def leave(self) -> bool:
        """Go back to the present; false where it is shown already."""
        if self.moment is None:
            return False
        self.moment, self.sections = None, ()
        self._model.compose()
        return True

    @property
    def sentence(self) -> str:
        """Say of what moment the overview is, and what of it is erased; empty in the present."""
        if self.moment is None:
            return ""
        words = self._model.words
        date, time = show_moment_date(self.moment, words), show_time(self.moment)
        told = words.say("past.shown", date=date, time=time)
        gone = sum(section.has(Cause.EXPIRED) for section in self.sections)
        return f"{told} {words.one_or_many('past.erased', gone)}" if gone else told


def _row(place: int, moment: Instant, model: "OverviewModel") -> LineRow:
    words = model.words
    date, time = show_moment_date(moment, words), show_time(moment)
    today = moment.astimezone(DANISH).date() == model.view().now.astimezone(DANISH).date()
    text = words.say("time.today_at" if today else "time.date_at", date=date, time=time)
    return LineRow(f"past/{place}", text, left=date, text=words.say("past.at", time=time))
