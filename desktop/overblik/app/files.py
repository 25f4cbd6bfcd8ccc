"""Recorded answers read straight from files: without cache, key ring or network."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from overblik.app.house import open_house
from overblik.domain.errors import InputError
from overblik.domain.grant import Basis, LookReason
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock, ConsentState, Kept, RawDocument, Reader, Recognised, Seen
from overblik.domain.section import Cause, Section, Topic
from overblik.runtime import paths
from overblik.runtime.registers import FileRegisters
from overblik.runtime.settings import Settings
from overblik.sources.ddv import DdvReader
from overblik.sources.fhir import FhirReader
from overblik.sources.fmk import FmkReader
from overblik.store.sections import SectionStore
from overblik.sync import standing
from overblik.sync.freshness import is_file

_PREFIX = "fil: "
_PATH, _DIGEST = "path", "digest"
"""What is kept of a file beside its sections, to know it again."""


def readers(whose: PatientId | None = None) -> tuple[Reader, ...]:
    """Give everything that can read recorded answers from files; `whose` is the citizen whom the user names."""
    return (FhirReader(FileRegisters(paths.resources() / "registers")), FmkReader(), DdvReader(whose))


def file_names(files: Sequence[Path]) -> dict[Path, str]:
    """Give the whole path of each file its name: its own, with the parent folders that tell it from the others."""
    # However its folder is written, a file is the same; a link to a file keeps its own name.
    whole = dict.fromkeys(Path(os.path.realpath(file.parent), file.name) for file in files)
    names = {}
    for path in whole:
        rivals = {longer for other in whole if other != path for longer in _names_of(other, other.name)}
        names[path] = next((name for name in _names_of(path, path.name) if name not in rivals), str(path))
    return names


def _names_of(path: Path, shortest: str) -> Iterator[str]:
    """Give the names of a file from `shortest` on, each a folder longer."""
    parts = path.parts[1:]
    for count in range(shortest.count("/") + 1, len(parts) + 1):
        yield "/".join(parts[-count:])


def read_files(files: Sequence[Path], clock: Clock, whose: PatientId | None = None) -> tuple[Recognised, ...]:
    """Read recorded answers straight from files, all of them together; those that name nobody are the named citizen's.

    Raises:
        InputError: a file is missing, unreadable or of no known kind.
        Unintelligible: a file is of a known kind but broken.

    """
    return _recognised([_document(path, name) for path, name in file_names(files).items()], clock, whose)


def _recognised(
    documents: Sequence[RawDocument], clock: Clock, whose: PatientId | None = None
) -> tuple[Recognised, ...]:
    """Let each reader read the files of its kind, all of them together."""
    found: list[Recognised] = []
    unknown = list(documents)
    for reader in readers(whose):
        mine = [document for document in documents if reader.recognise((document,), clock.now()) is not None]
        unknown = [document for document in unknown if document not in mine]
        names = tuple(document.name for document in mine)
        found += [replace(one, names=names) for one in reader.recognise(mine, clock.now()) or ()] if mine else ()
    if unknown:
        raise InputError("file_unknown", name=unknown[0].name)
    return tuple(found)


def _document(path: Path, name: str) -> RawDocument:
    try:
        return RawDocument(name, path.read_bytes())
    except FileNotFoundError as error:
        raise InputError("file_missing", name=name) from error
    except OSError as error:
        raise InputError("file_unreadable", name=name) from error


@dataclass(frozen=True, slots=True)
class _FileSource:
    """Stands for the files in the judgement of their answers."""

    name: str
    label: str
    topic: Any
    silent_when_blocked: bool = False
    budget: float = 0.0


def sections_of_files(recognised: Recognised, name: str, clock: Clock) -> tuple[Section[Any], ...]:
    """Judge what the files hold of one citizen; the source is called after the file."""
    # A file that holds nothing of a topic says nothing about it: that is never "none".
    silent = [topic for topic in Topic if topic not in recognised.answers]
    return (*_judged(recognised, name, clock), *_unsaid(recognised.patient_id, silent, name))


def sections_of_person(found: Sequence[Recognised], clock: Clock) -> tuple[Section[Any], ...]:
    """Judge what files of several kinds hold of one citizen: a section for each kind that speaks of a topic."""
    made = [section for one in found for section in _judged(one, ", ".join(one.names), clock)]
    silent = [topic for topic in Topic if not any(topic in one.answers for one in found)]
    name = ", ".join(dict.fromkeys(name for one in found for name in one.names))
    return (*made, *_unsaid(found[0].patient_id, silent, name))


def _judged(recognised: Recognised, name: str, clock: Clock) -> tuple[Section[Any], ...]:
    made = []
    for topic, answer in recognised.answers.items():
        source: Any = _FileSource(f"{_PREFIX}{name}", name, topic)
        judged = standing.answered(recognised.patient_id, source, answer, None, clock.now(), ConsentState.NONE)
        made.append(judged.section)
    return tuple(made)


def _unsaid(patient_id: PatientId, silent: Sequence[Topic], name: str) -> tuple[Section[Any], ...]:
    sources: list[Any] = [_FileSource(f"{_PREFIX}{name}", name, topic) for topic in silent]
    return tuple(standing.unasked(patient_id, source, Cause.NOT_OFFERED) for source in sources)


def chosen(found: tuple[Recognised, ...], wanted: PatientId | None) -> tuple[Recognised, ...]:
    """Choose the citizen of the files: all that was read of him, one value a kind of file.

    Raises:
        InputError: there is none, there are several, another than the wanted one, or one that nobody names.

    """
    if not found:
        raise InputError("no_patient")
    _agreed(found, wanted)
    if wanted is None and len(found) > 1:
        _said_whose(found)
    who = dict.fromkeys(one.patient_id for one in found)
    if wanted is not None and wanted not in who:
        raise InputError("other_patient")
    if wanted is None and len(who) > 1:
        raise InputError("many_patients", count=len(who), ids=", ".join(sorted(one.token_for_lookup() for one in who)))
    chosen_one = wanted or next(iter(who))
    return tuple(one for one in found if one.patient_id == chosen_one)


def _agreed(found: Sequence[Recognised], wanted: PatientId | None) -> None:
    """Refuse a citizen of the user's whom none of the files names that name anybody: one of the two is a mistake (H1).

    Raises:
        InputError: `other_patient`.

    """
    named = {one.patient_id for one in found if not one.names_nobody}
    if wanted is not None and named and wanted not in named:
        raise InputError("other_patient")


def _said_whose(found: Sequence[Recognised]) -> None:
    """Refuse a file of which nobody says whose it is: beside others, or in the cache, it would be somebody's by guess.

    Raises:
        InputError: `whose_file`.

    """
    for one in found:
        if one.names_nobody:
            raise InputError("whose_file", name=", ".join(one.names))


async def import_files(
    settings: Settings, files: Sequence[Path], clock: Clock, whose: PatientId | None = None
) -> list[PatientId]:
    """Keep recorded answers in the cache, each file as a source of its own, named after it.

    A file that names nobody is kept of the citizen whom the user names.

    Raises:
        InputError: a file cannot be used, and nothing is kept; or nothing can be kept here (`not_kept`).
        Unintelligible: a file is of a known kind but broken, and nothing is kept.

    """
    documents = {path: _document(path, name) for path, name in file_names(files).items()}
    read = {path: _recognised((document,), clock, whose) for path, document in documents.items()}
    for path, found in read.items():
        if not found:
            raise InputError("file_no_patient", name=documents[path].name)
        _agreed(found, whose)
        if whose is None:
            _said_whose(found)
    house = open_house(settings, clock)
    try:
        if not house.keeps:
            raise InputError("not_kept")
        for path, found in read.items():
            for recognised in found:
                grant = await house.right.ask_to_look(recognised.patient_id, LookReason(Basis.OWN_FILE))
                kept: list[Section[Any]] = []
                try:
                    _keep(house.store, recognised, path, documents[path], clock, kept.append)
                finally:
                    await house.clinic.trail.outcome(grant.intent_id, _seen(kept))
    finally:
        await house.close()
    return list(dict.fromkeys(recognised.patient_id for found in read.values() for recognised in found))


def _keep(
    store: SectionStore,
    recognised: Recognised,
    path: Path,
    document: RawDocument,
    clock: Clock,
    tell: Callable[[Section[Any]], None],
) -> None:
    """Keep what a file holds of one citizen; tell each section once it is kept."""
    digest = hashlib.sha256(document.content).hexdigest()
    name = _free_name(store.sections(recognised.patient_id), path, document.name, digest)
    if name != document.name:
        # Each fact carries the name of its source: it is read once more under the one that it gets.
        renamed = RawDocument(name, document.content)
        again = _recognised((renamed,), clock, recognised.patient_id if recognised.names_nobody else None)
        recognised = next(
            one for one in chosen(again, recognised.patient_id) if one.answers.keys() == recognised.answers.keys()
        )
    for section in sections_of_files(recognised, name, clock):
        if section.topic in recognised.answers:
            store.keep(Kept(section, {_PATH: str(path), _DIGEST: digest}))
            store.keep_raw(section, recognised.answers[section.topic].raw)
            tell(section)


def _seen(kept: Sequence[Section[Any]]) -> Seen:
    rows = ((one.source, one.topic.value, one.standing, len(one.entries)) for one in kept)
    return Seen(tuple(rows), offline=False)


def _free_name(kept: Sequence[Kept], path: Path, name: str, digest: str) -> str:
    """Name a file among those that are kept of a citizen.

    The same file read in again, or the same content under the same name, goes where it went before. Another file of
    that name gets a longer one: what the first said must not be lost.
    """
    files = [one for one in kept if is_file(one.section.source)]
    for one in files:
        if one.known.get(_PATH) == str(path):
            return one.section.source.removeprefix(_PREFIX)
    others = {one.section.source for one in files if one.known.get(_DIGEST) != digest}
    return next((longer for longer in _names_of(path, name) if _PREFIX + longer not in others), str(path))
