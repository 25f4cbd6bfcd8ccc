"""What is handed out on paper or as a file: said to the audit trail before it is done (screens.md 6)."""

from dataclasses import dataclass
from enum import Enum


class Medium(Enum):
    """Where a disclosure goes."""

    PRINTER = "printer"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One print: which document, to what, and whether it names what the patient marked private (safety.md 2a.5)."""

    document: str
    medium: Medium
    shows_private: bool = False


@dataclass(frozen=True, slots=True)
class ListDisclosure:
    """One print of a list of patients: which document, to what, of which list, and the digest of its words."""

    document: str
    medium: Medium
    source: str
    """The name of the server whose list it is; empty for a list made by hand."""
    name: str
    """The name of the list in the settings."""
    digest: str
    """SHA-256 of the printed words (UTF-8), in hex."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The record of a disclosure: its number, for the foot of every page, and who made it."""

    number: str
    """Danish day and place in the trail, as `2026-1123-0007`."""
    who: str
    """Empty where nobody is named in the settings."""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The record of a printed list, and by what its words can be proved later."""

    printed: Disclosed
    digest: str
    """SHA-256 of the printed words, in hex."""
    signature: str
    """Of `seal_message`, by the key with which this computer signs its record of looks (Ed25519, base64url)."""
    device: str
    """The name of this computer in its record."""


_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that no letter is taken for a digit on paper."""
_CODE, _PART = 16, 4
_READ_AS = str.maketrans("ILO", "110")


def code_of(digest: str) -> str:
    """Give the short code of a digest, as `7QF3-K2MD-9XTA-04PZ`: its first 80 bits, to be typed from paper."""
    number = int(digest[: _CODE * 5 // 4], 16)
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(5 * (_CODE - 1), -1, -5))
    return "-".join(letters[at : at + _PART] for at in range(0, _CODE, _PART))


def read_code(text: str) -> str:
    """Give a code as `code_of` writes it, from however it was typed.

    Raises:
        ValueError: it is none.

    """
    letters = "".join(text.upper().replace("-", " ").split()).translate(_READ_AS)
    if len(letters) != _CODE or any(letter not in _LETTERS for letter in letters):
        raise ValueError("code")
    return "-".join(letters[at : at + _PART] for at in range(0, _CODE, _PART))


def seal_message(digest: str) -> bytes:
    """Give what is signed: the digest, under a name of its own, so that no other signature of the key can be shown for it."""
    return b"overblik-list-1\n" + digest.encode("ascii")
