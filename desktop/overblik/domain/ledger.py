"""The freshness ledger: for each patient, topic and source how old what is here is, and why something is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.domain.section import Cause, Section, Standing, Topic


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of the last question about one topic to one source; no content, so that it may be told of many."""

    topic: Topic
    source: str
    label: str
    standing: Standing
    causes: tuple[Cause, ...] = ()
    as_of: Instant | None = None
    """The source's own time of what is held, else when it was fetched; none where nothing is held."""
    asked_at: Instant | None = None
    is_kept: bool = True
    """Whether what is held outlives the session; the rules of the computer may forbid it (safety.md section 4)."""


def entry_of(section: Section[Any], *, is_kept: bool) -> Entry:
    """Give the entry of a section as it was last shown."""
    causes = tuple(dict.fromkeys(reason.cause for reason in section.reasons))
    place = (section.topic, section.source, section.label)
    return Entry(*place, section.standing, causes, section.counts_from, section.asked_at, is_kept)


class Ledger(Protocol):
    """The ledger, seen by sync."""

    def write(self, patient_id: PatientId, entries: Sequence[Entry]) -> None:
        """Replace the entries of those places, durably.

        Raises:
            StoreError: the store fails.

        """
        ...

    def read(self, patients: Sequence[PatientId]) -> Mapping[PatientId, tuple[Entry, ...]]:
        """Give what is known of some patients; of whom nothing is known nothing is given.

        Raises:
            StoreError: the store fails.

        """
        ...
