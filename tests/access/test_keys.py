"""The device key: made once, kept in the key ring."""

from overblik.access.keys import device_key
from overblik.runtime.chance import SystemRandom
from overblik.runtime.keyring import MemoryKeyring

CHANCE = SystemRandom()


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
