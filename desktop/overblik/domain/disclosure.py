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
class Disclosed:
    """The record of a disclosure: its number, for the foot of every page, and who made it."""

    number: str
    """Danish day and place in the trail, as `2026-1123-0007`."""
    who: str
    """Empty where nobody is named in the settings."""
    role: str = ""
