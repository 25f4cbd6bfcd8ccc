"""Start to first paint, against an empty QMainWindow in the same interpreter."""

import os
import statistics
import subprocess
import sys
import time

from benchwork.measure import row, tell

_FLOOR = """
import time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time(), flush=True)
        QApplication.exit(0)
app = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
app.exec()
"""
_PROGRAM = """
import sys, tempfile, time
from pathlib import Path
from overblik.app.window import application, make_program, show
from overblik.runtime.settings import ListedPatient, Settings
from PySide6.QtCore import QEvent, QObject
app = application()
people = tuple(ListedPatient(f"0101{n:02d}4242", "Eksempel", f"Person {n}", "1950-01-01", "female") for n in range(60, 75))
program = make_program(Settings(Path(tempfile.mkdtemp()), patients=people))
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched is program.window.shell.rail.list.viewport():
            app.removeEventFilter(self)
            from PySide6.QtCore import QTimer
            QTimer.singleShot(0, done)
        return False
def done():
    print(time.time(), flush=True)
    program.window.close()
    program.close()
    app.exit(0)
watch = Watch()
app.installEventFilter(watch)
program.window.show()
app.exec()
"""


def _start(code: str) -> float:
    begun = time.time()
    ended = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, timeout=60, check=True
    )
    return (float(ended.stdout.split()[0]) - begun) * 1000


def main() -> None:
    """Start both in turn, so that the machine treats them alike."""
    floor, ours = [], []
    _start(_FLOOR), _start(_PROGRAM)
    for _ in range(9):
        floor.append(_start(_FLOOR))
        ours.append(_start(_PROGRAM))
    value, least = statistics.median(ours), statistics.median(floor)
    tell([row("start to first paint (rail and empty pane), warm", value, "ms", least, 1.6, by_ratio=True)])


if __name__ == "__main__":
    main()
