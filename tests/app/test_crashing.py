"""An error that nobody caught: the whole report is shown, and only what is kept comes on the disk (T25, T6)."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from clinic import NOW
from overblik.app.reports import Reports
from overblik.app.window import Before, Program, make_program, show
from overblik.runtime.log import start_log
from overblik.runtime.settings import Settings
from overblik.runtime.successor import Handover

CANARY = "benzylpenicillin-251248"
Failing = Callable[[], None]


@pytest.fixture
def program(tmp_path: Path, qtbot: Any) -> Iterator[Program]:
    start_log(tmp_path / "profile")
    made = make_program(Settings(tmp_path / "profile"), before=Before(is_process=True))
    try:
        show(made)
        qtbot.waitUntil(lambda: made.is_joined and made.window.session.is_open)
        yield made
    finally:
        made.window.close()
        made.close()


@pytest.fixture
def fail(program: Program, qtbot: Any) -> Failing:
    """Let a slot fail, and wait until it was heard."""

    def broken() -> None:
        secret = CANARY
        raise ValueError(secret)

    def call() -> None:
        heard: list[object] = []
        assert program.crashing is not None
        program.crashing.crashes.happened.connect(heard.append, Qt.ConnectionType.SingleShotConnection)
        QTimer.singleShot(0, broken)
        qtbot.waitUntil(lambda: bool(heard))
        qtbot.wait(5)

    return call


def report_of(program: Program) -> Any:
    assert program.crashing is not None
    assert program.crashing.window is not None
    return program.crashing.window


def on_disk(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.rule("T25", "T6")
def test_t25_the_whole_report_is_shown_and_nothing_of_it_is_on_the_disk_before_it_is_kept(
    program: Program, fail: Failing, tmp_path: Path
) -> None:
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    fail()
    window = report_of(program)
    assert window.isVisible()
    assert "ValueError\n" in window.report
    assert f"{__name__}:" in window.report
    assert CANARY not in window.report
    assert {path for path in tmp_path.rglob("*") if path.is_file()} - before == set()
    assert b"ValueError" not in on_disk(tmp_path)
    report = window.report
    window.keep_it.click()
    (path,) = (tmp_path / "profile" / "reports").iterdir()
    assert path.read_text(encoding="utf-8") == report
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert CANARY.encode() not in on_disk(tmp_path)
    assert program.crashing is not None
    assert program.crashing.window is None


def test_what_is_not_kept_leaves_nothing(program: Program, fail: Failing, tmp_path: Path) -> None:
    fail()
    QTest.keyClick(report_of(program).text, Qt.Key.Key_Escape)
    assert program.troubles == ()
    assert not (tmp_path / "profile" / "reports").exists()


def test_a_key_that_was_meant_for_the_work_decides_nothing(program: Program, fail: Failing, tmp_path: Path) -> None:
    fail()
    window = report_of(program)
    assert window.focusWidget() is window.text
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_M, Qt.Key.Key_Delete):
        QTest.keyClick(window.text, key)
    assert window.isVisible()
    assert not (tmp_path / "profile" / "reports").exists()


def test_the_report_is_copied_as_it_stands(program: Program, fail: Failing) -> None:
    fail()
    window = report_of(program)
    window.copy_it.click()
    assert QGuiApplication.clipboard().text() == window.report
    assert window.isVisible()


def test_a_flood_is_one_report_with_a_count(program: Program, fail: Failing) -> None:
    for _ in range(5):
        fail()
    window = report_of(program)
    assert window.report.count("ValueError") == 1
    assert program.window.words.say("crash.times", count=5) in window.report


def test_what_cannot_be_kept_is_said_and_the_report_stays(program: Program, fail: Failing, tmp_path: Path) -> None:
    fail()
    (tmp_path / "profile" / "reports").write_text("in the way")
    window = report_of(program)
    window.keep_it.click()
    assert window.isVisible()
    assert window.trouble.text() == program.window.words.say("crash.unkept")
    assert "ValueError" in window.report


def test_nothing_is_shown_over_the_gate_and_the_report_comes_when_somebody_is_let_in(
    program: Program, fail: Failing
) -> None:
    assert program.gatekeeper is not None
    assert program.crashing is not None
    program.gatekeeper.curtain.fall()
    fail()
    assert program.crashing.window is None
    program.gatekeeper.curtain.rise()
    program.gatekeeper.let_in.emit()
    assert report_of(program).isVisible()


def test_a_lock_hides_the_report_and_hands_it_to_the_next_process(program: Program, fail: Failing) -> None:
    fail()
    window = report_of(program)
    assert program.gatekeeper is not None
    program.gatekeeper.curtain.fall()
    assert not window.isVisible()
    told = msgspec.json.encode(Handover("", "key", troubles=program.troubles))
    assert CANARY.encode() not in told
    (trouble,) = msgspec.json.decode(told, type=Handover).troubles
    assert trouble == program.troubles[0]


def test_the_search_keeps_what_is_typed(program: Program, fail: Failing) -> None:
    program.window.rail.search.setText("berg")
    fail()
    report_of(program).leave_it.click()
    assert program.window.rail.search.text() == "berg"


def test_language_and_look_are_those_of_the_window(program: Program, fail: Failing) -> None:
    fail()
    program.window.turn_language()
    window = report_of(program)
    assert window.windowTitle() == "An error occurred in Overblik"
    assert "Error report of Overblik" in window.report


def test_an_error_of_the_asking_thread_is_shown(program: Program, qtbot: Any) -> None:
    def broken() -> None:
        raise LookupError(CANARY)

    program.background.loop.call_soon_threadsafe(broken)
    qtbot.waitUntil(lambda: bool(program.troubles))
    assert "LookupError" in report_of(program).report
    assert program.window.words.say("crash.road_asking") in report_of(program).report


def test_kept_reports_are_listed_read_and_removed(tmp_path: Path) -> None:
    reports = Reports(tmp_path)
    assert reports.names() == ()
    first, second = reports.keep("one", NOW), reports.keep("two", NOW)
    assert first != second
    assert {reports.text(name) for name in reports.names()} == {"one", "two"}
    (tmp_path / "window.txt").write_text("of somebody else")
    assert reports.text("../window") == ""
    assert all(reports.remove(name) for name in reports.names())
    assert not reports.folder.exists()
