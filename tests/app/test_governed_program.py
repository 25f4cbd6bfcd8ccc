"""The program on a computer with a policy: nothing is asked before it was checked, and what is off is off (T10, T24)."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from clinic import DANISH_WORDS, ME
from overblik.app import house
from overblik.app.launching import Launching
from overblik.app.window import Program, make_program
from overblik.app.worded import settings_of
from overblik.domain.features import Feature
from overblik.domain.launch import Asked
from overblik.runtime import paths
from overblik.runtime.keyring import MemoryKeyring
from overblik.viewmodels.choices import Choices
from policies import OTHER, SERVER, WARD, put

OWN = """
[[servers]]
name = "mine"
url = "https://evil.example.com"
[fhircast]
url = "https://evil.example.com/hub"
topic = "abc"
"""
OFF = '[features]\noff = ["print", "copy", "taking_along", "follow", "override", "ward_board"]\n'
Start = Callable[..., Program]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[Start]:
    ring, made = MemoryKeyring(), list[Program]()
    monkeypatch.setattr(paths, "machine", lambda: tmp_path / "machine")
    monkeypatch.setattr(paths, "profile", lambda: tmp_path / "profile")
    monkeypatch.setattr(paths, "configuration", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(house, "system_keyring", lambda: ring)
    (tmp_path / "settings.toml").write_text(OWN)

    def begin(policy: str, **more: Any) -> Program:
        put(tmp_path / "machine", policy, **more)
        program = make_program(settings_of(argparse.Namespace(clock="2026-11-23T09:41:00+01:00")), Choices(), ring)
        qtbot.addWidget(program.window)
        made.append(program)
        program.window.show()
        assert is_covered(program), "before the policy is read the curtain is down"
        assert program.settings.servers == ()
        program.join()
        assert program.gatekeeper is not None
        session = program.gatekeeper.session
        qtbot.waitUntil(lambda: session is not None and (session.is_open or session.screen is not None))
        return program

    yield begin
    for program in made:
        program.close()


def is_covered(program: Program) -> bool:
    assert program.gatekeeper is not None
    return program.gatekeeper.curtain.is_down


def message_of(program: Program) -> str:
    assert program.window.message is not None
    return program.window.message.accessibleName()


@pytest.mark.rule("T24", "T10")
def test_t24_a_refused_policy_leaves_the_curtain_down_and_nobody_in(start: Start) -> None:
    program = start(WARD + SERVER, key=OTHER)
    gatekeeper = program.gatekeeper
    assert gatekeeper is not None
    assert gatekeeper.session is not None
    screen = gatekeeper.session.screen
    assert screen is not None
    assert screen.title == DANISH_WORDS.say("gate.title_closed")
    assert screen.note == DANISH_WORDS.say("gate.policy_signature")
    assert is_covered(program)
    assert program.looks.seat is None
    assert (program.settings.servers, program.following) == ((), None)


@pytest.mark.rule("T10")
def test_t10_the_program_asks_whom_the_policy_names(start: Start) -> None:
    program = start(WARD + SERVER)
    assert not is_covered(program)
    for settings in (program.settings, program.looks.settings):
        assert [one.url for one in settings.servers] == ["https://ehr.example.dk/fhir"]
    seat = program.looks.seat
    assert seat is not None
    assert seat.settings is program.settings
    assert program.following is not None, "a table that the policy does not have is the user's"


def test_each_key_of_what_is_off_says_so_and_opens_nothing(start: Start) -> None:
    program = start(WARD + SERVER + OFF)
    window = program.window
    assert window.acts is not None
    pane = window.pane
    assert pane is not None
    for name, feature in (
        ("paper.open", Feature.PRINT),
        ("row.copy", Feature.COPY),
        ("readiness.open", Feature.TAKING_ALONG),
        ("ward.open", Feature.WARD_BOARD),
        ("ward.handover", Feature.WARD_BOARD),
    ):
        before = pane.pages.currentWidget()
        window.acts.act(name)()
        assert message_of(program) == DANISH_WORDS.say(f"error.off_{feature.value}")
        assert pane.pages.currentWidget() is before
    assert program.following is None


def test_help_and_reveal_page_do_not_offer_what_is_off(start: Start) -> None:
    program = start(WARD + SERVER + OFF)
    window = program.window
    assert window.acts is not None
    window.acts.act("help.turn")()
    view: Any = window.acts.feature("help")
    told = view.view.map.accessibleName()
    assert DANISH_WORDS.say("key.print") not in told
    assert DANISH_WORDS.say("key.readiness") not in told
    assert DANISH_WORDS.say("key.timeline") in told
    assert window.pane is not None
    reveal = window.pane.reveal
    reveal.ask_medicine()
    texts = window.pane.findChildren(QPlainTextEdit)
    assert texts
    assert all(one.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction for one in texts)
    assert reveal.overridden.isHidden()
    assert reveal.why.isHidden()
    assert not reveal.given.isHidden()


def test_another_program_opens_nobody_where_that_is_off(start: Start) -> None:
    program = start(WARD + SERVER + OFF)
    launching = Launching(program)
    launching.join()
    launching.take(Asked(None, ME))
    assert message_of(program) == DANISH_WORDS.say("error.off_follow")
    assert program.model.patient_id is None
    launching.close()


def test_nobody_is_at_the_gate_where_the_policy_names_a_sign_in_only_after_it_was_read(start: Start) -> None:
    sign_in = '[sign_in]\nissuer = "https://login.example.dk"\nclient_id = "overblik"\nservers = ["ehr"]\n'
    program = start(WARD + SERVER + sign_in)
    assert is_covered(program)
    assert program.gatekeeper is not None
    assert program.gatekeeper.session is not None
    screen = program.gatekeeper.session.screen
    assert screen is not None
    assert screen.title == DANISH_WORDS.say("gate.title_first_run")
    assert program.looks.seat is None
