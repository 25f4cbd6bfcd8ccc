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
from overblik.sources.dds.listing import listed_document, with_entry
from overblik.sources.dds.mapping.reading import Lost, Read, Row
from overblik.sources.dds.opening import Came
from overblik.sources.dds.replaced import moved
from overblik.wire.xds_entry import DocumentEntry

_FORM = "form"
_FORM_NOW = "1"
"""Changed with the readers: what an older program read is read anew."""
_REFUSED, _UNRECOGNISED = "r", "u"
_AGAIN = "?"
"""Before the print of a document that has changed and could not be fetched."""
_NOWHERE = RawRef("", 0, 0)


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


@dataclass(slots=True)
class _Made:
    """An answer under way."""

    entries: list[Scoped[object]] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    refused: int = 0
    unrecognised: int = 0
    """Of the refused those whose citizen cannot be recognised."""
    missing: int = 0
    different: int = 0
    raw: list[RawMessage] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)


def is_unchanged(entry: DocumentEntry, known: Known | None) -> bool:
    """Whether a document is the one that was read before (unique id, hash and size; status too)."""
    if not known or known.get(_FORM) != _FORM_NOW:
        return False
    return known.get(key_of(entry), "").split(";")[0] == print_of(entry) and bool(print_of(entry).strip("/d"))


def answer(gathered: Gathered, known: Known | None, setting: Setting) -> Answer:
    """Compose the answer; with `known` it leaves out what has not changed, and tells all else anew."""
    made = _Made(known={_FORM: _FORM_NOW}, refused=len(gathered.foreign))
    before = known if known and known.get(_FORM) == _FORM_NOW else None
    for entry in gathered.unchanged:
        assert before is not None
        made.known[key_of(entry)] = before[key_of(entry)]
        _count_refused(before[key_of(entry)].rpartition(";")[2], made)
    for came in moved(gathered.came, setting.topic):
        _take(came, before, made, setting)
    for entry in gathered.listed_only:
        _list(entry, made, setting)
    _strange(gathered.strange, made)
    return Answer(
        AnswerKind.FULL if before is None else AnswerKind.DELTA,
        entries=tuple(made.entries),
        unreadable=tuple(made.unreadable),
        unidentified=made.refused,
        removed=() if before is None else tuple(_gone(before, made.known)),
        warnings=tuple(_warnings(gathered.reasons, made)),
        raw=tuple(made.raw),
        validators=made.known,
        memory_only=setting.by_override,
        by_override=setting.by_override,
        tells_all=True,
    )


def _count_refused(mark: str, made: _Made) -> None:
    made.refused += mark in (_REFUSED, _UNRECOGNISED)
    made.unrecognised += mark == _UNRECOGNISED


def _warnings(reasons: Sequence[Reason], made: _Made) -> Iterable[Reason]:
    yield from reasons
    if made.missing:
        yield Reason(Cause.MISSING_DOCUMENTS, made.missing)
    if made.unrecognised:
        yield Reason(Cause.UNRECOGNISED_PERSON, made.unrecognised)
    if made.different:
        yield Reason(Cause.DIFFERENT_DOCUMENTS, made.different)


def _take(came: Came, before: Known | None, made: _Made, setting: Setting) -> None:
    """Take one document that was asked for."""
    name = key_of(came.entry)
    if came.read is None:
        _lose(came, before, made, setting)
        return
    if came.read.person != setting.patient_id:
        mark = _UNRECOGNISED if came.read.person is None else _REFUSED
        _count_refused(mark, made)  # quarantined: none of its values is shown (H1)
        made.known[name] = f"{print_of(came.entry)};0;0;{mark}"
        return
    digest = sha256(came.content).hexdigest()
    rows = (
        []
        if came.entry.is_replaced and setting.topic is not Topic.CARE_PLANS
        else came.read.rows.get(setting.topic, [])
    )
    lost = came.read.lost.get(setting.topic, [])
    made.entries += [_scoped(row, at, came, digest, setting) for at, row in enumerate(rows)]
    made.unreadable += [_unreadable(one, at, came, digest) for at, one in enumerate(lost)]
    made.different += came.differs
    made.raw.append(RawMessage(digest, name, came.content))
    made.known[name] = f"{print_of(came.entry)};{len(rows)};{len(lost)};"


def _lose(came: Came, before: Known | None, made: _Made, setting: Setting) -> None:
    """Say that a document is not here: it could not be fetched, or it came and was refused."""
    name = key_of(came.entry)
    if came.is_missing:
        made.missing += 1
        if setting.topic is Topic.DOCUMENTS:
            made.entries.append(_listed(came.entry, came.why, setting))
        elif before is not None and name in before:
            # What is shown of it stays, and it is asked for again next time.
            made.known[name] = _AGAIN + before[name].lstrip(_AGAIN)
        return
    ref = _NOWHERE
    if came.content:
        digest = sha256(came.content).hexdigest()
        made.raw.append(RawMessage(digest, name, came.content))
        ref = RawRef(digest, 0, len(came.content))
        made.known[name] = f"{print_of(came.entry)};0;1;"
    made.unreadable.append(Unreadable(f"{name}#x0", came.why, came.entry.type.code, ref))


def _list(entry: DocumentEntry, made: _Made, setting: Setting) -> None:
    """List a document whose content is not fetched now."""
    made.entries.append(_listed(entry, "not_fetched", setting))
    made.known[key_of(entry)] = f"{print_of(entry)};1;0;"


def _listed(entry: DocumentEntry, why: str, setting: Setting) -> Scoped[object]:
    fact = listed_document(entry, why)
    origin = _origin(Row(fact, "document", source_time=fact.date), 0, entry, _NOWHERE, setting)
    return Scoped(setting.patient_id, fact, origin)


def _strange(count: int, made: _Made) -> None:
    """Count the objects of the registry that name no document."""
    made.unreadable += [
        Unreadable(f"registry#x{at}", "no_document_id", "ExtrinsicObject", _NOWHERE) for at in range(count)
    ]


def _scoped(row: Row, at: int, came: Came, digest: str, setting: Setting) -> Scoped[object]:
    ref = RawRef(digest, row.start, row.length or len(came.content))
    assert came.read is not None
    fact: object = row.fact
    if isinstance(fact, Document):
        attachment = (
            replace(fact.attachment, ref=replace(fact.attachment.ref, message=digest)) if fact.attachment else None
        )
        fact = with_entry(replace(fact, attachment=attachment), came.entry)
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


def _gone(before: Known, now: Known) -> Iterable[str]:
    """Name the items of documents that are listed no more, or that were read anew."""
    for name, value in before.items():
        if name == _FORM or now.get(name) in (value, _AGAIN + value.lstrip(_AGAIN)):
            continue
        _, rows, lost, _ = value.lstrip(_AGAIN).split(";")
        yield from (f"{name}#{at}" for at in range(int(rows)))
        yield from (f"{name}#x{at}" for at in range(int(lost)))
