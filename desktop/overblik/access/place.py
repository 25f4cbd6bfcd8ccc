"""What a user was in the middle of when the screen locked: sealed under his store key, for him alone (R25, T3)."""

import contextlib
from pathlib import Path

from overblik.access.sealed_text import SealedText
from overblik.access.user_key import UserKey
from overblik.domain.errors import StoreError
from overblik.domain.ports import Files, Random

_FILE = "place.bin"
_BOUND = b"place-v1"


def keep_place(folder: Path, files: Files, key: UserKey, random: Random, place: str) -> None:
    """Seal the place; an empty one leaves nothing.

    Raises:
        Full: it cannot be written.

    """
    SealedText(folder / _FILE, _BOUND, files, key).keep(place, random)


def take_place(folder: Path, files: Files, key: UserKey) -> str:
    """Give the place and leave none behind: it is gone to once; empty where there is none that this key opens."""
    with contextlib.suppress(OSError, StoreError):
        try:
            return SealedText(folder / _FILE, _BOUND, files, key).read()
        finally:
            files.remove(folder / _FILE)
    return ""
