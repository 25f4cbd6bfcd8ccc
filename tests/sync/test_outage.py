"""A silent source is asked again, ever more rarely, while its patient is open; what comes is shown and recorded (S11)."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from random import Random as Chance

import pytest

from clinic import ME, NOW, OTHER, answer, titles
from in_process import FakeClock, FakeRandom, FakeScheduler
from overblik.domain.errors import OverblikError, SignInNeeded, Unintelligible, Unreachable, Untrusted
from overblik.domain.grant import Grant
from overblik.domain.outage import Silences
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, Known
from overblik.domain.section import Cause, Standing, Topic
from overblik.sync.again import keep_asking
from overblik.sync.clinic import Clinic
from overblik.sync.outage import FIRST, LONGEST, pause
from overblik.sync.overview import open_patient
from sync.world import World

pytestmark = pytest.mark.rule("S11", "H20")
Reply = Answer | OverblikError
DOWN = Unreachable(connection=True)


@dataclass
class Told:
    """A source that gives one reply after the other, and the last of them for ever; it counts its questions."""

    replies: Iterable[Reply]
    name: str = "fmk"
    topic: Topic = Topic.DOCUMENTS
    label: str = "FMK"
    silent_when_blocked: bool = False
    budget: float = 10.0
    asked: list[Known | None] = field(default_factory=list)

    async def fetch(self, grant: Grant, known: Known | None) -> Answer:
        del grant
        replies = list(self.replies)
        reply = replies[min(len(self.asked), len(replies) - 1)]
        self.asked.append(known)
        await asyncio.sleep(0)
        if isinstance(reply, OverblikError):
            raise reply
        return reply


@dataclass
class Morning:
    """A patient is opened, and stays open."""

    sources: list[Told]
    told: list[Silences] = field(default_factory=list)
    world: World = field(init=False)
    clinic: Clinic = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(self.sources)  # type: ignore[arg-type]
        self.clinic = self.world.clinic()

    async def open(self, patient: PatientId = ME, *, grant: Grant | None = None) -> None:
        opening = await open_patient(grant or self.world.grant(patient), self.clinic, self.world.shown.append)
        await keep_asking(opening, FakeRandom(), self.told.append)

    @property
    def pauses(self) -> list[float]:
        """The pauses between two questions, without those between showing and writing."""
        return [seconds for seconds in self.world.scheduler.slept if seconds > 1]


def test_s11_it_is_asked_until_it_answers_and_what_came_is_shown_kept_and_recorded() -> None:
    fmk = Told([DOWN, DOWN, DOWN, answer("kortet")])
    morning = Morning([fmk])
    asyncio.run(morning.open())
    assert len(fmk.asked) == 4
    last = morning.world.shown[-1]
    assert (last.standing, titles(last)) == (Standing.COMPLETE, ["kortet"])
    assert [one.section.standing for one in morning.world.store.sections(ME)] == [Standing.COMPLETE]
    first, second = morning.world.trail.told
    assert first[0] == second[0], "what came belongs to the same intent"
    assert [row[2:] for row in first[1].sections] == [(Standing.FAILED, 0)]
    assert [row[2:] for row in second[1].sections] == [(Standing.COMPLETE, 1)]


def test_s11_nothing_says_that_it_is_being_fetched_and_the_copy_stays() -> None:
    morning = Morning([Told([answer("kortet"), DOWN, DOWN, answer("nyt kort")])])

    async def script() -> None:
        await morning.open()
        morning.world.shown.clear()
        await morning.open()

    asyncio.run(script())
    standings = [one.standing for one in morning.world.shown]
    assert standings == [Standing.LOADING, Standing.STALE, Standing.STALE, Standing.COMPLETE]
    assert [titles(one) for one in morning.world.shown] == [["kortet"], ["kortet"], ["kortet"], ["nyt kort"]]


def test_s11_the_pauses_grow_to_five_minutes_and_no_two_computers_share_them() -> None:
    morning = Morning([Told([DOWN] * 9 + [answer("kortet")])])
    asyncio.run(morning.open())
    assert morning.pauses == [pause(tries, FakeRandom()) for tries in range(9)]
    assert all(one <= other for one, other in pairwise(morning.pauses))
    chance = Chance(7)

    class Drawn(FakeRandom):
        def fraction(self) -> float:
            return chance.random()

    many = [pause(20, Drawn()) for _ in range(1000)]
    assert LONGEST * 0.5 <= min(many) < LONGEST * 0.51 < LONGEST * 0.99 < max(many) <= LONGEST
    assert pause(0, Drawn()) <= FIRST


def test_s11_the_screen_is_told_since_when_the_last_try_and_the_next() -> None:
    morning = Morning([Told([DOWN, DOWN, answer("kortet")])])
    asyncio.run(morning.open())
    first, second, last = morning.told
    (one,), (two,) = first.silent, second.silent
    assert (one.label, one.since, one.tried) == ("FMK", NOW, NOW)
    assert one.again == NOW + timedelta(seconds=morning.pauses[0])
    assert (two.since, two.tried) == (NOW, one.again)
    assert (last.silent, last.returned) == ((), ("FMK",))


def test_s11_the_first_silence_and_the_return_are_logged_and_no_question_between(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "overblik.sync")
    morning = Morning([Told([DOWN] * 7 + [answer("kortet")])])
    asyncio.run(morning.open())
    assert [record.message for record in caplog.records] == ["fmk does not answer: UNREACHABLE", "fmk answers again"]


@pytest.mark.parametrize(
    "reply", [SignInNeeded(), Unintelligible(reason="body"), answer()], ids=["sign-in", "odd", "none"]
)
def test_what_answers_is_not_asked_again(reply: Reply) -> None:
    source = Told([reply])
    morning = Morning([source])
    asyncio.run(morning.open())
    assert len(source.asked) == 1
    assert morning.told == [Silences()]


@pytest.mark.parametrize("is_lost_first", [True, False])
def test_a_server_that_answers_one_topic_is_not_silent_and_the_other_topic_is_asked_again(
    *, is_lost_first: bool
) -> None:
    quick = Told([answer("notat")], name="ehr", label="EPJ")
    lost = Told([Unreachable(status=503), answer()], name="ehr", label="EPJ", topic=Topic.CONDITIONS)
    morning = Morning([lost, quick] if is_lost_first else [quick, lost])
    asyncio.run(morning.open())
    assert (len(quick.asked), len(lost.asked)) == (1, 2)
    assert morning.told == [Silences(), Silences()]


@pytest.mark.parametrize("who", [ME, OTHER])
def test_h2_another_opening_takes_over_and_the_former_asks_no_more(who: PatientId) -> None:
    source = Told([DOWN])
    morning = Morning([source])
    turns = 0

    class Counting(FakeScheduler):
        async def sleep(self, seconds: float) -> None:
            nonlocal turns
            turns += 1
            if turns == 3:
                await open_patient(morning.world.grant(who), morning.clinic, morning.world.shown.append)
                source.asked.clear()
            if turns > 6:
                raise TimeoutError
            await super().sleep(seconds)

    object.__setattr__(morning.clinic, "scheduler", Counting(morning.world.clock))
    asyncio.run(morning.open())
    assert source.asked == []


def test_the_end_of_the_right_to_look_ends_the_questions() -> None:
    source, clock = Told([DOWN]), FakeClock(NOW)
    morning = Morning([source])
    morning.world.clock = clock
    whole = morning.world.grant()
    short = Grant(ME, whole.clinician, whole.reason, whole.intent_id, NOW + timedelta(seconds=60))
    asyncio.run(morning.open(grant=short))
    assert 1 < len(source.asked) < 5


def test_s11_a_lost_network_is_asked_again_too() -> None:
    morning = Morning([Told([DOWN, DOWN, answer("kortet")])])
    morning.world.network.told = False
    asyncio.run(morning.open())
    offline = [one for one in morning.world.shown if one.has(Cause.OFFLINE)]
    assert len(offline) == 2
    assert morning.world.shown[-1].standing is Standing.COMPLETE


def test_the_silence_outlives_the_patient() -> None:
    morning = Morning([Told([DOWN])])

    async def script() -> None:
        for patient in (ME, OTHER):
            await open_patient(morning.world.grant(patient), morning.clinic, morning.world.shown.append)
            morning.world.clock.move(600)

    asyncio.run(script())
    (one,) = morning.clinic.outages.told().silent
    assert (one.since, one.tried) == (NOW, NOW + timedelta(seconds=600))


@pytest.mark.rule("T12")
def test_t12_a_source_behind_a_foreign_certificate_is_asked_again_and_told_by_what_kept_it_away() -> None:
    morning = Morning([Told([Untrusted(reason=""), Untrusted(reason=""), DOWN, answer("kort")])])
    asyncio.run(morning.open())
    whys = [one.silent[0].why for one in morning.told if one.silent]
    assert whys[:3] == [Cause.UNTRUSTED, Cause.UNTRUSTED, Cause.UNREACHABLE]
    assert morning.told[-1].returned == ("FMK",)
