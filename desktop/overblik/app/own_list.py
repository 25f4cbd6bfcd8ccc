"""The list of patients that a clinician makes by hand: sealed under his store key, or in memory alone (T1, T4)."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from overblik.access.sealed_text import SealedText
from overblik.domain.errors import Damaged, InputError
from overblik.domain.patient import PatientId, Sex, from_identifier
from overblik.domain.section import Cause, Reason
from overblik.domain.work_list import ListKind, Visit, VisitKind, WantedList, WorkList

if TYPE_CHECKING:
    from overblik.app.keeping import Keeping
    from overblik.app.seat import Seat
    from overblik.domain.dates import Instant
    from overblik.domain.ports import Files, Random

_FILE = "own-list.bin"
_BOUND = b"own-list-v1"
OWN = WantedList("own", "", "", ListKind.OWN)
MOST = 200
"""So many patients at most: it is a list for a day's work, and no register."""


class _Entry(msgspec.Struct, frozen=True):
    system: str
    value: str
    family: str
    given: str
    birth_date: str
    sex: str


@dataclass(slots=True)
class OwnList:
    """Belongs to the asking thread; without a sealed file it ends with the session."""

    sealed: SealedText | None
    random: "Random"
    _visits: list[Visit] | None = None
    _is_damaged: bool = False
    """Whether a list lay here that cannot be opened: then nobody knows who else was on it."""

    @property
    def is_kept(self) -> bool:
        """Whether it outlasts the session."""
        return self.sealed is not None

    def told(self, now: "Instant") -> WorkList:
        """Give the list; one that could not be opened is not whole, and not empty.

        Raises:
            Full: it cannot be read now.

        """
        visits = tuple(self._read())
        return WorkList(OWN, now, visits, (Reason(Cause.UNREADABLE_ITEMS),) if self._is_damaged else ())

    def add(self, visit: Visit) -> None:
        """Put a patient on the list, at its end; one who is there already is told anew.

        Raises:
            InputError: `own_list_full`.
            Full: it cannot be written; the list stands as it was.

        """
        rest = [one for one in self._read() if one.patient_id != visit.patient_id]
        if len(rest) >= MOST:
            raise InputError("own_list_full", count=MOST)
        self._keep([*rest, visit])

    def drop(self, patient_id: PatientId) -> None:
        """Take a patient off the list.

        Raises:
            Full: it cannot be written; the list stands as it was.

        """
        rest = [one for one in self._read() if one.patient_id != patient_id]
        if len(rest) != len(self._read()):
            self._keep(rest)

    def _keep(self, visits: list[Visit]) -> None:
        if self.sealed is not None:
            told = [_entry(one) for one in visits]
            self.sealed.keep(msgspec.json.encode(told).decode() if told else "", self.random)
        self._visits = visits

    def _read(self) -> list[Visit]:
        if self._visits is None:
            try:
                text = self.sealed.read() if self.sealed is not None else ""
                told = msgspec.json.decode(text, type=list[_Entry]) if text else []
                self._visits = [_visit(one) for one in told]
            except (Damaged, msgspec.MsgspecError, InputError, ValueError):
                self._visits, self._is_damaged = [], True
        return self._visits


def own_list(seat: "Seat", keeping: "Keeping", files: "Files", random: "Random") -> OwnList:
    """Give the list of whoever sits here: kept where his store is kept, and nowhere else."""
    if keeping.held is None or seat.folder is None or seat.key is None:
        return OwnList(None, random)
    return OwnList(SealedText(seat.folder / _FILE, _BOUND, files, seat.key), random)


def _entry(visit: Visit) -> _Entry:
    assert visit.patient_id is not None
    system, _, value = visit.patient_id.token_for_lookup().rpartition("|")
    born = visit.birth_date.text if visit.birth_date is not None else ""
    return _Entry(system, value, visit.family, visit.given, born, visit.sex.value)


def _visit(entry: _Entry) -> Visit:
    from overblik.domain.dates import clinical_date

    who = from_identifier(entry.system, entry.value)
    made = Visit(VisitKind.PATIENT, who, entry.family, entry.given, sex=Sex(entry.sex))
    return replace(made, birth_date=clinical_date(entry.birth_date) if entry.birth_date else None)
