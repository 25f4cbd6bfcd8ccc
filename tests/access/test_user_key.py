"""A user's store key: PIN and device together open it, neither alone; old wrapped files are known (T1, T2, T4, T9)."""

import time
from pathlib import Path

import pytest

from overblik.access.user_key import (
    NAMES,
    Cost,
    Secret,
    advanced,
    forget_user_key,
    has_user_key,
    make_user_key,
    open_user_key,
    user_token,
    with_new_pin,
)
from overblik.domain.errors import Full, Locked, WrongPin
from overblik.runtime.chance import SystemRandom
from overblik.runtime.files import SystemFiles

FILES, CHANCE = SystemFiles(), SystemRandom()
DEVICE = bytes(range(32))
CHEAP = Cost(memory=64 * 1024, passes=1, lanes=1)
USER = user_token(DEVICE, "https://idp", "anna")
MINE = Secret("kilde-42x", DEVICE)


@pytest.mark.rule("T1", "G10")
def test_t1_pin_and_device_together_open_the_key_and_neither_alone(tmp_path: Path) -> None:
    made = make_user_key(tmp_path, FILES, USER, MINE, CHANCE, CHEAP)
    assert open_user_key(tmp_path, FILES, USER, MINE).raw == made.raw
    with pytest.raises(WrongPin):
        open_user_key(tmp_path, FILES, USER, Secret("kilde-42y", DEVICE))
    with pytest.raises(WrongPin):
        open_user_key(tmp_path, FILES, USER, Secret("", DEVICE))
    # Files and key ring's other entries on another computer, with the right PIN: unreadable.
    with pytest.raises(Locked):
        open_user_key(tmp_path, FILES, USER, Secret("kilde-42x", bytes(32)))


@pytest.mark.rule("T4")
def test_t4_the_pin_of_another_user_opens_nothing(tmp_path: Path) -> None:
    other = user_token(DEVICE, "https://idp", "bo")
    assert other != USER != user_token(DEVICE, "https://idp/a", "nna")
    assert "anna" not in USER
    make_user_key(tmp_path, FILES, USER, MINE, CHANCE, CHEAP)
    with pytest.raises(Locked):
        open_user_key(tmp_path, FILES, other, MINE)


@pytest.mark.rule("T1")
def test_t1_no_file_holds_key_or_pin(tmp_path: Path) -> None:
    made = make_user_key(tmp_path, FILES, USER, MINE, CHANCE, CHEAP)
    held = b"".join((tmp_path / name).read_bytes() for name in NAMES)
    for secret in (made.raw, made.raw.hex().encode(), MINE.pin.encode(), DEVICE, DEVICE.hex().encode()):
        assert secret not in held
    assert repr(made) == "UserKey(••••)"
    assert repr(MINE) == "Secret(••••)"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", [b"", b"\xff", b"{}", b"null", b'{"version":"store-v2"}'])
def test_one_good_copy_opens_and_two_broken_ones_open_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    made = make_user_key(tmp_path, FILES, USER, MINE, CHANCE, CHEAP)
    (tmp_path / name).write_bytes(content)
    assert open_user_key(tmp_path, FILES, USER, MINE).raw == made.raw
    for one in NAMES:
        (tmp_path / one).write_bytes(content)
    with pytest.raises(Locked):
        open_user_key(tmp_path, FILES, USER, MINE)


@pytest.mark.rule("T2")
@pytest.mark.parametrize(
    ("old", "new"),
    [('"memory":65536', '"memory":8'), ('"passes":1', '"passes":0'), ('"memory":65536', '"memory":99999999')],
)
def test_t2_a_header_with_another_cost_opens_nothing(tmp_path: Path, old: str, new: str) -> None:
    make_user_key(tmp_path, FILES, USER, MINE, CHANCE, CHEAP)
    for name in NAMES:
        text = (tmp_path / name).read_text()
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new))
    with pytest.raises(Locked):
        open_user_key(tmp_path, FILES, USER, MINE)


@pytest.mark.rule("T9")
def test_t9_the_generation_is_part_of_the_seal(tmp_path: Path) -> None:
    made = make_user_key(tmp_path, FILES, USER, MINE, CHANCE, CHEAP)
    later = advanced(tmp_path, FILES, made, 7, CHANCE)
    assert (later.generation, later.raw, later.store) == (7, made.raw, made.store)
    assert open_user_key(tmp_path, FILES, USER, MINE).generation == 7
    for name in NAMES:
        text = (tmp_path / name).read_text()
        (tmp_path / name).write_text(text.replace('"generation":7', '"generation":9'))
    with pytest.raises(WrongPin):
        open_user_key(tmp_path, FILES, USER, MINE)


def test_of_two_copies_the_later_generation_opens(tmp_path: Path) -> None:
    made = make_user_key(tmp_path, FILES, USER, MINE, CHANCE, CHEAP)
    older = (tmp_path / NAMES[0]).read_bytes()
    advanced(tmp_path, FILES, made, 3, CHANCE)
    (tmp_path / NAMES[0]).write_bytes(older)
    assert open_user_key(tmp_path, FILES, USER, MINE).generation == 3


def test_a_new_pin_opens_the_same_store_and_the_old_one_no_more(tmp_path: Path) -> None:
    made = make_user_key(tmp_path, FILES, USER, MINE, CHANCE, CHEAP)
    other = Secret("en anden 7", DEVICE)
    with_new_pin(tmp_path, FILES, made, other, CHANCE, CHEAP)
    assert open_user_key(tmp_path, FILES, USER, other).raw == made.raw
    with pytest.raises(WrongPin):
        open_user_key(tmp_path, FILES, USER, MINE)


def test_a_destroyed_key_is_gone_and_what_cannot_be_read_now_is_not_given_up(tmp_path: Path) -> None:
    make_user_key(tmp_path, FILES, USER, MINE, CHANCE, CHEAP)
    assert has_user_key(tmp_path, FILES)
    forget_user_key(tmp_path, FILES)
    assert not has_user_key(tmp_path, FILES)
    with pytest.raises(Locked):
        open_user_key(tmp_path, FILES, USER, MINE)
    for name in NAMES:
        (tmp_path / name).mkdir()  # neither a missing file nor a readable one
    with pytest.raises(Full):
        open_user_key(tmp_path, FILES, USER, MINE)
    with pytest.raises(Full):
        make_user_key(tmp_path, FILES, USER, MINE, CHANCE, CHEAP)


@pytest.mark.rule("G10")
def test_g10_the_full_cost_is_what_the_specification_says(tmp_path: Path) -> None:
    """At least 0.3 s of one core on any computer of today: a guess is dear; the bench has the time of an unlocking."""
    assert Cost() == Cost(memory=256 * 1024, passes=3, lanes=2)
    made = make_user_key(tmp_path, FILES, USER, MINE, CHANCE)
    started = time.process_time()
    assert open_user_key(tmp_path, FILES, USER, MINE).raw == made.raw
    assert time.process_time() - started > 0.1
