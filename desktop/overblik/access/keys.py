"""The device key (safety.md section 6): made at first use, kept in the key ring; all keys of this device come from it."""

from overblik.domain.ports import Keyring, Random

_DEVICE_KEY = "device-key"


def device_key(ring: Keyring, random: Random) -> bytes:
    """Give this device's key; made at first use.

    Raises:
        Locked: the key ring does not open.

    """
    found = ring.get(_DEVICE_KEY)
    if found is not None and len(found) == 32:
        return found
    made = random.bytes(32)
    ring.set(_DEVICE_KEY, made)
    return made
