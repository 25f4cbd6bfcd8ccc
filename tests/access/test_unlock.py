"""Guesses of the PIN are bounded and remembered; no restored file brings one back (T2)."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from overblik.access import unlock as unlocking
from overblik.access.unlock import Door, left, signed_in, unlock
from overblik.access.user_key import NAMES, Cost, Secret, has_user_key, make_user_key, user_token
from overblik.domain.errors import Full, Locked, LockedOut, WrongPin
from overblik.runtime.chance import SystemRandom
from overblik.runtime.files import SystemFiles
from overblik.runtime.keyring import MemoryKeyring

FILES, CHANCE = SystemFiles(), SystemRandom()
DEVICE = bytes(range(32))
USER = user_token(DEVICE, "https://idp", "anna")
RIGHT, WRONG = Secret("kilde-42x", DEVICE), Secret("kilde-99x", DEVICE)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    make_user_key(tmp_path, FILES, USER, RIGHT, CHANCE, Cost(64 * 1024, 1, 1))
    return Door(tmp_path, FILES, MemoryKeyring(), USER)


def guess(door: Door, times: int, secret: Secret = WRONG) -> list[str]:
    found = []
    for _ in range(times):
        try:
            unlock(door, secret)
            found.append("open")
        except WrongPin as error:
            found.append(f"wrong, {error.facts['left']} left")
        except LockedOut as error:
            found.append("erased" if error.facts["erased"] else "sign in")
    return found


@pytest.mark.rule("T2")
def test_t2_five_wrong_guesses_ask_for_a_sign_in_and_ten_erase_the_key(door: Door) -> None:
    assert left(door, DEVICE) == 5
    first = guess(door, 7)
    assert first == [*(f"wrong, {n} left" for n in (4, 3, 2, 1)), "sign in", "sign in", "sign in"]
    assert guess(door, 1, RIGHT) == ["sign in"]
    signed_in(door, DEVICE)
    assert left(door, DEVICE) == 5
    assert guess(door, 5) == [*(f"wrong, {n} left" for n in (4, 3, 2, 1)), "erased"]
    assert not has_user_key(door.folder, FILES)
    signed_in(door, DEVICE)
    assert guess(door, 2, RIGHT) == ["erased", "erased"]


@pytest.mark.rule("T2")
def test_t2_the_right_pin_forgets_the_wrong_ones(door: Door) -> None:
    for _ in range(4):
        assert guess(door, 4)[-1] == "wrong, 1 left"
        assert guess(door, 1, RIGHT) == ["open"]
    assert left(door, DEVICE) == 5


@pytest.mark.rule("T2")
def test_t2_ten_thousand_guesses_are_never_more_than_ten_tries(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between guesses, files or key ring are put back as they were at any earlier time; never both at once."""
    tried: list[str] = []

    def wrong(*told: object) -> None:
        tried.append(str(told[2]))
        raise WrongPin

    monkeypatch.setattr(unlocking, "open_user_key", wrong)
    chance, files, entries = random.Random("guesses"), [], []
    for _ in range(10_000):
        restores: list[Callable[[], None]] = [
            lambda: None,
            lambda: _put_files(door, chance.choice(files)) if files else None,
            lambda: _put_entry(door, chance.choice(entries)) if entries else None,
        ]
        files.append(_files(door))
        entries.append(door.ring.get(door.entry))
        chance.choice(restores)()
        if chance.random() < 0.3:
            signed_in(door, DEVICE)
        guess(door, 1)
        _put_both(door)
    assert 5 <= len(tried) <= 10


def _files(door: Door) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in door.folder.iterdir()}


def _put_files(door: Door, was: dict[str, bytes]) -> None:
    for name, content in was.items():
        (door.folder / name).write_bytes(content)


def _put_entry(door: Door, was: bytes | None) -> None:
    if was is None:
        door.ring.delete(door.entry)
    else:
        door.ring.set(door.entry, was)


def _put_both(door: Door) -> None:
    """What was restored is brought up to date by the guess itself."""
    assert door.ring.get(door.entry) == (door.folder / "tries.json").read_bytes()


@pytest.mark.rule("T2")
def test_t2_a_forged_or_broken_count_says_nothing(door: Door) -> None:
    guess(door, 4)
    path = door.folder / "tries.json"
    for forged in (b"", b"{", b'{"serial":999,"wrong":0,"since_sign_in":0,"mac":""}'):
        path.write_bytes(forged)
        assert left(door, DEVICE) == 1
    path.write_bytes(path.read_bytes().replace(b'"wrong":4', b'"wrong":0'))
    assert left(door, DEVICE) == 1
    door.ring.set(door.entry, b'{"serial":999}')
    assert left(door, DEVICE) == 5  # both gone: bounded only by what the key ring protects (docs/manual/security.md)


def test_a_guess_that_cannot_be_counted_is_not_made(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(unlocking, "open_user_key", lambda *told: asked.append(told))
    (door.folder / "tries.json").mkdir()
    with pytest.raises(Full):
        unlock(door, RIGHT)
    assert asked == []


def test_what_was_no_guess_is_not_counted(door: Door) -> None:
    for name in NAMES:
        (door.folder / name).unlink()
    for _ in range(12):
        with pytest.raises(Locked):
            unlock(door, RIGHT)
    assert left(door, DEVICE) == 5
