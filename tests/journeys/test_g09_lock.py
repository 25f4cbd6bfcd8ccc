"""G9: the operating system locks, and the program that held the patient is gone; another shows the locked screen."""

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from black_box import outside, wait_until
from login_bus import LOGIN, SESSION

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="logind and Xvfb are of Linux"),
    pytest.mark.rule("T3", "G9"),
]
BERGGREN = "2512489996"
_BOUND = 5.0
"""Seconds, on a computer that does other things too; what was measured is printed."""


@pytest.mark.parametrize(("signal", "body"), [("Lock", ()), ("PrepareForSleep", (True,))])
def test_g9_lock_of_the_system_ends_the_process_and_another_shows_the_locked_screen(
    tmp_path: Path, signal: str, body: tuple[Any, ...]
) -> None:
    with outside(tmp_path) as computer:
        child = computer.start_demo("ward", [BERGGREN])
        (old,) = computer.programs()
        begun = time.monotonic()
        if signal == "Lock":
            computer.login.signal(SESSION, f"{LOGIN}.Session", signal)
        else:
            computer.login.signal("/org/freedesktop/login1", f"{LOGIN}.Manager", signal, "b", body)
        assert child.wait(_BOUND) == 0
        gone = time.monotonic() - begun
        (new,) = wait_until(computer.programs, what="the next process")
        assert (old.lives, b"--after-lock" in new.command) == (False, True)
        wait_until(computer.is_something_shown, what="the next window")
        shown = time.monotonic() - begun
        sys.stdout.write(f"{signal}: process gone after {gone:.2f} s, locked screen after {shown:.2f} s\n")
        assert computer.programs() == [new]
        computer.end()
        wait_until(lambda: not computer.is_something_shown(), what="the empty ground: what was shown was a window")
