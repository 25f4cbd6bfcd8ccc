"""The average dose of a day, reckoned from a structure; none where it is not defined.

Per structure: the doses of a round divided by its days. A round that does not repeat in its period is divided by
its last numbered day, and only when all its days have the same doses; else there is no one daily dose.
Doses as needed, pauses and dosages of several periods have none.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from overblik.domain.dosage import Dosage, DosageDay, Dose, Structure

_STEP = Decimal("0.000000001")
"""Nine decimals, rounded half up: as many as DoseQuantityType takes."""


@dataclass(frozen=True, slots=True)
class DailyDose:
    """Least and greatest amount of an average day, in the unit of the dosage; equal where no range was sent."""

    minimum: Decimal
    maximum: Decimal

    @property
    def value(self) -> Decimal | None:
        """The one amount; none for a range."""
        return self.minimum if self.minimum == self.maximum else None


def daily_dose(dosage: Dosage) -> DailyDose | None:
    """Give the daily dose of a dosage of one fixed structure."""
    doses = daily_doses(dosage)
    return doses[0] if len(doses) == 1 else None


def daily_doses(dosage: Dosage) -> tuple[DailyDose | None, ...]:
    """Give the daily dose of each structure, the fixed ones first, in the order sent."""
    if dosage.doubts:
        return ()
    fixed = dosage.fixed.periods if dosage.fixed is not None else ()
    needed = dosage.as_needed.periods if dosage.as_needed is not None else ()
    return (*[_of_structure(structure) for structure in fixed], *[None for _ in needed])


def _of_structure(structure: Structure) -> DailyDose | None:
    days = _days_to_divide_by(structure)
    sums = [_of_day(day) for day in structure.days]
    known = [one for one in sums if one is not None]
    if not days or not known or len(known) < len(sums):
        return None
    if not _repeats(structure) and any(day.doses != structure.days[0].doses for day in structure.days):
        return None
    low = sum([least for least, _ in known], Decimal(0)) / days
    high = sum([most for _, most in known], Decimal(0)) / days
    return DailyDose(low.quantize(_STEP, ROUND_HALF_UP), high.quantize(_STEP, ROUND_HALF_UP))


def _days_to_divide_by(structure: Structure) -> int | None:
    """Give the days of a round, or up to the last numbered day where no round repeats."""
    if _repeats(structure):
        return structure.interval
    return max((day.number or 0 for day in structure.days), default=None)


def _repeats(structure: Structure) -> bool:
    """Whether a whole round fits in the period."""
    if not structure.interval:
        return False
    if structure.end is None:
        return True
    first = structure.start.day() if structure.start is not None else None
    last = structure.end.day()
    return first is not None and last is not None and (last - first).days + 1 >= structure.interval


def _of_day(day: DosageDay) -> tuple[Decimal, Decimal] | None:
    """Add up the doses of a day; none where one has no amount, or the day no number."""
    bounds = [_bounds(dose) for dose in day.doses]
    known = [one for one in bounds if one is not None]
    if day.number is None or not known or len(known) < len(bounds):
        return None
    return sum([low for low, _ in known], Decimal(0)), sum([high for _, high in known], Decimal(0))


def _bounds(dose: Dose) -> tuple[Decimal, Decimal] | None:
    if dose.quantity is not None:
        return dose.quantity, dose.quantity
    if dose.minimum is None or dose.maximum is None:
        return None
    return dose.minimum, dose.maximum
