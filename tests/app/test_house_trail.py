"""The trail as the program opens and ends it: signed at the end, and told of a store that was put aside."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from access.chains import NANCY
from access.test_sealing import AUDITOR
from keeping_machine import keep_here, signed
from overblik.access.chain import read
from overblik.access.trail_opening import kept_head
from overblik.access.verify import examine
from overblik.app import house, services
from overblik.app.house import House, look_reason, open_house
from overblik.app.looks import HouseLooks
from overblik.domain.audit import EventKind
from overblik.domain.patient import cpr
from overblik.runtime.clock import SystemClock
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.national_settings import NationalSettings
from overblik.runtime.settings import DemoSettings, Settings
from overblik.store.trail_reading import read_records
from overblik.wire.public_key import key_line
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


@pytest.mark.rule("T20")
def test_t20_each_look_says_whom_the_clinician_acts_for(
    settings: Settings, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = services.Asked((), (), (), None)
    monkeypatch.setattr(house, "asked_of", lambda *_: empty)  # no certificate is needed to see who looks
    addresses = ("https://fmk.example", "https://sts.example", b"", b"")
    national = NationalSettings(*addresses, *([""] * 8), on_behalf_of="4BCF0")
    acting = opened(replace(settings, national=national), ring)
    asyncio.run(acting.right.ask_to_look(NANCY, look_reason(settings)))
    asyncio.run(acting.close())
    (told,) = bodies(settings.profile / "trail.db", of_ring(ring))
    assert told["who"]["on_behalf_of"] == "4BCF0"


def test_t21_the_policys_key_seals_what_the_program_writes(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = keep_here(monkeypatch, tmp_path / "machine")
    text = f'version = 2\norganisation = "Prøvehuset"\nmode = "ward"\n[audit]\nsealing_key = "{key_line(AUDITOR.public)}"\n'
    (tmp_path / "machine" / "policy.toml").write_bytes(signed(text.encode()))
    one = opened(settings, ring)
    asyncio.run(one.right.ask_to_look(NANCY, look_reason(settings)))
    asyncio.run(one.close())
    told = [read(row) for row in read_records(settings.profile / "trail.db")]
    (look,) = [one for one in told if one is not None and one.kind is EventKind.LOOK]
    body = look.body_at_repository(AUDITOR)
    assert body is not None
    assert body == look.body(of_ring(ring))
    assert body["patient"]["value"] == "2512489996"
