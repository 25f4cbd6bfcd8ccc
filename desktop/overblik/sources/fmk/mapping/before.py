"""Which drugs changed lately, and what was ordered before: read from the card and from their histories."""

from dataclasses import replace
from datetime import timedelta

from overblik.domain.dates import DANISH, ClinicalDate, Instant
from overblik.domain.drug_history import DrugHistory, DrugPeriod
from overblik.domain.medication import Medication
from overblik.domain.medicine_card import Product
from overblik.sources.fmk.mapping.acts import act
from overblik.sources.fmk.mapping.records import REPEATED, hidden_ids, identifier_of
from overblik.sources.fmk.mapping.sheets import DRUG, Sheet
from overblik.wire.elements import Node, Unfit, parts

LATELY = timedelta(days=30)
"""How long a change is news (screens.md section 3.3)."""
_MOST = 8
"""Histories that are asked for beside one card: the newest changes."""


def recently_changed(card: Sheet, now: Instant) -> tuple[str, ...]:
    """Name the drug medications whose history is worth a question, the newest change first.

    A private one is never asked for: not even by the number that a placeholder tells (H21).
    """
    hidden = hidden_ids(card)
    found: dict[str, str] = {}
    for name, node in card.items:
        changed = _changed(node) if name == DRUG else None
        identifier = identifier_of(node)
        if changed is not None and is_lately(changed, now) and identifier not in hidden | {""}:
            found[identifier] = max(changed.order, found.get(identifier, ""))
    return tuple(sorted(found, key=lambda one: found[one], reverse=True)[:_MOST])


def is_lately(when: ClinicalDate, now: Instant) -> bool:
    """Whether a day lies in the last 30 days of a moment; one that is to come counts, for it is not old."""
    day = when.day()
    return day is not None and day >= (now - LATELY).astimezone(DANISH).date()


def with_before(fact: Medication, told: DrugHistory | None, now: Instant) -> Medication:
    """Attach what was ordered before; without a history that can be relied upon, that nobody could say it."""
    card = fact.ordination
    if card is None:
        return fact
    if told is None or told.unreadable:  # what cannot be read may be the very period that was before
        return replace(fact, ordination=replace(card, previous_missing=True))
    return replace(fact, ordination=replace(card, previous=_before(told, card.product, fact.dosage, now)))


def _before(told: DrugHistory, product: Product, dosage: str, now: Instant) -> DrugPeriod | None:
    """Give the newest period of another strength, product or dosage, if it ended lately.

    One that ended long ago is not what the change was from: the reason or the dates were changed, not the dose.
    """
    present = _content(product, dosage)
    begun = [one for one in told.periods if one.start is not None and not _is_after(one.start, now)]
    other = next((one for one in begun if _content(one.product, one.dosage_text) != present), None)
    if other is None or (other.end is not None and not is_lately(other.end, now)):
        return None
    return other


def _is_after(when: ClinicalDate, now: Instant) -> bool:
    moment = when.moment()
    return moment is not None and moment > now


def _content(product: Product, dosage: str) -> tuple[str, ...]:
    told = (product.said, product.strength, product.form, dosage)
    return tuple(" ".join(text.split()).casefold() for text in told)


def _changed(node: Node) -> ClinicalDate | None:
    """Give when a drug was changed after it was made; none for a hidden or withdrawn one."""
    try:
        found = parts(node, REPEATED)
        changed, made = act(found.get("Modified")), act(found.get("Created"))
    except Unfit:
        return None
    if changed is None or "IsPrivateDrugMedication" in found or "Withdrawn" in found:
        return None
    return None if made is not None and made.at == changed.at else changed.at
