"""The page of medicine at the keys: the list leads, the drug follows, and another look or language loses nothing."""

import pytest
from PySide6.QtCore import Qt

from clinic import plain
from journeys.conftest import BERGGREN, Desk

CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.window.resize(1440, 900)
    desk.press(Qt.Key.Key_M)
    desk.bot.waitUntil(lambda: desk.shell.drug.page is not None, timeout=3000)


def brand(desk: Desk) -> str:
    page = desk.shell.drug.page
    return page.row.brand if page is not None else ""


def test_the_second_press_opens_the_drug_that_had_the_focus(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_M)
    assert brand(desk) == "PREDNISOLON DLF"
    desk.press(Qt.Key.Key_Down)
    assert brand(desk) == "FURIX"
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.pages.currentWidget() is desk.shell.overview


def test_history_and_original_come_when_the_focus_rests(desk: Desk) -> None:
    opened(desk)
    side = desk.shell.side
    desk.bot.waitUntil(lambda: len(side.history.sheet.history.lines) == 3, timeout=8000)
    assert plain(side.history.sheet.history.lines[1].text) == "1 000 mg tabletter, 1 tablet morgen og aften"
    desk.bot.waitUntil(lambda: "Metformin Sandoz" in side.original.toPlainText(), timeout=3000)
    assert side.original.extraSelections()


def test_the_arrows_to_the_sides_turn_the_calendar(desk: Desk) -> None:
    opened(desk)
    first = desk.shell.drug.page.calendar.days[0]
    desk.press(Qt.Key.Key_Right)
    assert desk.shell.drug.page.calendar.days[0] != first
    desk.press(Qt.Key.Key_Left)
    assert desk.shell.drug.page.calendar.days[0] == first


@pytest.mark.rule("R26")
@pytest.mark.parametrize("key", [Qt.Key.Key_D, Qt.Key.Key_E, Qt.Key.Key_Plus])
def test_r26_another_theme_language_or_size_keeps_drug_history_and_focus(desk: Desk, key: Qt.Key) -> None:
    opened(desk)
    desk.press(Qt.Key.Key_Down)
    desk.bot.waitUntil(lambda: bool(desk.shell.side.history.sheet.history.lines), timeout=8000)
    before = desk.shell
    desk.press(key, CONTROL)
    desk.bot.waitUntil(lambda: desk.shell is not before, timeout=3000)
    desk.bot.waitUntil(lambda: brand(desk) == "PREDNISOLON DLF", timeout=3000)
    assert desk.shell.side.history.sheet.history.lines
    row = desk.shell.full.table.current()
    assert row is not None
    assert row.key == desk.shell.drug.page.row.key
    assert desk.shell.full.table.hasFocus()


@pytest.mark.rule("R2")
def test_r2_nothing_of_the_drug_is_left_when_another_patient_is_chosen(desk: Desk) -> None:
    opened(desk)
    desk.bot.waitUntil(lambda: bool(desk.shell.side.original.toPlainText()), timeout=8000)
    desk.open("0207609991")
    assert desk.shell.drug.page is None
    assert desk.shell.side.original.toPlainText() == ""
    assert desk.shell.side.history.sheet.history.lines == ()
    desk.wait()
