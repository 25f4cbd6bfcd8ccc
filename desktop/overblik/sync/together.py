"""The store as a pack sees it: what is fetched of one patient is written at once, with one wait for the disk."""

from collections.abc import Mapping, Sequence
from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.domain.ports import Kept, Known, RawMessage, Store, Written
from overblik.domain.section import Section, Topic
from overblik.sync.current import Current
from overblik.sync.sealed import sealed

_Place = tuple[PatientId, Topic, str]


class Together:
    """Holds what is to be kept until `write`; what is erased is erased at once, and is not written afterwards.

    A crash before that costs the patient under way, who is asked for again: each section by itself cost two waits for
    the disk, which were a third of a pack.
    """

    def __init__(self, store: Store, current: Current) -> None:
        """Hold nothing; `current` is the memory of the opening that writes here."""
        self._store, self._current = store, current
        self._kept: dict[_Place, tuple[Kept, int]] = {}
        self._raw: dict[_Place, tuple[RawMessage, ...]] = {}

    def write(self) -> None:
        """Write what is held, but for what a clinician's own opening has written or was refused meanwhile.

        Names of hidden records that came after what holds them are sealed now.

        Raises:
            StoreError: the store fails; nothing of it was written.

        """
        written: list[Written] = []
        for place, (kept, number) in self._kept.items():
            if self._number(place) != number:
                continue
            now = sealed(kept, self._current.private_words(place[0]))
            # Where a word was sealed now, the messages that hold it are not written.
            raw = self._raw.get(place) if now is kept else ()
            written.append((now, raw))
        self._kept, self._raw = {}, {}
        if written:
            self._store.keep_all(written)

    def keep(self, kept: Kept) -> None:
        """Hold a section."""
        place = _place(kept.section)
        self._kept[place] = (kept, self._number(place))

    def _number(self, place: _Place) -> int:
        return self._current.order.last(place[0], place[1:])

    def keep_raw(self, section: Section[Any], raw: tuple[RawMessage, ...]) -> None:
        """Hold the messages behind a section that is held."""
        self._raw[_place(section)] = raw

    def erase(self, patient_id: PatientId, topic: Topic, source: str) -> None:
        """Erase what is held and what is written; raises as the store."""
        self._kept.pop((patient_id, topic, source), None)
        self._raw.pop((patient_id, topic, source), None)
        self._store.erase(patient_id, topic, source)

    def sections(self, patient_id: PatientId) -> tuple[Kept, ...]:
        """Give what is written; raises as the store."""
        return self._store.sections(patient_id)

    def known(self, patient_id: PatientId) -> Mapping[tuple[Topic, str], Known]:
        """Give the validators of what is written; raises as the store."""
        return self._store.known(patient_id)

    def raw(self, patient_id: PatientId, digest: str) -> RawMessage | None:
        """Give a message that is written; raises as the store."""
        return self._store.raw(patient_id, digest)

    def keep_all(self, written: Sequence[Written]) -> None:
        """Hold several sections."""
        for kept, raw in written:
            self.keep(kept)
            if raw is not None:
                self.keep_raw(kept.section, raw)

    def older(self, topic: Topic, before: Instant) -> tuple[Kept, ...]:
        """As the store."""
        return self._store.older(topic, before)

    def erase_older(self, topic: Topic, before: Instant, *, files: bool = False) -> int:
        """As the store."""
        return self._store.erase_older(topic, before, files=files)


def _place(section: Section[Any]) -> _Place:
    return section.patient_id, section.topic, section.source
