"""T1: what Windows and macOS answer about their disk is read as true, false or unknown, and never as more than it says."""

import sys
import time
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from overblik.runtime import disk_state
from overblik.runtime.disk_state import on_macos, on_windows, run

pytestmark = pytest.mark.rule("T1")
PROFILE = PureWindowsPath(r"D:\Users\prøve\AppData\Local\Overblik")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        *(("1", True), ("1\r\n", True), ("2", False), ("3", False), ("4", False)),
        ("5", False),  # suspended: the key lies open on the disk
        *(("0", None), ("6", None), ("", None), ("Adgang nægtet", None), ("11", None)),
    ],
)
def test_t1_bitlocker_is_on_off_or_unknown(answer: str, state: bool | None) -> None:
    asked: list[list[str]] = []

    def ask(command: list[str]) -> str:
        asked.append(command)
        return answer

    assert on_windows(PROFILE, ask) is state
    (command,) = asked
    assert command[0].endswith(r"System32\WindowsPowerShell\v1.0\powershell.exe")
    assert "NameSpace('D:')" in command[-1], "the drive of the profile, not that of the system"


@pytest.mark.parametrize("path", [r"\\server\hjem\prøve", r"\\?\Volume{1}\x", r"Users\prøve", ""])
def test_t1_a_folder_of_the_network_is_not_asked_for(path: str) -> None:
    assert on_windows(PureWindowsPath(path), pytest.fail) is None


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("FileVault is On.\n", True),
        ("FileVault is Off.\n", False),
        ("FileVault is On.\nEncryption in progress: Percent completed = 41\n", False),
        ("FileVault is On.\nDecryption in progress: Percent completed = 7\n", False),
        ("", None),
        ("Error: not supported\n", None),
    ],
)
def test_t1_filevault_is_on_off_or_unknown(answer: str, state: bool | None) -> None:
    assert on_macos(lambda _: answer) is state


@pytest.mark.parametrize(("system", "command"), [("win32", "powershell.exe"), ("darwin", "/usr/bin/fdesetup")])
def test_each_system_is_asked_in_its_own_way(monkeypatch: pytest.MonkeyPatch, system: str, command: str) -> None:
    asked: list[str] = []
    monkeypatch.setattr(disk_state, "run", lambda words: asked.append(words[0]) or "")
    monkeypatch.setattr(disk_state.sys, "platform", system)
    path = PROFILE if system == "win32" else PurePosixPath("/Users/prøve")
    found = disk_state.is_disk_encrypted(path)  # type: ignore[arg-type]
    monkeypatch.undo()
    assert found is None
    assert [one.endswith(command) for one in asked] == [True]


def test_a_program_that_is_not_there_fails_or_hangs_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["/nowhere/at/all"]) == ""
    assert run([sys.executable, "-c", "import sys; sys.stdout.buffer.write(b'\\xff\\xfe')"]) == ""
    assert run([sys.executable, "-c", "print('FileVault is On.')"]).strip() == "FileVault is On."
    monkeypatch.setattr(disk_state, "_PATIENCE", 0.2)
    begun = time.monotonic()
    assert run([sys.executable, "-c", "import time; time.sleep(60)"]) == ""
    assert time.monotonic() - begun < 30
