"""The seeds: who is there, what they hold, that every number is synthetic, and that they can be made again."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from sandbox.process import ROOT, Services

SEEDS = ROOT / "seeds"
BASES = ("ehr", "municipality", "laboratory")
TEST_PERSON = "2512489996"
RAIL = [
    "08:40 Kristensen, Ole",
    "08:50 Madsen, Tove",
    "09:00 Hansen, Birthe",
    "09:10 Poulsen, Erik",
    "09:30 Lund, Maja",
    "09:40 Berggren, Nancy Ann",
    "09:50 Jensen, Karen",
    "10:00 Jensen, Karin",
    "10:20 Thomsen, Aage",
    "10:30 Olsen, Ida",
    "10:40 Rasmussen, Per",
    "10:50 Nørgaard, Sofie",
    "11:00 Bach, Finn",
    "11:10 Larsen, Gerda",
]
Json = dict[str, Any]


def chart(base: str, number: str) -> list[Json]:
    path = next((SEEDS / base).glob(f"{number}.*.json"))
    return [each["resource"] for each in json.loads(path.read_text("utf-8"))["entry"]]


def of_kind(base: str, number: str, kind: str) -> list[Json]:
    return [each for each in chart(base, number) if each["resourceType"] == kind]


def numbers() -> list[str]:
    return sorted({path.name.split(".")[0] for path in SEEDS.glob("*/*.json")})


def remainder(number: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip((4, 3, 2, 7, 6, 5, 4, 3, 2, 1), number, strict=True)) % 11


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from chain.from_iterable(map(texts, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(texts, value))
    elif isinstance(value, str):
        yield value


def everything(folder: Path) -> dict[Path, bytes]:
    """Give all files that are made."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent != folder]
    return {path.relative_to(folder): path.read_bytes() for path in files}


@pytest.mark.parametrize("seed", ["0", "1"])
def test_they_can_be_made_again_to_the_byte(tmp_path: Path, seed: str) -> None:
    told = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, str(ROOT / "packaging" / "seedwork"), str(tmp_path)], env=told, check=True)
    assert everything(tmp_path) == everything(SEEDS)
    assert len(everything(SEEDS)) > len(list(SEEDS.glob("*/*.json")))


def test_making_them_removes_what_is_no_longer_told(tmp_path: Path) -> None:
    (tmp_path / "ehr").mkdir()
    (tmp_path / "ehr" / "0101010000.gammel.json").write_text("{}")
    (tmp_path / "ddv").mkdir()
    (tmp_path / "ddv" / "0101010000.gammel.xml").write_text("<ddv/>")
    (tmp_path / "dds" / "0101010000.gammel").mkdir(parents=True)
    (tmp_path / "dds" / "0101010000.gammel" / "index.json").write_text("[]")
    subprocess.run([sys.executable, str(ROOT / "packaging" / "seedwork"), str(tmp_path)], check=True)
    assert not list(tmp_path.glob("*/0101010000.*"))
    assert (tmp_path / "dds" / "2512489996.kompleks" / "index.json").exists()


def test_every_citizen_has_a_file_at_every_base_and_a_row_in_the_readme() -> None:
    told = (SEEDS / "README.md").read_text("utf-8")
    assert len(numbers()) >= 14
    for base in BASES:
        assert sorted(path.name.split(".")[0] for path in (SEEDS / base).glob("*.json")) == numbers()
    assert set(re.findall(r"^\| ([0-9A-Z]{10}) \|", told, re.MULTILINE)) == set(numbers())


def test_no_number_can_be_a_living_persons() -> None:
    for number in numbers():
        if number == TEST_PERSON or not number.isdigit():
            continue
        # Until 2007 every issued number had a right check digit; since then some born on 1 January have none.
        assert remainder(number) != 0, number
        assert not number.startswith("0101"), number


def test_number_birth_date_and_sex_agree() -> None:
    for number in numbers():
        if not number.isdigit():
            continue
        patient = of_kind("ehr", number, "Patient")[0]
        born = date.fromisoformat(patient["birthDate"])
        assert number[:6] == f"{born:%d%m%y}"
        assert patient["gender"] == ("male" if int(number[9]) % 2 else "female")
        # The seventh digit tells the century (Indenrigsministeriet, CPR): 0-3 the 20th; 4 and 9 from 37 on, else the 21st.
        assert born.year // 100 == (19 if number[6] < "4" or born.year % 100 > 36 else 20)


def test_no_other_number_that_could_be_somebodys_stands_anywhere() -> None:
    for path in SEEDS.glob("*/*.json"):
        for text in texts(json.loads(path.read_text("utf-8"))):
            for found in re.findall(r"(?<![\w-])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}-?\d{4}(?![\w-])", text):
                assert found.replace("-", "") == path.name.split(".")[0]


def test_the_rail_of_the_drawing_comes_first_in_its_order(sandbox: Services) -> None:
    rows = sandbox.told["patients"]
    assert [f"{row['time']} {row['family']}, {row['given']}" for row in rows if row["time"]] == RAIL
    assert len(rows) == len(numbers())


def test_every_reference_within_a_base_is_found_but_for_the_three_that_are_lost_on_purpose() -> None:
    lost = set()
    for base in BASES:
        known = {f"{each['resourceType']}/{each['id']}" for number in numbers() for each in chart(base, number)}
        for number in numbers():
            for text in re.findall(r'"reference":"([^"]+)"', json.dumps(chart(base, number), separators=(",", ":"))):
                if not text.startswith("#") and text.removeprefix("{base}/") not in known:
                    lost.add(text)
    assert lost == {
        "Medication/med-findes-ikke",
        "Practitioner/dr-findes-ikke",
        "urn:uuid:0f8a4f2e-9f53-4c55-9a0a-5a1d2c3b4e5f",
    }


def test_an_analysis_code_means_one_thing() -> None:
    """One code has one name and one unit, whoever sends it (the trials of the unusual citizen aside)."""
    meanings: dict[str, set[tuple[str, str]]] = {}
    for base in BASES:
        for number in set(numbers()) - {"1809639990", "1405449991"}:
            for each in of_kind(base, number, "Observation"):
                for coding in each["code"].get("coding", []):
                    unit = each.get("valueQuantity", {}).get("unit", "")
                    meanings.setdefault(coding["code"], set()).add((coding.get("display", ""), unit))
    assert {code: told for code, told in meanings.items() if len(told) > 1} == {}
    assert meanings["NPU18016"] == {("Kreatinin;P", "µmol/L")}
    assert meanings["NPU01443"] == {("Calcium;P", "mmol/L")}


def test_the_heavy_man_has_120_medicines_and_700_results() -> None:
    statements = of_kind("ehr", "0309363991", "MedicationStatement")
    assert len(statements) == 120
    assert Counter(each["status"] for each in statements)["active"] == 24
    assert all(each["dosage"][0]["text"] for each in statements)
    assert len(of_kind("laboratory", "0309363991", "Observation")) == 700


def test_two_have_one_name_and_nothing_else_in_common() -> None:
    first, second = (of_kind("ehr", number, "Patient")[0] for number in ("0908679990", "2203719990"))
    assert first["name"] == second["name"]
    assert first["birthDate"] != second["birthDate"]
    agents = [
        of_kind("ehr", number, "AllergyIntolerance")[0]["code"]["text"] for number in ("0908679990", "2203719990")
    ]
    assert len(set(agents)) == 2


def test_no_medicine_stands_beside_an_allergy_to_its_own_substance() -> None:
    for number in numbers():
        agents = {each["code"].get("text", "").casefold() for each in of_kind("ehr", number, "AllergyIntolerance")}
        medicine = json.dumps(of_kind("ehr", number, "MedicationStatement"), ensure_ascii=False).casefold()
        assert not {agent for agent in agents if agent and f'"{agent}"' in medicine}, number


def test_the_newborn_holds_nothing_and_the_laboratory_does_not_know_her() -> None:
    assert [each["resourceType"] for each in chart("ehr", "2011269990")] == ["Patient"]
    assert [each["resourceType"] for each in chart("municipality", "2011269990")] == ["Patient"]
    assert chart("laboratory", "2011269990") == []


def test_a_coded_negation_is_dated_and_signed() -> None:
    for number, code in (("1702589990", "716186003"), ("0207609991", "716186003"), ("3004529991", "409137002")):
        (only,) = of_kind("ehr", number, "AllergyIntolerance")
        assert only["code"]["coding"][0]["code"] == code
        assert only["recordedDate"] == "2026-11-12"
        assert only["recorder"]["display"]


def test_hostile_text_is_there_to_be_survived() -> None:
    words = "".join(texts(chart("ehr", "1405449991") + chart("laboratory", "1405449991")))
    for piece in ("<script>", "\u202e", "\u200b", "%s", "file:///etc/passwd", "onerror="):
        assert piece in words
