"""What a store acknowledged, beside the store: each place holds what was kept last, or what was under way."""

from collections.abc import Callable, Iterable
from typing import Any

from overblik.app.keeping import Keeping
from overblik.domain.errors import StoreError
from overblik.domain.patient import PatientId
from overblik.domain.ports import Kept
from overblik.domain.section import Topic
from overblik.store.sections import SectionStore

Place = tuple[PatientId, Topic, str]
Value = tuple[object, ...] | None


class Ledger:
    """Every value that a place may rightfully have."""

    def __init__(self, patients: Iterable[PatientId]) -> None:
        self._patients = tuple(patients)
        self._may: dict[Place, list[Value]] = {}
        self.is_given_up = False
        """Whether the key was destroyed, and all rows with it."""
        self.is_dead = False
        """Whether what is written goes to a disk that nobody will see."""

    def give_up(self) -> None:
        self._may, self.is_given_up = {}, True

    def watched(self, keeping: Keeping) -> Any:
        """Give the store to sync, so that what it acknowledges is written down; a store in memory is not counted."""
        return (
            keeping.store
            if keeping.notice.startswith("bar.") and not keeping.was_put_aside
            else _Watched(self, keeping)
        )

    def did(self, place: Place, value: Value, act: Callable[[], Any]) -> Any:
        """Do something to a place: once it returns only the new value is rightful, else the old ones are too."""
        if self.is_dead:
            return act()
        former = self._may.get(place, [None])
        self._may[place] = [*former, value]
        told = act()
        self._may[place] = [value]
        return told

    def expires(self, store: SectionStore, act: Callable[[SectionStore], object]) -> None:
        """Let what is too old go; what is there afterwards is what there was."""
        before = {place: list(values) for place, values in self._may.items()}
        for values in self._may.values():
            values.append(None)
        try:
            act(store)
            told = self._told(store)
        except StoreError:
            return
        for place, values in before.items():
            now = told.get(place)
            assert now in (*values, None)
            self._may[place] = [now]

    def compare(self, store: SectionStore) -> None:
        """Read all that is there: it is what was acknowledged, or what was under way."""
        try:
            told = self._told(store)
        except StoreError:
            return
        assert not store.was_damaged
        for place in {*told, *self._may}:
            assert told.get(place) in self._may.get(place, [None]), place[2]
            self._may[place] = [told.get(place)]

    def _told(self, store: SectionStore) -> dict[Place, Value]:
        found = (one for patient in self._patients for one in store.sections(patient))
        return {_place(one): _value(one) for one in found}


class _Watched:
    """The store as sync sees it."""

    def __init__(self, ledger: Ledger, keeping: Keeping) -> None:
        self._ledger, self._store = ledger, keeping.store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def keep(self, kept: Kept) -> None:
        self._ledger.did(_place(kept), _value(kept), lambda: self._store.keep(kept))

    def erase(self, patient_id: PatientId, topic: Topic, source: str) -> None:
        self._ledger.did((patient_id, topic, source), None, lambda: self._store.erase(patient_id, topic, source))


def _place(kept: Kept) -> Place:
    return kept.section.patient_id, kept.section.topic, kept.section.source


def _value(kept: Kept) -> Value:
    return (kept.section.as_of, *(entry.fact.title for entry in kept.section.entries))
