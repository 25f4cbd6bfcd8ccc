"""The medicine that another source tells of beside the medicine card: never merged by guess, never left out (R9, H10)."""

from overblik.domain.medication import Medication, MedicationEntry
from overblik.viewmodels.card_head import AnySection, Pair, View, pairs
from overblik.viewmodels.formats import one_line
from overblik.viewmodels.medication_row import CURRENT, medication_row
from overblik.viewmodels.rows import GroupRow, Row

Key = tuple[str, str, str]


def leading(sections: tuple[AnySection, ...]) -> tuple[AnySection, ...]:
    """Give the sections whose rows are the list: the national card where it can be shown, else all."""
    cards = tuple(section for section in sections if section.card is not None)
    return cards or sections


def same_drug(fact: Medication) -> Key | None:
    """Give what two sources must share to the letter before they speak of one drug: code, strength and form (R9)."""
    strength, form = one_line(fact.strength).casefold().replace(" ", ""), one_line(fact.form).casefold()
    return (fact.atc, strength, form) if fact.atc and strength and form else None


def beside(sections: tuple[AnySection, ...], lead: tuple[AnySection, ...], view: View) -> list[Row]:
    """Show current medicine that only another source tells of, a group for each source."""
    on_card = {
        key
        for _, scoped in pairs(lead)
        if scoped.fact.row is MedicationEntry.DRUG_MEDICATION and (key := same_drug(scoped.fact)) is not None
    }
    rows: list[Row] = []
    for section in sections:
        if section in lead:
            continue
        only = [pair for pair in pairs((section,)) if _stands_alone(pair, on_card)]
        if only:
            text = view.words.say("medication.only_in", source=one_line(section.label))
            rows.append(
                GroupRow(f"group/only/{section.source}", f"{text}, {len(only)}", text=text, count=str(len(only)))
            )
            rows += [medication_row(pair, view) for pair in only]
    return rows


def _stands_alone(pair: Pair, on_card: set[Key]) -> bool:
    """Whether a drug is in use by its own source and not the same, to the letter, as one on the card."""
    fact = pair[1].fact
    return fact.state in CURRENT and same_drug(fact) not in on_card
