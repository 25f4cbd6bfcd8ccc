"""The medicine card of Fælles Medicinkort: who did what when, prescriptions, dispensings (schema 2015/06/01).

Every text is as sent; an empty text, and none, mean that the service did not say it.
"""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.dates import ClinicalDate
from overblik.domain.dosage import Dosage
from overblik.domain.provenance import RawRef
from overblik.domain.treatment import Treatment


@dataclass(frozen=True, slots=True)
class Act:
    """Who did something on the card, and when (Modificator and DateTime)."""

    at: ClinicalDate | None
    name: str = ""
    """The person; empty when only an organisation is named."""
    role: str = ""
    organisation: str = ""
    authorised_by: str = ""
    by_patient: bool = False

    @property
    def who(self) -> str:
        """Name the organisation, else the person: the reader asks where, then whom."""
        return self.organisation or self.name or self.role


@dataclass(frozen=True, slots=True)
class Product:
    """A drug as FMK names it (DrugType)."""

    name: str = ""
    detailed_text: str = ""
    """DetailedDrugText: stands in the place of a name, for a magistral drug."""
    atc: str = ""
    atc_text: str = ""
    drug_id: str = ""
    form: str = ""
    strength: str = ""
    """Strength/Text, else value and unit text as sent."""
    substances: tuple[str, ...] = ()

    @property
    def is_magistral(self) -> bool:
        """Whether the drug is made for the patient and has no name."""
        return not self.name and bool(self.detailed_text)

    @property
    def said(self) -> str:
        """The name, else the detailed text in full."""
        return self.name or self.detailed_text


@dataclass(frozen=True, slots=True)
class DrugPeriod:
    """What a drug medication held during one period (DrugMedicationHistoryPeriodType)."""

    start: ClinicalDate | None
    end: ClinicalDate | None
    version: str
    """Of the drug medication."""
    product: Product
    dosage: Dosage | None
    dosage_text: str
    """The words that stand for the dosage, as on the card."""
    paused: bool
    origin: RawRef | None


class Shown(Enum):
    """Whether a record of the card may be relied upon."""

    VALID = "valid"
    INVALID = "invalid"
    """InvalidPrescription, InvalidEffectuation: an identifier and nothing to rely upon."""
    PRIVATE = "private"
    """Hidden by the patient: nothing but its existence is kept."""


@dataclass(frozen=True, slots=True)
class Dispensing:
    """An effectuation: what was handed out, when, and where; never a sign that it is taken (R9)."""

    identifier: str
    at: ClinicalDate | None
    method: str = ""
    """EffectuationMethod as sent."""
    quantity: str = ""
    """Packages or doses in the words and numbers as sent, `2 × 100 stk.`."""
    product: Product | None = None
    """Another drug than the ordered one, or the drug of a dispensing that stands alone."""
    as_ordered: bool = False
    """IsEffectuatedAccordingToDrugMedication."""
    pharmacy: str = ""
    act: Act | None = None
    first_day: ClinicalDate | None = None
    """First and last day of packed doses (DoseDispensing)."""
    last_day: ClinicalDate | None = None
    comment: str = ""
    shown: Shown = Shown.VALID
    reason: str = ""
    """Why it is invalid, as sent."""
    origin: RawRef | None = None


@dataclass(frozen=True, slots=True)
class PharmacyOrder:
    """An order of a prescription at a pharmacy, with its dispensing once there is one."""

    identifier: str
    status: str
    """As sent, `Udført`."""
    pharmacy: str
    at: ClinicalDate | None
    dispensing: Dispensing | None
    first_day: ClinicalDate | None = None
    last_day: ClinicalDate | None = None


@dataclass(frozen=True, slots=True)
class Prescription:
    """A prescription: status, validity and the treatment behind it are three facts of their own."""

    identifier: str
    version: str = ""
    drug_medication: str = ""
    """AttachedToDrugMedicationIdentifier."""
    status: str = ""
    """As sent, `åben`."""
    treatment_ended: str = ""
    """DrugMedicationEnded as sent: an open text, never compared with a list."""
    valid_from: ClinicalDate | None = None
    valid_to: ClinicalDate | None = None
    authorised_at: ClinicalDate | None = None
    created: Act | None = None
    latest_dispensing: ClinicalDate | None = None
    terminated_at: ClinicalDate | None = None
    deprecated_at: ClinicalDate | None = None
    product: Product | None = None
    dosage_text: str = ""
    indication: str = ""
    package: str = ""
    """What one dispensing holds, `2 × 100 stk.`."""
    iterations: str = ""
    """IterationNumber as sent; empty for a prescription that is not iterated."""
    interval: str = ""
    """Number and unit between iterations, `14 dage`, as sent."""
    is_dose_dispensed: bool = False
    dose_start: ClinicalDate | None = None
    dose_end: ClinicalDate | None = None
    substitution_allowed: bool | None = None
    supplementary: str = ""
    invalidation_reason: str = ""
    replaces: str = ""
    replaced_by: str = ""
    orders: tuple[PharmacyOrder, ...] = ()
    shown: Shown = Shown.VALID
    origin: RawRef | None = None
    treatment: Treatment | None = None
    """The treatment behind it, where that is not on the card and was told."""
    treatment_missing: bool = False
    """Whether that treatment was asked for in vain."""

    @property
    def dispensings(self) -> tuple[Dispensing, ...]:
        """What was handed out on it."""
        return tuple(order.dispensing for order in self.orders if order.dispensing is not None)


@dataclass(frozen=True, slots=True)
class Pause:
    """Paused: both ends are optional, a reason is never sent."""

    start: ClinicalDate | None
    end: ClinicalDate | None
    act: Act | None


@dataclass(frozen=True, slots=True)
class Ordination:
    """What a medicine card says of one drug beyond its name and dosage (DrugMedicationType)."""

    identifier: str
    version: str
    product: Product
    dosage: Dosage | None = None
    parent: str = ""
    type_text: str = ""
    """`Lægeordineret`, `Borgervalgt`, or another text as sent."""
    created: Act | None = None
    modified: Act | None = None
    modified_nonclinical: Act | None = None
    reported_by: Act | None = None
    pause: Pause | None = None
    withdrawn: Act | None = None
    started_previously: bool = False
    """TreatmentStartedPreviously: the start is unknown."""
    end_undetermined: bool = False
    """TreatmentEndingUndetermined."""
    follow_up: tuple[ClinicalDate, ...] = ()
    substitution_allowed: bool | None = None
    reimbursement: str = ""
    is_private: bool = False
    """Visible here, hidden to others (IsPrivateDrugMedication)."""
    prescriptions: tuple[Prescription, ...] = ()
    dispensings: tuple[Dispensing, ...] = ()
    dose_dispensed: bool = False
    """Whether it is packed in doses, by a prescription or a dispensing."""
    revealed: bool = False
    """Shown by consent or override: in memory only, and marked (H21)."""
    previous: DrugPeriod | None = None
    """What was ordered before the present, where that changed lately."""
    previous_missing: bool = False
    """Whether it changed lately and nobody could say from what."""

    def records(self) -> tuple[Prescription | Dispensing, ...]:
        """Give its prescriptions with what was handed out on them, and its dispensings."""
        on_prescriptions = (given for one in self.prescriptions for given in one.dispensings)
        return (*self.prescriptions, *on_prescriptions, *self.dispensings)

    def origins(self) -> tuple[RawRef, ...]:
        """Give the places in messages that its prescriptions and dispensings, and what is told of them, came from."""
        treatments = tuple(one.treatment for one in self.prescriptions if one.treatment is not None)
        parts = (*self.records(), *treatments, *([] if self.previous is None else [self.previous]))
        return tuple(part.origin for part in parts if part.origin is not None)


class Hold(Enum):
    """Whether dose dispensing is on hold: it stands in GetDoseDispensingSummary alone."""

    NOT_FETCHED = "not_fetched"
    RUNNING = "running"
    ON_HOLD = "on_hold"
    NO_CARD = "no_card"


@dataclass(frozen=True, slots=True)
class Relation:
    """An organisation that is related to the patient (PatientOrganisationRelation)."""

    organisation: str
    kind: str
    since: ClinicalDate | None
    removed: ClinicalDate | None


@dataclass(frozen=True, slots=True)
class MedicineCard:
    """The card as a whole: what stands over its rows."""

    version: str
    """`0` means that no card was ever made."""
    modified: Act | None = None
    reported_by: Act | None = None
    reviewed: Act | None = None
    """Ajourført; reviewed and not reviewed may both stand, or neither: then it is not stated."""
    not_reviewed: Act | None = None
    is_invalid: bool = False
    """The card is not to be relied upon."""
    relations: tuple[Relation, ...] = ()
    hold: Hold = Hold.NOT_FETCHED
    held_since: Act | None = None
    has_open_dose_dispensing: bool | None = None
    latest_dose_dispensing: Act | None = None
    missing: tuple[str, ...] = ()
    """Which side questions had no answer, as codes: `prescriptions`, `dispensings`, `dose_dispensing`."""
    consent: str = ""
    """`given` or `overridden` when private entries are shown by it."""

    @property
    def was_made(self) -> bool:
        """Whether a medicine card exists."""
        return self.version not in ("", "0")
