"""Recorded answers read straight from files: without cache, key ring or network."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from overblik.app.house import open_house
from overblik.domain.errors import InputError
from overblik.domain.grant import Basis, LookReason
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock, ConsentState, Kept, RawDocument, Reader, Recognised
from overblik.domain.section import Cause, Section, Topic
from overblik.runtime import paths
from overblik.runtime.registers import FileRegisters
from overblik.runtime.settings import Settings
from overblik.sources.fhir import FhirReader
from overblik.sync import standing


def readers() -> tuple[Reader, ...]:
    """Give everything that can read recorded answers from files."""
    return (FhirReader(FileRegisters(paths.resources() / "registers")),)


def read_files(files: Sequence[Path], clock: Clock) -> tuple[Recognised, ...]:
    """Read recorded answers straight from files.

    Raises:
        InputError: a file is missing, unreadable or of no known kind.
        Unintelligible: a file is of a known kind but broken.

    """
    documents = tuple(_document(path) for path in files)
    found: list[Recognised] = []
    for reader in readers():
        found += reader.recognise(documents, clock.now()) or ()
        for document in documents:
            if reader.recognise((document,), clock.now()) is None:
                raise InputError("file_unknown", name=document.name)
    return tuple(found)


def _document(path: Path) -> RawDocument:
    try:
        return RawDocument(path.name, path.read_bytes())
    except FileNotFoundError as error:
        raise InputError("file_missing", name=path.name) from error
    except OSError as error:
        raise InputError("file_unreadable", name=path.name) from error


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
    made = []
    for topic, answer in recognised.answers.items():
        source: Any = _FileSource(f"fil: {name}", name, topic)
        judged = standing.answered(recognised.patient_id, source, answer, None, clock.now(), ConsentState.NONE)
        made.append(judged.section)
    # A file that holds nothing of a topic says nothing about it: that is never "none".
    silent = [topic for topic in Topic if topic not in recognised.answers]
    for topic in silent:
        source = _FileSource(f"fil: {name}", name, topic)
        made.append(standing.unasked(recognised.patient_id, source, Cause.NOT_OFFERED))
    return tuple(made)


def chosen(found: tuple[Recognised, ...], wanted: PatientId | None) -> Recognised:
    """Choose the citizen of the files.

    Raises:
        InputError: there is none, there are several, or another than the wanted one.

    """
    if not found:
        raise InputError("no_patient")
    if wanted is not None:
        mine = [one for one in found if one.patient_id == wanted]
        if not mine:
            raise InputError("other_patient")
        return mine[0]
    if len(found) > 1:
        ids = ", ".join(sorted(one.patient_id.token_for_lookup() for one in found))
        raise InputError("many_patients", count=len(found), ids=ids)
    return found[0]


async def import_files(settings: Settings, files: Sequence[Path], clock: Clock) -> list[PatientId]:
    """Keep recorded answers in the cache as a source of its own, named after the file.

    Raises:
        InputError: a file cannot be used, and nothing of it is kept; or nothing can be kept here (`not_kept`).

    """
    house = open_house(settings, clock)
    patients: list[PatientId] = []
    try:
        if not house.keeps:
            raise InputError("not_kept")
        for path in files:
            for recognised in read_files((path,), clock):
                await house.right.ask_to_look(recognised.patient_id, LookReason(Basis.OWN_FILE))
                for section in sections_of_files(recognised, path.name, clock):
                    if section.topic not in recognised.answers:
                        continue
                    house.store.keep(Kept(section, {}))
                    house.store.keep_raw(section, recognised.answers[section.topic].raw)
                patients.append(recognised.patient_id)
    finally:
        await house.close()
    return list(dict.fromkeys(patients))
