"""One look: each question and each document once, four documents at a time, ids no older than they live."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from in_process import FakeClock, FakeRandom, FakeScheduler, InMemory
from overblik.domain.errors import Unintelligible, Unreachable, WrongPatient
from overblik.domain.grant import DataConsent
from overblik.domain.section import Cause, Standing
from overblik.sources.dds import DDS, DdsServer, DdsSource
from overblik.sources.dds.kinds import APPOINTMENTS, DOCUMENTS, LABORATORY
from overblik.sources.dds.opening import LANES
from overblik.wire.http import HttpClient
from sources.dds.small import OTHER, VALUE, lab_result, report
from sources.dds.xds_answers import (
    Doc,
    appointment,
    brought,
    enveloped,
    error,
    listed,
    multipart,
    plain,
    response,
    soap,
)
from sources.dds.xds_patient import causes
from sources.dds.xds_world import URL, Desk, World, look, seen, sharing

LAB = report(lab_result(VALUE))


def test_each_document_is_fetched_once_however_many_topics_want_it() -> None:
    docs = [Doc(f"1.2.{at}") for at in range(5)] + [Doc("1.3.1", LAB, "11502-2", on_demand=True)]
    world = World(docs)
    made = Desk(world, DDS).ask(*[None] * len(DDS))
    assert sorted(world.fetched) == sorted(doc.name for doc in docs)
    assert len(world.queries) == len(DDS)  # the list of documents shares the question of the laboratory
    counts = {kind.topic: len(seen(one, kind=kind).entries) for one, kind in zip(made, DDS, strict=True)}
    assert (counts[APPOINTMENTS.topic], counts[LABORATORY.topic], counts[DOCUMENTS.topic]) == (5, 1, 6)


@dataclass
class Counter:
    """How many documents are under way."""

    now: int = 0
    most: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self, name: str) -> None:
        del name
        self.now += 1
        self.most = max(self.most, self.now)
        for _ in range(30):
            await asyncio.sleep(0)
        self.now -= 1


def test_at_most_four_documents_are_under_way_over_all_topics() -> None:
    counter = Counter()
    world = World([Doc(f"1.2.{at}") for at in range(15)], wait=counter.wait)
    Desk(world, (APPOINTMENTS, DOCUMENTS)).ask(None, None)
    assert counter.most == LANES == 4


def test_one_document_that_fails_leaves_the_others_alone() -> None:
    world = World([Doc(f"1.2.{at}") for at in range(5)])
    world.fetching = lambda name, _: plain(500) if name == "1.2.3" else None
    section = seen(Desk(world).ask())
    assert (len(section.entries), causes(section)) == (4, [(Cause.MISSING_DOCUMENTS, 1)])


def test_an_id_that_stays_dead_is_a_missing_document() -> None:
    world = World([Doc("1.2.1")], fetching=lambda *_: soap(brought("", error("XDSDocumentUniqueIdError"), "Failure")))
    section = seen(Desk(world).ask())
    assert causes(section) == [(Cause.MISSING_DOCUMENTS, 1)]
    assert (len(world.queries), len(world.fetched)) == (2, 2)


def test_a_document_that_is_not_listed_when_asked_anew_is_missing() -> None:
    world = World([Doc("1.2.1")])

    def fetch(*_: Any) -> Any:
        world.docs = []

    world.fetching = fetch
    assert causes(seen(Desk(world).ask())) == [(Cause.MISSING_DOCUMENTS, 1)]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: multipart(brought(response("9.9", "d@x")), [("d@x", b"<a/>")]), "other_document"),
        (lambda: multipart(brought(response("1.2.1", "d@x")), [("other@x", b"<a/>")]), "missing"),
        (
            lambda: multipart(brought(response("1.2.1", "d@x")), [("d@x", b"<a/>"), ("d@x", b"<b/>")]),
            "duplicate_content_id",
        ),
        (
            lambda: multipart(
                brought(response("1.2.1", "d@x") + response("1.2.1", "e@x")), [("d@x", b"<a/>"), ("e@x", b"<b/>")]
            ),
            "several_documents",
        ),
        (lambda: soap(brought("")), "missing"),
        (lambda: soap(brought("", error("XDSRepositoryError"), "Failure")), "missing"),
        (lambda: plain(200, b"<html/>"), "envelope"),
    ],
)
def test_a_document_that_did_not_come_as_itself_is_refused_with_the_reason(make: Any, why: str) -> None:
    world = World([Doc("1.2.1"), Doc("1.2.2")], fetching=lambda name, _: make() if name == "1.2.1" else None)
    section = seen(Desk(world).ask())
    assert len(section.entries) == 1
    if why == "missing":
        assert causes(section) == [(Cause.MISSING_DOCUMENTS, 1)]
    else:
        assert [one.code for one in section.unreadable] == [why]


@pytest.mark.rule("H1")
def test_h1_beside_a_document_that_nobody_asked_for_the_right_one_is_shown() -> None:
    both = brought(response("9.9", "o@x") + response("1.2.1", "d@x"))
    parts = [("o@x", b"<ClinicalDocument/>"), ("d@x", appointment())]
    section = seen(Desk(World([Doc("1.2.1")], fetching=lambda *_: multipart(both, parts))).ask())
    assert (section.standing, len(section.entries)) == (Standing.COMPLETE, 1)


@pytest.mark.rule("H2")
def test_h2_a_cancelled_look_ends_all_its_questions_and_leaves_nothing_behind() -> None:
    async def run() -> tuple[int, int]:
        gate = asyncio.Event()
        ended: list[str] = []

        async def wait(name: str) -> None:
            try:
                await gate.wait()
            finally:
                ended.append(name)

        clock, world = FakeClock(), World([Doc(f"1.2.{at}") for at in range(9)], wait=wait)
        http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), InMemory(world))
        server = DdsServer("dds", sharing(URL, http, clock))
        tasks = [asyncio.ensure_future(DdsSource(server, kind).fetch(look(), None)) for kind in DDS]
        while len(world.fetched) < LANES:  # noqa: ASYNC110
            await asyncio.sleep(0)
        # One topic goes: the others still wait, and the documents come to them.
        tasks[0].cancel()
        await asyncio.wait(tasks[:1])
        assert not ended
        for task in tasks:
            task.cancel()
        async with asyncio.timeout(1):  # long before any question would end by itself
            await asyncio.wait(tasks)
        await http.aclose()
        assert server._openings == {}
        for _ in range(20):
            await asyncio.sleep(0)
        return len(ended), len(asyncio.all_tasks())

    assert asyncio.run(run()) == (LANES, 1)


@pytest.mark.rule("H5")
def test_h5_at_the_deadline_what_came_is_shown_and_the_rest_is_counted() -> None:
    clock = FakeClock()

    async def wait(name: str) -> None:
        clock.move(4 if name >= "1.2.3" else 0)

    world = World([Doc(f"1.2.{at}") for at in range(9)], wait=wait)
    section = seen(Desk(world, clock=clock).ask())
    (reason,) = section.reasons
    assert reason.cause is Cause.MISSING_DOCUMENTS
    assert 0 < reason.count == 9 - len(section.entries) < 9


def test_a_look_by_override_shares_nothing_with_one_without() -> None:
    async def run() -> int:
        clock, world = FakeClock(), World([Doc("1.2.1")])
        http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), InMemory(world))
        server = DdsServer("dds", sharing(URL, http, clock))
        source = DdsSource(server, APPOINTMENTS)
        both = (look(), look(DataConsent.OVERRIDDEN))
        made = await asyncio.gather(*(source.fetch(one, None) for one in both))
        await http.aclose()
        assert [one.by_override for one in made] == [False, True]
        return len(world.fetched)

    assert asyncio.run(run()) == 2


@pytest.mark.rule("H1")
def test_h1_a_registry_that_mixes_citizens_is_refused_whole() -> None:
    world = World([Doc("1.2.1"), Doc("1.2.2", patient=OTHER)], error("XDSResultNotSinglePatient"), "PartialSuccess")
    came = Desk(world).ask()
    assert isinstance(came, WrongPatient)
    assert (world.fetched, seen(came).refused) == ([], 2)


@pytest.mark.rule("H1")
def test_h1_the_answer_to_another_question_is_refused() -> None:
    theirs = enveloped(listed(""), relates="urn:uuid:somebody-elses")
    came = Desk(World(listing=lambda _: plain(200, theirs))).ask()
    assert isinstance(came, Unintelligible)
    assert came.facts["reason"] == "other_question"
    mine = enveloped(listed(""), relates=f"urn:uuid:{FakeRandom().identifier()}")
    assert seen(Desk(World(listing=lambda _: plain(200, mine))).ask()).says_nothing_recorded


@pytest.mark.rule("H6")
def test_h6_a_silent_registry_is_unreachable() -> None:
    async def never(_: Any) -> Any:
        await asyncio.Event().wait()

    world = World()
    world.listing = never
    came = Desk(world, patience=0.05).ask()
    assert isinstance(came, Unreachable)
