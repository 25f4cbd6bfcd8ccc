"""A computer whose disk, files and key ring may fail, with one clinician's store on it: started, used, started again."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from overblik.access.user_key import Secret
from overblik.app.keeping import Keeping, open_keeping
from overblik.app.seat import Seat, keeping
from overblik.domain.errors import Locked
from overblik.domain.grant import Clinician
from overblik.domain.mode import BOUNDS, Mode
from overblik.runtime.files import SystemFiles
from overblik.runtime.keyring import MemoryKeyring
from overblik.store.database import OS_VFS

DEVICE = bytes(range(32, 64))
USER = "bruger"
IN_MEMORY = {"bar.store_unusable", "bar.key_ring_closed", "bar.memory_only"}


class Chance:
    """The Random port over a seed."""

    def __init__(self, seed: int | str = 6) -> None:
        self._made, self._count = random.Random(seed), 0

    def bytes(self, count: int) -> bytes:
        return self._made.randbytes(count)

    def identifier(self) -> str:
        self._count += 1
        return f"{self._count:08x}-{self._made.getrandbits(16):04x}-7000-8000-000000000000"

    def fraction(self) -> float:
        return self._made.random()


@dataclass
class Failing:
    """A port whose n-th call fails, once or from then on; what it stands before does the work."""

    inner: Any
    error: Callable[[], Exception]
    count: int = 0
    fails_at: int = 0
    is_lasting: bool = False

    def order(self, fails_at: int, *, is_lasting: bool) -> None:
        self.count, self.fails_at, self.is_lasting = 0, fails_at, is_lasting

    def heal(self) -> None:
        self.fails_at = 0

    def __getattr__(self, name: str) -> Any:
        act = getattr(self.inner, name)
        if not callable(act):
            return act

        def met(*facts: Any) -> Any:
            self.count += 1
            if self.fails_at and (self.count == self.fails_at or (self.is_lasting and self.count > self.fails_at)):
                raise self.error()
            return act(*facts)

        return met


class QuickFiles(SystemFiles):
    """The real file system without waiting for the disk: the process outlives each fault."""

    def write(self, path: Path, content: bytes) -> None:
        beside = path.with_name(f"{path.name}.{os.getpid()}.new")
        beside.write_bytes(content)
        beside.replace(path)


def files_that_fail(code: int) -> Failing:
    """Files whose calls fail with an error of the system."""
    return Failing(QuickFiles(), lambda: OSError(code, "it fails"))


def ring_that_fails(held: dict[str, str] | None = None) -> Failing:
    return Failing(MemoryKeyring(held), lambda: Locked(reason="key_ring"))


@dataclass
class Computer:
    """One profile; `start` opens its store as the program does, `stop` ends it as the program does."""

    folder: Path
    vfs: str = OS_VFS
    files: Any = field(default_factory=QuickFiles)
    ring: Any = field(default_factory=ring_that_fails)
    chance: Chance = field(default_factory=Chance)
    keeping: Keeping | None = None

    def start(self) -> Keeping:
        clinician = Clinician(USER, "", "")
        rules = BOUNDS[Mode.CLINIC].loosest
        seat = Seat(clinician, rules, self.ring, DEVICE, cast(Any, None), self.ring)
        seat = keeping(seat, self.folder, self.files, USER, Secret("", DEVICE), self.chance)
        self.keeping = open_keeping(seat, self.files, self.chance, vfs=self.vfs)
        return self.keeping

    def stop(self) -> None:
        if self.keeping is not None:
            self.keeping.store.close()
        self.keeping = None

    def heal(self) -> None:
        for port in (self.files, self.ring):
            if isinstance(port, Failing):
                port.heal()
