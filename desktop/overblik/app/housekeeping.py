"""What is done as long as the program runs, whoever is open: index what is kept, erase what is past its limit."""

import contextlib
import itertools
from typing import TYPE_CHECKING

from overblik.domain.dates import Instant
from overblik.domain.errors import StoreError
from overblik.domain.ports import Clock
from overblik.store.erasing import rewrite
from overblik.sync.retention import EVERY, SIGHTINGS, erase_expired

if TYPE_CHECKING:
    from overblik.app.house import House
    from overblik.app.searching import Searching

_UNTIL_INDEXING = 15.0
"""Seconds after the start until kept records that are not in the index are read: the first patient comes first."""


_REWRITE = 24 * 6
"""Turns between two writings of the whole file: once a day, and at the first turn after a start."""


async def keep_house(house: "House", searches: "Searching", clock: Clock) -> None:
    """Index and erase, turn by turn, until the program ends."""
    for turn in itertools.count():
        await house.clinic.scheduler.sleep(_UNTIL_INDEXING)
        await searches.index_rest()
        await house.clinic.scheduler.sleep(EVERY)
        erase_now(house, clock.now())
        if turn % _REWRITE == 0:
            wipe_gaps(house)


def erase_now(house: "House", now: Instant) -> None:
    """Remove what is past its limit, lists too; a store that fails is asked again at the next turn."""
    with contextlib.suppress(StoreError):
        erase_expired(house.store, now, house.clinic.medicine, house.clinic.limits)
        house.sightings.forget(now - SIGHTINGS)
    house.kept_lists.forget_old(now)


def wipe_gaps(house: "House") -> None:
    """Leave nothing of sections that were replaced or removed; a store that fails is asked again another day."""
    with contextlib.suppress(StoreError):
        house.store.work(rewrite)
