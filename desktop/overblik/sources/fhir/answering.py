"""From what a server sent to the answers of its topics."""

from collections.abc import Mapping
from dataclasses import dataclass

from overblik.domain.dates import Instant
from overblik.domain.ports import Answer, AnswerKind, Known, Registers
from overblik.domain.section import Reason, Topic
from overblik.sources.fhir.gathering import Gathered, lost_goals
from overblik.sources.fhir.mapping.base import Context
from overblik.sources.fhir.pool import Pool
from overblik.sources.fhir.reading import Batch, reject
from overblik.sources.fhir.record import Record
from overblik.sources.fhir.subjects import Subjects
from overblik.sources.fhir.topics import batches
from overblik.wire.addresses import Base
from overblik.wire.strict import Flaw

READING = "1"
"""The generation of the mappings: an answer kept under another one is never confirmed by a 304."""
_MARK, _OWN = "reading", "own"


@dataclass(frozen=True, slots=True)
class Material:
    """All that came for a topic, or for several that share it."""

    service: str
    came_at: Instant
    registers: Registers
    base: Base
    record: Record
    gathered: Gathered
    has_followed: bool


def conditions(known: Known | None, who: Record) -> Mapping[str, str]:
    """Give the ETags by type that may be sent; none when they were for another reading or another id."""
    if not known or known.get(_MARK) != READING or known.get(_OWN) != who.own.id:
        return {}
    return {name: tag for name, tag in known.items() if name not in (_MARK, _OWN)}


def answers(material: Material, topics: tuple[Topic, ...]) -> Mapping[Topic, Answer]:
    """Read the items of the topics that share this material."""
    if material.gathered.is_unchanged:
        # The kept answers still hold, as of the server's time.
        same = Answer(AnswerKind.UNCHANGED, (), source_time=_as_of(material))
        return dict.fromkeys(topics, same)
    gathered, who = material.gathered, material.record
    found = gathered.found if who.found in gathered.found else (*gathered.found, who.found)
    pool = Pool([parcel for one in found for parcel in one.parcels], material.base)
    subjects = Subjects(pool, who.own.patient_id)
    context = Context(material.service, material.came_at, material.registers, pool, subjects)
    read, warnings = batches(context, topics)
    _strange(topics, material, context, read[topics[0]])
    reasons = (*gathered.reasons, *warnings, *(lost_goals(pool) if Topic.CARE_PLANS in topics else ()))
    return {topic: _answer(material, pool, batch, reasons) for topic, batch in read.items()}


def _answer(material: Material, pool: Pool, batch: Batch, reasons: tuple[Reason, ...]) -> Answer:
    who = material.record
    own = {who.own.patient_id, *who.aliases, None}
    return Answer(
        AnswerKind.FULL,
        tuple(batch.entries),
        tuple(one for whose, one in batch.unreadable if whose in own),
        batch.unidentified + sum(whose not in own for whose, _ in batch.unreadable),
        warnings=reasons,
        source_time=_as_of(material),
        closed=material.gathered.closed,
        raw=pool.raw(),
        validators=_validators(material, reasons),
        aliases=who.aliases,
    )


def _as_of(material: Material) -> Instant:
    """Give the oldest time stated, our own where none was."""
    stated = material.gathered.as_of
    return stated if stated is not None else material.came_at


def _strange(topics: tuple[Topic, ...], material: Material, context: Context, batch: Batch) -> None:
    """A match of another type than the one asked for is no item that we know: said, never dropped (H8)."""
    for one in material.gathered.found:
        for parcel in one.parcels:
            for piece in parcel.pieces:
                is_told = piece.type == "" and Topic.DOCUMENTS in topics
                is_match = piece.mode == "match" or (piece.mode == "" and piece.type == "")
                if is_match and piece.type not in (one.type, "OperationOutcome") and not is_told:
                    reject(piece, Flaw("other_type", "$.resourceType"), context, batch)


def _validators(material: Material, reasons: tuple[Reason, ...]) -> Known | None:
    """Keep ETags only where they cover all that was read."""
    found = material.gathered.found
    if reasons or material.has_followed or not material.gathered.closed or not all(one.tag for one in found):
        return None
    return {_MARK: READING, _OWN: material.record.own.id} | {one.type: one.tag for one in found}
