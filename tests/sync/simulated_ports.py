"""The ports of a simulated clinic: a clock that may be wrong, a queue to the screen, a store that may fail."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from clinic import NOW
from overblik.domain.dates import Instant
from overblik.domain.errors import Damaged, Full, OverblikError


@dataclass
class TrueClock:
    """The computer's clock: it may be wrong, the counter may not."""

    passed: float = 0.0
    wrong_by: timedelta = timedelta()

    @property
    def truth(self) -> Instant:
        return NOW + timedelta(seconds=self.passed)

    def now(self) -> Instant:
        return self.truth + self.wrong_by

    def monotonic(self) -> float:
        return self.passed


class Waiting:
    """A scheduler whose deadlines are the script's affair."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)

    async def within(self, seconds: float, work: Any) -> Any:
        return await work

    async def aside(self, job: Callable[..., Any], *payload: object) -> Any:
        return job(*payload)


@dataclass
class Job:
    """One piece of work, with the bridge's rule: once cancelled it never delivers."""

    task: "asyncio.Task[None] | None" = None
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True
        if self.task is not None:
            self.task.cancel()


@dataclass
class Queue:
    """The way from the asking thread to the screen: what is reported waits until it is delivered."""

    parcels: list[tuple[Job, Callable[[Any], None], Any]] = field(default_factory=list)

    def run(self, work: Any, *, each: Callable[[Any], None], failed: Callable[[Any], None]) -> Job:
        job = Job()

        async def guarded() -> None:
            try:
                await work(lambda value: self.parcels.append((job, each, value)))
            except OverblikError as error:
                self.parcels.append((job, failed, error))

        job.task = asyncio.ensure_future(guarded())
        return job

    def deliver(self) -> Any:
        """Take one parcel; give what arrived, none when it was refused."""
        job, to, value = self.parcels.pop(0)
        if job.cancelled:
            return None
        to(value)
        return value


class Shaky:
    """A store that fails while the script says so."""

    def __init__(self, store: Any) -> None:
        self.store, self.is_broken = store, False

    def __getattr__(self, name: str) -> Any:
        if self.is_broken and name in ("sections", "keep", "keep_raw"):
            return self._fail(Damaged if name == "sections" else Full)
        return getattr(self.store, name)

    @staticmethod
    def _fail(kind: type[OverblikError]) -> Any:
        def fail(*_: object) -> Any:
            raise kind

        return fail
