"""No Qt call steals a reference to None: PySide6 6.12.0 did below Python 3.12, and the program died at a random line."""

import sys
from collections.abc import Callable

from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

_TIMES = 200


def test_a_call_that_returns_nothing_leaves_none_alone(qtbot: QtBot) -> None:
    label, pixmap = QLabel("x"), QPixmap(200, 50)
    qtbot.addWidget(label)
    painter = QPainter(pixmap)
    calls: dict[str, Callable[[], object]] = {
        "QLabel.setText": lambda: label.setText("a"),
        "QWidget.resize": lambda: label.resize(10, 10),
        "QPainter.drawText": lambda: painter.drawText(3, 3, "x"),
        "QPainter.setBrush": lambda: painter.setBrush(label.palette().window()),
    }
    try:
        for name, call in calls.items():
            call()
            before = sys.getrefcount(None)
            for _ in range(_TIMES):
                call()
            lost = before - sys.getrefcount(None)
            assert lost < _TIMES / 10, f"{name}: None lost {lost} references in {_TIMES} calls"
    finally:
        painter.end()
