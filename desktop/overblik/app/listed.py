"""The lines of the patient list: from the settings, and from what is kept."""

from typing import TYPE_CHECKING, Any

from overblik.domain.patient import cpr, from_identifier
from overblik.viewmodels.roll import Listed

if TYPE_CHECKING:
    from overblik.domain.dates import ClinicalDate
    from overblik.domain.patient import MasterData
    from overblik.domain.section import Section
    from overblik.runtime.settings import ListedPatient


def listed_of(section: "Section[Any]") -> Listed:
    """Give the line of a kept patient."""
    data: MasterData = section.entries[0].fact
    born: ClinicalDate | None = data.birth_date
    return Listed(section.patient_id, data.family, data.given, born.text if born else "", data.sex.value)


def listed_patient(told: "ListedPatient") -> Listed:
    """Give the line of a patient of the settings."""
    patient_id = from_identifier(told.system, told.cpr) if told.system else cpr(told.cpr)
    return Listed(patient_id, told.family, told.given, told.birth_date, told.sex, told.time)
