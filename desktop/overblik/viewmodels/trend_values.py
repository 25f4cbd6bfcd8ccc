"""What the trend holds: analyses over medicine on one time axis, as plain frozen values (screens.md 3.7, 3.8).

Moments are seconds since 1970. Words of single points are made when they are asked for (`trend_words`): a course of a
thousand answers is drawn before any of them is read.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from overblik.viewmodels.card_head import Pair
from overblik.viewmodels.lab_series import Series
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.own_level import OwnLevel
from overblik.viewmodels.rows import Band

SeriesKey = tuple[str, ...]
"""System, code, specimen and unit, exactly as sent (R12)."""
MOST = 4
"""So many analyses stand over each other at most."""


class Kind(Enum):
    """How a point stands in a panel."""

    LABORATORY = "laboratory"
    HOME = "home"
    """Measured at home: hollow."""
    APART = "apart"
    """The same thing in another unit, specimen or way: a hollow diamond, never connected (S3)."""
    LIMIT = "limit"
    """Below or above what can be measured: the number sent is a limit and no value, so it is not connected."""


class Mark(Enum):
    """What is to be read about a point beyond its value."""

    NONE = "none"
    COMMENT = "comment"
    CORRECTED = "corrected"


class TrendPoint(NamedTuple):
    """One answer."""

    when: float
    value: float | None
    """None where it is in another unit: it has no place on this axis."""
    shape: FlagShape
    kind: Kind
    mark: Mark
    sign: str
    """How it is drawn: its flag, hollow at home (`home high`), `apart` or `limit` where it is not connected."""
    pair: Pair

    @property
    def is_joined(self) -> bool:
        """Whether the line goes through it."""
        return self.kind in (Kind.LABORATORY, Kind.HOME)


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of values: fixed for the analysis, whatever part of time is in view (R13)."""

    low: float
    high: float
    step: float
    note: str = ""
    """That it reaches beyond what it is for this analysis by itself, or that it follows the answers."""

    def ticks(self) -> list[float]:
        """Give the values at which a line is drawn."""
        return [self.low + self.step * number for number in range(round((self.high - self.low) / self.step) + 1)]


class Step(NamedTuple):
    """A moment from which the laboratory sent another interval, and both in words (R14)."""

    when: float
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One analysis: title of its axis (name, unit, code), points oldest first, intervals and their steps."""

    key: SeriesKey
    name: str
    short: str
    """The name without what the sample was of, for rows and titles."""
    unit: str
    code: str
    scale: Scale
    points: tuple[TrendPoint, ...]
    line: tuple[TrendPoint, ...]
    """The points that are connected: all that may be compared, none without a unit."""
    bands: tuple[Band, ...]
    steps: tuple[Step, ...]
    population: str
    """Whom the interval is for, where the laboratory says so (R14)."""
    is_line: bool
    """Whether its points are connected: never without a unit (R12)."""
    note: str
    series: Series
    level: OwnLevel | None = None
    level_text: str = ""
    by_moment: dict[float, list[TrendPoint]] = field(default_factory=dict, compare=False, repr=False)
    """The points by their moment, so that a table of thousands finds each at once."""


class Doing(Enum):
    """What a part of a lane says."""

    TAKEN = "taken"
    PAUSED = "paused"
    UNKNOWN = "unknown"
    """Ordered, but nobody has told with which dose."""


class Part(NamedTuple):
    """A part of a lane; None is before everything that is drawn."""

    since: float | None
    until: float
    doing: Doing
    text: str
    """The dose of this part, said where another follows."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One drug on the time axis: start, stop, pause and change of dose as recorded."""

    key: str
    name: str
    text: str
    """Strength, dosage, and what happened with its dates."""
    parts: tuple[Part, ...]
    has_start: bool
    has_end: bool
    accessible: str
    changed: float
    """The last moment at which something happened to it."""


@dataclass(frozen=True, slots=True)
class Medicines:
    """The lanes that are drawn, and the names of those that are not."""

    title: str
    lanes: tuple[Lane, ...] = ()
    others: tuple[Lane, ...] = ()
    notes: tuple[str, ...] = ()
    """What is missing or hidden, in words."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Everything on the page of the trend."""

    title: str
    meta: str
    panels: tuple[Panel, ...]
    medicines: Medicines
    moments: tuple[float, ...]
    """Every moment at which some point stands, oldest first: the steps of the arrow keys and the rows of the table."""
    start: float
    end: float
    now: float
    has_level: bool = False
    notes: tuple[str, ...] = ()
    """What the sources of the results lack."""
    accessible: str = ""
    choices: tuple[tuple[SeriesKey, str, bool], ...] = ()
    """Analyses to add: key, name, and whether it is of the group of one that is shown."""
