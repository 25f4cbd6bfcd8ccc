"""What must be erased now: sections past their hard limit."""

from overblik.domain.dates import Instant
from overblik.domain.ports import Kept
from overblik.sync.freshness import Age, band


def is_expired(kept: Kept, now: Instant) -> bool:
    """Whether a kept section has passed its hard limit, or has no time to count from."""
    section = kept.section
    if section.as_of is None:
        return True
    return band(section.topic, section.source, section.as_of, now) is Age.EXPIRED
