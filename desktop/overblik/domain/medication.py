"""Medication: one ordination or statement, in the source's own words (R5, R7)."""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.dates import ClinicalDate
from overblik.domain.quantity import Coded, Concept


class MedicationState(Enum):
    """The reader's status word; an unknown wire status is UNKNOWN, never active (H9)."""

    ACTIVE = "active"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    """Stopped by an act: seponeret."""
    ENDED = "ended"
    """Its time is over: afsluttet."""
    PLANNED = "planned"
    NOT_TAKEN = "not_taken"
    ENTERED_IN_ERROR = "entered_in_error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Medication:
    """One medication entry; texts are as sent, an empty text means that none was sent."""

    name: str
    """What the source calls the drug, in full."""
    generic: str
    """Active substances, lower case, joined by ' + '; empty when the source names none."""
    brand: str
    atc: str
    strength: str
    form: str
    dosage: str
    """The dosage text verbatim, all instructions, in order (H14)."""
    as_needed: bool
    route: str
    indication: str
    state: MedicationState
    wire_status: str
    start: ClinicalDate | None
    end: ClinicalDate | None
    changed: ClinicalDate | None
    reason: str
    """Why it was paused or stopped, as sent."""
    code: Concept
    kind: str
    """`statement` (what is taken) or `request` (what was ordered)."""
    prescriber: str
    notes: tuple[str, ...]
    codings: tuple[Coded, ...] = ()
