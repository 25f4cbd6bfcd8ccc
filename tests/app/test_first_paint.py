"""What is heavy is imported behind the first paint, on purpose: it would double the time to it (stack.md trap 9)."""

import json
import os
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "desktop"
_PROGRAM = """
import json, sys
from pathlib import Path
from overblik.app.window import application, make_program, show
from overblik.runtime.settings import Settings
app = application()
program = make_program(Settings(Path(sys.argv[1])))
def painted():
    print(json.dumps(sorted(sys.modules)), flush=True)
    app.exit(0)
program.window.first_painted.connect(painted)
program.window.show()
app.exec()
"""
_LATER = (
    *("lxml", "xmlsec", "cryptography", "httpx", "keyring", "apsw", "msgspec", "asyncio"),
    *("overblik.access", "overblik.sources", "overblik.store", "overblik.sync", "overblik.wire", "overblik.sandbox"),
)


def modules_of(program: str, folder: Path) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE), "QT_QPA_PLATFORM": "offscreen"},
        check=True,
        timeout=60,
    )
    return json.loads(told.stdout.splitlines()[-1])


def heavy(modules: list[str]) -> list[str]:
    return [one for one in modules if one.startswith(tuple(f"{name}." for name in _LATER)) or one in _LATER]


def test_nothing_heavy_is_imported_before_the_first_paint(tmp_path: Path) -> None:
    modules = modules_of(_PROGRAM, tmp_path)
    assert "overblik.widgets.window" in modules
    # The settings check their addresses, which takes nothing but the standard library.
    assert set(heavy(modules)) <= {"overblik.wire", "overblik.wire.addresses"}


def test_nothing_touches_the_namespace_of_qt_before_the_first_paint(tmp_path: Path) -> None:
    """Its hundreds of enumerations are a sixth of the start (widgets/qt_numbers.py)."""
    named = "[name for name, one in sys.modules.items() if name.startswith('overblik.') and hasattr(one, 'Qt')]"
    assert modules_of(_PROGRAM.replace("sorted(sys.modules)", named), tmp_path) == []


def test_behind_the_first_paint_it_is_there(tmp_path: Path) -> None:
    joined = _PROGRAM.replace("def painted():", "def painted():\n    program.join()")
    modules = heavy(modules_of(joined.replace("app.exit(0)", "program.close(); app.exit(0)"), tmp_path))
    assert {"asyncio", "overblik.sync"} <= set(modules)


_STARTED = """
import json, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from overblik import cli
from overblik.widgets.window import MainWindow
paint = MainWindow.paintEvent
def painted(self, event):
    if not self._is_painted:
        print(json.dumps(sorted(sys.modules)), flush=True)
        QTimer.singleShot(0, lambda: QApplication.exit(0))
    paint(self, event)
MainWindow.paintEvent = painted
cli.run(["run"])
"""


def test_nothing_of_the_door_and_the_hub_is_imported_before_the_first_paint(tmp_path: Path) -> None:
    """Which of two starts is the instance costs one lock; who listens, and who is followed, comes behind."""
    modules = modules_of(_STARTED, tmp_path)
    assert "overblik.runtime.held" in modules
    late = ("PySide6.QtNetwork", "websockets", "overblik.runtime.door", "overblik.viewmodels.launching")
    assert [one for one in modules if one.startswith(late)] == []
    assert set(heavy(modules)) <= {"overblik.wire", "overblik.wire.addresses"}
