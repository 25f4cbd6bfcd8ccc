"""The one record of a citizen on a server: found by number, and checked to hold that number (H1)."""

from dataclasses import dataclass

import msgspec

from overblik.domain.errors import Unintelligible, UnknownPatient, Withheld, WrongPatient
from overblik.domain.patient import PatientId
from overblik.domain.section import Cause
from overblik.sources.fhir.pager import Found
from overblik.sources.fhir.pool import Pool
from overblik.sources.fhir.requests import Own, is_id
from overblik.sources.fhir.subjects import Citizen, Subjects
from overblik.sources.fhir.whose import Link
from overblik.wire.addresses import Base
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Element
from overblik.wire.heads import decoded_id, decoded_version
from overblik.wire.strict import flaw


class _Linked(Element):
    link: tuple[Link, ...] | None = None


_LINKED = msgspec.json.Decoder(_Linked)


@dataclass(frozen=True, slots=True)
class Record:
    """The citizen's own id on the server, the other numbers of the record, and what came with it."""

    own: Own
    citizen: Citizen
    found: Found
    version: str = ""
    """The record's `meta.versionId`, empty where the server tells none."""

    @property
    def aliases(self) -> tuple[PatientId, ...]:
        """Give the other numbers."""
        return tuple(one for one in self.citizen.aliases if one != self.citizen.patient_id)


def record(found: Found, asked: PatientId, base: Base) -> Record:
    """Take the one record that holds the asked number.

    Raises:
        UnknownPatient: there is none, and nothing was left out.
        WrongPatient: a record without the number came, or more than one record.
        Withheld: the server says that consent hides it.
        Unintelligible: the answer was cut, or the record cannot be relied on; `reason` is `merged` where another has
            replaced it (FHIR R4 patient.html, link-type `replaced-by`): what is there is no longer all of it.

    """
    pool = Pool(found.parcels, base)
    pieces = [piece for piece in pool.pieces if piece.type != "OperationOutcome" and piece.mode != "include"]
    if not pieces:
        raise _nobody(found)
    subjects = Subjects(pool, asked)
    holders = [(piece, who) for piece in pieces if (who := _holder(piece, subjects, asked)) is not None]
    if len(holders) != len(pieces) or len({decoded_id(piece.raw) for piece, _ in holders}) != 1:
        raise WrongPatient(count=len(pieces))
    piece, who = holders[-1]
    own_id = decoded_id(piece.raw)
    if flaw(bytes(piece.raw)) is not None or not is_id(own_id):
        raise Unintelligible(reason="record")
    if _is_replaced(piece):
        raise Unintelligible(reason="merged")
    return Record(Own(own_id, asked), who, found, decoded_version(piece.raw)[1].version_id or "")


def _is_replaced(piece: Piece) -> bool:
    """Whether the record says that another is to be used in its place; one whose links cannot be read is no such one."""
    try:
        told = _LINKED.decode(piece.raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return any(link.type == "replaced-by" for link in told.link or ())


def _nobody(found: Found) -> Exception:
    if any(reason.cause is Cause.WITHHELD for reason in found.reasons):
        return Withheld()
    if not found.closed or found.reasons:
        return Unintelligible(reason="cut")
    return UnknownPatient()


def _holder(piece: Piece, subjects: Subjects, asked: PatientId) -> Citizen | None:
    if piece.type != "Patient":
        return None
    found = subjects.record(piece.raw, piece.full_url)
    return found if found is not None and asked in found.aliases else None
