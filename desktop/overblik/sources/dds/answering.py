"""From the documents of one topic to its answer: entries + unreadable + refused are all that came, and what did not is counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from overblik.domain.clinical import Currency, Document
from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, AnswerKind, Known, RawMessage
from overblik.domain.provenance import Provenance, RawRef
from overblik.domain.section import Cause, Reason, Scoped, Topic, Unreadable
from overblik.sources.dds.identity import key_of, print_of
from overblik.sources.dds.known import (
    AGAIN,
    DIFFERENT,
    REFUSED,
    STRANGE,
    UNRECOGNISED,
    Note,
    begun,
    former,
    ids,
    names,
    note,
    since,
)
from overblik.sources.dds.listing import listed_document, with_entry
from overblik.sources.dds.mapping.reading import Lost, Read, Row
from overblik.sources.dds.opening import Came
from overblik.sources.dds.replaced import moved
from overblik.sources.dds.unfinished import unfinished
from overblik.wire.xds_entry import DocumentEntry

_NOWHERE = RawRef("", 0, 0)
_CUT = frozenset({Cause.REPOSITORY_SILENT, Cause.MORE_AVAILABLE})
"""Reasons after which a document that is not listed may be there all the same."""
_AGED = frozenset({Topic.CARE_PLANS, Topic.DOCUMENTS})
"""Topics that show what has been replaced, as past."""
_HIDDEN = frozenset({Cause.WITHHELD, Cause.REFUSED})


@dataclass(frozen=True, slots=True)
class Setting:
    """What the documents do not say themselves."""

    service: str
    topic: Topic
    patient_id: PatientId
    fetched_at: Instant
    by_override: bool


@dataclass(slots=True)
class Gathered:
    """All documents of one topic: what came, what stayed as it was, and whom the registry itself names otherwise."""

    came: list[Came] = field(default_factory=list)
    unchanged: list[DocumentEntry] = field(default_factory=list)
    foreign: list[DocumentEntry] = field(default_factory=list)
    listed_only: list[DocumentEntry] = field(default_factory=list)
    """Of the list of documents: those whose content is fetched when they are opened."""
    strange: int = 0
    reasons: tuple[Reason, ...] = ()
    replaced: list[Came] = field(default_factory=list)
    """Unchanged documents that others took the place of, fetched for the time that they name alone."""

    @property
    def listed(self) -> Iterable[DocumentEntry]:
        """All that the registry lists."""
        yield from (*self.unchanged, *self.foreign, *self.listed_only)
        yield from (one.entry for one in self.came)


@dataclass(slots=True)
class _Made:
    """An answer under way."""

    known: dict[str, str]
    refused: int
    entries: list[Scoped[object]] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    unrecognised: int = 0
    """Of the refused those whose citizen cannot be recognised."""
    missing: int = 0
    different: int = 0
    hidden: set[Cause] = field(default_factory=set)
    raw: list[RawMessage] = field(default_factory=list)
    is_moved_unknown: bool = False
    """Whether a document that tells what another was moved from could not be fetched: both are asked for again."""
    unfinished: frozenset[str] = frozenset()
    """Partial reports that no complete one follows: asked for again, so that they are said until one does."""
    stands: set[str] = field(default_factory=set)
    """Documents whose former rows stay as they were."""
    is_older: bool = False
    """Whether something stands that could not be confirmed: its age is that of the former answer (H4)."""

    def keep(self, name: str, told: Note) -> None:
        """Let the former rows of a document stand."""
        self.known[name] = told.written()
        self.stands.add(name)
        self.count(told)

    def count(self, told: Note) -> None:
        """Count a document by its flags."""
        self.unrecognised += UNRECOGNISED in told.flags
        self.refused += REFUSED in told.flags or UNRECOGNISED in told.flags
        self.different += DIFFERENT in told.flags


def answer(gathered: Gathered, known: Known | None, setting: Setting) -> Answer:
    """Compose the answer; with `known` it leaves out what has not changed, and tells all else anew."""
    before = former(known)
    made = _Made(begun(setting.fetched_at), len(gathered.foreign))
    for entry in gathered.unchanged:
        told = note(before or {}, key_of(entry))
        assert told is not None
        made.keep(key_of(entry), told)
    made.missing += sum(one.is_missing for one in gathered.replaced)
    every = (*gathered.replaced, *gathered.came)
    his = [one for one in gathered.came if one.read is not None and one.read.person == setting.patient_id]
    made.unfinished = unfinished(his, setting.topic)
    made.is_moved_unknown = any(one.is_missing and one.entry.is_replaced for one in every)
    for came in moved(gathered.came, gathered.replaced, setting.topic):
        _take(came, before, made, setting)
    for entry in gathered.listed_only:
        _list(entry, made, setting)
    _strange(gathered.strange, made)
    if before is not None:
        _leave_unlisted(gathered, before, made)
    if before is not None and made.is_older:
        made.known |= begun(since(before))
    return Answer(
        AnswerKind.FULL if before is None else AnswerKind.DELTA,
        entries=tuple(made.entries),
        unreadable=tuple(made.unreadable),
        unidentified=made.refused,
        removed=() if before is None else tuple(_gone(before, made)),
        warnings=tuple(_warnings(gathered.reasons, made)),
        source_time=since(before) if before is not None and made.is_older else None,
        raw=tuple(made.raw),
        validators=made.known,
        memory_only=setting.by_override,
        by_override=setting.by_override,
        tells_all=True,
    )


def _leave_unlisted(gathered: Gathered, before: Known, made: _Made) -> None:
    """Let stand what a list that broke off did not reach: a failure takes nothing away (safety.md section 1).

    Where something is hidden by consent what is not listed goes: it may be that.
    """
    causes = {reason.cause for reason in gathered.reasons}
    if not causes & _CUT or causes & _HIDDEN:
        return
    listed = {key_of(entry) for entry in gathered.listed}
    for name in names(before):
        told = note(before, name)
        if name != STRANGE and name not in listed and told is not None:
            made.keep(name, told)
            made.is_older |= bool(told.rows or told.lost)


def _warnings(reasons: Sequence[Reason], made: _Made) -> Iterable[Reason]:
    yield from reasons
    yield from (Reason(cause) for cause in made.hidden)
    if made.missing:
        yield Reason(Cause.MISSING_DOCUMENTS, made.missing)
    if made.unrecognised:
        yield Reason(Cause.UNRECOGNISED_PERSON, made.unrecognised)
    if made.different:
        yield Reason(Cause.DIFFERENT_DOCUMENTS, made.different)
    if made.unfinished:
        yield Reason(Cause.PARTIAL_REPORTS, len(made.unfinished))


def _take(came: Came, before: Known | None, made: _Made, setting: Setting) -> None:
    """Take one document that was asked for."""
    name, told = key_of(came.entry), print_of(came.entry)
    if came.read is None:
        _lose(came, before, made, setting)
        return
    if came.read.person != setting.patient_id:
        refused = Note(told, flags=UNRECOGNISED if came.read.person is None else REFUSED)
        made.count(refused)  # quarantined: none of its values is shown (H1)
        made.known[name] = refused.written()
        return
    digest = sha256(came.content).hexdigest()
    rows = [] if came.entry.is_replaced and setting.topic not in _AGED else came.read.rows.get(setting.topic, [])
    lost = came.read.lost.get(setting.topic, [])
    made.entries += [_scoped(row, at, came, digest, setting) for at, row in enumerate(rows)]
    made.unreadable += [_unreadable(one, at, came, digest) for at, one in enumerate(lost)]
    made.different += came.differs
    made.raw.append(RawMessage(digest, name, came.content))
    is_again = name in made.unfinished or (made.is_moved_unknown and bool(came.read.replaces))
    flags = DIFFERENT * came.differs + AGAIN * is_again
    made.known[name] = Note(told, len(rows), len(lost), flags).written()


def _lose(came: Came, before: Known | None, made: _Made, setting: Setting) -> None:
    """Say that a document is not here: it could not be fetched, or it came and was refused."""
    name, told = key_of(came.entry), print_of(came.entry)
    if came.is_missing:
        _miss(came, before, made, setting)
        return
    ref = _NOWHERE
    if came.content:
        digest = sha256(came.content).hexdigest()
        made.raw.append(RawMessage(digest, name, came.content))
        ref = RawRef(digest, 0, len(came.content))
    made.known[name] = Note(told, 0, 1, "" if came.content else AGAIN).written()
    made.unreadable.append(Unreadable(f"{name}#x0", came.why, came.entry.type.code, ref))


def _miss(came: Came, before: Known | None, made: _Made, setting: Setting) -> None:
    """Say that a document could not be fetched; what is shown of it stays, unless its repository refuses it."""
    name = key_of(came.entry)
    if came.hidden is not None:
        made.hidden.add(came.hidden)
    else:
        made.missing += 1
    if setting.topic is Topic.DOCUMENTS:
        made.entries.append(_listed(came.entry, came.why, setting))
        made.known[name] = Note(print_of(came.entry), 1, 0, AGAIN).written()
        return
    was = note(before, name) if before is not None else None
    if came.hidden is None and was is not None and was.rows:
        made.keep(name, was)  # by its former print: it is asked for again while the registry describes another
        made.is_older = True


def _list(entry: DocumentEntry, made: _Made, setting: Setting) -> None:
    """List a document whose content is not fetched now."""
    made.entries.append(_listed(entry, "not_fetched", setting))
    made.known[key_of(entry)] = Note(print_of(entry), 1).written()


def _listed(entry: DocumentEntry, why: str, setting: Setting) -> Scoped[object]:
    fact = listed_document(entry, why)
    origin = _origin(Row(fact, "document", source_time=fact.date), 0, entry, _NOWHERE, setting)
    return Scoped(setting.patient_id, fact, origin)


def _strange(count: int, made: _Made) -> None:
    """Count the objects of the registry that name no document."""
    if count:
        made.known[STRANGE] = Note("", 0, count).written()
    made.unreadable += [
        Unreadable(f"{STRANGE}#x{at}", "no_document_id", "ExtrinsicObject", _NOWHERE) for at in range(count)
    ]


def _scoped(row: Row, at: int, came: Came, digest: str, setting: Setting) -> Scoped[object]:
    ref = RawRef(digest, row.start, row.length or len(came.content))
    assert came.read is not None
    fact: object = row.fact
    if isinstance(fact, Document):
        attachment = (
            replace(fact.attachment, ref=replace(fact.attachment.ref, message=digest)) if fact.attachment else None
        )
        is_old = came.read.has_old_identifier
        fact = with_entry(replace(fact, attachment=attachment, has_old_identifier=is_old), came.entry)
    elif came.entry.is_replaced:
        fact = replace(fact, currency=Currency.PAST)  # type: ignore[type-var]
    origin = _origin(_dated(row, came.read), at, came.entry, ref, setting)
    return Scoped(setting.patient_id, fact, origin)


def _dated(row: Row, read: Read) -> Row:
    return row if row.source_time is not None else replace(row, source_time=read.date)


def _origin(row: Row, at: int, entry: DocumentEntry, ref: RawRef, setting: Setting) -> Provenance:
    return Provenance(
        service=setting.service,
        document_id=f"{key_of(entry)}#{at}",
        version="",
        source_time=row.source_time,
        fetched_at=setting.fetched_at,
        author=row.author or entry.author_person,
        organisation=row.organisation or entry.author_institution,
        raw_ref=ref,
    )


def _unreadable(lost: Lost, at: int, came: Came, digest: str) -> Unreadable:
    ref = RawRef(digest, lost.start, lost.length or len(came.content))
    return Unreadable(f"{key_of(came.entry)}#x{at}", lost.code, lost.place, ref)


def _gone(before: Known, made: _Made) -> Iterable[str]:
    """Name the items of documents that are listed no more, or that were read anew."""
    for name in names(before):
        told = note(before, name)
        if told is not None and name not in made.stands:
            yield from ids(name, told)
