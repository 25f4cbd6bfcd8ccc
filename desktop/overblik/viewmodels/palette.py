"""The command palette: patients, the open record, all kept records, and commands, as one types (screens.md 4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from overblik.domain.folding import folded_words
from overblik.viewmodels.banner import compose_banner
from overblik.viewmodels.kept_hits import KeptHits
from overblik.viewmodels.looks import Job
from overblik.viewmodels.overview import OverviewModel
from overblik.viewmodels.palette_groups import (
    Command,
    Group,
    Groups,
    command_rows,
    kept_rows,
    patient_rows,
    record_rows,
)
from overblik.viewmodels.palette_record import PARTS, Part, Sections, part_of
from overblik.viewmodels.palette_rows import PaletteRow, PaletteShown
from overblik.viewmodels.palette_sources import searched_note
from overblik.viewmodels.patient_list import PatientListModel
from overblik.viewmodels.veil import veiled

PATIENTS, ACTIONS = "@", ">"
_LEAST = 2
"""Letters from which kept records are searched: the asking thread looks up no shorter word."""
_PATIENCE = 40
"""Milliseconds that the list waits for what is found in kept records before it shows the rest."""
_BREATH = 4
"""Milliseconds between two parts of a record that are read: keys come first."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and where it is looked for."""

    text: str
    wanted: tuple[str, ...]
    only: str = ""
    """`@` for patients alone, `>` for commands alone."""

    @classmethod
    def of(cls, typed: str) -> "Question":
        """Read what is typed."""
        told = typed.strip()
        only = told[:1] if told[:1] in (PATIENTS, ACTIONS) else ""
        text = told.removeprefix(only).strip()
        return cls(text, tuple(dict.fromkeys(folded_words(text))), only)


class PaletteModel(QObject):
    """What the palette shows; it holds nothing of a patient while it is closed, and remembers no search (T4)."""

    changed = Signal(object)
    """A PaletteShown."""

    def __init__(self, model: OverviewModel, patients: PatientListModel, commands: Sequence[Command]) -> None:
        """Stand closed."""
        super().__init__(model)
        self.model, self.patients, self._commands = model, patients, tuple(commands)
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(_BREATH)
        self._reading.timeout.connect(self._read)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_PATIENCE)
        self._late.timeout.connect(self._tell)
        self._job: Job | None = None
        self.close()

    def close(self) -> None:
        """Forget what was typed, found and read."""
        self.is_open = self.is_all = False
        self._typed = self._name = ""
        self._begun = 0.0
        self._parts: dict[str, Part] = {}
        self._waiting: list[str] = []
        self._sections: Sections = ()
        self._kept: KeptHits | None = None
        self._looked: tuple[list[Group], list[Group]] = ([], [])
        """What is found without asking: before and after what is kept."""
        self._reading.stop()
        self._drop_job()

    def open(self) -> None:
        """Begin: this patient where one is open."""
        self.close()
        self.is_open = True
        self.is_all = self.model.patient_id is None
        self._begin_reading()
        self.ask("")

    def refresh(self) -> None:
        """Read the record anew where it changed."""
        if self.is_open and self.model.sections != self._sections:
            self._begin_reading()

    def turn(self) -> None:
        """Change between this patient and all."""
        if self.model.patient_id is not None:
            self.is_all = not self.is_all
            self.ask(self._typed)

    def ask(self, typed: str) -> None:
        """Look for what is typed; a former question is over."""
        self._typed = typed
        self._begun = self.patients.clock.monotonic()
        self._drop_job()
        self._kept = None
        question = Question.of(typed)
        if self.is_all and not question.only and any(len(word) >= _LEAST for word in question.wanted):
            self._job = self.model.run(partial(self.model.looks.search_kept, typed), self._came)
        self._look()

    def _came(self, hits: KeptHits) -> None:
        """Show what was found in kept records, if it is what is typed now."""
        if self.is_open and self.is_all and hits.query == self._typed:
            self._kept = hits
            self._tell()

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self._late.stop()

    def _begin_reading(self) -> None:
        self._sections = self.model.sections
        self._name = self._patient()
        self._waiting = list(PARTS) if self.model.patient_id is not None else []
        self._reading.start()

    def _read(self) -> None:
        """Read one part of the record, then let keys come first."""
        if not self._waiting:
            return
        name = self._waiting.pop(0)
        shown = veiled(self._sections, self.model.words.say("medication.veiled"))
        self._parts[name] = part_of(name, shown, self.model.view(is_full=True))
        if self._waiting:
            self._reading.start()
        elif self._typed:
            self._begun = self.patients.clock.monotonic()
            self._look()

    @property
    def is_waiting(self) -> bool:
        """Whether the record is not read yet, or kept records are still searched."""
        asks = self._job is not None and self._kept is None
        return bool(self._waiting) or asks

    @property
    def _is_unread(self) -> bool:
        """Whether the open record is searched before all of it was read."""
        return bool(self._waiting) and not self.is_all

    def _look(self) -> None:
        """Look where nobody need be asked: in the list, in the open record, among the commands."""
        question, words = Question.of(self._typed), self.model.words
        open_one = self.model.patient_id
        people: list[Group] = []
        after: list[Group] = []
        if question.only != ACTIONS:
            people.append(patient_rows(self.patients, question.text, open_one, only=bool(question.only)))
        is_in_record = not question.only and bool(question.wanted) and not self.is_all
        record = record_rows(self._parts, self._sections, question.wanted, words) if is_in_record else []
        # In an open record Enter stays with its patient: what is found there comes before others of a similar name.
        before = [*record, *people] if open_one is not None else [*people, *record]
        if question.only != PATIENTS:
            after += command_rows(self._commands, question, is_open=open_one is not None, words=words)
        self._looked = (before, after)
        if self._job is not None and self._kept is None:
            self._late.start()  # one list that is whole is shown sooner than two
        else:
            self._tell()

    def _tell(self) -> None:
        self._late.stop()
        question, groups = Question.of(self._typed), Groups(self.model.words)
        before, after = self._looked
        kept = [kept_rows(self._kept, self.patients, self.model.words)] if self._kept is not None else []
        for group in (*before, *kept, *after):
            groups.add(*group)
        self.changed.emit(self._shown(groups, question))

    def _shown(self, groups: Groups, question: Question) -> PaletteShown:
        words = self.model.words
        rows = groups.rows
        if question.wanted and not question.only:
            rows = (*rows, *self._notes(found=groups.found))
        told = ""
        if question.text and self._is_unread:
            told = words.say("palette.reading")
        elif question.text:
            spent = (self.patients.clock.monotonic() - self._begun) * 1000
            told = words.one_or_many("palette.found", groups.found, ms=max(round(spent), 1))
        chip = self._chip()
        return PaletteShown(rows, chip, told, ", ".join(part for part in (chip, told) if part))

    def _notes(self, *, found: int) -> tuple[PaletteRow, ...]:
        if self._is_unread and not found:
            note = ""  # nothing is said of a record that is not read yet: the list follows in a moment
        elif self.is_all:
            note = self._note_of_all(found)
        else:
            note = searched_note(self._sections, self.model.words, found=found)
        return (PaletteRow("note", note, note),) if note else ()

    def _note_of_all(self, found: int) -> str:
        """Say that nothing was found only where it was looked for."""
        words = self.model.words
        if self._job is None:
            return words.say("palette.too_short")
        is_searched = self._kept is not None and not self._kept.has_failed
        return words.say("palette.none") if is_searched and not found else ""

    def _chip(self) -> str:
        """Name whose record is searched."""
        return self.model.words.say("palette.all") if self.is_all or not self._name else self._name

    def _patient(self) -> str:
        model = self.model
        if model.patient_id is None:
            return ""
        banner = compose_banner(model.patient_id, self._sections, model.is_alike, model.view().now, model.words)
        return ", ".join(part for part in (banner.family, banner.given) if part)
