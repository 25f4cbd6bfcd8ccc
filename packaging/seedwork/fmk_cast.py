"""What Fælles Medicinkort holds of each citizen: the record system's medicine as national orders, and every odd row."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from seedwork import berggren_medicine as berggren
from seedwork import fmk_berggren, fmk_odd, thomsen
from seedwork.fmk_card import Card, Given, Ordered, Prescribed
from seedwork.fmk_xml import PLACES, PRACTICE
from seedwork.medicine import Drug, Use
from seedwork.parts import REPLACEMENT, Person

KEPT_SINCE = "2026-09-23"
"""An order that ended earlier is no longer sent with the card."""
_EMPTIED = {"1310989990"}
"""Whose card was made and holds nothing now: that is another statement than that there is none (S11)."""
LONGEST_NAME = 30
LONGEST_TEXT = 400
Medicine = list[tuple[Drug, Use]]


def cards(people: list[tuple[Person, Medicine]]) -> Iterator[Card]:
    """The card of every citizen who has one; for the others none was ever made."""
    special: dict[str, Callable[[Card], None]] = {
        "2512489996": fmk_berggren.complete,
        "1809639990": fmk_odd.every_kind,
        "0309363991": lambda card: fmk_odd.very_many(card, thomsen.many()),
        "1702589990": fmk_odd.prescription_of_the_past,
    }
    for person, medicine in people:
        if person.situation in ("tom", "blocked") or person.system == REPLACEMENT:
            continue
        card = ordinary(person, medicine)
        special.get(person.cpr, lambda _: None)(card)
        if card.drugs or card.loose or person.cpr in _EMPTIED:
            yield card


def ordinary(person: Person, medicine: Medicine) -> Card:
    """The medicine of the record system as FMK would hold it, each order with a prescription."""
    kept = [(drug, use) for drug, use in medicine if _is_kept(drug, use)]
    drugs = [_ordered(person, place, drug, use) for place, (drug, use) in enumerate(kept, 1)]
    changed = max((drug.use.asserted or drug.use.start for drug in drugs), default="2026-01-05")
    return Card(person, str(1000 + person.key), changed, drugs, reviewed=(PRACTICE, changed))


def _is_kept(drug: Drug, use: Use) -> bool:
    """Whether FMK would hold it: nothing that ended long ago, no name longer than a field of FMK."""
    return (not use.end or use.end >= KEPT_SINCE) and max(len(drug.brand), len(drug.generic)) <= LONGEST_NAME


def _ordered(person: Person, place: int, drug: Drug, use: Use) -> Ordered:
    number = f"{40 + person.key}{place:03}"
    if len(use.dosage) > LONGEST_TEXT:
        # The field has no room for all that the record system writes: it ends with a whole sentence.
        use = replace(use, dosage=use.dosage[:LONGEST_TEXT].rpartition(". ")[0] + ".")
    made = Ordered(f"4{number}", drug, use, version=2)
    if use.status == "active":
        given = [Given(f"7{number}", "2026-10-05", size="100 stk.")] if place % 2 else []
        words = use.dosage if len(use.dosage) <= 70 else "efter aftale"
        day = max(use.start, "2026-06-01")
        made.prescribed.append(Prescribed(f"5{number}", drug, words, day, "2028-06-01", given=given, reason=use.reason))
    assert use.by in PLACES, use.by
    return made


def of_berggren() -> Medicine:
    """The complex citizen's medicine, ended ones too."""
    return [*berggren.REGULAR, *berggren.AS_NEEDED, *berggren.ENDED]
