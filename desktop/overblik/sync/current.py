"""The open patient as sync knows him: which opening asked last for each section, and what it was answered."""

from dataclasses import replace
from typing import Any
from weakref import WeakSet

from overblik.domain.patient import PatientId
from overblik.domain.ports import Kept, RawMessage
from overblik.domain.section import Section, Standing, Topic

Place = tuple[Topic, str]
"""A section of the open patient: its topic and its source."""


class Order:
    """Which opening wrote or erased a section last, shared by all that are beside each other."""

    def __init__(self) -> None:
        """Nothing was written yet."""
        self._count = 0
        self._last: dict[tuple[PatientId, Place], int] = {}
        self._erased: dict[PatientId, int] = {}

    def erase(self, patient_id: PatientId) -> None:
        """All of a patient is erased."""
        self._count += 1
        self._erased[patient_id] = self._count

    def note(self, patient_id: PatientId, place: Place) -> None:
        """A section is written, or erased."""
        self._count += 1
        self._last[patient_id, place] = self._count

    def last(self, patient_id: PatientId, place: Place) -> int:
        """Give the number of the last time."""
        return max(self._last.get((patient_id, place), 0), self._erased.get(patient_id, 0))


class Current:
    """Memory of one patient, in the asking thread; another patient's opening empties it (T22)."""

    def __init__(self, order: Order | None = None) -> None:
        """Start without a patient."""
        self.order = order or Order()
        self._patient_id: PatientId | None = None
        self._openings = 0
        self._answered: dict[Place, int] = {}
        self._held: dict[Place, Kept] = {}
        self._unwritten: dict[tuple[PatientId, Place], Kept] = {}
        self._messages: dict[Place, dict[str, RawMessage]] = {}
        self._private: dict[tuple[PatientId, Place], frozenset[str]] = {}
        self._forgotten: set[PatientId] = set()
        self._beside: WeakSet[Current] = WeakSet()
        self.silent: set[Place] = set()
        """The sections of the open patient whose last question was in vain."""

    def hide(self, section: Section[Any]) -> None:
        """Take the words that a medicine card hides, until it hides nothing: of a partial answer no word is given up.

        They go with the patient, once all is written that may hold them.
        """
        if section.topic is not Topic.MEDICATION:
            return
        owner = (section.patient_id, (section.topic, section.source))
        hides_nothing = section.standing is Standing.COMPLETE and not section.is_revealed
        self._private[owner] = (
            frozenset() if hides_nothing else self._private.get(owner, frozenset()) | section.private_words
        )

    def with_private_words(self, section: Section[Any]) -> Section[Any]:
        """Give a section as it is shown: a card that is being asked, or fails, tells no words; those it told still hide."""
        words = self._private.get((section.patient_id, (section.topic, section.source)), frozenset())
        if section.is_revealed or words <= section.private_words:
            return section
        return replace(section, private_words=section.private_words | words)

    def private_words(self, patient_id: PatientId) -> frozenset[str]:
        """Give the words that may neither be written of a patient nor shown again from what is held."""
        return frozenset().union(*(words for (his, _), words in self._private.items() if his == patient_id))

    def beside(self) -> "Current":
        """Give the memory of an opening beside the open patient's (a pack, a board): whom this forgets, that forgets."""
        other = Current(self.order)
        self._beside.add(other)
        return other

    def open(self, patient_id: PatientId) -> int:
        """Begin an opening and give its number."""
        if patient_id != self._patient_id:
            self._patient_id = patient_id
            self._answered, self._held, self._messages, self.silent = {}, {}, {}, set()
            waiting = {his for his, _ in self._unwritten} | {patient_id}
            self._private = {owner: words for owner, words in self._private.items() if owner[0] in waiting}
        self._forgotten.discard(patient_id)
        self._openings += 1
        return self._openings

    def forget(self, patient_id: PatientId) -> None:
        """Hold nothing of a patient any more; what is still under way of him is not written either, until he is opened."""
        self.order.erase(patient_id)
        for one in self._beside:
            one.forget(patient_id)
        self._forgotten.add(patient_id)
        self._unwritten = {owner: kept for owner, kept in self._unwritten.items() if owner[0] != patient_id}
        self._private = {owner: words for owner, words in self._private.items() if owner[0] != patient_id}
        if patient_id == self._patient_id:
            self._answered, self._held, self._messages = {}, {}, {}

    def is_forgotten(self, patient_id: PatientId) -> bool:
        """Whether nothing may be written of a patient: his copies were erased, and he was not opened since."""
        return patient_id in self._forgotten

    def is_latest(self, opening: int) -> bool:
        """Whether no other opening has begun since."""
        return opening == self._openings

    def hear(self, place: Place, *, silent: bool) -> None:
        """Remember whether the last question for a section was in vain."""
        if silent:
            self.silent.add(place)
        else:
            self.silent.discard(place)

    def is_late(self, place: Place, opening: int) -> bool:
        """Whether a later question for the section has its answer already."""
        return self._answered.get(place, 0) > opening

    def answered(self, kept: Kept, opening: int) -> None:
        """Hold an answer: nothing older may take its place."""
        if self.hold(kept):
            self._answered[kept.section.topic, kept.section.source] = opening

    def hold(self, kept: Kept) -> bool:
        """Hold what is shown: no failure of the store, and no rule against storing, may take it away again.

        What is left of an opening of another patient is not held.
        """
        is_his = kept.section.patient_id == self._patient_id
        if is_his:
            self._held[kept.section.topic, kept.section.source] = kept
        return is_his

    def drop(self, patient_id: PatientId, place: Place) -> None:
        """Forget what was refused or is too old, also where it waits to be written."""
        self._unwritten.pop((patient_id, place), None)
        self.order.note(patient_id, place)
        if patient_id == self._patient_id:
            self._held.pop(place, None)
            self._messages.pop(place, None)

    def forget_revealed(self) -> None:
        """Forget the sections that show what consent or override revealed."""
        for place in [place for place, kept in self._held.items() if kept.section.is_revealed]:
            del self._held[place]
            self._messages.pop(place, None)

    def remember(self, kept: Kept, messages: tuple[RawMessage, ...]) -> None:
        """Hold the messages behind a section that may not lie on disk, as long as its entries point into them."""
        place = (kept.section.topic, kept.section.source)
        if self._held.get(place) is not kept:
            return
        wanted = {entry.provenance.raw_ref.message for entry in kept.section.entries}
        wanted |= {item.raw_ref.message for item in kept.section.unreadable}
        known = {**self._messages.get(place, {}), **{one.digest: one for one in messages}}
        self._messages[place] = {digest: one for digest, one in known.items() if digest in wanted}

    def message(self, patient_id: PatientId, digest: str) -> RawMessage | None:
        """Give a message that is held of the open patient."""
        if patient_id != self._patient_id:
            return None
        return next((held[digest] for held in self._messages.values() if digest in held), None)

    def put_off(self, kept: Kept) -> None:
        """Let a copy wait to be written; it takes the place of an older one that waits."""
        self._unwritten[_owner(kept)] = kept

    def is_due(self, kept: Kept) -> bool:
        """Tell whether a copy that waited is still to be written: nothing newer came, it was not refused or erased."""
        is_due = self._unwritten.get(_owner(kept)) is kept
        if is_due:
            del self._unwritten[_owner(kept)]
            self.order.note(*_owner(kept))
        return is_due and not self.is_forgotten(kept.section.patient_id)

    def kept(self, patient_id: PatientId, place: Place) -> Kept | None:
        """Give what a failure may not take off the screen."""
        return self._held.get(place) if patient_id == self._patient_id else None

    @property
    def held(self) -> dict[Place, Kept]:
        """What is shown of the open patient: never older than the kept copy."""
        return dict(self._held)


def _owner(kept: Kept) -> tuple[PatientId, Place]:
    section = kept.section
    return section.patient_id, (section.topic, section.source)
