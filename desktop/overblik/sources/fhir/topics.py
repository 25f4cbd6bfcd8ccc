"""Which resource types make which topic, and the batches made of them."""

from collections.abc import Iterable

from overblik.domain.section import Reason, Topic
from overblik.sources.fhir.mapping import allergy, appointment, condition, contact, document, medication, procedure
from overblik.sources.fhir.mapping.base import Context
from overblik.sources.fhir.mapping.patient import PATIENT, master_data
from overblik.sources.fhir.mapping.report import REPORT, report
from overblik.sources.fhir.mapping.vaccination import IMMUNIZATION, vaccination
from overblik.sources.fhir.observations import TOPICS as OBSERVED
from overblik.sources.fhir.observations import read_observations
from overblik.sources.fhir.plans import read_plans
from overblik.sources.fhir.reading import Batch, Kind, distinct, read, reject
from overblik.wire.fhir_names import RESOURCES
from overblik.wire.strict import Flaw

TYPES: dict[Topic, tuple[str, ...]] = {
    Topic.PATIENT: ("Patient",),
    Topic.MEDICATION: ("MedicationStatement", "MedicationRequest"),
    Topic.LAB_RESULTS: ("Observation",),
    Topic.VITAL_SIGNS: ("Observation",),
    Topic.OTHER_OBSERVATIONS: ("Observation",),
    Topic.CARE_PLANS: ("CarePlan", "Goal"),
    Topic.ALLERGIES: ("AllergyIntolerance",),
    Topic.CONDITIONS: ("Condition",),
    Topic.PROCEDURES: ("Procedure", "ServiceRequest"),
    Topic.APPOINTMENTS: ("Appointment",),
    Topic.CONTACTS: ("Encounter",),
    Topic.VACCINATIONS: ("Immunization",),
    Topic.DOCUMENTS: ("DiagnosticReport", "DocumentReference"),
}
"""The types whose resources are items; all other types are no items: they are read where an item
refers to them (Practitioner, Organization, Location, Medication …) and stay in the raw message."""

ITEMS = frozenset(name for types in TYPES.values() for name in types)

_KINDS: dict[Topic, tuple[Kind, ...]] = {
    Topic.MEDICATION: (
        Kind(
            "MedicationStatement",
            medication.STATEMENT,
            medication.statement,
            lambda s: s.subject,
            lambda s: s.information_source,
        ),
        Kind("MedicationRequest", medication.REQUEST, medication.request, lambda s: s.subject, lambda s: s.requester),
    ),
    Topic.ALLERGIES: (
        Kind(
            "AllergyIntolerance",
            allergy.ALLERGY,
            allergy.allergy,
            lambda s: s.patient,
            lambda s: s.recorder or s.asserter,
        ),
    ),
    Topic.CONDITIONS: (
        Kind(
            "Condition",
            condition.CONDITION,
            condition.condition,
            lambda s: s.subject,
            lambda s: s.recorder or s.asserter,
        ),
    ),
    Topic.PROCEDURES: (
        Kind("Procedure", procedure.PROCEDURE, procedure.procedure, lambda s: s.subject),
        Kind(
            "ServiceRequest",
            procedure.SERVICE_REQUEST,
            procedure.service_request,
            lambda s: s.subject,
            lambda s: s.requester,
        ),
    ),
    Topic.APPOINTMENTS: (
        Kind(
            "Appointment",
            appointment.APPOINTMENT,
            appointment.appointment,
            lambda _s: None,
            citizen=appointment.citizen,
        ),
    ),
    Topic.CONTACTS: (Kind("Encounter", contact.ENCOUNTER, contact.contact, lambda s: s.subject),),
    Topic.VACCINATIONS: (Kind("Immunization", IMMUNIZATION, vaccination, lambda s: s.patient),),
    Topic.DOCUMENTS: (
        Kind(
            "DiagnosticReport", REPORT, report, lambda s: s.subject, lambda s: s.performer[0] if s.performer else None
        ),
        Kind(
            "DocumentReference",
            document.DOCUMENT,
            document.document,
            lambda s: s.subject,
            lambda s: s.author[0] if s.author else None,
        ),
    ),
}


def batches(context: Context, wanted: Iterable[Topic]) -> tuple[dict[Topic, Batch], tuple[Reason, ...]]:
    """Read the wanted topics; the warnings belong to the observations."""
    asked = tuple(wanted)
    found: dict[Topic, Batch] = {}
    warnings: tuple[Reason, ...] = ()
    if any(topic in OBSERVED for topic in asked):
        observed, warnings = read_observations(context)
        found |= {topic: observed[topic] for topic in asked if topic in OBSERVED}
    for topic in asked:
        if topic not in OBSERVED:
            found[topic] = _one(topic, context)
    for batch in found.values():
        distinct(batch)
    return found, warnings


def _one(topic: Topic, context: Context) -> Batch:
    if topic is Topic.CARE_PLANS:
        return read_plans(context)
    batch = Batch()
    kinds = (_PATIENT,) if topic is Topic.PATIENT else _KINDS[topic]
    for kind in kinds:
        read(kind, context, batch)
    if topic is Topic.DOCUMENTS:
        _nameless(context, batch)
    return batch


def _nameless(context: Context, batch: Batch) -> None:
    """A resource whose type cannot be read, or is none of R4, has no topic: it is told among the documents (H8)."""
    for name in context.pool.types():
        if name not in RESOURCES:
            for piece in context.pool.of(name):
                reject(piece, Flaw("unknown_type" if name else "no_type", "$.resourceType"), context, batch)


_PATIENT = Kind(
    "Patient",
    PATIENT,
    master_data,
    lambda _s: None,
    citizen=lambda _s, piece, context: context.subjects.whose(piece),
)
