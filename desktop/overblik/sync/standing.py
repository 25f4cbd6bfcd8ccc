"""The only judge: an answer or an error, what is kept, and consent become a section."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.errors import (
    NotOffered,
    ProxyAsks,
    Refused,
    SignInNeeded,
    SourceError,
    Unintelligible,
    UnknownPatient,
    Unreachable,
    Untrusted,
    Withheld,
    WrongPatient,
)
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, AnswerKind, ConsentState, Kept, Known, Source
from overblik.domain.section import WORST_FIRST, Cause, Reason, Scoped, Section, Standing, Unreadable, worst
from overblik.sync.freshness import is_doubtful

_STANDING_OF: dict[Cause, Standing] = {
    Cause.WITHHELD: Standing.BLOCKED,
    Cause.MAY_BE_WITHHELD: Standing.BLOCKED,
    Cause.PRIVATE_ENTRY: Standing.BLOCKED,
    Cause.REFUSED: Standing.BLOCKED,
    Cause.UNREADABLE_ITEMS: Standing.PARTIAL,
    Cause.INVALID_CARD: Standing.PARTIAL,
    Cause.INVALID_ENTRIES: Standing.PARTIAL,
    Cause.MORE_AVAILABLE: Standing.PARTIAL,
    Cause.REPOSITORY_SILENT: Standing.PARTIAL,
    Cause.MISSING_DOCUMENTS: Standing.PARTIAL,
    Cause.DIFFERENT_DOCUMENTS: Standing.PARTIAL,
    Cause.UNRECOGNISED_PERSON: Standing.PARTIAL,
    Cause.PARTIAL_REPORTS: Standing.PARTIAL,
    Cause.WRONG_PATIENT: Standing.PARTIAL,
    Cause.CLOCK_DOUBT: Standing.STALE,
    Cause.AGED: Standing.STALE,
}
"""What each cause makes of an answer that came."""

_PAGE, _MERGED = "page", "merged"
"""The reasons of an answer that is a page for people (wire/http.py), and of a record that is no longer used."""
_ASKED_ANEW = (Cause.MAY_BE_WITHHELD, Cause.CLOCK_DOUBT, Cause.AGED, Cause.UNREADABLE_ITEMS, Cause.WRONG_PATIENT)
"""Causes of a kept answer that are judged again with each answer: they are counted, or depend on the moment."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The section to show, what to keep of it, and whether the kept copy is to be erased."""

    section: Section[Any]
    keep: Kept | None = None
    erase: bool = False
    may_store: bool = True
    """Whether what is kept may lie on disk; else it lives in memory, while the patient is open (T22)."""


def unasked(
    patient_id: PatientId, source: Source, cause: Cause | None, asked_at: Instant | None = None
) -> Section[Any]:
    """Say that nothing was asked, and why."""
    reasons = (Reason(cause),) if cause else ()
    return Section(patient_id, source.topic, source.name, source.label, Standing.NOT_ASKED, reasons, asked_at=asked_at)


def expired(kept: Kept) -> Section[Any]:
    """Say that there was a copy, and that it was too old to be kept."""
    section = kept.section
    place = (section.patient_id, section.topic, section.source, section.label)
    return Section(*place, Standing.NOT_ASKED, (Reason(Cause.EXPIRED),), asked_at=section.asked_at)


def loading(patient_id: PatientId, source: Source, kept: Kept | None, now: Instant) -> Section[Any]:
    """Say that the question is under way; a kept copy is shown meanwhile, with its age."""
    if kept is None:
        return Section(patient_id, source.topic, source.name, source.label, Standing.LOADING, asked_at=now)
    return _as_copy(kept, Standing.LOADING, (), now)


def answered(
    patient_id: PatientId, source: Source, answer: Answer, kept: Kept | None, now: Instant, consent: ConsentState
) -> Judgement:
    """Judge an answer that came."""
    if answer.kind is AnswerKind.UNCHANGED and kept is None:
        error = Unintelligible(reason="unchanged_from_nothing")
        return failed(patient_id, source, error, kept, now, offline=False)
    names = {patient_id, *answer.aliases}
    own = tuple(_own(entry, patient_id) for entry in answer.entries if entry.patient_id in names)
    foreign = len(answer.entries) - len(own) + answer.unidentified
    stood = _stood(answer, own, kept)
    is_about_others = foreign and not own and not (answer.kind is AnswerKind.DELTA and stood.entries)
    if is_about_others:
        return failed(patient_id, source, WrongPatient(count=foreign), kept, now, offline=False)
    entries, unreadable = own + stood.entries, answer.unreadable + stood.unreadable
    refused = foreign + stood.refused
    blocks = [] if answer.by_override else _blocks(source, consent, is_empty=not (entries or unreadable))
    is_told = any(reason.cause is Cause.WITHHELD for reason in answer.warnings)
    if is_told:
        blocks = []  # 'may be' and 'is' blocked are two texts: where the source says it, nothing is in doubt
    lacks = [*_losses(answer, unreadable, refused), *stood.reasons, *blocks]
    as_of = min(moment for moment in (answer.source_time or now, stood.as_of) if moment is not None)
    section = _section(patient_id, source, lacks, as_of, now)
    section = replace(section, entries=entries, unreadable=unreadable, refused=refused, card=answer.card)
    section = replace(section, by_override=answer.by_override) if answer.by_override else section
    shown = replace(section, private_words=answer.private_words) if answer.private_words else section
    if answer.memory_only:
        return Judgement(shown, Kept(section, {}), may_store=False)
    if section.has(Cause.PRIVATE_ENTRY):
        # What was open yesterday may be private today: the old copy goes at once, the masked one is kept instead.
        return Judgement(shown, Kept(section, {}), erase=True)
    # What consent hid may be shown tomorrow: then the source is to answer in full, not that nothing changed.
    # A source that lists all it has at each question needs no such care.
    is_hidden = (is_told or bool(blocks)) and not answer.tells_all
    return Judgement(section, Kept(section, {} if is_hidden else _validators(answer, kept)))


def _section(patient_id: PatientId, source: Source, lacks: list[Reason], as_of: Instant, now: Instant) -> Section[Any]:
    """Give a section without entries under the standing of what an answer lacks."""
    doubt = [Reason(Cause.CLOCK_DOUBT)] if is_doubtful(as_of, now) else []
    reasons = _sorted([*lacks, *doubt])
    standing = worst(tuple(_STANDING_OF[reason.cause] for reason in reasons)) if reasons else Standing.COMPLETE
    place = (patient_id, source.topic, source.name, source.label)
    may_override = standing is Standing.BLOCKED and source.silent_when_blocked
    return Section(*place, standing, reasons, as_of=as_of, asked_at=now, may_override=may_override)


def failed(
    patient_id: PatientId, source: Source, error: BaseException, kept: Kept | None, now: Instant, *, offline: bool
) -> Judgement:
    """Judge a question that failed: a failure keeps what is shown, a refusal hides and erases it."""
    if isinstance(error, (NotOffered, UnknownPatient)):
        why = Cause.NOT_OFFERED if isinstance(error, NotOffered) else Cause.UNKNOWN_PATIENT
        return Judgement(unasked(patient_id, source, why, now), erase=kept is not None)
    cause = cause_of(error, offline=offline)
    if cause in (Cause.REFUSED, Cause.WITHHELD):
        place = (patient_id, source.topic, source.name, source.label)
        may_override = cause is Cause.WITHHELD and source.silent_when_blocked
        blocked: Section[Any] = Section(
            *place, Standing.BLOCKED, (Reason(cause),), asked_at=now, may_override=may_override
        )
        return Judgement(blocked, erase=True)
    facts = getattr(error, "facts", {})
    detail = _detail(cause, str(facts.get("reason", "")))
    reason = Reason(cause, int(str(facts.get("count", 0) or 0)), detail)
    refused = reason.count if cause is Cause.WRONG_PATIENT else 0
    if kept is not None:
        return Judgement(replace(_as_copy(kept, Standing.STALE, (reason,), now), refused=refused))
    place = (patient_id, source.topic, source.name, source.label)
    return Judgement(Section(*place, Standing.FAILED, (reason,), refused=refused, asked_at=now))


def kept_offline(patient_id: PatientId, source: Source, kept: Kept | None, now: Instant) -> Section[Any]:
    """Show a kept copy without asking (the user wants to stay offline)."""
    if kept is None:
        return unasked(patient_id, source, Cause.OFFLINE)
    return _as_copy(kept, Standing.STALE, (Reason(Cause.OFFLINE),), now)


def _detail(cause: Cause, reason: str) -> str:
    """Give what the sentence of a cause needs to know.

    Why one who is signed in gets no answer: his card is another's, cannot be trusted, or is not given; whether a
    certificate does not hold now; whether a page for people came instead of data, or a record that another replaced.
    """
    if cause is Cause.UNINTELLIGIBLE:
        return {"redirect": _PAGE, _PAGE: _PAGE, _MERGED: _MERGED}.get(reason, "")
    if cause is Cause.UNTRUSTED:
        return reason
    if cause is not Cause.SIGN_IN_NEEDED:
        return ""
    if reason in ("card_subject", "broker"):
        return reason
    return "card" if reason.startswith(("card_", "signature_")) else ""


def cause_of(error: BaseException, *, offline: bool) -> Cause:
    """Give the reason code of a failure."""
    if isinstance(error, (Untrusted, ProxyAsks)):
        return Cause.UNTRUSTED if isinstance(error, Untrusted) else Cause.PROXY
    if isinstance(error, (Unreachable, TimeoutError)):
        return Cause.OFFLINE if offline else Cause.UNREACHABLE
    known: tuple[tuple[type[SourceError], Cause], ...] = (
        (SignInNeeded, Cause.SIGN_IN_NEEDED),
        (Refused, Cause.REFUSED),
        (Withheld, Cause.WITHHELD),
        (Unintelligible, Cause.UNINTELLIGIBLE),
        (WrongPatient, Cause.WRONG_PATIENT),
    )
    return next((cause for kind, cause in known if isinstance(error, kind)), Cause.PROGRAM_ERROR)


def _own(entry: Scoped[Any], patient_id: PatientId) -> Scoped[Any]:
    """Scope an entry that names the citizen by another number of the same record to the asked one."""
    return entry if entry.patient_id == patient_id else replace(entry, patient_id=patient_id)


def _as_copy(kept: Kept, standing: Standing, reasons: tuple[Reason, ...], now: Instant) -> Section[Any]:
    """Show the kept section under a standing; why it was not complete then is still said now."""
    section = kept.section
    doubt = section.as_of is not None and is_doubtful(section.as_of, now)
    if standing is Standing.STALE:
        # A failure of today leaves a copy stale; what the copy itself lacked is still said, and may be worse.
        lacked = [_STANDING_OF.get(reason.cause, Standing.STALE) for reason in section.reasons]
        reasons = _sorted([*reasons, *section.reasons, *([Reason(Cause.CLOCK_DOUBT)] if doubt else [])])
        standing = worst((Standing.STALE, *lacked))
    return replace(
        section,
        standing=standing,
        reasons=reasons,
        asked_at=now,
        from_copy=True,
        copy_was_complete=section.standing is Standing.COMPLETE,
    )


@dataclass(frozen=True, slots=True)
class _Stood:
    """What of the kept answer still stands beside or behind the new one."""

    entries: tuple[Scoped[Any], ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    refused: int = 0
    reasons: tuple[Reason, ...] = ()
    as_of: Instant | None = None
    """Given where what stood is as old as the kept answer, so that no age is understated."""


def _stood(answer: Answer, own: tuple[Scoped[Any], ...], kept: Kept | None) -> _Stood:
    """Tell what of the kept answer a DELTA, an UNCHANGED or an answer that broke off leaves standing.

    A chain that broke off never removes what is shown: what it did not reach stays. A DELTA or UNCHANGED
    repairs nothing that the kept answer lacked: what was missing then is said again.
    """
    is_whole = answer.kind is AnswerKind.FULL and answer.closed
    if is_whole:
        return _Stood()
    if kept is None:
        # A part of nothing: the rest never came.
        return _Stood(reasons=(Reason(Cause.MORE_AVAILABLE),))
    came = {entry.provenance.document_id for entry in own}
    came |= {item.document_id for item in answer.unreadable} | set(answer.removed)
    section = kept.section
    entries = tuple(entry for entry in section.entries if entry.provenance.document_id not in came)
    unreadable = tuple(item for item in section.unreadable if item.document_id not in came)
    if answer.kind is AnswerKind.FULL:
        return _Stood(entries, unreadable, as_of=section.as_of if entries or unreadable else None)
    if answer.tells_all:
        return _Stood(entries, unreadable)
    lacked = tuple(reason for reason in section.reasons if reason.cause not in _ASKED_ANEW)
    return _Stood(entries, unreadable, section.refused, lacked)


def _validators(answer: Answer, kept: Kept | None) -> Known:
    """Give the source's validators; those of the kept answer hold while nothing changed."""
    if answer.validators is None and answer.kind is AnswerKind.UNCHANGED and kept is not None:
        return kept.known
    return answer.validators or {}


def _losses(answer: Answer, unreadable: tuple[Unreadable, ...], refused: int) -> list[Reason]:
    """Name what the answer itself lacks."""
    found = list(answer.warnings)
    if unreadable:
        found.append(Reason(Cause.UNREADABLE_ITEMS, len(unreadable)))
    if refused:
        found.append(Reason(Cause.WRONG_PATIENT, refused))
    if not answer.closed and not any(reason.cause is Cause.MORE_AVAILABLE for reason in found):
        found.append(Reason(Cause.MORE_AVAILABLE))
    return found


def _blocks(source: Source, consent: ConsentState, *, is_empty: bool) -> list[Reason]:
    """Name what may be hidden by consent in a source that is silent about it (services.md sections 4.2 and 9).

    What is blocked in part is filtered with a warning, which is the source's own; without one only an empty answer is
    in question. A citizen who has blocked all leaves nothing that could be called complete.
    """
    if not source.silent_when_blocked:
        return []
    if consent is ConsentState.ALL or (consent is ConsentState.SOME and is_empty):
        return [Reason(Cause.WITHHELD)]
    if consent is ConsentState.UNKNOWN and is_empty:
        return [Reason(Cause.MAY_BE_WITHHELD)]
    return []


def _sorted(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Order worst first, each cause once."""
    distinct = {reason.cause: reason for reason in reversed(list(reasons))}
    return tuple(
        sorted(distinct.values(), key=lambda reason: WORST_FIRST.index(_STANDING_OF.get(reason.cause, Standing.STALE)))
    )
