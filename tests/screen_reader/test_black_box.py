"""A clinician who sees nothing: the questions of a consultation, answered by the accessibility bus alone (R26)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from screen_reader.bus import Node, Reader, demo_on_a_bus


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("bus")
    folder.chmod(0o700)
    with demo_on_a_bus(folder, Path(ROOT) / "desktop") as made:
        yield made


@pytest.fixture(scope="module")
def opened(reader: Reader) -> list[Node]:
    """The tree when the patient was found by her name, and every source has answered."""
    # Signed in by what the bus says and the keys alone: the focus is on the first clinician.
    reader.wait(lambda nodes: any(node.role == "push button" and "Læge M. Eksempel" in node.name for node in nodes))
    reader.press("Return")
    # The list comes from its server: before its patients stand there, there is nobody to be found.
    reader.wait(lambda nodes: any("BERGGREN" in node.name.upper() for node in nodes))
    reader.type("berg")
    reader.press("Return")
    return reader.wait(is_whole)


def is_whole(nodes: list[Node]) -> bool:
    told = " ".join(node.name for node in nodes)
    return "BERGGREN" in told.upper() and "af 12 kilder" in told and "henter" not in told


def told(nodes: list[Node], pattern: str) -> str:
    """Give the first name that says something."""
    return next((plain(node.name) for node in nodes if re.search(pattern, plain(node.name))), "")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def cells(nodes: list[Node], table: str) -> list[str]:
    """Give the rows of the table of that name."""
    start = next(place for place, node in enumerate(nodes) if node.role == "table" and node.name == table)
    found = []
    for node in nodes[start + 1 :]:
        if node.role == "table":
            break
        if node.role == "cell":
            found.append(plain(node.name))
    return found


def test_r01_whose_record_it_is(opened: list[Node]) -> None:
    banner = told(opened, "CPR")
    assert "Berggren" in banner.title()
    assert "1948" in banner
    assert "251248" in banner


def test_r11_what_the_patient_reacts_to(opened: list[Node]) -> None:
    assert re.search("benzylpenicillin.*anafylaksi", told(opened, "CAVE:?.*benzyl|benzylpenicillin"))


def test_r05_which_drugs_and_which_dose(opened: list[Node]) -> None:
    drugs = cells(opened, "Medicin")
    metformin = next(row for row in drugs if row.startswith("metformin"))
    assert "500 milligram tabletter" in metformin
    assert "1 tablet morgen og aften" in metformin
    assert sum("Aktiv" in row for row in drugs) >= 8


def test_r12_the_latest_creatinine_with_unit_flag_and_date(opened: list[Node]) -> None:
    creatinine = next(row for row in cells(opened, "Prøvesvar") if row.startswith("Kreatinin"))
    assert creatinine.startswith("Kreatinin;P, 142 mikromol per liter, over interval, 45 til 90, 20. november 2026")


def test_r21_whether_anything_is_blocked(opened: list[Node]) -> None:
    strip = told(opened, "af 12 kilder")
    assert "Dokumenter, delvist spærret" in strip
    assert any("privatmarkeret" in row for row in cells(opened, "Medicin"))


def test_r19_how_old_it_is(opened: list[Node]) -> None:
    assert told(opened, "^Prøvesvar .*hentet 09:41")
    assert "09:41" in told(opened, "af 12 kilder")


def test_what_the_next_step_of_the_plan_is(opened: list[Node]) -> None:
    assert any(re.search(r"Næste: spirometri 7\. december 2026", row) for row in cells(opened, "Planer"))


def test_what_is_new_is_said(opened: list[Node]) -> None:
    assert re.search(r"\d+ nye siden 12\. nov 2026\. Nyt: ", told(opened, "nye siden"))


def test_a_page_is_opened_by_its_letter_and_left_by_escape(reader: Reader, opened: list[Node]) -> None:
    assert opened
    reader.press("d")
    nodes = reader.wait(lambda nodes: any(node.role == "table" and node.name == "Dokumenter" for node in nodes))
    assert any("Epikrise" in row for row in cells(nodes, "Dokumenter"))
    reader.press("Escape")
    reader.wait(lambda nodes: any(node.role == "table" and node.name == "Planer" for node in nodes))


def test_the_focus_can_be_told(reader: Reader, opened: list[Node]) -> None:
    assert opened
    reader.press("m")
    reader.wait(lambda _: reader.focused() != "")
    assert plain(reader.focused())
