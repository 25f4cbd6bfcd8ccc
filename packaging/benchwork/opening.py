"""A cached patient: from Enter to the whole overview painted."""

import statistics
import time

from benchwork.measure import heaviest, milliseconds, program, read, row, tell, until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication


def main() -> None:
    """Press Enter on the heaviest patient; the floor is one repaint of the same overview."""
    heavy = read(heaviest())
    with program(heavy) as made:
        app = QApplication.instance()
        assert app is not None
        search, painted, spent = made.window.rail.search, [], []
        made.window.painted.connect(lambda: painted.append(1))
        for _ in range(15):
            made.model.close_patient()
            app.processEvents()
            painted.clear()
            search.setFocus()
            search.setText(made.patients.lines()[0].name.split(",")[0])
            app.processEvents()
            begun = time.perf_counter()
            QTest.keyClick(search, Qt.Key.Key_Return)
            until(lambda: bool(painted) and not made.model.is_waiting, 20, made.window.painted)
            app.processEvents()  # the last paint that is due
            spent.append((time.perf_counter() - begun) * 1000)
        floor = milliseconds(made.window.grab, 15)
    tell(
        [
            row(
                "cached patient: Enter -> whole overview painted",
                statistics.median(spent),
                "ms",
                floor,
                60,
                by_ratio=False,
            )
        ]
    )


if __name__ == "__main__":
    main()
