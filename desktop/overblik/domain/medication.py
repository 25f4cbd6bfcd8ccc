"""Medication: one ordination or statement, in the source's own words (R5, R7)."""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.dates import ClinicalDate
from overblik.domain.medicine_card import Ordination
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


class MedicationEntry(Enum):
    """What kind of row of a medicine card an entry is."""

    DRUG_MEDICATION = "drug_medication"
    PRIVATE = "private"
    """Hidden by the patient: a placeholder, or a record that belongs to one; holds no content (H21)."""
    NEGATIVE_CONSENT = "negative_consent"
    """Hidden by the patient, in the words of the older schemas."""
    INVALID = "invalid"
    """The service itself says that it must not be relied upon."""
    PRESCRIPTION_ONLY = "prescription_only"
    """A prescription or a dispensing without a drug medication on the card: never current medicine."""


class DosingKind(Enum):
    """Whether a dosage is fixed, as needed, both, or not stated (Dosage/Type)."""

    FIXED = "fixed"
    AS_NEEDED = "as_needed"
    COMBINED = "combined"
    UNSPECIFIED = "unspecified"


class DosageOrigin(Enum):
    """Whose words the dosage text is."""

    SERVICE = "service"
    OWN = "own"
    """Made of the structure, because the service sent no text."""


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
    row: MedicationEntry = MedicationEntry.DRUG_MEDICATION
    dosing: DosingKind = DosingKind.UNSPECIFIED
    dosage_short: str = ""
    """FMK's short text; empty when there is none."""
    dosage_long: str = ""
    dosage_origin: DosageOrigin = DosageOrigin.SERVICE
    ordination: Ordination | None = None
    """What only a medicine card says; none for other sources."""
