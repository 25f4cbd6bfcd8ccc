"""A hub in trouble, messages that cannot be read, lock and sign-out: the window stays true all the same (H3)."""

import json
from collections.abc import Callable

import pytest

from journeys.conftest import BERGGREN, Desk, Services
from journeys.record_system import CPR, OTHER, TOPIC, Record, computer, cpr, mark, number, seated, shows
from journeys.signed_in import Computer, sign_in
from overblik.app.demo import _add_menu

pytestmark = pytest.mark.rule("H3")
__all__ = ["computer", "seated"]


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


def test_the_end_of_the_program_unsubscribes_too(computer: Computer, sandbox: Services) -> None:
    with computer.sit_down() as desk:
        sign_in(desk, "M. Eksempel")
        record = Record(sandbox, desk)
        desk.bot.waitUntil(record.connected, timeout=15000)
    assert record.told["requests"][-1]["hub.mode"] == "unsubscribe"
    assert record.told["subscribers"] == []


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
