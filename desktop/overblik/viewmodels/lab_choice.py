"""Which results the laboratory page shows: said as long as it stands, and removed with one key (R8)."""

from dataclasses import dataclass

MONTHS = (3, 12, 60)
"""The spans of time to choose from."""


@dataclass(frozen=True, slots=True)
class LabFilter:
    """What is asked for; nothing asked for shows all."""

    is_abnormal: bool = False
    """Only what the laboratory called out of order."""
    is_changed: bool = False
    """Only what differs from the answer before."""
    months: int = 0
    """Only analyses answered within so many months; 0 is any time."""

    @property
    def is_on(self) -> bool:
        """Whether anything may be left out."""
        return self != ALL_RESULTS


ALL_RESULTS = LabFilter()
