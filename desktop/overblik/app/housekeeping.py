"""What is done as long as the program runs, whoever is open: index what is kept, erase what is past its limit."""

import contextlib
from typing import TYPE_CHECKING

from overblik.domain.dates import Instant
from overblik.domain.errors import StoreError
from overblik.domain.ports import Clock
from overblik.sync.retention import EVERY, SIGHTINGS, erase_expired

if TYPE_CHECKING:
    from overblik.app.house import House
    from overblik.app.searching import Searching

_UNTIL_INDEXING = 15.0
"""Seconds after the start until kept records that are not in the index are read: the first patient comes first."""


async def keep_house(house: "House", searches: "Searching", clock: Clock) -> None:
    """Index and erase, turn by turn, until the program ends."""
    while True:
        await house.clinic.scheduler.sleep(_UNTIL_INDEXING)
        await searches.index_rest()
        await house.clinic.scheduler.sleep(EVERY)
        erase_now(house, clock.now())


def erase_now(house: "House", now: Instant) -> None:
    """Remove what is past its limit; a store that fails is asked again at the next turn."""
    with contextlib.suppress(StoreError):
        erase_expired(house.store, now, house.clinic.medicine)
        house.sightings.forget(now - SIGHTINGS)
