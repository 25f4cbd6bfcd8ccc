"""The key hierarchy: a random store key, wrapped by the device's; nothing opens on another computer."""

import json
from pathlib import Path

import pytest

from overblik.access.keys import StoreKey, device_key, forget_store_key, open_store_key
from overblik.access.trail_keys import trail_keys
from overblik.domain.errors import Full, Locked
from overblik.runtime.chance import SystemRandom
from overblik.runtime.files import SystemFiles
from overblik.runtime.keyring import MemoryKeyring

FILES, CHANCE = SystemFiles(), SystemRandom()
NAMES = ("store-key.json", "store-key.backup.json")


def opened(folder: Path, device: bytes) -> bytes:
    return open_store_key(folder, FILES, device, CHANCE).raw


def test_the_device_key_is_made_once_and_kept_in_the_ring() -> None:
    ring = MemoryKeyring()
    made = device_key(ring, CHANCE)
    assert len(made) == 32
    assert device_key(ring, CHANCE) == made
    assert device_key(MemoryKeyring(), CHANCE) != made


def test_a_device_key_of_another_length_is_replaced() -> None:
    ring = MemoryKeyring()
    ring.set("device-key", b"kort")
    assert len(device_key(ring, CHANCE)) == 32


@pytest.mark.rule("T1")
def test_t1_the_store_key_comes_back_on_this_device_alone(tmp_path: Path) -> None:
    device = CHANCE.bytes(32)
    key = opened(tmp_path, device)
    assert len(key) == 32
    assert opened(tmp_path, device) == key
    before = {name: (tmp_path / name).read_bytes() for name in NAMES}
    with pytest.raises(Locked):
        opened(tmp_path, CHANCE.bytes(32))
    # Refused, and not replaced: with the right key ring back, all opens again.
    assert {name: (tmp_path / name).read_bytes() for name in NAMES} == before
    assert opened(tmp_path, device) == key


@pytest.mark.rule("T1")
def test_t1_neither_ring_nor_file_holds_the_store_key_itself(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    key = opened(tmp_path, device_key(ring, CHANCE))
    held = b"".join((tmp_path / name).read_bytes() for name in NAMES) + b"".join(ring._secrets.values())
    assert key not in held
    assert key.hex().encode() not in held


@pytest.mark.parametrize("broken", NAMES)
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"[]", b'{"version":"store-v1","sealed":"zz"}', b"null"])
def test_one_broken_copy_does_not_lose_the_key(tmp_path: Path, broken: str, content: bytes) -> None:
    device = CHANCE.bytes(32)
    key = opened(tmp_path, device)
    (tmp_path / broken).write_bytes(content)
    assert opened(tmp_path, device) == key
    (tmp_path / broken).unlink()
    assert opened(tmp_path, device) == key


def test_a_changed_byte_or_version_of_the_wrapped_key_is_refused(tmp_path: Path) -> None:
    device = CHANCE.bytes(32)
    opened(tmp_path, device)
    header = json.loads((tmp_path / NAMES[0]).read_text())
    sealed = bytes.fromhex(header["sealed"])
    for place in range(0, len(sealed), 7):
        bent = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        for name in NAMES:
            (tmp_path / name).write_text(json.dumps({**header, "sealed": bent.hex()}))
        with pytest.raises(Locked):
            opened(tmp_path, device)
    for name in NAMES:
        (tmp_path / name).write_text(json.dumps({**header, "version": "store-v0"}))
    with pytest.raises(Locked):
        opened(tmp_path, device)


def test_forgetting_the_key_makes_a_new_one_at_the_next_opening(tmp_path: Path) -> None:
    device = CHANCE.bytes(32)
    key = opened(tmp_path, device)
    forget_store_key(tmp_path, FILES)
    forget_store_key(tmp_path, FILES)
    assert not any((tmp_path / name).exists() for name in NAMES)
    assert opened(tmp_path, device) != key


def test_keys_of_different_purpose_differ_and_are_never_shown(tmp_path: Path) -> None:
    device = CHANCE.bytes(32)
    key = open_store_key(tmp_path, FILES, device, CHANCE)
    trail = trail_keys(device)
    assert len({trail.sealing, trail.signing, trail.naming, device, key.raw}) == 5
    assert trail_keys(device) == trail
    assert repr(trail) == "TrailKeys(••••)"
    assert key.raw.hex() not in repr(key)
    assert repr(StoreKey(b"x")) == str(StoreKey(b"x")) == "StoreKey(••••)"


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_of_the_key_that_cannot_be_read_now_is_not_given_up(tmp_path: Path, name: str) -> None:
    device = CHANCE.bytes(32)
    key = opened(tmp_path, device)
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    assert opened(tmp_path, device) == key
    with pytest.raises(Full):
        opened(tmp_path, CHANCE.bytes(32))


def test_a_key_that_cannot_be_written_is_a_store_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(Full):
        opened(tmp_path / "nowhere", CHANCE.bytes(32))
