"""A file system beneath SQLite whose n-th write, sync or truncation fails, once or from then on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import apsw


@dataclass
class Fate:
    """Counts what is written, and fails where it is told to."""

    count: int = 0
    fails_at: int = 0
    """The first that fails; none at 0."""
    is_lasting: bool = False

    def meet(self) -> None:
        self.count += 1
        if self.fails_at and (self.count == self.fails_at or (self.is_lasting and self.count > self.fails_at)):
            raise apsw.IOError("it fails")

    def heal(self) -> None:
        self.fails_at = 0


class _File(apsw.VFSFile):
    def __init__(self, fate: Fate, *facts: Any) -> None:
        self._fate = fate
        super().__init__("", *facts)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._fate.meet()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        self._fate.meet()
        super().xSync(flags)

    def xTruncate(self, size: int) -> None:
        self._fate.meet()
        super().xTruncate(size)


class _System(apsw.VFS):
    def __init__(self, name: str, fate: Fate) -> None:
        self._fate = fate
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> _File:
        return _File(self._fate, name, flags)


@contextmanager
def shaky(name: str) -> Iterator[Fate]:
    """Register the file system under a name for as long as the block runs."""
    fate = Fate()
    system = _System(name, fate)
    try:
        yield fate
    finally:
        system.unregister()
