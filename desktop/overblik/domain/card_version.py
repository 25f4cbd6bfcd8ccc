"""The versions that a medicine card has had (GetMedicineCardVersions)."""

from dataclasses import dataclass

from overblik.domain.dates import ClinicalDate


@dataclass(frozen=True, slots=True)
class CardVersion:
    """One version of a medicine card."""

    number: str
    created: ClinicalDate | None
    """None when the service does not say it."""
