"""What the palette shows: headings, hits and notes as plain frozen values, and where each hit leads."""

from dataclasses import dataclass

from overblik.domain.patient import PatientId
from overblik.viewmodels.marks import FlagShape

Spans = tuple[tuple[int, int], ...]
"""Places of a text: first letter, one past the last."""


@dataclass(frozen=True, slots=True)
class ToRow:
    """The row of a card; an empty card is the CAVE line."""

    card: str
    key: str


@dataclass(frozen=True, slots=True)
class ToText:
    """A passage of a document."""

    source: str
    document: str
    wanted: tuple[str, ...]
    """The beginnings of words that are marked in it."""


@dataclass(frozen=True, slots=True)
class ToPatient:
    """A patient of the list."""

    patient_id: PatientId


@dataclass(frozen=True, slots=True)
class ToNumber:
    """A citizen whose number was typed."""

    text: str

    def __repr__(self) -> str:
        """Leave the number out."""
        return "ToNumber(••••)"


@dataclass(frozen=True, slots=True)
class ToKept:
    """The item of another record, once its patient is open."""

    patient_id: PatientId
    card: str
    key: str


@dataclass(frozen=True, slots=True)
class ToAct:
    """What a key does (widgets/keys.py)."""

    name: str
    arguments: tuple[object, ...]


Target = ToRow | ToText | ToPatient | ToNumber | ToKept | ToAct


@dataclass(frozen=True, slots=True)
class PaletteRow:
    """One row of the list: a heading and a note lead nowhere."""

    key: str
    title: str
    accessible: str
    target: Target | None = None
    icon: str = ""
    marks: Spans = ()
    """What of the title was found."""
    shape: FlagShape = FlagShape.NONE
    letter: str = ""
    value: str = ""
    """The value of a result, with its unit apart."""
    unit: str = ""
    second: str = ""
    second_marks: Spans = ()
    right: str = ""
    cap: str = ""
    """The key that does the same."""
    is_struck: bool = False
    is_heading: bool = False
    count: str = ""
    """Beside a heading."""


@dataclass(frozen=True, slots=True)
class PaletteShown:
    """The whole palette."""

    rows: tuple[PaletteRow, ...] = ()
    chip: str = ""
    """Whose record is searched; empty for all."""
    told: str = ""
    """How many were found, how fast, and that nobody was asked."""
    accessible: str = ""
