"""The questions to FMK: bodies in the order of the schema 2015/06/01, and the headers beside DGWS (services.md section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from overblik.domain.grant import DataConsent
from overblik.domain.patient import IdKind, PatientId
from overblik.sources.fmk.mapping.elements import NAMESPACE
from overblik.wire.soap import element, words
from overblik.wire.whitelisting import NAMESPACES as WHITELISTING
from overblik.wire.whitelisting import Caller, on_behalf, whitelisting

NAMESPACES = {"m": NAMESPACE, "e2": f"{NAMESPACE}/E2", "e6": f"{NAMESPACE}/E6", **WHITELISTING}
"""The prefixes that this module's XML uses."""
_CONSENT = {
    DataConsent.GIVEN: "PrivateDataConsentGiven",
    DataConsent.OVERRIDDEN: "PrivateDataConsentOverridden",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One question: soapAction and the body."""

    action: str
    body: str


def medicine_card(patient_id: PatientId, withdrawn_after: str) -> Operation:
    """Ask for the card with all that is on it, and with what was withdrawn after a moment (xs:dateTime)."""
    return _card(patient_id, withdrawn_after)


def medicine_card_at(patient_id: PatientId, moment: str, withdrawn_after: str) -> Operation:
    """Ask for the card as it was at a moment (xs:dateTime)."""
    return _card(patient_id, withdrawn_after, element("e2:DateTime", words(moment)))


def card_versions(patient_id: PatientId) -> Operation:
    """Ask which versions the card has had, and when each was made."""
    return Operation(
        f"{NAMESPACE}#GetMedicineCardVersions",
        element("m:GetMedicineCardVersionsRequest", _person("m", patient_id)),
    )


def _card(patient_id: PatientId, withdrawn_after: str, which: str = "") -> Operation:
    return Operation(
        f"{NAMESPACE}/E2#GetMedicineCard",
        element(
            "e2:GetMedicineCardRequest",
            _person("e2", patient_id),
            which,
            element("e2:IncludePrescriptions", "true"),
            element("e2:IncludeEffectuations", "true"),
            element("e2:IncludeNonRelevantPrescriptions", "true"),
            # The schema wants a moment here, where services.md shows `true` (IncludeWithdrawnDrugMedicationsType).
            element("e2:IncludeWithdrawnDrugMedications", element("m:WithdrawnAfterDateTime", words(withdrawn_after))),
            # Without the types the answer may hold the first alone (services.md section 2).
            element("e2:IncludeDrugMedicationType", "Lægeordineret"),
            element("e2:IncludeDrugMedicationType", "Borgervalgt"),
        ),
    )


def open_prescriptions(patient_id: PatientId) -> Operation:
    """Ask for all open prescriptions with what was dispensed on them."""
    return Operation(
        f"{NAMESPACE}/E6#GetPrescription",
        element(
            "m:GetPrescriptionRequest",
            _person("m", patient_id),
            element("m:IncludeOpenPrescriptions"),
            element("m:IncludeEffectuations", "true"),
        ),
    )


def dispensings(patient_id: PatientId, since: str) -> Operation:
    """Ask for dispensings since a moment (xs:dateTime), with and without a drug medication."""
    return Operation(
        f"{NAMESPACE}/E2#SearchEffectuations",
        element(
            "m:SearchEffectuationsRequest",
            _person("m", patient_id),
            element("m:FromDateTime", words(since)),
            element("m:IncludeEffectuationsOnDrugMedications", "true"),
            element("m:IncludeEffectuationsOnPrescriptionsOnDrugMedications", "true"),
            element("m:IncludeEffectuationsNotOnDrugMedications", "true"),
        ),
    )


def dose_dispensing(patient_id: PatientId) -> Operation:
    """Ask whether dose dispensing runs or is on hold."""
    return Operation(
        f"{NAMESPACE}/E6#GetDoseDispensingSummary",
        element("e6:GetDoseDispensingSummaryRequest", _person("e6", patient_id)),
    )


def drug_medications(patient_id: PatientId, identifiers: Sequence[str]) -> Operation:
    """Ask for drug medications by name, whether or not they are on the card; without what hangs on them."""
    return Operation(
        f"{NAMESPACE}/E2#GetDrugMedication",
        element(
            "m:GetDrugMedicationRequest",
            _person("m", patient_id),
            *(element("m:Identifier", words(identifier)) for identifier in identifiers),
            element("m:IncludePrescriptions", "false"),
            element("m:IncludeEffectuations", "false"),
        ),
    )


def drug_history(patient_id: PatientId, identifier: str) -> Operation:
    """Ask what one drug medication held, period by period; the request is of the base, the answer of E2."""
    return Operation(
        f"{NAMESPACE}/E2#GetDrugMedicationHistory",
        element(
            "m:GetDrugMedicationHistoryRequest",
            _person("m", patient_id),
            element("m:Identifier", words(identifier)),
        ),
    )


def headers(caller: Caller, consent: DataConsent | None) -> str:
    """Write the headers that FMK wants beside those of DGWS."""
    told = whitelisting(caller, "WhitelistingHeader") + on_behalf(caller, "m")
    return told + (_consent(consent) if consent is not None else "")


def _consent(consent: DataConsent) -> str:
    return element(
        "m:ConsentHeader",
        element(
            "m:Consent",
            element("m:ConsentType", _CONSENT[consent]),
            element("m:Content", "MedicineCard"),
            source="User",
        ),
    )


def _person(prefix: str, patient_id: PatientId) -> str:
    source = "X-eCPR" if patient_id.kind is IdKind.E_CPR else "CPR"
    return element(f"{prefix}:PersonIdentifier", words(patient_id.number_for_lookup()), source=source)
