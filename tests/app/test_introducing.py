"""The three steps of a first start: once through they come no more; what stands behind neither moves nor is covered up."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from overblik.app.chosen import keep_choices, read_choices
from overblik.app.window import Before, Program, make_program, show
from overblik.domain.sign_in import ClaimNames, Registration
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.viewmodels.choices import Choices

Start = Callable[..., Program]
CTRL = Qt.KeyboardModifier.ControlModifier
SIGN_IN = Registration("https://sign-in.example", "overblik", ("openid",), ClaimNames("name", "role", "", "", ""))


@pytest.fixture
def start(tmp_path: Path, qtbot: Any) -> Iterator[Start]:
    made: list[Program] = []

    def begin(*, sign_in: Registration | None = None) -> Program:
        settings = Settings(tmp_path / "profile", sign_in=sign_in)
        chosen = read_choices(settings)
        before = Before(introduces=not chosen.introduced)
        program = make_program(settings, chosen, MemoryKeyring(), before)
        made.append(program)
        show(program)
        qtbot.waitUntil(lambda: program.is_joined)
        session = program.window.session
        assert session is not None
        qtbot.waitUntil(lambda: session.is_open or session.screen is not None)
        program.window.activateWindow()
        qtbot.wait(10)
        return program

    yield begin
    for program in made:
        program.window.close()
        program.close()


def view_of(program: Program) -> Any:
    assert program.introducing is not None
    return program.introducing.view


def press(program: Program, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(program.window.focusWidget() or program.window, key, modifier)


def test_enter_goes_through_the_three_steps_and_they_come_no_more(start: Start) -> None:
    program = start()
    seen = []
    for _ in range(3):
        view = view_of(program)
        assert view.isVisible()
        seen.append(view.title.text())
        press(program, Qt.Key.Key_Return)
    assert len(set(seen)) == 3
    assert view_of(program) is None
    assert program.window.focusWidget() is program.window.rail.search
    assert read_choices(program.settings).introduced
    assert start().introducing is None


def test_one_key_leaves_them_for_good(start: Start) -> None:
    program = start()
    press(program, Qt.Key.Key_Escape)
    assert view_of(program) is None
    assert start().introducing is None


def test_the_arrows_go_on_and_back_and_no_further_back_than_the_first(start: Start) -> None:
    program = start()
    view = view_of(program)
    numbers = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        press(program, key)
        numbers.append(view.number)
    assert numbers == [1, 2, 3, 2]


def test_a_window_that_was_closed_meanwhile_shows_them_again(start: Start) -> None:
    program = start()
    program.window.close()
    assert not read_choices(program.settings).introduced
    assert start().introducing is not None


def test_a_profile_of_an_earlier_version_has_been_introduced(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    (tmp_path / "window.json").write_text(json.dumps({"theme": "dark"}))
    assert read_choices(settings).introduced
    keep_choices(tmp_path, Choices())
    assert not read_choices(settings).introduced


def test_in_a_home_that_cannot_be_written_they_come_each_time_without_complaint(start: Start, tmp_path: Path) -> None:
    (tmp_path / "profile").write_text("in the way of a folder")
    program = start()
    press(program, Qt.Key.Key_Escape)
    assert view_of(program) is None
    assert start().introducing is not None


def test_no_key_reaches_what_stands_behind(start: Start) -> None:
    program = start()
    rail = program.window.choices.rail
    for key in (Qt.Key.Key_B, Qt.Key.Key_F1, Qt.Key.Key_M):
        press(program, key)
    press(program, Qt.Key.Key_K, CTRL)
    assert program.window.acts is not None
    palette = program.window.acts.feature("palette").model
    assert (program.window.choices.rail, palette.is_open) == (rail, False)
    assert view_of(program).isVisible()


def test_the_language_is_changed_in_the_middle_of_them(start: Start) -> None:
    program = start()
    press(program, Qt.Key.Key_Right)
    press(program, Qt.Key.Key_E, CTRL)
    view = view_of(program)
    assert (view.number, view.title.text()) == (2, "Who sees what")
    assert view.isVisible()


def test_a_screen_reader_hears_the_whole_step(start: Start) -> None:
    view = view_of(start())
    told = view.go_on.accessibleDescription()
    for word in ("Trin 1 af 3", "Ikke hentet", "Kan være spærret", "okker"):
        assert word in told


def test_they_stand_before_the_gate_and_the_gate_takes_no_key_meanwhile(start: Start) -> None:
    program = start(sign_in=SIGN_IN)
    assert program.gatekeeper is not None
    curtain = program.gatekeeper.curtain
    assert curtain.is_down
    assert curtain.gate is not None
    view = view_of(program)
    assert (view.isVisible(), curtain.gate.isVisible()) == (True, False)
    assert program.window.session is not None
    program.window.session.tell()
    assert not curtain.gate.isVisible(), "the gate changes behind them"
    assert view.go_on.hasFocus()
    press(program, Qt.Key.Key_Escape)
    assert view_of(program) is None
    assert curtain.gate.isVisible()
    assert curtain.gate.isAncestorOf(program.window.focusWidget())


def test_a_gate_that_falls_behind_them_waits_until_they_are_left(start: Start) -> None:
    program = start()
    assert program.gatekeeper is not None
    curtain = program.gatekeeper.curtain
    curtain.fall()
    assert curtain.gate is not None
    assert (view_of(program).isVisible(), curtain.gate.isVisible()) == (True, False)
    press(program, Qt.Key.Key_Escape)
    assert curtain.gate.isVisible()
    assert read_choices(program.settings).introduced


def test_a_lock_is_never_covered_up(start: Start) -> None:
    """The steps that the help shows again belong to the page, and go with it under the curtain."""
    program = start()
    press(program, Qt.Key.Key_Escape)
    assert program.window.acts is not None
    program.window.acts.act("introduction.open")()
    view = program.window.acts.feature("introduction").view
    assert view.isVisible()
    assert program.gatekeeper is not None
    program.gatekeeper.curtain.fall()
    assert not view.isVisible()


def test_whoever_is_opened_from_outside_is_not_covered_up(start: Start) -> None:
    program = start()
    program.window.patients.choose_typed("2512489996")
    assert view_of(program) is None
    assert not read_choices(program.settings).introduced


def test_the_help_shows_them_again_over_the_page_and_esc_goes_back(start: Start) -> None:
    program = start()
    press(program, Qt.Key.Key_Escape)
    assert program.window.acts is not None
    before = program.window.focusWidget()
    program.window.acts.act("introduction.open")()
    view = program.window.acts.feature("introduction").view
    assert view.number == 1
    for _ in range(3):
        press(program, Qt.Key.Key_Return)
    assert program.window.acts.feature("introduction").view is None
    assert program.window.focusWidget() is before
    assert replace(program.window.choices, introduced=True) == program.window.choices
