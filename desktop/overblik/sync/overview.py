"""Open a patient: what is kept at once, then all sources side by side, each alone."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from overblik.domain.dates import Instant
from overblik.domain.errors import Expired, OverblikError, StoreError, Unreachable
from overblik.domain.grant import Grant
from overblik.domain.ports import Answer, Clock, Consent, ConsentState, Kept, Scheduler, Seen, Source, Store, Trail
from overblik.domain.section import Cause, Section, Topic
from overblik.sync import standing
from overblik.sync.freshness import is_file
from overblik.sync.retention import is_expired

Report = Callable[[Section[Any]], None]
_LOG = logging.getLogger("overblik.sync")
_CONSENT_BUDGET = 3.0
"""Seconds; after them the answers are judged as if nothing were known of consent."""

_AFTER_PAINT = 0.25
"""Seconds between showing a section and writing its messages: the window and the other answers come first."""


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


@dataclass(slots=True)
class _Opening:
    """One opening under way: its kept sections, its single probe, and what it has shown."""

    grant: Grant
    clinic: Clinic
    report: Report
    kept: dict[tuple[Topic, str], Kept] = field(default_factory=dict)
    shown: dict[tuple[Topic, str], Section[Any]] = field(default_factory=dict)
    consent: "asyncio.Task[ConsentState] | None" = None
    probe: "asyncio.Task[bool] | None" = None

    def show(self, section: Section[Any]) -> None:
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
    opening = _Opening(grant, clinic, report)
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
    erased = _read_kept(opening, now)
    asked = {(source.topic, source.name) for source in sources}
    for source in sources:
        kept_one = opening.kept.get((source.topic, source.name))
        if not clinic.stay_offline:
            opening.show(standing.loading(patient_id, source, kept_one, now))
        elif kept_one is None and (source.topic, source.name) in erased:
            opening.show(standing.unasked(patient_id, source, Cause.EXPIRED))
        else:
            opening.show(standing.kept_offline(patient_id, source, kept_one, now))
    for place, kept in opening.kept.items():
        if place not in asked and is_file(kept.section.source):
            opening.show(kept.section)


def _read_kept(opening: _Opening, now: Instant) -> set[tuple[Topic, str]]:
    """Read what is kept and erase what is too old; a store that fails costs the copies, never the screen."""
    store, patient_id = opening.clinic.store, opening.grant.patient_id
    erased = set()
    try:
        for kept in store.sections(patient_id):
            place = (kept.section.topic, kept.section.source)
            if is_expired(kept, now):
                erased.add(place)
                store.erase(patient_id, *place)
            else:
                opening.kept[place] = kept
    except StoreError as error:
        _LOG.warning("the kept sections could not be read: %s", error)
    return erased


async def _ask(opening: _Opening, source: Source) -> None:
    """Ask one source, judge what came, show it, then keep it."""
    kept = opening.kept.get((source.topic, source.name))
    answer: Answer | None = None
    try:
        answer, judged = await _judged(opening, source, kept)
    except Exception as error:  # noqa: BLE001 - one of the two rightful places (architecture.md section 6)
        # One bug in one mapping must not cancel its siblings in the TaskGroup (architecture.md section 6).
        _LOG.exception("a source failed by our own fault")
        now = opening.clinic.clock.now()
        judged = standing.failed(opening.grant.patient_id, source, error, kept, now, offline=False)
    opening.show(judged.section)
    if judged.erase:
        # At once, and before anything can break the opening off: what is refused may not stay on disk.
        _with_store(lambda: opening.clinic.store.erase(opening.grant.patient_id, source.topic, source.name))
    await opening.clinic.scheduler.sleep(0)
    if judged.keep is not None:
        await _keep(opening.clinic, judged.keep, answer)


async def _judged(opening: _Opening, source: Source, kept: Kept | None) -> tuple[Answer | None, standing.Judgement]:
    clinic, patient_id = opening.clinic, opening.grant.patient_id
    known = kept.known if kept is not None else None
    try:
        answer: Answer = await clinic.scheduler.within(source.budget, source.fetch(opening.grant, known))
    except (OverblikError, TimeoutError) as error:
        offline = await _is_offline(opening, error)
        return None, standing.failed(patient_id, source, error, kept, clinic.clock.now(), offline=offline)
    assert opening.consent is not None
    consent = await asyncio.shield(opening.consent)
    return answer, standing.answered(patient_id, source, answer, kept, clinic.clock.now(), consent)


async def _keep(clinic: Clinic, kept: Kept, answer: Answer | None) -> None:
    """Store after the report: the section at once, for the next look stands on it; its messages a moment later."""
    _with_store(lambda: clinic.store.keep(kept))
    if answer is None or not answer.raw:
        return
    raw = answer.raw
    try:
        await clinic.scheduler.sleep(_AFTER_PAINT)
    finally:
        # Also where the clinician has gone on to another patient: what came is worth keeping.
        _with_store(lambda: clinic.store.keep_raw(kept.section, raw))


def _with_store(act: Callable[[], None]) -> None:
    """Act on the store; one that fails costs the copy, never the screen."""
    try:
        act()
    except StoreError as error:
        _LOG.warning("a section could not be kept: %s", error)


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
    offline = any(section.has(Cause.OFFLINE) for section in opening.shown.values())
    return Seen(rows, offline)
