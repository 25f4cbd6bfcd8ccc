"""The file system: writes are whole and durable."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_BESIDE = ".new"


@contextlib.contextmanager
def private_files() -> Iterator[None]:
    """Let what is made in the block, also by SQLite, be for this user alone.

    The umask is the whole process's: it is put back for what the user asks to have written elsewhere.
    """
    was = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(was)


def _settle(folder: Path) -> None:
    """Let a rename outlast a power cut; Windows does so by itself, and has no such handle."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class SystemFiles:
    """The real file system."""

    def read(self, path: Path) -> bytes:
        """Read a file whole."""
        return path.read_bytes()

    def write(self, path: Path, content: bytes) -> None:
        """Write beside and rename, so that a reader sees the old bytes or the new ones.

        Beside means a name of this process alone: two windows write to one profile.
        """
        beside = path.with_name(f"{path.name}.{os.getpid()}{_BESIDE}")
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
        _settle(path.parent)

    def remove(self, path: Path) -> None:
        """Remove a file, with what a write of it that was broken off has left; one that is gone already is fine."""
        for left in (path, *path.parent.glob(f"{path.name}.*{_BESIDE}")):
            with contextlib.suppress(FileNotFoundError):
                left.unlink()

    def exists(self, path: Path) -> bool:
        """Tell whether a file or folder is there."""
        return path.exists()

    def rename(self, path: Path, to: Path) -> None:
        """Rename, replacing what was there."""
        path.replace(to)

    def make_folder(self, path: Path) -> None:
        """Make a folder that only this user may enter."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
