"""What must be erased now: sections past their hard limit."""

from overblik.domain.dates import Instant
from overblik.domain.ports import Kept, Store
from overblik.domain.section import FILE
from overblik.sync.freshness import LIMITS, Age, band, limits_of

EVERY = 600.0
"""Seconds between two looks for what is too old, whoever is open."""


def is_expired(kept: Kept, now: Instant) -> bool:
    """Whether a kept section has passed its hard limit, or has no time to count from."""
    section = kept.section
    since = section.counts_from
    return since is None or band(section.topic, section.source, since, now) is Age.EXPIRED


def erase_expired(store: Store, now: Instant) -> int:
    """Remove what is too old of all patients, opened or not; give how many sections.

    Raises:
        StoreError: the store fails.

    """
    return sum(
        store.erase_older(topic, now - limits_of(topic, source).hard, files=source == FILE)
        for topic in LIMITS
        for source in ("", FILE)
    )
