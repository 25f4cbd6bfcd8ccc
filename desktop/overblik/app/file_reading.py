"""Files that the user hands in: their names, their kinds, and what their readers say of them; folders too."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from overblik.domain.errors import InputError, Unintelligible
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock, RawDocument, Reader, Recognised
from overblik.runtime import paths
from overblik.runtime.registers import FileRegisters
from overblik.sources.dds import DdsReader
from overblik.sources.ddv import DdvReader
from overblik.sources.fhir import FhirReader
from overblik.sources.fmk import FmkReader

Tell = Callable[[str], None]
"""Told the name of a file of a folder that is not used."""
_MOST = 5000
"""Files of one folder: more is no folder of recorded answers."""


def nobody_listens(name: str) -> None:
    del name


@dataclass(frozen=True, slots=True)
class Handed:
    """One file as it was handed in."""

    path: Path
    is_of_folder: bool
    """Found in a folder: of another kind, or broken, it is left out and named, and the others are read."""


def handed(paths_given: Sequence[Path]) -> list[Handed]:
    """Give the files, those of folders in the place of their folder.

    Raises:
        InputError: a folder holds no file, or too many.

    """
    found: list[Handed] = []
    for given in paths_given:
        path = whole_path(given)
        if not path.is_dir():
            found.append(Handed(path, is_of_folder=False))
            continue
        inside = [one for one in sorted(path.rglob("*")) if one.is_file() and not _is_hidden(one, path)]
        if not inside or len(inside) > _MOST:
            raise InputError("folder_empty" if not inside else "folder_full", name=path.name or str(path), count=_MOST)
        found += [Handed(one, is_of_folder=True) for one in inside]
    return found


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def readers(whose: PatientId | None = None) -> tuple[Reader, ...]:
    """Give everything that can read recorded answers from files; `whose` is the citizen whom the user names."""
    registers = FileRegisters(paths.resources() / "registers")
    return (FhirReader(registers), FmkReader(), DdvReader(whose), DdsReader(whose))


def file_names(files: Sequence[Path]) -> dict[Path, str]:
    """Give the whole path of each file its name: its own, with the parent folders that tell it from the others."""
    # However its folder is written, a file is the same; a link to a file keeps its own name.
    whole = dict.fromkeys(whole_path(file) for file in files)
    names = {}
    for path in whole:
        rivals = {longer for other in whole if other != path for longer in names_of(other, other.name)}
        names[path] = next((name for name in names_of(path, path.name) if name not in rivals), str(path))
    return names


def whole_path(file: Path) -> Path:
    """Give the whole path of a file, under its own name."""
    return Path(os.path.realpath(file.parent), file.name)


def names_of(path: Path, shortest: str) -> Iterator[str]:
    """Give the names of a file from `shortest` on, each a folder longer."""
    parts = path.parts[1:]
    for count in range(shortest.count("/") + 1, len(parts) + 1):
        yield "/".join(parts[-count:])


def read_files(
    files: Sequence[Path], clock: Clock, whose: PatientId | None = None, tell: Tell = nobody_listens
) -> tuple[Recognised, ...]:
    """Read recorded answers straight from files, all of them together; those that name nobody are the named citizen's.

    Raises:
        InputError: a file is missing, unreadable or of no known kind, or a folder holds none that is known.
        Unintelligible: a file is of a known kind but broken.

    """
    given = handed(files)
    names = file_names([one.path for one in given])
    of_folders = {name for path, name in names.items() if _is_of_folder(path, given)}
    documents = [document_of(path, name) for path, name in names.items()]
    used = [one for one in documents if one.name not in of_folders or _is_usable(one, clock, whose, tell)]
    if documents and not used:
        raise InputError("folder_unknown", name=", ".join(path.name for path in files))
    return recognised_in(used, clock, whose)


def _is_of_folder(path: Path, given: Sequence[Handed]) -> bool:
    return all(one.is_of_folder for one in given if one.path == path)


def _is_usable(document: RawDocument, clock: Clock, whose: PatientId | None, tell: Tell) -> bool:
    """Whether a file of a folder can be read; a shared document that cannot is counted by its own reader."""
    for reader in readers(whose):
        try:
            if reader.claims(document):
                return isinstance(reader, DdsReader) or bool(reader.recognise((document,), clock.now()))
        except Unintelligible:
            break
    tell(document.name)
    return False


def recognised_in(
    documents: Sequence[RawDocument], clock: Clock, whose: PatientId | None = None
) -> tuple[Recognised, ...]:
    """Let each reader read the files of its kind, all of them together.

    Raises:
        InputError: a file is of no known kind.
        Unintelligible: a file is of a known kind but broken.

    """
    found: list[Recognised] = []
    unknown = list(documents)
    for reader in readers(whose):
        mine = [document for document in documents if reader.claims(document)]
        unknown = [document for document in unknown if document not in mine]
        names = tuple(document.name for document in mine)
        found += [replace(one, names=names) for one in reader.recognise(mine, clock.now()) or ()] if mine else ()
    if unknown:
        raise InputError("file_unknown", name=unknown[0].name)
    return tuple(found)


def document_of(path: Path, name: str) -> RawDocument:
    """Read a file.

    Raises:
        InputError: it is missing or cannot be read.

    """
    try:
        return RawDocument(name, path.read_bytes())
    except FileNotFoundError as error:
        raise InputError("file_missing", name=name) from error
    except OSError as error:
        raise InputError("file_unreadable", name=name) from error
