"""Files and key ring that fail at the n-th call, once or from then on: nothing is given up, and the user is told."""

import errno
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from faults.computer import DEVICE, IN_MEMORY, USER, Chance, Computer, Failing, QuickFiles, files_that_fail
from faults.use_cases import keep, observed
from overblik.access.place import keep_place, take_place
from overblik.access.unlock import Door, left, signed_in, unlock
from overblik.access.user_key import Cost, Secret, make_user_key, with_new_pin
from overblik.domain.errors import AccessError, StoreError
from store.facts import ME

CHEAP = Cost(64 * 1024, 1, 1)
OLD, NEW, WRONG = (Secret(pin, DEVICE) for pin in ("kilde-42x", "bakke-17y", "kilde-99x"))
EHR = ("section", ME.token_for_lookup(), "ehr")
pytestmark = pytest.mark.rule("T2", "T8", "T9")


def port_of(computer: Computer, which: str) -> Failing:
    return computer.files if which == "files" else computer.ring


def used(computer: Computer) -> str:
    """A day: start, keep, pin, end, start; give the text of what was kept last, as far as that was acknowledged."""
    acknowledged = ""
    for text in ("1 tablet", "2 tabletter"):
        keeping = computer.start()
        assert keeping.notice in {"", *IN_MEMORY}
        assert keeping.was_put_aside == ""
        if keeping.notice:
            return acknowledged
        keep("ehr", text)(keeping)
        acknowledged = text
        try:
            keeping.pin()
        except StoreError:
            return acknowledged
        finally:
            computer.stop()
    return acknowledged


@pytest.mark.parametrize("is_lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO], ids=["full", "read-only", "io"])
@pytest.mark.parametrize("which", ["files", "ring"])
def test_t8_a_port_that_fails_gives_nothing_up(fast_path: Path, which: str, code: int, is_lasting: bool) -> None:
    for failing in itertools.count(1):
        folder = fast_path / str(failing)
        folder.mkdir()
        computer = Computer(folder, files=files_that_fail(code))
        port = port_of(computer, which)
        port.order(failing, is_lasting=is_lasting)
        acknowledged = used(computer)
        has_met = port.count >= failing
        computer.heal()
        computer.stop()
        keeping = computer.start()
        assert (keeping.notice, keeping.was_put_aside) == ("", "")
        told = observed(keeping).get(EHR, (("",), {}))[0][0]
        assert told == acknowledged
        keep("ehr", "ny")(keeping)
        computer.stop()
        if not has_met:
            break
    assert failing > 8


def test_t8_a_key_that_cannot_be_read_now_is_not_replaced(fast_path: Path) -> None:
    """It may be good: neither it nor the store behind it is given up."""

    class Unreadable(QuickFiles):
        def read(self, path: Path) -> bytes:
            raise OSError(errno.EIO, "it fails")

    computer = Computer(fast_path)
    keep("ehr", "1 tablet")(computer.start())
    computer.stop()
    computer.files = Unreadable()
    assert computer.start().notice == "bar.store_unusable"
    computer.stop()
    computer.files = QuickFiles()
    assert computer.start().notice == ""
    assert observed(computer.keeping)[EHR][0] == ("1 tablet",)
    computer.stop()


@pytest.mark.parametrize("is_lasting", [False, True], ids=["once", "lasting"])
def test_t8_a_damaged_file_that_cannot_be_put_aside_is_put_aside_another_time(
    fast_path: Path, is_lasting: bool
) -> None:
    notices = set()
    for failing in range(1, 30):
        folder = fast_path / str(failing)
        folder.mkdir()
        computer = Computer(folder, files=files_that_fail(errno.EACCES))
        keep("ehr", "1 tablet")(computer.start())
        computer.stop()
        (folder / "cache.db").write_bytes(b"damaged" * 2000)
        computer.files.order(failing, is_lasting=is_lasting)
        keeping = computer.start()
        notices.add(keeping.notice)
        assert observed(keeping) == {}
        computer.heal()
        computer.stop()
        keeping = computer.start()
        assert keeping.notice in ("", "bar.store_locked", "bar.store_old_copy")
        keep("ehr", "ny")(keeping)
        assert observed(keeping)[EHR][0] == ("ny",)
        computer.stop()
    assert notices == {"bar.store_unusable", "bar.store_locked"}


def _changes_pin(door: Door) -> str:
    key = unlock(door, OLD)
    with_new_pin(door.folder, door.files, key, NEW, Chance(1), CHEAP)
    return "new"


def _guesses(door: Door) -> str:
    with pytest.raises(AccessError):
        unlock(door, WRONG)
    return "guessed"


def _signs_in(door: Door) -> str:
    signed_in(door, DEVICE)
    return "signed in"


def _keeps_place(door: Door) -> str:
    key = unlock(door, OLD)
    keep_place(door.folder, door.files, key, Chance(2), "her")
    assert take_place(door.folder, door.files, key) in ("her", "")
    return "placed"


@pytest.mark.parametrize("is_lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("which", ["files", "ring"])
@pytest.mark.parametrize("act", [_changes_pin, _guesses, _signs_in, _keeps_place])
def test_t2_unlock_and_a_new_pin_through_ports_that_fail(
    fast_path: Path, act: Callable[[Door], str], which: str, is_lasting: bool
) -> None:
    """The store key is never lost, the PIN is the old one or, once acknowledged, the new one; no guess is forgotten."""
    for failing in itertools.count(1):
        folder = fast_path / str(failing)
        computer = Computer(folder, files=files_that_fail(errno.ENOSPC))
        made = make_user_key(folder, QuickFiles(), USER, OLD, Chance(3), CHEAP)
        door = Door(folder, computer.files, computer.ring, USER)
        port = port_of(computer, which)
        before = left(door, DEVICE)
        port.order(failing, is_lasting=is_lasting)
        try:
            done = act(door)
        except (AccessError, StoreError):
            done = ""
        has_met = port.count >= failing
        computer.heal()
        guesses = left(door, DEVICE)
        assert guesses == before - 1 if done == "guessed" else guesses in (before, before - 1)
        right = NEW if done == "new" else OLD
        assert unlock(door, right).raw == made.raw
        assert left(door, DEVICE) == 5
        if not has_met:
            assert done
            break
    assert failing > 2


def test_t2_a_key_that_must_be_destroyed_and_cannot_now_is_destroyed_by_the_next_try(fast_path: Path) -> None:
    computer = Computer(fast_path, files=files_that_fail(errno.EACCES))
    make_user_key(fast_path, QuickFiles(), USER, OLD, Chance(3), CHEAP)
    door = Door(fast_path, computer.files, computer.ring, USER)
    real = computer.files.inner

    class NoRemoval(QuickFiles):
        def remove(self, path: Path) -> None:
            raise PermissionError(errno.EACCES, "it fails")

    computer.files.inner = NoRemoval()
    for number in range(10):
        if number == 5:
            signed_in(door, DEVICE)
        with pytest.raises((AccessError, StoreError)):
            unlock(door, WRONG)
    with pytest.raises(StoreError):
        unlock(door, OLD)
    computer.files.inner = real
    with pytest.raises(AccessError) as refused:
        unlock(door, OLD)
    assert refused.value.facts == {"erased": True}
    assert not list(fast_path.glob("store-key*"))
