"""The parts that the program is made of, each with version and licence: from what is installed, or from the build's list."""

import platform
import re
import sysconfig
import tomllib
from collections.abc import Iterable, Iterator
from functools import partial
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import msgspec

import overblik
from overblik import VERSION
from overblik.domain.shipped import Part
from overblik.runtime import paths

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"\bextra\s*==")
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_CLASSIFIER = "License :: "
_LONGEST = 80
"""Characters of a licence that is stated in words; some parts put its whole text there."""
_LIST = "parts.json"
_LUCIDE = re.compile(r"`lucide-static` ([0-9.]+)")


class _Told(msgspec.Struct, frozen=True):
    """One part in the list that the build writes beside the frozen program."""

    name: str
    version: str
    licence: str = ""
    kind: str = "library"
    files: tuple[str, ...] = ()


def parts() -> tuple[Part, ...]:
    """Give the program first, then what it is made of, by kind and name.

    In a frozen program they are those of the list that was written when it was built. Else they are the distributions
    that the program requires, and those that these require, as far as they are installed here.
    """
    folder = paths.parts()
    found = list(_listed(folder)) if folder is not None else list(_found())
    kinds = ("program", "language", "library", "typeface", "icons")
    return tuple(sorted(found, key=lambda one: (kinds.index(one.kind), one.name.casefold())))


def _listed(folder: Path) -> Iterator[Part]:
    """Read the build's list; one that cannot be read names no part."""
    try:
        told = msgspec.json.decode((folder / _LIST).read_bytes(), type=tuple[_Told, ...])
    except (OSError, msgspec.MsgspecError):
        return
    for one in told:
        kind = {"font": "typeface"}.get(one.kind, one.kind)
        kind = kind if kind in ("program", "language", "library", "typeface", "icons") else "library"
        places = [path for name in one.files if (path := (folder / name)).resolve().is_relative_to(folder.resolve())]
        yield Part(one.name, one.version, one.licence, kind, partial(_read, places, one.licence))


def _found() -> Iterator[Part]:
    own = _own()
    mine = list(_files(own)) if own is not None else [_checkout() / "LICENSE"]
    yield Part("Overblik", VERSION, "Apache-2.0", "program", partial(_read, mine, ""))
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    yield Part("Python", platform.python_version(), "PSF-2.0", "language", partial(_read, [python], ""))
    icons = paths.resources() / "icons"
    version = _LUCIDE.search(_read([icons / "README.md"], ""))
    yield Part("Lucide", version[1] if version else "", "ISC", "icons", partial(_read, [icons / "LICENSE"], ""))
    for one in _closure(own.requires or () if own is not None else _required()):
        licence = _licence(one)
        kind = "typeface" if one.name.startswith("fontpkg-") else "library"
        yield Part(one.name, one.version, licence, kind, partial(_text, one, licence))


def _own() -> Distribution | None:
    """Give the distribution of the program that runs; a checkout is none."""
    try:
        found = distribution("overblik")
    except PackageNotFoundError:
        return None
    here = Path(overblik.__file__).resolve()
    return found if Path(str(found.locate_file("overblik/__init__.py"))).resolve() == here else None


def _checkout() -> Path:
    return Path(overblik.__file__).resolve().parents[2]


def _required() -> tuple[str, ...]:
    """Read what a checkout requires."""
    try:
        told = tomllib.loads((_checkout() / "pyproject.toml").read_text(encoding="utf-8"))
    except OSError:
        return ()
    return tuple(told["project"]["dependencies"])


def _closure(requirements: Iterable[str]) -> Iterator[Distribution]:
    """Give each distribution that is required and installed, once; what only an extra wants is not required."""
    seen: set[str] = set()
    waiting = list(requirements)
    while waiting:
        told, _, marker = waiting.pop().partition(";")
        name = _NAME.match(told.strip())
        key = re.sub(r"[-_.]+", "-", name[0]).lower() if name else ""
        if not key or key in seen or _EXTRA.search(marker):
            continue
        seen.add(key)
        try:
            found = distribution(key)
        except PackageNotFoundError:
            continue  # of another system or version of Python
        waiting += found.requires or ()
        yield found


def _licence(one: Distribution) -> str:
    """Give what a distribution states: an SPDX expression (PEP 639), a short word, or a classifier."""
    told = one.metadata
    expression = "".join(map(str, told.get_all("License-Expression") or ()))
    named = [str(line) for line in told.get_all("Classifier") or () if str(line).startswith(_CLASSIFIER)]
    word = "".join(map(str, told.get_all("License") or ())).strip()
    if expression or (word and len(word) <= _LONGEST and "\n" not in word):
        return expression or word
    return ", ".join(line.rpartition(" :: ")[2] for line in named)


def _files(one: Distribution) -> Iterator[Path]:
    """Give the files of licences that a distribution brings among its metadata."""
    for path in one.files or ():
        if ".dist-info" in path.parts[0] and _LICENCE_FILE.search(path.name):
            yield Path(str(one.locate_file(path)))


def _text(one: Distribution, licence: str) -> str:
    return _read(list(_files(one)), licence)


def _read(places: Iterable[Path], licence: str) -> str:
    """Give the texts, one after another; where there is none, those that are shipped for the licences it names."""
    found = [text for path in places if (text := _one(path))]
    if not found:
        shipped = sorted((paths.resources() / "licences").glob("*.txt"), key=lambda path: path.stem, reverse=True)
        named = set(re.findall(r"[\w.-]+", licence))
        wanted = named | ({"GPL-3.0-only"} if "LGPL-3.0-only" in named else set())  # the one adds to the other
        found = [_one(path) for path in shipped if path.stem in wanted]
    return "\n\n".join(found)


def _one(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").rstrip().lstrip("\n")
    except OSError:
        return ""
