"""The answers of Fælles Medicinkort beside the card, and the seed file that holds them all."""

from collections.abc import Iterator

from lxml.etree import _Element
from seedwork.fmk_card import (
    Card,
    Ordered,
    Prescribed,
    dosage_of,
    drug_medication,
    identifier,
    medicine_card,
    order,
    patient,
    prescription,
)
from seedwork.fmk_cast import cards
from seedwork.fmk_xml import moment, node, product, written
from seedwork.medicine import Drug, Use
from seedwork.parts import Person


def seeds(people: list[tuple[Person, list[tuple[Drug, Use]]]]) -> Iterator[tuple[str, str]]:
    """The name and the content of every file; that of a citizen who blocks the register holds nothing."""
    for person, _ in people:
        if person.situation == "blocked":
            yield f"{person.cpr}.blocked.xml", written(node("fmk"))
    for card in cards(people):
        yield f"{card.person.cpr}.{card.person.situation}.xml", seed(card)


def seed(card: Card) -> str:
    """The whole file of one citizen (seeds/README.md)."""
    hidden = [drug_medication(drug) for drug in card.private]
    root = node("fmk", node("card", medicine_card(card), node("private", *hidden) if hidden else None))
    root.append(_prescriptions(card))
    root.append(_effectuations(card))
    doses = _dose_dispensing(card)
    if doses is not None:
        root.append(doses)
    if card.gone:
        held = (drug_medication(drug) for drug in card.gone)
        answer = node("e2:GetDrugMedicationResponse", identifier(card, "e2:PersonIdentifier"), *held)
        root.append(node("gone", answer))
    for drug in (*card.drugs, *card.private):
        root.append(_history(card, drug))
    if card.older:
        root.append(_versions(card))
    return written(root)


def _prescriptions(card: Card) -> _Element:
    """All prescriptions; one of a hidden drug is sent once in full, and once as a placeholder: both occur."""
    shown = [prescription(one, "e6", drug.number) for drug in card.drugs for one in drug.prescribed]
    hers = [(one, drug.number) for drug in card.private for one in drug.prescribed]
    leaking = [prescription(one, "e6", number) for one, number in hers if not one.is_private]
    loose = [prescription(one, "e6", one.behind) for one in card.loose]
    masked = [node("e6:PrivatePrescription", node("Identifier", one.number)) for one, _ in hers if one.is_private]
    kept = [prescription(one, "e6", number) for one, number in hers if one.is_private]
    answer = node("e6:GetPrescriptionResponse", patient(card, "e6"), *shown, *leaking, *loose, *masked)
    return node("prescriptions", answer, node("private", *kept) if kept else None)


def _effectuations(card: Card) -> _Element:
    private = [
        node("e2:PrivateDrugMedication", node("Identifier", drug.number), node("Version", str(drug.version)))
        for drug in card.private
    ]
    open_ones = [made for drug in card.drugs if (made := _given(drug)) is not None]
    kept = [made for drug in card.private if (made := _given(drug)) is not None]
    loose = [_on_prescription(one) for one in card.loose if one.given]
    answer = node(
        "e2:SearchEffectuationsResponse", identifier(card, "e2:PersonIdentifier"), *private, *open_ones, *loose
    )
    return node("effectuations", answer, node("private", *kept) if kept else None)


def _given(drug: Ordered) -> _Element | None:
    held = [_on_prescription(one) for one in drug.prescribed if one.given]
    return node("e2:DrugMedication", node("e2:Identifier", drug.number), *held) if held else None


def _on_prescription(one: Prescribed) -> _Element:
    return node("e2:Prescription", node("e2:Identifier", one.number), *(order(given) for given in one.given))


def _dose_dispensing(card: Card) -> _Element | None:
    if card.holds is None:
        return None
    summary = node(
        "e6:DoseDispensingSummary",
        node("e6:DoseDispensingCard", node("e6:Identifier", "81001")),
        node("e6:HasOpenDosageDispensingPrescriptions", "true"),
        node("e6:DoseDispensingOnHold") if card.holds else None,
    )
    answer = node("e6:GetDoseDispensingSummaryResponse", identifier(card, "e6:PersonIdentifier"), summary)
    return node("dose-dispensing", answer)


def _history(card: Card, drug: Ordered) -> _Element:
    """The contents that a drug medication has had, the newest first."""
    told = [*drug.periods, (drug.use.asserted or drug.use.start, drug.drug, drug.use.dosage)]
    ends = [*(start for start, _, _ in told[1:]), "2026-11-23"]
    periods = [
        node(
            "e2:Period",
            node("e2:PeriodStartDateTime", moment(start)),
            node("e2:PeriodEndDateTime", moment(end)),
            node("e2:Version", str(drug.version - len(told) + place)),
            product(made),
            dosage_of(drug, words, start),
        )
        for place, ((start, made, words), end) in enumerate(zip(told, ends, strict=True), 1)
    ]
    answer = node(
        "e2:GetDrugMedicationHistoryResponse",
        identifier(card, "e2:PersonIdentifier"),
        node("e2:Identifier", drug.number),
        node("e2:History", *reversed(periods)),
    )
    return node("history", answer, identifier=drug.number)


def _versions(card: Card) -> _Element:
    infos = [
        node(
            "MedicineCardVersionInfo",
            node("MedicineCardVersion", one.version),
            node("VersionCreatedDateTime", moment(one.changed)),
        )
        for one in (*card.older, card)
    ]
    listed = node("GetMedicineCardVersionsResponse", identifier(card), *infos)
    held = [node("version", medicine_card(one), number=one.version) for one in card.older]
    return node("versions", listed, *held)
