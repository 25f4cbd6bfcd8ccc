"""The program closes itself when the system asks it to end, as its user would close it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from overblik.runtime.ending import Ending
app = QApplication([])
class Window(QWidget):
    def closeEvent(self, event):
        print("closed", flush=True)
        event.accept()
window = Window()
window.show()
ending = Ending(window.close, window)
QTimer.singleShot(0, lambda: print("ready", flush=True))
code = app.exec()
ending.close()
print("ended", code, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="Windows tells a window, not a process")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_told_program_closes_its_window_and_ends_in_good_order(number: signal.Signals) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "desktop"), "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM], env=environment, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        program.send_signal(number)
        assert program.stdout.read() == "closed\nended 0\n"
    assert program.returncode == 0
