"""The lists that were read last, for a start without a network: sealed under the store key, for a day at most (S10, T1)."""

import contextlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from overblik.access.sealed_text import SealedText
from overblik.domain.dates import DANISH, Instant
from overblik.domain.errors import Damaged, Full
from overblik.domain.patient import PatientId
from overblik.domain.section import Cause, Reason
from overblik.domain.work_list import LeftOut, ListKind, Visit, WantedList, WorkList

if TYPE_CHECKING:
    from overblik.app.keeping import Keeping
    from overblik.app.seat import Seat
    from overblik.domain.ports import Files, Random

_LOG = logging.getLogger("overblik.lists")
_FILE = "lists.bin"
_BOUND = b"lists-v1"
_DAY = timedelta(days=1)
_AHEAD = timedelta(minutes=5)
"""So much a server's clock may be before this computer's."""


class _Kept(msgspec.Struct, frozen=True):
    """One list as it is written: by what it was asked for, and what came."""

    name: str
    server: str
    kind: ListKind
    of: str
    as_of: Instant
    visits: tuple[Visit, ...]
    causes: tuple[Cause, ...]
    left_out: tuple[tuple[LeftOut, int], ...]
    title: str


@dataclass(slots=True)
class KeptLists:
    """Belongs to the asking thread; without a sealed file nothing is kept."""

    sealed: SealedText | None
    random: "Random"

    def keep(self, made: WorkList, now: Instant) -> None:
        """Keep a list that has just been read; one that cannot be written is shown all the same."""
        if self.sealed is None:
            return
        rest = [one for one in self._read() if one.name != made.wanted.name and _is_of_use(one, now)]
        self._write([*rest, _kept(made)])

    def last(self, wanted: WantedList, now: Instant) -> WorkList | None:
        """Give a list as it was read last; none where it is of another day, or was asked for otherwise."""
        asked = (wanted.name, wanted.server, wanted.kind, wanted.of)
        found = (one for one in self._read() if (one.name, one.server, one.kind, one.of) == asked)
        one = next((one for one in found if _is_of_use(one, now)), None)
        if one is None:
            return None
        reasons = tuple(Reason(cause) for cause in one.causes)
        return WorkList(wanted, one.as_of, one.visits, reasons, one.left_out, one.title)

    def forget_old(self, now: Instant) -> None:
        """Leave nothing of lists that are shown no more; one that cannot be written now is tried again."""
        told = self._read()
        left = [one for one in told if _is_of_use(one, now)]
        if len(left) != len(told):
            self._write(left)

    def drop(self, patient_id: PatientId) -> None:
        """Take a patient off all kept lists.

        Raises:
            Full: it cannot be written.

        """
        told = self._read()
        left = [
            msgspec.structs.replace(one, visits=tuple(visit for visit in one.visits if visit.patient_id != patient_id))
            for one in told
        ]
        if left != told:
            self._seal(left)

    def _write(self, lists: list[_Kept]) -> None:
        try:
            self._seal(lists)
        except Full:
            _LOG.warning("a list could not be kept")

    def _seal(self, lists: list[_Kept]) -> None:
        if self.sealed is not None:
            self.sealed.keep(msgspec.json.encode(lists).decode() if lists else "", self.random)

    def _read(self) -> list[_Kept]:
        """Give what is kept; what this key or this program cannot read is not there: the server is asked again."""
        with contextlib.suppress(Damaged, Full, msgspec.MsgspecError, ValueError):
            text = self.sealed.read() if self.sealed is not None else ""
            return msgspec.json.decode(text, type=list[_Kept]) if text else []
        return []


def kept_lists(seat: "Seat", keeping: "Keeping", files: "Files", random: "Random") -> KeptLists:
    """Give the lists of whoever sits here: kept where his store is kept, and nowhere else."""
    if keeping.held is None or seat.folder is None or seat.key is None:
        return KeptLists(None, random)
    return KeptLists(SealedText(seat.folder / _FILE, _BOUND, files, seat.key), random)


def _kept(made: WorkList) -> _Kept:
    wanted, causes = made.wanted, tuple(dict.fromkeys(reason.cause for reason in made.reasons))
    asked = (wanted.name, wanted.server, wanted.kind, wanted.of)
    return _Kept(*asked, made.as_of, made.visits, causes, made.left_out, made.title)


def _is_of_use(one: _Kept, now: Instant) -> bool:
    """Whether a list is of this day: appointments by their Danish date, others by a day and a night."""
    age = now - one.as_of
    if one.kind is ListKind.APPOINTMENTS:
        return one.as_of.astimezone(DANISH).date() == now.astimezone(DANISH).date()
    return -_AHEAD <= age < _DAY
