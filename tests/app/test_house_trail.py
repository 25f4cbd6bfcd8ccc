"""The trail as the program opens and ends it: signed at the end, and told of a store that was put aside."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from access.chains import NANCY
from overblik.access.trail_opening import kept_head
from overblik.access.verify import examine
from overblik.app.house import House, look_reason, open_house
from overblik.app.looks import HouseLooks
from overblik.domain.patient import cpr
from overblik.runtime.clock import SystemClock
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import DemoSettings, Settings
from overblik.store.trail_reading import read_records
from trail_reading import bodies, of_ring

pytestmark = pytest.mark.rule("T21")


@pytest.fixture
def ring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def opened(settings: Settings, ring: MemoryKeyring) -> House:
    return open_house(settings, SystemClock(), ring=ring)


def test_t21_the_end_is_signed_and_kept_when_the_house_closes(settings: Settings, ring: MemoryKeyring) -> None:
    house = opened(settings, ring)
    asyncio.run(house.right.ask_to_look(NANCY, look_reason(settings)))
    asyncio.run(house.close())
    rows, head = read_records(settings.profile / "trail.db"), kept_head(ring)
    assert head is not None
    assert examine(rows, of_ring(ring).public, head, of_ring(ring)).unsigned == 0
    assert head.sequence == len(rows) == 3


def test_a_store_that_was_put_aside_is_on_record(settings: Settings, ring: MemoryKeyring) -> None:
    settings = replace(settings, demo=DemoSettings("", ""))  # which keeps without a PIN
    asyncio.run(opened(settings, ring).close())
    next(settings.profile.glob("users/*/cache.db")).write_bytes(b"damaged" * 2000)
    house = opened(settings, ring)
    assert house.notice
    told = bodies(settings.profile / "trail.db", of_ring(ring))
    assert [one["kind"] for one in told] == ["store-quarantined"]
    assert told[0]["reason"] == "store_locked"
    asyncio.run(house.close())


@pytest.mark.rule("T20")
def test_t20_the_window_settles_what_a_crash_left_before_anything_else(settings: Settings, ring: MemoryKeyring) -> None:
    house = opened(settings, ring)
    grant = asyncio.run(house.right.ask_to_look(cpr("0309363991"), look_reason(settings)))
    house.store.close()
    house.trail_file.close()

    async def start() -> None:
        looks = HouseLooks(settings, SystemClock(), ring)
        reported = asyncio.Event()
        job = asyncio.ensure_future(looks.start(lambda _: reported.set()))
        await asyncio.wait_for(reported.wait(), 10)
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        await looks.close()

    asyncio.run(start())
    told = bodies(settings.profile / "trail.db", of_ring(ring))
    assert [(one["kind"], one.get("about", ""), one.get("result", "")) for one in told] == [
        ("intent", "", ""),
        ("outcome", grant.intent_id, "unknown"),
    ]
