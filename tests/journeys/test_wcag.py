"""WCAG 2.2 AA on the real program: names, target sizes, focus, keyboard, reflow (R26)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QWidget

from journeys.conftest import BERGGREN, Desk
from overblik.viewmodels.choices import Choices
from overblik.viewmodels.rows import GroupRow, NoticeRow
from overblik.widgets.keys import LETTERS

pytestmark = pytest.mark.rule("R26")
_TARGET = 24
"""Pixels: the least size of what is pressed (2.5.8)."""
_PAGES = ("", *LETTERS)


def seen(desk: Desk) -> Iterator[QWidget]:
    """Give every part that can be seen in the window."""
    return (
        part for part in desk.window.findChildren(QWidget) if part.isVisible() and not part.visibleRegion().isEmpty()
    )


def focusable(desk: Desk) -> list[QWidget]:
    return [part for part in seen(desk) if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isEnabled()]


def show_page(desk: Desk, name: str) -> None:
    desk.window.acts.open_overview() if not name else desk.window.acts.open_full(name)
    desk.bot.wait(20)


@pytest.fixture
def opened(desk: Desk) -> Desk:
    desk.window.resize(1440, 900)
    desk.look(BERGGREN)
    return desk


@pytest.mark.parametrize("page", _PAGES)
def test_r26_what_takes_the_focus_has_a_name(opened: Desk, page: str) -> None:
    """4.1.2: a screen reader says where it is."""
    show_page(opened, page)
    unnamed = []
    for part in focusable(opened):
        told = QAccessible.queryAccessibleInterface(part)
        if not told.text(QAccessible.Text.Name) and part.focusProxy() is None:
            unnamed.append(f"{type(part).__name__} in {type(part.parent()).__name__}")
    assert unnamed == []


@pytest.mark.parametrize("page", _PAGES)
def test_r26_what_is_pressed_is_large_enough(opened: Desk, page: str) -> None:
    """2.5.8: buttons, fields, rows of lists and tables, and what is painted to be pressed."""
    show_page(opened, page)
    small = [
        f"{type(part).__name__} {part.accessibleName()} {part.width()}x{part.height()}"
        for part in seen(opened)
        if isinstance(part, (QAbstractButton, QLineEdit)) and min(part.width(), part.height()) < _TARGET
    ]
    for table in (part for part in seen(opened) if isinstance(part, QAbstractItemView)):
        model = table.model()
        for place in range(model.rowCount()):
            index = model.index(place, 0)
            tall = table.visualRect(index).height()
            row = index.data(Qt.ItemDataRole.UserRole)
            can_be_pressed = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled) and not isinstance(row, GroupRow)
            if can_be_pressed and 0 < tall < _TARGET - (2 if isinstance(row, NoticeRow) else 0):
                small.append(f"row {place} of {table.accessibleName()}: {tall}")
    assert small == []


def has_focus_colour(desk: Desk, part: QWidget) -> bool:
    """Whether the colour of the focus stands in or just around a part, in the picture of the window."""
    look = desk.window.look
    wanted = {QColor(look.hex("focus")).rgb(), QColor(look.hex("accent")).rgb()}
    image = desk.window.grab().toImage()
    room = QRect(part.mapTo(desk.window, QPoint(0, 0)), part.size()).adjusted(-4, -4, 4, 4) & image.rect()
    return any(
        image.pixel(x, y) in wanted
        for x in range(room.left(), room.right())
        for y in (*range(room.top(), min(room.top() + 60, room.bottom())), room.bottom() - 2)
    )


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_r26_the_focus_is_seen_wherever_it_goes(opened: Desk, theme: str) -> None:
    """2.4.7 and 2.4.11: each region shows the focus, and no head covers it."""
    opened.window._change(replace(opened.window.choices, theme=theme))
    opened.bot.wait(50)
    unseen, visited = [], set()
    for _ in range(len(opened.shell.regions()) + 2):
        opened.press(Qt.Key.Key_F6)
        opened.bot.wait(20)
        part = opened.window.focusWidget()
        if id(part) not in visited and not has_focus_colour(opened, part):
            unseen.append(f"{type(part).__name__} {part.accessibleName()[:30]}")
        visited.add(id(part))
    assert unseen == []


def test_r26_the_keyboard_is_never_caught(opened: Desk) -> None:
    """2.1.2: from every part Tab or F6 leads on, and comes round."""
    for page in ("", "medication", "documents"):
        show_page(opened, page)
        for part in focusable(opened):
            part.setFocus()
            if opened.window.focusWidget() is not part:
                continue
            opened.press(Qt.Key.Key_F6)
            is_text = isinstance(part, (QLineEdit, QPlainTextEdit))
            assert opened.window.focusWidget() is not part or is_text, part


@pytest.mark.parametrize("page", ["", "medication", "lab_results", "documents"])
@pytest.mark.parametrize(("width", "scale"), [(900, 1.0), (1440, 2.0), (700, 1.6)])
def test_r26_text_of_twice_the_size_reflows(desk: Desk, page: str, width: int, scale: float) -> None:
    """1.4.4 and 1.4.10: nothing is left out to the side, whatever the size; the banner and CAVE stay."""
    desk.window._change(Choices(scale=scale))
    desk.window.resize(width, 900)
    desk.look(BERGGREN)
    show_page(desk, page)
    pane = desk.shell
    assert pane.width() <= desk.window.width()
    assert pane.banner.isVisible()
    assert pane.cave.isVisible()
    outside = [
        f"{type(part).__name__} {part.accessibleName()[:30]}"
        for part in seen(desk)
        if part.isWindow() is False
        and part.mapTo(desk.window, QPoint(part.width(), 0)).x() > desk.window.width() + 1
        and not part.visibleRegion().contains(QPoint(part.width() - 1, part.height() // 2))
    ]
    assert outside == []
