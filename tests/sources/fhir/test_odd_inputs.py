"""Seeded chance makes resources odd: nothing vanishes, nothing of another is shown, no neighbour is lost (H1, H5, H8).

`--campaign 50` repeats the stories fifty times as often; a story that fails names its seed.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from clinic import DANISH_WORDS
from in_process import FakeClock
from overblik.app.files import sections_of_files
from overblik.domain.errors import Unintelligible
from overblik.domain.patient import PatientId
from overblik.domain.ports import RawDocument, Recognised
from overblik.domain.section import Standing, Topic
from overblik.runtime.registers import FileRegisters
from overblik.sources.fhir import FhirReader
from overblik.sources.fhir.topics import ITEMS
from overblik.viewmodels.card_head import View
from overblik.viewmodels.json_report import overview_as_json
from overblik.viewmodels.screen_parts import ALL_CARDS, compose_screen
from overblik.viewmodels.text_report import screen_as_text
from sources.fhir.oddities import FOREIGN, odd

ROOT = Path(__file__).resolve().parents[3]
READER = FhirReader(FileRegisters(ROOT / "resources" / "registers"))
NOW = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
STORIES, PARTS = 180, 6
FILES = sorted(ROOT.glob("seeds/*/2512489996.*.json")) + sorted(ROOT.glob("seeds/ehr/1[48]*.*"))
LEAVES = ("AllergyIntolerance", "Immunization", "Appointment", "DocumentReference", "MedicationStatement")
"""Types that no other resource of the files points at: their neighbours do not change with them."""
DANGEROUS = {*map(chr, range(32)), *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"} - {"\n"}


@cache
def resources(path: Path) -> tuple[dict[str, Any], ...]:
    """Give the resources of a file of ours."""
    return tuple(entry["resource"] for entry in json.loads(path.read_bytes())["entry"])


def bundle(texts: list[str]) -> bytes:
    """Write resources as a bundle."""
    inside = ", ".join(f'{{"resource": {text}}}' for text in texts)
    return f'{{"resourceType": "Bundle", "type": "collection", "entry": [{inside}]}}'.encode("utf-8", "surrogatepass")


def read(content: bytes) -> tuple[Recognised, ...]:
    """Read a bundle as the program reads a file."""
    return tuple(READER.recognise((RawDocument("sær.json", content),), NOW) or ())


@cache
def sound(path: Path) -> Recognised:
    """Give what the file holds while nothing is odd."""
    (found,) = read(bundle([json.dumps(one) for one in resources(path)]))
    return found


def named(found: Recognised) -> dict[str, Any]:
    """Give the facts by the resource that they were read from."""
    return {entry.provenance.document_id: entry.fact for answer in found.answers.values() for entry in answer.entries}


def unreadable(found: Recognised) -> set[str]:
    """Name what could not be read."""
    return {item.document_id for answer in found.answers.values() for item in answer.unreadable}


def check_nothing_vanishes(found: Recognised, victim: dict[str, Any]) -> None:
    """The odd one is shown, counted as unreadable, or counted as another's."""
    if victim["resourceType"] not in ITEMS - {"DiagnosticReport", "Goal"}:
        return  # what stands inside another entry is looked at with its neighbours
    name = f"{victim['resourceType']}/{victim['id']}"
    strangers = sum(answer.unidentified for answer in found.answers.values())
    assert name in named(found) or name in unreadable(found) or strangers, f"{name} vanished"


def check_neighbours(found: Recognised, before: Recognised, victim: dict[str, Any]) -> None:
    """All others are still there, and unless they hang on the odd one they are what they were."""
    name = f"{victim['resourceType']}/{victim['id']}"
    then, now = named(before), named(found)
    for other, fact in then.items():
        if other == name or (victim["resourceType"] == "DiagnosticReport" and other.startswith("DiagnosticReport")):
            continue
        assert other in now or other in unreadable(found), f"{other} was lost with {name}"
        if victim["resourceType"] in LEAVES:
            assert now[other] == fact, f"{other} changed with {name}"


def check_owner(found: Recognised, me: PatientId, made: dict[str, Any]) -> None:
    """Whatever is shown is the patient's: what says that it is about somebody else is not among it."""
    assert all(entry.patient_id == me for answer in found.answers.values() for entry in answer.entries)
    if {"reference": FOREIGN} in [_without_words(made.get(name)) for name in ("subject", "patient")]:
        assert f"{made['resourceType']}/{made['id']}" not in named(found)


def _without_words(reference: Any) -> Any:
    is_object = isinstance(reference, dict)
    return {name: text for name, text in reference.items() if name != "display"} if is_object else reference


def check_screen(found: Recognised) -> None:
    """Screen, text and JSON can be made of it; what was lost is never called complete, and no sign steers a terminal."""
    sections = sections_of_files(found, "sær.json", FakeClock(NOW))
    for section in sections:
        if section.unreadable or section.refused:
            assert section.standing is not Standing.COMPLETE
    screen = compose_screen(found.patient_id, sections, False, View(NOW, DANISH_WORDS, is_full=True), ALL_CARDS)
    assert not DANGEROUS & set(screen_as_text(screen))
    told = overview_as_json(found.patient_id, sections, NOW, DANISH_WORDS)
    json.dumps(told, ensure_ascii=False, allow_nan=False).encode("utf-8")
    assert {one["topic"] for one in told["sections"]} <= {topic.value for topic in Topic}


def play(seed: int) -> None:
    """One story: one resource of one file becomes odd."""
    chance = Random(seed)
    path = chance.choice(FILES)
    told = resources(path)
    victim = chance.choice([one for one in told if one["resourceType"] != "Patient"])
    made, text = odd(victim, chance)
    content = bundle([text if one is victim else json.dumps(one) for one in told])
    try:
        found = read(content)
    except Unintelligible:
        with pytest.raises(ValueError, match=r".") as refused:
            _strictly(content)
        assert refused.value
        return
    before = sound(path)
    mine = next(one for one in found if one.patient_id == before.patient_id)
    check_nothing_vanishes(mine, victim)
    check_neighbours(mine, before, victim)
    check_owner(mine, before.patient_id, made)
    check_screen(mine)


def _strictly(content: bytes) -> None:
    """Read as RFC 8259 and nothing else: only what is no JSON may be refused as a whole."""

    def no_constant(text: str) -> None:
        raise ValueError(text)

    json.loads(content.decode("utf-8"), parse_constant=no_constant)


@pytest.mark.rule("H1", "H5", "H8")
@pytest.mark.parametrize("part", range(PARTS))
def test_no_odd_resource_breaks_a_rule(part: int, campaign: int) -> None:
    for number in range(STORIES // PARTS * campaign):
        seed = number * PARTS + part
        try:
            play(seed)
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise


def cut(content: bytes, chance: Random) -> bytes:
    """End in the middle."""
    return content[: chance.randrange(20, len(content) - 1)]


def doubled(content: bytes, chance: Random) -> bytes:
    """Send it twice in a row."""
    del chance
    return content + content


def spoilt(content: bytes, chance: Random) -> bytes:
    """Change one byte."""
    at = chance.randrange(len(content))
    return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]


@pytest.mark.rule("H5", "H8")
@pytest.mark.parametrize("spoil", [cut, doubled, spoilt])
def test_a_file_that_is_damaged_is_refused_or_never_called_whole(
    spoil: Callable[[bytes, Random], bytes], campaign: int
) -> None:
    for seed in range(40 * campaign):
        chance = Random(seed)
        path = chance.choice(FILES)
        content = spoil(bundle([json.dumps(one) for one in resources(path)]), chance)
        try:
            found = read(content)
        except Unintelligible:
            continue
        before = named(sound(path))
        for one in found:
            now = named(one)
            lost = {name for name in before if name not in now}
            counted = unreadable(one) or sum(answer.unidentified for answer in one.answers.values())
            is_whole = all(answer.closed for answer in one.answers.values())
            assert spoil is spoilt or not lost or counted or not is_whole, f"seed {seed}"
            check_screen(one)


def test_the_stories_are_odd_and_a_seed_always_tells_the_same() -> None:
    told = resources(FILES[0])
    victim = next(one for one in told if one["resourceType"] == "MedicationStatement")
    stories = {odd(victim, Random(seed))[1] for seed in range(60)}
    assert len(stories) > 50
    assert odd(victim, Random(7)) == odd(victim, Random(7))
    assert json.dumps(victim) not in stories
