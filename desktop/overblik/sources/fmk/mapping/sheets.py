"""One answer of FMK as a sheet: which operation, about whom, and the items it holds."""

from dataclasses import dataclass, field
from typing import Any

from overblik.domain.errors import InputError, Unintelligible
from overblik.domain.patient import IdKind, PatientId, cpr, local
from overblik.sources.fmk.mapping.elements import NAMESPACE
from overblik.wire.elements import Node, children, text
from overblik.wire.soap import payload
from overblik.wire.xml import XmlError, parse

CARD, PRESCRIPTIONS, DRUGS = "GetMedicineCardResponse", "GetPrescriptionResponse", "GetDrugMedicationResponse"
DISPENSINGS, DOSES = "SearchEffectuationsResponse", "GetDoseDispensingSummaryResponse"
HISTORY, VERSIONS = "GetDrugMedicationHistoryResponse", "GetMedicineCardVersionsResponse"
OPERATIONS = frozenset({CARD, PRESCRIPTIONS, DRUGS, DISPENSINGS, DOSES, HISTORY, VERSIONS})
DRUG, PRESCRIPTION, EFFECTUATION = "DrugMedication", "Prescription", "Effectuation"
ITEMS = frozenset(
    {
        *(DRUG, PRESCRIPTION, EFFECTUATION, "PrivateDrugMedication", "InvalidDrugMedication"),
        *("InvalidPrescription", "InvalidEffectuation", "PrivatePrescription"),
        *("DrugMedicationWithNegativeConsent", "InvalidPrescriptionMedication"),
    }
)
"""What is counted: each of them is shown, refused or unreadable (safety.md H8)."""
_HEADER = {
    CARD: frozenset(
        [
            "Patient",
            "Version",
            "PreviousVersion",
            "NextVersion",
            "ReportedBy",
            "Modified",
            "Reviewed",
            "NotReviewed",
            "IsInvalid",
            "PatientOrganisationRelation",
            "LatestDosageDispensingEffectuation",
            "HasOpenDosageDispensingPrescriptions",
            "OrderedPrescriptionsExist",
        ]
    ),
    PRESCRIPTIONS: frozenset({"Patient", "Organisation", "IsInvalid"}),
    DRUGS: frozenset({"PersonIdentifier"}),
    DISPENSINGS: frozenset({"PersonIdentifier", "OrganisationIdentifier", "MoreAvailable"}),
    DOSES: frozenset({"PersonIdentifier", "DoseDispensingSummary"}),
    HISTORY: frozenset({"PersonIdentifier", "Identifier", "History"}),
    VERSIONS: frozenset({"PersonIdentifier", "MedicineCardVersionInfo"}),
}


@dataclass(slots=True)
class Sheet:
    """One parsed answer."""

    operation: str
    content: bytes
    uri: str
    root: Node
    """The element that holds the items: the card, else the response."""
    person: PatientId | None
    items: list[tuple[str, Node]] = field(default_factory=list)
    header: dict[str, Node] = field(default_factory=dict)
    repeated: dict[str, list[Node]] = field(default_factory=dict)
    strange: list[tuple[str, Node]] = field(default_factory=list)
    """Children that the schema does not know: they may be items, so they count as unreadable."""
    is_beside: bool = False
    """Whether its drug medications were asked for by name because the card does not hold them: they are no rows."""


def operation_of(root: Node) -> str:
    """Give the operation of a response, empty when the element is none of this version of FMK."""
    tag: str = root.tag
    space, _, name = tag[1:].partition("}")
    is_ours = space == NAMESPACE or space.startswith(f"{NAMESPACE}/")
    return name if is_ours and name in OPERATIONS else ""


def sheet(content: bytes, uri: str = "", parsed: Node | None = None) -> Sheet:
    """Read one answer, in its SOAP envelope or bare; `parsed` is what `parse` gave of it, where that is known.

    Raises:
        Unintelligible: it is no XML, has a DOCTYPE, or is no answer of FMK 2015/06/01.
        SourceError: the envelope holds a fault.

    """
    try:
        root = payload(parse(content) if parsed is None else parsed)
    except XmlError as error:
        raise Unintelligible(reason=error.reason) from None
    operation = operation_of(root)
    if not operation:
        raise Unintelligible(reason="not_fmk")
    holder = root
    if operation == CARD:
        cards = [node for name, node in children(root) if name == "MedicineCard"]
        if len(cards) != 1 or len(root) != 1:
            raise Unintelligible(reason="several_cards" if len(cards) > 1 else "no_card")
        holder = cards[0]
    made = Sheet(operation, content, uri, holder, None)
    _sort(made)
    made.person = _person(made)
    return made


def _sort(made: Sheet) -> None:
    known = _HEADER[made.operation]
    for name, node in children(made.root):
        if name in ITEMS:
            made.items.append((name, node))
        elif name not in known:
            made.strange.append((name, node))
        else:
            made.header.setdefault(name, node)
            made.repeated.setdefault(name, []).append(node)


def _person(made: Sheet) -> PatientId | None:
    """Tell whom the answer is about: identifiers alone decide, never names (services.md rule A)."""
    found: list[Any] = [*made.repeated.get("PersonIdentifier", ())]
    for patient in made.repeated.get("Patient", ()):
        found += list(patient.iter("{*}PersonIdentifier"))
    told = {(node.get("source") or "", text(node)) for node in found}
    if len(told) != 1:
        return None  # nobody, or two: then nobody can tell
    source, number = told.pop()
    try:
        return cpr(number) if source == "CPR" else local(source, number)
    except InputError:
        return None


def is_about(person: PatientId | None, asked: PatientId) -> bool:
    """Whether an answer is about the asked citizen; a replacement number is told by its source (X-eCPR)."""
    if person is None:
        return False
    is_replacement = asked.kind is IdKind.E_CPR and person.system in ("X-eCPR", "D-eCPR")
    return person == asked or (is_replacement and person.value.upper() == asked.value)
