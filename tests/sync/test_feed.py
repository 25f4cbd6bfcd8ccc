"""An open list is told what comes, each server at its own pace; what is silent is named, and nobody is asked in vain."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clinic import ME, OTHER
from in_process import FakeClock, FakeRandom, FakeScheduler
from overblik.domain.errors import SourceError, Unreachable
from overblik.domain.patient import PatientId, cpr
from overblik.domain.ports import Kept, Known
from overblik.domain.section import Topic
from overblik.store.database import memory_database
from overblik.store.sections import SectionStore
from overblik.sync.feed import EVERY, Heard, Ports, watch
from store.facts import section

THIRD = cpr("0207609991")
LIST = (ME, OTHER, THIRD)


@dataclass
class Server:
    """Answers round after round; the last reply stays."""

    name: str
    replies: list[object]
    label: str = ""
    asked: list[float] = field(default_factory=list)
    kept: list[dict[PatientId, list[Known]]] = field(default_factory=list)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.label = self.name.upper()

    async def ask(self, kept: Mapping[PatientId, Iterable[Known]]) -> Mapping[PatientId, frozenset[Topic]] | None:
        self.asked.append(self.clock.monotonic())
        self.kept.append({one: list(known) for one, known in kept.items()})
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, SourceError):
            raise reply
        return reply  # type: ignore[return-value]


class Ward:
    """A list that is open for some rounds."""

    def __init__(self, *servers: Server, rounds: int = 6) -> None:
        self.clock, self.told, self.left = FakeClock(), list[Heard](), rounds
        self.store = SectionStore(memory_database())
        for one in LIST:
            self.store.keep(Kept(section(patient=one), {"own": one.number_for_lookup()[:3]}))
        for server in servers:
            server.clock = self.clock
        scheduler = FakeScheduler(self.clock)
        ward, sleep = self, scheduler.sleep

        class Closing(FakeScheduler):
            async def sleep(self, seconds: float) -> None:
                if ward.left == 0:
                    raise asyncio.CancelledError
                ward.left -= 1
                await sleep(seconds)

        ports = Ports(self.store, self.clock, Closing(self.clock), FakeRandom())
        self.ended = False
        try:
            asyncio.run(watch(LIST, servers, ports, self.told.append))
            self.ended = True
        except asyncio.CancelledError:
            pass

    @property
    def changed(self) -> list[tuple[PatientId, ...]]:
        return [one.changed for one in self.told if one.changed]


def of(*patients: PatientId) -> dict[PatientId, frozenset[Topic]]:
    return dict.fromkeys(patients, frozenset({Topic.LAB_RESULTS}))


def test_what_two_servers_tell_is_one_piece_of_news_in_the_order_of_the_list() -> None:
    ward = Ward(Server("ehr", [of(THIRD), of(), of()]), Server("lab", [of(ME, THIRD), of(), of(OTHER), of()]))
    assert ward.changed == [(ME, THIRD), (OTHER,)]
    assert all(not one.silent for one in ward.told)


def test_a_server_is_asked_about_once_a_minute_with_what_it_told_of_each() -> None:
    server = Server("ehr", [of()])
    Ward(server)
    assert {round(b - a) for a, b in zip(server.asked, server.asked[1:], strict=False)} == {round(EVERY)}
    assert server.kept[0] == {one: [{"own": one.number_for_lookup()[:3]}] for one in LIST}


def test_each_round_tells_until_when_all_have_answered() -> None:
    ward = Ward(Server("ehr", [of()]), rounds=3)
    moments = [one.at for one in ward.told]
    assert len(set(moments)) == 3


def test_a_silent_server_is_named_takes_no_other_away_and_is_asked_ever_more_rarely() -> None:
    silent = Server("ehr", [of(), Unreachable(status=503)])
    ward = Ward(silent, Server("lab", [of(), of(), of(ME), of()]), rounds=12)
    assert ward.changed == [(ME,)]
    last = ward.told[-1]
    assert (last.silent, last.at) == (("EHR",), ward.told[0].at), "of it nothing is known since then"
    pauses = [round(b - a) for a, b in zip(silent.asked, silent.asked[1:], strict=False)]
    assert pauses[-1] > pauses[0]


def test_a_server_that_names_a_pause_is_left_alone_for_it() -> None:
    server = Server("ehr", [Unreachable(status=429, retry_after=200), of(ME), of()])
    ward = Ward(server)
    assert server.asked[1] - server.asked[0] >= 200
    assert ward.changed == [(ME,)]


def test_where_no_server_can_be_asked_so_the_watch_ends_and_says_nothing() -> None:
    ward = Ward(Server("ehr", [None]))
    assert ward.ended
    assert [(one.changed, one.at, one.silent, one.telling) for one in ward.told] == [((), None, (), ())]


def test_who_tells_is_named_and_who_cannot_be_asked_so_is_no_part_of_the_claim() -> None:
    ward = Ward(Server("ehr", [of()]), Server("lab", [None]))
    assert {one.telling for one in ward.told} == {("EHR",)}
    assert all(one.at is not None for one in ward.told)
    later = Ward(Server("ehr", [of()]), Server("lab", [None, of()]))
    assert later.told[-1].telling == ("EHR", "LAB")


def test_a_store_that_fails_is_no_answer() -> None:
    server = Server("ehr", [of(ME)])
    store = SectionStore(memory_database())
    store.close()
    clock = FakeClock()

    class Once(FakeScheduler):
        async def sleep(self, seconds: float) -> None:
            if self.slept:
                raise asyncio.CancelledError
            await super().sleep(seconds)

    told: list[Heard] = []
    try:
        asyncio.run(watch(LIST, [server], Ports(store, clock, Once(clock), FakeRandom()), told.append))
    except asyncio.CancelledError:
        assert told == [Heard((), None, ("EHR",))]
    else:
        raise AssertionError("the watch ended by itself")
