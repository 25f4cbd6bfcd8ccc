"""Coming back after a lock to a patient of a list that a server has: he is opened without a question, as from the list."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, MOMENT, Desk, Services
from journeys.signed_in import Computer, computer_of, press, sign_in_anew, stage, type_in
from overblik.app.demo import demo_settings, with_lists
from overblik.domain.grant import Basis, LookReason
from overblik.domain.patient import cpr
from overblik.viewmodels.gate import Stage

GERDA = "2703389990"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def surgery(sandbox: Services, tmp_path: Path, qtbot: Any) -> Computer:
    """A surgery's computer that keeps behind a PIN, and whose patients are a list of the record system."""
    made = computer_of(sandbox, tmp_path, qtbot, "clinic")
    told = demo_settings(sandbox.told, made.settings.profile, MOMENT, "da", "light")
    made.settings = replace(made.settings, patients=(), lists=with_lists(told).lists[:1])
    with made.sit_down() as desk:
        sign_in_anew(desk)
        read_in(desk)
        desk.program.patients.choose_typed(BERGGREN)
        desk.bot.waitUntil(lambda: desk.program.model.patient_id is not None, timeout=5000)
        desk.program.model.open_page("medication")
        desk.bot.wait(50)
        desk.press(Qt.Key.Key_L, CONTROL)
        desk.bot.waitUntil(lambda: made.ended == ["key"], timeout=3000)
    made.locked_at = MOMENT
    return made


def read_in(desk: Desk) -> None:
    desk.bot.waitUntil(lambda: desk.window.ward.made is not None, timeout=15000)


def unlock(desk: Desk) -> None:
    desk.bot.waitUntil(lambda: stage(desk) is Stage.PIN, timeout=10000)
    type_in(desk, "pin", "kilde-42x")
    press(desk, "Lås op")
    desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=20000)


def is_asked(desk: Desk) -> bool:
    """Whether the basis of the look is asked for."""
    return bool(desk.shell.pages.currentWidget() is desk.window.acts.feature("basis").page)


@pytest.mark.rule("R25")
def test_whoever_is_on_the_list_is_opened_without_a_question(surgery: Computer) -> None:
    with surgery.sit_down() as desk:
        unlock(desk)
        desk.bot.waitUntil(lambda: desk.program.model.patient_id is not None, timeout=15000)
        assert not is_asked(desk)
        assert desk.program.model.page == "medication"
        assert desk.program.patients.is_listed(desk.program.model.patient_id)


@pytest.mark.rule("H3", "R25")
def test_nobody_is_opened_over_the_patient_who_was_chosen_meanwhile(surgery: Computer, sandbox: Services) -> None:
    sandbox.order("faults", {"base": "ehr", "resource": "Appointment", "kind": "delay", "seconds": 1, "times": 1})
    with surgery.sit_down() as desk:
        unlock(desk)
        assert desk.program.model.patient_id is None
        desk.window.acts.open_claimed(cpr(GERDA), LookReason(Basis.TREATMENT))
        read_in(desk)
        desk.bot.wait(50)
        assert desk.program.model.patient_id == cpr(GERDA)


@pytest.mark.rule("H3", "R25")
@pytest.mark.parametrize("doing", ["typing", "another's basis", "help"])
def test_nobody_is_opened_under_a_hand_that_has_begun_something_else(
    surgery: Computer, sandbox: Services, doing: str
) -> None:
    sandbox.order("faults", {"base": "ehr", "resource": "Appointment", "kind": "delay", "seconds": 1, "times": 1})
    with surgery.sit_down() as desk:
        unlock(desk)
        if doing == "typing":
            desk.window.rail.search.setText("lar")
        elif doing == "help":
            desk.window.acts.act("help.turn")()
        else:
            desk.window.acts.act("basis.ask")(cpr(GERDA))
        read_in(desk)
        desk.bot.wait(100)
        assert desk.program.model.patient_id is None
        assert is_asked(desk) is (doing == "another's basis")


@pytest.mark.rule("R25")
@pytest.mark.parametrize("is_kept", [True, False])
def test_where_the_list_cannot_be_read_the_kept_one_counts_and_else_the_basis_is_asked_for(
    surgery: Computer, sandbox: Services, is_kept: bool
) -> None:
    sandbox.order("faults", {"base": "ehr", "resource": "Appointment", "kind": "status", "status": 503})
    kept = list(surgery.settings.profile.rglob("lists.bin"))
    assert len(kept) == 1
    if not is_kept:
        kept[0].unlink()
    with surgery.sit_down() as desk:
        unlock(desk)
        desk.bot.waitUntil(lambda: is_asked(desk) or desk.program.model.patient_id is not None, timeout=30000)
        assert is_asked(desk) is not is_kept
