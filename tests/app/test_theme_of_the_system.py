"""Whoever has asked the system for high contrast gets it, on the gate and behind it, though it is asked after the paint."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from overblik.app import running
from overblik.app.chosen import likely_theme
from overblik.app.window import Before, Program, make_program, show
from overblik.domain.sign_in import ClaimNames, Registration
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.viewmodels.choices import Choices

SHUT = Registration("https://login.example.dk", "overblik", ("openid",), ClaimNames(), servers=())


def started(qtbot: QtBot, tmp_path: Path, sign_in: Registration | None) -> Program:
    """Start as `run_window` does, without a word of the theme."""
    settings = Settings(tmp_path / "profile", sign_in=sign_in)
    program = make_program(settings, Choices(theme=likely_theme()), MemoryKeyring(), Before(introduces=True))
    qtbot.addWidget(program.window)
    program.window.first_painted.connect(lambda: running._settle_theme(program))
    show(program)
    qtbot.waitUntil(lambda: program.is_joined)
    return program


@pytest.mark.parametrize("sign_in", [None, SHUT])
def test_everything_is_in_high_contrast(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign_in: Registration | None
) -> None:
    monkeypatch.setattr(running, "system_theme", lambda: "contrast")
    program = started(qtbot, tmp_path, sign_in)
    try:
        assert program.window.look.theme == "contrast"
        assert program.window.pane is not None
        assert program.window.pane.look.theme == "contrast"
        assert program.introducing is not None
        assert program.introducing.view is not None
        assert program.introducing.view.look.theme == "contrast"
        assert program.gatekeeper is not None
        gate = program.gatekeeper.curtain.gate
        assert (gate is not None) == (sign_in is not None)
        if gate is not None:
            assert gate.look.theme == "contrast"
            assert not program.window.centralWidget().isVisible()  # the window stays covered
    finally:
        program.window.close()
        program.close()


def test_where_the_colours_said_it_right_nothing_is_made_anew(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "system_theme", likely_theme)
    made: list[str] = []
    monkeypatch.setattr("overblik.widgets.window.MainWindow.wear", lambda _, theme: made.append(theme))
    program = started(qtbot, tmp_path, None)
    program.window.close()
    program.close()
    assert made == []


def test_dark_colours_are_seen_by_the_palette(qapp: QApplication) -> None:
    from PySide6.QtGui import QColor, QPalette

    former = qapp.palette()
    try:
        qapp.setPalette(QPalette(QColor("#202326")))
        assert likely_theme() == "dark"
        qapp.setPalette(QPalette(QColor("#EFEFEF")))
        assert likely_theme() == "light"
    finally:
        qapp.setPalette(former)
