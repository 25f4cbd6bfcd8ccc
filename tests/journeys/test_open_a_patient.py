"""A clinician opens a patient: by name, by number, online, and with the network gone."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, Desk, Services
from overblik.viewmodels import overview
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.rows import LabRow, MedicationRow


def test_three_letters_and_enter_show_the_whole_overview(desk: Desk) -> None:
    desk.window.search()
    desk.bot.keyClicks(desk.window.rail.search, "ber")
    desk.bot.keyClick(desk.window.rail.search, Qt.Key.Key_Return)
    screen = desk.wait()
    assert screen.banner.family == "BERGGREN"
    assert screen.banner.number == "251248-9996"
    assert [agent.name for agent in screen.cave.agents] == ["benzylpenicillin", "jodholdigt kontrastmiddel"]
    assert screen.strip.count == "9 af 12 kilder"
    names = [row.name for row in desk.rows("medication") if isinstance(row, MedicationRow)]
    assert {"metformin", "prednisolon", "apixaban", "furosemid", "paracetamol"} <= set(names)
    potassium = next(row for row in desk.rows("lab_results") if isinstance(row, LabRow) and "Kalium" in row.name)
    assert (potassium.value, potassium.unit, potassium.interval) == ("5,1", "mmol/L", "3,5–4,6")
    assert potassium.shape is FlagShape.HIGH
    assert potassium.previous.startswith("4,4")
    for card in ("care_plans", "appointments", "home_monitoring", "vaccinations"):
        assert len(desk.rows(card)) >= 3, card


@pytest.mark.rule("R1")
def test_the_title_of_the_window_names_nobody(desk: Desk) -> None:
    desk.look(BERGGREN)
    assert desk.window.windowTitle() == "Overblik"


def test_the_focus_goes_to_the_first_drug(desk: Desk) -> None:
    desk.look(BERGGREN)
    card = desk.shell.focused_card()
    assert card is not None
    assert card.name == "medication"
    assert isinstance(card.table.current(), MedicationRow)


@pytest.mark.rule("R19", "S11")
def test_with_the_network_gone_the_kept_overview_still_opens(sit_down: Callable[[], Desk], sandbox: Services) -> None:
    first = sit_down()
    shown = first.look(BERGGREN)
    sandbox.disturb("drop")
    second = sit_down()
    screen = second.look(BERGGREN)
    assert screen.strip.bar.startswith("Offline. Du ser den kopi, der blev hentet i dag kl. 09:41")
    assert screen.strip.count == "0 af 12 friske, 12 gemt"
    drugs = [row for row in shown.cards[0].rows if isinstance(row, MedicationRow)]
    assert [row.key for row in second.rows("medication") if isinstance(row, MedicationRow)] == [r.key for r in drugs]
    assert screen.cave.display == "known"
    assert "kopi fra 23." in screen.cave.copy


@pytest.mark.rule("H6", "R21")
def test_without_network_and_copy_nothing_is_called_none(desk: Desk, sandbox: Services) -> None:
    sandbox.disturb("drop")
    screen = desk.look(BERGGREN)
    assert screen.cave.display == "not_fetched"
    assert "Der kan være CAVE." in screen.cave.text
    told = desk.spoken()
    assert "registreret" not in told.replace("FGVH", "")
    assert "Ingen kendte" not in told


def test_a_number_of_nobody_is_said_in_a_sentence(desk: Desk) -> None:
    screen = desk.look("0101019999")
    assert "kender ikke borgeren" in desk.spoken()
    assert screen.cave.display != "none_known"


def test_a_wrong_number_is_refused_before_anything_is_asked(desk: Desk, sandbox: Services) -> None:
    sandbox.order("requests", None, "DELETE")
    desk.open("9999999999")
    assert "ikke en dato" in desk.window.rail.accessibleDescription()
    assert sandbox.order("requests", None, "GET")["requests"] == []


def test_the_second_opening_paints_the_kept_overview_before_any_source_answers(
    sit_down: Callable[[], Desk], sandbox: Services, qtbot: Any
) -> None:
    sit_down().look(BERGGREN)
    sandbox.disturb("delay", seconds=2)
    desk = sit_down()
    desk.open(BERGGREN)
    qtbot.waitUntil(lambda: bool(desk.screens), timeout=1500)
    assert any(isinstance(row, MedicationRow) for row in desk.rows("medication"))
    assert desk.program.model.is_waiting


def test_of_a_patient_who_is_not_kept_no_empty_frames_flash_by(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "_AT_FIRST", 60_000)  # however slow the machine: the answers come before
    desk.look(BERGGREN)
    first = [row for card in desk.screens[0].cards for row in card.rows]
    assert any(isinstance(row, MedicationRow) for row in first)


def test_of_a_patient_who_is_kept_the_copy_waits_for_nothing(
    desk: Desk, sandbox: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.look(BERGGREN)
    desk.program.model.close_patient()
    desk.screens.clear()
    monkeypatch.setattr(overview, "_AT_FIRST", 60_000)
    sandbox.disturb("delay", seconds=2)
    desk.open(BERGGREN)
    desk.bot.waitUntil(lambda: bool(desk.screens), timeout=5000)
    assert any(isinstance(row, MedicationRow) for card in desk.screens[0].cards for row in card.rows)
    assert desk.program.model.is_waiting


def test_the_window_remembers_what_the_user_chose_and_no_patient(sit_down: Callable[[], Desk], settings: Any) -> None:
    desk = sit_down()
    desk.look(BERGGREN)
    desk.window.resize(1200, 760)
    desk.window.close()
    kept = (settings.profile / "window.json").read_text()
    assert '"width": 1200' in kept
    assert "251248" not in kept
    assert "BERGGREN" not in kept.upper()
