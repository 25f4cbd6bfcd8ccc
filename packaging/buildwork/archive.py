"""The relocatable archive: byte for byte the same from the same files."""

import subprocess
import tarfile
from pathlib import Path

# Two threads, also on a computer with more: xz cuts its blocks by them, and the bytes shall not tell who built.
_XZ = ("xz", "--compress", "-2", "--threads=2", "--stdout")


def write_archive(tree: Path, archive: Path, top: str, epoch: int) -> None:
    """Write a folder as .tar.xz, under the name `top`: sorted, everything of one moment, of nobody."""
    with archive.open("wb") as packed, subprocess.Popen(_XZ, stdin=subprocess.PIPE, stdout=packed) as xz:
        assert xz.stdin is not None
        with tarfile.open(fileobj=xz.stdin, mode="w|") as made:
            for path in [tree, *sorted(tree.rglob("*"))]:
                name = f"{top}/{path.relative_to(tree).as_posix()}".removesuffix("/.")
                _add(made, path, name, epoch)
        xz.stdin.close()
        if xz.wait():
            raise OSError("xz")


def _add(made: tarfile.TarFile, path: Path, name: str, epoch: int) -> None:
    entry = made.gettarinfo(str(path), name)
    entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname = epoch, 0, 0, "root", "root"
    if entry.isreg():
        with path.open("rb") as content:
            made.addfile(entry, content)
    else:
        made.addfile(entry)
