"""A pack asks about several patients at once where something of them is kept, each on record first and to the end."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from clinic import ME, OTHER
from overblik.domain.errors import Unreachable
from overblik.domain.grant import Grant
from overblik.domain.patient import from_identifier
from overblik.sync.confirming import AT_ONCE, Places
from overblik.sync.pack import Ports, run_pack
from sync.test_pack import DAY, THIRD, Depot, Service


class Asking:
    """What is asked about several at once, and who was on record by then."""

    def __init__(self, depot: Depot) -> None:
        self.depot = depot
        self.asked: list[dict[str, Places]] = []
        self.on_record: list[int] = []

    async def __call__(self, kept: Mapping[Grant, Places]) -> None:
        self.asked.append({grant.patient_id.number_for_lookup(): places for grant, places in kept.items()})
        self.on_record.append(len(self.depot.granted))


def ports(depot: Depot, asking: Any) -> Ports:
    return replace(depot.ports(), confirm=asking)


def fetch(depot: Depot, asking: Any) -> None:
    asyncio.run(run_pack(DAY, ports(depot, asking), depot.told.append))


def test_nobody_is_asked_about_of_whom_nothing_is_kept() -> None:
    depot = Depot([Service()])
    asking = Asking(depot)
    fetch(depot, asking)
    assert asking.asked == []


def test_all_are_on_record_once_before_they_are_asked_about_with_what_each_source_told() -> None:
    depot = Depot([Service()])
    asking = Asking(depot)
    fetch(depot, asking)
    depot.world.clock.move(31 * 60)
    depot.granted.clear()
    outcomes = len(depot.world.trail.told)
    fetch(depot, asking)
    assert [set(one) for one in asking.asked] == [{one.number_for_lookup() for one in DAY}]
    assert [known for one in asking.asked for places in one.values() for known in places.values()] == [
        {"etag": "1"}
    ] * 3
    assert asking.on_record == [3]
    assert depot.granted == list(DAY), "each is fetched under the look that is on record"
    assert len(depot.world.trail.told) == outcomes + 3


def test_who_is_young_is_not_asked_about() -> None:
    depot = Depot([Service()])
    asking = Asking(depot)
    fetch(depot, asking)
    depot.granted.clear()
    fetch(depot, asking)
    assert (asking.asked, depot.granted) == ([], [])


@pytest.mark.rule("T20")
def test_t20_a_pause_ends_the_looks_of_those_whose_turn_has_not_come() -> None:
    depot = Depot([Service()])
    fetch(depot, None)
    depot.world.clock.move(31 * 60)
    depot.granted.clear()
    before = len(depot.world.trail.told)

    async def pause(_: Mapping[Grant, Places]) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        fetch(depot, pause)
    ended = depot.world.trail.told[before:]
    assert len(depot.granted) == len(ended) == 3
    assert all(seen.sections == () and seen.ahead for _, seen in ended)


def test_without_a_network_nobody_is_put_on_record_again_and_again() -> None:
    service = Service()
    depot = Depot([service])
    fetch(depot, None)
    depot.world.clock.move(31 * 60)
    depot.world.network.told = False
    service.replies |= dict.fromkeys(DAY, Unreachable(connection=True))
    slept, sleep = [], depot.world.scheduler.sleep

    async def waits(seconds: float) -> None:
        slept.append(seconds)
        if len([one for one in slept if one > 1]) == 5:
            service.replies.clear()
        await sleep(seconds)

    depot.world.scheduler.sleep = waits  # type: ignore[method-assign]
    asking = Asking(depot)
    fetch(depot, asking)
    assert len(asking.asked) == 1
    assert depot.gaps(ME) == depot.gaps(OTHER) == depot.gaps(THIRD) == []


def test_a_long_list_is_asked_about_in_groups() -> None:
    system = "urn:oid:1.2.208.176.1.6.1.3.0"
    many = tuple(from_identifier(system, f"0101{n:02d}ABC{n % 10}") for n in range(AT_ONCE + 5))
    depot = Depot([Service()])
    asking = Asking(depot)
    for _ in range(2):
        asyncio.run(run_pack(many, ports(depot, asking), depot.told.append))
        depot.world.clock.move(31 * 60)
    assert [len(one) for one in asking.asked] == [AT_ONCE, 5]
    assert depot.sources[0].asked[len(many) :] == list(many)
