"""What the timeline holds: events with their place in time, what is chosen of them, and the page that is made of both."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from overblik.domain.dates import ClinicalDate
from overblik.viewmodels.marks import Badge, FlagShape, Tone
from overblik.viewmodels.rows import Row


class Kind(Enum):
    """What happened, as the filter and the rows name it; each has a word and an icon of its own."""

    MEDICATION = "medication"
    DISPENSING = "dispensing"
    """What was handed out: never a sign that it is taken (R9), so a kind of its own."""
    RESULT = "result"
    MEASUREMENT = "measurement"
    CONTACT = "contact"
    PROCEDURE = "procedure"
    APPOINTMENT = "appointment"
    PLAN = "plan"
    DOCUMENT = "document"
    VACCINATION = "vaccination"
    CONDITION = "condition"
    ALLERGY = "allergy"


class Lane(Enum):
    """The four rows of the strip that shows how much happened when."""

    MEDICATION = "medication"
    RESULT = "result"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event is opened: a card and the row on it, or the courses that it may be drawn as."""

    card: str = ""
    key: str = ""
    courses: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(name, series) of the results that have a course, the most urgent first."""
    is_document: bool = False


@dataclass(frozen=True, slots=True)
class EventRow(Row):
    """One event: its date as far as it is known, its kind, what happened, and whose word it is."""

    kind: Kind = Kind.DOCUMENT
    kind_word: str = ""
    when: str = ""
    text: str = ""
    second: str = ""
    shape: FlagShape = FlagShape.NONE
    badge: Badge | None = None
    is_struck: bool = False
    bar: Tone | None = None
    place: Place = Place()
    is_outside: bool = False
    """Whether it tells of a value outside its interval."""


@dataclass(frozen=True, slots=True)
class Event:
    """A row with its place in time."""

    row: EventRow
    when: ClinicalDate | None
    with_usual: bool | None = None
    """Whether it is shown with results that are not outside their interval, or without them; none for both."""
    is_container: bool = False
    """Whether it is a document whose content stands among the events item by item."""


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """What is asked for; no kind and no source are all of them."""

    kinds: frozenset[Kind] = frozenset()
    sources: frozenset[str] = frozenset()
    has_dispensings: bool = False
    has_usual_results: bool = False
    has_containers: bool = False

    @property
    def is_on(self) -> bool:
        """Whether kinds or sources are left out by choice."""
        return bool(self.kinds or self.sources)


class Month(NamedTuple):
    """How many events of each lane a month holds."""

    start: float
    """Its first moment in Denmark, in seconds since 1970."""
    counts: tuple[int, ...]
    """In the order of the lanes."""
    place: int
    """The row of the newest of them."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The page: its rows, newest on top, and what stands above them."""

    rows: tuple[Row, ...] = ()
    meta: str = ""
    filter_text: str = ""
    """What is left out by choice, with its numbers and its way back; empty where nothing is."""
    reservations: tuple[str, ...] = ()
    """The headings of what is missing: they stand above the list too, wherever it is scrolled."""
    shown: int = 0
    total: int = 0
    today: int = 0
    """The row of the line that says which day it is."""
    first: int = 0
    """The row at which it is read first: the newest event that is not to come."""
    months: tuple[Month, ...] = ()
    """Oldest first; without events whose month is unknown."""
    now: float = 0.0
    sources: tuple[tuple[str, str], ...] = ()
    """(source, what the screen calls it) of all events, to choose from."""
    kinds: tuple[tuple[Kind, int], ...] = ()
    """Each kind with how many events it has."""
    is_gathering: bool = False
