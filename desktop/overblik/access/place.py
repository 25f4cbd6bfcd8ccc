"""What a user was in the middle of when the screen locked: sealed under his store key, for him alone (R25, T3)."""

from pathlib import Path

from overblik.access.user_key import UserKey
from overblik.domain.errors import Full
from overblik.domain.ports import Files, Random

_FILE = "place.bin"
_NONCE = 12
_BOUND = b"place-v1"


def keep_place(folder: Path, files: Files, key: UserKey, random: Random, place: str) -> None:
    """Seal the place; an empty one leaves nothing.

    Raises:
        Full: it cannot be written.

    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        if not place:
            files.remove(folder / _FILE)
            return
        nonce = random.bytes(_NONCE)
        files.write(folder / _FILE, nonce + AESGCM(_key(key)).encrypt(nonce, place.encode(), _BOUND))
    except OSError as error:
        raise Full(reason="place") from error


def take_place(folder: Path, files: Files, key: UserKey) -> str:
    """Give the place and leave none behind: it is gone to once; empty where there is none that this key opens."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        sealed = files.read(folder / _FILE)
        files.remove(folder / _FILE)
        return AESGCM(_key(key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], _BOUND).decode()
    except (OSError, ValueError, InvalidTag):
        return ""


def _key(key: UserKey) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=_BOUND).derive(key.raw)
