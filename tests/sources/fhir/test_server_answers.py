"""What a server says beside its items, what is asked again, and how a question ends."""

import asyncio
from typing import Any

import pytest

from in_process import bundle, client, grant, outcome, reply
from overblik.domain.ports import Answer, AnswerKind
from overblik.domain.section import Cause, Topic
from overblik.sources.fhir import fhir_sources
from sources.fhir_world import about, ask, value, world


@pytest.mark.rule("H4")
def test_h4_nothing_new_is_said_only_where_the_tag_covers_all_that_was_read() -> None:
    tiny = world()
    tiny.etags = {"Observation": 'W/"1"', "DiagnosticReport": 'W/"2"'}
    one = client(tiny)
    first = ask(one, Topic.LAB_RESULTS)
    assert first.validators is not None
    again = ask(one, Topic.LAB_RESULTS, first.validators)
    assert again.kind is AnswerKind.UNCHANGED
    assert again.source_time is not None
    tiny.etags = {"Observation": 'W/"1"', "DiagnosticReport": 'W/"3"'}
    assert ask(one, Topic.LAB_RESULTS, first.validators).kind is AnswerKind.FULL
    tiny.etags = {"Observation": 'W/"1"', "DiagnosticReport": 'W/"2"'}
    other_reading = dict(first.validators) | {"reading": "0"}
    assert ask(one, Topic.LAB_RESULTS, other_reading).kind is AnswerKind.FULL
    other_id = dict(first.validators) | {"own": "p2"}
    assert ask(one, Topic.LAB_RESULTS, other_id).kind is AnswerKind.FULL


@pytest.mark.rule("H4")
def test_h4_the_age_is_the_oldest_that_the_server_states() -> None:
    tiny = world()
    old = bundle([value("o1")], timestamp="2026-02-27T08:00:00Z", meta={"lastUpdated": "2026-03-01T08:00:00Z"})
    tiny.faults["Observation"] = lambda _: reply(old)
    answer = ask(client(tiny), Topic.LAB_RESULTS)
    assert answer.source_time is not None
    assert answer.source_time.isoformat() == "2026-02-27T08:00:00+00:00"


@pytest.mark.rule("H8")
def test_h8_a_match_of_another_type_is_an_unreadable_item() -> None:
    tiny = world()
    sent = bundle([value("o1"), about("Condition", "x")])
    sent["entry"].append({"fullUrl": "", "resource": {"id": "nameless"}, "search": {"mode": "match"}})
    tiny.faults["Observation"] = lambda _: reply(sent)
    answer = ask(client(tiny), Topic.LAB_RESULTS)
    assert (len(answer.entries), len(answer.unreadable)) == (1, 2)


@pytest.mark.parametrize(
    ("code", "severity", "cause"),
    [
        ("suppressed", "information", Cause.WITHHELD),
        ("incomplete", "information", Cause.MORE_AVAILABLE),
        ("exception", "warning", Cause.MORE_AVAILABLE),
        ("informational", "information", None),
    ],
)
def test_what_a_server_says_beside_its_items_is_kept(code: str, severity: str, cause: Cause | None) -> None:
    tiny = world()
    told = bundle([value("o1")])
    told["entry"].append({"resource": outcome(code, severity), "search": {"mode": "outcome"}})
    tiny.faults["Observation"] = lambda _: reply(told)
    answer = ask(client(tiny), Topic.LAB_RESULTS)
    assert [reason.cause for reason in answer.warnings] == ([cause] if cause else [])
    assert len(answer.entries) == 1


def test_a_topic_that_is_cancelled_takes_no_sibling_with_it() -> None:
    async def run() -> list[Any]:
        one = client(world())
        topics = (Topic.LAB_RESULTS, Topic.VITAL_SIGNS, Topic.OTHER_OBSERVATIONS)
        tasks = [asyncio.ensure_future(one.server.answer(topic, grant(), None)) for topic in topics]
        for _ in range(4):
            await asyncio.sleep(0)
        tasks[0].cancel()
        came = await asyncio.gather(*tasks, return_exceptions=True)
        assert one.transport.paths.count("/fhir/Observation") == 1
        return came

    first, second, third = asyncio.run(run())
    assert isinstance(first, asyncio.CancelledError)
    assert isinstance(second, Answer)
    assert isinstance(third, Answer)


@pytest.mark.rule("H2")
def test_h2_when_all_are_cancelled_nothing_more_is_asked() -> None:
    async def run() -> tuple[int, int]:
        one = client(world())
        tasks = [asyncio.ensure_future(source.fetch(grant(), None)) for source in fhir_sources(one.server)]
        for _ in range(6):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        before = len(one.transport.asked)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1
        return before, len(one.transport.asked)

    before, after = asyncio.run(run())
    assert before == after


def test_a_later_look_of_the_same_grant_asks_anew() -> None:
    one = client(world())
    ask(one, Topic.LAB_RESULTS)
    ask(one, Topic.LAB_RESULTS)
    assert one.transport.paths.count("/fhir/Observation") == 2
