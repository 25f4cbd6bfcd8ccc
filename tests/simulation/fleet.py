"""A country's computers at 08:00, in virtual time, with the program's own pack, gate and pauses (docs/decisions/fleet.md).

    PYTHONPATH=desktop:tests python -m simulation.fleet --clients 40000

tells the load of one national service a minute, with and without jitter, and with and without validators.
"""

import argparse
import asyncio
import heapq
import selectors
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random as Chance
from typing import Any

from clinic import ME, NOW, OTHER, answer
from in_process import FakeClock, grant
from overblik.domain.grant import Grant
from overblik.domain.patient import PatientId, cpr
from overblik.domain.ports import Answer, AnswerKind, ConsentState, Kept, Known, Seen, Written
from overblik.domain.section import Section, Standing, Topic
from overblik.runtime.scheduler import LoopScheduler
from overblik.sync.clinic import Clinic
from overblik.sync.gate import NATIONAL, Gate
from overblik.sync.outage import pause
from overblik.sync.pack import Ports, run_pack, spread

LIST = (ME, OTHER, cpr("0207609991"))
"""The patients of each computer: more make the run longer, and the shape no other."""
MINUTE, HALF_HOUR = 60.0, 1800.0
_ANSWERS = 0.2
"""Seconds that the service takes."""
FULL, UNCHANGED = 60_000, 400
"""Bytes of an answer with and without content."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose time passes only while nothing is to be done."""

    def __init__(self) -> None:
        loop = self

        class Selector(selectors.SelectSelector):
            def select(self, timeout: float | None = None) -> list[Any]:
                loop.passed += timeout or 0.0
                return super().select(0)

        self.passed = 0.0
        super().__init__(Selector())

    def time(self) -> float:
        return self.passed


@dataclass
class Seeded:
    """The chance of one computer; without jitter it is always the same."""

    seed: int
    is_random: bool

    def __post_init__(self) -> None:
        self._chance = Chance(self.seed)

    def fraction(self) -> float:
        return self._chance.random() if self.is_random else 0.0

    def bytes(self, count: int) -> bytes:
        return self._chance.randbytes(count)

    def identifier(self) -> str:
        return str(self._chance.random())


@dataclass
class Service:
    """One national service: counts its questions and bytes a minute."""

    knows_validators: bool
    asked: Counter[int] = field(default_factory=Counter)
    sent: Counter[int] = field(default_factory=Counter)
    name: str = "fmk"
    topic: Topic = Topic.DOCUMENTS
    label: str = "FMK"
    silent_when_blocked: bool = False
    budget: float = 30.0

    async def fetch(self, grant: Grant, known: Known | None) -> Answer:
        minute = int(asyncio.get_running_loop().time() // MINUTE)
        is_known = self.knows_validators and bool(known)
        self.asked[minute] += 1
        self.sent[minute] += UNCHANGED if is_known else FULL
        await asyncio.sleep(_ANSWERS)
        if is_known:
            return Answer(AnswerKind.UNCHANGED, (), source_time=NOW)
        return answer("x", patient=grant.patient_id, validators={"etag": "1"})


class Memory:
    """A store and a ledger that hold what they are given, as the cache of one computer does."""

    def __init__(self, kept: dict[PatientId, Kept]) -> None:
        self._kept = kept

    def sections(self, patient_id: PatientId) -> tuple[Kept, ...]:
        return (self._kept[patient_id],) if patient_id in self._kept else ()

    def keep(self, kept: Kept) -> None:
        self._kept[kept.section.patient_id] = kept

    def keep_all(self, written: Sequence[Written]) -> None:
        for kept, _ in written:
            self.keep(kept)

    def erase(self, patient_id: PatientId, topic: Topic, source: str) -> None: ...
    def read(self, patients: Sequence[PatientId]) -> dict[PatientId, Any]:
        return {}

    def write(self, patient_id: PatientId, entries: Sequence[Any]) -> None: ...


class Quiet:
    """Consent, trail and network of a computer at which nothing happens."""

    async def state(self, grant: Grant) -> ConsentState:
        return ConsentState.NONE

    async def outcome(self, intent_id: str, seen: Seen) -> None: ...
    async def is_reachable(self) -> bool:
        return True


@dataclass(frozen=True)
class Load:
    """What a service carried in the half hour."""

    asked: Counter[int]
    sent: Counter[int]

    def peak(self, what: Counter[int]) -> float:
        """Give the busiest minute as a share of the mean of its half hour."""
        mean = sum(what.values()) * MINUTE / HALF_HOUR
        return max(what.values()) / mean

    @property
    def most(self) -> float:
        """The most questions a second, over a minute."""
        return max(self.asked.values()) / MINUTE


def packs(clients: int, *, is_random: bool, knows: bool) -> Load:
    """Let every computer fetch its list, from 08:00 on."""
    loop, service = VirtualLoop(), Service(knows)
    clock, scheduler, quiet = FakeClock(NOW), LoopScheduler(), Quiet()
    before = {one: _kept(one) for one in LIST} if knows else {}

    async def computer(number: int) -> None:
        random = Seeded(number, is_random)
        store = Memory(dict(before))
        clinic = Clinic((service,), quiet, store, quiet, clock, scheduler, quiet, after_paint=0.0)  # type: ignore[arg-type]

        async def ask(patient_id: PatientId) -> Grant:
            made = grant(patient_id)
            return Grant(patient_id, made.clinician, made.reason, str(number), NOW + timedelta(days=1))

        await asyncio.sleep(spread(random))
        gate = Gate(loop.time, scheduler)
        ports = Ports(clinic, ask, store, gate, random, lambda source: (source.name, NATIONAL))
        await run_pack(LIST, ports, lambda _: None)

    async def country() -> None:
        await asyncio.gather(*(computer(number) for number in range(clients)))

    _run(loop, country)
    return Load(service.asked, service.sent)


def _kept(patient_id: PatientId) -> Kept:
    """Give what a computer kept of a patient the day before."""
    made = answer("x", patient=patient_id)
    place = (patient_id, Topic.DOCUMENTS, "fmk", "FMK")
    section: Section[Any] = Section(*place, Standing.COMPLETE, entries=made.entries, as_of=NOW, asked_at=NOW)
    return Kept(section, {"etag": "1"})


def _run(loop: asyncio.AbstractEventLoop, script: Callable[[], Awaitable[None]]) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(script())
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def returning(clients: int, *, is_random: bool, down: tuple[float, float] = (600.0, 1200.0)) -> Counter[int]:
    """Give the questions a second of computers whose open patient met a silent service, until each had its answer."""
    asked: Counter[int] = Counter()
    randoms = [Seeded(number, is_random) for number in range(clients)]
    first = Chance(1)
    # Whoever had a patient open met the silence within its first minute: F5, another patient, a second look.
    due = [(down[0] + 60 * first.random(), number, 0) for number in range(clients)]
    heapq.heapify(due)
    while due:
        at, number, tries = heapq.heappop(due)
        asked[int(at)] += 1
        if at < down[1]:
            heapq.heappush(due, (at + pause(tries, randoms[number]), number, tries + 1))
    return asked


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=40_000)
    clients = parser.parse_args().clients
    for is_random in (False, True):
        for knows in (False, True):
            load = packs(clients, is_random=is_random, knows=knows)
            told = f"jitter {is_random!s:5} validators {knows!s:5}"
            peak = f"peak {load.most:8.0f} questions/s, {max(load.sent.values()) / MINUTE / 1e6:8.1f} MB/s"
            sys.stdout.write(f"{told}: {peak}, peak/mean {load.peak(load.asked):6.2f}\n")
        after = returning(clients, is_random=is_random)
        late = max(count for second, count in after.items() if second >= 1200)
        sys.stdout.write(
            f"jitter {is_random!s:5} after an outage of ten minutes: at most {late} questions in a second\n"
        )


if __name__ == "__main__":
    main()
