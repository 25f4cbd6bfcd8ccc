"""Starts the process that shows the locked screen, and tells it over its standard input what it must know.

Nothing of a session is in it: not on its command line, not in its environment, not in its memory.
"""

import os
import subprocess
import sys
from pathlib import Path

import msgspec

import overblik
from overblik.domain.trouble import Trouble


class Handover(msgspec.Struct, frozen=True):
    """What the process of a locked session tells the next one: never a patient, never a key."""

    locked_at: str = ""
    """ISO 8601; empty where nothing was locked."""
    why: str = ""
    demo: dict[str, object] | None = None
    """What the demo's next process needs to go on with the same embedded services."""
    troubles: tuple[Trouble, ...] = ()
    """Errors of which no report was shown yet: types and lines alone, and nowhere on the disk."""


def start_successor(words: tuple[str, ...], told: Handover, keep: tuple[int, ...] = ()) -> None:
    """Start `overblik WORDS` detached; `keep` are the file descriptors that it inherits."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "overblik"]
    package = str(Path(overblik.__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))}
    child = subprocess.Popen(  # noqa: S603 - this program itself
        [*program, *words],
        stdin=subprocess.PIPE,
        env=environment,
        pass_fds=keep if os.name == "posix" else (),
        start_new_session=True,
    )
    assert child.stdin is not None
    child.stdin.write(msgspec.json.encode(told))
    child.stdin.close()


def read_handover() -> Handover:
    """Read what the process before this one told; nothing where it told nothing that can be read."""
    try:
        return msgspec.json.decode(sys.stdin.buffer.read(), type=Handover)
    except (msgspec.MsgspecError, OSError, AttributeError):
        return Handover()
