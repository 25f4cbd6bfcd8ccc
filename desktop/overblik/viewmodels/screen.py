"""The parts of one overview above and beside the cards: strip, CAVE line, banner, summary, patient list."""

from dataclasses import dataclass, field

from overblik.viewmodels.marks import Badge, FlagShape, Marker
from overblik.viewmodels.rows import Card


@dataclass(frozen=True, slots=True)
class Chip:
    """One source in the strip."""

    source: str
    name: str
    text: str
    marker: Marker
    tooltip: str
    accessible: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The source strip: how many are whole and fresh, and each source's state."""

    count: str
    when: str
    chips: tuple[Chip, ...]
    bar: str = ""
    """The calm bar: that the network is gone, or which sources do not answer; empty while all is well."""
    bar_icon: str = ""
    """What of the three it tells."""


@dataclass(frozen=True, slots=True)
class Agent:
    """One allergy of the CAVE line."""

    name: str
    reaction: str


@dataclass(frozen=True, slots=True)
class Cave:
    """The CAVE line: one of its displays, never empty."""

    display: str
    """known, none_known, not_stated, not_fetched, may_be_blocked, loading."""
    marker: Marker
    agents: tuple[Agent, ...] = ()
    lead: str = ""
    """The bold words."""
    text: str = ""
    copy: str = ""
    """The age mark of a kept copy."""
    right: str = ""
    fgvh: str = ""
    accessible: str = ""
    fgvh_kind: str = "unknown"
    """How it is drawn: registered, none, unknown (screens.md 3.1)."""
    confirmed: str = ""
    """The date of a 'none known' as written; empty where none was told, and for all other displays."""


@dataclass(frozen=True, slots=True)
class Banner:
    """The patient banner (R1)."""

    family: str
    given: str
    born_label: str
    born: str
    age: str
    sex: str
    number_label: str
    number: str
    deceased: str = ""
    badges: tuple[Badge, ...] = ()
    right: tuple[tuple[tuple[str, bool], ...], ...] = ()
    """Lines at the right, each of (text, is bold) runs."""
    accessible: str = ""


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of the summary card."""

    label: str
    text: str
    meta: str = ""
    marker: Marker | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Diagnoses and the latest contact."""

    lines: tuple[SummaryLine, ...] = ()
    accessible: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that the keys for news go to: a card, and the row on it; an empty card is the CAVE line."""

    card: str
    key: str


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One chip of the news strip."""

    text: str
    """Bold: the name."""
    more: str = ""
    """Plain: the value, or what happened."""
    shape: FlagShape = FlagShape.NONE
    stops: tuple[Stop, ...] = ()
    """The rows it stands for, in their order."""
    accessible: str = ""


@dataclass(frozen=True, slots=True)
class NewsStrip:
    """What is new since this clinician last saw the patient (screens.md 3.1)."""

    lead: str
    items: tuple[NewsItem, ...] = ()
    count: int = 0
    is_first: bool = False
    """Whether there is no earlier look to compare with: then nothing can be new."""
    badges: tuple[tuple[str, str], ...] = ()
    """(section, how much is new) of the sections that have no card on the overview."""
    note: str = ""
    """Which sources could not be compared."""
    accessible: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """All parts of one overview, composed in one piece so that no frame mixes two patients."""

    banner: Banner
    cave: Cave
    strip: Strip
    summary: Summary
    cards: tuple[Card, ...] = field(default=())
    past: str = ""
    """That the overview is of an earlier moment, and which; empty for the present."""
    news: NewsStrip | None = None
    """None while it is not known yet when this clinician last looked, and where nobody is known to look."""
