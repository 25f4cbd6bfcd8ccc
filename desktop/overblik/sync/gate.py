"""What fetching ahead may ask of a service: few questions at once, few a second, none while a clinician waits.

A service that says when it may be asked again (Retry-After) is not asked before; all patients of a pack share that.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from overblik.domain.errors import SourceError
from overblik.domain.grant import Grant
from overblik.domain.ports import Answer, Known, Scheduler, Source
from overblik.domain.section import Topic

AT_ONCE = 6
"""Questions to one service at once; a clinician's own have places beside them (wire/http.py, PER_HOST)."""
A_SECOND = 200.0
"""Questions that one server of the organisation is asked a second."""
NATIONAL = 20.0
"""Topics that a national service is asked for a second: every clinic of the country asks it."""
_GLANCE = 0.02
"""Seconds between two looks whether a clinician still waits."""


@dataclass(slots=True)
class _Service:
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    free_at: float = 0.0
    """Monotonic seconds of the next moment that nobody has taken."""
    held_until: float = 0.0
    """Monotonic seconds before which it wants no question, also of those who have taken a moment."""


class Gate:
    """Belongs to the asking thread: one for the program."""

    def __init__(self, count: Callable[[], float], scheduler: Scheduler) -> None:
        """Start with nobody waiting; `count` gives the seconds by which `scheduler` sleeps, also where a clock stands."""
        self._count, self._scheduler = count, scheduler
        self._services: dict[str, _Service] = {}
        self._waiting = 0

    def is_busy(self) -> bool:
        """Whether a clinician waits for an answer."""
        return self._waiting > 0

    @contextmanager
    def first(self) -> Iterator[None]:
        """Let a clinician's own question go first: nothing new is asked ahead meanwhile."""
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    @asynccontextmanager
    async def turn(self, service: str, a_second: float, burst: int = 1) -> AsyncGenerator[None]:
        """Wait for a turn to ask a service ahead of need; after a pause so many come at once."""
        told = self._services.setdefault(service, _Service())
        async with told.places:
            while not await self._is_turn(told, a_second, burst):
                pass
            yield

    async def _is_turn(self, told: _Service, a_second: float, burst: int) -> bool:
        """Take the next free moment of a service and wait for it; tell whether nothing else has come first meanwhile."""
        while self.is_busy():
            await self._scheduler.sleep(_GLANCE)
        now = self._count()
        mine = max(now - (burst - 1) / a_second, told.free_at)
        told.free_at = mine + 1 / a_second
        if mine > now:
            await self._scheduler.sleep(mine - now)
        return not self.is_busy() and told.held_until <= self._count()

    def hold_off(self, service: str, seconds: float) -> None:
        """Ask a service nothing for a while: it said so."""
        told = self._services.setdefault(service, _Service())
        told.held_until = max(told.held_until, self._count() + seconds)
        told.free_at = max(told.free_at, told.held_until)


@dataclass(frozen=True, slots=True)
class Lane:
    """The turns of one service, for a source that asks several questions for a topic and takes a turn for each."""

    gate: Gate
    service: str

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Wait for a turn."""
        return self.gate.turn(self.service, A_SECOND, AT_ONCE)

    def hear(self, error: SourceError) -> None:
        """Ask nothing for as long as an error says."""
        asked = error.facts.get("retry_after")
        if isinstance(asked, int | float):
            self.gate.hold_off(self.service, float(asked))


@dataclass(frozen=True, slots=True)
class Ahead:
    """A source that is asked ahead of need, through the gate."""

    source: Source
    gate: Gate
    service: str
    """Empty where the source takes a turn for each question by itself."""
    a_second: float = NATIONAL

    @property
    def name(self) -> str:
        """As the source."""
        return self.source.name

    @property
    def topic(self) -> Topic:
        """As the source."""
        return self.source.topic

    @property
    def label(self) -> str:
        """As the source."""
        return self.source.label

    @property
    def silent_when_blocked(self) -> bool:
        """As the source."""
        return self.source.silent_when_blocked

    @property
    def budget(self) -> float:
        """Seconds for turn and answer together: nobody looks at the screen for it."""
        return self.source.budget * 6

    async def fetch(self, grant: Grant, known: Known | None) -> Answer:
        """Wait for a turn, then ask within the source's own budget.

        Raises:
            SourceError: as the source.
            TimeoutError: it took longer than the source's budget.

        """
        if not self.service:
            return await self.source.fetch(grant, known)
        async with self.gate.turn(self.service, self.a_second):
            try:
                return await asyncio.wait_for(self.source.fetch(grant, known), self.source.budget)
            except SourceError as error:
                Lane(self.gate, self.service).hear(error)
                raise
