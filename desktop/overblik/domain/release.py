"""What a release says of itself, as a value (T24, G17)."""

from collections.abc import Mapping
from dataclasses import dataclass

from overblik.domain.dates import Instant


@dataclass(frozen=True, slots=True)
class Release:
    """A list of released files whose signature was checked."""

    version: str
    """As `1.2.3`."""
    built: Instant
    """The moment of the source that it was built of."""
    expires: Instant
    """After this moment there is a newer one, or somebody keeps it back."""
    files: Mapping[str, str]
    """SHA-256 in hexadecimal, by name."""


def version_numbers(version: str) -> tuple[int, ...]:
    """Give a version as numbers that compare.

    Raises:
        ValueError: it is not made of numbers and dots.

    """
    numbers = tuple(int(part) for part in version.split(".") if part.isascii() and part.isdigit())
    if not numbers or len(numbers) != len(version.split(".")):
        raise ValueError(version)
    return numbers
