"""The form of requests and headers: our own reading of the WSDLs, and the real schemas beside it when they are at hand.

An order of elements is written as a regular expression over their names, each followed by a blank.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from overblik.sandbox.national.envelope import SoapFault
from overblik.sandbox.national.markup import local
from overblik.sandbox.national.names import CONSENT, DDV, E2, E6, FMK, MEDCOM, SDSD_HEADER, SDSD_WORDS, tag

_WHITELIST = (
    "SystemOwnerName SystemName SystemVersion (OrgResponsibleName OrgUsingName OrgUsingID |BorgerOpslag )RequestedRole "
)
_CITIZEN = "PersonCivilRegistrationIdentifier (NegativeConsentRequest )?"
_INCLUDES = "IncludePrescriptions IncludeEffectuations "
_ORDERS = {
    tag(E2, "GetMedicineCardRequest"): f"PersonIdentifier (Version )*(DateTime )*{_INCLUDES}"
    "IncludeNonRelevantPrescriptions (IncludeWithdrawnDrugMedications )?(IncludeDrugMedicationType )*",
    tag(E2, "IncludeWithdrawnDrugMedications"): "WithdrawnAfterDateTime ",
    tag(FMK, "GetDrugMedicationRequest"): "PersonIdentifier (Identifier )*(IdentifierAndVersion )*"
    f"(IdentifierAndDateTime )*{_INCLUDES}",
    tag(FMK, "IdentifierAndVersion"): "Identifier Version ",
    tag(FMK, "IdentifierAndDateTime"): "Identifier DateTime ",
    tag(FMK, "GetDrugMedicationHistoryRequest"): "PersonIdentifier Identifier ",
    tag(FMK, "GetPrescriptionRequest"): "(PersonIdentifier |OrganisationIdentifier )"
    "((Identifier ){1,50}|IncludeOpenPrescriptions |IncludeAllPrescriptions )IncludeEffectuations ",
    tag(FMK, "SearchEffectuationsRequest"): "(PersonIdentifier |OrganisationIdentifier )(FromDateTime )?(ToDateTime )?"
    "(IncludeEffectuationsOnDrugMedications )?(IncludeEffectuationsOnPrescriptionsOnDrugMedications )?"
    "(IncludeEffectuationsNotOnDrugMedications )?",
    tag(E6, "GetDoseDispensingSummaryRequest"): "PersonIdentifier ",
    tag(FMK, "GetMedicineCardVersionsRequest"): "PersonIdentifier ",
    tag(FMK, "GetMedicineCardVersionRequest"): "PersonIdentifier ",
    tag(DDV, "GetVaccinationCardRequest"): _CITIZEN,
    tag(DDV, "GetPlannedVaccinationsRequest"): _CITIZEN,
    tag(CONSENT, "GetConsentStateRequest"): "PersonIdentifier ",
    tag(SDSD_HEADER, "WhitelistingHeader"): _WHITELIST,
    tag(SDSD_HEADER, "WhiteListingHeader"): _WHITELIST,
    tag(MEDCOM, "Header"): "(SecurityLevel )?(TimeOut )?Linking (FlowStatus )?(Priority )?"
    "(RequireNonRepudiationReceipt )?",
    tag(MEDCOM, "Linking"): "(FlowID )?MessageID (InResponseToMessageID )?",
    tag(FMK, "ConsentHeader"): "(Consent )+",
    tag(FMK, "Consent"): "(FromDate )?(ToDate )?ConsentType Content ",
    tag(FMK, "OnBehalfOf"): "(AuthorisationIdentifier |PersonIdentifier )",
}
_CHILDREN_ELSEWHERE = {
    tag(SDSD_HEADER, "WhitelistingHeader"): SDSD_WORDS,
    tag(SDSD_HEADER, "WhiteListingHeader"): SDSD_WORDS,
    tag(E2, "IncludeWithdrawnDrugMedications"): FMK,
}
_NUMBER = r"[1-9]\d{0,18}"
_MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?"
_VALUES = {
    "Identifier": _NUMBER,
    "Version": r"\d{1,19}",
    "SecurityLevel": "[1-5]",
    "TimeOut": "5|30|480|1440|unbound",
    "Priority": "AKUT|HASTER|RUTINE",
    "RequireNonRepudiationReceipt": "yes|no",
    "MessageID": r"(?s).+",
    "AuthorisationIdentifier": "[0-9BCDFGHJKLMNPQRSTVWXYZ]{5}",
    "PersonIdentifier": r"(?s).{1,50}",
    "PersonCivilRegistrationIdentifier": r"[0-3]\d[01]\d{3}\d{4}",
    "OrgUsingID": r"(?s).{1,200}",
    "ConsentType": r"(?s).{1,200}",
    "Content": r"(?s).{1,200}",
}
_NEEDED = {
    "PersonIdentifier": "source",
    "Consent": "source",
    "OrgUsingID": "NameFormat",
    "OrganisationIdentifier": "source",
}
_BOOLEANS = frozenset(
    {
        "IncludePrescriptions",
        "IncludeEffectuations",
        "IncludeNonRelevantPrescriptions",
        "IncludeEffectuationsOnDrugMedications",
        "IncludeEffectuationsOnPrescriptionsOnDrugMedications",
        "IncludeEffectuationsNotOnDrugMedications",
    }
)


@dataclass
class Rules:
    """What a request must look like; `folder` holds the services' schemas, or does not exist."""

    folder: Path

    def check(self, node: _Element) -> None:
        """Let an element pass, or say what is wrong without repeating what it holds.

        Raises:
            SoapFault: `syntax_error`.

        """
        complaint = _by_hand(node) or self.by_schema(node)
        if complaint:
            raise SoapFault("syntax_error", complaint)

    def by_schema(self, node: _Element) -> str:
        """The first complaint of the real schema; empty when there is none, or no schema that knows the element."""
        if self._schema is None or not str(node.tag).startswith((f"{{{FMK}", f"{{{MEDCOM}", f"{{{SDSD_HEADER}")):
            return ""
        if node.tag == tag(SDSD_HEADER, "WhiteListingHeader") or self._schema.validate(node):
            return ""
        found = self._schema.error_log[0]
        return f"{local(node)}, line {found.line}: {found.type_name}"

    @cached_property
    def _schema(self) -> "etree.XMLSchema | None":
        path = self.folder / "fmk" / "extracted-xsd" / "all.xsd"
        return etree.XMLSchema(etree.parse(path)) if path.is_file() else None


def _by_hand(node: _Element) -> str:
    """The first complaint of our own reading, in this element and below."""
    name = local(node)
    needed = _NEEDED.get(name)
    if needed and not node.get(needed):
        return f"{name} has no {needed}"
    value = "true|false|1|0" if name in _BOOLEANS else _MOMENT if name.endswith("DateTime") else _VALUES.get(name)
    if value and not len(node) and not re.fullmatch(value, (node.text or "").strip()):
        return f"{name} holds a value that is not allowed"
    order = _ORDERS.get(str(node.tag))
    if order is None:
        return ""
    namespace = _CHILDREN_ELSEWHERE.get(str(node.tag), str(node.tag)[1:].partition("}")[0])
    if any(each.tag != tag(namespace, local(each)) for each in node):
        return f"{name} holds an element of another namespace"
    if not re.fullmatch(order, "".join(f"{local(each)} " for each in node)):
        return f"{name} does not hold the elements of the schema in their order"
    return next((complaint for each in node if (complaint := _by_hand(each))), "")
