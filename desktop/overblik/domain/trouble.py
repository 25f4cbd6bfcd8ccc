"""An error of the program itself, as far as it may be told: where it happened, never about what or whom (T25)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from overblik.domain.dates import Instant


class Road(Enum):
    """By which way an error came that nobody had caught."""

    WINDOW = "window"
    THREAD = "thread"
    ASKING = "asking"
    CLEANUP = "cleanup"
    """While something was cleared away that nobody needs any more."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One error: its types and lines; two with the same lines are the same error."""

    road: Road
    lines: tuple[str, ...]
    at: Instant
    uptime: timedelta
    """For how long the program had run."""
    count: int = 1
    """How often it came."""
