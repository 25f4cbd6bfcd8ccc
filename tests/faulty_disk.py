"""A disk beneath SQLite, and below the cipher, whose n-th act fails, once or from then on (stack.md trap 21).

`shaky("name")` registers it: the trail opens it by its name, the cache by `beneath_cipher("name")`, so that the disk sees
ciphertext alone. Nothing is really synchronised: the process outlives each fault, and the order of acts is what counts.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import apsw

SYSTEM = "win32" if sys.platform == "win32" else "unix"
WRITES = frozenset({"write", "sync", "truncate"})
_CODES = {
    "read": apsw.SQLITE_IOERR_READ,
    "write": apsw.SQLITE_IOERR_WRITE,
    "sync": apsw.SQLITE_IOERR_FSYNC,
    "truncate": apsw.SQLITE_IOERR_TRUNCATE,
    "delete": apsw.SQLITE_IOERR_DELETE,
    "open": apsw.SQLITE_CANTOPEN,
}
ALL = WRITES | {"read", "delete", "open"}


@dataclass
class Fate:
    """Counts what the disk is asked for, and fails where it is told to."""

    count: int = 0
    fails_at: int = 0
    """The first that fails; none at 0."""
    is_lasting: bool = False
    acts: frozenset[str] = WRITES
    """Which acts are counted, and may fail."""
    error: type[apsw.Error] = apsw.IOError
    seen: list[bytes] = field(default_factory=list)
    """What was written, while `is_watching`."""
    is_watching: bool = False
    log: "list[tuple[Any, ...]] | None" = None
    """Acts in their order, as (act, name of the file, facts), where they are recorded for a crash."""
    is_read_only: bool = False
    """Whether nothing can be opened for writing, or made."""

    def meet(self, act: str) -> None:
        if act not in self.acts:
            return
        self.count += 1
        if self.fails_at and (self.count == self.fails_at or (self.is_lasting and self.count > self.fails_at)):
            raise self._made(act)

    def _made(self, act: str) -> apsw.Error:
        """Make the error as the driver itself makes it."""
        made = self.error("it fails")
        is_io = self.error is apsw.IOError
        made.extendedresult = _CODES[act] if is_io else apsw.SQLITE_FULL  # type: ignore[attr-defined]
        return made

    def order(self, fails_at: int, *, is_lasting: bool) -> None:
        """Count from now on, and fail at an act from here."""
        self.count, self.fails_at, self.is_lasting = 0, fails_at, is_lasting

    def record(self, act: str, path: str, *facts: Any) -> None:
        if self.log is not None:
            self.log.append((act, os.path.basename(path), *facts))  # noqa: PTH119 - a driver's name

    def heal(self) -> None:
        self.fails_at = 0


class _File(apsw.VFSFile):
    def __init__(self, fate: Fate, *facts: Any) -> None:
        self._fate, self._path = fate, _path(facts[0])
        super().__init__(SYSTEM, *facts)

    def xRead(self, amount: int, offset: int) -> bytes:
        self._fate.meet("read")
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._fate.meet("write")
        if self._fate.is_watching:
            self._fate.seen.append(bytes(data))
        self._fate.record("write", self._path, offset, bytes(data))
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        self._fate.meet("sync")
        self._fate.record("sync", self._path)

    def xTruncate(self, size: int) -> None:
        self._fate.meet("truncate")
        self._fate.record("truncate", self._path, size)
        super().xTruncate(size)


class _System(apsw.VFS):
    def __init__(self, name: str) -> None:
        self.fate = Fate()
        super().__init__(name, SYSTEM)

    def xOpen(self, name: Any, flags: list[int]) -> _File:
        self.fate.meet("open")
        if self.fate.is_read_only:
            if flags[0] & apsw.SQLITE_OPEN_CREATE and not os.path.exists(_path(name)):  # noqa: PTH110 - a driver's name
                raise apsw.CantOpenError("read-only")
            flags[0] = flags[0] & ~(apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE) | apsw.SQLITE_OPEN_READONLY
        return _File(self.fate, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self.fate.meet("delete")
        self.fate.record("delete", filename)
        if syncdir:
            self.fate.record("sync", filename)
        super().xDelete(filename, syncdir)


_DISKS: dict[str, _System] = {}


def _path(name: Any) -> str:
    return name.filename() if isinstance(name, apsw.URIFilename) else str(name)


def beneath_cipher(name: str) -> str:
    """Give the name by which the cache opens a disk that was registered as `name`."""
    return f"multipleciphers-{name}"


@contextmanager
def shaky(name: str) -> Iterator[Fate]:
    """Give the fate of the disk of this name, a healthy one as the block begins and ends.

    The disk stays registered: the cipher keeps its address, also when its name is given up.
    """
    if name not in _DISKS:
        _DISKS[name] = _System(name)
    fate = _DISKS[name].fate = Fate()
    try:
        yield fate
    finally:
        fate.heal()
