"""Cards changed by seeded chance: nothing crashes, and no item is lost without being counted (H8)."""

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from conftest import ROOT
from overblik.domain.errors import SourceError
from overblik.domain.section import Cause
from overblik.domain.vaccination import VaccinationEntry
from overblik.sources.ddv.mapping.sheets import GIVEN, HIDDEN
from sources.ddv.cards import card, coming, planned, read, vaccination

SEED = 20131201
ROUNDS = 300
Change = Callable[[random.Random, Any], None]
ODD = (
    "",
    "null",
    "true",
    "0",
    "-1",
    "99999999999999999999",
    "2026-02-30T00:00:00Z",
    "0001-01-01",
    "\u202e<&>",
    "x" * 5000,
)


def drop(chance: random.Random, node: Any) -> None:
    node.getparent().remove(node)


def double(chance: random.Random, node: Any) -> None:
    node.addnext(deepcopy(node))


def reorder(chance: random.Random, node: Any) -> None:
    parent = node.getparent()
    parent.insert(chance.randrange(len(parent)), node)


def retype(chance: random.Random, node: Any) -> None:
    for child in list(node):
        node.remove(child)
    node.text = chance.choice(ODD)


def enclose(chance: random.Random, node: Any) -> None:
    """Put a text into an element of its own, or an element into one of its own name."""
    inner = deepcopy(node)
    for child in list(node):
        node.remove(child)
    node.text = None
    node.append(inner)


def rename(chance: random.Random, node: Any) -> None:
    space = node.tag.partition("}")[0]
    node.tag = f"{space}}}{chance.choice(['Vaccination', 'NegativeConsentIndicator', 'Ukendt', 'ActiveStatus'])}"


CHANGES: tuple[Change, ...] = (drop, double, reorder, retype, enclose, rename)


def cards(samples: Path) -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted((samples / "ddv").glob("*.xml")))
    for path in sorted((ROOT / "seeds" / "ddv").glob("*.xml")):
        yield from (etree.tostring(answer) for answer in etree.fromstring(path.read_bytes()))
    listed = "<NegativeConsentStructure><VaccinationIdentifier>77</VaccinationIdentifier></NegativeConsentStructure>"
    yield card(vaccination(), vaccination(VaccinationVersionIdentifier="2", ActiveStatus="false"), listed)
    yield coming(planned(), planned(PlannedVaccinationIdentifier="22"))


def came(root: Any) -> int:
    """Count by hand what an answer holds: its children, and the identifiers of a list of hidden ones."""
    found = 0
    for child in root:
        name = etree.QName(child).localname
        if name in HIDDEN:
            kind = "VaccinationIdentifier" if HIDDEN[name] == GIVEN else "PlannedVaccinationIdentifier"
            found += sum(1 for each in child if etree.QName(each).localname == kind)
        else:
            found += name != "PersonCivilRegistrationIdentifier"
    return found


def told_twice(root: Any) -> int:
    """Count the identifiers of hidden items that stand as items too: one row tells of both."""
    space = f"{{{root.tag[1:].partition('}')[0]}}}"
    hidden = [(each.text or "").strip() for holder in root.iter(f"{space}NegativeConsentStructure") for each in holder]
    items = {
        (node.findtext(f"{space}VaccinationIdentifier") or "").strip() for node in root.findall(f"{space}Vaccination")
    }
    return sum(1 for each in hidden if each in items - {""})


@pytest.mark.samples
@pytest.mark.rule("H8", "H9")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_h8_as_many_are_told_as_came(samples: Path, campaign: int, change: Change) -> None:
    chance = random.Random(f"{SEED}/{change.__name__}")
    sources = [content for content in cards(samples) if len(etree.fromstring(content))]
    refused = 0
    for _ in range(ROUNDS * campaign):
        root = deepcopy(etree.fromstring(chance.choice(sources)))
        for _ in range(chance.randint(1, 3)):
            nodes = list(root.iter("{*}*"))[1:]
            if nodes:
                change(chance, chance.choice(nodes))
        content = etree.tostring(root)
        try:
            answer = read(content)
        except SourceError:
            refused += 1
            continue
        counted = len(answer.entries) + len(answer.unreadable) + answer.unidentified
        assert counted == came(root) - told_twice(root), content.decode()
        for entry in answer.entries:
            if entry.fact.entry is VaccinationEntry.PRIVATE:
                assert any(one.cause is Cause.PRIVATE_ENTRY for one in answer.warnings)
            ref = entry.provenance.raw_ref
            assert ref.start + ref.length <= len(answer.raw[0].content)
    assert refused == 0, "a changed part refuses no card"


@pytest.mark.samples
@pytest.mark.rule("H9")
def test_h9_no_change_makes_one_given_that_was_not(samples: Path, campaign: int) -> None:
    """Dropping, doubling or emptying parts of a row that was taken back never gives it force again."""
    chance = random.Random(SEED)
    for _ in range(ROUNDS * campaign):
        root = etree.fromstring(card(vaccination(ActiveStatus="false"), vaccination(VaccinationIdentifier="12")))
        node = chance.choice(list(root[0].iter("{*}*"))[1:])
        chance.choice([drop, double, retype])(chance, node)
        flag = root[0].find("{*}ActiveStatus")
        if flag is not None and flag.text == "true":
            continue
        for entry in read(etree.tostring(root)).entries:
            if entry.fact.entry is VaccinationEntry.REGISTRATION and "11" in entry.provenance.document_id:
                assert entry.fact.currency.value == "unknown"


@pytest.mark.samples
def test_answers_cut_anywhere_are_refused_whole(samples: Path) -> None:
    content = (samples / "ddv" / "vaccination-card-0410009234.xml").read_bytes()
    for end in range(1, len(content.rstrip()) - 1, 97):
        with pytest.raises(SourceError):
            read(content[:end])
