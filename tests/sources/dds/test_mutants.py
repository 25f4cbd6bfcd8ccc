"""Elements and attributes of every document dropped, doubled, moved, retyped and blanked: rule B, H1, H9 and rule D hold.

How many: see `test_how_many_mutants_there_are`. Who is named and what is said is read here from the changed tree alone.
"""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from overblik.domain.errors import Unintelligible
from overblik.domain.lab_result import LabResult
from overblik.domain.section import Topic
from overblik.domain.stamkort import StamkortFact
from overblik.sources.dds.mapping.dispatch import read
from overblik.sources.dds.mapping.reading import Read
from sources.dds.documents import OWN, recorded
from sources.dds.small import CPR, OLD_CPR
from sources.dds.test_conservation import uncounted
from sources.mutants import SEED, Mutant, changes, every, share

pytestmark = pytest.mark.samples

ODD = (
    "",
    "null",
    "ja",
    "true",
    "false",
    "completed",
    "nullified",
    "20260230",
    "2026010124",
    "12",
    "2512484916",
    "-1.5e3",
)
ATTRIBUTES = ("value", "code", "extension", "root", "unit", "displayName", "moodCode", "codeSystem")
NAMES = ("Ukendt", "observation", "organizer", "act", "encounter", "section", "id", "value", "code", "component")
POPULATION, WHOLE, PARTS = 30_000, 10, 4
ANNULLED = frozenset({"253", "86"})


def attribute(name: str, text: str) -> Callable[[Any], None]:
    """Put a text in the place of an attribute that stands there."""

    def change(node: Any) -> None:
        if node.get(name) is not None:
            node.set(name, text)

    return change


def without(node: Any) -> None:
    node.attrib.clear()


def silent(node: Any) -> None:
    node.set("nullFlavor", "NI")


def negated(node: Any) -> None:
    node.set("negationInd", "true")


CHANGES = changes(NAMES)
CHANGES |= {f"set {name} {text!r}": attribute(name, text) for name in ATTRIBUTES for text in ODD}
CHANGES |= {"no attributes": without, "nullFlavor": silent, "negated": negated}
STATEMENTS = frozenset({"observation", "organizer", "encounter", "act"})


def population(originals: dict[str, bytes]) -> list[Mutant]:
    """Give the seeded choice of all mutants that the campaign runs."""
    return random.Random(SEED).sample(every(originals, CHANGES), POPULATION)


def originals_of(samples: Path) -> dict[str, bytes]:
    return recorded(samples) | OWN


def named(root: Any) -> str:
    """Give the one number that every target bears; empty when there is no such."""
    if root.tag != "{urn:hl7-org:v3}ClinicalDocument":
        patients = [
            child for child in root.iter("{*}Patient") if etree.QName(child.getparent()).localname.endswith("Report")
        ]
        numbers = {(one.text or "").strip() for each in patients for one in each.findall("{*}CivilRegistrationNumber")}
        return numbers.pop() if len(numbers) == 1 else ""
    found: list[set[str]] = []
    for target in [child for child in root if etree.QName(child).localname == "recordTarget"]:
        roles = [child for child in target if etree.QName(child).localname == "patientRole"] or [target]
        for role in roles:
            ids = [one for one in role.findall("{*}id") if one.get("root") in (CPR, OLD_CPR)]
            found.append({"" if one.get("nullFlavor") else (one.get("extension") or "").strip() for one in ids})
    numbers = set().union(*found) if found else set()
    if len(numbers) != 1 or any(not one for one in found):
        return ""
    number = numbers.pop()
    return number if re.fullmatch(r"(?:[0-2]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])\d{6}", number) else ""


def somebody_else(found: Read, root: Any) -> str:
    number = named(root)
    if found.person is None:
        return "" if not number else "a number is there and nobody is named"
    shown = found.person.value
    if found.person.system == "urn:medcom:AlternativeIdentifier":
        return "" if not number else "the other identifier before the number"
    return "" if shown == number else "read as about somebody else than it names"


def annulled(found: Read, mutant: Mutant, root: Any) -> str:
    """An annulled value never becomes valid, unless its status itself was taken away."""
    if not any(mark in mutant.source for mark in ("Typing_error", "own monitoring")):
        return ""
    rows = [row.fact for row in found.rows.get(Topic.HOME_MONITORING, ())]
    values = [fact for fact in rows if isinstance(fact, LabResult) and fact.value in ANNULLED]
    for fact in values:
        holders = [
            node
            for node in root.iter("{*}organizer", "{*}observation", "{*}Ukendt", "{*}act", "{*}section", "{*}encounter")
            if any(one.get("value") == fact.value for one in node.iter("{*}value"))
        ]
        words = {(one.get("code") or "").lower() for node in holders for one in node.findall("{*}statusCode")}
        if "nullified" in words and fact.state.is_valid:
            return f"{fact.value} became valid"
    return ""


def invented(found: Read, root: Any) -> str:
    """A yes or a no of a registration stands in the document under its own code, and beside no nullFlavor."""
    for row in found.rows.get(Topic.MASTER_DATA, ()):
        fact = row.fact
        if not isinstance(fact, StamkortFact) or fact.registered is None:
            continue
        word = str(fact.registered).lower()
        if fact.is_from_head:
            said = [one for one in root.iter("{*}id") if (one.get("extension") or "").lower() == word]
        else:
            said = [
                value
                for one in root.iter("{*}observation")
                if any(code.get("code") == fact.code for code in one.findall("{*}code")) and not one.get("nullFlavor")
                for value in one.findall("{*}value")
                if (value.get("extension") or "").strip().lower() == word
            ]
        if not [one for one in said if not one.get("nullFlavor")]:
            return f"{fact.code} {word} from nothing"
    return ""


def judged(mutant: Mutant, original: bytes) -> str:
    """Judge one mutant: empty when all is well, else what is wrong."""
    root, _ = mutant.made(original, CHANGES, STATEMENTS)
    content = etree.tostring(root, encoding="utf-8")
    try:
        found = read(content)
    except Unintelligible as error:
        reason = str(error.facts["reason"])
        return "" if reason == "no_report" and root.find("{*}LaboratoryReport") is None else f"refused: {reason}"
    return (
        somebody_else(found, root)
        or annulled(found, mutant, root)
        or invented(found, root)
        or uncounted(found, content)
        or doubled(found)
    )


def doubled(found: Read) -> str:
    """Keys are unique within a document and topic."""
    for topic in (*found.rows, *found.lost):
        keys = [one.key for one in (*found.rows.get(topic, ()), *found.lost.get(topic, ()))]
        if len(keys) != len(set(keys)):
            return f"a key twice in {topic.value}"
    return ""


@pytest.mark.rule("H1", "H8", "H9")
@pytest.mark.parametrize("part", range(PARTS))
def test_h8_no_mutant_crashes_loses_a_statement_or_turns_one_round(samples: Path, campaign: int, part: int) -> None:
    """An ordinary run takes a seeded tenth of 30,000 mutants; `--campaign 10` takes all."""
    originals = originals_of(samples)
    wrong: dict[str, str] = {}
    for mutant in share(population(originals), campaign, WHOLE)[part::PARTS]:
        said = judged(mutant, originals[mutant.source])
        if said:
            wrong[repr(mutant)] = said
    assert wrong == {}


def test_how_many_mutants_there_are(samples: Path) -> None:
    """The numbers above, and that every document and every change is among them."""
    originals = originals_of(samples)
    chosen = population(originals)
    assert len(chosen) == POPULATION
    assert len(share(chosen, 1, WHOLE)) == POPULATION // WHOLE
    assert {mutant.source for mutant in chosen} == set(originals)
    assert {mutant.change for mutant in chosen} == set(CHANGES)


@pytest.mark.parametrize("name", ["CDADocumentWithXXEInjection.xml", "InvalidCDADocument.xml"])
def test_t15_a_hostile_document_resolves_nothing_and_names_nobody(samples: Path, name: str) -> None:
    content = (samples / "cda" / "hostile" / name).read_bytes()
    if b"<!DOCTYPE" in content:
        with pytest.raises(Unintelligible) as refused:
            read(content)
        assert refused.value.facts == {"reason": "doctype"}
    else:
        assert read(content).person is None
