"""The state of an open hand-over: its moment, and what is known of the patients for it."""

from dataclasses import dataclass, field
from datetime import timedelta

from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.viewmodels.handover import Since, compose_handover, fill, first_moment, since_of
from overblik.viewmodels.ward_lines import Composed
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_row import Around
from overblik.viewmodels.ward_shift import shift_after, shift_before, shift_start
from overblik.viewmodels.ward_values import Board, BoardFilter, BoardRow
from overblik.viewmodels.words import Words

_WEEK = timedelta(days=7)
"""So far back a hand-over goes: no copy outlives it (safety.md section 5)."""


@dataclass(slots=True)
class Handover:
    """Stands in the place of the board as long as it is open."""

    since: Instant
    known: dict[PatientId, Facts] = field(default_factory=dict)
    _composed: Composed | None = None
    _found: dict[PatientId, tuple[Facts, Instant, str, Since]] = field(default_factory=dict)

    @classmethod
    def begun(cls, now: Instant) -> "Handover":
        """Give one at its first moment."""
        return cls(first_moment(now))

    def step(self, by: int, now: Instant) -> bool:
        """Go to the shift before or after; false beyond a week and beyond the present shift."""
        moment = shift_before(self.since) if by < 0 else shift_after(self.since)
        if not now - _WEEK <= moment <= shift_start(now):
            return False
        self.since = moment
        return True

    def board(self, of: Composed, wanted: BoardFilter, now: Instant, words: Words) -> Board:
        """Compose it; of a long list only those are composed again of whom something came."""
        if self._composed is None or self._composed.made is not of.made:
            self._composed = of.filled(self._fill)
        return compose_handover(of.made, self.known, wanted, self.since, now, words, composed=self._composed)

    def _fill(self, row: BoardRow, facts: Facts, around: Around) -> BoardRow:
        """Compose the words anew and judge the days once: a minute makes an age older, and no item newer."""
        known, language = self._found.get(facts.patient_id), around.words.language
        if known is None or known[0] is not facts or known[1:3] != (around.since, language):
            known = self._found[facts.patient_id] = (facts, around.since, language, since_of(facts, around))
        return fill(row, facts, around, known[3])
