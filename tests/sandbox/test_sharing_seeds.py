"""The seeds of document sharing: valid, of our own persons, of every type, and coherent with the other seeds."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sandbox.conftest import SCHEMAS
from sandbox.process import ROOT
from sandbox.test_seeds import numbers

SEEDS = ROOT / "seeds"
NANCY = "2512489996"
V3 = {"c": "urn:hl7-org:v3", "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
FOLDERS = sorted([*(SEEDS / "dds").iterdir(), *(SEEDS / "sfsk").iterdir()])
DOCUMENTS = [path for folder in FOLDERS for path in sorted(folder.glob("*.xml"))]
HERS = SEEDS / "dds" / f"{NANCY}.kompleks"


def read(path: Path) -> Any:
    return etree.fromstring(path.read_bytes())


def is_cda(path: Path) -> bool:
    return read(path).tag == "{urn:hl7-org:v3}ClinicalDocument"


def stamkort(number: str) -> Any:
    return read(next((SEEDS / "sfsk").glob(f"{number}.*")) / "stamkort.xml")


def fact(root: Any, code: str) -> Any:
    """The observation of a code in a stamkort; None when there is none."""
    found = [each for each in root.iter(f"{{{V3['c']}}}observation") if each.find("c:code", V3).get("code") == code]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    assert SCHEMAS.exists(), "the schemas lie beside the project, in CI too"
    return etree.XMLSchema(etree.parse(str(SCHEMAS / "cda" / "schemas" / "infrastructure" / "CDA_SDTC.xsd")))


def test_every_cda_document_validates(schema: etree.XMLSchema) -> None:
    documents = [path for path in DOCUMENTS if is_cda(path)]
    assert len(documents) > 100
    for path in documents:
        root = read(path)
        assert schema.validate(root), (path.name, schema.error_log[0])
    root.find("c:effectiveTime", V3).tag = "andet"
    assert not schema.validate(root)


def test_every_folder_is_a_citizens_and_every_file_stands_in_its_index() -> None:
    for folder in FOLDERS:
        number, situation = folder.name.split(".")
        assert list((SEEDS / "ehr").glob(f"{number}.{situation}.json")), folder.name
        told = json.loads((folder / "index.json").read_text("utf-8"))
        named = [each["file"] for each in told["entries"]]
        assert sorted([*named, "index.json"]) == sorted(path.name for path in folder.iterdir())


def test_every_document_is_its_citizens_but_for_the_one_that_is_not() -> None:
    strangers = set()
    for path in DOCUMENTS:
        root = read(path)
        held = root.find("c:recordTarget/c:patientRole/c:id[@root='1.2.208.176.1.2']", V3)
        number = held.get("extension") if held is not None else root.findtext(".//{*}CivilRegistrationNumber")
        if number != path.parent.name.split(".")[0]:
            strangers.add((path.name, number))
    assert strangers == {("phmr-anden-person.xml", "2203719990")}


def test_no_other_number_that_could_be_somebodys_stands_in_them() -> None:
    for path in DOCUMENTS:
        known = {path.parent.name.split(".")[0], "2203719990"} if "anden" in path.name else {path.parent.name[:10]}
        for found in re.findall(
            rb"(?<![\w.-])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}-?\d{4}(?![\w-])", path.read_bytes()
        ):
            assert found.decode().replace("-", "") in known, path.name


@pytest.mark.rule("S7", "H19")
@pytest.mark.parametrize(
    ("number", "value"),
    [("2703389990", "true"), ("0406459990", "false"), ("0207609991", "ja"), ("1906459990", None), ("3004529991", "")],
)
def test_s7_no_resuscitation_is_said_in_every_way(number: str, value: str | None) -> None:
    found = fact(stamkort(number), "NoResuscitationRegistration")
    assert (None if found is None else found.find("c:value", V3).get("extension", "")) == value


def test_the_older_stamkort_tells_of_registrations_in_its_head() -> None:
    root = stamkort("1906459990")
    ids = [(each.get("root"), each.get("extension")) for each in root.iterfind("c:recordTarget/c:patientRole/c:id", V3)]
    assert ids == [
        ("1.2.208.176.1.99.99.88", "true"),
        ("1.2.208.176.1.2", "1906459990"),
        ("1.2.208.176.1.99.99.77", "true"),
    ]
    assert fact(root, "LivingWillRegistration").find("c:value", V3).get("nullFlavor") == "NI"


def test_the_old_man_has_sixty_documents() -> None:
    folder = next((SEEDS / "dds").glob("0309363991.*"))
    assert len(list(folder.glob("*.xml"))) == 60


def test_the_hostile_words_stand_as_text() -> None:
    folder = next((SEEDS / "dds").glob("1405449991.*"))
    for path in folder.glob("*.xml"):
        assert "<script>" in "".join(read(path).itertext())
        assert not list(read(path).iter("{*}script"))


def test_the_readme_tells_of_every_folder() -> None:
    told = (SEEDS / "README.md").read_text("utf-8")
    assert "`dds`" in told
    assert "`sfsk`" in told
    for folder in FOLDERS:
        assert folder.name.split(".")[0] in numbers()


@pytest.mark.rule("H21")
def test_h21_no_shared_document_names_the_hidden_drug() -> None:
    for path in DOCUMENTS:
        assert "kanari" not in path.read_text("utf-8").casefold(), path.name
