"""The lists of a clinician: which there are, which is shown, and what is known of the patients on it."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from overblik.domain.errors import OverblikError
from overblik.domain.patient import PatientId
from overblik.domain.work_list import ListKind, Visit, WantedList, WorkList
from overblik.viewmodels.lazily import Lazily
from overblik.viewmodels.ward_board import compose_board, title_of
from overblik.viewmodels.ward_handover import Handover
from overblik.viewmodels.ward_lines import Composed
from overblik.viewmodels.ward_own import Own
from overblik.viewmodels.ward_ports import Facts, WardFacts, WorkLists
from overblik.viewmodels.ward_values import Board, BoardFilter, Column, Frame, Told
from overblik.viewmodels.ward_watch import Watch

if TYPE_CHECKING:
    from overblik.domain.ports import Clock
    from overblik.viewmodels.looks import Asking, Job
    from overblik.viewmodels.words import Words

_BETWEEN = 120
"""Milliseconds between two compositions while answers arrive: keys and paints come first."""
_MINUTE = 60_000
OWN = WantedList("own", "", "", ListKind.OWN)


class WardModel(QObject):
    """Belongs to the session; it is emptied when the screen locks."""

    changed = Signal(object)
    """A Board."""
    read_in = Signal(object, str)
    not_read_in = Signal()
    """The Roll of a list that was read, for the rail, and what the list is called."""
    told = Signal(str)

    def __init__(
        self, lists: WorkLists, facts: WardFacts, asking: "Asking", clock: "Clock", words: "Words", parent: QObject
    ) -> None:
        """Start without a list."""
        super().__init__(parent)
        self.lists, self._facts, self._asking, self.clock, self.words = lists, facts, asking, clock, words
        self.wanted: tuple[WantedList, ...] = ()
        self.current: WantedList | None = None
        self.made: WorkList | None = None
        self._known: dict[PatientId, Facts] = {}
        self._composed: Composed | None = None
        self.handover: Handover | None = None
        self.error = self._own_error = ""
        self._is_reading = self._is_shown = False
        self._filter = BoardFilter.ALL
        self._own = Own(lists, asking, self._show_own)
        self._watch = Watch(lists, asking, self._look_again, self.compose)
        self._jobs: list[Job] = []
        self._facts_job: Job | None = None
        self._again: list[Job] = []
        self._soon = QTimer(self, singleShot=True, interval=_BETWEEN)
        self._soon.timeout.connect(self.compose)
        self._minute = QTimer(self, interval=_MINUTE)
        self._minute.timeout.connect(self.compose)

    def begin(self, wanted: tuple[WantedList, ...]) -> None:
        """Take the lists of the settings, and read the first; the one made by hand stands behind them."""
        self.clear()
        self.wanted = (*wanted, OWN)
        self._own.read(self._fail_own)
        if wanted:
            self.choose(wanted[0])

    def clear(self) -> None:
        """Leave nothing of anybody: the screen locks, or another list is chosen."""
        for job in self._jobs:
            job.cancel()
        self._jobs = []
        self._drop_facts()
        self._watch.end()
        self._soon.stop()
        self._minute.stop()
        self.current = self.made = self._composed = None
        self._known, self.error, self._filter = {}, "", BoardFilter.ALL
        self.handover = Handover(self.handover.since) if self.handover is not None else None
        self._is_reading = False

    def end(self) -> None:
        """Leave nothing of the session: the screen locks (T3)."""
        self.clear()
        self._own.end()
        self.wanted, self._own_error, self.handover = (), "", None
        self.changed.emit(self.board())

    def speak(self, words: "Words") -> None:
        """Take another language."""
        if words is not self.words:
            self.words = words
            self.compose()

    @property
    def is_ward(self) -> bool:
        """Whether the list that is shown first is a ward's."""
        return bool(self.wanted) and self.wanted[0].kind is ListKind.WARD

    def choose(self, wanted: WantedList) -> None:
        """Read a list; what was known of another is gone."""
        self.clear()
        self.current = wanted
        if wanted.kind is ListKind.OWN:
            self._show_own()
        else:
            self.read_again()

    def read_again(self) -> None:
        """Ask for the list once more; what stands there stays until the answer has come."""
        wanted = self.current
        if wanted is None or wanted.kind is ListKind.OWN:
            self._ask_facts()
            return
        self._is_reading = True
        self._ask(partial(self.lists.read, wanted.name), self._take, self._fail)
        self.compose()

    def show(self) -> None:
        """The board is in view: from now on facts are asked for, each look on record."""
        self._is_shown = True
        self._minute.start()
        self._ask_facts(anew=False)
        self.compose()

    def hide(self) -> None:
        """The board has left the view: what was under way ends, and what is known stays with the list."""
        self._is_shown = False
        self._minute.stop()
        self._drop_facts()
        self._watch.end()

    def turn_handover(self) -> None:
        """Show the hand-over in the place of the board, or the board again; each asks for what it shows."""
        self.handover = Handover.begun(self.clock.now()) if self.handover is None else None
        self._filter = BoardFilter.ALL
        self._ask_facts(anew=False)
        self.compose()

    def step_shift(self, by: int) -> None:
        """Go to the shift before or after, within a week and never beyond the present one; nothing is asked again."""
        if self.handover is not None and self.handover.step(by, self.clock.now()):
            self.compose()

    def _take(self, made: object) -> None:
        if not isinstance(made, Composed) or self.current is None or made.made.wanted.name != self.current.name:
            return
        self._is_reading, self.error = False, ""
        self._put(made)

    def _put(self, composed: Composed) -> None:
        self.made, self._composed = composed.made, composed
        self.read_in.emit(composed.roll, title_of(composed.made, self.words))
        self._ask_facts()
        self.compose()

    def _fail(self, error: BaseException) -> None:
        """Say why a list did not come; what was read before stands, with its age."""
        assert self.current is not None
        self._is_reading, self.error = False, self._failure(self.current, error)
        self.not_read_in.emit()
        self.compose()

    def _failure(self, wanted: WantedList, error: BaseException) -> str:
        return self.words.say("ward.failed", list=self.title(wanted), why=self._why(error))

    def _why(self, error: BaseException) -> str:
        if isinstance(error, OverblikError):
            reason = str(error.facts.get("reason", ""))
            for key in (f"ward.why_{reason}", f"ward.why_{error.code}", f"error.{error.code}"):
                if key in self.words.sentences:
                    return self.words.say(key)
        return self.words.say("error.error")

    def _ask_facts(self, *, anew: bool = True) -> None:
        """Ask for what the board shows: of all, or only of those of whom not all has come yet."""
        if self._composed is None or not self._is_shown:
            return
        self._drop_facts()
        self._watch.begin(self._composed.made.wanted.name, self._composed.shown)
        wanted = tuple(one for one in self._composed.shown if anew or not self._is_whole(one))
        if wanted:
            work = partial(self._facts.facts if self.handover is None else self._facts.changes, wanted)
            self._facts_job = self._asking.run(work, each=self._hear, failed=self._tell)

    def _look_again(self, patients: tuple[PatientId, ...]) -> None:
        """Something has come of some patients: they alone are looked at again, each look on record."""
        work = partial(self._facts.facts if self.handover is None else self._facts.changes, patients)
        self._again.append(self._asking.run(work, each=self._hear, failed=self._tell))

    def _is_whole(self, patient_id: PatientId) -> bool:
        return patient_id in self.known and self.known[patient_id].is_last

    @property
    def is_waiting(self) -> bool:
        """Whether something that is shown has not come yet."""
        return self._composed is not None and not all(self._is_whole(one) for one in self._composed.shown)

    @property
    def known(self) -> dict[PatientId, Facts]:
        """What is known of the patients for what is shown: the board, or the hand-over."""
        return self._known if self.handover is None else self.handover.known

    def _drop_facts(self) -> None:
        """Ask no more: the open patient comes first at every source."""
        for job in (*self._again, self._facts_job):
            if job is not None:
                job.cancel()
        self._facts_job, self._again = None, []

    def _hear(self, facts: object) -> None:
        """Take what is known of a patient of this list; of nobody else (R2)."""
        if not isinstance(facts, Facts) or self._composed is None or facts.patient_id not in self._composed.roll.places:
            return
        if any(section.patient_id != facts.patient_id for section in facts.sections):
            return
        former = self.known.get(facts.patient_id)
        if facts.is_wide == (self.handover is not None) and (former is None or former.look <= facts.look):
            self.known[facts.patient_id] = facts
        if not self._soon.isActive():
            self._soon.start()

    def _ask(self, work: Any, each: Any, failed: Any = None) -> None:
        self._jobs.append(self._asking.run(work, each=each, failed=failed or self._tell))

    def _tell(self, error: BaseException) -> None:
        self.told.emit(self._why(error))

    def filter_next(self) -> None:
        """Go to the next filter; behind the last all lines are shown."""
        order = list(BoardFilter)
        self._filter = order[(order.index(self._filter) + 1) % len(order)]
        self.compose()

    def unfilter(self) -> bool:
        """Show all lines; tell whether a filter was on."""
        was_on = self._filter is not BoardFilter.ALL
        self._filter = BoardFilter.ALL
        if was_on:
            self.compose()
        return was_on

    def board(self) -> Board:
        """Give what stands there now."""
        say = self.words.say
        failed = (Told(self.error, frame=Frame.FAILED, is_strong=True),) if self.error else ()
        if self.made is None or self._composed is None:
            title = "" if self.current is None else self.title(self.current)
            none = Told(say("ward.none") if self.current is None else say("ward.reading"), is_quiet=True)
            return Board(title, "", (Column(""),) * 8, Lazily(), notices=failed or (none,), is_loading=self._is_reading)
        now, words, wanted, shift = self.clock.now(), self.words, self._filter, self.handover
        if shift is not None:
            made = shift.board(self._composed, wanted, now, words)
        else:
            made = compose_board(self.made, self._known, wanted, now, words, self._composed)
        empty = (Told(say("ward.empty"), is_quiet=True),) if not self.made.visits and self.made.is_complete else ()
        notices = (*failed, *empty, *self._watch.told(now, words), *made.notices)
        foot = " · ".join(part for part in (made.foot, self._watch.moment(now, words)) if part)
        return replace(made, notices=notices, foot=foot, is_loading=self._is_reading)

    def compose(self) -> None:
        """Show the board anew."""
        if self._is_shown:
            self.changed.emit(self.board())

    def title(self, wanted: WantedList) -> str:
        """Give what a list is called before it is read."""
        return title_of(WorkList(wanted, self.clock.now()), self.words)

    def is_on_own(self, patient_id: PatientId) -> bool:
        """Whether a patient is on the list made by hand."""
        return self._own.holds(patient_id)

    def turn_own(self, visit: Visit, name: str) -> None:
        """Put a patient on the list made by hand, or take him off it."""
        self._own.turn(visit, lambda key: self.told.emit(self.words.say(key, name=name)), self._tell)

    def _fail_own(self, error: BaseException) -> None:
        """Say that it is not known who is on the list made by hand: it is not called empty."""
        self._own_error = self._failure(OWN, error)
        self._tell(error)
        self._show_own()

    def _show_own(self) -> None:
        """Show the list made by hand as it is now, where it is the one that is shown."""
        if self.current is None or self.current.kind is not ListKind.OWN:
            return
        self._own_error = "" if self._own.made is not None else self._own_error
        self.error = self._own_error
        if self._own.made is not None:
            self._put(Composed(self._own.made))
        else:
            self.compose()
