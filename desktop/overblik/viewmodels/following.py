"""What the screen knows of the record system's context: followed whole or not at all, and said as long as it is so (H3)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from overblik.domain.patient import PatientId
from overblik.viewmodels.words import Words

OK, CONFLICT, FAILED = 200, 409, 500
"""What a hub is answered (FHIRcast 3.0.0 section 2.5.2)."""


class Around(Protocol):
    """The screen, as far as following must know it."""

    @property
    def patient_id(self) -> PatientId | None: ...
    @property
    def hindrance(self) -> str:
        """Give `dialog`, `typed`, or nothing."""
        ...

    def needs_basis(self, patient_id: PatientId) -> bool:
        """Whether the clinician must say first why he looks."""
        ...


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands over the patient as long as it is true; `act` is the words of its button, empty for none."""

    sentence: str
    act: str = ""


@dataclass(frozen=True, slots=True)
class _Context:
    """Whom the record system shows; none where that could not be told, and why he was not followed."""

    patient_id: PatientId | None
    why: str = ""


class FollowModel(QObject):
    """Belongs to one session; it ends with it."""

    opens = Signal(object)
    """A PatientId: open him, now and whole."""
    closes = Signal()
    told = Signal(str)
    """A sentence about what just happened."""
    changed = Signal()
    """The mark may be another."""

    def __init__(self, around: Around, words: Callable[[], Words], parent: QObject | None = None) -> None:
        """Start with nothing known of the record system."""
        super().__init__(parent)
        self._around, self._words = around, words
        self._context: _Context | None = None
        self._closed: PatientId | None = None
        self._is_lost = self._is_unsure = False

    def open(self, patient_id: PatientId | None, why: str = "") -> int:
        """Follow to a patient, or stay; give the answer to the hub. None is one who could not be told, `why` says why."""
        self._is_unsure, self._closed = False, None
        if patient_id is None:
            self._context = _Context(None, why)
            return self._stay()
        hindrance = self._hindrance(patient_id)
        self._context = _Context(patient_id, hindrance)
        if hindrance:
            return self._stay()
        is_new = patient_id != self._around.patient_id
        if is_new:
            self.opens.emit(patient_id)
        self.changed.emit()
        if patient_id != self._around.patient_id:
            return FAILED
        if is_new:
            self.told.emit(self._say("context.followed"))
        return OK

    def close(self, patient_id: PatientId | None) -> int:
        """Close the patient whom the record system has closed, if he is still the one who is open here."""
        former = self._context.patient_id if self._context is not None else None
        closed = patient_id or former
        self._is_unsure, self._context, self._closed = False, None, None
        if closed is None or closed != self._around.patient_id:
            self.changed.emit()
            return OK
        if self._around.hindrance:
            self._closed = closed
            return self._stay()
        self.closes.emit()
        self.changed.emit()
        self.told.emit(self._say("context.closed_too"))
        return OK

    def follow_now(self) -> None:
        """Open whom the record system shows, because the user asks for it; a basis is asked for on the way."""
        shown = self._context.patient_id if self._context is not None else None
        if shown is not None and not self._around.hindrance:
            self.opens.emit(shown)
        elif shown is not None:
            self.told.emit(self._say("context.other_why", why=self._why(f"hindered_{self._around.hindrance}")))
        self.changed.emit()

    def know_line(self, *, is_there: bool) -> None:
        """Know whether the hub can be heard; what was shown meanwhile is not known until it says so."""
        if is_there:
            self._is_unsure = self._is_unsure or self._is_lost
        self._is_lost = not is_there
        self.changed.emit()

    def be_unsure(self) -> None:
        """Know that something came that could not be read."""
        self._is_unsure = True
        self.changed.emit()

    def be_sure(self) -> None:
        """Know that what was told last still holds."""
        self._is_unsure = False
        self.changed.emit()

    def others_failed(self) -> None:
        """Say that another program did not follow."""
        self.told.emit(self._say("context.others"))

    @property
    def mark(self) -> Mark | None:
        """Give what is true now and must be seen; nothing while both show the same, or nothing is known."""
        if self._is_lost:
            return Mark(self._say("context.lost"))
        if self._is_unsure:
            return Mark(self._say("context.unsure"))
        mine, context = self._around.patient_id, self._context
        if self._closed is not None and self._closed == mine:
            return Mark(self._say("context.closed"))
        if context is None or (context.patient_id == mine and mine is not None):
            return None
        if context.why:
            key = "context.other_why" if mine is not None else "context.not_here_why"
            sentence = self._say(key, why=self._why(context.why))
        else:
            sentence = self._say("context.other" if mine is not None else "context.not_here")
        return Mark(sentence, self._say("context.act") if context.patient_id is not None else "")

    def _hindrance(self, patient_id: PatientId) -> str:
        if patient_id == self._around.patient_id:
            return ""
        if self._around.hindrance:
            return f"hindered_{self._around.hindrance}"
        return "basis" if self._around.needs_basis(patient_id) else ""

    def _stay(self) -> int:
        self.changed.emit()
        mark = self.mark
        if mark is not None:
            self.told.emit(mark.sentence)
        return CONFLICT

    def _why(self, code: str) -> str:
        words = self._words()
        key = f"context.why_{code}"
        return words.say(key if key in words.sentences else "context.why_error")

    def _say(self, key: str, **facts: str) -> str:
        return self._words().say(key, **facts)
