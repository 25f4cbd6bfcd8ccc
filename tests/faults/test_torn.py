"""A power cut drops, tears and reorders what was not synchronised: the next start finds all that was acknowledged (G6)."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from access.chains import DOCTOR, NANCY, TREATMENT
from faults.computer import Chance, Computer
from faults.use_cases import State, acceptable, drop_index, erase, index, keep, observed, purge, saw, shown
from faulty_disk import Fate, beneath_cipher, shaky
from in_process import FakeClock
from overblik.access.trail import AuditTrail
from overblik.access.verify import examine
from overblik.runtime.keyring import MemoryKeyring
from overblik.store.trail_file import TrailFile
from overblik.store.trail_reading import read_records
from store.facts import ME, OTHER
from store.writer import raw_of
from trail_reading import KEYS, bodies

DAYS, CUTS, STEPS = 5, 20, 25
"""So many days are recorded, and so many cuts of each replayed."""
SECTOR = 512
pytestmark = pytest.mark.rule("T8", "T9", "T20")
Act = tuple[Any, ...]


class Day:
    """A day of work over a disk that is recorded, with what was acknowledged between its acts."""

    def __init__(self, folder: Path, chance: random.Random, vfs: str, fate: Fate) -> None:
        self.computer = Computer(folder, beneath_cipher(vfs))
        self.log: list[Act] = []
        self.states: list[State] = [{}]
        self.intents: list[str] = []
        fate.log = self.log
        trail = AuditTrail(TrailFile(folder / "trail.db", vfs=vfs), KEYS, FakeClock(), Chance(chance.random()))
        keeping = self.computer.start()
        self._acknowledge(keeping)
        for number in range(STEPS):
            self.log.append(("begin",))
            if chance.random() < 0.2:
                self.computer.stop()
                keeping = self.computer.start()
                assert keeping.notice == ""
            self._step(chance, number)(keeping)
            self.intents.append(trail.intent(NANCY, DOCTOR, TREATMENT))
            self._acknowledge(keeping)
            if chance.random() < 0.4:
                keeping.pin()
                self._note_ports()
        fate.log = None
        self.computer.stop()
        trail.file.close()

    @staticmethod
    def _step(chance: random.Random, number: int) -> Any:
        source = chance.choice(("ehr", "lab", "x"))
        return chance.choice(
            (
                keep(source, f"nr {number} " * chance.choice((1, 40, 3000)), message=raw_of(1 + number % 4)),
                keep("ehr", f"tablet {number}", patient=chance.choice((ME, OTHER))),
                erase(source),
                purge(chance.choice((ME, OTHER))),
                saw(str(number)),
                shown(number),
                drop_index,
                lambda keeping: (keep("ehr", "tablet")(keeping), index("ehr", "tablet")(keeping)),
            )
        )

    def _acknowledge(self, keeping: Any) -> None:
        """All that was asked for until now is promised from now on."""
        self.states.append(observed(keeping))
        self.log.append(("acknowledged", len(self.states) - 1, len(self.intents)))
        self._note_ports()

    def _note_ports(self) -> None:
        """Key ring and wrapped key are written by others, durably; a crash finds them as they are then."""
        keys = {one.name: one.read_bytes() for one in self.computer.folder.glob("*.json")}
        self.log.append(("ports", dict(self.computer.ring.held()), keys))

    @property
    def first(self) -> int:
        """The first moment at which there is a profile."""
        return next(number for number, act in enumerate(self.log) if act[0] == "ports") + 1


def left_by(acts: list[Act], chance: random.Random) -> dict[str, bytes]:
    """Give the files after a power cut: what was synchronised whole, of the rest some, torn, in another order."""
    files: dict[str, bytearray | None] = {}
    acts = _with_folder_synchronised(acts)
    for name in {act[1] for act in acts if act[0] in ("write", "truncate", "delete", "sync")}:
        own = [act for act in acts if len(act) > 1 and act[1] == name]
        synced = max((number for number, act in enumerate(own) if act[0] == "sync"), default=-1)
        content: bytearray | None = None
        for act in own[: synced + 1]:
            content = _applied(content, act)
        loose = _of_one_file(own[synced + 1 :], chance)
        if loose and loose[0][0] == "delete":
            content = None
        loose = [act for act in loose if act[0] != "delete" and chance.random() < 0.6]
        if chance.random() < 0.5:
            chance.shuffle(loose)
        for act in loose:
            content = _applied(content, _torn(act, chance) if chance.random() < 0.3 else act)
        files[name] = content
    return {name: bytes(content) for name, content in files.items() if content is not None}


def _with_folder_synchronised(acts: list[Act]) -> list[Act]:
    """SQLite synchronises the folder with the first sync of a file that is new: what was removed before stays so."""
    there, new, removed, told = set[str](), set[str](), set[str](), list[Act]()
    for act in acts:
        told.append(act)
        if act[0] == "write" and act[1] not in there:
            there.add(act[1])
            new.add(act[1])
        elif act[0] == "delete":
            there.discard(act[1])
            removed.add(act[1])
        elif act[0] == "sync" and act[1] in new:
            new.discard(act[1])
            told += [("sync", name) for name in removed - there]
            removed.clear()
    return told


def _of_one_file(acts: list[Act], chance: random.Random) -> list[Act]:
    """Give the acts up to where the file was removed, or from there on: a name is either the old file or the new one."""
    removed = [number for number, act in enumerate(acts) if act[0] == "delete"]
    if not removed:
        return acts
    return acts[: removed[0]] if chance.random() < 0.5 else acts[removed[-1] :]


def _applied(content: bytearray | None, act: Act) -> bytearray | None:
    if act[0] == "delete":
        return None
    content = bytearray() if content is None else content
    if act[0] == "truncate":
        del content[act[2] :]
    elif act[0] == "write":
        offset, data = act[2], act[3]
        content.extend(bytes(max(0, offset + len(data) - len(content))))
        content[offset : offset + len(data)] = data
    return content


def _torn(act: Act, chance: random.Random) -> Act:
    """Of a write only some sectors reach the disk: its beginning, or its end."""
    if act[0] != "write" or len(act[3]) <= SECTOR:
        return act
    cut = SECTOR * chance.randrange(1, (len(act[3]) + SECTOR - 1) // SECTOR)
    if chance.random() < 0.5:
        return (*act[:3], act[3][:cut])
    return (act[0], act[1], act[2] + cut, act[3][cut:])


def cut(day: Day, folder: Path, chance: random.Random) -> None:
    """Cut the power at some moment, and start again."""
    at = chance.randrange(day.first, len(day.log))
    acts = day.log[:at]
    ports = next(act for act in reversed(acts) if act[0] == "ports")
    promised = next(act for act in reversed(acts) if act[0] == "acknowledged")
    folder.mkdir()
    for name, content in {**left_by(acts, chance), **ports[2]}.items():
        (folder / name).write_bytes(content)
    computer = Computer(folder, ring=MemoryKeyring(ports[1]), chance=Chance(at))
    keeping = computer.start()
    assert (keeping.notice, keeping.was_put_aside) == ("", "")
    before, after = day.states[promised[1]], day.states[min(promised[1] + 1, len(day.states) - 1)]
    assert list(acceptable(before, after, observed(keeping))) == []
    assert not keeping.store.was_damaged
    assert keeping.store.work(lambda connection: connection.pragma("integrity_check")) == "ok"
    computer.stop()
    _has_records(folder / "trail.db", day.intents[: promised[2]])
    shutil.rmtree(folder)


def _has_records(path: Path, promised: list[str]) -> None:
    if promised:
        examine(read_records(path), KEYS.public, None, KEYS)
    assert set(promised) <= {one["id"] for one in bodies(path)}


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[tuple[str, Fate]]:
    name = f"recorded-{request.node.callspec.params['number']}"
    with shaky(name) as fate:
        yield name, fate


@pytest.mark.parametrize("number", range(DAYS))
def test_t8_no_power_cut_loses_what_was_acknowledged(
    fast_path: Path, disk: tuple[str, Fate], number: int, campaign: int
) -> None:
    chance = random.Random(f"day {number}")
    (fast_path / "day").mkdir()
    day = Day(fast_path / "day", chance, *disk)
    assert sum(act[0] == "write" for act in day.log) > 200
    for count in range(CUTS * campaign):
        try:
            cut(day, fast_path / str(count), chance)
        except AssertionError as error:
            error.add_note(f"cut {count}")
            raise
