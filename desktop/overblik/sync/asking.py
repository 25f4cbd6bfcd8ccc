"""One opening of a patient under way: each source is asked alone, judged, shown and kept."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from overblik.domain.errors import OverblikError, StoreError, Unreachable
from overblik.domain.grant import Grant
from overblik.domain.limits import STANDARD
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, AnswerKind, ConsentState, Kept, Seen, Source
from overblik.domain.section import Cause, Section
from overblik.sync import standing
from overblik.sync.clinic import Clinic
from overblik.sync.current import Place
from overblik.sync.outage import is_silent
from overblik.sync.retention import for_disk
from overblik.sync.sealed import seal_store, sealed

Report = Callable[[Section[Any]], None]
_LOG = logging.getLogger("overblik.sync")
_CONSENT_BUDGET = 3.0
"""Seconds; after them the answers are judged as if nothing were known of consent."""


@dataclass(slots=True)
class Opening:
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
        if self.clinic.limits is not STANDARD:
            section = replace(section, limits=self.clinic.limits)
        if section.may_override and not self.clinic.has_override:
            section = replace(section, may_override=False)
        self.shown[section.topic, section.source] = section
        self.report(section)


async def consent_of(grant: Grant, clinic: Clinic) -> ConsentState:
    """Ask the consent service beside the sources; one that fails leaves open what may be hidden."""
    try:
        state: ConsentState = await clinic.scheduler.within(_CONSENT_BUDGET, clinic.consent.state(grant))
    except (OverblikError, TimeoutError) as error:
        _LOG.warning("the consent service gave no answer: %s", error)
        return ConsentState.UNKNOWN
    return state


async def ask(opening: Opening, source: Source) -> None:
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
    clinic.current.hear(place, silent=is_silent(judged.section))
    clinic.outages.hear(source, judged.section, clinic.clock.now())
    opening.show(judged.section)
    if judged.erase:
        # At once, and before anything can break the opening off: what is refused may not stay on disk.
        erase(clinic, patient_id, place)
    if judged.section.private_words:
        with_store(lambda: seal_store(clinic.store, patient_id, judged.section.private_words))
    if judged.keep is not None:
        clinic.current.answered(judged.keep, opening.number)
        may_store = judged.may_store and not clinic.medicine.forbids(judged.section)
        if answer is not None and (not may_store or for_disk(judged.keep) is not judged.keep):
            clinic.current.remember(judged.keep, answer.raw)
        if may_store:
            await _keep(clinic, judged.keep, answer)


async def _judged(opening: Opening, source: Source) -> tuple[Answer | None, standing.Judgement]:
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


def _failed(opening: Opening, source: Source, error: BaseException, *, offline: bool) -> standing.Judgement:
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
        await clinic.scheduler.sleep(clinic.after_paint)
    finally:
        # Also where the clinician has gone on to another patient: what came is worth keeping, unless it was refused.
        if clinic.current.is_due(kept):
            written = sealed(for_disk(kept), clinic.current.private_words(kept.section.patient_id))
            with_store(lambda: clinic.store.keep(written))
            # Also where nothing new came: what was behind a document that is listed no more goes with it.
            is_other = answer is not None and (answer.raw or answer.removed or answer.kind is AnswerKind.FULL)
            if answer is not None and is_other:
                with_store(lambda: clinic.store.keep_raw(written.section, answer.raw))


def erase(clinic: Clinic, patient_id: PatientId, place: Place) -> None:
    clinic.current.drop(patient_id, place)
    with_store(lambda: clinic.store.erase(patient_id, *place))


def with_store(act: Callable[[], None]) -> None:
    """Act on the store; one that fails costs the copy, never the screen."""
    try:
        act()
    except StoreError as error:
        _LOG.warning("the store failed: %s", error)


async def _is_offline(opening: Opening, error: BaseException) -> bool:
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


def seen(opening: Opening) -> Seen:
    rows = tuple(
        (section.source, section.topic.value, section.standing, len(section.entries))
        for section in opening.shown.values()
    )
    offline = opening.clinic.stay_offline or any(section.has(Cause.OFFLINE) for section in opening.shown.values())
    return Seen(rows, offline, opening.grant.reason.ahead)
