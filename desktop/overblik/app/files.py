"""Recorded answers read straight from files: without cache, key ring or network."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from overblik.app.file_reading import Tell, document_of, file_names, handed, names_of, nobody_listens, recognised_in
from overblik.app.house import open_house
from overblik.domain.errors import InputError, Unintelligible
from overblik.domain.grant import Basis, LookReason
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock, ConsentState, Kept, RawDocument, Recognised, Seen
from overblik.domain.section import Cause, Section, Topic
from overblik.runtime.settings import Settings
from overblik.store.sections import SectionStore
from overblik.sync import standing
from overblik.sync.freshness import is_file

_PREFIX = "fil: "
_PATH, _DIGEST = "path", "digest"
"""What is kept of a file beside its sections, to know it again."""
_NAMED = 4
"""Files that a label names one by one."""


@dataclass(frozen=True, slots=True)
class _FileSource:
    """Stands for the files in the judgement of their answers."""

    name: str
    label: str
    topic: Any
    silent_when_blocked: bool = False
    budget: float = 0.0


def _short(names: str) -> str:
    """Name a few files; a folder of many by the first and the number."""
    each = names.split(", ")
    return names if len(each) <= _NAMED else f"{each[0]} + {len(each) - 1}"


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
        source: Any = _FileSource(f"{_PREFIX}{name}", _short(name), topic)
        judged = standing.answered(recognised.patient_id, source, answer, None, clock.now(), ConsentState.NONE)
        made.append(judged.section)
    return tuple(made)


def _unsaid(patient_id: PatientId, silent: Sequence[Topic], name: str) -> tuple[Section[Any], ...]:
    sources: list[Any] = [_FileSource(f"{_PREFIX}{name}", _short(name), topic) for topic in silent]
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
        raise InputError("other_patient", name=_short(", ".join(name for one in found for name in one.names)))
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
        raise InputError("other_patient", name=_short(", ".join(name for one in found for name in one.names)))


def _said_whose(found: Sequence[Recognised]) -> None:
    """Refuse a file of which nobody says whose it is: beside others, or in the cache, it would be somebody's by guess.

    Raises:
        InputError: `whose_file`.

    """
    for one in found:
        if one.names_nobody:
            raise InputError("whose_file", name=", ".join(one.names))


class Imported(NamedTuple):
    """How many files were kept, and of whom."""

    files: int
    patients: tuple[PatientId, ...]


async def import_files(
    settings: Settings,
    files: Sequence[Path],
    clock: Clock,
    whose: PatientId | None = None,
    tell: Tell = nobody_listens,
) -> Imported:
    """Keep recorded answers in the cache, each file as a source of its own, named after it.

    A file that names nobody is kept of the citizen whom the user names.

    Raises:
        InputError: a file cannot be used, and nothing is kept; or nothing can be kept here (`not_kept`).
        Unintelligible: a file is of a known kind but broken, and nothing is kept.

    """
    documents, read = _read_each(files, clock, whose, tell)
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
    whom = dict.fromkeys(recognised.patient_id for found in read.values() for recognised in found)
    return Imported(len(read), tuple(whom))


def _read_each(
    files: Sequence[Path], clock: Clock, whose: PatientId | None, tell: Tell
) -> tuple[dict[Path, RawDocument], dict[Path, tuple[Recognised, ...]]]:
    """Read each file alone; one of a folder that cannot be used is told and left out."""
    given = handed(files)
    of_folders = {one.path for one in given if one.is_of_folder}
    documents: dict[Path, RawDocument] = {}
    read: dict[Path, tuple[Recognised, ...]] = {}
    for path, name in file_names([one.path for one in given]).items():
        document = document_of(path, name)
        try:
            found = recognised_in((document,), clock, whose)
            if not found:
                raise InputError("file_no_patient", name=name)  # noqa: TRY301 - the file alone may be at fault
        except (InputError, Unintelligible):
            if path not in of_folders:
                raise
            tell(name)
            continue
        _agreed(found, whose)
        if whose is None:
            _said_whose(found)
        documents[path], read[path] = document, found
    if not read:
        raise InputError("folder_unknown", name=", ".join(path.name for path in files))
    return documents, read


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
        again = recognised_in((renamed,), clock, recognised.patient_id if recognised.names_nobody else None)
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
    return next((longer for longer in names_of(path, name) if _PREFIX + longer not in others), str(path))
