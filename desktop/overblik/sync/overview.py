"""Open a patient: what is kept at once, then all sources side by side, each alone."""

import asyncio

from overblik.domain.dates import Instant
from overblik.domain.errors import Expired
from overblik.domain.grant import Grant
from overblik.domain.ports import Kept, Source
from overblik.domain.section import Topic
from overblik.sync import standing
from overblik.sync.asking import Opening, Report, ask, consent_of, erase, seen, with_store
from overblik.sync.clinic import Clinic
from overblik.sync.current import Place
from overblik.sync.freshness import is_file
from overblik.sync.retention import is_expired, without_aged
from overblik.sync.sealed import sealed


async def open_patient(grant: Grant, clinic: Clinic, report: Report, only: frozenset[Topic] | None = None) -> Opening:
    """Report each section as it becomes known, and write the outcome when all are, or when it is broken off.

    `only` limits the questions to some topics (Shift+F5). A source that fails or has a bug changes
    its own section alone.

    Raises:
        Expired: the grant is past its end.

    """
    if clinic.clock.now() >= grant.expires_at:
        raise Expired
    sources = [source for source in clinic.sources if only is None or source.topic in only]
    opening = Opening(grant, clinic, report, clinic.current.open(grant.patient_id))
    try:
        _show_kept(opening, sources)
        if not clinic.stay_offline:
            async with asyncio.TaskGroup() as group:
                opening.consent = group.create_task(consent_of(grant, clinic))
                for source in sources:
                    group.create_task(ask(opening, source))
    finally:
        if opening.probe is not None:
            opening.probe.cancel()
        # What was on the screen before another patient was chosen was seen too.
        await clinic.trail.outcome(grant.intent_id, seen(opening))
    return opening


def _show_kept(opening: Opening, sources: list[Source]) -> None:
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


def _read_kept(opening: Opening, now: Instant) -> None:
    """Read what is kept, and what is shown already; erase what is too old. A store that fails costs the copies alone."""
    clinic, patient_id = opening.clinic, opening.grant.patient_id
    found: dict[Place, Kept] = {}

    def read() -> None:
        for kept in clinic.store.sections(patient_id):
            found[kept.section.topic, kept.section.source] = without_aged(kept, now, clinic.limits)

    with_store(read)
    if opening.grant.consent is None:
        # What consent or override revealed was for that act alone: without it the placeholder stands again (H21).
        clinic.current.forget_revealed()
    # What is held was shown beside the card that hides a drug: now it is shown before that card has answered.
    words = clinic.current.private_words(patient_id)
    found |= {
        place: sealed(without_aged(kept, now, clinic.limits), words) for place, kept in clinic.current.held.items()
    }
    opening.erased = {
        place: kept
        for place, kept in found.items()
        if is_expired(kept, now, clinic.limits)
        or (place not in clinic.current.held and clinic.medicine.is_past(kept.section, now))
    }
    for place in opening.erased:
        erase(clinic, patient_id, place)
    opening.kept = {place: kept for place, kept in found.items() if place not in opening.erased}
    for kept in opening.kept.values():
        clinic.current.hold(kept)
