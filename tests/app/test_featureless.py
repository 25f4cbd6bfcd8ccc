"""After its import PySide reads the source of no further module, and the program does without what that was for."""

import json
import os
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "desktop"
_LISTEN = """
import inspect, json, sys
read, own = [], inspect.getsource
inspect.getsource = lambda module: read.append(module.__name__) or own(module)
"""
_TELL = """
print(json.dumps(read))
"""


def sources_read(program: str) -> list[str]:
    """Run a program in a process of its own, and name the modules whose source was read while it ran."""
    told = subprocess.run(
        [sys.executable, "-c", _LISTEN + program + _TELL],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        check=True,
    )
    return json.loads(told.stdout)


def test_without_it_pyside_reads_every_module_that_is_imported() -> None:
    assert "tabnanny" in sources_read("import PySide6.QtCore\nimport tabnanny")


def test_with_it_no_further_module_is_read() -> None:
    assert "tabnanny" not in sources_read("import overblik.app.featureless\nimport tabnanny")


def test_no_module_of_the_window_is_read() -> None:
    read = sources_read("import overblik.app.window\nimport overblik.widgets.pane")
    assert [name for name in read if name.startswith("overblik")] == []
    assert len(read) < 10


def test_a_pyside_without_that_support_is_no_error() -> None:
    program = "import PySide6.QtCore\nsys.modules['shibokensupport.feature'] = None\nimport overblik.app.featureless"
    assert "overblik.app.featureless" not in sources_read(program)


def test_the_names_of_qt_stay_as_they_are() -> None:
    program = "import overblik.app.featureless\nfrom PySide6.QtCore import QObject\n"
    sources_read(f"{program}assert hasattr(QObject, 'objectName') and not hasattr(QObject, 'object_name')")


def test_no_module_of_the_program_asks_for_the_feature() -> None:
    files = [path for path in (PACKAGE / "overblik").rglob("*.py") if path.name != "featureless.py"]
    assert len(files) > 100
    assert [path.name for path in files if "__feature__" in path.read_text(encoding="utf-8")] == []
