"""Where copying is off nothing can be chosen in a text, by key, mouse or menu (the feature `copy` of a policy)."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from overblik.widgets.clipboard import forbid_copies


def copied(qtbot: QtBot, *, is_off: bool) -> str:
    page = QWidget()
    qtbot.addWidget(page)
    text = QPlainTextEdit("kanariefugl", page)
    text.setReadOnly(True)
    QVBoxLayout(page).addWidget(text)
    if is_off:
        forbid_copies(page)
    page.show()
    text.setFocus()
    QGuiApplication.clipboard().setText("før")
    QTest.keyClick(text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QGuiApplication.clipboard().text()


def test_what_is_not_chosen_is_not_copied(qtbot: QtBot) -> None:
    assert copied(qtbot, is_off=False) == "kanariefugl"
    assert copied(qtbot, is_off=True) == "før"
