"""Measurements: laboratory results, vital signs and all other observations, raw value first."""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.dates import ClinicalDate
from overblik.domain.quantity import Concept, Quantity


class Flag(Enum):
    """The laboratory's own assessment; never reckoned by us (R16, H16)."""

    NORMAL = "normal"
    HIGH = "high"
    LOW = "low"
    CRITICAL_HIGH = "critical_high"
    CRITICAL_LOW = "critical_low"
    ABNORMAL = "abnormal"
    """Said to be abnormal without a direction."""


class ResultState(Enum):
    """The reader's status; an unknown wire status is UNKNOWN and no value to rely on."""

    FINAL = "final"
    PRELIMINARY = "preliminary"
    CORRECTED = "corrected"
    RECEIVED = "received"
    """The sample is received or registered, no result yet."""
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered_in_error"
    NULLIFIED = "nullified"
    """Annulled by a professional after it was reported (CDA statusCode; MedCom PHMR)."""
    UNKNOWN = "unknown"

    @property
    def is_valid(self) -> bool:
        """Whether the value may stand as a latest value, in a trend or a change (H9)."""
        return self in (ResultState.FINAL, ResultState.PRELIMINARY, ResultState.CORRECTED)


@dataclass(frozen=True, slots=True)
class ReferenceRange:
    """The interval that travelled with the result; texts as sent."""

    low: Quantity | None
    high: Quantity | None
    text: str
    applies_to: str


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a measurement, as systolic and diastolic of a blood pressure."""

    code: Concept
    value: str
    quantity: Quantity | None
    flag: Flag | None
    reference: ReferenceRange | None
    absent_reason: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote about a measurement, and when."""

    text: str
    author: str
    at: ClinicalDate | None
    about: str = ""
    """The name of the measurement under which it stands, where it was written for a pair (PHMR blood pressure)."""


@dataclass(frozen=True, slots=True)
class LabResult:
    """One observation."""

    name: str
    """What the source calls it."""
    code: str
    """The code a series is made of: NPU first, else the first coding; empty when none was sent."""
    system: str
    concept: Concept
    group: str
    """The MedCom result group for the table; empty when unknown."""
    value: str
    """The value exactly as sent, comparator left out; empty when there is none."""
    quantity: Quantity | None
    """The parsed value beside its wire text; none for texts and codes."""
    comparator: str
    unit: str
    flag: Flag | None
    flag_text: str
    """The interpretation as sent where it is no known flag."""
    not_assessed: bool
    """No flag was sent, or a code that says 'not assessed' (MedCom NI)."""
    reference: ReferenceRange | None
    taken_at: ClinicalDate | None
    issued_at: ClinicalDate | None
    state: ResultState
    wire_status: str
    absent_reason: str
    """Why there is no value, as sent."""
    components: tuple[Component, ...]
    notes: tuple[str, ...]
    method: str
    producer: str
    """The laboratory or the measurer."""
    report: str
    """The report it belongs to, as `DiagnosticReport/3`; empty when none."""
    specimen: str = ""
    """What the sample was of, where the source says it beside the code."""
    production: str = ""
    """The laboratory's own number of the result: a corrected answer carries that of the answer it corrects
    (MedCom LaboratoryInternalProductionIdentifier)."""
    comments: tuple[Comment, ...] = ()
    told: str = ""
    """The value as the narrative of the same section says it, where it says another than the code (H15)."""
    entered: tuple[str, ...] = ()
    """By whom measured and how entered, as sent (PHMR methodCode POT, PNT, AUT, TPH)."""

    @property
    def series(self) -> tuple[str, str, str, str]:
        """What may share one line: system, code (else name), specimen and unit, exactly as sent (R12)."""
        return (self.system, self.code or self.name, self.specimen, self.unit)
