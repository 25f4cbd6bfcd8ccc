"""Every element of every answer of FMK dropped, doubled, moved, retyped: nothing crashes, no row is lost, nobody else's shown.

How many: see `test_how_many_mutants_there_are`. What an answer holds is counted here by lxml and expat alone, from the
changed bytes; the program's own walk through them is what is proved.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from in_process import NOW
from overblik.domain.errors import Unintelligible
from overblik.domain.medication import MedicationEntry
from overblik.domain.ports import Answer, RawDocument, Recognised
from overblik.domain.section import Topic
from overblik.sources.fmk import FmkReader
from sources.fmk.answers import FULL_CARD, answers
from sources.mutants import Mutant, changes, every, share, starts, tree

pytestmark = pytest.mark.samples

ROWS = frozenset({"DrugMedication", "PrivateDrugMedication", "InvalidDrugMedication"})
ATTACHED = frozenset({"Prescription", "Effectuation", "InvalidPrescription", "InvalidEffectuation"})
NAMES = ("Ukendt", "Prescription", "Effectuation", "DrugMedication", "PrivateDrugMedication", "InvalidPrescription")
CHANGES = changes(NAMES)
WHOLE, PARTS = 10, 4
HEADER = frozenset({"no_person", "duplicate_element", "no_card", "several_cards", "not_fmk", "body", "date"})
"""Why a change of what stands over the rows refuses the whole answer."""


def name_of(node: Any) -> str:
    return str(etree.QName(node).localname)


def read(content: bytes) -> Recognised:
    (found,) = FmkReader().recognise([RawDocument("svar.xml", content)], NOW) or ()
    return found


def answer_of(found: Recognised) -> Answer:
    return found.answers[Topic.MEDICATION]


def told_at(answer: Answer) -> tuple[list[int], dict[int, int], set[int]]:
    """Give where each row and record stands, how many dispensings each prescription tells of, and what is unreadable."""
    at: list[int] = []
    given: dict[int, int] = {}
    for entry in answer.entries:
        card = entry.fact.ordination
        records = (*card.prescriptions, *card.dispensings) if card else ()
        alone = entry.fact.row is MedicationEntry.PRESCRIPTION_ONLY
        at += [entry.provenance.raw_ref.start] if not alone else []
        for one in records:
            assert one.origin is not None
            at.append(one.origin.start)
        for one in card.prescriptions if card else ():
            given[one.origin.start] = len(one.dispensings)
    unreadable = {one.raw_ref.start for one in answer.unreadable}
    return at + sorted(unreadable), given, unreadable


def person_of(root: Any) -> set[tuple[str, str]]:
    """Give whom the answer names, outside of all items."""
    holder = next(iter(root.iter("{*}MedicineCard")), root)
    where = [one for one in holder if name_of(one) in ("Patient", "PersonIdentifier")]
    return {
        (one.get("source", ""), (one.text or "").strip()) for each in where for one in each.iter("{*}PersonIdentifier")
    }


class Held:
    """What the changed bytes hold, by parsers that are not the program's."""

    def __init__(self, root: Any, content: bytes) -> None:
        self.root = root
        nodes = list(root.iter("{*}*"))
        self.at = dict(zip(nodes, starts(content), strict=True))
        self.is_search = name_of(root) == "SearchEffectuationsResponse"

    def items(self) -> Iterator[Any]:
        """Give each element that is a row or belongs to one; a drug that only holds dispensings is no row itself."""
        for node in self.at:
            name = name_of(node)
            is_holder = self.is_search and name in ("DrugMedication", "Prescription")
            if name in ATTACHED | ROWS and not is_holder:
                yield node

    def key(self, node: Any) -> tuple[str, Any]:
        """Give what makes two records the same: where they belong, and every letter between the tags."""
        parent = node.getparent()
        host = parent.findtext("{*}Identifier") if name_of(parent) == "DrugMedication" else ""
        return host or "", tuple((one.tag, one.text, tuple(one.items())) for one in node.iter())


def lost(held: Held, answer: Answer) -> list[str]:
    """Give the items of the bytes that no row, record or unreadable line tells of."""
    at, given, unreadable = told_at(answer)
    places = set(at)
    twins = {held.key(node) for node, start in held.at.items() if start in places}
    hidden = {entry.provenance.raw_ref.start for entry in answer.entries if entry.fact.row is MedicationEntry.PRIVATE}
    found = []
    for node in held.items():
        above = [held.at[one] for one in node.iterancestors()]
        is_told = held.at[node] in places or any(
            held.key(one) in twins for one in (node, *node.iterancestors()) if name_of(one) in ATTACHED
        )
        is_covered = any(start in unreadable | hidden for start in above)
        holder = node.getparent()
        is_ordered = name_of(holder) == "Order" and any(start in given for start in above)
        if not (is_told or is_covered or is_ordered):
            found.append(f"{name_of(holder)}/{name_of(node)}")
    for node, start in held.at.items():
        if start in given and not held.is_search:
            orders = [one for one in node if name_of(one) == "Order"]
            wanted = sum(any(name_of(part).endswith("Effectuation") for part in one) for one in orders)
            if given[start] < wanted:
                found.append(f"{wanted - given[start]} Order/Effectuation")
    return found


def judged(mutant: Mutant, original: bytes) -> str:
    """Judge one mutant: empty when all is well or the answer is refused with a reason, else what is wrong."""
    root, inside = mutant.made(original, CHANGES, ROWS | ATTACHED)
    content = etree.tostring(root, encoding="utf-8")
    try:
        found = read(content)
    except Unintelligible as error:
        reason = str(error.facts["reason"])
        return f"one item sinks the answer: {reason}" if inside or reason not in HEADER else ""
    named = person_of(root)
    if len(named) != 1:
        return "nobody or several are named, and still one is shown"
    answer = answer_of(found)
    if {entry.patient_id for entry in answer.entries} - {found.patient_id}:
        return "an entry of somebody else"
    ((_, number),) = named
    if found.patient_id.value != number:
        return "read as about somebody else than it names"
    at = told_at(answer)[0]
    if len(at) != len(set(at)):
        return "told twice"
    missing = lost(Held(root, content), answer)
    return f"lost: {missing}" if missing else ""


@pytest.mark.rule("H1", "H8")
@pytest.mark.parametrize("part", range(PARTS))
def test_h8_no_mutant_crashes_loses_a_row_or_shows_somebody_else(samples: Path, campaign: int, part: int) -> None:
    """Each change of each element: no exception, every item told exactly once, all of it about the citizen named.

    An ordinary run takes a seeded tenth (7,662 mutants, some 20 s on one core); `--campaign 10` takes all 76,620.
    """
    originals = answers(samples)
    wrong: dict[str, str] = {}
    for mutant in share(every(originals, CHANGES), campaign, WHOLE)[part::PARTS]:
        said = judged(mutant, originals[mutant.source])
        if said:
            wrong[repr(mutant)] = said
    assert wrong == {}


def test_how_many_mutants_there_are(samples: Path) -> None:
    """The numbers above, so that a change that does nothing any more is seen; no change leaves every answer as it was."""
    mutants = every(answers(samples), CHANGES)
    assert len(mutants) == 76_620
    assert len(share(mutants, 1, WHOLE)) == 7_662
    assert share(mutants, WHOLE, WHOLE) != mutants  # shuffled
    assert set(share(mutants, WHOLE, WHOLE)) == set(mutants)
    original = answers(samples)["own card"]
    for change in CHANGES:
        made = {etree.tostring(Mutant("", place, change).made(original, CHANGES, ROWS)[0]) for place in range(20, 60)}
        assert len(made) > 3, change


def test_an_item_where_none_belongs_is_named_and_a_day_without_a_dose_is_doubtful(samples: Path) -> None:
    """Two finds of the campaign: a dispensing in an unknown part was lost, and a day without a dose ended the reading."""
    strange = re.sub(r"<Order>(<Identifier>731.*?)</Order>", r"<Ukendt>\1</Ukendt>", FULL_CARD, flags=re.DOTALL)
    (unread,) = answer_of(read(strange.encode())).unreadable
    assert (unread.document_id, unread.code) == ("Effectuation/831", "misplaced")
    original = tree(answers(samples)["responses/medicine-card-1011649927.xml"])
    for day in list(original.iter("{*}Day")):
        for dose in day.findall("{*}Dose"):
            day.remove(dose)
    answer = answer_of(read(etree.tostring(original)))
    assert len(answer.entries) == 5
    doubts = [entry.fact.ordination.dosage.doubts for entry in answer.entries if entry.fact.ordination.dosage.fixed]
    assert doubts
    assert all("dose" in one for one in doubts)


def test_what_stands_alone_is_never_put_under_a_drug_without_an_identifier() -> None:
    """A find of the campaign: both have no identifier to be attached by, and so a prescription came under a wrong drug."""
    nameless = FULL_CARD.replace("<e:Identifier>3</e:Identifier>", "")
    entries = answer_of(read(nameless.encode())).entries
    (drug,) = [one.fact for one in entries if one.fact.name == "Prøvol3"]
    assert drug.ordination.records() == ()
    assert [one.provenance.document_id for one in entries].count("Prescription/31") == 1
