"""The key hierarchy (safety.md section 6): a random store key, wrapped by a key from the device.

    K_dev (32 bytes, in the key ring) -> HKDF-SHA256 -> KEK
    DEK   (32 bytes, random)          -> AES-256-GCM wrapped by KEK -> raw key of the cache

The key ring never holds the store key itself. The PIN joins the KEK in the issue on access.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from overblik.domain.errors import Full, Locked
from overblik.domain.ports import Files, Keyring, Random

_VERSION = "store-v1"
_DEVICE_KEY = "device-key"
_NONCE = 12


@dataclass(frozen=True, slots=True, repr=False)
class StoreKey:
    """The raw key of the cache; never shown."""

    raw: bytes

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "StoreKey(••••)"


def device_key(ring: Keyring, random: Random) -> bytes:
    """Give this device's key; made at first use."""
    found = ring.get(_DEVICE_KEY)
    if found is not None and len(found) == 32:
        return found
    made = random.bytes(32)
    ring.set(_DEVICE_KEY, made)
    return made


def open_store_key(folder: Path, files: Files, device: bytes, random: Random) -> StoreKey:
    """Unwrap the store key; make and wrap a new one at first use.

    Raises:
        Locked: neither the wrapped key nor its backup opens with this device's key
            (another computer, a lost key ring: unreadable by design, the data are fetched again).
        Full: a copy cannot be read or written now; it may be good, so nothing is given up for it.

    """
    copies = [folder / "store-key.json", folder / "store-key.backup.json"]
    there = [path for path in copies if files.exists(path)]
    unread: OSError | None = None
    for path in there:
        try:
            key = _unwrap(files.read(path), device)
        except OSError as error:
            unread = error
            continue
        if key is not None:
            return StoreKey(key)
    if unread is not None:
        raise Full(reason="store_key") from unread
    if there:
        raise Locked(reason="device_key")
    fresh = random.bytes(32)
    wrapped = _wrap(fresh, device, random)
    try:
        for path in copies:
            files.write(path, wrapped)
    except OSError as error:
        raise Full(reason="store_key") from error
    return StoreKey(fresh)


def forget_store_key(folder: Path, files: Files) -> None:
    """Destroy the wrapped key, which makes the store unreadable."""
    for name in ("store-key.json", "store-key.backup.json"):
        files.remove(folder / name)


def _wrap(key: bytes, device: bytes, random: Random) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = random.bytes(_NONCE)
    sealed = AESGCM(_derive(device, _VERSION.encode())).encrypt(nonce, key, _VERSION.encode())
    header = {"version": _VERSION, "cipher": "AES-256-GCM", "kdf": "HKDF-SHA256", "sealed": (nonce + sealed).hex()}
    return json.dumps(header).encode("ascii")


def _unwrap(content: bytes, device: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        header = json.JSONDecoder().decode(content.decode("ascii"))  # noqa: TID251 - our own header, no clinical answer
        sealed = bytes.fromhex(header["sealed"])
        opener = AESGCM(_derive(device, str(header["version"]).encode()))
        key = opener.decrypt(sealed[:_NONCE], sealed[_NONCE:], str(header["version"]).encode())
    except (ValueError, KeyError, TypeError, InvalidTag):
        return None
    return key if len(key) == 32 else None


def _derive(device: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(device)
