"""Guesses of the PIN, bounded and remembered outside the store (T2): 5 wrong ask for a sign-in, 10 erase the key.

A guess is counted, in the key ring and in a file, before it is made. Of two counts the later holds, so that neither an
old file nor an old key ring entry alone brings guesses back.
"""

import hmac
from dataclasses import dataclass
from pathlib import Path

import msgspec

from overblik.access.user_key import Secret, UserKey, forget_user_key, open_user_key
from overblik.domain.errors import Full, Locked, LockedOut, WrongPin
from overblik.domain.ports import Files, Keyring

UNTIL_SIGN_IN = 5
"""So many wrong guesses in a row, and only a sign-in over the network lets the next be made."""
UNTIL_ERASED = 10
"""So many wrong guesses in all, and the wrapped key is destroyed."""
_FILE = "tries.json"


class _Tries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    serial: int = 0
    wrong: int = 0
    """Wrong guesses since the last right one."""
    since_sign_in: int = 0
    """Wrong guesses since the last right one or sign-in."""
    mac: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """Where one user's key lies, and who counts the guesses."""

    folder: Path
    files: Files
    ring: Keyring
    user: str

    @property
    def entry(self) -> str:
        """The name of the count in the key ring."""
        return f"tries-{self.user}"


def left(door: Door, device: bytes) -> int:
    """Give how many guesses are left until a sign-in is asked for.

    Raises:
        Locked: the key ring does not open.

    """
    tries = _tries(door, device)
    return max(0, min(UNTIL_SIGN_IN - tries.since_sign_in, UNTIL_ERASED - tries.wrong))


def unlock(door: Door, secret: Secret) -> UserKey:
    """Open the user's store key with the PIN.

    Raises:
        WrongPin: `left` in the facts says how many guesses remain until a sign-in is asked for.
        LockedOut: a sign-in is needed first; with `erased` the key was destroyed: all is fetched again.
        Locked: there is no key of this user and device, or the key ring does not open.
        Full: the guess cannot be counted, so it is not made.

    """
    tries = _tries(door, secret.device)
    # Also where no guess is allowed: else the two could be set back one after the other.
    _count(door, secret.device, tries)
    if tries.wrong >= UNTIL_ERASED:
        forget_user_key(door.folder, door.files)
        raise LockedOut(erased=True)
    if tries.since_sign_in >= UNTIL_SIGN_IN:
        raise LockedOut(erased=False)
    counted = _Tries(tries.serial + 1, tries.wrong + 1, tries.since_sign_in + 1)
    _count(door, secret.device, counted)
    try:
        key = open_user_key(door.folder, door.files, door.user, secret)
    except WrongPin:
        if counted.wrong >= UNTIL_ERASED:
            forget_user_key(door.folder, door.files)
            raise LockedOut(erased=True) from None
        if counted.since_sign_in >= UNTIL_SIGN_IN:
            raise LockedOut(erased=False) from None
        raise WrongPin(left=left(door, secret.device)) from None
    except (Locked, Full):
        _count(door, secret.device, _Tries(counted.serial + 1, tries.wrong, tries.since_sign_in))  # it was no guess
        raise
    _count(door, secret.device, _Tries(counted.serial + 1))
    return key


def signed_in(door: Door, device: bytes) -> None:
    """Let guesses be made again after a sign-in over the network; those that erase are still counted.

    Raises:
        Full: it cannot be written.
        Locked: the key ring does not open.

    """
    tries = _tries(door, device)
    _count(door, device, _Tries(tries.serial + 1, tries.wrong))


def _tries(door: Door, device: bytes) -> _Tries:
    held = _read(door.ring.get(door.entry), door, device)
    try:
        kept = _read(door.files.read(door.folder / _FILE), door, device)
    except OSError:
        kept = _Tries()
    return max(held, kept, key=lambda one: one.serial)


def _read(content: bytes | None, door: Door, device: bytes) -> _Tries:
    """Read one count; a count that is forged or broken says nothing, the other holds."""
    if content is None:
        return _Tries()
    try:
        told = msgspec.json.decode(content, type=_Tries)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _Tries()
    return told if hmac.compare_digest(told.mac.encode(), _mac(told, door, device).encode()) else _Tries()


def _count(door: Door, device: bytes, tries: _Tries) -> None:
    told = msgspec.json.encode(msgspec.structs.replace(tries, mac=_mac(tries, door, device)))
    door.ring.set(door.entry, told)
    try:
        door.files.make_folder(door.folder)
        door.files.write(door.folder / _FILE, told)
    except OSError as error:
        raise Full(reason="tries") from error


def _mac(tries: _Tries, door: Door, device: bytes) -> str:
    text = f"tries-v1|{door.user}|{tries.serial}|{tries.wrong}|{tries.since_sign_in}"
    return hmac.new(device, text.encode(), "sha256").hexdigest()
