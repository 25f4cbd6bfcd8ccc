"""Display rules that no single screen owns (display-rules.md): what never happens on any of them."""

import ast
import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from clinic import DANISH_WORDS, medication
from conftest import ROOT
from journeys.conftest import BERGGREN, Desk, Services
from overblik.domain.quantity import NOTHING_SAID
from overblik.viewmodels.medication_row import names
from overblik.viewmodels.rows import LabRow, MedicationRow
from overblik.widgets.keys import KEYS

CTRL = Qt.KeyboardModifier.ControlModifier
TESTS, WIDGETS = ROOT / "tests", ROOT / "desktop" / "overblik" / "widgets"
_ASKS = ("paper.open",)
"""Acts that may ask: to print and to save is no reading."""


def marked() -> set[str]:
    """Give every rule, hazard and scenario that some test proves."""
    found: set[str] = set()
    for file in TESTS.rglob("test_*.py"):
        for told in re.findall(r"mark\.rule\(([^)]*)\)", file.read_text()):
            found |= set(re.findall(r'"([A-Z]\d+)"', told))
        for name in re.findall(r"def test_([rhs])0?(\d+)_", file.read_text()):
            found.add(f"{name[0].upper()}{int(name[1])}")
    return found


def press_everything(desk: Desk) -> None:
    """Press every key that only reads, on the open patient."""
    for shown, sequences, _, act, arguments in KEYS:
        if act not in _ASKS and "Ctrl" not in shown and "language" not in act:
            desk.window.acts.act(act)(*arguments)
            desk.bot.wait(5)
            assert sequences


@pytest.mark.rule("R4")
def test_r4_reading_asks_for_no_confirmation(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for kind in (QDialog, QMessageBox):
        monkeypatch.setattr(kind, "exec", lambda _, kind=kind: asked.append(kind.__name__))
    desk.look(BERGGREN)
    press_everything(desk)
    assert asked == []


@pytest.mark.rule("R10")
@pytest.mark.parametrize("name", ["predniSOLONE", "DOBUTamine", "hydrOXYzine"])
def test_r10_no_lettering_is_invented_and_none_of_a_source_is_kept_in_a_generic_name(name: str) -> None:
    shown, _ = names(medication(name.upper(), generic=name.lower(), code=NOTHING_SAID))
    assert shown == name.lower()
    assert not any(row for row in DANISH_WORDS.sentences if "tall" in row)


@pytest.mark.rule("R15")
def test_r15_each_of_the_eleven_criteria_has_its_test() -> None:
    told = "".join(file.read_text() for file in TESTS.rglob("test_*.py"))
    assert {int(number) for number in re.findall(r"def test_sittig_(\d\d)_", told)} == set(range(1, 12))


@pytest.mark.rule("R22")
def test_r22_nothing_interrupts_the_reader(desk: Desk) -> None:
    desk.look(BERGGREN)
    assert any("≠" in row.note for row in desk.rows("medication") if isinstance(row, MedicationRow)), "a difference"
    assert any(row.shape.is_outside for row in desk.rows("lab_results") if isinstance(row, LabRow))
    press_everything(desk)
    assert QApplication.activeModalWidget() is None
    opening = {
        file.name
        for file in WIDGETS.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("exec", "setModal", "setWindowModality")
    }
    assert opening == {"paper_acts.py"}


@pytest.mark.rule("R23")
def test_r23_a_check_that_did_not_run_says_so(desk: Desk, sandbox: Services) -> None:
    """A drug of which a source was not heard says so, with the time; never that there are no differences."""
    sandbox.disturb("status", "ehr", "MedicationStatement", code=500)
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_M)
    table = desk.shell.full.table
    table.go_to(next(place for place, row in enumerate(desk.shell.full.model.rows) if row.key.startswith("fmk/Drug")))
    page = desk.window.acts.drugs.page
    assert page.unchecked == ("Ikke kontrolleret: EPJ Eksempel svarede ikke 09:41.",)
    assert page.unchecked[0] in page.spoken
    sandbox.heal()
    desk.press(Qt.Key.Key_F5)
    desk.wait()
    assert desk.window.acts.drugs.page.unchecked == ()


@pytest.mark.rule("R24")
def test_r24_the_next_who_starts_the_program_sees_no_patient(sit_down: Callable[[], Desk]) -> None:
    desk = sit_down()
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_C, CTRL)
    window = desk.window
    window.close()
    assert "erggren" not in desk.spoken().lower()
    assert QApplication.clipboard().text() == ""
    again = sit_down()
    assert again.program.model.patient_id is None
    assert again.window.windowTitle() == "Overblik"
    assert "metformin" not in again.spoken()


@pytest.mark.rule("R25")
def test_r25_typed_words_outlive_theme_language_and_size(desk: Desk) -> None:
    desk.window.search()
    desk.bot.keyClicks(desk.window.rail.search, "bergg")
    for act in ("turn_theme", "turn_language"):
        getattr(desk.window, act)()
        assert desk.window.rail.search.text() == "bergg"
    desk.window.scale_by(1)
    assert desk.window.rail.search.text() == "bergg"


@pytest.mark.rule("R27")
def test_r27_every_rule_and_every_hazard_has_a_test() -> None:
    found = marked()
    assert [f"R{number}" for number in range(1, 28) if f"R{number}" not in found] == []
    assert [f"H{number}" for number in range(1, 23) if f"H{number}" not in found] == []
    assert (ROOT / "docs" / "decisions" / "calculated.md").exists(), "what is reckoned, and why it is no advice"
