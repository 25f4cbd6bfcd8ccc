"""The treatment behind a prescription whose drug medication is not on the card: when it ended, as recorded (S6)."""

from dataclasses import dataclass

from overblik.domain.dates import ClinicalDate
from overblik.domain.provenance import RawRef


@dataclass(frozen=True, slots=True)
class Treatment:
    """How long a drug medication is to last (BeginEndDate, Withdrawn); it is never current medicine."""

    end: ClinicalDate | None
    """TreatmentEndDate: the day itself still counts as inside."""
    end_undetermined: bool
    withdrawn: ClinicalDate | None
    """When it was stopped by an act."""
    origin: RawRef | None
