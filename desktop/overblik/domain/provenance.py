"""Where a fact is from: every entry carries it, so that 'Vis original' needs no second fetch."""

from dataclasses import dataclass

from overblik.domain.dates import ClinicalDate, Instant


@dataclass(frozen=True, slots=True)
class RawRef:
    """A place in a kept raw message: SHA-256 of the message, first byte, number of bytes."""

    message: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of one fact."""

    service: str
    """The source's name, as `ehr` or `fil: svar.json`."""
    document_id: str
    """The id of the resource or document at the source, `Observation/17`."""
    version: str
    """The source's version of it; empty when none was sent."""
    source_time: ClinicalDate | None
    """When the source says that it was last changed."""
    fetched_at: Instant
    author: str
    organisation: str
    raw_ref: RawRef
