"""Whom a line of a list is about: a number of a record decides, and two that disagree decide nothing (H1)."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import msgspec

from overblik.domain.patient import IdKind, PatientId, Sex
from overblik.domain.work_list import RecordState, Visit, VisitKind
from overblik.sources.fhir.lists_wire import PERSON, Person
from overblik.sources.fhir.mapping.base import Context, words
from overblik.sources.fhir.mapping.patient import best_name, postal_lines
from overblik.sources.fhir.pool import contained, unversioned
from overblik.sources.fhir.subjects import BY_REFERENCE, Citizen, identifiers
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Reference
from overblik.wire.strict import flaw

_SEXES = {"female": Sex.FEMALE, "male": Sex.MALE, "other": Sex.OTHER}
_NO_HOME = frozenset({"R", "V"})
"""dk-core: whose address is protected (Patient.meta.security) is not told where he lives in a list."""
_BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_NOBODY = Visit(VisitKind.UNIDENTIFIED)


@dataclass(frozen=True, slots=True)
class _Known:
    """A record that was read, and whose it is."""

    citizen: Citizen
    sent: Person


class People:
    """The records of one answer."""

    def __init__(self, context: Context, gone: Collection[str] = (), *, has_homes: bool = False) -> None:
        """`gone` are the ids that the server says were deleted; `has_homes` tells whether a line says the address."""
        self._context, self._gone, self._has_homes = context, frozenset(gone), has_homes
        self._read: dict[tuple[str, int], _Known | None] = {}

    def line(self, reference: Reference | None, near: Piece) -> Visit:
        """Give the line of whoever is referred to, without time, place and state."""
        if reference is None:
            return _NOBODY
        said = words(reference.display)
        pieces = self._records(reference, near)
        known = self._one(reference, near, pieces)
        numbers = identifiers((reference.identifier,)) if reference.identifier is not None else ()
        if known is None:
            if pieces or not numbers or self._id(reference) in self._gone:
                return replace(_NOBODY, said=said, record=self._state_of_absent(reference, is_here=bool(pieces)))
            # The number stands in the list itself: it names the patient, though no record tells the name.
            return replace(_NOBODY, kind=VisitKind.PATIENT, patient_id=numbers[0], said=said, record=RecordState.ABSENT)
        if not _agree(known.citizen, numbers):
            return replace(_NOBODY, said=said)
        return self._told(known)

    def missing(self, references: Collection[tuple[Reference | None, Piece]]) -> tuple[str, ...]:
        """Give the ids of the records that are named and did not come, to be asked for."""
        wanted: dict[str, None] = {}
        for reference, near in references:
            if reference is not None and not self._records(reference, near):
                found = self._id(reference)
                if found:
                    wanted[found] = None
        return tuple(wanted)

    def _told(self, known: _Known) -> Visit:
        sent = known.sent
        name = best_name(sent.name)
        labels = {label.code for label in (sent.meta.security or () if sent.meta else ())}
        home = postal_lines(sent.address) if self._has_homes and not labels & _NO_HOME else ()
        return Visit(
            VisitKind.PATIENT,
            known.citizen.patient_id,
            words(name.family) or (words(name.text) if not name.given else ""),
            " ".join(text for part in name.given or () if (text := words(part))),
            self._context.soft_date(sent.birth_date),
            _SEXES.get(sent.gender or "", Sex.UNKNOWN),
            place=", ".join(home),
            record=_state(sent),
            deceased=sent.deceased_boolean is True or bool(words(sent.deceased_date_time)),
        )

    def _records(self, reference: Reference, near: Piece) -> tuple[Piece, ...]:
        text = reference.reference or ""
        if not text or text[0] == "#":
            return (near,) if text and contained(near, text[1:]) is not None else ()
        return self._context.pool.candidates(text, near)

    def _one(self, reference: Reference, near: Piece, pieces: tuple[Piece, ...]) -> _Known | None:
        """Give the one record that is meant; none where several persons might be, or a thing is."""
        text = reference.reference or ""
        if text[:1] == "#":
            raw = contained(near, text[1:])
            citizen = self._context.subjects.record(raw) if raw is not None else None
            return _read(raw, citizen) if raw is not None else None
        if not pieces or any(piece.type != "Patient" for piece in pieces):
            return None
        found = [self._of(piece) for piece in pieces]
        ids = {known.citizen.patient_id for known in found if known is not None}
        return found[-1] if len(ids) == 1 and None not in found else None

    def _of(self, piece: Piece) -> _Known | None:
        place = (piece.message.digest, piece.start)
        if place not in self._read:
            self._read[place] = _read(piece.raw, self._context.subjects.holder(piece))
        return self._read[place]

    def _id(self, reference: Reference) -> str:
        """Give the id of a Patient of this very server, empty else."""
        text, base = unversioned(reference.reference or ""), self._context.pool.base
        plain = (base.local(text) if base is not None else "") if "://" in text else text
        return plain.removeprefix("Patient/") if plain.startswith("Patient/") and plain.count("/") == 1 else ""

    def _state_of_absent(self, reference: Reference, *, is_here: bool) -> RecordState:
        if self._id(reference) in self._gone:
            return RecordState.DELETED
        return RecordState.CURRENT if is_here or not reference.reference else RecordState.ABSENT


def _read(raw: msgspec.Raw, citizen: Citizen | None) -> _Known | None:
    """Read a record that has a number; one that only a reference names is nobody's here."""
    if citizen is None or citizen.patient_id.system == BY_REFERENCE or flaw(bytes(raw)) is not None:
        return None
    try:
        return _Known(citizen, PERSON.decode(raw))
    except _BROKEN:
        return None


def _agree(citizen: Citizen, numbers: tuple[PatientId, ...]) -> bool:
    """Whether the numbers beside an address are among those of the record that stands there."""
    told = {one for one in numbers if one.kind in (IdKind.CPR, IdKind.E_CPR)}
    return not told or bool(told & set(citizen.aliases))


def _state(sent: Person) -> RecordState:
    if any(one.type == "replaced-by" for one in sent.link or ()):
        return RecordState.MERGED
    return RecordState.INACTIVE if sent.active is False else RecordState.CURRENT
