"""Folders that one process holds: the system frees them at its end, however it ends (T23, safety.md section 5)."""

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

_NAME = "held"
_BETWEEN = 0.02


@dataclass(frozen=True, slots=True)
class Held:
    """A folder that this process holds."""

    path: Path
    descriptor: int

    def let_go(self) -> None:
        """Free the folder; the file stays, so that two never hold files of one name."""
        os.close(self.descriptor)


def hold(folder: Path, boot: str, patience: float = 0.0) -> Held | None:
    """Hold a folder; none where another process does, after waiting so many seconds for its end.

    The file tells who holds it: process id and boot id. That it is held is the system's lock on it (flock(2),
    LockFileEx), never its content: nobody can hold a folder by writing a file, and no crash leaves one held.

    Raises:
        OSError: the folder is not there, or is not ours.

    """
    path = folder / _NAME
    # Not handed down to what is started from here: the next process after a lock must find the folder free.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + patience
    while not _is_locked(descriptor):
        if time.monotonic() >= until:
            os.close(descriptor)
            return None
        time.sleep(_BETWEEN)
    with contextlib.suppress(OSError):  # a full disk costs what the file tells, not the store
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"{os.getpid()} {boot}\n".encode("ascii"))
    return Held(path, descriptor)


def is_held(folder: Path) -> bool:
    """Whether a process holds a folder now; one that cannot be asked counts as held."""
    try:
        held = hold(folder, "")
    except OSError:
        return True
    if held is None:
        return True
    held.let_go()
    return False


def _is_locked(descriptor: int) -> bool:
    """Try to lock a file for this process."""
    try:
        if os.name == "nt":
            import msvcrt

            # A byte far behind the content: what the file tells can still be read.
            os.lseek(descriptor, 1 << 20, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
