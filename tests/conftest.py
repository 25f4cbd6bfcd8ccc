"""What all tests share: the samples, and no socket but loopback."""

import logging
import os
import re
import socket
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:0[1-9]|[12]\d|3[01]|[67]\d)(?:0[1-9]|1[0-2])\d{2}-?\d{4}(?![0-9A-Za-z])")
"""A CPR number: a day (60 more in replacement numbers), a month, a year, four digits."""
SAMPLES = ROOT.parent / "shared" / "samples"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--campaign N`: repeat the random tests N times as often as a change does."""
    parser.addoption("--campaign", type=int, default=1, metavar="N", help="repeat random tests N times as often")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give what each needs: recorded answers, and the application where words are laid out, whoever comes first."""
    for item in items:
        if item.get_closest_marker("samples"):
            item.fixturenames.insert(0, "samples")  # type: ignore[attr-defined]
        if {"journeys", "widgets"} & set(item.path.parts):
            item.fixturenames.insert(0, "typefaces")  # type: ignore[attr-defined]


TOGETHER = {
    "screen reader": ("tests/screen_reader/",),
    "installer": tuple(f"tests/installer/test_{name}.py" for name in ("build", "clean_root", "damage")),
}
"""Tests that share what is dear: one program on a bus, one build with one installation."""


def together(test: str) -> str:
    """Give what a test, by its id, is kept together by: its group, else itself alone."""
    return next((group for group, places in TOGETHER.items() if test.startswith(places)), test)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let one process have all tests of a group.

    `--dist loadgroup` is meant for this and does nothing any more: pytest 9.2 does not look at the name by which
    pytest-xdist 3.8 marks a test.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):  # type: ignore[misc, unused-ignore]
        def _split_scope(self, nodeid: str) -> str:
            return together(nodeid)

    return Together(config, log)


@pytest.fixture(scope="session")
def campaign(pytestconfig: pytest.Config) -> int:
    """Give how many times as often as usual the random tests repeat."""
    return int(pytestconfig.getoption("campaign"))


@pytest.fixture
def fast_path(tmp_path: Path) -> Iterator[Path]:
    """Give a folder in memory where the system has one: for thousands of files that nobody needs on a disk."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def typefaces() -> None:
    """Let the application and the program's own typefaces be there: without them Qt ends the process."""
    from overblik.app.window import application

    application()


@pytest.fixture(scope="session")
def samples() -> Path:
    """Give the folder of recorded answers; in CI a missing one fails."""
    if not SAMPLES.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the recorded answers are missing in CI")
        pytest.skip("no recorded answers beside this checkout")
    return SAMPLES


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse any connection that leaves this computer (T13)."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            pytest.fail(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _made(record: logging.LogRecord) -> str:
    """Give all that a record says, before any filter masks it."""
    told = [record.getMessage()]
    if record.exc_info and record.exc_info[1] is not None:
        told += traceback.format_exception(record.exc_info[1])
    return "\n".join(told)


@pytest.fixture(autouse=True)
def no_number_is_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold every line that the program logs in any test against the form of a CPR number, masked or not (T25)."""
    make, found = logging.getLogRecordFactory(), list[str]()

    def checked(*facts: Any, **more: Any) -> logging.LogRecord:
        record = make(*facts, **more)
        if record.name.startswith("overblik") and _NUMBER.search(_made(record)):
            found.append(f"{record.name} {record.filename}:{record.lineno}")
        return record

    logging.setLogRecordFactory(checked)
    yield
    logging.setLogRecordFactory(make)
    if not request.node.get_closest_marker("logs_numbers"):
        assert found == []


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Move every folder of the user to a temporary place."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
