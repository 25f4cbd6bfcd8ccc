"""What a board of patients shows: cells of words, signs and frames, without a decision left to the painter."""

from dataclasses import dataclass
from enum import Enum

from overblik.domain.patient import PatientId
from overblik.viewmodels.lazily import Lazily
from overblik.viewmodels.marks import Badge, FlagShape, Marker


class Frame(Enum):
    """How a state is framed (screens.md 3.6): shape beside word, never colour alone."""

    NONE = "none"
    DASHED = "dashed"
    """Not asked, not stated, unknown."""
    FAILED = "failed"
    BLOCKED = "blocked"
    """A hatched head."""
    PARTIAL = "partial"
    REGISTERED = "registered"
    """FGVH registered: the strongest frame of all."""


class Layout(Enum):
    """Which cells a line shows, in this order after place and patient."""

    BOARD = ("cave", "fgvh", "results", "medicine", "next", "sources")
    HANDOVER = ("cave", "results", "medicine", "appointments", "plans", "documents")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a cell."""

    text: str
    rest: str = ""
    """What follows in a lighter weight: a reaction after its agent, a unit after its value."""
    frame: Frame = Frame.NONE
    marker: Marker | None = None
    badge: Badge | None = None
    """A word in a frame before the text."""
    flag: FlagShape = FlagShape.NONE
    letter: str = ""
    is_strong: bool = False
    is_quiet: bool = False
    """A state that needs no eye: set in the colour of meta text."""
    is_warning: bool = False
    """Red words without a frame."""
    is_cave: bool = False
    """Whether the sign of CAVE stands before it."""
    spoken: str = ""
    """What a screen reader says; empty where it is the text with what follows."""

    @property
    def said(self) -> str:
        """Give the line as it is spoken."""
        parts = (self.badge.text if self.badge is not None else "", self.text, self.rest)
        return self.spoken or " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line of the list."""

    key: str
    place: str
    """Bed, time or address."""
    patient_id: PatientId | None = None
    family: str = ""
    given: str = ""
    born: str = ""
    badges: tuple[Badge, ...] = ()
    remark: str = ""
    """What stands instead of facts: an empty bed, somebody who cannot be identified."""
    cave: tuple[Told, ...] = ()
    fgvh: tuple[Told, ...] = ()
    results: tuple[Told, ...] = ()
    medicine: tuple[Told, ...] = ()
    next: tuple[Told, ...] = ()
    sources: tuple[Told, ...] = ()
    appointments: tuple[Told, ...] = ()
    """On the hand-over alone, as plans and documents are: what was moved, cancelled, made or changed."""
    plans: tuple[Told, ...] = ()
    documents: tuple[Told, ...] = ()
    is_critical: bool = False
    has_news: bool = False
    is_whole: bool = False
    is_muted: bool = False
    accessible: str = ""

    def cells(self, layout: Layout) -> tuple[tuple[Told, ...], ...]:
        """Give the cells in the order of a layout."""
        return tuple(getattr(self, name) for name in layout.value)

    def __repr__(self) -> str:
        """Leave the person out."""
        return f"BoardRow({self.key})"


LineName = tuple[str, PatientId | None]
"""What tells a line from another: its place in the list as it was read, and its patient."""
Rows = Lazily[LineName, BoardRow]


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column, with a second line where it has one."""

    title: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A number in the head: how many are critical, have news, lack something."""

    number: int
    text: str
    marker: str
    """`critical`, `news` or `lacking`."""


@dataclass(frozen=True, slots=True)
class Board:
    """A list as it is shown."""

    title: str
    meta: str
    """The moment, and how many."""
    columns: tuple[Column, ...]
    rows: Rows
    counts: tuple[Count, ...] = ()
    notices: tuple[Told, ...] = ()
    """What must be known of the list itself: cut, failed, entries that belong to no line."""
    foot: str = ""
    filter: str = ""
    """The filter that is on; empty where all lines are shown."""
    is_loading: bool = False
    critical: tuple[int, ...] = ()
    """The places in `rows` of those that are critical."""
    layout: Layout = Layout.BOARD


class BoardFilter(Enum):
    """Which lines are shown; always said, and taken away with one key (R8)."""

    ALL = "all"
    CRITICAL = "critical"
    NEWS = "news"
    LACKING = "lacking"
