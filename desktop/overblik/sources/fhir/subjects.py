"""Whom an item is about: numbers decide, never names; nobody is guessed (H1)."""

from dataclasses import dataclass

import msgspec
from msgspec import Raw

from overblik.domain.errors import InputError
from overblik.domain.patient import CPR_SYSTEM, ECPR_ARC, IdKind, PatientId, from_identifier, local
from overblik.sources.fhir.pool import Pool, asked_identifier, base_of, contained, unversioned
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Element, Identifier, Reference
from overblik.wire.strict import flaw

BY_REFERENCE = "reference"
"""The system of a citizen whom only a reference names."""
_CPR_SYSTEMS = (CPR_SYSTEM, CPR_SYSTEM.removeprefix("urn:oid:"))
_NO_PERSON = ("Group/", "Device/", "Location/", "Organization/", "Practitioner/")


class Named(Element):
    """What of a Patient says who it is."""

    resource_type: str = ""
    id: str | None = None
    identifier: tuple[Identifier, ...] | None = None


_NAMED = msgspec.json.Decoder(Named)


@dataclass(frozen=True, slots=True)
class Citizen:
    """One citizen's id, and all numbers of the record."""

    patient_id: PatientId
    aliases: tuple[PatientId, ...]


class Subjects:
    """Resolves references to citizens within one pool."""

    def __init__(self, pool: Pool, asked: PatientId | None = None) -> None:
        """`asked` is the citizen of the grant: a record with that number is that citizen."""
        self._pool, self.asked = pool, asked
        self._records: dict[tuple[str, int, str], Citizen | None] = {}
        self._known: dict[tuple[str, str, str], PatientId | None] = {}

    def record(self, raw: Raw, full_url: str = "") -> Citizen | None:
        """Tell whose record a Patient resource is; none when it cannot be read or names nobody."""
        try:
            named = _NAMED.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        problem = flaw(bytes(raw))
        if problem is not None and problem.code == "duplicate_key":
            return None  # of two numbers the decoder took the last: whose record it is cannot be told
        numbers = identifiers(named.identifier)
        if self.asked is not None and self.asked in numbers:
            return Citizen(self.asked, numbers)
        first = _strongest(named.identifier)
        if first is None:
            key = f"Patient/{named.id}" if named.id else full_url
            first = local(BY_REFERENCE, key) if key else None
        return Citizen(first, numbers) if first else None

    def holder(self, piece: Piece) -> Citizen | None:
        """Tell whose record a Patient piece is, looked at once."""
        place = (piece.message.digest, piece.start, piece.full_url)
        if place not in self._records:
            self._records[place] = self.record(piece.raw, piece.full_url)
        return self._records[place]

    def whose(self, piece: Piece) -> PatientId | None:
        """Tell the number of the record that a Patient piece is."""
        citizen = self.holder(piece)
        return citizen.patient_id if citizen else None

    def of(self, reference: Reference | None, near: Piece) -> PatientId | None:
        """Tell whom a reference means; none when it names nobody who can be identified.

        A number beside the address that says someone else wins: the item is then refused as foreign.
        """
        if reference is None:
            return None
        text = reference.reference or ""
        found = self._by_address(text, near) if text else None
        if reference.identifier is None:
            return found
        numbers = identifiers((reference.identifier,))
        if found is None:
            return numbers[0] if numbers else None
        return self._agreed(found, numbers)

    def _agreed(self, found: PatientId, numbers: tuple[PatientId, ...]) -> PatientId:
        contrary = [one for one in numbers if one.system == found.system and one != found]
        if not contrary and numbers and numbers[0].kind is IdKind.CPR and found.system == BY_REFERENCE:
            contrary = [numbers[0]]
        return contrary[0] if contrary else found

    def _by_address(self, text: str, near: Piece) -> PatientId | None:
        if text[0] == "#":
            return self._contained(text, near)
        # An address of its own means the same from everywhere in a message; a relative one hangs on its base.
        key = (text, near.message.digest, "" if ":" in text else base_of(near.full_url))
        if key not in self._known:
            self._known[key] = self._resolved(text, near)
        return self._known[key]

    def _contained(self, text: str, near: Piece) -> PatientId | None:
        raw = contained(near, text[1:])
        citizen = self.record(raw) if raw is not None else None
        # A contained record without a number has no name outside its resource.
        return citizen.patient_id if citizen and citizen.patient_id.system != BY_REFERENCE else None

    def _resolved(self, text: str, near: Piece) -> PatientId | None:
        pair = asked_identifier(text)
        if pair is not None:
            numbers = identifiers((Identifier(system=pair[0], value=pair[1]),))
            return numbers[0] if numbers else None
        pieces = self._pool.candidates(text, near)
        if not pieces:
            return self._elsewhere(unversioned(text))
        if any(piece.type != "Patient" for piece in pieces):
            return None
        citizens = [self.holder(piece) for piece in pieces]
        ids = {citizen.patient_id for citizen in citizens if citizen}
        return ids.pop() if len(ids) == 1 and None not in citizens else None

    def _elsewhere(self, text: str) -> PatientId | None:
        """A citizen without a record here: known by the reference alone."""
        plain = (self._pool.base.local(text) or text) if self._pool.base is not None else text
        kind = plain.rsplit("/", 2)[-2] if "/" in plain else ""
        if kind == "Patient" or plain.startswith("urn:"):
            return local(BY_REFERENCE, plain)
        return None


def identifiers(sent: tuple[Identifier, ...] | None) -> tuple[PatientId, ...]:
    """Read all numbers that are whole; a broken CPR number is no number."""
    found = []
    for one in sent or ():
        try:
            found.append(from_identifier(one.system or "", one.value or ""))
        except InputError:
            continue
    return tuple(found)


def _strongest(sent: tuple[Identifier, ...] | None) -> PatientId | None:
    """CPR first, then a declared replacement, then the first number with a system.

    A broken CPR number makes the record nameless: the number after it might be anybody's.
    """
    current = [one for one in sent or () if one.use != "old"] or list(sent or ())
    if any(one.system in _CPR_SYSTEMS for one in current):
        return next(iter(identifiers(tuple(one for one in current if one.system in _CPR_SYSTEMS))), None)
    arcs = identifiers(tuple(one for one in current if (one.system or "").startswith(ECPR_ARC)))
    if arcs:
        return arcs[0]
    return next(iter(identifiers(tuple(one for one in current if one.system and one.value))), None)
