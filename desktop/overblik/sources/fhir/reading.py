"""From raw resources to scoped facts: each item becomes an entry, an unreadable or a counted stranger (H8)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from overblik.domain.making import maker
from overblik.domain.patient import PatientId
from overblik.domain.provenance import Provenance, RawRef
from overblik.domain.section import Scoped, Unreadable
from overblik.sources.fhir.mapping.base import Context, Unfit
from overblik.sources.fhir.pool import identity_of
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Head, Reference
from overblik.wire.strict import BATCH, Flaw, broken, flaws, is_whole

_scoped, _provenance, _raw_ref = maker(Scoped[Any]), maker(Provenance), maker(RawRef)
_HEADS = msgspec.json.Decoder(Head)
_BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one resource type is read."""

    type: str
    decoder: "msgspec.json.Decoder[Any]"
    fact: Callable[[Any, Piece, Context], Any]
    subject: Callable[[Any], Reference | None]
    author: Callable[[Any], Reference | None] = lambda _sent: None
    citizen: Callable[[Any, Piece, Context], PatientId | None] | None = None
    """Where one reference does not tell the citizen: the record itself, the parts of an appointment."""


class Opened(msgspec.Struct, gc=False):
    """One resource, decoded or found broken."""

    piece: Piece
    sent: Any
    flaw: Flaw | None


@dataclass(slots=True)
class Batch:
    """What was read of one topic; the citizen of an unreadable item may be unknown."""

    entries: list[Scoped[Any]] = field(default_factory=list)
    unreadable: list[tuple[PatientId | None, Unreadable]] = field(default_factory=list)
    unidentified: int = 0
    absorbed: int = 0
    """Items that stand inside another entry: goals in their plan."""

    @property
    def items(self) -> int:
        """How many items came."""
        return len(self.entries) + len(self.unreadable) + self.unidentified + self.absorbed


def opened(pieces: Iterable[Piece], decoder: "msgspec.json.Decoder[Any]") -> Iterator[Opened]:
    """Decode and check; a broken one is kept with its flaw.

    A batch at a time: what was decoded is still in the processor's cache when it is mapped.
    """
    taken = list(pieces)
    for at in range(0, len(taken), BATCH):
        yield from _batch(taken[at : at + BATCH], decoder)


def _batch(pieces: list[Piece], decoder: "msgspec.json.Decoder[Any]") -> list[Opened]:
    """Decode all, and look for what msgspec lets pass only where the typed values do not hold all that was sent."""
    try:
        read = [decoder.decode(piece.raw) for piece in pieces]
    except _BROKEN:
        one_by_one = [_decoded(piece, decoder) for piece in pieces]
    else:
        one_by_one = [Opened(piece, sent, None) for piece, sent in zip(pieces, read, strict=True)]
        if is_whole([(piece.message.content, piece.start, piece.start + piece.length) for piece in pieces], read):
            return one_by_one
    found = flaws([piece.raw for piece in pieces])
    return [one if flaw is None else Opened(one.piece, None, flaw) for one, flaw in zip(one_by_one, found, strict=True)]


def _decoded(piece: Piece, decoder: "msgspec.json.Decoder[Any]") -> Opened:
    try:
        return Opened(piece, decoder.decode(piece.raw), None)
    except _BROKEN as error:
        return Opened(piece, None, broken(error))


def read(kind: Kind, context: Context, batch: Batch) -> None:
    """Read all resources of one kind into a batch."""
    for one in context.opened.get(kind.type) or opened(context.pool.of(kind.type), kind.decoder):
        if one.flaw is not None:
            reject(one.piece, one.flaw, context, batch)
        else:
            take(kind, one.piece, one.sent, context, batch)


def take(kind: Kind, piece: Piece, sent: Any, context: Context, batch: Batch) -> None:
    """Map one resource: an entry, an unreadable, or nobody's."""
    if kind.citizen is None:
        citizen = context.subjects.of(kind.subject(sent), piece)
    else:
        citizen = kind.citizen(sent, piece, context)
    try:
        fact = kind.fact(sent, piece, context)
    except Unfit as error:
        reject(piece, Flaw(error.code, error.place), context, batch)
        return
    if citizen is None:
        batch.unidentified += 1
        return
    batch.entries.append(_scoped(citizen, fact, provenance(kind, piece, sent, context)))


def provenance(kind: Kind, piece: Piece, sent: Any, context: Context) -> Provenance:
    """Say where a fact is from."""
    meta = sent.meta
    author = kind.author(sent)
    return _provenance(
        context.service,
        f"{kind.type}/{sent.id}" if sent.id else piece.full_url or f"{kind.type}/?{piece.start}",
        (meta.version_id or "") if meta else "",
        context.soft_date(meta.last_updated) if meta and meta.last_updated else None,
        context.fetched_at,
        context.said(author, piece) if author else "",
        "",
        _raw_ref(piece.message.digest, piece.start, piece.length),
    )


def reject(piece: Piece, problem: Flaw, context: Context, batch: Batch) -> None:
    """Keep an item that cannot be read: counted, addressable, its neighbours untouched."""
    name = identity_of(piece) or piece.full_url or f"{piece.type or 'resource'}/?{piece.start}"
    batch.unreadable.append((citizen_of(piece, context), Unreadable(name, problem.code, problem.place, piece.ref())))


def citizen_of(piece: Piece, context: Context) -> PatientId | None:
    """Try to tell whose an unreadable item is, by its first members alone."""
    if piece.type == "Patient":
        return context.subjects.whose(piece)
    try:
        head = _HEADS.decode(piece.raw)
    except _BROKEN:
        return None
    return context.subjects.of(head.subject or head.patient, piece)


def distinct(batch: Batch) -> None:
    """Make one of the same resource sent twice, on two pages or in two files (H11, H17).

    The newest version stays; what cannot be ordered and differs stays twice.
    """
    if len({entry.provenance.document_id for entry in batch.entries}) == len(batch.entries):
        return
    kept: dict[tuple[PatientId, str], Scoped[Any]] = {}
    for entry in batch.entries:
        key = (entry.patient_id, entry.provenance.document_id)
        former = kept.get(key)
        if former is None:
            kept[key] = entry
            continue
        newest = _newer(former, entry)
        if newest is None:
            kept[(entry.patient_id, f"{key[1]}\0{entry.provenance.raw_ref.start}\0{len(kept)}")] = entry
        else:
            kept[key] = newest
    batch.entries[:] = kept.values()


def _newer(former: Scoped[Any], other: Scoped[Any]) -> Scoped[Any] | None:
    one, two = former.provenance, other.provenance
    if one.source_time and two.source_time and one.source_time.order != two.source_time.order:
        return former if one.source_time.order > two.source_time.order else other
    if one.version.isdigit() and two.version.isdigit() and one.version != two.version:
        return former if int(one.version) > int(two.version) else other
    return former if former.fact == other.fact else None
