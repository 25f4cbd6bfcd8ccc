"""Builds what is installed: the frozen program, its bill of materials, an archive and a Debian package.

Called by `python3 packaging/dev.py build`, which sees to the environments.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import TypeVar

from buildwork import frozen
from buildwork.archive import write_archive
from buildwork.deb import Source, write_deb
from buildwork.parts import collect_parts, own_part, probe
from buildwork.release import sign_release, write_release
from buildwork.sbom import bill

from overblik import VERSION

ROOT = Path(__file__).resolve().parents[2]
Made = TypeVar("Made")


def main() -> int:
    """Build; print each file with its size and SHA-256, and how long each step took."""
    parser = argparse.ArgumentParser(prog="dev.py build", description=__doc__)
    parser.add_argument("--work", default=str(ROOT / "build"), metavar="FOLDER", help="where it is built")
    parser.add_argument("--python", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--key", default="", metavar="FILE", help="sign the release with this Ed25519 key (PEM)")
    parser.add_argument("--only-tree", action="store_true", help="freeze, and pack nothing")
    parser.add_argument("--only-list", action="store_true", help="list the files of what was frozen anew, once signed")
    told = parser.parse_args()
    work, python, epoch = Path(told.work).resolve(), Path(told.python), moment()
    work.mkdir(parents=True, exist_ok=True)
    if told.only_list:
        print(f"overblik {VERSION}+{frozen.list_files(frozen.tree_of(work))}")
        return 0
    steps = Steps()
    tree = steps.done("freeze", frozen.freeze(ROOT, python, work, epoch))
    site = Path(_asked(python, "import sysconfig; print(sysconfig.get_path('purelib'))"))
    parts = steps.done("parts", collect_parts(ROOT, site, work, tree, probe(python, ROOT)))
    build = steps.done("list", frozen.list_files(tree))
    print(f"overblik {VERSION}+{build}: {len(parts)} parts, {_size(tree) / 1e6:.1f} MB")
    if not told.only_tree:
        _pack(work, tree, epoch, bill(own_part(ROOT), parts, build, epoch), steps)
        if told.key:
            sign_release(work / "dist", Path(told.key))
    print(steps)
    return 0


def moment() -> int:
    """Give the moment of the source: that of its last commit, or as the environment says (SOURCE_DATE_EPOCH)."""
    told = (
        os.environ.get("SOURCE_DATE_EPOCH")
        or subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
        ).stdout.strip()
    )
    if not told.isdigit():
        sys.exit("This is no git checkout: set SOURCE_DATE_EPOCH to the moment of the source, in seconds since 1970.")
    return int(told)


class Steps:
    """How long each step took."""

    def __init__(self) -> None:
        """Begin."""
        self._begun = time.monotonic()
        self._taken: list[str] = []

    def done(self, name: str, made: Made) -> Made:
        """Hand on what a step made."""
        now = time.monotonic()
        self._taken.append(f"{name} {now - self._begun:.1f} s")
        self._begun = now
        return made

    def __str__(self) -> str:
        """Give all steps in a line."""
        return ", ".join(self._taken)


def _pack(work: Path, tree: Path, epoch: int, materials: str, steps: Steps) -> None:
    to = work / "dist"
    to.mkdir(exist_ok=True)
    for former in to.iterdir():
        former.unlink()
    listed = to / f"overblik-{VERSION}.cdx.json"
    listed.write_text(materials, encoding="utf-8")
    system = sysconfig.get_platform()
    archive = to / f"overblik-{VERSION}-{system}.tar.xz"
    steps.done("archive", write_archive(tree, archive, f"overblik-{VERSION}", epoch))
    if sys.platform == "linux":
        steps.done("deb", write_deb(Source(ROOT, tree, listed, VERSION, epoch), work, to))
    write_release(to, VERSION, epoch)
    for path in sorted(to.iterdir()):
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.stat().st_size / 1e6:8.2f} MB  {path.name}")


def _asked(python: Path, code: str) -> str:
    return subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def _size(tree: Path) -> int:
    return sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())


if __name__ == "__main__":
    sys.exit(main())
