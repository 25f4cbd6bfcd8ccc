"""What must be erased now: sections past their hard limit."""

from overblik.domain.dates import Instant
from overblik.domain.ports import Kept
from overblik.sync.freshness import Age, band, is_file


def is_expired(kept: Kept, now: Instant) -> bool:
    """Whether a kept section has passed its hard limit, or has no time to count from."""
    section = kept.section
    if is_file(section.source):
        # A file's content may be years old when it is read: what is limited is how long we hold it.
        return section.asked_at is None or band(section.topic, section.source, section.asked_at, now) is Age.EXPIRED
    if section.as_of is None:
        return True
    return band(section.topic, section.source, section.as_of, now) is Age.EXPIRED
