"""T23: another user of the same computer opens nothing of a profile, and learns no name of what is in it."""

import asyncio
import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.test_leaving import Desk, desk, keep_something
from overblik.runtime.files import private_files

__all__ = ["desk"]
NOBODY = 65534
ACTS: tuple[Callable[[Path], object], ...] = (
    os.listdir,
    Path.read_bytes,
    lambda path: path.open("r+b"),
    lambda path: path.chmod(0o777),
    Path.unlink,
    lambda path: (path / "policy.toml").write_bytes(b""),
)


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that everybody on the computer may enter."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def as_nobody(paths: list[Path]) -> str:
    """Try every act on every path as another user, in a process of his; give what could be done."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        done = [f"{path.name} {number}" for path in paths for number, act in enumerate(ACTS) if is_done(act, path)]
        os.write(writing, "\n".join(done).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as told:
        return told.read().decode()


def is_done(act: Callable[[Path], object], path: Path) -> bool:
    with contextlib.suppress(OSError):
        act(path)
        return True
    return False


@pytest.mark.rule("T23", "T4")
@pytest.mark.skipif(sys.platform == "win32", reason="rights of Windows are lists")
def test_t23_nobody_else_reads_lists_changes_or_removes_anything(desk: Desk, reachable: Path) -> None:
    desk.settings = replace(desk.settings, profile=reachable / "profile")
    with private_files():  # as all words of the command line do
        _, house = desk.opened()
        keep_something(house, desk.clock)
    profile = desk.settings.profile
    inside = [profile, *profile.rglob("*")]
    assert {path.name for path in inside} >= {"trail.db", "cache.db", "store-key.json"}
    assert [path.name for path in inside if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    if os.geteuid() == 0:  # only the superuser may try it as another
        assert as_nobody(inside) == ""
        profile.chmod(0o755)
        assert as_nobody(inside) == "profile 0", "the trial sees what is open"
    asyncio.run(house.close())
