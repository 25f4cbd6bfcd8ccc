"""The real file system: whole, durable, nothing left beside, and no clash between two processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from overblik.runtime.files import SystemFiles

WRITER = (
    "import sys, pathlib; from overblik.runtime.files import SystemFiles\n"
    "for _ in range(300): SystemFiles().write(pathlib.Path(sys.argv[1]), sys.argv[2].encode() * int(sys.argv[3]))"
)


@pytest.mark.rule("T23")
def test_t23_two_processes_that_write_one_file_leave_one_or_the_other(tmp_path: Path) -> None:
    path = tmp_path / "store-key.json"
    told = {**os.environ, "PYTHONPATH": str(ROOT / "desktop")}
    commands = [[sys.executable, "-c", WRITER, str(path), letter, size] for letter, size in (("a", "700"), ("b", "90"))]
    processes = [subprocess.Popen(command, env=told) for command in commands]
    seen = set()
    while any(one.poll() is None for one in processes):
        if path.exists():
            seen.add(path.read_bytes())
    assert [one.returncode for one in processes] == [0, 0]
    assert seen <= {b"a" * 700, b"b" * 90}
    assert [one.name for one in tmp_path.iterdir()] == ["store-key.json"]


def test_a_write_that_fails_leaves_the_old_bytes_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tries.json"
    SystemFiles().write(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        SystemFiles().write(path, b"new")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"tries.json": b"old"}


@pytest.mark.rule("T1", "T6")
def test_t6_what_a_crash_left_of_a_write_is_removed_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "store-key.json"
    SystemFiles().write(path, b"sealed")
    (tmp_path / "store-key.json.4711.new").write_bytes(b"sealed too")
    (tmp_path / "store-key.backup.json").write_bytes(b"another file")
    SystemFiles().remove(path)
    SystemFiles().remove(path)
    assert [one.name for one in tmp_path.iterdir()] == ["store-key.backup.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no handle to settle there")
def test_a_rename_is_settled_before_the_write_is_acknowledged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[tuple[str, bytes]] = []
    path, fsync = tmp_path / "tries.json", os.fsync

    def watched(descriptor: int) -> None:
        kind = "folder" if os.path.samestat(os.fstat(descriptor), tmp_path.stat()) else "file"
        settled.append((kind, path.read_bytes() if path.exists() else b""))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    SystemFiles().write(path, b"new")
    assert settled == [("file", b""), ("folder", b"new")]
