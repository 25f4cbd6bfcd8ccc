"""A program that nobody has set up says so, and how to try it, instead of asking for a patient who cannot be there."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from overblik.app.window import make_program, show
from overblik.runtime.endpoints import ServerSettings
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.viewmodels.choices import Choices


def said(qtbot: QtBot, settings: Settings) -> tuple[str, str]:
    """Give what stands where there is no patient: in the first frame, and once the window is joined."""
    program = make_program(settings, Choices(theme="light"), MemoryKeyring())
    qtbot.addWidget(program.window)
    first = program.window.empty.accessibleName()
    show(program)
    qtbot.waitUntil(lambda: program.is_joined)
    assert program.window.pane is not None
    try:
        return first, program.window.pane.empty.accessibleName()
    finally:
        program.window.close()
        program.close()


def test_without_sources_the_demo_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    first, then = said(qtbot, Settings(tmp_path / "profile"))
    assert first == then
    assert "overblik demo" in first


def test_with_a_source_a_patient_is_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    servers = (ServerSettings("ehr", "EPJ", "https://fhir.example.dk/r4"),)
    first, then = said(qtbot, Settings(tmp_path / "profile", servers))
    assert first == then
    assert "Ctrl+K" in first
