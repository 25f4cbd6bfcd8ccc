"""Which fact a topic holds: the one table that store and sources agree on."""

from overblik.domain.clinical import (
    Allergy,
    Appointment,
    CarePlan,
    Condition,
    Contact,
    Document,
    Procedure,
)
from overblik.domain.lab_result import LabResult
from overblik.domain.medication import Medication
from overblik.domain.patient import MasterData
from overblik.domain.questionnaire import QuestionAnswer
from overblik.domain.section import Topic
from overblik.domain.stamkort import StamkortFact
from overblik.domain.vaccination import Vaccination

AnyFact = (
    MasterData
    | Medication
    | LabResult
    | CarePlan
    | Allergy
    | Condition
    | Procedure
    | Appointment
    | Contact
    | Vaccination
    | Document
    | StamkortFact
    | QuestionAnswer
)

FACT_OF: dict[Topic, type[AnyFact]] = {
    Topic.PATIENT: MasterData,
    Topic.MEDICATION: Medication,
    Topic.LAB_RESULTS: LabResult,
    Topic.VITAL_SIGNS: LabResult,
    Topic.OTHER_OBSERVATIONS: LabResult,
    Topic.CARE_PLANS: CarePlan,
    Topic.ALLERGIES: Allergy,
    Topic.CONDITIONS: Condition,
    Topic.PROCEDURES: Procedure,
    Topic.APPOINTMENTS: Appointment,
    Topic.CONTACTS: Contact,
    Topic.VACCINATIONS: Vaccination,
    Topic.DOCUMENTS: Document,
    Topic.MASTER_DATA: StamkortFact,
    Topic.HOME_MONITORING: LabResult,
    Topic.QUESTIONNAIRES: QuestionAnswer,
}
