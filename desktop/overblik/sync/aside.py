"""One question beside the overview: asked by a right of its own, told to the audit trail, never kept."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from overblik.domain.errors import Expired, Refused, Unreachable, Withheld
from overblik.domain.grant import Grant
from overblik.domain.ports import Seen, Source
from overblik.domain.section import Standing
from overblik.sync.clinic import Clinic

Came = TypeVar("Came")


async def ask_aside(
    grant: Grant,
    clinic: Clinic,
    source: Source,
    question: Callable[[], Awaitable[Came]],
    told: Callable[[Came], tuple[Standing, int]],
) -> Came:
    """Ask, and write the outcome whatever becomes of it; `told` gives the standing and the number of what came.

    Raises:
        Expired: the grant is past its end.
        Unreachable: this computer is to stay offline, or the budget of the source is spent.
        SourceError: the source gave no usable answer.

    """
    standing, count = Standing.FAILED, 0
    try:
        if clinic.clock.now() >= grant.expires_at:
            raise Expired
        if clinic.stay_offline:
            raise Unreachable(offline=True)
        try:
            came: Came = await clinic.scheduler.within(source.budget, question())
        except TimeoutError as error:
            raise Unreachable(timeout=True) from error
        standing, count = told(came)
    except (Refused, Withheld):
        standing = Standing.BLOCKED
        raise
    finally:
        row = (source.name, source.topic.value, standing, count)
        await clinic.trail.outcome(grant.intent_id, Seen((row,), clinic.stay_offline))
    return came
