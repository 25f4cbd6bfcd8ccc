"""The help shows the complete map of the keys over the page, and every key of it works (screens.md 4.1)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from journeys.conftest import BERGGREN, Desk
from overblik.widgets.keys import GROUPS, KEYS, SHOWN_ONLY


def shown_page(desk: Desk) -> object:
    return desk.shell.pages.currentWidget()


def test_f1_shows_every_key_over_the_page_and_hides_them_again(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_L)
    focused = desk.window.focusWidget()
    desk.press(Qt.Key.Key_F1)
    view = desk.window.acts.feature("help").view
    assert view.isVisible()
    assert view.geometry().top() > desk.shell.cave.geometry().bottom(), "banner and CAVE line are never covered"
    told = view.map.accessibleName()
    for shown, _, word, _, _ in KEYS:
        assert desk.window.words.say(f"key.{word}") in told, shown
    for shown, word in SHOWN_ONLY:
        assert f"{shown}: {desk.window.words.say(f'key.{word}')}" in told
    desk.press(Qt.Key.Key_F1)
    assert not view.isVisible()
    assert shown_page(desk) is desk.shell.overview
    assert desk.window.focusWidget() is focused
    desk.press(Qt.Key.Key_F1)
    desk.press(Qt.Key.Key_Escape)
    assert not view.isVisible()
    assert desk.window.focusWidget() is focused


def test_the_button_of_the_section_bar_shows_the_keys_too(desk: Desk) -> None:
    desk.shell.bar.pressed.emit("keys")
    assert desk.window.acts.feature("help").view.isVisible()


def test_every_key_has_its_place_in_the_help_once() -> None:
    grouped = [word for _, words in GROUPS for word in words]
    assert sorted(grouped) == sorted([*(key[2] for key in KEYS), *(word for _, word in SHOWN_ONLY)])


SPECIFIED = (
    *("Ctrl+K", "/", "O", "M", "L", "P", "A", "H", "D", "V", "S", "N", "Shift+N", "U", "Shift+U", "J", "Shift+J", "B"),
    *("Esc", "R", "F5", "Shift+F5", "F6", "Shift+F6", "Ctrl+C", "Ctrl+P", "Ctrl++", "Ctrl+-", "Ctrl+0", "Ctrl+D", "F1"),
)
"""The keys of screens.md 4.1 whose acts this version has; it has no timeline, trend, ward, lock or second window."""


def test_r22_every_key_of_the_specification_that_this_version_has_is_in_the_table() -> None:
    assert set(SPECIFIED) - {sequence for key in KEYS for sequence in key[1]} == set()


@pytest.mark.rule("R22")
@pytest.mark.parametrize("key", KEYS, ids=lambda key: key[2])
def test_r22_every_key_of_the_table_does_something_that_can_be_called(desk: Desk, key: tuple[object, ...]) -> None:
    _, sequences, word, act, arguments = key
    for sequence in sequences:
        assert not QKeySequence(sequence).isEmpty()
    desk.window.acts.act(act)(*arguments)  # with no patient open nothing may break
    desk.look(BERGGREN)
    desk.window.acts.act(act)(*arguments)
    desk.bot.wait(50)
    assert desk.window.words.say(f"key.{word}")
