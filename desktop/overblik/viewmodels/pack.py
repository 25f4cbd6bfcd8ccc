"""The pack on the screen: how many of the list are ready, what is missing and why, and how far the fetching is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from overblik.domain.dates import Instant
from overblik.domain.errors import OverblikError
from overblik.domain.ledger import Entry
from overblik.domain.limits import STANDARD
from overblik.domain.patient import PatientId
from overblik.domain.section import Cause
from overblik.sync.pack import Fetched, Over, Waiting
from overblik.sync.readiness import Readiness, readiness
from overblik.viewmodels.kept import Kept
from overblik.viewmodels.looks import Asking, Job, Report
from overblik.viewmodels.rail_state import kept_of

if TYPE_CHECKING:
    from overblik.viewmodels.overview import OverviewModel
    from overblik.viewmodels.patient_list import PatientListModel


MINUTE = 60_000
"""Milliseconds after which it is told anew who is ready: whoever was grows old (H4)."""
_BETWEEN = 250
"""Milliseconds between two times that the list is told how far the pack is: patients come faster than anybody reads."""
_AT_ONCE = 100
"""So many patients are judged at once: less than a frame."""
_REST = 20
"""Milliseconds after which the next are judged: keys and paints come first."""


class Packs(Protocol):
    """What the asking thread does about packs; joined in app."""

    async def known(self, patients: Sequence[PatientId], report: Report) -> None: ...
    async def fetch(self, patients: Sequence[PatientId], report: Report) -> None: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pack is."""

    is_running: bool = False
    done: int = 0
    total: int = 0
    until: Instant | None = None
    """When it goes on by itself, where nothing answers."""
    why: Cause = Cause.OFFLINE
    """Why nothing does."""
    is_full: bool = False
    """Whether the disk had no room for more."""


class PackModel(QObject):
    """Follows the list; fetches it when it is asked to."""

    changed = Signal()
    refused = Signal(str)
    """A sentence: nobody can be fetched ahead here."""

    def __init__(
        self,
        asking: Asking,
        packs: Packs,
        model: "OverviewModel",
        patients: "PatientListModel",
        parent: QObject | None = None,
    ) -> None:
        """Know nothing yet; `model` gives the moment and the words."""
        super().__init__(parent)
        self._asking, self._packs, self._model, self.patients = asking, packs, model, patients
        self._entries: dict[PatientId, tuple[Entry, ...]] = {}
        self._judged: dict[PatientId, Readiness | None] = {}
        self._said: dict[PatientId, tuple[str, Kept]] = {}
        """What the rail says of each who is judged, in a language."""
        self._unjudged: dict[PatientId, None] = {}
        """Who is to be judged anew, in the order of the list."""
        self._judged_in: Instant | None = None
        self._done: set[PatientId] = set()
        self._job: Job | None = None
        self.progress = Progress()
        self.limits = STANDARD
        """How old copies may get on this computer."""
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._begin)
        self._minute = QTimer(self, interval=MINUTE)
        self._minute.timeout.connect(lambda: self._tell(self.progress))
        self._minute.start()
        self._soon = QTimer(self, singleShot=True, interval=_BETWEEN)
        self._soon.timeout.connect(lambda: self._tell(self.progress))
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(lambda: self._tell(self.progress))

    def refresh(self) -> None:
        """Ask what is known of the patients of the list."""
        self._model.run(partial(self._packs.known, self.patients.expected), self._know)

    def begin_after(self, seconds: float) -> None:
        """Begin by itself after a while, unless somebody has begun it meanwhile."""
        self._later.start(round(seconds * 1000))

    def _begin(self) -> None:
        if self._job is None and not self._done and self.patients.expected:
            self.turn()

    def stop(self) -> None:
        """Fetch no more: the session ends."""
        for timer in (self._later, self._soon, self._rest):
            timer.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def turn(self) -> None:
        """Begin to fetch the list, or pause; what came stays, and the next run goes on from there."""
        if self._job is not None:
            self.stop()
            self._tell(Progress(done=self.progress.done, total=self.progress.total))
            return
        wanted = self.patients.expected
        self._done.clear()
        self._tell(Progress(is_running=True, total=len(wanted)))
        work = partial(self._packs.fetch, wanted)
        self._job = self._asking.run(work, each=self._heard, failed=self._failed)

    def readiness_of(self, patient_id: PatientId, now: Instant) -> Readiness | None:
        """Judge what is known of a patient; none where nothing was ever asked."""
        return readiness(self._entries.get(patient_id, ()), now, self.limits)

    def count(self, now: Instant) -> tuple[int, int]:
        """Give how many patients of the list are ready, and how many there are.

        Each is judged anew every minute, and when something came of him; of a very long list so many at a time that the
        window does not stand still.
        """
        ids = self.patients.expected
        self._judge(ids, now)
        found = (self._judged.get(one) for one in ids)
        return sum(one is not None and one.is_ready for one in found), len(ids)

    def _judge(self, ids: Sequence[PatientId], now: Instant) -> None:
        """Judge whoever something came of first; of thousands on a list few are known, and the others are not ready."""
        known, minute = self._entries.keys() & set(ids), now.replace(second=0, microsecond=0)
        if minute != self._judged_in:
            self._judged_in, self._unjudged = minute, dict.fromkeys(one for one in ids if one in known)
        self._unjudged = dict.fromkeys(one for one in ids if one in known and one not in self._judged) | self._unjudged
        for patient_id in list(self._unjudged)[:_AT_ONCE]:
            del self._unjudged[patient_id]
            self._judged[patient_id] = self.readiness_of(patient_id, now)
            self._said.pop(patient_id, None)

    def forget(self, patient_id: PatientId) -> None:
        """Know nothing of a patient any more: the copies were erased, and nobody may be told that they are here."""
        for known in (self._entries, self._judged, self._said, self._unjudged):
            known.pop(patient_id, None)
        self._done.discard(patient_id)
        self._tell(self.progress)

    def _know(self, told: Mapping[PatientId, tuple[Entry, ...]]) -> None:
        self._entries.update(told)
        self._judged = {one: found for one, found in self._judged.items() if one not in told}
        self._tell(self.progress)

    def _heard(self, told: Fetched | Waiting | Over) -> None:
        before = self.progress
        if isinstance(told, Fetched):
            self._entries[told.patient_id] = told.entries
            self._judged.pop(told.patient_id, None)
            self._done.add(told.patient_id)
            self.progress = Progress(is_running=True, done=len(self._done), total=before.total)
            if not self._soon.isActive():
                self._soon.start()
        elif isinstance(told, Waiting):
            self._tell(Progress(is_running=True, done=before.done, total=before.total, until=told.until, why=told.why))
        else:
            self._job = None
            self._tell(Progress(done=before.done, total=before.total, is_full=told.full))

    def _failed(self, error: BaseException) -> None:
        self._job = None
        self._tell(Progress())
        if isinstance(error, OverblikError):
            self.refused.emit(self._model.sentence_of(error))
        else:
            self._model.tell_failure(error)

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        now = self._model.view().now
        ready, total = self.count(now)
        self.patients.tell_ready(ready if self._entries else None, total)
        self.patients.tell_kept(*self._rail(now))
        self.changed.emit()
        if self._unjudged:
            self._rest.start()

    def _rail(self, now: Instant) -> tuple[dict[PatientId, Kept], str]:
        """Give what the rail says of each who is expected, by the ledger alone: nobody is looked at for it (T20)."""
        words, progress = self._model.words, self.progress
        if not self._entries.keys() & set(self.patients.expected):
            return {}, ""
        never = kept_of(None, now, words)  # of thousands on a list few were asked for: the others share a word
        # Of whom something came that is not judged yet nothing is said: what was said before may be wrong by now.
        kept = {
            one: self._saying(one, now) if one in self._judged else never
            for one in self.patients.expected
            if one in self._judged or one not in self._entries
        }
        if not progress.is_running:
            return kept, ""
        key = "pack.rail_waits" if progress.until is not None else "pack.rail_fetching"
        return kept, words.say(key, n=progress.done, m=progress.total)

    def _saying(self, patient_id: PatientId, now: Instant) -> Kept:
        """Give what the rail says of one who is judged."""
        words = self._model.words
        said = self._said.get(patient_id)
        if said is None or said[0] != words.language:
            said = self._said[patient_id] = (words.language, kept_of(self._judged[patient_id], now, words))
        return said[1]
