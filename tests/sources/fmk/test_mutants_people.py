"""Answers whose person is changed or mixed with another's show nothing of it, and what becomes private leaves no word (H1, H21)."""

import asyncio
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

from in_process import NOW, FakeClock, grant
from overblik.domain.errors import SourceError, Unintelligible, WrongPatient
from overblik.domain.ports import Answer, RawDocument
from overblik.domain.section import Cause, Topic
from overblik.sources.fmk import FmkReader, FmkSource
from overblik.wire.service import Message
from overblik.wire.whitelisting import Caller
from overblik.wire.xml import parse
from sources.fmk.answers import answers, recorded
from sources.fmk.test_mutants import CHANGES, ROWS
from sources.mutants import SEED, Mutant, tree

pytestmark = pytest.mark.samples
CARDS = ("0410009234", "1011649927", "1004219992")
OPERATIONS = {"E2#GetMedicineCard": "card", "E6#GetPrescription": "prescriptions"}


def items_of(answer: Answer) -> list[str]:
    return [entry.provenance.document_id for entry in answer.entries]


def asked_for(number: str, told: dict[str, bytes]) -> "Answer | SourceError":
    """Ask as for this citizen; `told` are the answers by operation, and an operation without one fails."""

    async def message(action: str, *_: object) -> Message:
        name = next((name for end, name in OPERATIONS.items() if action.endswith(end)), "")
        if name not in told:
            raise Unintelligible(reason="fault")
        return Message(told[name], parse(told[name]))

    async def run() -> "Answer | SourceError":
        service: Any = SimpleNamespace(message=message, clock=FakeClock())
        try:
            return await FmkSource(service, Caller("", "", "", "", "", "", "", "")).fetch(grant(number), None)
        except SourceError as error:
            return error

    return asyncio.run(run())


@pytest.mark.rule("H1")
def test_h1_no_changed_identifier_shows_the_card_to_the_one_who_was_asked_for(samples: Path) -> None:
    """Each change of the identifier and of what holds it: the answer is refused, or is plainly that citizen's still."""
    tried = 0
    for number in CARDS:
        original = recorded(samples)[f"responses/medicine-card-{number}.xml"]
        names = [etree.QName(node).localname for node in tree(original).iter("{*}*")]
        for place in (names.index(name) for name in ("Patient", "Person", "PersonIdentifier")):
            for change in CHANGES:
                root, _ = Mutant("", place, change).made(original, CHANGES, ROWS)
                came = asked_for(number, {"card": etree.tostring(root, encoding="utf-8")})
                holder = root.find("{*}MedicineCard")
                told = {one.text for node in holder.findall("{*}Patient") for one in node.iter("{*}PersonIdentifier")}
                assert isinstance(came, Answer if told == {number} else SourceError) or change == "double", change
                tried += not isinstance(came, Answer)
    assert tried > 100


@pytest.mark.rule("H1")
@pytest.mark.parametrize("pair", list(permutations(CARDS, 2)), ids="-".join)
def test_h1_answers_of_two_citizens_are_never_one(samples: Path, pair: tuple[str, str]) -> None:
    """Asked for one and given the other; one's prescriptions beside the other's card; both in one message; both as files."""
    mine, theirs = (recorded(samples)[f"responses/medicine-card-{number}.xml"] for number in pair)
    came = asked_for(pair[0], {"card": theirs})
    assert isinstance(came, WrongPatient)
    prescriptions = recorded(samples)["responses/get-prescription-0410009234.xml"]
    came = asked_for(pair[0], {"card": mine, "prescriptions": prescriptions})
    assert isinstance(came, Answer)
    is_own = pair[0] == "0410009234"
    assert came.unidentified == (0 if is_own else 4)
    assert any(name.startswith("Prescription/") for name in items_of(came)) is is_own
    for mixed in _mixed(mine, theirs):
        with pytest.raises(Unintelligible):
            FmkReader().recognise([RawDocument("x", mixed)], NOW)
        assert isinstance(asked_for(pair[0], {"card": mixed}), SourceError)
    alone = [items_of(_read(one)) for one in (mine, theirs)]
    both = FmkReader().recognise([RawDocument("a", mine), RawDocument("b", theirs)], NOW) or ()
    assert [one.patient_id.value for one in both] == list(pair)
    assert [items_of(one.answers[Topic.MEDICATION]) for one in both] == alone
    assert all(e.patient_id == one.patient_id for one in both for e in one.answers[Topic.MEDICATION].entries)


def _read(content: bytes) -> Answer:
    (found,) = FmkReader().recognise([RawDocument("svar.xml", content)], NOW) or ()
    return found.answers[Topic.MEDICATION]


def _mixed(mine: bytes, theirs: bytes) -> Iterator[bytes]:
    """Put the other's card beside mine, their person beside mine, and their number beside mine."""
    for path in (
        "{*}MedicineCard",
        "{*}MedicineCard/{*}Patient",
        "{*}MedicineCard/{*}Patient/{*}Person/{*}PersonIdentifier",
    ):
        for first in (True, False):
            root = tree(mine)
            here, there = root.find(path), deepcopy(tree(theirs).find(path))
            here.addprevious(there) if first else here.addnext(there)
            yield etree.tostring(root)


SAID = ("Name", "SubstanceText", "Code", "DetailedDrugText", "FreeText", "DosageText", "LongText", "ShortText")
Hide = Callable[[Any], None]


def mark(name: str) -> Hide:
    return lambda node: node.append(etree.Element(f"{{{etree.QName(node).namespace}}}{name}"))


def placeholder(node: Any) -> None:
    """Say by a placeholder that the drug of this identifier is hidden, though it stands there all the same."""
    space = f"{{{etree.QName(node).namespace}}}"
    made = etree.Element(f"{space}PrivateDrugMedication")
    etree.SubElement(made, f"{space}Identifier").text = node.findtext("{*}Identifier")
    node.getparent().append(made)


def attached_to_hidden(node: Any) -> None:
    """Say that the prescription belongs to a drug that is hidden."""
    space = f"{{{etree.QName(node).namespace}}}"
    old = node.find("{*}AttachedToDrugMedicationIdentifier")
    if old is not None:
        node.remove(old)
    etree.SubElement(node, f"{space}AttachedToDrugMedicationIdentifier").text = "77"
    made = etree.SubElement(node.getparent(), f"{space}PrivateDrugMedication")
    etree.SubElement(made, f"{space}Identifier").text = "77"


HIDING: dict[str, tuple[str, Hide]] = {
    "drug is marked": ("DrugMedication", mark("IsPrivateDrugMedication")),
    "drug has a placeholder": ("DrugMedication", placeholder),
    "prescription is marked": ("Prescription", mark("IsPrivatePrescription")),
    "prescription of a hidden drug": ("Prescription", attached_to_hidden),
}


def words_of(node: Any) -> set[str]:
    """Give what the hidden record says of its drug, as a reader would see it."""
    found = {(one.text or "").strip().casefold() for name in SAID for one in node.iter(f"{{*}}{name}")}
    return {one for one in found if len(one) > 3}


@pytest.mark.rule("H21")
@pytest.mark.parametrize("how", HIDING)
def test_h21_of_a_record_that_is_hidden_no_word_is_left(samples: Path, campaign: int, how: str) -> None:
    """Each drug and prescription hidden in turn, as it stands and with one further change within it.

    Words that an open record of the same answer says too are no secret; all others must not stand in any entry, nor in
    the raw message that is kept. Its row is counted as private.
    """
    chance = random.Random(f"{SEED}/{how}")
    kind, hide = HIDING[how]
    proved = 0
    for content in answers(samples).values():
        count = len(list(tree(content).iter(f"{{*}}{kind}"))) if not content.startswith(b"<SearchEff") else 0
        for place in range(count):
            for turn in range(1 + 10 * campaign):
                root = tree(content)
                node = list(root.iter(f"{{*}}{kind}"))[place]
                secret = words_of(node)
                if turn:
                    # A change inside the drug's own words, never of what says whose it is or where.
                    inner = [one for one in node.iter("{*}*") if one.getparent() is not node and one is not node]
                    CHANGES[chance.choice(["double", "swap", "say 'ord'", "call Ukendt", "call Effectuation"])](
                        chance.choice(inner)
                    )
                hide(node)
                proved += _leaves_no_word(etree.tostring(root, encoding="utf-8"), secret, node)
    assert proved > 200


def _leaves_no_word(content: bytes, secret: set[str], node: Any) -> int:
    """Prove it for one message; give how many words were secret."""
    came = _read(content)
    assert any(one.cause is Cause.PRIVATE_ENTRY for one in came.warnings)
    root = node.getroottree().getroot()
    node.getparent().remove(node)
    others = " ".join((one.text or "").casefold() for one in root.iter("{*}*"))
    kept = f"{came.entries!r}{came.unreadable!r}{[one.content.decode() for one in came.raw]}".casefold()
    hidden = {one for one in secret if one not in others}
    assert {one for one in hidden if one in kept} == set()
    return len(hidden)
