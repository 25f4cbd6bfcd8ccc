"""A document that was opened by an act: its text, and the file inside it, in memory only."""

from dataclasses import dataclass, field

from overblik.domain.clinical import Document
from overblik.domain.patient import PatientId
from overblik.domain.provenance import Provenance


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """One document with its content."""

    patient_id: PatientId
    fact: Document
    provenance: Provenance
    attachment: bytes = field(default=b"", repr=False)
    """The file inside it, decoded; empty where there is none, or where it cannot be decoded."""
