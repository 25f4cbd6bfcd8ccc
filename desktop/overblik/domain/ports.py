"""The ports: what the house needs of its sources and of the computer."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from overblik.domain.dates import Instant
from overblik.domain.grant import Grant
from overblik.domain.medicine_card import MedicineCard
from overblik.domain.patient import PatientId
from overblik.domain.section import Reason, Scoped, Section, Standing, Topic, Unreadable

Known = Mapping[str, str]
"""A source's own opaque validators (ETags, since-times): kept by sync beside the section."""


class AnswerKind(Enum):
    """How an answer relates to the kept one."""

    FULL = "full"
    DELTA = "delta"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class RawMessage:
    """The bytes of one answer; `digest` is their SHA-256 in hex, `uri` says where they came from."""

    digest: str
    uri: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source says; only sync.standing turns it into a section.

    Each entry is scoped to the citizen that the item itself names, so that another patient's
    item is told apart in one place. Items in = entries + unreadable + refused.
    """

    kind: AnswerKind
    entries: tuple[Scoped[Any], ...]
    unreadable: tuple[Unreadable, ...] = ()
    unidentified: int = 0
    """Items that name no citizen whom the answer identifies: refused, counted, not shown."""
    removed: tuple[str, ...] = ()
    """Document ids that a DELTA says are gone."""
    warnings: tuple[Reason, ...] = ()
    source_time: Instant | None = None
    closed: bool = True
    """Whether the chain of pages ended and nothing was cut."""
    raw: tuple[RawMessage, ...] = ()
    validators: Known | None = None
    aliases: tuple[PatientId, ...] = ()
    """Other identifiers that the source's own record of the asked citizen carries."""
    card: MedicineCard | None = None
    """What stands over the rows of a medicine card."""
    memory_only: bool = False
    """Whether it shows what consent or override revealed: it may never lie on disk (H21)."""
    by_override: bool = False
    """Whether the citizen's block was passed by værdispring: nothing is hidden in it any more."""
    tells_all: bool = False
    """Of a DELTA: whether it tells anew all that is lacking, refused items included, and leaves out unchanged content only."""
    private_words: frozenset[str] = frozenset()
    """Names, substances and codes of hidden records, lower case: for this opening only, never kept (H21)."""


class Source(Protocol):
    """One service's answer to one topic."""

    @property
    def name(self) -> str: ...
    @property
    def topic(self) -> Topic: ...
    @property
    def label(self) -> str:
        """What the screen calls it."""
        ...

    @property
    def silent_when_blocked(self) -> bool:
        """Whether an empty answer may hide a block."""
        ...

    @property
    def budget(self) -> float:
        """Seconds before the section says so."""
        ...

    async def fetch(self, grant: Grant, known: Known | None) -> Answer:
        """Ask the service.

        Raises:
            SourceError: one of its kinds.

        """
        ...


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file that the user handed in."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a source reads in a file about one citizen: one answer for each topic it holds."""

    patient_id: PatientId
    answers: Mapping[Topic, Answer]
    names: tuple[str, ...] = ()
    """The files that it was read from."""
    names_nobody: bool = False
    """Whether the files do not say whom they are about: then `patient_id` is the user's word, or nobody known."""


class Reader(Protocol):
    """Reads recorded answers straight from files, without network (`overview --from`, `import`)."""

    def claims(self, document: RawDocument) -> bool:
        """Whether a file is of its kind, whole or not."""
        ...

    def recognise(self, documents: Sequence[RawDocument], fetched_at: Instant) -> Sequence[Recognised] | None:
        """Give one value a citizen that the files name; none when no file is of its kind.

        Raises:
            Unintelligible: a file is of its kind but broken.

        """
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A section as it was kept, with the source's validators."""

    section: Section[Any]
    known: Known


Written = tuple[Kept, tuple[RawMessage, ...] | None]
"""A section to be written, with the messages behind it; none where those stay as they are."""


class Store(Protocol):
    """The cache, seen by sync."""

    def sections(self, patient_id: PatientId) -> tuple[Kept, ...]: ...
    def known(self, patient_id: PatientId) -> Mapping[tuple[Topic, str], Known]: ...
    def keep(self, kept: Kept) -> None: ...
    def keep_all(self, written: Sequence[Written]) -> None: ...
    def keep_raw(self, section: Section[Any], raw: tuple[RawMessage, ...]) -> None: ...
    def raw(self, patient_id: PatientId, digest: str) -> RawMessage | None: ...
    def erase(self, patient_id: PatientId, topic: Topic, source: str) -> None: ...
    def older(self, topic: Topic, before: Instant) -> tuple[Kept, ...]: ...
    def erase_older(self, topic: Topic, before: Instant, *, files: bool = False) -> int: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look led to: standing and number by source and topic; no content."""

    sections: tuple[tuple[str, str, Standing, int], ...]
    offline: bool
    ahead: bool = False
    """Whether it was fetched ahead of need, and shown to nobody."""


class Trail(Protocol):
    """The audit trail, seen by sync."""

    async def outcome(self, intent_id: str, seen: Seen) -> None: ...


class ConsentState(Enum):
    """What the consent service says of this patient and clinician."""

    NONE = "none"
    SOME = "some"
    ALL = "all"
    UNKNOWN = "unknown"


class AuditQueue(Protocol):
    """What waits for the audit repository, seen by who gives the right to look."""

    @property
    def is_full(self) -> bool:
        """Whether a look must be delivered before it is allowed."""
        ...

    async def deliver_now(self, record_id: str) -> bool:
        """Deliver one record before all others; false when it was not taken."""
        ...


class Consent(Protocol):
    """The consent service, asked anew at each online open."""

    async def state(self, grant: Grant) -> ConsentState: ...


class Clock(Protocol):
    """The time of this computer."""

    def now(self) -> Instant:
        """Give wall time in UTC."""
        ...

    def monotonic(self) -> float:
        """Give seconds that never go back."""
        ...

    def boot(self) -> str:
        """Give what names this start of the computer: monotonic seconds of another one are of another count."""
        ...


class Random(Protocol):
    """Chance."""

    def bytes(self, count: int) -> bytes: ...
    def identifier(self) -> str:
        """Give an id that sorts by time (UUID version 7)."""
        ...

    def fraction(self) -> float:
        """Give a number in [0, 1) for jitter."""
        ...


class Files(Protocol):
    """The file system."""

    def read(self, path: Path) -> bytes: ...
    def write(self, path: Path, content: bytes) -> None:
        """Write whole and durable: a reader sees the old bytes or the new ones."""
        ...

    def remove(self, path: Path) -> None: ...
    def exists(self, path: Path) -> bool: ...
    def rename(self, path: Path, to: Path) -> None: ...
    def make_folder(self, path: Path) -> None:
        """Make a folder that only this user may enter."""
        ...


class Keyring(Protocol):
    """The operating system's key ring."""

    def get(self, name: str) -> bytes | None: ...
    def set(self, name: str, secret: bytes) -> None: ...
    def delete(self, name: str) -> None: ...
    @property
    def backend(self) -> str: ...


class OsSession(Protocol):
    """Lock, unlock, suspend and the end of the user's session."""

    def listen(self, on_event: Callable[[str], None]) -> bool:
        """Call with `lock`, `unlock`, `suspend`, `end`; false when such events cannot be had."""
        ...


class Scheduler(Protocol):
    """Waiting and deadlines of the control thread."""

    async def sleep(self, seconds: float) -> None: ...
    async def within(self, seconds: float, work: Awaitable[Any]) -> Any:
        """Await with a deadline.

        Raises:
            TimeoutError: the time is over; the work is cancelled.

        """
        ...

    async def aside(self, job: Callable[..., Any], *payload: object) -> Any:
        """Run a pure job outside the control thread."""
        ...


class Registers(Protocol):
    """Names shipped with the program."""

    def name(self, system: str, code: str) -> str:
        """Give the Danish name, empty when unknown: never a guess."""
        ...

    def group(self, system: str, code: str) -> str:
        """Give the MedCom result group of an analysis, empty when unknown."""
        ...
