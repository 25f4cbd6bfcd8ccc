"""The numbers that stand for Qt's flags before the first paint are Qt's own."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyle

from overblik.widgets import qt_numbers

_ALIGN, _STATE = Qt.AlignmentFlag, QStyle.StateFlag
OWN = {
    "ALIGN_LEFT": _ALIGN.AlignLeft | _ALIGN.AlignVCenter,
    "ALIGN_RIGHT": _ALIGN.AlignRight | _ALIGN.AlignVCenter,
    "ALIGN_CENTRE": _ALIGN.AlignCenter,
    "SINGLE_LINE": Qt.TextFlag.TextSingleLine,
    "DISPLAY_ROLE": Qt.ItemDataRole.DisplayRole,
    "ACCESSIBLE_TEXT_ROLE": Qt.ItemDataRole.AccessibleTextRole,
    "USER_ROLE": Qt.ItemDataRole.UserRole,
    "STATE_MOUSE_OVER": _STATE.State_MouseOver,
    "STATE_HAS_FOCUS": _STATE.State_HasFocus,
}


@pytest.mark.parametrize("name", OWN)
def test_a_number_is_that_of_qt(name: str) -> None:
    own = OWN[name]
    assert getattr(qt_numbers, name) == int(own if isinstance(own, int) else own.value)


def test_every_number_is_compared() -> None:
    assert {name for name in vars(qt_numbers) if name.isupper()} == OWN.keys()
