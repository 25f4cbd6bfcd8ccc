"""A citizen's chart at Fælles Medicinkort: drug medications, prescriptions and dispensings, and the answers they make."""

from copy import deepcopy
from dataclasses import dataclass, field

from lxml.etree import _Element
from seedwork.fmk_dosage import dosage
from seedwork.fmk_xml import PHARMACY, PLACES, PRACTICE, SOURCE, Place, act, by, moment, node, product, route, stated
from seedwork.medicine import Drug, Use
from seedwork.parts import Person


@dataclass(slots=True)
class Given:
    """A dispensing on a prescription: the day, what was handed out, or the days of a packed box."""

    number: str
    day: str
    packages: int = 1
    size: str = ""
    box: tuple[str, str] | None = None
    note: str = ""


@dataclass(slots=True)
class Prescribed:
    """A prescription: the drug, the words of its dosage, its validity and what was handed out."""

    number: str
    drug: Drug
    words: str
    day: str
    valid_to: str
    status: str = "åben"
    given: list[Given] = field(default_factory=list)
    ended: str = ""
    iterations: str = ""
    deprecated: str = ""
    is_private: bool = False
    reason: str = ""
    said: str = ""
    behind: str = ""
    """The number of the drug medication behind it, of one that the card does not hold."""


@dataclass(slots=True)
class Ordered:
    """A drug medication: the drug and its use, what came before, and what was prescribed on it."""

    number: str
    drug: Drug
    use: Use
    prescribed: list[Prescribed] = field(default_factory=list)
    periods: list[tuple[str, Drug, str]] = field(default_factory=list)
    """Earlier contents: from which day, the drug and the words of the dosage."""
    kind: str = "Lægeordineret"
    follow_up: str = ""
    dosage: _Element | None = None
    reimbursed: bool = False
    is_private: bool = False
    invalid: tuple[str, ...] = ()
    """Numbers of invalid prescriptions under it."""
    started_previously: bool = False
    version: int = 1


@dataclass(slots=True)
class Card:
    """All that FMK holds of a citizen."""

    person: Person
    version: str
    changed: str
    drugs: list[Ordered] = field(default_factory=list)
    private: list[Ordered] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    loose: list[Prescribed] = field(default_factory=list)
    gone: list[Ordered] = field(default_factory=list)
    """Drug medications that the card no longer holds: FMK tells of them by number alone."""
    invalid_loose: list[str] = field(default_factory=list)
    reviewed: tuple[Place, str] | None = None
    not_reviewed: tuple[Place, str] | None = None
    is_invalid: bool = False
    relations: list[tuple[str, Place, str]] = field(default_factory=list)
    holds: bool | None = None
    """Whether dose dispensing is on hold; none without a dose dispensing card."""
    by: Place = PRACTICE
    older: "list[Card]" = field(default_factory=list)


def identifier(card: Card, name: str = "PersonIdentifier") -> _Element:
    """Who the answer is about."""
    source = "X-eCPR" if card.person.cpr.endswith("TX2") else "CPR"
    return node(name, card.person.cpr, source=source)


def patient(card: Card, prefix: str) -> _Element:
    """The citizen with names, number, birth and sex."""
    who = card.person
    name = node("Name", node("GivenName", who.given), node("Surname", who.family)) if who.family else None
    person = node("Person", name, identifier(card), node("BirthDate", who.birth), node("Gender", who.sex))
    return node(f"{prefix}:Patient", person)


def medicine_card(card: Card) -> _Element:
    """The card in the answer to GetMedicineCard."""
    open_doses = any(given.box for drug in card.drugs for one in drug.prescribed for given in one.given)
    made = node(
        "e2:MedicineCard",
        patient(card, "e2"),
        node("e2:Version", card.version),
        *(node("e2:PreviousVersion", one.version) for one in card.older),
        act("e2:Modified", card.by, card.changed),
        act("e2:Reviewed", *card.reviewed) if card.reviewed else None,
        act("e2:NotReviewed", *card.not_reviewed) if card.not_reviewed else None,
        node("e2:IsInvalid") if card.is_invalid else None,
        *(_relation(*row, number) for number, row in enumerate(card.relations, 95001)),
        *(_placeholder("e2:PrivateDrugMedication", drug) for drug in card.private),
        *(drug_medication(drug) for drug in card.drugs),
        *(node("e2:InvalidDrugMedication", node("Identifier", number)) for number in card.invalid),
        *(prescription(one, "e2") for one in card.loose if not one.ended),
        *(node("e2:InvalidPrescription", node("Identifier", number)) for number in card.invalid_loose),
        node("e2:HasOpenDosageDispensingPrescriptions", "true" if open_doses else "false"),
        node("e2:OrderedPrescriptionsExist", "false"),
    )
    return node("e2:GetMedicineCardResponse", made)


def _placeholder(name: str, drug: Ordered) -> _Element:
    return node(name, node("Identifier", drug.number), node("Version", str(drug.version)))


def _relation(kind: str, place: Place, day: str, number: int) -> _Element:
    held = node("Identifier", str(number)), act("Created", PRACTICE, day), place.node(), node("Type", kind)
    return node("e2:PatientOrganisationRelation", *held)


def drug_medication(drug: Ordered) -> _Element:
    """One drug medication as the card holds it (DrugMedicationType)."""
    use, place = drug.use, PLACES.get(drug.use.by, PRACTICE)
    changed = use.asserted if use.asserted and use.asserted != use.start else ""
    paused = _paused(place, *use.paused.split("/"), changed or use.start) if use.paused else None
    return node(
        "e2:DrugMedication",
        node("e2:Identifier", drug.number),
        node("e2:Version", str(drug.version)),
        act("e2:Created", PRACTICE, drug.periods[0][0] if drug.periods else use.start),
        act("e2:Modified", place, changed) if changed else None,
        node("e2:Type", drug.kind),
        node("e2:FollowUpDates", node("Date", drug.follow_up)) if drug.follow_up else None,
        paused,
        act("e2:Withdrawn", place, use.end) if use.status == "stopped" else None,
        node("e2:IsPrivateDrugMedication") if drug.is_private else None,
        _begin_end(drug),
        node("e2:Indication", node("FreeText", use.reason or "ikke angivet")),
        route(drug.drug),
        product(drug.drug),
        dosage_of(drug, use.dosage, use.start, use.end),
        node("e2:SubstitutionAllowed", "true"),
        *(prescription(one, "e2", drug.number) for one in drug.prescribed),
        *(node("e2:InvalidPrescription", node("Identifier", number)) for number in drug.invalid),
        node("e2:ReimbursementClause", "klausulbetingelse opfyldt") if drug.reimbursed else None,
    )


def dosage_of(drug: Ordered, words: str, start: str, end: str = "") -> _Element:
    """The dosage as it is told in words, or the one that was built for the order."""
    return dosage(words, start, end) if drug.dosage is None else deepcopy(drug.dosage)


def _begin_end(drug: Ordered) -> _Element:
    use = drug.use
    begun = drug.periods[0][0] if drug.periods else use.start
    start = node("TreatmentStartedPreviously") if drug.started_previously else node("TreatmentStartDate", begun)
    ends = use.end and use.status != "stopped"
    end = node("TreatmentEndDate", use.end) if ends else node("TreatmentEndingUndetermined")
    return node("e2:BeginEndDate", node("CreatedDateTime", moment(begun)), start, end)


def _paused(place: Place, start: str, end: str, day: str) -> _Element:
    until = node("ToDate", end) if end else None
    return node("e2:Paused", node("FromDate", start), until, by(place), node("DateTime", moment(day)))


def prescription(one: Prescribed, prefix: str, drug: str = "") -> _Element:
    """A prescription; DrugMedicationEnded stands in the answers of E6 alone."""
    ended = node("e6:DrugMedicationEnded", one.ended) if one.ended and prefix == "e6" else None
    return node(
        f"{prefix}:Prescription",
        node(f"{prefix}:Identifier", one.number),
        node(f"{prefix}:AttachedToDrugMedicationIdentifier", drug) if drug else None,
        ended,
        node(f"{prefix}:AuthorisationDateTime", moment(one.day)),
        act(f"{prefix}:Created", PRACTICE, one.day),
        node(f"{prefix}:ValidFromDate", one.day),
        node(f"{prefix}:ValidToDate", one.valid_to),
        _restriction(one, prefix),
        node(f"{prefix}:Indication", node("FreeText", one.reason)) if one.reason else None,
        product(one.drug, prefix),
        node(f"{prefix}:DosageText", one.words),
        node(f"{prefix}:SubstitutionAllowed", "true"),
        node(f"{prefix}:SupplementaryInformation", one.said) if one.said else None,
        node(f"{prefix}:Status", one.status),
        node(f"{prefix}:Deprecated", moment(one.deprecated)) if one.deprecated else None,
        *(order(given, f"{prefix}:Order") for given in one.given),
        node(f"{prefix}:IsPrivatePrescription") if one.is_private else None,
    )


def _restriction(one: Prescribed, prefix: str) -> _Element:
    if any(given.box for given in one.given):
        return node(f"{prefix}:DoseDispensedRestriction", node("StartDate", one.day), node("EndDate", one.valid_to))
    size = one.given[-1].size if one.given else ""
    again = ()
    if one.iterations:
        again = (
            node("e2:IterationNumber", one.iterations),
            node("e2:IterationInterval", "3"),
            node("e2:IterationIntervalUnit", "måneder"),
        )
    return node(f"{prefix}:PackageRestriction", *_package(size, 1, number_first=True), *again)


def _package(size: str, count: int, *, number_first: bool) -> list[_Element]:
    quantity = node("e2:PackageQuantity", str(count))
    number = node("e2:PackageNumber", "440709", **SOURCE)
    held = [node("e2:PackageSize", node("e2:PackageSizeText", size))] if size else []
    return [number, *held, quantity] if number_first else [quantity, number, *held]


def order(given: Given, name: str = "e2:Order") -> _Element:
    """The order at the pharmacy with what was handed out on it."""
    method = "dosisdispenseret apoteksudlevering" if given.box else "en- eller flergangs apoteksudlevering"
    handed = node("e2:PackageDispensed", *_package(given.size, given.packages, number_first=False))
    packed = None
    if given.box:
        packed = node("e2:DoseDispensing", node("FirstDosageDate", given.box[0]), node("LastDosageDate", given.box[1]))
    effect = node(
        "e2:Effectuation",
        node("e2:Identifier", given.number),
        node("e2:DateTime", moment(given.day)),
        node("e2:EffectuationMethod", method),
        act("e2:Created", PHARMACY, given.day),
        handed,
        node("e2:PharmacyComment", given.note) if given.note else None,
    )
    return node(
        name,
        node("e2:Identifier", given.number),
        stated("e2:CreatedWithoutPerson", PHARMACY, given.day),
        PHARMACY.node("e2:OrderedAtPharmacy"),
        node("e2:Status", "Udført"),
        packed,
        effect,
    )
