"""The archive is the same whoever packs it, when, and in which order the disk names its files."""

import os
import sys
import tarfile
from pathlib import Path

import pytest
from buildwork.archive import write_archive


@pytest.mark.skipif(sys.platform != "linux", reason="xz packs archives for Linux alone")
def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for turn, names in enumerate((("b", "a", "c/d"), ("c/d", "a", "b"))):
        tree = tmp_path / f"tree{turn}"
        for name in names:
            path = tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
            os.utime(path, (turn * 1000, turn * 1000))
        (tree / "link").symlink_to("a")
        archive = tmp_path / f"{turn}.tar.xz"
        write_archive(tree, archive, "overblik-1", 1_764_000_000)
        made.append(archive.read_bytes())
    assert made[0] == made[1]
    with tarfile.open(tmp_path / "0.tar.xz") as read:
        assert read.getnames() == ["overblik-1", *(f"overblik-1/{name}" for name in ("a", "b", "c", "c/d", "link"))]
        assert {entry.mtime for entry in read} == {1_764_000_000}
        assert {entry.uname for entry in read} == {"root"}
