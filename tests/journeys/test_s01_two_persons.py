"""S1: two persons of one name and one birthday; the document service answers about the other."""

import json
from itertools import chain
from pathlib import Path

import pytest

from journeys.conftest import BERGGREN, MOMENT
from journeys.shared_documents import fetched, of, sharing, shelf, text_of
from journeys.test_command_line import Call, call
from overblik.domain.section import Cause, Standing, Topic
from overblik.runtime.keyring import MemoryKeyring

__all__ = ["call"]
pytestmark = [pytest.mark.samples, pytest.mark.rule("S1", "H1")]
OWN = "kih-PHMR_KOL_Example_1_MaTIS.xml"
OTHER = "Ex1-Weight_measurement_with_additional_addr.xml"
OLD_ARC = "Ex1-Weight_measurement.invalid.model.xml"
NOBODY = "Ex1-Weight_measurement.invalid.replacement.ssn.xml"
NEVER = ("77,5", "77.5", "77,0", "77.0", "77,2", "77.2")
REJECTED = "Svar afvist. Hjemmemåling svarede på en anden person. Svaret er ikke vist og er meldt."
UNKNOWN = "Dokumentets person kan ikke genkendes. Det er ikke vist."
TYPE = {"typeCode": "53576-5"}
OTHERS = {"patient": "2512484916"}
"""Metadata that name the other citizen."""


@pytest.mark.parametrize(
    ("wrong", "refused", "said"),
    [
        ([(OTHER, {})], 1, [REJECTED]),
        ([(OTHER, OTHERS)], 1, [REJECTED]),
        ([(OLD_ARC, {})], 1, [REJECTED]),
        ([(NOBODY, {})], 1, [UNKNOWN]),
        ([(OTHER, OTHERS), (OLD_ARC, {}), (NOBODY, {})], 3, ["2 svar afvist.", UNKNOWN]),
    ],
    ids=["right metadata", "wrong metadata", "old arc", "unidentifiable", "all"],
)
def test_s01_a_document_of_the_other_is_counted_and_shows_nothing(
    samples: Path, tmp_path: Path, wrong: list[tuple[str, dict[str, str]]], refused: int, said: list[str]
) -> None:
    folder = samples / "cda" / "phmr"
    documents = [(folder / OWN, TYPE), *((folder / name, {**TYPE, **more}) for name, more in wrong)]
    with sharing(shelf(tmp_path, BERGGREN, *documents), tmp_path) as (_, settings):
        sections = fetched(settings, BERGGREN)
        again = fetched(settings, BERGGREN)
    for came in (sections, again):
        home = of(came, Topic.HOME_MONITORING)
        assert (home.standing, home.refused, len(home.entries)) == (Standing.PARTIAL, refused, 3)
        assert home.has(Cause.WRONG_PATIENT)
        assert [entry.fact.value for entry in home.entries] == ["0.97", "0.92", "0.95"]
    told = text_of(sections, BERGGREN)
    for sentence in said:
        assert sentence in told
    # Her own record may hold a weight of 77: what is looked for is what stands beside her three saturations.
    shown = told[told.index("HJEMMEMÅLING") : told.index("ANDRE MÅLINGER")]
    assert [value for value in NEVER if value in shown] == []


def test_s01_nothing_of_the_other_is_kept(samples: Path, tmp_path: Path) -> None:
    folder = samples / "cda" / "phmr"
    seeds = shelf(tmp_path, BERGGREN, (folder / OWN, TYPE), (folder / OTHER, TYPE))
    with sharing(seeds, tmp_path) as (_, settings):
        ring = MemoryKeyring()
        fetched(settings, BERGGREN, ring=ring)
        kept = fetched(settings, BERGGREN, ring=ring, offline=True)
    home = of(kept, Topic.HOME_MONITORING)
    assert (len(home.entries), home.refused) == (3, 1)
    spoken = repr([entry.fact for section in kept for entry in section.entries if section.source.startswith("dds")])
    assert not any(value in spoken for value in NEVER)


def test_s01_only_the_other_is_no_emptiness(samples: Path, tmp_path: Path) -> None:
    other = samples / "cda" / "phmr" / OTHER
    with sharing(shelf(tmp_path, BERGGREN, (other, TYPE)), tmp_path) as (_, settings):
        sections = fetched(settings, BERGGREN)
    home = of(sections, Topic.HOME_MONITORING)
    assert (home.standing, home.refused, home.has(Cause.WRONG_PATIENT)) == (Standing.FAILED, 1, True)
    assert "Svar afvist" in text_of(sections, BERGGREN)


@pytest.mark.parametrize("name", [OTHER, OLD_ARC])
def test_s01_a_file_of_the_other_is_refused_with_the_sentence(call: Call, samples: Path, name: str) -> None:
    ended = call("overview", BERGGREN, "--from", samples / "cda" / "phmr" / name, "--clock", MOMENT)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"Svar afvist. {name} svarede på en anden person. Svaret er ikke vist og er meldt." in ended.stderr


def test_s01_a_file_of_nobody_is_refused_with_its_own_sentence(call: Call, samples: Path) -> None:
    ended = call("overview", BERGGREN, "--from", samples / "cda" / "phmr" / NOBODY, "--clock", MOMENT)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert UNKNOWN in ended.stderr


def test_s01_files_of_both_show_hers_and_count_the_others(call: Call, samples: Path) -> None:
    files = [samples / "cda" / "phmr" / name for name in (OWN, OTHER, OLD_ARC, NOBODY)]
    ended = call("overview", BERGGREN, "--from", *files, "--format", "json", "--clock", MOMENT)
    assert ended.returncode == 0
    told = json.loads(ended.stdout)
    (home,) = [one for one in told["sections"] if one["topic"] == "home_monitoring"]
    assert (home["refused"], home["complete"], len(home["entries"])) == (3, False, 3)
    values = [str(value) for entry in chain(home["entries"]) for value in (entry["value"], entry["unit"])]
    assert not any(value in NEVER for value in values)
