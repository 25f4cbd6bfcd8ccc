"""T7: what was copied leaves the clipboard after 30 seconds, and what another program put there is left alone."""

from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from overblik.widgets.clipboard import ClipboardGuard

pytestmark = pytest.mark.rule("T7")
COPIED = "Simvastatin 40 mg"


@pytest.fixture
def guard(qtbot: Any) -> ClipboardGuard:
    del qtbot
    made = ClipboardGuard(QObject(QGuiApplication.instance()))
    made.copy(COPIED)
    return made


def text() -> str:
    return QGuiApplication.clipboard().text()


def test_t7_the_text_is_there_and_goes_after_thirty_seconds(guard: ClipboardGuard) -> None:
    assert text() == COPIED
    assert guard._soon.isActive()
    assert guard._soon.isSingleShot()
    assert 29_000 <= guard._soon.interval() <= 31_000
    guard._soon.timeout.emit()
    assert text() == ""


def test_t7_a_second_copy_begins_its_own_thirty_seconds(guard: ClipboardGuard) -> None:
    guard._soon.timeout.emit()
    guard._soon.stop()
    guard.copy("CAVE")
    assert guard._soon.isActive()
    guard._soon.timeout.emit()
    assert text() == ""


def test_t7_what_another_program_put_there_is_left_alone(guard: ClipboardGuard) -> None:
    QGuiApplication.clipboard().setText("af en anden")
    guard._soon.timeout.emit()
    assert text() == "af en anden"
    guard.clear()
    assert text() == "af en anden"


def test_t7_history_and_cloud_are_asked_to_leave_it_out(guard: ClipboardGuard) -> None:
    del guard
    told = QGuiApplication.clipboard().mimeData()
    forms = " ".join(told.formats())
    assert "ExcludeClipboardContentFromMonitorProcessing" in forms
    assert "CanUploadToCloudClipboard" in forms
    assert bytes(told.data("x-kde-passwordManagerHint").data()) == b"secret"
