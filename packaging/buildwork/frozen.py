"""Freezes the program with PyInstaller, in an environment that holds nothing but what runs and what freezes it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from overblik.runtime import installation


def freeze(root: Path, python: Path, work: Path, epoch: int) -> Path:
    """Give the folder of the frozen program, its files listed.

    `python` has the packages of packaging/locks/build.txt; `epoch` is the moment of the source, in seconds, which is
    written wherever a moment is: two builds of one source are then one build.
    """
    shutil.rmtree(work / "tree", ignore_errors=True)
    environment = {
        **os.environ,
        "PYTHONPATH": str(root / "desktop"),
        "PYTHONHASHSEED": "0",  # else the order of sets stands in the compiled modules
        "SOURCE_DATE_EPOCH": str(epoch),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    words = ["--noconfirm", "--clean", "--log-level", "ERROR"]
    places = ["--distpath", str(work / "tree"), "--workpath", str(work / "pyinstaller")]
    spec = str(root / "packaging" / "overblik.spec")
    subprocess.run([str(python), "-m", "PyInstaller", *words, *places, spec], env=environment, check=True)
    tree = tree_of(work)
    if sys.platform == "linux":
        _strip(tree)
    return tree


def tree_of(work: Path) -> Path:
    """Give the folder of the frozen program: of macOS the contents of the bundle."""
    return work / "tree" / ("Overblik.app/Contents" if sys.platform == "darwin" else "overblik")


def inner(tree: Path) -> Path:
    """Give the folder within in which the program finds its own files."""
    return tree / ("Frameworks" if sys.platform == "darwin" else "_internal")


def list_files(tree: Path) -> str:
    """Write the list of all files; give the name of the build.

    On macOS the bundle's seal is the list, and a file beside it would break it.
    """
    for path in installation.listed_files(tree):
        path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
    lines = [installation.line_of(path, tree) for path in installation.listed_files(tree)]
    listed = ("\n".join(lines) + "\n").encode()
    if sys.platform != "darwin":
        (tree / installation.MANIFEST).write_bytes(listed)
    return installation.build_of(listed)


def _strip(tree: Path) -> None:
    """Take the names of Python's own functions out of its library: two thirds of it, and nobody debugs it here."""
    for library in (tree / "_internal").glob("libpython3.*.so.1.0"):
        subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)
