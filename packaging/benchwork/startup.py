"""Start to first paint, against an empty QMainWindow in the same interpreter."""

import os
import statistics
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

from benchwork.measure import row, tell

FLOOR = """
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
import sys, time
from pathlib import Path
from overblik.app.window import application, make_program, show
from overblik.runtime.settings import ListedPatient, Settings
app = application()
people = tuple(ListedPatient(f"0101{n:02d}4242", "Eksempel", f"Person {n}", "1950-01-01", "female") for n in range(60, 75))
program = make_program(Settings(Path(sys.argv[1]), patients=people))
def done():
    print(time.time(), flush=True)
    app.exit(0)
program.window.first_painted.connect(done)
program.window.show()
app.exec()
"""


def _start(code: str, folder: str) -> float:
    begun = time.time()
    ended = subprocess.run(
        [sys.executable, "-c", code, folder], env=os.environ, capture_output=True, text=True, timeout=60, check=True
    )
    return (float(ended.stdout.split()[0]) - begun) * 1000


def main() -> None:
    """Start both in turn, so that the machine treats them alike."""
    floor, ours = [], []
    with TemporaryDirectory(prefix="overblik-bench-") as folder:
        _start(FLOOR, folder)
        _start(_PROGRAM, folder)
        for _ in range(11):
            floor.append(_start(FLOOR, folder))
            ours.append(_start(_PROGRAM, folder))
    value, least = statistics.median(ours), statistics.median(floor)
    tell([row("start to first paint (rail and empty pane), warm", value, "ms", least, 1.6, by_ratio=True)])


if __name__ == "__main__":
    main()
