"""What is said at the door of the running program, and how each end proves that it may (runtime/door.py)."""

import hmac
import os
from pathlib import Path

import msgspec

FILE = "door"
PREFIX = "overblik-"
"""How the names of all doors begin."""
LARGEST = 4096
"""Bytes of a line; what is asked takes some hundreds."""
SLOWEST = 5000
"""Milliseconds in which a visit must be over, and in which an answer is waited for."""


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a second start says to the first; never on a command line, never in a log."""

    link: str = ""
    number: str = ""

    def __repr__(self) -> str:
        """Show nothing of the citizen."""
        return "Said(••••)"


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of it: taken, or refused with a sentence."""

    is_taken: bool
    sentence: str = ""


class Plate(msgspec.Struct, frozen=True):
    """What stands at the door, for this user alone."""

    name: str
    key: str
    pid: int


class Hello(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The visitor begins."""

    hello: str


class Proven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The house proves itself."""

    nonce: str
    proof: str


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an end says, a `Said` or a `Reply` as text, with its proof."""

    said: str
    proof: str


def proof_of(key: str, *parts: str) -> str:
    """Prove knowledge of the key over this talk; the first part says which end speaks, so that nothing is reflected."""
    return hmac.digest(bytes.fromhex(key), "\n".join(parts).encode(), "sha256").hex()


def line_of(told: msgspec.Struct) -> bytes:
    """Write one line."""
    return msgspec.json.encode(told) + b"\n"


def read_plate(folder: Path) -> Plate | None:
    """Read what stands at the door; none where nothing does, or what does is not of this user's making."""
    try:
        path = folder / FILE
        if os.name == "posix" and path.stat().st_uid != os.geteuid():
            return None
        plate = msgspec.json.decode(path.read_bytes(), type=Plate)
        bytes.fromhex(plate.key)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None
    return plate if Path(plate.name).name.startswith(PREFIX) else None
