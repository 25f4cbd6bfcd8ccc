"""What one row, card and strip of the screen holds: plain frozen values, ready to be painted."""

from dataclasses import dataclass
from typing import NamedTuple

from overblik.domain.provenance import RawRef
from overblik.viewmodels.marks import Badge, FlagShape, Marker, Tone


@dataclass(frozen=True, slots=True)
class Row:
    """What every row has: who it is, what a screen reader says, and where its original lies."""

    key: str
    accessible: str
    original: RawRef | None = None
    document: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow(Row):
    """A group heading inside a card."""

    text: str = ""
    count: str = ""
    right: str = ""
    columns: bool = False
    """Whether the heading carries the column names of the laboratory table."""


@dataclass(frozen=True, slots=True)
class NoticeRow(Row):
    """Why something is missing, or that there is nothing."""

    marker: Marker = Marker.NOT_ASKED
    heading: str = ""
    text: str = ""
    action: str = ""
    act: str = ""
    """What the action does: `reveal` or `hide` private entries; else it fetches again or shows the original."""


@dataclass(frozen=True, slots=True)
class MedicationRow(Row):
    """One drug (R5): name, brand, strength and form; dosage; route and indication."""

    name: str = ""
    brand: str = ""
    strength_form: str = ""
    dosage: str = ""
    dosage_is_bold: bool = True
    extra: str = ""
    date_text: str = ""
    badge: Badge | None = None
    before: str = ""
    """What was ordered before the present, in words."""
    note: str = ""
    note_tone: Tone = Tone.STALE
    is_struck: bool = False
    bar: Tone | None = None


class Point(NamedTuple):
    """One value of a course, in seconds since 1970."""

    when: float
    value: float
    is_home: bool = False
    """Whether it was measured at home: drawn hollow, and never the newest answer."""
    is_newest: bool = False
    """Whether it is the value that the row shows and flags: it alone bears the flag's colour."""


class Band(NamedTuple):
    """An interval as the laboratory sent it, from a moment to a moment; None is the course's own end."""

    since: float | None
    until: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Spark:
    """A course: points oldest first, and the intervals that came with them: a changed one is a step (R14)."""

    points: tuple[Point, ...]
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class LabRow(Row):
    """One analysis: newest value large, the one before beside it (R12, R16, R17)."""

    name: str = ""
    when: str = ""
    shape: FlagShape = FlagShape.NONE
    letter: str = ""
    flag_word: str = ""
    value: str = ""
    unit: str = ""
    interval: str = ""
    spark: Spark | None = None
    course_text: str = ""
    """Stands where the line would: '1 svar', or that it cannot be compared."""
    change: str = ""
    previous: str = ""
    badge: Badge | None = None
    is_struck: bool = False
    bar: Tone | None = None
    level: str = ""
    """The patient's own level before this result, said when it is switched on; never a flag."""
    series: tuple[str, ...] = ()
    """What the trend knows its series by; empty where there is no number to draw."""


@dataclass(frozen=True, slots=True)
class PlanRow(Row):
    """One plan: goal, next step, who is responsible."""

    title: str = ""
    badge: Badge | None = None
    owner: str = ""
    lines: tuple[tuple[str, str, bool], ...] = ()
    """(label, text, is bold)."""
    note: str = ""
    bar: Tone | None = None


@dataclass(frozen=True, slots=True)
class LineRow(Row):
    """A date or label at the left, words at the right, a second line under them."""

    left: str = ""
    text: str = ""
    second: str = ""
    badge: Badge | None = None
    right: str = ""
    is_struck: bool = False
    is_bold: bool = False
    opens: bool = False
    """Whether it stands for a document that can be opened."""
    bar: Tone | None = None


@dataclass(frozen=True, slots=True)
class MoreRow(Row):
    """What is out of view, by number and name (R8)."""

    text: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One card of the overview, or one full page."""

    name: str
    title: str
    letter: str
    icon: str
    right: str
    right_tone: Tone = Tone.QUIET
    count: str = ""
    rows: tuple[Row, ...] = ()
    facts: str = ""
    """A line of facts under the heading."""
    is_read_from_top: bool = False
    """Whether a full page begins with what its card lacks: it opens there, unless another row was chosen before."""
