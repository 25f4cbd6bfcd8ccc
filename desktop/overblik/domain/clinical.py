"""Plans, allergies, diagnoses, procedures, appointments, contacts, documents."""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.dates import ClinicalDate
from overblik.domain.quantity import Concept


class Currency(Enum):
    """Whether something is in force, to the reader; unknown wire words stay unknown (H9)."""

    CURRENT = "current"
    PLANNED = "planned"
    PAUSED = "paused"
    PAST = "past"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered_in_error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of a plan, with the target as words."""

    document_id: str
    text: str
    targets: tuple[str, ...]
    """Each target as `B3 Moderate begrænsninger` or `< 58 mmol/mol`, with its due date behind."""
    target_codes: tuple[str, ...]
    status: str
    due: ClinicalDate | None
    is_valid: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of a plan."""

    text: str
    status: str
    code: str
    system: str
    display: str
    when: ClinicalDate | None
    when_text: str
    performer: str


@dataclass(frozen=True, slots=True)
class CarePlan:
    """One plan of one author; a goal without a plan is a plan of `kind` goal."""

    title: str
    kind: str
    """`plan`, or `goal` for goals that no plan names."""
    category: str
    currency: Currency
    wire_status: str
    start: ClinicalDate | None
    end: ClinicalDate | None
    goals: tuple[Goal, ...]
    activities: tuple[Activity, ...]
    author: str
    responsible: str
    addresses: tuple[str, ...]
    description: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reaction:
    """One event of a reaction: manifestations and severity as sent."""

    manifestations: tuple[str, ...]
    severity: str


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy, intolerance or caution (CAVE), or the coded statement that there is none."""

    agent: str
    concept: Concept
    is_negation: bool
    """A coded 'none known' (SNOMED 716186003) or a narrower one; `agent` holds its own words."""
    negates_all: bool
    """Only 716186003 may be worded 'Ingen kendte'."""
    reactions: tuple[Reaction, ...]
    criticality: str
    currency: Currency
    verification: str
    is_valid: bool
    """Active and neither refuted nor entered in error: stands in the CAVE line."""
    wire_status: str
    recorded_at: ClinicalDate | None
    recorder: str
    notes: tuple[str, ...]

    @property
    def is_severe(self) -> bool:
        """Severe ones stand first and never behind a scroll (R11)."""
        return self.criticality == "high" or any(reaction.severity == "severe" for reaction in self.reactions)


@dataclass(frozen=True, slots=True)
class Condition:
    """A diagnosis, problem or functional limitation."""

    name: str
    code: str
    system: str
    display: str
    severity: str
    """The words of the severity."""
    severity_code: str
    currency: Currency
    wire_status: str
    verification: str
    onset: ClinicalDate | None
    abated: ClinicalDate | None
    recorded_at: ClinicalDate | None
    category: str
    recorder: str
    follow_up: ClinicalDate | None
    """The start of the follow-up encounter that the municipality planned (KL gateway)."""
    notes: tuple[str, ...]
    concept: Concept


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure done, or a service asked for (ServiceRequest)."""

    name: str
    kind: str
    """`procedure` or `service_request`."""
    code: str
    system: str
    display: str
    currency: Currency
    wire_status: str
    performed: ClinicalDate | None
    performed_end: ClinicalDate | None
    performer: str
    reason: str
    outcome: str
    notes: tuple[str, ...]
    concept: Concept


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as agreed."""

    title: str
    currency: Currency
    wire_status: str
    start: ClinicalDate | None
    end: ClinicalDate | None
    place: str
    performer: str
    reason: str
    comment: str
    cancel_reason: str
    moved_from: ClinicalDate | None


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact with the health service (Encounter)."""

    title: str
    kind: str
    """The class as words: ambulant, indlagt, hjemmebesøg …, as sent when unknown."""
    currency: Currency
    wire_status: str
    start: ClinicalDate | None
    end: ClinicalDate | None
    place: str
    performer: str
    reason: str
    discharge: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document or a report; `text` is its statement as plain text where it has one."""

    title: str
    kind: str
    """`document` or `report`."""
    type: str
    currency: Currency
    wire_status: str
    date: ClinicalDate | None
    author: str
    text: str
    content_type: str
    is_restricted: bool
    result_ids: tuple[str, ...]
