"""Ctrl+L locks at once, whatever stands over the page: help, steps of the first start, report of an error (T3, G9)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from overblik.app.window import Before, Program, make_program, show
from overblik.domain.trouble import Road
from overblik.runtime.endpoints import ServerSettings
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.viewmodels.choices import Choices

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def program(tmp_path: Path, qtbot: Any) -> Iterator[Program]:
    servers = (ServerSettings("ehr", "EPJ", "https://fhir.example.dk/r4"),)
    made = make_program(Settings(tmp_path / "profile", servers), Choices(), MemoryKeyring(), Before(is_process=True))
    show(made)
    qtbot.waitUntil(lambda: made.is_joined)
    made.window.activateWindow()
    qtbot.wait(10)
    yield made
    made.window.close()
    made.close()


def locked(program: Program, qtbot: Any) -> list[str]:
    """Press both keys where the focus is; give what was asked for."""
    asked: list[str] = []
    program.window.lock_wanted.disconnect()
    program.window.lock_wanted.connect(asked.append)
    for modifier in (CONTROL, CONTROL | SHIFT):
        aim = QApplication.focusWidget()
        assert aim is not None
        QTest.keyClick(aim, Qt.Key.Key_L, modifier)
        qtbot.wait(10)
    return asked


@pytest.mark.rule("T3")
@pytest.mark.parametrize("act", ["help.turn", "introduction.open", "about.open", "palette.open"])
def test_t3_over_the_page(program: Program, qtbot: Any, act: str) -> None:
    assert program.window.acts is not None
    program.window.acts.act(act)()
    qtbot.wait(10)
    assert locked(program, qtbot) == ["key", "switch"]


@pytest.mark.rule("T3")
def test_t3_in_the_report_of_an_error(program: Program, qtbot: Any) -> None:
    assert program.crashing is not None
    program.crashing.crashes.hear(Road.WINDOW, ZeroDivisionError())
    qtbot.waitUntil(lambda: program.crashing.window is not None and program.crashing.window.isVisible())  # type: ignore[union-attr]
    window = program.crashing.window
    assert window is not None
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.text)
    assert locked(program, qtbot) == ["key", "switch"]
