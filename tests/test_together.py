"""Tests that share what is dear run in one process, and every such test is named (tests/conftest.py)."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import ROOT, TOGETHER, together

_COUNT = 8
_TESTS = f"""
import os, pathlib, pytest
@pytest.mark.parametrize("number", range({_COUNT}))
def test_one(number):
    pathlib.Path(os.environ["TOLD"], str(number)).write_text(os.environ["PYTEST_XDIST_WORKER"])
"""


def test_a_group_is_run_by_one_process(tmp_path: Path) -> None:
    place = tmp_path / "tests/screen_reader"
    place.mkdir(parents=True)
    (place / "test_any.py").write_text(_TESTS)
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    told = tmp_path / "told"
    told.mkdir()
    environment = {
        **os.environ,
        "TOLD": str(told),
        "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(ROOT / "desktop"))),
    }
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
        environment.pop(name, None)
    words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--import-mode=importlib", "tests"]
    ended = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    workers = [path.read_text() for path in told.iterdir()]
    assert (len(workers), len(set(workers))) == (_COUNT, 1)


def test_every_test_that_builds_or_installs_is_in_the_group() -> None:
    dear = re.compile(r"^def test_\w+\([^)]*\b(?:built|package|root): ", re.MULTILINE)
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests/installer").glob("test_*.py")
        if dear.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(TOGETHER["installer"])
    assert {together(f"{place}::test_any") for place in found} == {"installer"}
    assert together("tests/wire/test_tls.py::test_any[a]") == "tests/wire/test_tls.py::test_any[a]"
