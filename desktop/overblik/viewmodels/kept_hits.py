"""What a search in the kept records of many patients tells: where something stands, never what it says."""

from dataclasses import dataclass

from overblik.domain.section import Topic
from overblik.viewmodels.roll import Listed


@dataclass(frozen=True, slots=True)
class FoundIn:
    """One topic of one patient in whose items every word was found."""

    who: Listed
    topic: Topic
    source: str
    document: str
    """The first item that was found."""
    count: int


@dataclass(frozen=True, slots=True)
class KeptHits:
    """The answer to one question."""

    query: str
    """What was asked, as it was typed."""
    found: tuple[FoundIn, ...]
    """The first few, patients together."""
    patients: int
    """In how many patients something was found."""
    searched: int
    """How many patients are kept."""
    places: int
    """In how many topics of patients something was found."""
    is_more: bool
    """Whether counting was broken off: what is told is the least."""
    lacking: int
    """How many kept sections are not in the index."""
    has_failed: bool = False
    """Whether the store could not be searched at all."""
