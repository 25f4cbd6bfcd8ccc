"""Plans, allergies, diagnoses, procedures, appointments, contacts, documents."""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.dates import ClinicalDate
from overblik.domain.lab_result import LabResult
from overblik.domain.provenance import RawRef
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


class Actor(Enum):
    """Whose plan or document it is, as the screens group them."""

    GENERAL_PRACTICE = "general_practice"
    HOSPITAL = "hospital"
    MUNICIPALITY = "municipality"
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
    measure: tuple[str, str] = ("", "")
    """System and code of what is measured to prove it; empty where the plan names none."""


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
    is_done: bool = False
    """An intervention carried out (CDA moodCode EVN), not one that is planned (INT)."""
    until: ClinicalDate | None = None
    """The end, where `when` is the beginning of a period."""


@dataclass(frozen=True, slots=True)
class Concern:
    """A condition, diagnosis or functional limitation that a plan is about."""

    text: str
    code: str
    system: str
    display: str
    since: ClinicalDate | None
    wire_status: str
    author: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document that stands as text: its heading, and its statement as plain text."""

    title: str
    text: str


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
    actor: Actor = Actor.UNKNOWN
    concerns: tuple[Concern, ...] = ()
    outcomes: tuple[LabResult, ...] = ()
    """What was measured, in the order of the plan (CPD section 11383-7)."""
    texts: tuple[Passage, ...] = ()
    """What the plan says in words alone, in the order of the plan."""
    series: str = ""
    """The id that all versions of one plan share (CDA setId); empty when none was sent."""
    version: str = ""


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
class ToldTime:
    """A time of day in words, in Danish time: the day and the two clock times of an appointment's own row."""

    day: str
    """`2017-05-31`; empty where the words name no day."""
    start: str
    """`11:00`."""
    end: str
    """`11:20`; empty where the words name none."""


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
    wire_start: str = ""
    """The time of start exactly as it stood in the code, as `20170531110000+0100`."""
    wire_end: str = ""
    told: "ToldTime | None" = None
    """What the narrative says where it says another time than the code (services.md section 5, APD)."""
    has_odd_zone: bool = False
    """Whether the code's offset is one that Denmark does not use on that day."""
    requester: str = ""
    is_guiding: bool = False
    """The time is guiding only (GuidedIntervalType)."""
    is_repeated: bool = False
    """One of several appointments of the same kind (RepeatingDocumentType)."""


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
    sections: tuple[Passage, ...] = ()
    """The narrative as headings and plain text, in the order of the document."""
    attachment: "Attachment | None" = None
    actor: Actor = Actor.UNKNOWN
    absent: str = ""
    """Why its content is not here, as a code: `not_fetched`, `too_large`; empty where it is."""
    has_old_identifier: bool = False
    """Whether it names the citizen under the older arc of CPR numbers (services.md section 1)."""
    is_session_only: bool = False
    """Whether its content may be shown in this session only: the list is kept, the text is not (safety.md section 5)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a document, opened by an explicit act only (T17)."""

    media_type: str
    """What the document calls it; what it is, its own bytes say."""
    size: int
    """In bytes."""
    ref: RawRef
    """Where its base64 text, or the file itself, lies in the kept message."""
    is_base64: bool
