"""The twelve use cases of the store, each as steps; and all that can be read of a store, by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from faults.computer import DEVICE, USER, Computer
from overblik.access.user_key import Secret, advanced, open_user_key
from overblik.app.keeping import Keeping
from overblik.domain.patient import PatientId
from overblik.domain.ports import RawMessage
from overblik.domain.section import Topic
from overblik.domain.sighting import NeverSeen, Sighting, Trace, UnreadSighting
from overblik.store import database
from overblik.store.search import SearchIndex
from overblik.store.sightings import Sightings
from store.facts import ME, NOW, OTHER, kept, section
from store.writer import raw_of

Step = Callable[[Keeping], object]
State = dict[tuple[str, ...], Any]
START = "start"
"""The step that starts the program anew."""
WHO = "anna"
PLACES = ("ehr", "lab", "old")


@dataclass(frozen=True)
class UseCase:
    """What lies there before, and what is done; a start is a step of its own."""

    before: tuple[Step, ...]
    steps: tuple["Step | str", ...]


def keep(source: str, *texts: str, patient: PatientId = ME, message: RawMessage | None = None) -> Step:
    made = kept(texts, source=source, patient=patient, **({"message": message.digest} if message else {}))

    def act(keeping: Keeping) -> None:
        keeping.store.keep(made)
        if message is not None:
            keeping.store.keep_raw(made.section, (message,))

    return act


def keep_raw(source: str, text: str, message: RawMessage) -> Step:
    made = section(source=source, texts=(text,), message=message.digest)
    return lambda keeping: keeping.store.keep_raw(made, (message,))


def erase(source: str) -> Step:
    return lambda keeping: keeping.store.erase(ME, Topic.DOCUMENTS, source)


def purge(patient: PatientId) -> Step:
    return lambda keeping: keeping.store.purge(patient)


def erase_older(keeping: Keeping) -> object:
    return keeping.store.erase_older(Topic.DOCUMENTS, NOW + timedelta(seconds=1))


def index(source: str, *words: str) -> Step:
    place = (ME.token_for_lookup(), Topic.DOCUMENTS, source)

    def act(keeping: Keeping) -> None:
        words_of = SearchIndex(keeping.store)
        found = words_of.kept(place)
        assert found is not None
        words_of.write(place, found[1], [("1", word) for word in words])

    return act


def drop_index(keeping: Keeping) -> object:
    return SearchIndex(keeping.store).drop(ME, [Topic.DOCUMENTS])


def saw(name: str) -> Step:
    seen = Sighting(ME, NOW, {(Topic.DOCUMENTS, "ehr"): {"1": Trace(name, "", "")}})
    return lambda keeping: Sightings(keeping.store).keep(seen, WHO, NOW)


def shown(minutes: int) -> Step:
    at = NOW + timedelta(minutes=minutes)
    return lambda keeping: Sightings(keeping.store).keep_shown(ME, WHO, at, [section(texts=("vist",))])


def pin(keeping: Keeping) -> object:
    return keeping.pin()


_FULL = (
    keep("ehr", "1 tablet", message=raw_of(1)),
    keep("lab", "kreatinin", message=raw_of(2)),
    keep("ehr", "en anden", patient=OTHER),
    index("ehr", "tablet"),
    saw("før"),
)
USE_CASES = {
    "first opening": UseCase((), (START, keep("ehr", "1 tablet"), START)),
    "keep": UseCase(_FULL, (START, keep("old", "ny"), keep("old2", "ny " * 3000))),
    "replace": UseCase(_FULL, (START, keep("ehr", "2 tabletter"), keep("ehr", "3 tabletter"))),
    "keep raw": UseCase(
        _FULL, (START, keep_raw("ehr", "1 tablet", raw_of(3)), keep_raw("lab", "kreatinin", raw_of(4)))
    ),
    "erase": UseCase(_FULL, (START, erase("ehr"), keep("ehr", "igen"), erase("lab"))),
    "purge": UseCase(_FULL, (START, purge(ME), keep("ehr", "igen"), purge(OTHER))),
    "erase older": UseCase(_FULL, (START, erase_older, keep("ehr", "igen"))),
    "index words": UseCase(_FULL, (START, index("lab", "kreatinin"), drop_index, index("ehr", "tablet"))),
    "sighting": UseCase(_FULL, (START, saw("efter"), shown(1), shown(2), saw("igen"))),
    "generation pin": UseCase(_FULL, (START, keep("ehr", "2 tabletter"), pin, START, keep("ehr", "3"), START)),
    "migration": UseCase(_FULL, (START, keep("ehr", "2 tabletter"), START)),
    "end and start": UseCase(_FULL, (START, START, keep("ehr", "2 tabletter"), START, START)),
}


def prepare(case: str, computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write what lies there before; for the migration in the form of version 3."""
    if case == "migration":
        _write_version_3(computer.folder, monkeypatch, computer)
        return
    for step in USE_CASES[case].before:
        step(computer.keeping or computer.start())
    computer.stop()


def _write_version_3(folder: Path, monkeypatch: pytest.MonkeyPatch, computer: Computer) -> None:
    """Make a file as a program of version 3 left it: nobody pinned it, for it had no number."""
    prepare("keep", computer, monkeypatch)
    connection = database.open_database(folder / "cache.db", _key_of(computer))
    connection.execute("DROP TRIGGER section_marked; DROP TRIGGER section_unmarked")
    connection.execute("DROP TABLE mark; DROP TABLE generation; DROP TABLE ledger")
    connection.pragma("user_version", 3)
    connection.close()
    for name in [one for one in computer.ring.held() if one.startswith("generation-")]:
        computer.ring.delete(name)


def _key_of(computer: Computer) -> bytes:
    key = open_user_key(computer.folder, computer.files, USER, Secret("", DEVICE))
    advanced(computer.folder, computer.files, key, 0, computer.chance)
    return key.raw


def observed(keeping: Keeping) -> State:
    """Read all that can be read; a key that is absent reads as none."""
    store, found = keeping.store, State()
    for patient in (ME, OTHER):
        for one in store.sections(patient):
            texts = tuple(entry.fact.title for entry in one.section.entries)
            found["section", patient.token_for_lookup(), one.section.source] = (texts, one.known)
    for number in range(1, 5):
        message = store.raw(ME, raw_of(number).digest)
        found["raw", str(number)] = message == raw_of(number) if message is not None else None
    return {key: told for key, told in (found | _aside(store)).items() if told is not None}


def _aside(store: Any) -> State:
    sightings, index_of, found = Sightings(store), SearchIndex(store), State()
    seen = sightings.sighting(ME, WHO)
    assert not isinstance(seen, UnreadSighting)
    found["seen",] = None if isinstance(seen, NeverSeen) else seen.parts[Topic.DOCUMENTS, "ehr"]["1"].content
    for at in sightings.moments(ME, WHO):
        found["shown", at.isoformat()] = len(sightings.shown(ME, WHO, at)) == 1 or None
    for word in ("tablet", "kreatinin"):
        for match in index_of.find([word]):
            found["word", word, match.source] = match.count
    return found


def acceptable(before: State, after: State, told: State) -> Iterable[tuple[str, ...]]:
    """Give the names of what is neither as it was before a step nor as it is after it."""
    for key in {*before, *after, *told}:
        if told.get(key) not in (before.get(key), after.get(key)):
            yield key
