"""Two instances of the program at once over one profile: neither takes the other's work for an old copy (T23, T9)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from faults.computer import Computer
from faults.nursery import FileRing
from faults.use_cases import keep, observed
from overblik.access.user_key import forget_user_key
from overblik.domain.errors import StoreError
from overblik.runtime.chance import SystemRandom
from overblik.store import database
from overblik.store.generation import number_of
from store.facts import KEY, ME, kept

pytestmark = pytest.mark.rule("T9", "T23")


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path, ring=FileRing(tmp_path), chance=SystemRandom())


def begun(folder: Path, first: int, last: int) -> "subprocess.Popen[str]":
    places = os.pathsep.join([str(ROOT / "desktop"), str(ROOT / "tests")])
    command = [sys.executable, "-m", "faults.second", str(folder), str(first), str(last)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": places}, stdout=subprocess.PIPE, text=True)


def ended(process: "subprocess.Popen[str]") -> str:
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return told


def numbers(computer: Computer) -> set[int]:
    return {int(one.section.source) for one in computer.keeping.store.sections(ME)}


def test_t9_a_window_that_only_reads_does_not_pin_behind_the_other(computer: Computer) -> None:
    """A window stands open while commands run in a terminal; at the next start nothing is an old copy."""
    keeping = computer.start()
    keep("1", "nr 1")(keeping)
    for first in (2, 5):
        assert ended(begun(computer.folder, first, first + 3)) == "notice="
    keeping.pin()
    computer.stop()
    assert (computer.start().notice, numbers(computer)) == ("", set(range(1, 8)))
    computer.stop()


def test_t9_a_pin_tells_of_the_file_as_it_is_also_where_the_other_died_before_its_own(computer: Computer) -> None:
    keeping = computer.start()
    other = Computer(computer.folder, ring=computer.ring, chance=SystemRandom())
    for number in range(3):
        keep(str(number), "af den anden")(other.keeping or other.start())
    other.stop()
    keeping.pin()
    (entry,) = (computer.folder / "ring").glob("generation-*")
    assert number_of(entry.read_bytes()) == 3
    computer.stop()


def test_t9_a_pin_never_takes_the_place_of_a_later_one(computer: Computer) -> None:
    keeping = computer.start()
    keep("ehr", "1 tablet")(keeping)
    keeping.pin()
    (entry,) = (computer.folder / "ring").glob("generation-*")
    later = entry.read_bytes().replace(b'"number":1', b'"number":9')
    entry.write_bytes(later)
    keeping.pin()
    assert entry.read_bytes() == later
    computer.stop()


@pytest.mark.rule("T2")
def test_t2_a_key_that_was_destroyed_meanwhile_is_not_written_again(computer: Computer) -> None:
    """Ten wrong guesses in another window: the session that is still open pins, and leaves the key destroyed."""
    keeping = computer.start()
    keep("ehr", "1 tablet")(keeping)
    forget_user_key(computer.folder, computer.files)
    keeping.pin()
    assert not list(computer.folder.glob("store-key*"))
    computer.stop()


def test_t23_two_that_make_the_file_at_once_make_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other is through with it between the look at the version and the first change."""
    real, others = database.migrations, []

    def meanwhile() -> list[tuple[int, str]]:
        monkeypatch.setattr(database, "migrations", real)
        others.append(database.open_database(tmp_path / "cache.db", KEY))
        return real()

    monkeypatch.setattr(database, "migrations", meanwhile)
    connection = database.open_database(tmp_path / "cache.db", KEY)
    assert connection.pragma("user_version") == database.SCHEMA_VERSION
    for one in (connection, *others):
        one.close()
    assert len(others) == 1


def test_t23_two_processes_that_write_at_once_keep_what_both_wrote(computer: Computer) -> None:
    computer.start()
    other = begun(computer.folder, 100, 140)
    own = []
    while other.poll() is None:
        keep(str(len(own) + 1), "egen")(computer.keeping)
        own.append(len(own) + 1)
        observed(computer.keeping)
    assert ended(other) == "notice="
    computer.keeping.pin()
    assert computer.keeping.was_put_aside == ""
    computer.stop()
    assert (computer.start().notice, numbers(computer)) == ("", {*own, *range(100, 140)})
    computer.stop()


def test_t23_several_that_start_at_once_over_one_store(computer: Computer) -> None:
    computer.start()
    computer.stop()
    processes = [begun(computer.folder, 10 * number, 10 * number + 5) for number in range(1, 4)]
    assert [ended(one) for one in processes] == ["notice="] * 3
    assert (computer.start().notice, numbers(computer)) == ("", {10 * n + m for n in range(1, 4) for m in range(5)})
    computer.stop()


def test_a_writer_that_holds_the_file_is_waited_for_and_then_said(computer: Computer) -> None:
    """Nothing is given up for another instance that is busy, and nothing is put aside."""
    store = computer.start().store
    second = Computer(computer.folder, ring=computer.ring, chance=SystemRandom())
    other = second.start().store
    other.work(lambda connection: connection.set_busy_timeout(20))
    store.work(lambda connection: connection.execute("BEGIN IMMEDIATE"))
    with pytest.raises(StoreError) as busy:
        other.keep(kept(("a",)))
    assert busy.value.code == "store_full"
    store.work(lambda connection: connection.execute("COMMIT"))
    other.keep(kept(("a",)))
    assert store.sections(ME) == (kept(("a",)),)
    second.stop()
    computer.stop()
    assert computer.start().notice == ""
    computer.stop()
