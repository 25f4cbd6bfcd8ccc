"""What the user is told where disk, folder or key ring fail, at the start and in the middle of a session (I, J; G12)."""

import errno
import sys
from pathlib import Path

import pytest

from clinic import DANISH_WORDS
from faults.computer import Computer, files_that_fail
from faults.use_cases import keep, observed
from faulty_disk import beneath_cipher, shaky
from in_process import FakeClock
from overblik.app.entrance import HouseEntrance
from overblik.domain.errors import CannotWrite, Full, Locked, OverblikError
from overblik.domain.mode import Mode
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.store.trail_file import TrailFile
from store.facts import ME
from viewmodels.test_session import CLINIC, Entrance, Place

EHR = ("section", ME.token_for_lookup(), "ehr")
pytestmark = [
    pytest.mark.rule("T8"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_read_only_disk_keeps_nothing_and_gives_nothing_up(tmp_path: Path) -> None:
    with shaky("read-only") as fate:
        computer = Computer(tmp_path, beneath_cipher("read-only"), files=files_that_fail(errno.EROFS))
        keep("ehr", "1 tablet")(computer.start())
        computer.keeping.pin()
        computer.stop()
        before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
        fate.is_read_only = True
        keeping = computer.start()
        assert (keeping.notice, keeping.was_put_aside) == ("bar.store_unusable", "")
        assert observed(keeping) == {}
        computer.stop()
        assert {one.name: one.read_bytes() for one in tmp_path.iterdir() if not one.name.endswith("-shm")} == before
        with pytest.raises(CannotWrite):
            TrailFile(tmp_path / "trail.db", vfs="read-only")
        fate.is_read_only = False
        assert computer.start().notice == ""
        assert observed(computer.keeping)[EHR][0] == ("1 tablet",)
        computer.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="rights by user, group and others are of POSIX")
def test_a_folder_without_the_right_to_write(tmp_path: Path) -> None:
    computer = Computer(tmp_path)
    keep("ehr", "1 tablet")(computer.start())
    computer.stop()
    tmp_path.chmod(0o500)
    try:
        assert computer.start().notice in ("", "bar.store_unusable")
        assert computer.keeping.was_put_aside == ""
        computer.stop()
    finally:
        tmp_path.chmod(0o700)
    assert computer.start().notice == ""
    computer.stop()


def test_a_key_ring_that_closes_in_the_middle_costs_nothing_that_is_shown_or_kept(tmp_path: Path) -> None:
    computer = Computer(tmp_path)
    keeping = computer.start()
    computer.ring.order(1, is_lasting=True)
    keep("ehr", "1 tablet")(keeping)
    assert observed(keeping)[EHR][0] == ("1 tablet",)
    assert computer.ring.count == 0, "a key ring that is slow, or asks, is in the way of nothing that is kept or shown"
    with pytest.raises(Locked):
        keeping.pin()
    computer.stop()
    keeping = computer.start()
    assert (keeping.notice, keeping.was_put_aside) == ("bar.key_ring_closed", "")
    computer.stop()
    computer.heal()
    assert computer.start().notice == ""
    assert observed(computer.keeping)[EHR][0] == ("1 tablet",)
    computer.stop()


def test_a_key_ring_that_is_gone_is_told_and_all_is_fetched_again(tmp_path: Path) -> None:
    computer = Computer(tmp_path)
    keep("ehr", "1 tablet")(computer.start())
    computer.stop()
    computer.ring.inner = MemoryKeyring()
    keeping = computer.start()
    assert keeping.notice == "bar.store_old_copy"
    assert observed(keeping) == {}
    keep("ehr", "ny")(keeping)
    computer.stop()
    assert computer.start().notice == ""
    computer.stop()


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (CannotWrite(reason="OSError"), "error.trail_cannot_write"),
        (Locked(reason="key_ring"), "bar.key_ring_closed"),
        (Full(reason="store_key"), "error.store_full"),
    ],
)
def test_a_start_that_fails_says_why_on_the_gate(
    qapp: object, monkeypatch: pytest.MonkeyPatch, error: OverblikError, key: str
) -> None:
    """Before, the window stood there and said nothing: nobody could know why nothing came."""

    async def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(Entrance, "prepare", fails)
    place = Place(CLINIC)
    assert place.screen.note == DANISH_WORDS.say(key)
    assert place.screen.cards == ()
    assert place.opened == []


class Ring(MemoryKeyring):
    """A key ring that opens so many times."""

    def __init__(self, opens: int) -> None:
        super().__init__()
        self.opens = opens

    def get(self, name: str) -> bytes | None:
        self._meet()
        return super().get(name)

    def set(self, name: str, secret: bytes) -> None:
        self._meet()
        super().set(name, secret)

    def _meet(self) -> None:
        self.opens -= 1
        if self.opens < 0:
            raise Locked(reason="key_ring")


@pytest.mark.parametrize("opens", range(6))
def test_a_key_ring_that_closes_at_any_call_of_the_entrance_is_as_good_as_none(tmp_path: Path, opens: int) -> None:
    entrance = HouseEntrance(Settings(tmp_path), FakeClock(), tmp_path / "machine", lambda: Ring(opens))
    computer = entrance.computer()
    assert computer.rules.mode is Mode.WARD
    assert entrance.trail.file.last() is not None
    entrance.trail.file.close()


def test_a_profile_that_cannot_be_made_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    entrance = HouseEntrance(Settings(tmp_path / "file" / "profile"), FakeClock(), tmp_path, MemoryKeyring)
    with pytest.raises(CannotWrite):
        _ = entrance.trail
