"""From what a server sent to the answers of its topics."""

from collections.abc import Mapping
from dataclasses import dataclass

from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, AnswerKind, Known, Registers
from overblik.domain.section import Reason, Topic
from overblik.sources.fhir import counting
from overblik.sources.fhir.capability import Capability
from overblik.sources.fhir.gathering import Gathered, lost_goals
from overblik.sources.fhir.mapping.base import Context
from overblik.sources.fhir.pager import Found
from overblik.sources.fhir.pool import Pool
from overblik.sources.fhir.reading import Batch, reject
from overblik.sources.fhir.record import Record
from overblik.sources.fhir.requests import Own, is_id
from overblik.sources.fhir.subjects import Subjects
from overblik.sources.fhir.topics import batches
from overblik.wire.addresses import Base
from overblik.wire.strict import Flaw

READING = "1"
"""The generation of the mappings: an answer kept under another one is never confirmed by a 304."""
_MARK, _OWN, _VERSION, _FOLLOWED = "reading", "own", "version", "followed"
"""Beside the types: the generation, the citizen's own id, the version of his record, and what was read because items name it."""
RECORD = "record"
"""The count of the citizen's record: for what is asked of many at once."""
_BESIDE = frozenset({_MARK, _OWN, _VERSION, RECORD})


@dataclass(frozen=True, slots=True)
class Material:
    """All that came for a topic, or for several that share it."""

    service: str
    came_at: Instant
    registers: Registers
    base: Base
    record: Record
    gathered: Gathered
    offered: Capability
    followed: tuple[Found, ...] | None = ()
    """What was read because items name it, also part of what was gathered; none where something of it did not come."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What must all be as it was for a kept answer to hold."""

    own: Own
    version: str
    parts: Mapping[str, str]
    """ETags and counts (counting.py) by type."""
    record: str
    """The count of the citizen's record, empty where there is none."""


def checks(known: Known, asked: PatientId) -> Checks | None:
    """Give what can be asked of a kept answer ahead of need; none where it does not tell all, or is of another reading."""
    own, version = known.get(_OWN, ""), known.get(_VERSION, "")
    found = Own(own, asked)
    if known.get(_MARK) != READING or not is_id(own) or not is_id(version) or found.holds_number:
        return None
    parts = {name: told for name, told in known.items() if name not in _BESIDE}
    return Checks(found, version, parts, known.get(RECORD, ""))


def own_of(known: Known, asked: PatientId) -> Own | None:
    """Give the citizen's own id at the server, as it was told with what is kept."""
    name = known.get(_OWN, "")
    return Own(name, asked) if is_id(name) else None


def conditions(known: Known | None, own: Own) -> Mapping[str, str]:
    """Give the ETags by type that a clinician's question may send; none when they were for another reading or another id.

    What is told by counts, or was followed, costs a round trip before what has changed: it is asked for at once in full.
    """
    if not known or known.get(_MARK) != READING or known.get(_OWN) != own.id or _FOLLOWED in known:
        return {}
    names = (name for name in known if name not in _BESIDE)
    return {name: known[name] for name in names if not known[name].startswith(counting.MARK)}


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
    known = _validators(material, reasons)
    return {topic: _answer(material, pool, batch, reasons, known) for topic, batch in read.items()}


def _answer(material: Material, pool: Pool, batch: Batch, reasons: tuple[Reason, ...], known: Known | None) -> Answer:
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
        validators=known,
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


def _validators(material: Material, reasons: tuple[Reason, ...]) -> Known:
    """Keep ETags, or counts where there are none, only where they cover all that was read; the citizen's id in any case."""
    gathered, offered, who = material.gathered, material.offered, material.record
    only = {_OWN: who.own.id}
    if reasons or material.followed is None or not gathered.closed:
        return only
    searched = [one for one in gathered.found if one not in material.followed and one is not who.found]
    parts = {one.type: one.tag or counting.fingerprint(one, offered) for one in searched}
    if material.followed:
        parts[_FOLLOWED] = counting.followed(material.followed, offered)
    if not all(parts.values()):
        return only
    record = counting.followed((who.found,), offered)
    return only | {_MARK: READING, _VERSION: who.version} | ({RECORD: record} if record else {}) | parts
