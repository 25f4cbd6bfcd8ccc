"""One program for each user and profile, as real processes: a second start hands over and ends; a kill leaves a free place (T23)."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from conftest import ROOT

pytestmark = [
    pytest.mark.rule("T23"),
    pytest.mark.skipif(sys.platform == "win32", reason="processes are looked at in /proc, and killed by signal"),
]
NUMBER = "2512489996"
_PATIENCE = 90.0


@dataclass
class Desktop:
    """A computer without a screen, and what was started on it."""

    folder: Path
    started: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def profile(self) -> Path:
        return self.folder / "data" / "overblik"

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_CONFIG_HOME": str(self.folder / "settings"),
            "TMPDIR": str(self.folder),
            "PYTHONPATH": str(ROOT / "desktop"),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        child = subprocess.Popen(
            [sys.executable, "-m", "overblik", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment(),
        )
        self.started.append(child)
        return child

    def ended(self, *words: str, said: bytes = b"") -> tuple[int, str]:
        child = self.start(*words)
        _, told = child.communicate(said, timeout=_PATIENCE)
        return child.returncode, told.decode()

    def holder(self) -> int:
        """Give the process that says it holds the profile; 0 for none."""
        try:
            return int((self.profile / "instance" / "held").read_text().split()[0])
        except (OSError, IndexError, ValueError):
            return 0

    def first(self) -> "subprocess.Popen[bytes]":
        """Start the first, and wait until it can be asked."""
        child = self.start("run")
        self.wait(lambda: (self.profile / "instance" / "door").exists() and self.holder() == child.pid)
        return child

    def wait(self, is_so: object) -> None:
        end = time.monotonic() + _PATIENCE
        while not is_so():  # type: ignore[operator]
            assert time.monotonic() < end
            time.sleep(0.02)

    def end(self) -> None:
        for child in self.started:
            if child.poll() is None:
                child.kill()
            child.communicate()


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = Desktop(tmp_path)
    yield made
    made.end()


def test_t23_a_second_start_ends_with_0_and_the_first_goes_on(desktop: Desktop) -> None:
    first = desktop.first()
    assert desktop.ended("run") == (0, "")
    assert desktop.ended() == (0, "")
    assert first.poll() is None
    assert desktop.holder() == first.pid


def test_t23_a_link_is_handed_over_and_what_cannot_be_is_said_with_1(desktop: Desktop) -> None:
    first = desktop.first()
    code, told = desktop.ended("open", "overblik://open?server=nowhere&patient=Patient/p-1", "--language", "en")
    # Said by the first, in the language of its window.
    assert (code, told) == (1, "Linket nævner en server, som ikke er sat op her: nowhere. Intet er åbnet.\n")
    assert first.poll() is None


@pytest.mark.rule("T25")
def test_t25_a_number_comes_by_standard_input_and_stands_in_no_process_list_and_no_file(desktop: Desktop) -> None:
    first = desktop.first()
    second = desktop.start("open", "-")
    seen = [Path(f"/proc/{one.pid}/{name}").read_bytes() for one in (first, second) for name in ("cmdline", "environ")]
    _, told = second.communicate(f"{NUMBER}\n".encode(), timeout=_PATIENCE)
    assert (second.returncode, told) == (0, b"")
    assert [one for one in seen if NUMBER.encode() in one] == []
    holding = [path for path in desktop.folder.rglob("*") if path.is_file() and NUMBER.encode() in path.read_bytes()]
    assert holding == []


@pytest.mark.parametrize(
    ("words", "said", "told"),
    [
        (("open", f"overblik://open?server=ehr&patient=Patient/{NUMBER}"), b"", "CPR"),
        (("open", "overblik://close"), b"", "form"),
        (("open", "-"), b"12345\n", "ti cifre"),
        (("open", "-"), b"", "ti cifre"),
    ],
)
def test_what_is_no_link_and_no_number_is_wrong_use_and_starts_nothing(
    desktop: Desktop, words: tuple[str, ...], said: bytes, told: str
) -> None:
    code, sentence = desktop.ended(*words, said=said)
    assert code == 2
    assert told in sentence
    assert NUMBER not in sentence
    assert not (desktop.profile / "instance").exists()


def test_t23_after_a_kill_the_next_start_is_the_one(desktop: Desktop) -> None:
    first = desktop.first()
    first.kill()
    first.wait(_PATIENCE)
    second = desktop.first()
    assert desktop.holder() == second.pid
    assert desktop.ended("run") == (0, "")


def test_t23_the_first_dies_while_the_second_is_about_to_ask_it(desktop: Desktop) -> None:
    """A first that does not answer any more is waited for as long as it lives; when it is gone the second is the one."""
    first = desktop.first()
    os.kill(first.pid, 19)  # SIGSTOP: it holds the profile, and answers nobody
    second = desktop.start("run")
    maps = Path(f"/proc/{second.pid}/maps")
    desktop.wait(lambda: b"QtNetwork" in maps.read_bytes())  # it has found the profile held, and goes to the door
    first.kill()
    first.wait(_PATIENCE)
    desktop.wait(lambda: desktop.holder() == second.pid)
    assert second.poll() is None


def test_t23_twenty_that_start_at_once_are_one(desktop: Desktop) -> None:
    many = [desktop.start("run") for _ in range(20)]
    desktop.wait(lambda: sum(one.poll() is None for one in many) == 1)
    (last,) = [one for one in many if one.poll() is None]
    assert {one.returncode for one in many if one is not last} == {0}
    assert desktop.holder() == last.pid
    assert desktop.ended("run") == (0, "")


def test_t23_another_profile_is_another_program(desktop: Desktop, tmp_path: Path) -> None:
    first = desktop.first()
    other = Desktop(tmp_path / "other")
    try:
        second = other.first()
        assert first.poll() is None
        assert second.poll() is None
    finally:
        other.end()


def after_lock(desktop: Desktop) -> "subprocess.Popen[bytes]":
    """Start the process that follows a lock, as runtime/successor.py does."""
    child = desktop.start("run", "--after-lock")
    assert child.stdin is not None
    child.stdin.write(b'{"locked_at": "2026-11-23T09:41:00+01:00", "why": "key"}')
    child.stdin.close()
    child.stdin = None
    return child


def test_t23_the_process_after_a_lock_takes_the_place_of_the_one_before_it(desktop: Desktop) -> None:
    first = desktop.first()
    second = after_lock(desktop)
    first.kill()
    first.wait(_PATIENCE)
    desktop.wait(lambda: desktop.holder() == second.pid)
    assert second.poll() is None


def test_t23_where_another_start_came_between_the_process_after_a_lock_leaves_it_the_place(desktop: Desktop) -> None:
    other = desktop.first()
    second = after_lock(desktop)
    assert second.wait(_PATIENCE) == 0
    assert (other.poll(), desktop.holder()) == (None, other.pid)
