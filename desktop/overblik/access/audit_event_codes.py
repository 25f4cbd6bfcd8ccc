"""The codes of each kind of record as FHIR AuditEvent: DICOM PS3.16 Annex D, FHIR R4, and our own where none fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from overblik.domain.audit import EventKind
from overblik.domain.grant import Basis

DCM = "http://dicom.nema.org/resources/ontology/DCM"
OWN = "urn:overblik:audit-event"
EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type"
RESTFUL = "http://hl7.org/fhir/restful-interaction"
LIFECYCLE = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
ROLE_CLASS = "http://terminology.hl7.org/CodeSystem/v3-RoleClass"
ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
SOURCE_TYPE = "http://terminology.hl7.org/CodeSystem/security-source-type"
AUTHZ = "https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType"
SUCCESS, MINOR, SERIOUS = "0", "4", "8"
"""FHIR R4 audit-event-outcome."""


def coding(system: str, code: str, display: str = "") -> dict[str, str]:
    """Write a coding."""
    return {"system": system, "code": code, **({"display": display} if display else {})}


_REST = coding(EVENT_TYPE, "rest", "Restful Operation")
_AUTHENTICATION = coding(DCM, "110114", "User Authentication")
_ALERT = coding(DCM, "110113", "Security Alert")
_LOG_USED = coding(DCM, "110101", "Audit Log Used")
_LOGIN, _LOGOUT = coding(DCM, "110122", "Login"), coding(DCM, "110123", "Logout")
_CONFIGURATION = coding(DCM, "110129", "Security Configuration")


@dataclass(frozen=True, slots=True)
class Event:
    """What an AuditEvent says of a kind: type, subtypes, action (CRUDE), and the outcome where nothing else tells it."""

    type: Mapping[str, Any]
    subtypes: tuple[Mapping[str, Any], ...]
    action: str
    outcome: str = SUCCESS


def event_of(kind: EventKind) -> Event:
    """Give the codes of a kind; its own word is always the last subtype."""
    shared = _SHARED[kind]
    return Event(shared.type, (*shared.subtypes, coding(OWN, kind.value)), shared.action, shared.outcome)


def purpose_of(basis: str) -> dict[str, Any]:
    """Give the purpose of use of a basis (HL7 v3 ActReason); our own word where none fits."""
    codes = {
        Basis.TREATMENT.value: coding(ACT_REASON, "TREAT", "treatment"),
        Basis.EMERGENCY.value: coding(ACT_REASON, "ETREAT", "Emergency Treatment"),
        Basis.DEMO.value: coding(ACT_REASON, "HTEST", "test health data"),
    }
    return {"coding": [codes.get(basis, coding("urn:overblik:basis", basis))]}


_SHARED = {
    EventKind.BEGUN: Event(_ALERT, (coding(DCM, "110134", "Audit Recording Started"),), "E"),
    EventKind.CHECKPOINT: Event(_LOG_USED, (), "E"),
    # IHE BALP PatientRead: the look itself; what it led to is an event of its own that names it.
    EventKind.LOOK: Event(_REST, (coding(RESTFUL, "read", "read"),), "R"),
    EventKind.OUTCOME: Event(_REST, (coding(RESTFUL, "read", "read"),), "R"),
    # IHE BALP PrivacyDisclosure.Source.
    EventKind.DISCLOSURE: Event(coding(DCM, "110106", "Export"), (coding(LIFECYCLE, "disclose"),), "R"),
    # As a disclosure, of many patients: each has an event of his own.
    EventKind.LIST_PRINTED: Event(coding(DCM, "110106", "Export"), (coding(LIFECYCLE, "disclose"),), "R"),
    EventKind.LIST_SAVED: Event(coding(DCM, "110106", "Export"), (coding(LIFECYCLE, "disclose"),), "R"),
    # IHE BALP Query: of many patients, so that no one stands in it.
    EventKind.SEARCH: Event(_REST, (coding(RESTFUL, "search-system", "search-system"),), "E"),
    EventKind.HANDED_OVER: Event(coding(DCM, "110100", "Application Activity"), (), "E"),
    # IHE BALP Query: a list of patients at one server; whoever of it is opened has a record of his own.
    EventKind.WORK_LIST: Event(_REST, (coding(RESTFUL, "search-type", "search-type"),), "E"),
    EventKind.SIGN_IN: Event(_AUTHENTICATION, (_LOGIN,), "E"),
    EventKind.SIGN_IN_REFUSED: Event(_AUTHENTICATION, (_LOGIN,), "E", SERIOUS),
    EventKind.SIGN_OUT: Event(_AUTHENTICATION, (_LOGOUT,), "E"),
    EventKind.LOCK: Event(_AUTHENTICATION, (), "E"),
    EventKind.UNLOCK: Event(_AUTHENTICATION, (), "E"),
    EventKind.UNLOCK_REFUSED: Event(_AUTHENTICATION, (), "E", MINOR),
    EventKind.PURGE: Event(coding(LIFECYCLE, "destroy"), (), "D"),
    EventKind.POLICY_REFUSED: Event(_ALERT, (_CONFIGURATION,), "E", SERIOUS),
    EventKind.MODE_CHANGED: Event(_ALERT, (_CONFIGURATION,), "U"),
    # IHE BALP AuthZconsent: what the patient has decided is set aside.
    EventKind.OVERRIDE: Event(
        _ALERT, (coding(AUTHZ, "AuthZ-Consent"), coding(DCM, "110127", "Emergency Override Started")), "E"
    ),
    EventKind.OWN_LOG_VIEW: Event(_LOG_USED, (), "R"),
    EventKind.STORE_QUARANTINED: Event(_ALERT, (), "E", SERIOUS),
}
