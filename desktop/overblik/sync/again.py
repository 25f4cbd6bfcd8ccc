"""Sources that were silent are asked again while their patient is open, and what comes is shown (S11, R19)."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from overblik.domain.outage import Silences
from overblik.domain.ports import Random, Source
from overblik.sync.asking import Opening, ask, consent_of, seen
from overblik.sync.outage import is_silent, pause

Tell = Callable[[Silences], None]


async def keep_asking(opening: Opening, random: Random, tell: Tell) -> None:
    """Ask again, ever more rarely, until all have answered, the patient is asked for anew, or the right to look ends.

    It goes on under the intent of the opening: what comes is a part of that look, and has an outcome of its own.

    Raises:
        OutcomeUnwritten: what came could not be put on record.

    """
    clinic, tries = opening.clinic, 0
    while not clinic.stay_offline:
        silent = tuple(one for one in clinic.sources if (one.topic, one.name) in clinic.current.silent)
        seconds = pause(tries, random)
        clinic.outages.plan(silent, clinic.clock.now() + timedelta(seconds=seconds))
        tell(clinic.outages.told())
        if not silent:
            return
        await clinic.scheduler.sleep(seconds)
        if not clinic.current.is_latest(opening.number) or clinic.clock.now() >= opening.grant.expires_at:
            return
        await _ask_once(opening, silent)
        tries += 1


async def _ask_once(opening: Opening, silent: tuple[Source, ...]) -> None:
    """Ask side by side; what is shown meanwhile stays, and nothing says that it is being fetched."""
    clinic, grant = opening.clinic, opening.grant
    again = Opening(grant, clinic, opening.report, opening.number, clinic.current.held, opening.erased)
    try:
        async with asyncio.TaskGroup() as group:
            again.consent = group.create_task(consent_of(grant, clinic))
            for source in silent:
                group.create_task(ask(again, source))
    finally:
        if again.probe is not None:
            again.probe.cancel()
        if not all(is_silent(section) for section in again.shown.values()):
            await clinic.trail.outcome(grant.intent_id, seen(again))
