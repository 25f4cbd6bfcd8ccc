"""A list of patients to be seen: a day's appointments, a ward, a route, a group, or one made by hand.

Only what a server says makes a line, and a line is never lost: whoever cannot be identified, what cannot be read, an
empty bed and a cancelled visit are lines of their own (H8). No name is ever taken for a number (H1).
"""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from overblik.domain.dates import ClinicalDate, Instant
from overblik.domain.patient import PatientId, Sex

if TYPE_CHECKING:
    from overblik.domain.section import Reason  # the settings name lists, and are read before the first paint


class ListKind(Enum):
    """What a list is read from; the value is the word of the settings."""

    APPOINTMENTS = "appointments"
    """Appointment of a practitioner on a Danish day (FHIR R4 appointment.html, search parameters `actor`, `date`)."""
    WARD = "ward"
    """Encounter at a Location and the beds within it (encounter.html `location`, location.html `partof`)."""
    LIST = "list"
    """List (list.html)."""
    GROUP = "group"
    """Group of actual persons (group.html)."""
    OWN = "own"
    """Made by hand; no server knows it."""


@dataclass(frozen=True, slots=True)
class WantedList:
    """A list that the settings name."""

    name: str
    label: str
    server: str
    """The name of the server that is asked; empty for a list made by hand."""
    kind: ListKind
    of: str = ""
    """The reference that it is of, as `Practitioner/12`, `Location/m2`, `List/rute`; `me` for whoever signed in."""


class VisitKind(Enum):
    """What a line stands for."""

    PATIENT = "patient"
    UNIDENTIFIED = "unidentified"
    """Somebody whose number cannot be told: counted and shown, never guessed by name."""
    UNREADABLE = "unreadable"
    """An entry that cannot be read at all."""
    EMPTY_BED = "empty_bed"
    """A bed in which nobody lies, by an answer that came whole."""
    UNKNOWN_BED = "unknown_bed"
    """A bed of which an answer that is not whole says nothing: it is not called empty (H5)."""


class VisitState(Enum):
    """How far a visit is (appointmentstatus, encounter-status); a word that is not known is never 'planned' (H9)."""

    PLANNED = "planned"
    ARRIVED = "arrived"
    UNDER_WAY = "under_way"
    ON_LEAVE = "on_leave"
    DONE = "done"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    ENTERED_IN_ERROR = "entered_in_error"
    REMOVED = "removed"
    """Struck from the list by its owner (List.entry.deleted, Group.member.inactive)."""
    UNSAID = "unsaid"
    """A list of persons says nothing of visits."""
    UNKNOWN = "unknown"

    @property
    def stands(self) -> bool:
        """Whether the patient is to be seen, or was seen: only then does he count as on the list."""
        return self not in _FALLEN


_FALLEN = (
    VisitState.CANCELLED,
    VisitState.NO_SHOW,
    VisitState.ENTERED_IN_ERROR,
    VisitState.REMOVED,
    VisitState.UNKNOWN,
)


class RecordState(Enum):
    """What the server says of the patient's own record."""

    CURRENT = "current"
    MERGED = "merged"
    """Another record has replaced it (Patient.link `replaced-by`, patient.html#links)."""
    INACTIVE = "inactive"
    """Patient.active is false: not in use."""
    DELETED = "deleted"
    """It was deleted at the server (410 Gone, http.html#read): who it was is not told."""
    ABSENT = "absent"
    """It did not come with the list, and could not be read."""


@dataclass(frozen=True, slots=True, repr=False)
class Visit:
    """One line: whom, when, where, what for. What the server did not say is empty."""

    kind: VisitKind
    patient_id: PatientId | None = None
    """Told by a number of the record; none but for a PATIENT."""
    family: str = ""
    given: str = ""
    birth_date: ClinicalDate | None = None
    sex: Sex = Sex.UNKNOWN
    start: ClinicalDate | None = None
    end: ClinicalDate | None = None
    place: str = ""
    """The bed, room or address, as sent."""
    what_for: str = ""
    state: VisitState = VisitState.UNSAID
    wire_status: str = ""
    record: RecordState = RecordState.CURRENT
    deceased: bool = False
    said: str = ""
    """What the server calls somebody who cannot be identified: told as its words, never looked up."""

    def __repr__(self) -> str:
        """Leave the person out."""
        return f"Visit({self.kind.value}, {self.state.value})"


class LeftOut(Enum):
    """Why the answer held entries that belong to no line; they are counted (H8)."""

    OTHER_DAY = "other_day"
    """Appointments of another day, from a server that does not search by date."""
    MOVED_ON = "moved_on"
    """Patients who have left the ward, though their stay goes on."""
    OTHER_PERSON = "other_person"
    """Appointments that do not name the practitioner who was asked for."""


@dataclass(frozen=True, slots=True)
class WorkList:
    """What one server answered about one list."""

    wanted: WantedList
    as_of: Instant
    """The server's own time where it gives one, else the time of the answer: the oldest of all pages (H4)."""
    visits: tuple[Visit, ...] = ()
    reasons: "tuple[Reason, ...]" = ()
    """Why the list may be longer than what is shown; empty exactly when it came whole (H5)."""
    left_out: tuple[tuple[LeftOut, int], ...] = ()
    title: str = ""
    """What the server calls the list or the ward."""

    @property
    def is_complete(self) -> bool:
        """Whether the chain of pages closed and nothing was left unread."""
        return not self.reasons

    @property
    def patients(self) -> tuple[PatientId, ...]:
        """Everybody who could be identified, once, in the order of the list."""
        return tuple(dict.fromkeys(visit.patient_id for visit in self.visits if visit.patient_id is not None))

    @property
    def expected(self) -> frozenset[PatientId]:
        """Those whose visit stands and whose record is in use: they count as on the list (T20)."""
        return frozenset(
            visit.patient_id
            for visit in self.visits
            if visit.patient_id is not None and visit.state.stands and visit.record is RecordState.CURRENT
        )

    def count(self, kind: VisitKind) -> int:
        """Count the lines of a kind."""
        return sum(visit.kind is kind for visit in self.visits)
