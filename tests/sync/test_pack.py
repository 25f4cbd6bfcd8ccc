"""A pack: fetched in order, within limits, after clinicians, once; what is missing is known with its reason."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import ME, NOW, OTHER, answer
from in_process import FakeClock, FakeRandom, FakeScheduler
from overblik.domain.errors import Full, OverblikError, Refused, SignInNeeded, Unintelligible, Unreachable
from overblik.domain.grant import Grant
from overblik.domain.ledger import Entry
from overblik.domain.patient import PatientId, cpr, from_identifier
from overblik.domain.ports import Answer, Known
from overblik.domain.section import Topic
from overblik.runtime.scheduler import LoopScheduler
from overblik.store.ledger import LedgerRows
from overblik.sync.gate import AT_ONCE, NATIONAL, Gate
from overblik.sync.pack import Fetched, Over, Ports, Waiting, run_pack
from overblik.sync.readiness import Gap, readiness
from overblik.sync.retention import MedicineRule
from sync.world import World

THIRD = cpr("0207609991")
DAY = (ME, OTHER, THIRD)


@dataclass
class Service:
    """A source that gives each patient a reply; it remembers whom it was asked about."""

    replies: dict[PatientId, "Answer | OverblikError"] = field(default_factory=dict)
    name: str = "ehr"
    topic: Topic = Topic.DOCUMENTS
    label: str = "EPJ"
    silent_when_blocked: bool = False
    budget: float = 10.0
    asked: list[PatientId] = field(default_factory=list)
    known: list[Known | None] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def fetch(self, grant: Grant, known: Known | None) -> Answer:
        self.asked.append(grant.patient_id)
        self.known.append(known)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            for _ in range(5):
                await asyncio.sleep(0)
        finally:
            self.at_once -= 1
        reply = self.replies.get(grant.patient_id, answer("notat", patient=grant.patient_id, validators={"etag": "1"}))
        if isinstance(reply, OverblikError):
            raise reply
        return reply


@dataclass
class Depot:
    """A nurse at the depot, and what came of each pack."""

    sources: list[Service]
    told: list[Any] = field(default_factory=list)
    rule: MedicineRule = field(default_factory=MedicineRule)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(self.sources)  # type: ignore[arg-type]
        self.gate = Gate(self.world.clock.monotonic, self.world.scheduler)
        self.ledger: Any = LedgerRows(self.world.store)
        self.granted: list[PatientId] = []

    def ports(self) -> Ports:
        async def ask(patient_id: PatientId) -> Grant:
            self.granted.append(patient_id)
            made = self.world.grant(patient_id)
            return replace(made, reason=replace(made.reason, ahead=True))

        clinic = replace(self.world.clinic(), medicine=self.rule)
        return Ports(clinic, ask, self.ledger, self.gate, FakeRandom(), lambda source: (source.name, NATIONAL))

    def fetch(self, *patients: PatientId) -> list[Any]:
        self.told.clear()
        asyncio.run(run_pack(patients or DAY, self.ports(), self.told.append))
        return self.told

    def gaps(self, patient_id: PatientId) -> list[tuple[str, Gap]]:
        found = readiness(self.ledger.read([patient_id]).get(patient_id, ()), self.world.clock.now())
        assert found is not None
        return [(one.entry.source, one.why) for one in found.gaps]


def test_all_are_fetched_in_the_order_of_the_day_kept_and_put_on_record_as_fetched() -> None:
    depot = Depot([Service()])
    told = depot.fetch()
    assert {one.patient_id for one in told if isinstance(one, Fetched)} == set(DAY)
    assert depot.sources[0].asked == list(DAY)
    assert told[-1] == Over()
    assert [len(depot.world.store.sections(one)) for one in DAY] == [1, 1, 1]
    assert [depot.gaps(one) for one in DAY] == [[], [], []]
    assert depot.granted == list(DAY)
    assert all(seen.ahead for _, seen in depot.world.trail.told)


def test_a_second_pack_asks_for_nothing_that_is_young_and_later_with_what_it_knows() -> None:
    service = Service()
    depot = Depot([service])
    depot.fetch()
    depot.world.clock.move(29 * 60)
    depot.fetch()
    assert len(service.asked) == 3
    assert len(depot.granted) == 3, "nobody is looked at of whom nothing is asked"
    depot.world.clock.move(120)
    depot.fetch()
    assert service.known[3:] == [{"etag": "1"}] * 3


def test_a_patient_who_stands_twice_on_the_list_is_fetched_once() -> None:
    service = Service()
    Depot([service]).fetch(ME, OTHER, ME)
    assert service.asked == [ME, OTHER]


@pytest.mark.rule("H5", "H6")
@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Unreachable(status=503), Gap.UNREACHABLE),
        (Unreachable(connection=True), Gap.UNREACHABLE),
        (SignInNeeded(), Gap.SIGN_IN),
        (Unintelligible(reason="body"), Gap.FAILED),
        (Refused(), Gap.REFUSED),
        (answer("notat", patient=OTHER, closed=False), Gap.PARTIAL),
    ],
    ids=["503", "no line", "sign-in", "odd", "refused", "cut"],
)
def test_h6_each_gap_is_told_with_its_reason_and_takes_no_other_patient_away(reply: Any, why: Gap) -> None:
    depot = Depot([Service({OTHER: reply})])
    depot.fetch()
    assert depot.gaps(OTHER) == [("ehr", why)]
    assert depot.gaps(ME) == depot.gaps(THIRD) == []


def test_without_a_network_it_waits_and_goes_on_where_it_was() -> None:
    service = Service({OTHER: Unreachable(connection=True)})
    depot = Depot([service])
    depot.world.network.told = False
    turns = 0

    class Returning(FakeScheduler):
        async def sleep(self, seconds: float) -> None:
            nonlocal turns
            if seconds > 1:
                turns += 1
                if turns == 3:
                    service.replies.clear()
            await super().sleep(seconds)

    depot.world.scheduler = Returning(depot.world.clock)
    told = depot.fetch()
    assert len([one for one in told if isinstance(one, Waiting)]) == 3
    assert [depot.gaps(one) for one in DAY] == [[], [], []]
    assert service.asked.count(ME) == 1, "who is here is not asked for again"


def test_a_full_disk_ends_the_pack_says_so_and_keeps_what_came() -> None:
    depot = Depot([Service()])

    class Filling(LedgerRows):
        def write(self, patient_id: PatientId, entries: Sequence[Entry]) -> None:
            if patient_id == THIRD:
                raise Full
            super().write(patient_id, entries)

    depot.ledger = Filling(depot.world.store)
    assert depot.fetch()[-1] == Over(full=True)
    assert depot.gaps(ME) == []


@pytest.mark.rule("T1")
def test_t1_what_the_computer_may_not_keep_is_not_fetched_ahead_and_is_no_gap() -> None:
    card, notes = Service(name="fmk", topic=Topic.MEDICATION, label="FMK"), Service()
    depot = Depot([card, notes], rule=MedicineRule(frozenset({"fmk"}), timedelta(0)))
    depot.fetch()
    assert card.asked == []
    found = readiness(depot.ledger.read([ME])[ME], NOW)
    assert found is not None
    assert (found.is_ready, [one.label for one in found.forbidden]) == (True, ["FMK"])


def test_one_service_is_asked_few_questions_at_once_and_few_a_second() -> None:
    topics = list(Topic)[:10]
    services = [Service(name="ehr", topic=topic) for topic in topics]
    depot = Depot(services)
    running = most = 0

    class Counted(Service):
        async def fetch(self, grant: Grant, known: Known | None) -> Answer:
            nonlocal running, most
            running += 1
            most = max(most, running)
            try:
                return await super().fetch(grant, known)
            finally:
                running -= 1

    depot.world.sources[:] = [Counted(name="ehr", topic=topic) for topic in topics]  # type: ignore[list-item]
    begun = depot.world.clock.monotonic()
    depot.fetch()
    assert 1 < most <= AT_ONCE
    assert depot.world.clock.monotonic() - begun >= 28 / NATIONAL, "thirty topics"


def test_a_service_that_says_when_it_may_be_asked_again_is_not_asked_before() -> None:
    service = Service({ME: Unreachable(status=429, retry_after=90)})
    depot = Depot([service])
    moments: list[float] = []
    fetch = service.fetch

    async def noted(grant: Grant, known: Known | None) -> Answer:
        moments.append(depot.world.clock.monotonic())
        return await fetch(grant, known)

    service.fetch = noted  # type: ignore[method-assign]
    depot.fetch(ME)
    depot.fetch(OTHER)
    assert moments[1] - moments[0] >= 90


def test_a_clinician_goes_first_and_the_pack_waits_until_he_has_his_answer() -> None:
    async def script() -> None:
        clock, scheduler = FakeClock(NOW), LoopScheduler()
        gate, order = Gate(clock.monotonic, scheduler), []

        async def ahead() -> None:
            async with gate.turn("ehr", NATIONAL):
                order.append("pack")

        with gate.first():
            waiting = asyncio.ensure_future(ahead())
            await asyncio.sleep(0.1)
            order.append("clinician")
        await waiting
        assert order == ["clinician", "pack"]

    asyncio.run(script())


@pytest.mark.rule("G8")
@pytest.mark.parametrize("is_under_way", [False, True])
def test_g8_who_is_erased_is_not_written_again_by_a_pack(is_under_way: bool) -> None:
    """She erases a patient of her list, before his turn or while he is asked for; the others go on."""

    class Erasing(Service):
        async def fetch(self, grant: Grant, known: Known | None) -> Answer:
            if is_under_way and grant.patient_id == OTHER:
                ports.clinic.current.forget(OTHER)
            return await super().fetch(grant, known)

    service = Erasing()
    depot = Depot([service])
    ports = depot.ports()
    if not is_under_way:
        ports.clinic.current.forget(OTHER)
    asyncio.run(run_pack(DAY, ports, depot.told.append))
    assert (OTHER in service.asked) is is_under_way
    assert [len(depot.world.store.sections(one)) for one in DAY] == [1, 0, 1]
    assert set(depot.ledger.read(DAY)) == {ME, THIRD}
    assert depot.told[-1] == Over()


def test_more_patients_than_fit_at_once_are_all_fetched_in_order() -> None:
    many = tuple(from_identifier("urn:oid:1.2.208.176.1.6.1.3.0", f"01018{n:02d}AB{n % 10}") for n in range(30))
    service = Service()
    Depot([service]).fetch(*many)
    assert service.asked == list(many)
    assert 1 < service.most_at_once <= 6
