"""Sign-out and lock: at whatever step the process dies, the store opens afterwards or is gone; two never write at once."""

import asyncio
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from access.chains import NANCY
from conftest import ROOT
from in_process import FakeClock
from keeping_machine import PIN, keep_here
from overblik.access.trail import AuditTrail
from overblik.app.entrance import HouseEntrance
from overblik.app.house import House, open_house
from overblik.app.leaving import Leave, leave
from overblik.app.remains import homes
from overblik.domain.errors import WrongPin
from overblik.domain.sighting import Sighting
from overblik.runtime.files import SystemFiles, private_files
from overblik.runtime.held import hold, is_held
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from trail_reading import bodies, of_ring


class Died(BaseException):
    """The process ended here."""


@dataclass
class Desk:
    """One computer, on which processes follow one another."""

    settings: Settings
    machine: Path
    ring: MemoryKeyring
    clock: FakeClock

    def process(self) -> HouseEntrance:
        return HouseEntrance(self.settings, self.clock, self.machine, lambda: self.ring)

    def opened(self) -> tuple[HouseEntrance, House]:
        """Let the clinician in, by a new PIN or the one he has."""
        entrance = self.process()
        known = entrance.computer().owner is not None
        entrance.first()
        entrance.open_with(PIN) if known else entrance.make(PIN)
        return entrance, open_house(self.settings, self.clock, seat=entrance.seat)

    @property
    def home(self) -> Path:
        (found,) = homes(self.settings.profile)
        return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    ring = keep_here(monkeypatch, tmp_path / "machine")
    return Desk(Settings(tmp_path / "profile"), tmp_path / "machine", ring, FakeClock())


def die(house: House) -> None:
    """Do what the system does at the end of a process, and nothing of what the program would."""
    house.store.close()
    house.trail.file.close()
    if house.keeping.held is not None:
        with suppress(OSError):  # it was closed before the process died
            house.keeping.held.let_go()


@contextmanager
def dying_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let the process die before the step of so high a number; gives the steps that were taken."""
    taken: list[str] = []

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*facts: Any, **more: Any) -> Any:
            if len(taken) == step:
                raise Died
            taken.append(name)
            return real(*facts, **more)

        return call

    with monkeypatch.context() as patched:
        for owner, names in (
            (SystemFiles, ("write", "remove")),
            (MemoryKeyring, ("set", "delete")),
            (AuditTrail, ("event",)),
        ):
            for name in names:
                patched.setattr(owner, name, counted(name, getattr(owner, name)))
        yield taken


def keep_something(house: House, clock: FakeClock) -> None:
    house.sightings.keep(Sighting(NANCY, clock.now()), "local-user", clock.now())


def has_something(house: House) -> bool:
    return house.sightings.sighting(NANCY, "local-user") != type(house.sightings.sighting(NANCY, "nobody"))(NANCY)


def steps_of(desk: Desk, how: Leave, step: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Leave, and die before a step; give how many were taken."""
    entrance, house = desk.opened()
    keep_something(house, desk.clock)
    with dying_at(step, monkeypatch) as taken:
        try:
            asyncio.run(leave(entrance.seat, how, "here", desk.clock, house.close))
        except Died:
            die(house)
    return len(taken)


@pytest.mark.rule("T6", "G8")
@pytest.mark.parametrize("how", list(Leave))
def test_t6_a_crash_between_any_two_steps_of_leaving_leaves_a_store_that_opens_or_none(
    tmp_path: Path, how: Leave, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fresh(name: str) -> Desk:
        ring = keep_here(monkeypatch, tmp_path / f"machine-{name}")
        return Desk(Settings(tmp_path / name), tmp_path / f"machine-{name}", ring, FakeClock())

    whole = steps_of(fresh("whole"), how, 10_000, monkeypatch)
    assert whole >= 4
    opened = 0
    for step in range(whole + 1):
        desk = fresh(str(step))
        steps_of(desk, how, step, monkeypatch)
        entrance = desk.process()
        computer = entrance.computer()
        if computer.owner is None:
            assert list(homes(desk.settings.profile)) == [], f"remains after step {step}"
            continue
        opened += 1
        entrance.open_with(PIN)
        house = open_house(desk.settings, desk.clock, seat=entrance.seat)
        assert house.notice == "", f"does not open after step {step}"
        assert has_something(house)
        asyncio.run(house.close())
    assert opened == (whole + 1 if not how.erases else opened)
    if how is Leave.ERASE:
        assert 0 < opened < whole, "before the key is destroyed it opens, afterwards it is gone"


@pytest.mark.rule("T6", "T20")
def test_signing_out_is_on_record_and_keeps_no_place(desk: Desk) -> None:
    entrance, house = desk.opened()
    asyncio.run(leave(entrance.seat, Leave.SIGN_OUT, "where he was", desk.clock, house.close))
    assert not (desk.home / "place.bin").exists()
    kinds = [one["kind"] for one in bodies(desk.settings.profile / "trail.db", of_ring(desk.ring))]
    assert kinds[-1] == "sign-out"
    entrance = desk.process()
    entrance.computer()
    assert entrance.open_with(PIN).place == ""


@pytest.mark.rule("G8")
def test_g8_signing_out_with_erasure_leaves_neither_file_nor_name(desk: Desk) -> None:
    entrance, house = desk.opened()
    token = desk.home.name
    asyncio.run(leave(entrance.seat, Leave.ERASE, "", desk.clock, house.close))
    assert list(homes(desk.settings.profile)) == []
    assert [name for name in desk.ring.held() if token in name and not name.startswith("tries-")] == []
    assert [name for name in desk.ring.held() if name.startswith("generation-")] == []
    assert desk.process().computer().owner is None


@pytest.mark.rule("T3")
def test_t3_a_lock_forgets_the_tokens_before_the_process_is_gone(desk: Desk) -> None:
    class Tokens:
        dropped = False

        def drop(self) -> None:
            self.dropped = True

    entrance, house = desk.opened()
    tokens = Tokens()
    assert entrance.seat is not None
    asyncio.run(leave(replace(entrance.seat, tokens=tokens), Leave.LOCK, "", desk.clock, house.close))
    assert tokens.dropped


@pytest.mark.rule("T23")
def test_t23_a_second_instance_gets_memory_and_says_so(desk: Desk) -> None:
    _, first = desk.opened()
    keep_something(first, desk.clock)
    _, second = desk.opened()
    assert (first.notice, second.notice, second.keeps) == ("", "bar.store_in_use", False)
    assert not has_something(second)
    told = (desk.home / "held").read_text().split()
    assert told == [str(os.getpid()), desk.clock.boot()]
    asyncio.run(second.close())
    asyncio.run(first.close())
    _, third = desk.opened()
    assert (third.notice, has_something(third)) == ("", True)
    asyncio.run(third.close())


@pytest.mark.rule("T23")
def test_t23_a_killed_owner_holds_nothing_and_what_it_wrote_holds_nothing_either(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from overblik.runtime.held import hold\n"
    script += "held = hold(Path(sys.argv[1]), 'boot'); print(held is not None, flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", script, str(tmp_path)]
    found = {**os.environ, "PYTHONPATH": str(ROOT / "desktop")}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=found) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline().strip() == "True"
        assert hold(tmp_path, "boot") is None
        assert (tmp_path / "held").read_text() == f"{owner.pid} boot\n"
        owner.kill()
        owner.wait(10)
    mine = hold(tmp_path, "boot")
    assert mine is not None
    assert is_held(tmp_path)
    mine.let_go()
    (tmp_path / "held").write_text("1 boot\n")
    assert not is_held(tmp_path), "the number of a process that lives holds nothing by itself"


@pytest.mark.rule("T23")
@pytest.mark.skipif(os.name == "nt", reason="rights of Windows are lists")
def test_t23_no_other_user_may_open_store_or_lock(desk: Desk) -> None:
    with private_files():  # as all words of the command line do
        _, house = desk.opened()
    for path in (desk.settings.profile, *desk.settings.profile.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name
    asyncio.run(house.close())


@pytest.mark.rule("T2")
def test_the_wrong_pin_opens_nothing_after_signing_out(desk: Desk) -> None:
    entrance, house = desk.opened()
    asyncio.run(leave(entrance.seat, Leave.SIGN_OUT, "", desk.clock, house.close))
    entrance = desk.process()
    entrance.computer()
    with pytest.raises(WrongPin):
        entrance.open_with("kilde-43x")
