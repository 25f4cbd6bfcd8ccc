"""The small signs of the screen: tones, the shapes of states and flags, badges."""

from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """The signal of a word or surface; the palette gives the colour, the painter the shape."""

    PLAIN = "plain"
    QUIET = "quiet"
    NEW = "new"
    STALE = "stale"
    CRITICAL = "critical"
    OFFLINE = "offline"
    ACCENT = "accent"


class Marker(Enum):
    """The shape of a section's state (screens.md 3.6): the same in chip, body and CAVE line."""

    FRESH = "fresh"
    AGED = "aged"
    STALE = "stale"
    PARTIAL = "partial"
    BLOCKED = "blocked"
    NO_ACCESS = "no_access"
    FAILED = "failed"
    NOT_ASKED = "not_asked"
    OFFLINE = "offline"
    LOADING = "loading"
    EMPTY = "empty"


class FlagShape(Enum):
    """The painted flags of screens.md 3.5."""

    NORMAL = "normal"
    HIGH = "high"
    LOW = "low"
    CRITICAL_HIGH = "critical_high"
    CRITICAL_LOW = "critical_low"
    ABNORMAL = "abnormal"
    NO_INTERVAL = "no_interval"
    NOT_ASSESSED = "not_assessed"
    NONE = "none"

    @property
    def is_outside(self) -> bool:
        """Whether the laboratory called the value out of order."""
        return self in _OUTSIDE


_OUTSIDE = (
    FlagShape.HIGH,
    FlagShape.LOW,
    FlagShape.CRITICAL_HIGH,
    FlagShape.CRITICAL_LOW,
    FlagShape.ABNORMAL,
)


@dataclass(frozen=True, slots=True)
class Badge:
    """A small word in a frame."""

    text: str
    tone: Tone = Tone.PLAIN
    is_framed: bool = True
