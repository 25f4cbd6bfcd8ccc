"""A clinic whose services answer when the test says so: every order of events is a script."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from clinic import ME, NOW
from in_process import FakeClock, FakeScheduler, grant
from overblik.domain.grant import Grant
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, ConsentState, Known, Seen
from overblik.domain.section import Section, Topic
from overblik.store.database import memory_database
from overblik.store.sections import SectionStore
from overblik.sync.clinic import Clinic
from overblik.sync.overview import open_patient


@dataclass
class Question:
    """One question that waits for its answer."""

    grant: Grant
    known: Known | None
    reply: "asyncio.Future[Answer]"
    is_cancelled: bool = False

    def answer(self, told: "Answer | BaseException") -> None:
        if isinstance(told, BaseException):
            self.reply.set_exception(told)
        else:
            self.reply.set_result(told)


@dataclass
class Scripted:
    """A source that answers when the test gives it an answer."""

    name: str = "ehr"
    topic: Topic = Topic.DOCUMENTS
    label: str = "Journal"
    silent_when_blocked: bool = False
    budget: float = 10.0
    asked: list[Question] = field(default_factory=list)

    async def fetch(self, grant: Grant, known: Known | None) -> Answer:
        question = Question(grant, known, asyncio.get_running_loop().create_future())
        self.asked.append(question)
        try:
            return await question.reply
        except asyncio.CancelledError:
            question.is_cancelled = True
            raise

    @property
    def waiting(self) -> list[Question]:
        return [one for one in self.asked if not one.reply.done()]


@dataclass
class Probe:
    """The network: reachable or not, or an error; counts how often it was tried."""

    told: "bool | BaseException" = True
    tried: int = 0

    async def is_reachable(self) -> bool:
        self.tried += 1
        await asyncio.sleep(0)
        if isinstance(self.told, BaseException):
            raise self.told
        return self.told


@dataclass
class Outcomes:
    """The trail's second half: what a look led to, in order."""

    told: list[tuple[str, Seen]] = field(default_factory=list)

    async def outcome(self, intent_id: str, seen: Seen) -> None:
        self.told.append((intent_id, seen))


@dataclass
class Consenting:
    """A consent service with one answer."""

    told: "ConsentState | BaseException | Awaitable[ConsentState]" = ConsentState.NONE

    async def state(self, grant: Grant) -> ConsentState:
        del grant
        if isinstance(self.told, BaseException):
            raise self.told
        if isinstance(self.told, ConsentState):
            return self.told
        return await self.told


@dataclass
class World:
    """One clinic, one store, one screen that remembers everything it was shown."""

    sources: list[Scripted]
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    network: Probe = field(default_factory=Probe)
    consent: Consenting = field(default_factory=Consenting)
    trail: Outcomes = field(default_factory=Outcomes)
    store: Any = field(default_factory=lambda: SectionStore(memory_database()))
    shown: list[Section[Any]] = field(default_factory=list)
    scheduler: FakeScheduler = field(init=False)

    def __post_init__(self) -> None:
        self.scheduler = FakeScheduler(self.clock)

    def clinic(self, *, stay_offline: bool = False) -> Clinic:
        return Clinic(
            tuple(self.sources),
            self.consent,
            self.store,
            self.trail,
            self.clock,
            self.scheduler,
            self.network,
            stay_offline=stay_offline,
        )

    def grant(self, patient: PatientId = ME) -> Grant:
        """Give a right that lasts longer than any test."""
        made = grant(patient)
        return Grant(made.patient_id, made.clinician, made.reason, made.intent_id, NOW.replace(year=2999))

    def latest(self, topic: Topic = Topic.DOCUMENTS, source: str = "ehr") -> Section[Any]:
        return next(one for one in reversed(self.shown) if (one.topic, one.source) == (topic, source))

    @contextmanager
    def opening(
        self, patient: PatientId = ME, only: frozenset[Topic] | None = None, *, stay_offline: bool = False
    ) -> Iterator["asyncio.Task[None]"]:
        """Open a patient; the task is cancelled when the test leaves it behind."""
        opened = open_patient(self.grant(patient), self.clinic(stay_offline=stay_offline), self.shown.append, only)
        task = asyncio.ensure_future(opened)
        try:
            yield task
        finally:
            task.cancel()


async def settle(turns: int = 30) -> None:
    """Let everything that can go on go on."""
    for _ in range(turns):
        await asyncio.sleep(0)


def play(script: Callable[[], Awaitable[None]]) -> None:
    """Run one script to its end."""

    async def whole() -> None:
        async with asyncio.timeout(20):
            await script()

    asyncio.run(whole())


def fetch_once(world: World, *told: "Answer | BaseException", patient: PatientId = ME) -> None:
    """Open a patient and let each source in turn give its answer, to the end."""

    async def script() -> None:
        with world.opening(patient) as task:
            await settle()
            for source, reply in zip(world.sources, told, strict=True):
                source.waiting[-1].answer(reply)
            await task

    play(script)
