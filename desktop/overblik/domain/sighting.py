"""What a clinician saw of a patient: traces of every item, no content of it (screens.md principle 6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.domain.section import Section, Topic

Place = tuple[Topic, str]
"""A section: its topic and its source."""
HIDDEN = "hidden"
"""In the place of a fingerprint: the item named a hidden drug, and no difference is told of it (safety.md 2a rule 4)."""


class Trace(NamedTuple):
    """One item as it was seen: enough to tell that it changed, too little to read what it said."""

    content: str
    """A fingerprint of what the item said, or HIDDEN."""
    state: str = ""
    """A word of its state (`active`, `paused`), or the start of an appointment: what the next look says was before."""
    like: str = ""
    """A fingerprint of what stays when an appointment is moved by being sent anew."""


@dataclass(frozen=True, slots=True)
class Traces:
    """The traces of one section, and which entries each is of: answers about one sample are one item."""

    section: Section[Any]
    items: Mapping[str, Trace]
    entries: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one clinician had seen of one patient when he said so, or when he first looked."""

    patient_id: PatientId
    since: Instant
    parts: Mapping[Place, Mapping[str, Trace]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NeverSeen:
    """That a clinician has not looked at a patient here before."""

    patient_id: PatientId


@dataclass(frozen=True, slots=True)
class UnreadSighting:
    """That what a clinician had seen of a patient could not be read: neither seen nor never seen."""

    patient_id: PatientId
