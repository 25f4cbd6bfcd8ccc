"""What a row is named by, and whether a body stands in the row that it was written to."""

from typing import Any

from overblik.domain.medication import Medication
from overblik.domain.patient import PatientId
from overblik.domain.provenance import RawRef
from overblik.domain.section import Section


def refs_within(fact: object) -> tuple[RawRef, ...]:
    """Give the places that parts of a fact point to, beside its own."""
    return fact.ordination.origins() if isinstance(fact, Medication) and fact.ordination is not None else ()


def is_of(section: Section[Any], patient_id: PatientId, topic: str, source: str) -> bool:
    """Whether a body stands in the row it was written to."""
    return section.patient_id == patient_id and (section.topic.value, section.source) == (topic, source)


def key_of(patient_id: PatientId) -> str:
    """Give the key of a patient: the number itself, in a file that is encrypted whole."""
    return patient_id.token_for_lookup()


def place_of(section: Section[Any]) -> tuple[str, str, str]:
    """Give what names a section in the file: patient, topic and source."""
    return key_of(section.patient_id), section.topic.value, section.source
