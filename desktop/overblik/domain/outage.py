"""A source that does not answer: since when, when it was last tried, and when it is tried again."""

from dataclasses import dataclass

from overblik.domain.dates import Instant
from overblik.domain.section import Cause


@dataclass(frozen=True, slots=True)
class Silence:
    """One source that answers no question at all."""

    source: str
    label: str
    """What the screen calls it."""
    since: Instant
    """The first question in vain since it last answered."""
    tried: Instant
    """The last one."""
    again: Instant | None = None
    """When it is asked next; none while that is not known."""
    why: Cause = Cause.UNREACHABLE
    """What keeps it away: it does not answer, or something on the way does in its place."""


@dataclass(frozen=True, slots=True)
class Silences:
    """All sources that are silent now, for a screen."""

    silent: tuple[Silence, ...] = ()
    returned: tuple[str, ...] = ()
    """What the screen calls the sources that answer again since it was last told."""
