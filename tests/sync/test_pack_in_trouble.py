"""A pack in trouble: a network that answers in the place of the sources, sleep, the night of the change, records that go."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from clinic import ME, OTHER, answer
from in_process import FakeClock, FakeScheduler
from overblik.domain.errors import (
    Expired,
    OverblikError,
    ProxyAsks,
    Unintelligible,
    UnknownPatient,
    Unreachable,
    Untrusted,
)
from overblik.domain.grant import Grant
from overblik.domain.patient import PatientId, cpr
from overblik.domain.ports import Answer, Known
from overblik.domain.section import Cause, Standing, Topic
from overblik.sync.pack import Fetched, Over, Ports, Waiting, run_pack
from overblik.sync.readiness import Gap, readiness
from sync.test_pack import DAY, THIRD, Depot, Service

NOBODY = Unreachable(connection=True)


def told_of(depot: Depot, kind: type) -> list[Any]:
    return [one for one in depot.told if isinstance(one, kind)]


@dataclass
class Later(FakeScheduler):
    """Time in which, behind so many long pauses, something happens."""

    pauses: int = 1
    then: Any = lambda: None
    long: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        if seconds > 1:
            self.long.append(seconds)
            if len(self.long) == self.pauses:
                self.then()
        await super().sleep(seconds)


@pytest.mark.rule("T12", "H6")
@pytest.mark.parametrize(
    ("fault", "why", "gap"),
    [
        (Untrusted(reason=""), Cause.UNTRUSTED, Gap.UNTRUSTED),
        (Untrusted(reason="validity"), Cause.UNTRUSTED, Gap.UNTRUSTED),
        (ProxyAsks(status=407), Cause.PROXY, Gap.PROXY),
    ],
    ids=["foreign", "not now", "proxy"],
)
def test_t12_where_a_network_answers_for_every_source_the_pack_says_so_waits_and_goes_on(
    fault: OverblikError, why: Cause, gap: Gap
) -> None:
    services = [Service(dict.fromkeys(DAY, fault), name) for name in ("ehr", "lab")]
    depot = Depot(services)
    at_gap: list[Any] = []

    def elsewhere() -> None:
        """She has left the guest network."""
        at_gap.extend(depot.gaps(ME))
        for one in services:
            one.replies.clear()

    depot.world.scheduler = Later(depot.world.clock, pauses=3, then=elsewhere)
    depot.fetch()
    waits = told_of(depot, Waiting)
    assert [one.why for one in waits] == [why] * 3, "and not that there is no network"
    assert depot.world.network.tried == 0, "whether there is a network is not in question"
    assert at_gap == [("ehr", gap), ("lab", gap)]
    assert [depot.gaps(one) for one in DAY] == [[], [], []]
    assert depot.told[-1] == Over()


@pytest.mark.rule("T12")
def test_one_source_behind_a_foreign_certificate_keeps_no_other_from_being_fetched() -> None:
    depot = Depot([Service(), Service(dict.fromkeys(DAY, Untrusted(reason="")), "fmk", label="FMK")])
    depot.fetch()
    assert told_of(depot, Waiting) == []
    assert [depot.gaps(one) for one in DAY] == [[("fmk", Gap.UNTRUSTED)]] * 3
    assert depot.sources[0].asked == list(DAY)


@dataclass
class Timed(Service):
    """A source that takes a third of a second, over a network that for ten minutes stands in every other second alone."""

    world: Any = None
    failed: int = 0

    async def fetch(self, grant: Grant, known: Known | None) -> Answer:
        self.world.clock.move(0.35)
        now = self.world.clock.monotonic()
        is_up = now > 600 or int(now) % 2 == 0
        self.world.network.told = is_up
        if not is_up:
            self.failed += 1
            raise NOBODY
        return await super().fetch(grant, known)


@pytest.mark.rule("H4")
def test_a_network_that_flaps_each_second_for_ten_minutes_costs_time_and_nobody() -> None:
    day = tuple(cpr(f"{n % 28 + 1:02}{n // 28 % 12 + 1:02}90{4000 + n}") for n in range(740))
    source = Timed()
    depot = Depot([source])
    source.world = depot.world
    scheduler = depot.world.scheduler = Later(depot.world.clock)
    depot.fetch(*day)
    assert depot.world.clock.monotonic() > 600, "the ten minutes were gone through"
    assert sorted(str(one) for one in source.asked) == sorted(str(one) for one in day), "each answered once"
    assert all(depot.gaps(one) == [] for one in day)
    assert len({one.patient_id for one in told_of(depot, Fetched)}) == len(day)
    assert max(scheduler.long) < 60, "who comes meanwhile is progress: it does not wait ever longer"
    assert source.failed < 2 * len(day), "nobody is asked for in vain again and again"


@pytest.mark.rule("H4", "H19")
@pytest.mark.parametrize("counts", [True, False], ids=["counted", "not counted"])
def test_nine_hours_asleep_in_mid_pack_make_what_came_before_old_and_the_rest_is_fetched(counts: bool) -> None:
    """A laptop that sleeps: its clock goes on, the count of seconds may stand (CLOCK_MONOTONIC) or not (Windows)."""
    source = Service(topic=Topic.ALLERGIES)
    depot = Depot([source])
    asleep = 9 * 3600.0
    first = depot.ports().ask_to_look

    async def ask(patient_id: PatientId) -> Grant:
        made = await first(patient_id)
        if patient_id == OTHER and depot.granted.count(OTHER) == 1:
            made = replace(made, expires_at=depot.world.clock.now() + timedelta(hours=8))
            depot.world.clock.moment += timedelta(seconds=asleep)
            depot.world.clock.counted += asleep if counts else 0
        return made

    def ports() -> Ports:
        return replace(Depot.ports(depot), ask_to_look=ask)

    depot.ports = ports  # type: ignore[method-assign]
    begun = depot.world.clock.now()
    source.replies = {one: answer("x", patient=one, source_time=begun, validators={"etag": "1"}) for one in DAY[:1]}
    source.replies |= {
        one: answer("x", patient=one, source_time=begun + timedelta(seconds=asleep), validators={"etag": "2"})
        for one in DAY[1:]
    }
    depot.fetch()
    assert depot.granted.count(OTHER) == 2, "the right that ended meanwhile was asked for anew, on record"
    assert depot.told[-1] == Over()
    assert depot.gaps(ME) == [("ehr", Gap.OLD)], "who was fetched before is not said to be ready"
    assert depot.gaps(OTHER) == depot.gaps(THIRD) == []
    source.replies.clear()
    count = len(source.asked)
    depot.fetch()
    assert source.asked[count:] == [ME], "what is young is not asked for again, and what slept is"


@pytest.mark.rule("H4", "H15")
@pytest.mark.parametrize(
    ("fetched", "later", "is_asked"),
    [
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:05:00+01:00", True),  # the clock says 25 minutes before: it is 35
        ("2026-10-25T02:50:00+02:00", "2026-10-25T02:10:00+01:00", False),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", True),  # the same time of day, an hour later
        ("2027-03-28T01:50:00+01:00", "2027-03-28T03:10:00+02:00", False),  # an hour and twenty by the clock: it is 20
        ("2027-03-28T01:50:00+01:00", "2027-03-28T03:21:00+02:00", True),
    ],
)
def test_h15_what_is_young_is_reckoned_by_true_time_in_the_nights_of_the_change(
    fetched: str, later: str, is_asked: bool
) -> None:
    source = Service({ME: answer("notat", source_time=None, validators={"etag": "1"})})
    depot = Depot([source])
    depot.world.clock = FakeClock(datetime.fromisoformat(fetched).astimezone(UTC))
    depot.world.scheduler = FakeScheduler(depot.world.clock)
    depot.fetch(ME)
    depot.world.clock.moment = datetime.fromisoformat(later).astimezone(UTC)
    depot.fetch(ME)
    assert len(source.asked) == 1 + is_asked


@pytest.mark.rule("H5", "H1")
def test_a_record_that_is_deleted_in_mid_pack_is_told_by_its_source_and_takes_nobody_with_it() -> None:
    source, lab = Service(), Service(name="lab", label="Laboratorium")
    depot = Depot([source, lab])
    depot.fetch()
    depot.world.clock.move(3600)
    source.replies[OTHER] = UnknownPatient()
    depot.fetch()
    found = readiness(depot.ledger.read([OTHER])[OTHER], depot.world.clock.now())
    assert found is not None
    assert (found.strangers, found.is_ready) == (("EPJ",), True)
    assert {kept.section.source for kept in depot.world.store.sections(OTHER)} == {"lab"}, "what is gone there is gone"
    assert depot.gaps(ME) == depot.gaps(THIRD) == []


@pytest.mark.rule("H1")
def test_h1_a_record_that_is_merged_in_mid_pack_keeps_its_copy_and_says_why_no_newer_one_came() -> None:
    source = Service()
    depot = Depot([source])
    depot.fetch()
    depot.world.clock.move(3600)
    source.replies[OTHER] = Unintelligible(reason="merged")
    depot.fetch()
    assert [len(depot.world.store.sections(one)) for one in DAY] == [1, 1, 1]
    entry = depot.ledger.read([OTHER])[OTHER][0]
    assert (entry.standing, entry.causes) == (Standing.STALE, (Cause.UNINTELLIGIBLE,))


def test_the_pack_ends_with_whoever_is_left_when_no_right_is_to_be_had() -> None:
    depot = Depot([Service()])
    made = depot.ports()

    async def ended(patient_id: PatientId) -> Grant:
        return replace(await made.ask_to_look(patient_id), expires_at=depot.world.clock.now())

    with pytest.raises(ExceptionGroup) as told:
        asyncio.run(run_pack(DAY, replace(made, ask_to_look=ended), depot.told.append))
    assert all(isinstance(one, Expired) for one in told.value.exceptions)
    assert depot.granted.count(ME) == 2, "asked for once more, and not for ever"
