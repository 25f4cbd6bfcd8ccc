"""What each server serves, and the CapabilityStatement that says so (FHIR R4 capabilitystatement)."""

from overblik.sandbox.archive import Archive
from overblik.sandbox.verbatim import Json

_KINDS = {
    "identifier": "token",
    "patient": "reference",
    "subject": "reference",
    "category": "token",
    "status": "token",
    "_id": "token",
    "_lastUpdated": "date",
    "actor": "reference",
    "location": "reference",
    "partof": "reference",
    "date": "date",
}
_ABOUT = ("patient", "subject")


def served(base: str) -> dict[str, tuple[str, ...]]:
    """The types of a server, each with its search parameters beside _id and _lastUpdated."""
    observations = ("identifier", *_ABOUT, "category", "status")
    shared: dict[str, tuple[str, ...]] = {
        "Patient": ("identifier",),
        "Observation": observations,
        "Organization": ("identifier",),
    }
    plans: dict[str, tuple[str, ...]] = {
        "Condition": ("identifier", *_ABOUT, "category"),
        "CarePlan": observations,
        "Goal": ("identifier", *_ABOUT, "category"),
        "CareTeam": observations,
        "Encounter": ("identifier", *_ABOUT, "status", "location"),
        "Location": ("identifier", "partof"),
        "List": ("identifier", "status"),
        "Group": ("identifier",),
        "MedicationDispense": ("identifier", *_ABOUT, "status"),
    }
    record: dict[str, tuple[str, ...]] = {
        "MedicationStatement": observations,
        "Medication": ("identifier", "status"),
        "AllergyIntolerance": ("identifier", "patient", "category"),
        "Appointment": ("identifier", "patient", "status", "actor", "date"),
        "Immunization": ("identifier", "patient", "status"),
        "DocumentReference": observations,
        "DiagnosticReport": observations,
        "Practitioner": ("identifier",),
    }
    return {
        "ehr": shared | plans | record,
        "municipality": shared | plans,
        "laboratory": shared | {"DiagnosticReport": observations},
    }[base]


def includes(kind: str) -> dict[str, str]:
    """The _include parameters of a type, each with the path of the element that holds the reference."""
    table = {
        "MedicationStatement": {"medication": "medicationReference"},
        "MedicationDispense": {"medication": "medicationReference"},
        "CarePlan": {"goal": "goal", "care-team": "careTeam", "condition": "addresses"},
        "DiagnosticReport": {"result": "result", "performer": "performer"},
        "Observation": {"performer": "performer", "derived-from": "derivedFrom", "has-member": "hasMember"},
        "Patient": {"general-practitioner": "generalPractitioner"},
        "Encounter": {
            "service-provider": "serviceProvider",
            "subject": "subject",
            "patient": "subject",
            "location": "location.location",
        },
        "Appointment": {"patient": "participant.actor"},
        "List": {"item": "entry.item"},
        "Group": {"member": "member.entity"},
    }
    return table.get(kind, {})


def statement(archive: Archive) -> Json:
    """The answer to GET /metadata."""
    base = archive.base
    return {
        "resourceType": "CapabilityStatement",
        "id": base.name,
        "status": "active",
        "date": archive.clock.instant(),
        "kind": "instance",
        "software": {"name": f"Overblik sandbox, {base.label}"},
        "implementation": {"description": base.label, "url": base.url},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [{"mode": "server", "resource": [_resource(archive, kind) for kind in sorted(served(base.name))]}],
    }


def _resource(archive: Archive, kind: str) -> Json:
    names = (*served(archive.base.name)[kind], "_id", "_lastUpdated")
    codes = ["read", "search-type", *(["history-type"] if archive.base.history else [])]
    described: Json = {
        "type": kind,
        "interaction": [{"code": code} for code in codes],
        "versioning": "versioned",
        "searchParam": [{"name": name, "type": _KINDS[name]} for name in names],
    }
    if includes(kind):
        described["searchInclude"] = [f"{kind}:{name}" for name in includes(kind)]
    return described
