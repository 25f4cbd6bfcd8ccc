"""Open a patient: what is kept at once, then all sources side by side, each alone."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from overblik.domain.dates import Instant
from overblik.domain.errors import Expired, OverblikError, StoreError, Unreachable
from overblik.domain.grant import Grant
from overblik.domain.patient import PatientId
from overblik.domain.ports import (
    Answer,
    AnswerKind,
    Clock,
    Consent,
    ConsentState,
    Kept,
    Scheduler,
    Seen,
    Source,
    Store,
    Trail,
)
from overblik.domain.section import Cause, Section, Topic
from overblik.sync import standing
from overblik.sync.current import Current, Place
from overblik.sync.freshness import is_file
from overblik.sync.retention import MedicineRule, for_disk, is_expired, without_aged
from overblik.sync.sealed import seal_store, sealed

Report = Callable[[Section[Any]], None]
_LOG = logging.getLogger("overblik.sync")
_CONSENT_BUDGET = 3.0
"""Seconds; after them the answers are judged as if nothing were known of consent."""

_AFTER_PAINT = 0.25
"""Seconds between showing a section and writing it: the window and the other answers come first."""


class Network(Protocol):
    """Whether this computer can reach anything at all."""

    async def is_reachable(self) -> bool:
        """Try the way to the sources; true as soon as one of them answers anything."""
        ...


@dataclass(frozen=True, slots=True)
class Clinic:
    """What opening a patient needs, as one frozen value."""

    sources: tuple[Source, ...]
    consent: Consent
    store: Store
    trail: Trail
    clock: Clock
    scheduler: Scheduler
    network: Network
    stay_offline: bool = False
    """Show what is kept and ask nobody (`overview --offline`)."""
    medicine: MedicineRule = field(default_factory=MedicineRule)
    current: Current = field(default_factory=Current)


@dataclass(slots=True)
class _Opening:
    """One opening under way: its kept sections, its single probe, and what it has shown."""

    grant: Grant
    clinic: Clinic
    report: Report
    number: int
    kept: dict[Place, Kept] = field(default_factory=dict)
    erased: dict[Place, Kept] = field(default_factory=dict)
    """What was kept and is too old: gone from the disk, remembered to say so."""
    shown: dict[Place, Section[Any]] = field(default_factory=dict)
    consent: "asyncio.Task[ConsentState] | None" = None
    probe: "asyncio.Task[bool] | None" = None

    def show(self, section: Section[Any]) -> None:
        section = self.clinic.current.with_private_words(section)
        self.shown[section.topic, section.source] = section
        self.report(section)


async def open_patient(grant: Grant, clinic: Clinic, report: Report, only: frozenset[Topic] | None = None) -> None:
    """Report each section as it becomes known, and write the outcome when all are, or when it is broken off.

    `only` limits the questions to some topics (Shift+F5). A source that fails or has a bug changes
    its own section alone.

    Raises:
        Expired: the grant is past its end.

    """
    if clinic.clock.now() >= grant.expires_at:
        raise Expired
    sources = [source for source in clinic.sources if only is None or source.topic in only]
    opening = _Opening(grant, clinic, report, clinic.current.open(grant.patient_id))
    try:
        _show_kept(opening, sources)
        if not clinic.stay_offline:
            async with asyncio.TaskGroup() as group:
                opening.consent = group.create_task(_consent(grant, clinic))
                for source in sources:
                    group.create_task(_ask(opening, source))
    finally:
        if opening.probe is not None:
            opening.probe.cancel()
        # What was on the screen before another patient was chosen was seen too.
        await clinic.trail.outcome(grant.intent_id, _seen(opening))


async def _consent(grant: Grant, clinic: Clinic) -> ConsentState:
    """Ask the consent service beside the sources; one that fails leaves open what may be hidden."""
    try:
        state: ConsentState = await clinic.scheduler.within(_CONSENT_BUDGET, clinic.consent.state(grant))
    except (OverblikError, TimeoutError) as error:
        _LOG.warning("the consent service gave no answer: %s", error)
        return ConsentState.UNKNOWN
    return state


def _show_kept(opening: _Opening, sources: list[Source]) -> None:
    """Paint first: every section is reported once from the cache, before any question is sent."""
    clinic, patient_id = opening.clinic, opening.grant.patient_id
    now = clinic.clock.now()
    _read_kept(opening, now)
    asked = {(source.topic, source.name) for source in sources}
    for source in sources:
        kept_one = opening.kept.get((source.topic, source.name))
        if not clinic.stay_offline:
            opening.show(standing.loading(patient_id, source, kept_one, now))
        elif kept_one is None and (source.topic, source.name) in opening.erased:
            opening.show(standing.expired(opening.erased[source.topic, source.name]))
        else:
            opening.show(standing.kept_offline(patient_id, source, kept_one, now))
    for place, kept in opening.kept.items():
        if place not in asked and is_file(kept.section.source):
            opening.show(kept.section)
    for kept in opening.erased.values():
        if is_file(kept.section.source):
            opening.show(standing.expired(kept))


def _read_kept(opening: _Opening, now: Instant) -> None:
    """Read what is kept, and what is shown already; erase what is too old. A store that fails costs the copies alone."""
    clinic, patient_id = opening.clinic, opening.grant.patient_id
    found: dict[Place, Kept] = {}

    def read() -> None:
        for kept in clinic.store.sections(patient_id):
            found[kept.section.topic, kept.section.source] = without_aged(kept, now)

    _with_store(read)
    if opening.grant.consent is None:
        # What consent or override revealed was for that act alone: without it the placeholder stands again (H21).
        clinic.current.forget_revealed()
    # What is held was shown beside the card that hides a drug: now it is shown before that card has answered.
    words = clinic.current.private_words(patient_id)
    found |= {place: sealed(without_aged(kept, now), words) for place, kept in clinic.current.held.items()}
    opening.erased = {
        place: kept
        for place, kept in found.items()
        if is_expired(kept, now) or (place not in clinic.current.held and clinic.medicine.is_past(kept.section, now))
    }
    for place in opening.erased:
        _erase(clinic, patient_id, place)
    opening.kept = {place: kept for place, kept in found.items() if place not in opening.erased}
    for kept in opening.kept.values():
        clinic.current.hold(kept)


async def _ask(opening: _Opening, source: Source) -> None:
    """Ask one source, judge what came, show it, then keep it."""
    clinic, patient_id, place = opening.clinic, opening.grant.patient_id, (source.topic, source.name)
    answer: Answer | None = None
    try:
        answer, judged = await _judged(opening, source)
    except Exception as error:  # noqa: BLE001 - one of the two rightful places (architecture.md section 6)
        # One bug in one mapping must not cancel its siblings in the TaskGroup (architecture.md section 6).
        _LOG.exception("a source failed by our own fault")
        judged = _failed(opening, source, error, offline=False)
    is_refusal = judged.erase and judged.keep is None
    if not is_refusal and clinic.current.is_late(place, opening.number):
        return  # asked again and answered meanwhile: nothing older takes the place of the newer answer
    clinic.current.hide(judged.section)
    opening.show(judged.section)
    if judged.erase:
        # At once, and before anything can break the opening off: what is refused may not stay on disk.
        _erase(clinic, patient_id, place)
    if judged.section.private_words:
        _with_store(lambda: seal_store(clinic.store, patient_id, judged.section.private_words))
    if judged.keep is not None:
        clinic.current.answered(judged.keep, opening.number)
        may_store = judged.may_store and not clinic.medicine.forbids(judged.section)
        if answer is not None and (not may_store or for_disk(judged.keep) is not judged.keep):
            clinic.current.remember(judged.keep, answer.raw)
        if may_store:
            await _keep(clinic, judged.keep, answer)


async def _judged(opening: _Opening, source: Source) -> tuple[Answer | None, standing.Judgement]:
    clinic, place = opening.clinic, (source.topic, source.name)
    kept = opening.kept.get(place)
    known = kept.known if kept is not None else None
    try:
        answer: Answer = await clinic.scheduler.within(source.budget, source.fetch(opening.grant, known))
    except (OverblikError, TimeoutError) as error:
        return None, _failed(opening, source, error, offline=await _is_offline(opening, error))
    assert opening.consent is not None
    consent = await asyncio.shield(opening.consent)
    # What only tells a change is joined with what it changes; else with what is shown by now.
    base = clinic.current.kept(opening.grant.patient_id, place) if answer.kind is AnswerKind.FULL else kept
    judged = standing.answered(opening.grant.patient_id, source, answer, base, clinic.clock.now(), consent)
    if judged.section.has(Cause.WRONG_PATIENT):
        _LOG.error("%s answered %s with items of another person: not shown", source.name, source.topic.value)
    return answer, judged


def _failed(opening: _Opening, source: Source, error: BaseException, *, offline: bool) -> standing.Judgement:
    clinic, place = opening.clinic, (source.topic, source.name)
    kept = clinic.current.kept(opening.grant.patient_id, place)
    if kept is not None and kept.section.is_revealed and opening.grant.consent is None:
        kept = opening.kept.get(place)  # a failure brings nothing back that only consent showed (H21)
    if offline and kept is None and place in opening.erased:
        return standing.Judgement(standing.expired(opening.erased[place]))
    return standing.failed(opening.grant.patient_id, source, error, kept, clinic.clock.now(), offline=offline)


async def _keep(clinic: Clinic, kept: Kept, answer: Answer | None) -> None:
    """Write a section and its messages when the window has painted.

    Until then, and where it cannot be written at all, it is held in memory while the patient is open.
    """
    clinic.current.put_off(kept)
    try:
        await clinic.scheduler.sleep(_AFTER_PAINT)
    finally:
        # Also where the clinician has gone on to another patient: what came is worth keeping, unless it was refused.
        if clinic.current.is_due(kept):
            written = sealed(for_disk(kept), clinic.current.private_words(kept.section.patient_id))
            _with_store(lambda: clinic.store.keep(written))
            # Also where nothing new came: what was behind a document that is listed no more goes with it.
            is_other = answer is not None and (answer.raw or answer.removed or answer.kind is AnswerKind.FULL)
            if answer is not None and is_other:
                _with_store(lambda: clinic.store.keep_raw(written.section, answer.raw))


def _erase(clinic: Clinic, patient_id: PatientId, place: Place) -> None:
    clinic.current.drop(patient_id, place)
    _with_store(lambda: clinic.store.erase(patient_id, *place))


def _with_store(act: Callable[[], None]) -> None:
    """Act on the store; one that fails costs the copy, never the screen."""
    try:
        act()
    except StoreError as error:
        _LOG.warning("the store failed: %s", error)


async def _is_offline(opening: _Opening, error: BaseException) -> bool:
    """Decide once an opening whether the computer or the service is silent."""
    if not isinstance(error, Unreachable) or not error.facts.get("connection"):
        return False
    if opening.probe is None:
        opening.probe = asyncio.ensure_future(opening.clinic.network.is_reachable())
    try:
        return not await asyncio.shield(opening.probe)
    except OverblikError:
        # A redirect of a captive portal, an answer over the caps: something answered.
        return False


def _seen(opening: _Opening) -> Seen:
    rows = tuple(
        (section.source, section.topic.value, section.standing, len(section.entries))
        for section in opening.shown.values()
    )
    offline = opening.clinic.stay_offline or any(section.has(Cause.OFFLINE) for section in opening.shown.values())
    return Seen(rows, offline)
