"""A file that another program is to open: in a folder that only this user may enter, and removed afterwards (T17)."""

import shutil
import tempfile
from pathlib import Path

from overblik.runtime.held import Held, hold, is_held

_PREFIX = "overblik-vist-"


def remove_left_behind() -> None:
    """Remove the files that an ended process has handed over; those of a process that lives are its own (T6)."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if not folder.is_symlink() and not is_held(folder):
            shutil.rmtree(folder, ignore_errors=True)


class PrivateFiles:
    """The files handed over while the program runs; `take_back` removes them all."""

    def __init__(self) -> None:
        """Begin without a folder."""
        self._folder: Path | None = None
        self._held: Held | None = None
        self._count = 0

    def hand_over(self, content: bytes, suffix: str) -> Path:
        """Write a file under a name that says nothing of its content; `suffix` is what the bytes are, as `.pdf`."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))  # mode 0700
            self._held = hold(self._folder, "")
        self._count += 1
        path = self._folder / f"dokument-{self._count}{suffix}"
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(content)
        return path

    def take_back(self) -> None:
        """Remove all of them; a program that still shows one keeps what it has read."""
        folder, self._folder = self._folder, None
        held, self._held = self._held, None
        if held is not None:
            held.let_go()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
