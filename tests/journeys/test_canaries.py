"""T3, T6, T25, G8: the real program works and locks, and nothing of its patients is left anywhere on the computer."""

import os
import signal
import sys
import tempfile
from pathlib import Path

import pytest

from black_box import Outside, Process, outside, wait_until
from canaries import Hit, Scanner
from overblik.runtime.private_file import remove_left_behind

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="proc and Xvfb are of Linux"),
    pytest.mark.rule("T3", "T6", "T25", "G8", "G9"),
]
BERGGREN, BERTHA, AAGE = "2512489996", "0207609991", "0309363991"
TYPED, WHY = "kanariesøgning", "kanarieårsag"
PERSONS = ("251248-9996", AAGE, "030936-3991", "Berggren", "Thomsen")
"""Without the first number as it is typed: the demo's own code names it as the patient that it draws."""
CLINICAL = ("KANARIVIN", "kanariolum", "Circadin")


def in_memory(scanner: Scanner, process: Process) -> set[Hit]:
    return {hit for piece in process.memory() for hit in scanner.of(piece, f"memory of {process.pid}")}


def around(scanner: Scanner, computer: Outside) -> set[Hit]:
    """Give the hits in files, environments, command lines, and in the memory of all processes but the services."""
    found = scanner.under(computer.folder)
    for one in computer.processes():
        found |= scanner.of(one.environment, f"environment of {one.pid}") | scanner.of(one.command, "command line")
    for one in computer.programs():
        found |= in_memory(scanner, one)
    return found


@pytest.mark.parametrize(
    ("mode", "how"),
    [("ward", "key"), ("clinic", "key"), ("field", "key"), ("clinic", "sign_out"), ("field", "erase")],
)
def test_t6_nothing_of_a_patient_is_left_when_the_session_has_ended(tmp_path: Path, mode: str, how: str) -> None:
    scanner = Scanner((*PERSONS, *CLINICAL, TYPED, WHY))
    with outside(tmp_path) as computer:
        child = computer.start_demo(
            mode, [AAGE, BERTHA, BERGGREN], why=WHY, typed=TYPED, printed=tmp_path / "work" / "udskrift.pdf"
        )
        (old,) = computer.programs()
        assert {hit.word for hit in in_memory(scanner, old)} >= {*CLINICAL, TYPED, AAGE, "Berggren"}, (
            "the scan finds what is there"
        )
        assert child.stdin is not None
        child.stdin.write(f"{how}\n".encode())
        child.stdin.close()
        child.wait(20)
        wait_until(computer.is_something_shown, what="the next window")
        (new,) = computer.programs()
        assert (new.pid != old.pid, b"--after-lock" in new.command) == (True, True)
        assert around(scanner, computer) == set()
        stores = list(computer.folder.rglob("cache.db"))
        assert bool(stores) is (mode != "ward" and how != "erase")
        assert all(not one.read_bytes().startswith(b"SQLite format 3") for one in stores)


@pytest.mark.rule("T6")
def test_t6_a_killed_process_leaves_nothing_but_what_the_next_start_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner = Scanner((*PERSONS, *CLINICAL, TYPED, WHY))
    with outside(tmp_path) as computer:
        computer.start_demo(
            "field", [AAGE, BERTHA, BERGGREN], why=WHY, typed=TYPED, printed=tmp_path / "work" / "udskrift.pdf"
        )
        (old,) = computer.programs()
        os.kill(old.pid, signal.SIGKILL)
        wait_until(lambda: not old.lives, what="the end of the process")
        found = scanner.under(tmp_path)
        assert {hit.word for hit in found} == {TYPED}, "the document that another program had open"
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
        remove_left_behind()
        assert scanner.under(tmp_path) == set()
