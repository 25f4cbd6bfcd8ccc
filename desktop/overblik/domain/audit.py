"""What an audit trail speaks of: kinds of events, ways in which a chain is bent, and what is told of both on a screen."""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.dates import Instant
from overblik.domain.grant import Basis
from overblik.domain.patient import PatientId


class EventKind(Enum):
    """What a record is of; the value stands in the record."""

    BEGUN = "chain-begun"
    """The first record of a chain: its public key, and which chain it follows and why."""
    CHECKPOINT = "checkpoint"
    """All before it, signed."""
    LOOK = "intent"
    """A clinician is about to look at a patient (INTENT of safety.md section 7)."""
    OUTCOME = "outcome"
    """What a look led to."""
    DISCLOSURE = "disclosure"
    """Something is about to be printed or saved."""
    LIST_PRINTED = "list-printed"
    """A list of patients is about to be printed or saved: which, how many, and the digest of its words; each patient on it
    has a disclosure of his own before it."""
    LIST_SAVED = "list-saved"
    """The file that a printed list becomes: the digest of its bytes."""
    SEARCH = "search"
    """Kept records of many patients were searched."""
    HANDED_OVER = "handed-over"
    """Another program asked for a citizen by the id of a server, which is now asked who that is; a look comes after it."""
    WORK_LIST = "work-list"
    """A list of patients is about to be asked for, or came: which list and how many, nobody of it."""
    SIGN_IN = "sign-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGN_OUT = "sign-out"
    LOCK = "lock"
    UNLOCK = "unlock"
    UNLOCK_REFUSED = "unlock-refused"
    PURGE = "purge"
    """Kept data of one or all patients were erased."""
    POLICY_REFUSED = "policy-refused"
    """A policy file with a bad signature, or a downgrade."""
    MODE_CHANGED = "mode-changed"
    OVERRIDE = "override"
    """Værdispring by itself, besides the look that uses it."""
    OWN_LOG_VIEW = "own-log-view"
    """A clinician read his own records."""
    STORE_QUARANTINED = "store-quarantined"
    """A damaged or foreign store was put aside."""


class Manipulation(Enum):
    """How a chain is bent; the value is the code of its sentence."""

    EDIT = "trail_edited"
    """A record does not hold what was written."""
    DELETE = "trail_deleted"
    """A record between others is gone."""
    INSERT = "trail_inserted"
    """A record stands there that was not written there."""
    REORDER = "trail_reordered"
    TRUNCATE = "trail_truncated"
    """The end is gone: the head that is kept outside the file is further on."""
    FORK = "trail_forked"
    """Another history than the one that was signed."""
    ROLLBACK = "trail_rolled_back"
    """An older copy of the file, whole as it was once left."""
    SPLICE = "trail_spliced"
    """A record of another chain."""


class Delivered(Enum):
    """How far a record has come on its way to the audit repository."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    QUARANTINED = "quarantined"
    """The repository refused this record; it is kept, and told to the administrator."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain as it is kept outside the file; always at a checkpoint."""

    chain: str
    sequence: int
    digest: str
    """SHA-256 of the record at `sequence`, in hex."""
    checkpoints: int


@dataclass(frozen=True, slots=True)
class OwnLook:
    """One look of a clinician, for the clinician alone ('hvem har jeg slået op')."""

    patient_id: PatientId
    at: Instant
    basis: Basis
    reason: str
    is_override: bool
    outcome: str
    """`shown`, `partly`, `nothing`, `refused`, `unknown` (the program ended before it was told), or empty while it is open."""
    offline: bool
    delivered: Delivered


@dataclass(frozen=True, slots=True)
class OwnLooks:
    """A clinician's looks as far as the trail can still tell them."""

    looks: tuple[OwnLook, ...]
    """Newest first."""
    unreadable: int
    """Looks of the same time that cannot be read; whose they were is not known any more."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """What waits to be delivered to the audit repository, for a screen."""

    waiting: int
    oldest: Instant | None
    """When the oldest of them was written."""
    quarantined: int
    used: float
    """Share of the capacity, 0 to 1 and beyond: the greater of age and size."""
    needs_sign_in: bool
    delivered_at: Instant | None
    """The last receipt of this run."""

    @property
    def is_nearly_full(self) -> bool:
        """Whether the warning is due (80 %)."""
        return self.used >= 0.8

    @property
    def is_full(self) -> bool:
        """Whether nothing may be looked at but with delivery before the look."""
        return self.used >= 1.0
