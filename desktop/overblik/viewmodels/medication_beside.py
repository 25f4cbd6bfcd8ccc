"""The medicine that another source tells of beside the medicine card: never merged by guess, never left out (R9, H10)."""

from overblik.domain.medication import Medication, MedicationEntry
from overblik.viewmodels.card_head import AnySection, Pair, View, pairs
from overblik.viewmodels.formats import one_line, show_strength
from overblik.viewmodels.medication_row import CURRENT, PAST, medication_row, names
from overblik.viewmodels.rows import GroupRow, MoreRow, Row

Key = tuple[str, ...]
_HIDDEN = (MedicationEntry.PRIVATE, MedicationEntry.NEGATIVE_CONSENT)


def leading(sections: tuple[AnySection, ...]) -> tuple[AnySection, ...]:
    """Give the sections whose rows are the list: the national card where it can be shown, else all."""
    cards = tuple(section for section in sections if section.card is not None)
    return cards or sections


def same_statement(fact: Medication) -> Key | None:
    """Give what two sources must share to the letter before one of them need not be shown.

    Code, strength and form make it one drug (R9); another dosage or another state is another statement (H10).
    """
    drug = show_strength(one_line(fact.strength), one_line(fact.form)) if fact.strength and fact.form else ""
    told = (fact.atc, drug, fact.dosage, fact.state.value)
    key = tuple("".join(one_line(text).casefold().split()) for text in told)
    return key if all(key) else None


def past_of(sections: tuple[AnySection, ...], lead: tuple[AnySection, ...]) -> list[Pair]:
    """Give what is over in every source; what the card says in the same words is said once.

    While the card hides anything nothing is left out, for the same reason as in `beside`.
    """
    on_card = pairs(lead)
    hides = any(scoped.fact.row in _HIDDEN for _, scoped in on_card)
    said = {same_statement(scoped.fact) for _, scoped in on_card} - {None} if len(sections) > len(lead) else set()
    over = [pair for pair in pairs(sections) if pair[1].fact.row is MedicationEntry.DRUG_MEDICATION]
    past = [pair for pair in over if pair[1].fact.state in PAST]
    return [pair for pair in past if pair[0] in lead or hides or _says_more(pair, said)]


def beside(sections: tuple[AnySection, ...], lead: tuple[AnySection, ...], view: View) -> list[Row]:
    """Show the medicine that another source tells of and the card does not, a group for each source.

    While the card hides anything, the other source is shown whole: what stood in the gap alone would tell what is
    hidden (H21 rule 4).
    """
    if len(sections) == len(lead):
        return []
    on_card = pairs(lead)
    hides = any(scoped.fact.row in _HIDDEN for _, scoped in on_card)
    said = {same_statement(scoped.fact) for _, scoped in on_card if scoped.fact.state in CURRENT} - {None}
    rows: list[Row] = []
    for section in sections:
        mine = [pair for pair in pairs((section,)) if pair[1].fact.state not in PAST] if section not in lead else []
        shown = mine if hides else [pair for pair in mine if _says_more(pair, said)]
        if hides and shown and not view.is_full:
            rows.append(_by_name(section, shown, view))
        elif shown:
            text = view.words.say(
                "medication.in_source" if hides else "medication.only_in", source=one_line(section.label)
            )
            count = str(len(shown))
            rows.append(GroupRow(f"group/beside/{section.source}", f"{text}, {count}", text=text, count=count))
            rows += [medication_row(pair, view) for pair in shown]
    return rows


def told_of_drugs(sections: tuple[AnySection, ...]) -> list[Pair]:
    """Give every drug that the page of medicine shows: those of the card, and what other sources say beyond it."""
    lead = leading(sections)
    on_card = pairs(lead)
    hides = any(scoped.fact.row in _HIDDEN for _, scoped in on_card)
    said = {same_statement(scoped.fact) for _, scoped in on_card} - {None}
    others = pairs(tuple(section for section in sections if section not in lead))
    found = [*on_card, *(pair for pair in others if hides or _says_more(pair, said))]
    return [pair for pair in found if pair[1].fact.row is MedicationEntry.DRUG_MEDICATION]


def _by_name(section: AnySection, shown: list[Pair], view: View) -> MoreRow:
    """Name all that the other source tells of in one row of the overview; the page shows them one by one."""
    told = []
    for _, scoped in shown:
        name, _brand = names(scoped.fact)
        drug = show_strength(one_line(scoped.fact.strength), one_line(scoped.fact.form))
        told.append(f"{name} {drug}".rstrip())
    source, count = one_line(section.label), str(len(shown))
    text = view.words.say("medication.in_source_names", source=source, count=count, names=" · ".join(told))
    return MoreRow(f"more/beside/{section.source}", text, text=text, action=view.words.say("lab.show_all"))


def _says_more(pair: Pair, said: set[Key | None]) -> bool:
    return same_statement(pair[1].fact) not in said
