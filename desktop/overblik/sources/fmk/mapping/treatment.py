"""Treatments that prescriptions name and the card does not hold: which to ask for, and when they ended (S6)."""

from dataclasses import replace

from overblik.domain.medication import Medication, MedicationEntry
from overblik.domain.medicine_card import Prescription
from overblik.domain.ports import Answer
from overblik.domain.section import Scoped
from overblik.domain.treatment import Treatment
from overblik.sources.fmk.mapping.acts import act
from overblik.sources.fmk.mapping.ordination import treatment_period
from overblik.sources.fmk.mapping.records import INVALID_DRUGS, Records, hidden_ids, identifier_of
from overblik.sources.fmk.mapping.sheets import DRUG, PRESCRIPTION, Sheet
from overblik.wire.elements import Unfit, children, text

_ATTACHED, _PRIVATE = "AttachedToDrugMedicationIdentifier", "IsPrivatePrescription"


def not_on_card(card: Sheet, prescriptions: Sheet) -> tuple[str, ...]:
    """Name the drug medications behind prescriptions that the card does not hold, in the order that they are named.

    One that is hidden is on the card, as a placeholder; behind a private prescription nothing is asked for (H21).
    """
    held = INVALID_DRUGS | {DRUG}
    known = {identifier_of(node) for name, node in (*card.items, *prescriptions.items) if name in held}
    known |= hidden_ids(card) | hidden_ids(prescriptions)
    found: dict[str, None] = {}
    for name, node in (*card.items, *prescriptions.items):
        parts = list(children(node)) if name == PRESCRIPTION else []
        if not any(key == _PRIVATE for key, _ in parts):
            found |= dict.fromkeys(text(one) for key, one in parts if key == _ATTACHED)
    return tuple(one for one in found if one and one not in known)


def treatments(found: Records) -> dict[str, Treatment]:
    """Give the treatment of each drug medication that is told beside a card, or without one; none that cannot be read."""
    made: dict[str, Treatment] = {}
    for drug, at in (*found.drugs, *found.beside):
        if not at.of or at.of in found.on_card:
            continue
        try:
            inside = drug.single()
            period, withdrawn = treatment_period(inside.get("BeginEndDate")), act(inside.get("Withdrawn"))
        except Unfit:
            continue
        made[at.of] = Treatment(period.end, period.end_undetermined, withdrawn.at if withdrawn else None, at.ref)
    return made


def without_answer(told: Answer, asked: tuple[str, ...]) -> Answer:
    """Say of each prescription whose treatment was asked for in vain that it was."""
    return replace(told, entries=tuple(_with_marks(scoped, asked) for scoped in told.entries)) if asked else told


def _with_marks(scoped: Scoped[Medication], asked: tuple[str, ...]) -> Scoped[Medication]:
    card = scoped.fact.ordination
    if card is None or scoped.fact.row is not MedicationEntry.PRESCRIPTION_ONLY:
        return scoped
    marked = tuple(_marked(one, asked) for one in card.prescriptions)
    return replace(scoped, fact=replace(scoped.fact, ordination=replace(card, prescriptions=marked)))


def _marked(one: Prescription, asked: tuple[str, ...]) -> Prescription:
    is_missing = one.treatment is None and one.drug_medication in asked
    return replace(one, treatment_missing=True) if is_missing else one
