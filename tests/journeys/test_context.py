"""The context of a record system, followed whole or not at all, through the real window against the embedded hub (H3)."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from journeys.conftest import BERGGREN, Desk, Services
from journeys.record_system import ANOTHER, NOT_HERE, OTHER, TOPIC, Record, computer, cpr, mark, number, seated, shows
from journeys.signed_in import Computer, sign_in

pytestmark = pytest.mark.rule("H3")
__all__ = ["computer", "seated"]


def test_h3_an_open_event_is_followed_whole_and_the_hub_hears_200(seated: tuple[Desk, Record]) -> None:
    desk, record = seated
    record.act("open", patient="p-1001", id="e1")
    assert record.answer("e1") == "200"
    desk.wait()
    assert (number(desk), mark(desk)) == (BERGGREN, "")
    assert "251248-9996" in desk.shell.banner.accessibleName()
    record.act("open", resources=[cpr(OTHER)], id="e2")
    assert record.answer("e2") == "200"
    desk.wait()
    assert "030936-3991" in desk.shell.banner.accessibleName()
    assert {one.patient_id.number_for_lookup() for one in desk.program.model.sections} == {OTHER}


def test_h3_close_closes_him_and_leaves_another_whom_the_user_went_on_to(seated: tuple[Desk, Record]) -> None:
    desk, record = seated
    record.act("open", patient="p-1001", id="o1")
    assert record.answer("o1") == "200"
    record.act("close", patient="p-1001", id="c1")
    assert record.answer("c1") == "200"
    assert (number(desk), mark(desk)) == ("", "")
    record.act("open", patient="p-1001", id="o2")
    assert record.answer("o2") == "200"
    desk.look(OTHER)
    shows(desk, ANOTHER)
    record.act("close", patient="p-1001", id="c2")
    assert record.answer("c2") == "200"
    assert number(desk) == OTHER
    shows(desk, "")


def test_h3_the_mark_stands_exactly_as_long_as_it_is_true(seated: tuple[Desk, Record]) -> None:
    desk, record = seated
    record.act("open", patient="p-1001", id="o1")
    record.answer("o1")
    assert mark(desk) == ""
    desk.open("0101701234")  # on nobody's list: his basis is asked for, and nobody is open meanwhile
    shows(desk, NOT_HERE)
    desk.press(Qt.Key.Key_Escape)
    shows(desk, NOT_HERE)
    desk.look(OTHER)
    shows(desk, ANOTHER)
    desk.window.turn_language()
    shows(desk, "The record system shows another citizen.")
    desk.window.turn_language()
    shows(desk, ANOTHER)
    bar = desk.window.acts.feature("context").bar
    desk.bot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    desk.wait()
    assert number(desk) == BERGGREN
    shows(desk, "")


@pytest.mark.rule("R25")
def test_h3_a_dialog_and_typed_words_are_not_run_over(seated: tuple[Desk, Record]) -> None:
    desk, record = seated
    desk.look(OTHER)
    desk.window.search()
    desk.bot.keyClicks(desk.window.rail.search, "ber")
    record.act("open", patient="p-1001", id="o1")
    assert record.answer("o1") == "409"
    assert (number(desk), desk.window.rail.search.text()) == (OTHER, "ber")
    shows(desk, f"{ANOTHER} Borgeren er ikke åbnet, for du er ved at skrive.")
    desk.window.rail.search.clear()
    dialog = QDialog(desk.window)
    dialog.setModal(True)
    dialog.show()
    desk.bot.waitUntil(dialog.isVisible)
    record.act("open", patient="p-1001", id="o2")
    assert record.answer("o2") == "409"
    assert (number(desk), dialog.isVisible()) == (OTHER, True)
    shows(desk, f"{ANOTHER} Borgeren er ikke åbnet, for en dialog står åben.")
    record.act("open", resources=[cpr(OTHER)], id="o3")
    assert record.answer("o3") == "200"
    shows(desk, "")
    record.act("close", resources=[cpr(OTHER)], id="c1")
    assert record.answer("c1") == "409"
    shows(desk, "Journalsystemet har lukket borgeren, som stadig vises her.")
    dialog.close()


@pytest.mark.rule("T20")
def test_t20_who_is_not_on_the_list_is_not_opened_by_an_event_and_the_act_asks_for_a_basis(
    computer: Computer, sandbox: Services
) -> None:
    listed = tuple(one for one in computer.settings.patients if one.cpr == OTHER)
    computer.settings = replace(computer.settings, patients=listed)
    with computer.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        record = Record(sandbox, desk)
        desk.bot.waitUntil(record.connected, timeout=15000)
        desk.look(OTHER)
        record.act("open", patient="p-1001", id="o1")
        assert record.answer("o1") == "409"
        assert number(desk) == OTHER
        shows(desk, f"{ANOTHER} Borgeren er ikke på din liste: sig først, hvorfor du slår op.")
        desk.bot.mouseClick(desk.window.acts.feature("context").bar.button, Qt.MouseButton.LeftButton)
        basis = desk.window.acts.feature("basis").page
        desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is basis, timeout=5000)
        assert number(desk) == ""
        shows(desk, NOT_HERE)
        desk.bot.mouseClick(basis.treatment, Qt.MouseButton.LeftButton)
        desk.wait()
        assert number(desk) == BERGGREN
        shows(desk, "")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"resources": [cpr(BERGGREN), cpr(OTHER)]}, "Det nævner flere borgere på en gang."),
        ({"resources": [{"resourceType": "Patient", "id": "nobody"}]}, "Serveren kender ikke borgeren."),
        ({"resources": [{"resourceType": "Patient", "id": "a/../b"}]}, "Borgeren har ikke et CPR-nummer der."),
        ({"resources": [{"resourceType": "Group", "id": "p-1001"}]}, "Det kunne ikke læses, hvem det er."),
        (
            {"resources": [{**cpr(BERGGREN), "identifier": [*cpr(BERGGREN)["identifier"], *cpr(OTHER)["identifier"]]}]},
            "Det kan være to borgere.",
        ),
    ],
)
def test_h3_whom_it_means_must_be_certain_or_everything_stays(
    seated: tuple[Desk, Record], facts: dict[str, Any], why: str
) -> None:
    desk, record = seated
    desk.look("1106929990")
    record.act("open", id="o1", **facts)
    assert record.answer("o1") == "409"
    assert number(desk) == "1106929990"
    shows(desk, f"{ANOTHER} {why}")
    assert not desk.window.acts.feature("context").bar.button.isVisible()


def test_an_id_without_a_number_is_asked_of_the_server_that_knows_it(seated: tuple[Desk, Record]) -> None:
    desk, record = seated
    record.act("open", resources=[{"resourceType": "Patient", "id": "p-1001"}], id="o1")
    assert record.answer("o1") == "200"
    assert number(desk) == BERGGREN
    record.sandbox.order("faults", {"base": "ehr", "resource": "Patient", "kind": "status", "status": 503})
    record.act("open", resources=[{"resourceType": "Patient", "id": "p-1009"}], id="o2")
    assert record.answer("o2") == "409"
    shows(desk, f"{ANOTHER} Serveren, som ved hvem det er, svarede ikke.")
    assert number(desk) == BERGGREN


def test_h3_doubled_and_older_events_change_nothing(seated: tuple[Desk, Record]) -> None:
    desk, record = seated
    record.act("open", patient="p-1001", id="new", timestamp="2026-11-23T09:00:00Z")
    assert record.answer("new") == "200"
    desk.look(OTHER)
    record.act("open", patient="p-1001", id="new", timestamp="2026-11-23T09:00:00Z")
    desk.bot.waitUntil(lambda: len([a for a in record.told["answers"] if a["id"] == "new"]) == 2, timeout=10000)
    assert number(desk) == OTHER
    record.act("open", patient="p-1006", id="old", timestamp="2026-11-23T08:59:59Z")
    assert record.answer("old") == "200"
    record.act("close", patient="p-1009", id="oldclose", timestamp="2026-11-23T08:59:59Z")
    assert record.answer("oldclose") == "200"
    assert number(desk) == OTHER
    shows(desk, ANOTHER)


def test_h3_an_event_of_another_session_is_refused_and_changes_nothing(seated: tuple[Desk, Record]) -> None:
    desk, record = seated
    desk.look(OTHER)
    record.act("open", patient="p-1001", id="foreign", topic=TOPIC, told_topic="session-afdelingssygeplejerske")
    assert record.answer("foreign") == "404"
    assert (number(desk), mark(desk)) == (OTHER, "")
