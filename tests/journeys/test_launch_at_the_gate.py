"""What is handed over while nobody works at the window: for its named owner alone, never for who comes next (T23)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from journeys.conftest import BERGGREN, MOMENT, Services
from journeys.handing import LINK, NURSE, Hand, link_of, shown
from journeys.signed_in import Computer, buttons, computer_of, gate, press, sign_in, stage, type_in
from overblik.domain.launch import Asked, read_link
from overblik.runtime.held import hold, is_held
from overblik.viewmodels.gate import Stage

OTHER_LINK = LINK.replace("p-1001", "p-1009")


@pytest.fixture
def computer(sandbox: Services, tmp_path: Path, qtbot: Any) -> Callable[[str], Computer]:
    return lambda mode: computer_of(sandbox, tmp_path, qtbot, mode)


@pytest.mark.rule("H3", "T23")
def test_t23_at_the_gate_of_a_shared_computer_a_hand_over_is_refused_and_never_the_next_users(
    computer: Callable[..., Computer],
) -> None:
    ward = computer("ward")
    with ward.sit_down() as desk:
        hand = Hand(desk)
        desk.bot.waitUntil(lambda: stage(desk) in (Stage.SIGN_IN, Stage.FIRST_RUN), timeout=10000)
        for asked in ({"link": LINK}, {"number": BERGGREN}):
            is_taken, sentence = hand.say(**asked)
            assert not is_taken
            assert sentence.startswith("Overblik er låst.")
        assert sentence in " ".join(card.accessibleName() for card in gate(desk).cards) or sentence in shown(desk)
        sign_in(desk, "L. Forsøg")
        desk.bot.wait(50)
        assert desk.program.model.patient_id is None


@pytest.mark.rule("H3", "T23")
@pytest.mark.parametrize(("name", "opens"), [("K. Prøve", True), ("L. Forsøg", False)])
def test_t23_a_link_that_names_its_user_waits_for_her_alone(
    computer: Callable[..., Computer], name: str, opens: bool
) -> None:
    with computer("ward").sit_down() as desk:
        hand = Hand(desk)
        desk.bot.waitUntil(lambda: stage(desk) in (Stage.SIGN_IN, Stage.FIRST_RUN), timeout=10000)
        is_taken, sentence = hand.say(link_of(user=NURSE))
        assert (is_taken, "inden to minutter" in sentence) == (True, True)
        assert "251248" not in shown(desk)
        sign_in(desk, name)
        if opens:
            assert "251248-9996" in hand.opened()
        else:
            assert "en anden bruger" in hand.refused()
            assert desk.program.model.patient_id is None


@pytest.mark.rule("H3", "T23")
def test_t23_a_hand_over_that_waits_ends_with_its_time(
    computer: Callable[..., Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overblik.viewmodels.launching._WAITS", 1)
    with computer("ward").sit_down() as desk:
        hand = Hand(desk)
        desk.bot.waitUntil(lambda: stage(desk) in (Stage.SIGN_IN, Stage.FIRST_RUN), timeout=10000)
        assert hand.say(link_of(user=NURSE))[0]
        model = hand.launching.model
        desk.bot.waitUntil(lambda: model._waiting is None, timeout=5000)
        sign_in(desk, "K. Prøve")
        desk.bot.wait(50)
        assert desk.program.model.patient_id is None


@pytest.mark.rule("H3", "T23")
@pytest.mark.parametrize("by_pin", [True, False])
def test_t23_at_a_locked_own_computer_it_waits_for_whose_pin_is_asked_for(
    computer: Callable[..., Computer], by_pin: bool
) -> None:
    field = computer("field")
    pin = "kilde-42x"
    with field.sit_down() as desk:
        sign_in(desk, "L. Forsøg", Stage.NEW_PIN)
        type_in(desk, "pin", pin)
        type_in(desk, "again", pin)
        press(desk, "Vælg")
        desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=15000)
        desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        desk.bot.waitUntil(lambda: field.ended == ["key"], timeout=5000)
    field.locked_at = MOMENT
    with field.sit_down() as desk:
        hand = Hand(desk, Asked(read_link(LINK)))  # as a process that was started with it
        desk.bot.waitUntil(lambda: stage(desk) is Stage.PIN and bool(buttons(desk)), timeout=10000)
        assert hand.say(OTHER_LINK)[0]
        if by_pin:
            type_in(desk, "pin", pin)
            press(desk, "Lås op")
            desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=15000)
            assert "030936-3991" in hand.opened()  # the newest that was asked for
        else:
            sign_in(desk, "M. Eksempel", Stage.NEW_PIN)
            press(desk, "Uden pinkode: intet gemmes")
            desk.bot.waitUntil(lambda: stage(desk) is Stage.OPEN, timeout=15000)
            assert "Det kan have været en anden" in hand.refused()
            assert desk.program.model.patient_id is None


@pytest.mark.rule("H3", "T23")
def test_t23_once_locked_nothing_is_taken_and_what_was_under_way_opens_nobody(
    computer: Callable[..., Computer], sandbox: Services
) -> None:
    ward = computer("ward")
    with ward.sit_down() as desk:
        sign_in(desk, "K. Prøve")
        hand = Hand(desk)
        sandbox.order("faults", {"base": "ehr", "resource": "Patient", "kind": "delay", "seconds": 1, "times": 1})
        assert hand.say(LINK) == (True, "")
        desk.window.lock()
        desk.bot.waitUntil(lambda: ward.ended == ["key"], timeout=5000)
        is_taken, sentence = hand.say(LINK)
        assert (is_taken, sentence.startswith("Overblik er låst.")) == (False, True)
        desk.bot.wait(1500)
        assert desk.program.model.patient_id is None
        assert "BERGGREN" not in shown(desk)


@pytest.mark.rule("T23")
def test_t23_door_and_place_are_let_go_at_the_lock_so_that_the_next_process_finds_them(
    computer: Callable[[str], Computer], tmp_path: Path
) -> None:
    place = hold(tmp_path, "boot")
    assert place is not None
    ward = computer("ward")
    with ward.sit_down() as desk:
        hand = Hand(desk, place=place)
        assert (tmp_path / "door").exists()
        sign_in(desk, "K. Prøve")
        assert is_held(tmp_path)
        desk.window.lock()
        desk.bot.waitUntil(lambda: ward.ended == ["key"], timeout=5000)
        assert not is_held(tmp_path)
        assert not (tmp_path / "door").exists()
        assert hand.launching.door is not None
