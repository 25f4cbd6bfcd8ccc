"""A user's store key: random, wrapped by what the user knows and what the device holds (safety.md section 6).

    PIN --Argon2id(salt)--> K_pin          K_dev (in the key ring)
    KEK = HKDF-SHA256(K_pin || K_dev, info = store-v2 | user | device | store)
    DEK = 32 random bytes, AES-256-GCM under KEK; the header is what the seal is bound to (AAD)

Nothing here holds a PIN after the call. A store key that nobody can unwrap is a store that nobody can read.
"""

import hmac
from dataclasses import dataclass
from pathlib import Path

import msgspec

from overblik.domain.errors import Full, Locked, WrongPin
from overblik.domain.ports import Files, Random

VERSION = "store-v2"
NAMES = ("store-key.json", "store-key.backup.json")
_NONCE = 12
_SALT = 16
_FLOOR = 64 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of the PIN costs (Argon2id, RFC 9106): memory in KiB, passes, lanes."""

    memory: int = 256 * 1024
    passes: int = 3
    lanes: int = 2


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """What opens a store: the PIN, and the device key; an empty PIN is for synthetic data alone."""

    pin: str
    device: bytes

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "Secret(••••)"


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    user: str
    device: str
    store: str
    generation: int
    memory: int
    passes: int
    lanes: int
    salt: str
    sealed: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class UserKey:
    """An unwrapped store key, with what wraps it again for a later generation."""

    raw: bytes
    store: str
    """The id of the store that it opens."""
    generation: int
    """The generation that the header was written for: no store of this user may be older."""
    header: _Header
    wrapping: bytes

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "UserKey(••••)"


def user_token(device: bytes, issuer: str, subject: str) -> str:
    """Name a user on this device without his name: it stands in folder names and in the key ring (T4)."""
    return hmac.new(_derived(device, b"user-token-v1"), f"{issuer}\n{subject}".encode(), "sha256").hexdigest()[:32]


def device_id(device: bytes) -> str:
    """Name this device without its key."""
    return _derived(device, b"device-id-v1").hex()[:32]


def has_user_key(folder: Path, files: Files) -> bool:
    """Whether a wrapped key lies there.

    Raises:
        Full: that cannot be seen now.

    """
    try:
        return any(files.exists(folder / name) for name in NAMES)
    except OSError as error:
        raise Full(reason="store_key") from error


def make_user_key(
    folder: Path, files: Files, user: str, secret: Secret, random: Random, cost: Cost | None = None
) -> UserKey:
    """Make a store key and wrap it; what was wrapped there before is lost, and its store with it.

    Raises:
        Full: it cannot be written.

    """
    cost = cost or Cost()
    store, salt = random.bytes(16).hex(), random.bytes(_SALT).hex()
    device = device_id(secret.device)
    header = _Header(VERSION, user, device, store, 0, cost.memory, cost.passes, cost.lanes, salt)
    wrapping = _wrapping(header, secret)
    return _written(folder, files, header, random.bytes(32), wrapping, random)


def open_user_key(folder: Path, files: Files, user: str, secret: Secret) -> UserKey:
    """Unwrap the store key.

    Raises:
        WrongPin: neither copy opens with this PIN.
        Locked: there is no key of this user and device (another computer, a lost key ring: unreadable by design).
        Full: a copy cannot be read now; it may be good, so nothing is given up for it.

    """
    copies, unread = _copies(folder, files)
    mine = [one for one in copies if (one.version, one.user, one.device) == (VERSION, user, device_id(secret.device))]
    tried: dict[tuple[str, int, int, int, str], bytes] = {}
    for header in sorted(mine, key=lambda one: -one.generation):
        made = (header.store, header.memory, header.passes, header.lanes, header.salt)
        if made not in tried:
            try:
                tried[made] = _wrapping(header, secret)
            except Locked:
                continue  # this copy is bent: the other may be good
        raw = _unwrapped(header, tried[made])
        if raw is not None:
            return UserKey(raw, header.store, header.generation, header, tried[made])
    if unread is not None:
        raise Full(reason="store_key") from unread
    if tried:
        raise WrongPin
    raise Locked(reason="key_cost" if mine else "device_key")


def advanced(folder: Path, files: Files, key: UserKey, generation: int, random: Random) -> UserKey:
    """Wrap the key for a later generation: an older wrapped file is known by it (T9).

    What another process of ours has wrapped meanwhile, for a later generation or by another PIN, stays; a key that was
    destroyed meanwhile stays destroyed.

    Raises:
        Full: it cannot be read or written; the former stays.

    """
    copies, unread = _copies(folder, files)
    if unread is not None:
        raise Full(reason="store_key") from unread
    there = [one for one in copies if one.store == key.store and _unwrapped(one, key.wrapping) is not None]
    if not there or any(one.generation > generation for one in there):
        return key
    header = msgspec.structs.replace(key.header, generation=generation, sealed="")
    return _written(folder, files, header, key.raw, key.wrapping, random)


def with_new_pin(
    folder: Path, files: Files, key: UserKey, secret: Secret, random: Random, cost: Cost | None = None
) -> UserKey:
    """Wrap the same key by another PIN: the store stays as it is.

    Raises:
        Full: it cannot be written; the former PIN stays.

    """
    cost = cost or Cost()
    header = msgspec.structs.replace(
        key.header, memory=cost.memory, passes=cost.passes, lanes=cost.lanes, salt=random.bytes(_SALT).hex(), sealed=""
    )
    return _written(folder, files, header, key.raw, _wrapping(header, secret), random)


def forget_user_key(folder: Path, files: Files) -> None:
    """Destroy the wrapped key, which makes the store unreadable.

    Raises:
        Full: a copy of it cannot be removed now; the others are gone.

    """
    failed: OSError | None = None
    for name in NAMES:
        try:
            files.remove(folder / name)
        except OSError as error:
            failed = error
    if failed is not None:
        raise Full(reason="store_key") from failed


def _copies(folder: Path, files: Files) -> tuple[list[_Header], OSError | None]:
    found: list[_Header] = []
    unread: OSError | None = None
    for name in NAMES:
        try:
            found.append(msgspec.json.decode(files.read(folder / name), type=_Header))
        except FileNotFoundError:
            continue
        except OSError as error:
            unread = error
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
    return found, unread


def _written(folder: Path, files: Files, header: _Header, raw: bytes, wrapping: bytes, random: Random) -> UserKey:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = random.bytes(_NONCE)
    sealed = (nonce + AESGCM(wrapping).encrypt(nonce, raw, _bound(header))).hex()
    header = msgspec.structs.replace(header, sealed=sealed)
    try:
        files.make_folder(folder)
        for name in NAMES:
            files.write(folder / name, msgspec.json.encode(header))
    except OSError as error:
        raise Full(reason="store_key") from error
    return UserKey(raw, header.store, header.generation, header, wrapping)


def _unwrapped(header: _Header, wrapping: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        sealed = bytes.fromhex(header.sealed)
        raw = AESGCM(wrapping).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(header))
    except (ValueError, InvalidTag):
        return None
    return raw if len(raw) == 32 else None


def _bound(header: _Header) -> bytes:
    """Give what the seal is bound to: all of the header but the seal."""
    return msgspec.json.encode(msgspec.structs.replace(header, sealed=""))


def _wrapping(header: _Header, secret: Secret) -> bytes:
    known = _stretched(header, secret.pin) if secret.pin else b""
    purpose = f"{VERSION}|{header.user}|{header.device}|{header.store}"
    return _derived(known + secret.device, purpose.encode())


def _stretched(header: _Header, pin: str) -> bytes:
    """Stretch the PIN; a header that asks for less than the floor, or for more than a computer has, opens nothing.

    Raises:
        Locked: the cost in the header is not one of ours.

    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    is_ours = _FLOOR <= header.memory <= 1024 * 1024 and 1 <= header.passes <= 10 and 1 <= header.lanes <= 8
    try:
        salt = bytes.fromhex(header.salt)
    except ValueError:
        salt = b""
    if not is_ours or len(salt) != _SALT:
        raise Locked(reason="key_cost")
    kdf = Argon2id(salt=salt, length=32, iterations=header.passes, lanes=header.lanes, memory_cost=header.memory)
    return kdf.derive(pin.encode())


def _derived(key: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(key)
