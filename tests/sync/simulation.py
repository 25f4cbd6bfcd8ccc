"""A seeded clinic: services that change, answers that come late, broken or about somebody else, a hasty clinician."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

from clinic import DANISH_WORDS, ME, OTHER, THIRD, document, scoped, unreadable
from overblik.domain.dates import Instant
from overblik.domain.errors import (
    Refused,
    SignInNeeded,
    Unintelligible,
    Unreachable,
    Withheld,
    WrongPatient,
)
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, AnswerKind, ConsentState, Kept, RawMessage
from overblik.domain.section import Cause, Reason, Section, Topic
from overblik.sync.overview import open_patient
from overblik.viewmodels.overview import OverviewModel
from sync.simulated_ports import Queue, Shaky, TrueClock, Waiting
from sync.world import Question, Scripted, World, settle

PATIENTS = (ME, OTHER, THIRD)
Place = tuple[PatientId, str]


@dataclass
class Service:
    """What one source truly holds of one patient: every version of it."""

    versions: list[tuple[str, ...]] = field(default_factory=lambda: [()])

    @property
    def now(self) -> tuple[str, ...]:
        return self.versions[-1]


class Simulation:
    """One run of one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.clock = TrueClock()
        sources = [Scripted("ehr"), Scripted("lab", silent_when_blocked=True), Scripted("municipality")]
        self.world = World(sources)
        self.world.clock, self.world.scheduler = self.clock, Waiting()  # type: ignore[assignment]
        self.store = Shaky(self.world.store)
        self.world.store = self.store
        self.clinic = self.world.clinic()
        self.queue = Queue()
        self.model = OverviewModel(self.queue, self, self.clock, DANISH_WORDS)
        self.services: dict[Place, Service] = defaultdict(Service)
        self.whole: dict[Place, set[tuple[frozenset[str], Instant]]] = defaultdict(set)
        """Every answer that was whole: what it held, and the true moment of it."""
        self.was_behind = False
        """Whether the computer's clock was behind when the patient was opened."""
        self.trace: list[object] = []
        self.items = 0

    async def look(self, patient_id: PatientId, only: frozenset[Topic] | None, reveal: Any, report: Any) -> None:
        await open_patient(self.world.grant(patient_id), self.clinic, report, only)

    async def original(self, *_: object) -> bytes | None:
        return None

    def waiting(self) -> list[tuple[Scripted, Question]]:
        return [(source, question) for source in self.world.sources for question in source.waiting]

    def answer_one(self) -> None:
        """Let one of the waiting questions have its answer, in any order."""
        waiting = self.waiting()
        if not waiting:
            return
        source, question = self.random.choice(waiting)
        told = self._told(source, question)
        self.trace.append((source.name, type(told).__name__))
        question.answer(told)

    def _told(self, source: Scripted, question: Question) -> "Answer | BaseException":
        patient = question.grant.patient_id
        fault = self.random.random()
        if fault < 0.3:
            faults = (
                Unreachable(connection=True),
                Unreachable(status=503),
                TimeoutError(),
                SignInNeeded(),
                Unintelligible(),
                WrongPatient(count=2),
                ValueError("our own fault"),
                Refused(),
                Withheld(),
            )
            return self.random.choice(faults)
        self._change((patient, source.name))
        if fault < 0.6:
            return self._lossy(source, patient)
        return self._lossless(source, question)

    def _change(self, place: Place) -> None:
        """Let the service file or delete something, sometimes."""
        service = self.services[place]
        held = list(service.now)
        if self.random.random() < 0.6:
            self.items += 1
            held.append(f"{PATIENTS.index(place[0])}/{place[1]}/{self.items}")
        if held and self.random.random() < 0.3:
            held.pop(self.random.randrange(len(held)))
        if tuple(held) != service.now:
            service.versions.append(tuple(held))

    def _answer(self, place: Place, names: tuple[str, ...], **more: Any) -> Answer:
        entries = tuple(scoped(document(name), name, place[0], place[1]) for name in names)
        raw = (RawMessage("0" * 64, "u", b"{}"),)
        return Answer(AnswerKind.FULL, entries, source_time=self.clock.truth, raw=raw, **more)

    def _lossy(self, source: Scripted, patient: PatientId) -> Answer:
        """An answer that lacks something, and says so in one of the ways that sources do."""
        place = (patient, source.name)
        names = self.services[place].now
        part = names[: self.random.randrange(len(names) + 1)]
        stranger = self.random.choice([other for other in PATIENTS if other != patient])
        name = self.random.choice(names) if names else "x"
        foreign = scoped(document(f"{PATIENTS.index(stranger)}/fremmed"), name, stranger, source.name)
        ways = (
            lambda: self._answer(place, part, closed=False),
            lambda: self._answer(place, names, unreadable=(unreadable("ulæselig"),)),
            lambda: self._answer(place, names, unidentified=1),
            lambda: self._answer(place, part, warnings=(Reason(Cause.REPOSITORY_SILENT, detail="Odense"),)),
            lambda: self._answer(place, part, warnings=(Reason(Cause.WITHHELD),)),
            lambda: self._answer(place, part, warnings=(Reason(Cause.PRIVATE_ENTRY, 1),)),
            lambda: self._with(self._answer(place, part), foreign),
            lambda: self._with(self._answer(place, ()), foreign),
        )
        made = self.random.choice(ways)()
        return replace(made, validators={"v": self._version(place)} if self.random.random() < 0.5 else None)

    @staticmethod
    def _with(made: Answer, foreign: Any) -> Answer:
        return replace(made, entries=(*made.entries, foreign))

    def _version(self, place: Place) -> str:
        return str(len(self.services[place].versions) - 1)

    def _lossless(self, source: Scripted, question: Question) -> Answer:
        """The whole truth: in full, as what changed since, or as that nothing did."""
        place = (question.grant.patient_id, source.name)
        names, validators = self.services[place].now, {"v": self._version(place)}
        self.whole[place].add((frozenset(names), self.clock.truth))
        known = (question.known or {}).get("v")
        if known is None or self.random.random() < 0.3:
            return self._answer(place, names, validators=validators)
        before = self.services[place].versions[int(known)]
        if before == names and self.random.random() < 0.7:
            return Answer(AnswerKind.UNCHANGED, (), source_time=self.clock.truth)
        came = tuple(name for name in names if name not in before)
        gone = tuple(name for name in before if name not in names)
        return replace(self._answer(place, came, validators=validators), kind=AnswerKind.DELTA, removed=gone)

    def switch(self) -> None:
        """Choose a patient, or none; consent is what the service says at that moment."""
        self.world.consent.told = self.random.choice((ConsentState.NONE, ConsentState.UNKNOWN, ConsentState.SOME))
        self.was_behind = self.clock.wrong_by < timedelta()
        chosen = self.random.choice((*PATIENTS, *PATIENTS, None))
        if chosen is None:
            self.model.close_patient()
        else:
            self.model.show_patient(chosen)

    def jump(self) -> None:
        """Set the computer's clock right or wrong."""
        minutes = self.random.choice((0, 0, 0, 1, -1, 61, -61, 60 * 30, -60 * 30, 525_600, -525_600))
        self.clock.wrong_by = timedelta(minutes=minutes)

    def wait(self) -> None:
        self.clock.passed += self.random.choice((1, 60, 600, 7200, 100_000, 700_000))

    def refresh(self) -> None:
        self.model.fetch_again(self.random.choice((None, frozenset({Topic.DOCUMENTS}))))

    def break_something(self) -> None:
        self.store.is_broken = self.random.random() < 0.3
        self.world.network.told = self.random.choice((True, False, Unintelligible(reason="redirect")))

    def deliver(self) -> "tuple[Section[Any] | None, Section[Any]] | None":
        """Deliver one parcel; give the section before and after, where one changed."""
        if not self.queue.parcels:
            return None
        before = {(one.topic, one.source): one for one in self.model.sections}
        came = self.queue.deliver()
        if not isinstance(came, Section):
            return None
        return before.get((came.topic, came.source)), came

    async def step(self) -> "tuple[Section[Any] | None, Section[Any]] | None":
        """Let one thing happen."""
        acts: tuple[tuple[int, Callable[[], Any]], ...] = (
            (60, self.deliver),
            (40, self.answer_one),
            (6, self.switch),
            (6, self.refresh),
            (6, self.wait),
            (4, self.jump),
            (3, self.break_something),
        )
        act = self.random.choices([one for _, one in acts], [weight for weight, _ in acts])[0]
        self.trace.append(act.__name__)
        came = act()
        await settle(8)
        return came if act == self.deliver else None

    def kept(self) -> list[Kept]:
        return [kept for patient in PATIENTS for kept in self.store.store.sections(patient)]
