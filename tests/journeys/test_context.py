"""The context of a record system, followed whole or not at all, through the real window against the embedded hub (H3)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from journeys.conftest import BERGGREN, Desk, Services
from journeys.signed_in import Computer, computer_of, sign_in
from overblik.app.demo import _add_menu

pytestmark = pytest.mark.rule("H3")
OTHER = "0309363991"
TOPIC = "session-egen-laege"
CPR = "urn:oid:1.2.208.176.1.2"
ANOTHER = "Journalsystemet viser en anden borger."
NOT_HERE = "Journalsystemet viser en borger, som ikke er åbnet her."


@dataclass
class Record:
    """The record system at the other end of the hub."""

    sandbox: Services
    desk: Desk

    def act(self, act: str, **facts: Any) -> None:
        self.sandbox.order("hub", {"act": act, **facts})

    @property
    def told(self) -> dict[str, Any]:
        return self.sandbox.order("hub", None, "GET")

    def answer(self, notice: str) -> str:
        """Wait for the answer to an event; give its status."""
        found: list[str] = []

        def came() -> bool:
            found[:] = [one["status"] for one in self.told["answers"] if one["id"] == notice]
            return bool(found)

        self.desk.bot.waitUntil(came, timeout=20000)
        return found[-1]

    def connected(self) -> bool:
        return any(one["connected"] for one in self.told["subscribers"])


def number(desk: Desk) -> str:
    patient_id = desk.program.model.patient_id
    return patient_id.number_for_lookup() if patient_id is not None else ""


def mark(desk: Desk) -> str:
    """What stands over the patient, as it is seen."""
    desk.bot.wait(1)  # the mark follows in the next turn of the loop
    bar = desk.window.acts.feature("context").bar
    return bar.label.text() if bar.isVisible() else ""


def shows(desk: Desk, words: str) -> None:
    desk.bot.waitUntil(lambda: (words in mark(desk)) if words else mark(desk) == "", timeout=20000)


def cpr(value: str) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "x-1", "identifier": [{"system": CPR, "value": value}]}


@pytest.fixture
def computer(sandbox: Services, tmp_path: Path, qtbot: Any) -> Iterator[Computer]:
    sandbox.order("hub", {"act": "trouble"})
    yield computer_of(sandbox, tmp_path, qtbot)
    sandbox.order("hub", {"act": "trouble"})


@pytest.fixture
def seated(computer: Computer, sandbox: Services) -> Iterator[tuple[Desk, Record]]:
    with computer.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        record = Record(sandbox, desk)
        desk.bot.waitUntil(record.connected, timeout=15000)
        desk.bot.waitUntil(lambda: mark(desk) == "", timeout=5000)
        yield desk, record


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


TWICE = (
    '{"id": "bad", "timestamp": "2026-11-23T09:00:00Z", "event": '
    '{"hub.topic": "NOBODY", "hub.topic": "TOPIC", "hub.event": "Patient-open", "context": []}}'
)


def named(text: str) -> str:
    return text.replace("TOPIC", TOPIC).replace("NUMBER", BERGGREN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "\u0000",
        "{" * 3000,
        '{"id": "bad", "timestamp": "yesterday", "event": {"hub.topic": "TOPIC", "hub.event": "Patient-open"}}',
        '{"id": "bad", "event": {"hub.event": "Patient-open", "context": []}}',
        TWICE,
        '{"hub.mode": "perhaps", "hub.topic": "TOPIC"}',
    ],
)
def test_h3_what_cannot_be_read_opens_nothing_and_says_that_it_may_be_another(
    seated: tuple[Desk, Record], text: str
) -> None:
    desk, record = seated
    desk.look(OTHER)
    record.act("send", text=named(text))
    shows(desk, "Hvem journalsystemet viser nu, vides ikke.")
    assert number(desk) == OTHER
    if '"bad"' in text:
        assert record.answer("bad") == "400"
    record.act("open", resources=[cpr(OTHER)], id="good")
    assert record.answer("good") == "200"
    shows(desk, "")


def test_h3_a_patient_with_two_members_of_one_name_is_nobody(seated: tuple[Desk, Record]) -> None:
    desk, record = seated
    twice = f'{{"resourceType": "Patient", "id": "a", "identifier": [{{"system": "{CPR}", "value": "{BERGGREN}", "value": "{OTHER}"}}]}}'
    event = {"hub.topic": TOPIC, "hub.event": "Patient-open", "context": [{"key": "patient", "resource": 0}]}
    text = json.dumps({"id": "twice", "timestamp": "2026-11-23T09:00:00Z", "event": event})
    record.act("send", text=text.replace('"resource": 0', f'"resource": {twice}'))
    assert record.answer("twice") == "400"
    assert number(desk) == ""


def test_h3_a_message_that_is_too_big_costs_the_line_and_what_is_true_is_told_anew(
    seated: tuple[Desk, Record],
) -> None:
    desk, record = seated
    record.act("open", patient="p-1001", id="o1")
    record.answer("o1")
    record.act("send", text="{", more=400_000)
    shows(desk, "Forbindelsen til journalsystemet er afbrudt.")
    assert number(desk) == BERGGREN
    shows(desk, "")  # back again: the hub says once more what is open
    assert number(desk) == BERGGREN


def test_h3_hub_gone_and_back_and_what_happened_meanwhile_is_followed(seated: tuple[Desk, Record]) -> None:
    desk, record = seated
    record.act("open", patient="p-1001", id="o1")
    record.answer("o1")
    record.act("trouble", refuses=503)
    record.act("drop")
    shows(desk, "Forbindelsen til journalsystemet er afbrudt. Det kan vise en anden borger.")
    assert number(desk) == BERGGREN
    record.act("open", resources=[cpr(OTHER)], id="o2", topic=TOPIC)
    record.act("trouble", refuses=0)
    assert record.answer("o2") == "200"
    desk.wait()
    assert number(desk) == OTHER
    shows(desk, "")


def test_a_denied_subscription_is_said_and_tried_again(seated: tuple[Desk, Record]) -> None:
    desk, record = seated
    desk.look(OTHER)
    record.act("trouble", denies=True)
    shows(desk, "Forbindelsen til journalsystemet er afbrudt.")
    assert number(desk) == OTHER


def test_a_short_lease_is_renewed_and_the_line_stands(computer: Computer, sandbox: Services) -> None:
    sandbox.order("hub", {"act": "trouble", "lease": 2})
    with computer.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        record = Record(sandbox, desk)
        desk.bot.waitUntil(record.connected, timeout=15000)
        asked = lambda: [one for one in record.told["requests"] if one["hub.mode"] == "subscribe"]  # noqa: E731
        desk.bot.waitUntil(lambda: len(asked()) >= 4, timeout=30000)
        assert len(record.told["subscribers"]) == 1
        record.act("open", patient="p-1001", id="o1")
        assert record.answer("o1") == "200"


def test_heartbeats_are_answered_and_another_programs_trouble_is_said(seated: tuple[Desk, Record]) -> None:
    desk, record = seated
    told: list[str] = []
    desk.window.message.tell = told.append
    record.act("trouble", heartbeat=0.2)
    desk.bot.waitUntil(lambda: len(record.told["answers"]) >= 3, timeout=10000)
    assert {one["status"] for one in record.told["answers"]} == {"200"}
    record.act("trouble", sync_error=True)
    desk.bot.waitUntil(lambda: any("Et andet program kunne ikke følge med" in one for one in told), timeout=10000)
    assert mark(desk) == ""


@pytest.mark.parametrize("why", ["key", "sign_out"])
def test_t23_lock_and_sign_out_unsubscribe_and_nothing_is_followed_any_more(
    computer: Computer, sandbox: Services, why: str
) -> None:
    with computer.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        record = Record(sandbox, desk)
        desk.bot.waitUntil(record.connected, timeout=15000)
        desk.window.lock(why)
        desk.bot.waitUntil(lambda: computer.ended == [why], timeout=5000)
        desk.bot.waitUntil(lambda: not record.connected(), timeout=10000)
        assert record.told["requests"][-1]["hub.mode"] == "unsubscribe"
        record.act("open", patient="p-1001", topic=TOPIC)
        desk.bot.wait(100)
        assert number(desk) == ""


def test_t23_who_signs_in_next_follows_his_own_session_alone(computer: Computer, sandbox: Services) -> None:
    with computer.sit_down() as desk:
        sign_in(desk, "K. Prøve")
        record = Record(sandbox, desk)
        desk.bot.waitUntil(record.connected, timeout=15000)
        assert [one["topic"] for one in record.told["subscribers"]] == ["session-afdelingssygeplejerske"]
        record.act("open", patient="p-1001", topic=TOPIC)
        record.act("open", resources=[cpr(OTHER)], id="mine", topic="session-afdelingssygeplejerske")
        assert record.answer("mine") == "200"
        assert number(desk) == OTHER


def test_the_demo_menu_lets_the_record_system_open_another(seated: tuple[Desk, Record]) -> None:
    desk, _ = seated
    _add_menu(desk.program)
    menu = desk.window.menuBar().actions()[0].menu()
    act = next(one for one in menu.actions() if one.text() == "Journalsystemet åbner en anden borger")
    found: Callable[[], set[str]] = lambda: {number(desk)} - {""}  # noqa: E731
    act.trigger()
    desk.bot.waitUntil(lambda: bool(found()), timeout=10000)
    first = number(desk)
    act.trigger()
    desk.bot.waitUntil(lambda: found() not in (set(), {first}), timeout=10000)
    desk.wait()
