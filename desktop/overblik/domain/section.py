"""A list of facts cannot exist outside a section, and a section always has one standing."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

from overblik.domain.dates import Instant
from overblik.domain.limits import AgeLimits
from overblik.domain.medicine_card import MedicineCard
from overblik.domain.patient import PatientId
from overblik.domain.provenance import Provenance, RawRef

Fact = TypeVar("Fact", covariant=True)


class Topic(Enum):
    """What a section is about; the words of the JSON output."""

    PATIENT = "patient"
    MEDICATION = "medication"
    LAB_RESULTS = "lab_results"
    VITAL_SIGNS = "vital_signs"
    OTHER_OBSERVATIONS = "other_observations"
    CARE_PLANS = "care_plans"
    ALLERGIES = "allergies"
    CONDITIONS = "conditions"
    PROCEDURES = "procedures"
    APPOINTMENTS = "appointments"
    CONTACTS = "contacts"
    VACCINATIONS = "vaccinations"
    DOCUMENTS = "documents"
    MASTER_DATA = "master_data"
    """The stamkort: what a citizen and the registers state once for all."""
    HOME_MONITORING = "home_monitoring"
    QUESTIONNAIRES = "questionnaires"
    """Patient-reported answers (PRO)."""


class Standing(Enum):
    """The seven standings of safety.md section 1."""

    NOT_ASKED = "not_asked"
    LOADING = "loading"
    COMPLETE = "complete"
    PARTIAL = "partial"
    BLOCKED = "blocked"
    FAILED = "failed"
    STALE = "stale"


FILE = "fil:"
"""How the name of a source begins that is a file handed in by the user."""
WORST_FIRST = (Standing.FAILED, Standing.BLOCKED, Standing.PARTIAL, Standing.STALE, Standing.COMPLETE)
"""When several are true the first of these wins; NOT_ASKED and LOADING never combine."""


def worst(standings: tuple[Standing, ...]) -> Standing:
    """Give the standing that wins.

    Raises:
        ValueError: when none is given, or NOT_ASKED or LOADING would combine with another.

    """
    distinct = set(standings)
    if len(distinct) == 1:
        return standings[0]
    if not distinct or distinct & {Standing.NOT_ASKED, Standing.LOADING}:
        raise ValueError("NOT_ASKED and LOADING never combine with another standing")
    return next(standing for standing in WORST_FIRST if standing in distinct)


class Cause(Enum):
    """Reason codes, no sentences (safety.md section 1)."""

    OFFLINE = "OFFLINE"
    UNREACHABLE = "UNREACHABLE"
    UNTRUSTED = "UNTRUSTED"
    """Who answered in the place of the source has no certificate for it; `detail` is `validity` where it does not hold now."""
    PROXY = "PROXY"
    """A proxy on the way wants a sign-in of its own."""
    SIGN_IN_NEEDED = "SIGN_IN_NEEDED"
    REFUSED = "REFUSED"
    WITHHELD = "WITHHELD"
    MAY_BE_WITHHELD = "MAY_BE_WITHHELD"
    PRIVATE_ENTRY = "PRIVATE_ENTRY"
    INVALID_CARD = "INVALID_CARD"
    """The service says that its own list is not to be relied upon."""
    INVALID_ENTRIES = "INVALID_ENTRIES"
    """The service says so of single entries."""
    UNINTELLIGIBLE = "UNINTELLIGIBLE"
    UNREADABLE_ITEMS = "UNREADABLE_ITEMS"
    MORE_AVAILABLE = "MORE_AVAILABLE"
    REPOSITORY_SILENT = "REPOSITORY_SILENT"
    MISSING_DOCUMENTS = "MISSING_DOCUMENTS"
    """Documents that the registry lists and that could not be fetched."""
    PARTIAL_REPORTS = "PARTIAL_REPORTS"
    """Laboratory reports that are partial by their own word: more is to come."""
    UNRECOGNISED_PERSON = "UNRECOGNISED_PERSON"
    """Documents whose citizen cannot be recognised: refused, counted, not shown."""
    DIFFERENT_DOCUMENTS = "DIFFERENT_DOCUMENTS"
    """Documents whose bytes are not those that the registry describes (hash or size)."""
    WRONG_PATIENT = "WRONG_PATIENT"
    CLOCK_DOUBT = "CLOCK_DOUBT"
    AGED = "AGED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    NOT_OFFERED = "NOT_OFFERED"
    UNKNOWN_PATIENT = "UNKNOWN_PATIENT"
    NO_RIGHT = "NO_RIGHT"
    PROGRAM_ERROR = "PROGRAM_ERROR"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a section is not simply complete: a code, and a number or a name where it has one."""

    cause: Cause
    count: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Scoped(Generic[Fact]):
    """A fact that cannot lose its patient or its origin."""

    patient_id: PatientId
    fact: Fact
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that came and could not be read: counted, kept raw, shown as 'kunne ikke læses'."""

    document_id: str
    code: str
    """Why, as `wrong_type`, `duplicate_key`, `modifier_extension`, `number`."""
    place: str
    """The path of the member that could not be read, as `$.valueQuantity.value`."""
    raw_ref: RawRef


@dataclass(frozen=True, slots=True)
class Section(Generic[Fact]):
    """What one source said of one patient about one topic.

    Items in = entries + unreadable + refused.
    """

    patient_id: PatientId
    topic: Topic
    source: str
    label: str
    """What the screen calls the source."""
    standing: Standing
    reasons: tuple[Reason, ...] = ()
    """Worst first; empty exactly when COMPLETE, LOADING, or NOT_ASKED by choice."""
    entries: tuple[Scoped[Fact], ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    refused: int = 0
    """Items of another patient, or not allowed: counted, never shown."""
    as_of: Instant | None = None
    """The source's own time, else the time of the fetch."""
    asked_at: Instant | None = None
    """When the newest question was sent, answered or not."""
    from_copy: bool = False
    """Whether the entries come from a kept copy (also while a newer answer is under way)."""
    copy_was_complete: bool = False
    """Whether the kept answer behind a STALE or LOADING section was COMPLETE when it was given."""
    card: MedicineCard | None = None
    """What stands over the rows of a medicine card; none for other topics and sources."""
    may_override: bool = False
    """Whether what the citizen has blocked here can be asked for by værdispring."""
    by_override: bool = False
    """Whether it was answered to værdispring: shown, marked, in memory only (T22)."""
    private_words: frozenset[str] = frozenset()
    """Words that no other surface may show in this opening; never kept (H21 rule 2)."""
    limits: AgeLimits | None = field(default=None, compare=False, repr=False)
    """How old it may get on this computer; none where the table of safety.md section 5 holds as it is. It is never kept."""

    def __post_init__(self) -> None:
        """Refuse to be built wrongly (architecture.md section 5)."""
        if any(entry.patient_id != self.patient_id for entry in self.entries):
            raise ValueError("an entry of another patient")
        quiet = self.standing in (Standing.COMPLETE, Standing.LOADING)
        if quiet and self.reasons:
            raise ValueError(f"{self.standing.name} has no reasons")
        if not quiet and self.standing is not Standing.NOT_ASKED and not self.reasons:
            raise ValueError(f"{self.standing.name} needs a reason")
        if self.standing in (Standing.FAILED, Standing.NOT_ASKED) and (self.entries or self.unreadable):
            raise ValueError(f"{self.standing.name} has no entries")
        if self.standing is Standing.COMPLETE and (self.unreadable or self.refused):
            raise ValueError("a COMPLETE section lost nothing")

    @property
    def counts_from(self) -> "Instant | None":
        """The moment from which it grows old: of a file when it was read, for its content may be years old (H4)."""
        return self.asked_at if self.source.startswith(FILE) else self.as_of

    @property
    def items_in(self) -> int:
        """How many items the answer held."""
        return len(self.entries) + len(self.unreadable) + self.refused

    @property
    def is_revealed(self) -> bool:
        """Whether it shows what consent or override brought out: in memory only, for that act alone (H21)."""
        return self.by_override or (self.card is not None and bool(self.card.consent))

    @property
    def says_nothing_recorded(self) -> bool:
        """Whether this is the one case that may be worded 'ingen registreret': COMPLETE and empty."""
        return self.standing is Standing.COMPLETE and self.items_in == 0

    def has(self, cause: Cause) -> bool:
        """Whether a cause is among the reasons."""
        return any(reason.cause is cause for reason in self.reasons)
