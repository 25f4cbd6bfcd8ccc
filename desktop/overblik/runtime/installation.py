"""The files of the frozen program: which they are, and whether they are still those that were built.

The build lists every file with its SHA-256 in one file, in the form that `sha256sum --check` reads. The hash of that list
names the build, as the hash of RECORD does for an installed wheel (runtime/build.py). The list says that nothing was
damaged, not that nobody has changed it: whoever may write the files may write the list. Against that stands the signature
of the release (docs/manual/en/it.md), and that an administrator alone may write where the program lies.
"""

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.sha256"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Difference:
    """How an installation differs from what was built; paths relative to its folder."""

    files: int
    """How many files were built."""
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    """Files that are there and were not built: a library among them could be loaded in the place of ours."""

    @property
    def is_whole(self) -> bool:
        """Whether it is what was built."""
        return not (self.missing or self.changed or self.foreign)


def folder() -> Path | None:
    """Give the folder of the frozen program that runs; none where it runs from source or an installed wheel."""
    return Path(sys.executable).resolve().parent if getattr(sys, "frozen", False) else None


def manifest(place: Path) -> bytes:
    """Give the list of the built files.

    Raises:
        OSError: it is not there, or cannot be read.

    """
    return (place / MANIFEST).read_bytes()


def build_of(listed: bytes) -> str:
    """Name the build that a list belongs to: sixteen hexadecimal digits."""
    return hashlib.sha256(listed).hexdigest()[:16]


def listed_files(place: Path) -> list[Path]:
    """Give every file under a folder but the list itself, in the order of their names."""
    return sorted(path for path in place.rglob("*") if path.is_file() and path != place / MANIFEST)


def line_of(path: Path, place: Path) -> str:
    """Give the line of the list for a file; a link counts by the file that it points to."""
    return f"{digest_of(path)}  {path.relative_to(place).as_posix()}"


def check(place: Path) -> Difference:
    """Compare an installation with its list; what cannot be read counts as changed.

    Raises:
        OSError: there is no list.
        ValueError: the list is none.

    """
    expected = dict(_entry(line) for line in manifest(place).decode("utf-8").splitlines())
    found = {path.relative_to(place).as_posix(): path for path in listed_files(place)}
    changed = [name for name, digest in expected.items() if name in found and _read(found[name]) != digest]
    return Difference(
        len(expected),
        missing=tuple(sorted(expected.keys() - found.keys())),
        changed=tuple(sorted(changed)),
        foreign=tuple(sorted(found.keys() - expected.keys())),
    )


def _entry(line: str) -> tuple[str, str]:
    digest, separator, name = line.partition("  ")
    if len(digest) != 64 or not separator or not name:
        raise ValueError(MANIFEST)
    return name, digest


def _read(path: Path) -> str:
    try:
        return digest_of(path)
    except OSError:
        return ""


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal.

    Raises:
        OSError: it cannot be read.

    """
    summed = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            summed.update(block)
    return summed.hexdigest()
