"""How one drug medication came to be what it is: its contents, period by period (GetDrugMedicationHistory)."""

from dataclasses import dataclass

from overblik.domain.medicine_card import DrugPeriod
from overblik.domain.section import Unreadable

__all__ = ["DrugHistory", "DrugPeriod"]


@dataclass(frozen=True, slots=True)
class DrugHistory:
    """The periods of one drug medication; items in = periods + unreadable."""

    identifier: str
    periods: tuple[DrugPeriod, ...]
    """Newest first."""
    unreadable: tuple[Unreadable, ...] = ()
