"""The manual is read inside the program by the keys alone, and nothing is asked of the network."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication

from journeys.conftest import BERGGREN, Desk
from overblik.viewmodels.help import PAGE

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def help_(desk: Desk) -> Any:
    desk.press(Qt.Key.Key_F1)
    return desk.window.acts.feature("help").view


def choose(view: Any, path: str) -> None:
    keys = [view.list.item(n).data(Qt.ItemDataRole.UserRole) for n in range(view.list.count())]
    view.list.setCurrentRow(len(keys) - 1 - keys[::-1].index(f"{PAGE}{path}"))


def test_f1_opens_at_the_keys_and_the_arrows_walk_through_the_manual(desk: Desk, help_: Any) -> None:
    assert help_.pages.currentWidget() is help_.map
    desk.press(Qt.Key.Key_Down)
    assert help_.pages.currentWidget() is help_.reader
    assert "Reading the overview" in help_.reader.toPlainText()
    top = help_.reader.verticalScrollBar().value()
    desk.press(Qt.Key.Key_PageDown)
    assert help_.reader.verticalScrollBar().value() > top
    desk.press(Qt.Key.Key_PageUp)
    assert help_.reader.verticalScrollBar().value() == top
    desk.press(Qt.Key.Key_Return)
    assert desk.window.focusWidget() is help_.reader
    desk.press(Qt.Key.Key_Left)
    assert desk.window.focusWidget() is help_.list


@pytest.mark.parametrize(
    ("key", "modifier"), [(Qt.Key.Key_Slash, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F, CTRL)]
)
def test_a_search_finds_pages_marks_words_and_esc_takes_it_back(
    desk: Desk, help_: Any, key: Any, modifier: Any
) -> None:
    desk.press(key, modifier)
    assert desk.window.focusWidget() is help_.field
    desk.bot.keyClicks(help_.field, "pin tries")
    assert help_.chosen.startswith(PAGE)
    assert help_.reader.extraSelections()
    desk.press(Qt.Key.Key_Escape)
    assert (help_.field.text(), help_.isVisible()) == ("", True)
    assert help_.pages.currentWidget() is help_.map
    desk.press(Qt.Key.Key_Escape)
    assert not help_.isVisible()


def test_what_is_found_nowhere_is_said(desk: Desk, help_: Any) -> None:
    help_.field.setText("xyzzy")
    assert help_.reader.toPlainText() == desk.window.words.say("help.nothing")


def test_a_link_inside_is_followed_and_esc_goes_back_to_where_it_stood(desk: Desk, help_: Any) -> None:
    choose(help_, "messages.md")
    help_.reader.anchorClicked.emit(QUrl("opening-from-the-record-system.md#the-context"))
    assert help_.reader.verticalScrollBar().value() > 0
    assert "Opening from the record system" in help_.reader.toPlainText()
    desk.press(Qt.Key.Key_Escape)
    assert help_.reader.accessibleName() == "Messages"
    desk.press(Qt.Key.Key_Escape)
    assert not help_.isVisible()


@pytest.mark.rule("T13")
def test_t13_a_link_outside_is_copied_and_told_and_nothing_is_opened(
    desk: Desk, help_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", opened.append)
    choose(help_, "keys.md")
    help_.reader.anchorClicked.emit(QUrl("https://example.org/guide"))
    assert QGuiApplication.clipboard().text() == "https://example.org/guide"
    assert "https://example.org/guide" in desk.window.message.accessibleName()
    assert (opened, help_.isVisible()) == ([], True)


def test_no_letter_reaches_the_page_behind(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_F1)
    view = desk.window.acts.feature("help").view
    for part in (view.list, view.map, view.reader):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_L, Qt.KeyboardModifier.NoModifier, "l")
        event.ignore()
        QApplication.sendEvent(part, event)
        assert event.isAccepted(), "else the window's own key would act"
    desk.press(Qt.Key.Key_L)
    assert view.field.text() == "l", "what is typed is searched"
    assert desk.program.model.page == ""


def test_about_opens_from_the_help(desk: Desk, help_: Any) -> None:
    keys = [help_.list.item(n).data(Qt.ItemDataRole.UserRole) for n in range(help_.list.count())]
    help_.list.setCurrentRow(keys.index("about"))
    assert help_.reader.toPlainText() == desk.window.words.say("help.about_text")
    desk.press(Qt.Key.Key_Return)
    assert not help_.isVisible()
    assert desk.shell.pages.currentWidget() is desk.window.acts.feature("about").page


def test_the_help_stays_open_in_another_language(desk: Desk, help_: Any) -> None:
    desk.press(Qt.Key.Key_E, CTRL)
    desk.bot.waitUntil(lambda: desk.window.acts.feature("help").view is not None)
    view = desk.window.acts.feature("help").view
    assert view.isVisible()
    assert view.list.item(0).text() == "Keys"


def test_another_patient_closes_the_help(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_F1)
    desk.window.patients.step(1)
    assert not desk.window.acts.feature("help").view.isVisible()


def test_the_palette_takes_the_place_of_the_help_even_with_words_in_its_search(desk: Desk, help_: Any) -> None:
    help_.field.setText("pin")
    desk.press(Qt.Key.Key_K, CTRL)
    assert not help_.isVisible()
    assert desk.window.acts.feature("palette").view.isVisible()
