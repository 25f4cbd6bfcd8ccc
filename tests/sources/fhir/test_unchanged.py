"""Ahead of need a kept answer is confirmed by versions, ETags and counts; whatever may have changed is asked for in full."""

import asyncio
import copy
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from in_process import NUMBER, Client, InMemory, TinyFhir, bundle, client, grant, patient, reply, statement
from overblik.domain.errors import SourceError, Unreachable
from overblik.domain.patient import cpr
from overblik.domain.ports import Answer, AnswerKind, Known
from overblik.domain.section import Topic
from overblik.sources.fhir.answering import checks
from sources.fhir_world import about, ask, value

EARLY = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
TYPES = ("Patient", "Observation", "DiagnosticReport", "CarePlan", "Goal", "CareTeam", "Condition")


def at(resource: dict[str, Any], minutes: float = 0, version: int = 1) -> dict[str, Any]:
    """Say when a resource was changed, minutes after the first."""
    when = (EARLY + timedelta(minutes=minutes)).isoformat(timespec="milliseconds")
    return {**resource, "meta": {"versionId": str(version), "lastUpdated": when}}


@dataclass
class Counting(TinyFhir):
    """A server that knows `_lastUpdated`, `_summary=count` and versions, and may pass over any of them."""

    deaf: set[str] = field(default_factory=set)

    def __call__(self, request: httpx.Request) -> Any:
        kind, _, name = request.url.path.removeprefix("/fhir/").removesuffix("/_search").partition("/")
        found = self.resources.get(kind, [])
        if name and "version" not in self.deaf:
            one = next((one for one in found if one["id"] == name), None)
            if one is not None and request.headers.get("If-None-Match") == f'W/"{one["meta"]["versionId"]}"':
                return reply(b"", 304)
        if name or kind not in self.resources or kind in self.faults:
            return super().__call__(request)
        asked = request.url.params
        if asked.get("_id"):
            found = [one for one in found if one["id"] in asked["_id"].split(",")]
        limit = asked.get("_lastUpdated", "")
        if limit and "_lastUpdated" not in self.deaf:
            found = [one for one in found if (one["meta"]["lastUpdated"] > limit[2:]) == (limit[:2] == "gt")]
        if asked.get("_summary") == "count" and "_summary" not in self.deaf:
            return reply({"resourceType": "Bundle", "type": "searchset", "total": len(found)})
        return reply(bundle(found))


def world(**more: list[Any]) -> Counting:
    resources = {
        "Patient": [at(patient())],
        "Observation": [at(value("o1")), at(value("o2", 6), 5)],
        "DiagnosticReport": [],
        "Condition": [],
    }
    parameters = [{"name": name} for name in ("patient", "subject", "identifier", "_id", "_lastUpdated")]
    offered = statement(*TYPES, **{kind: {"searchParam": parameters} for kind in TYPES})
    return Counting(resources | more, capability=offered)


def tells(answer: Answer) -> bool:
    """Whether what is remembered can tell later that nothing has changed."""
    return answer.validators is not None and checks(answer.validators, cpr(NUMBER)) is not None


def kept(one: Client, topic: Topic = Topic.LAB_RESULTS) -> Known:
    """Ask in full, and give what is remembered."""
    first = ask(one, topic)
    assert first.kind is AnswerKind.FULL
    assert tells(first)
    assert first.validators is not None
    return first.validators


def again(one: Client, known: Known, topic: Topic = Topic.LAB_RESULTS) -> Answer:
    one.transport.asked.clear()
    return ask(one, topic, known, ahead=True)


def bytes_of(transport: InMemory) -> list[str]:
    return [request.url.path for request in transport.asked if "_summary" not in request.url.params]


def test_what_has_not_changed_is_confirmed_by_numbers_alone() -> None:
    one = client(world())
    answer = again(one, kept(one))
    assert answer.kind is AnswerKind.UNCHANGED
    assert answer.source_time is not None
    assert bytes_of(one.transport) == ["/fhir/Patient/p1"]
    assert not any(NUMBER in str(request.url) for request in one.transport.asked)


def test_a_clinicians_own_question_is_asked_in_full() -> None:
    one = client(world())
    assert ask(one, Topic.LAB_RESULTS, kept(one)).kind is AnswerKind.FULL


CHANGES: dict[str, Callable[[Counting], Any]] = {
    "a new one": lambda tiny: tiny.resources["Observation"].append(at(value("o3"), 9)),
    "a new one that says it is old": lambda tiny: tiny.resources["Observation"].append(at(value("o3"), 1)),
    "the newest changed": lambda tiny: tiny.resources["Observation"].__setitem__(1, at(value("o2", 7), 9, 2)),
    "an old one changed": lambda tiny: tiny.resources["Observation"].__setitem__(0, at(value("o1", 7), 9, 2)),
    "the newest deleted": lambda tiny: tiny.resources["Observation"].pop(1),
    "an old one deleted": lambda tiny: tiny.resources["Observation"].pop(0),
    "all deleted": lambda tiny: tiny.resources["Observation"].clear(),
    "one deleted and one new": lambda tiny: tiny.resources["Observation"].__setitem__(0, at(value("o3"), 9)),
    "a report came": lambda tiny: tiny.resources["DiagnosticReport"].append(at(about("DiagnosticReport", "r1"), 9)),
    "the citizen's record changed": lambda tiny: tiny.resources["Patient"].__setitem__(0, at(patient(), 9, 2)),
    "`_lastUpdated` is passed over": lambda tiny: tiny.deaf.add("_lastUpdated"),
    "`_summary` is passed over": lambda tiny: tiny.deaf.add("_summary"),
    "the version is passed over": lambda tiny: tiny.deaf.add("version"),
    "the count fails": lambda tiny: tiny.faults.__setitem__("DiagnosticReport", lambda _: reply(b"{}", 400)),
}


@pytest.mark.rule("H4")
@pytest.mark.parametrize("name", CHANGES)
def test_h4_whatever_changed_or_cannot_be_counted_is_asked_for_in_full(name: str) -> None:
    tiny = world()
    one = client(tiny)
    known = kept(one)
    CHANGES[name](tiny)
    assert again(one, known).kind is AnswerKind.FULL


@pytest.mark.parametrize(
    "spoilt",
    [
        value("o3"),
        {**value("o3"), "meta": {"lastUpdated": "i går"}},
        {**value("o3"), "meta": {"lastUpdated": "2026-03-02T08:59:59Z"}},
        {key: told for key, told in at(value("o3")).items() if key != "id"},
        at(value("o1")),
    ],
    ids=["no time", "no date", "a second ago", "no id", "twice"],
)
def test_what_counts_could_not_tell_is_not_remembered(spoilt: dict[str, Any]) -> None:
    tiny = world()
    tiny.resources["Observation"].append(spoilt)
    assert not tells(ask(client(tiny), Topic.LAB_RESULTS))


def test_a_server_that_does_not_list_the_parameter_is_not_asked_by_it() -> None:
    tiny = world()
    tiny.capability = statement(*TYPES)
    assert not tells(ask(client(tiny), Topic.LAB_RESULTS))


def test_what_was_read_because_a_plan_names_it_is_counted_by_its_ids() -> None:
    plan = {"status": "active", "intent": "plan", "careTeam": [{"reference": "CareTeam/t1"}]}
    tiny = world(CarePlan=[at(about("CarePlan", "c1", **plan))], Goal=[], CareTeam=[at(about("CareTeam", "t1"), 3)])
    one = client(tiny)
    known = kept(one, Topic.CARE_PLANS)
    assert again(one, known, Topic.CARE_PLANS).kind is AnswerKind.UNCHANGED
    assert ask(one, Topic.CARE_PLANS, known).kind is AnswerKind.FULL
    tiny.resources["CareTeam"] = [at(about("CareTeam", "t1"), 9, 2)]
    assert again(one, known, Topic.CARE_PLANS).kind is AnswerKind.FULL
    tiny.resources["CareTeam"] = []
    assert again(one, known, Topic.CARE_PLANS).kind is AnswerKind.FULL
    assert not tells(ask(client(tiny), Topic.CARE_PLANS)), "what did not come may come later"


def test_a_look_ahead_asks_once_for_what_its_topics_share_though_they_come_one_by_one() -> None:
    one, look = client(world()), grant(ahead=True)

    async def all_topics() -> None:
        for topic in (Topic.LAB_RESULTS, Topic.VITAL_SIGNS, Topic.DOCUMENTS):
            await one.server.answer(topic, look, None)

    asyncio.run(all_topics())
    paths = one.transport.paths
    assert len(paths) == len(set(paths))


@dataclass
class Spared:
    """Turns that are counted; each is waited for longer than a server may be silent."""

    clock: Any
    running: int = 0
    taken: int = 0
    heard: list[SourceError] = field(default_factory=list)

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        self.clock.move(60)
        self.taken += 1
        yield

    def hear(self, error: SourceError) -> None:
        self.heard.append(error)


def test_each_question_ahead_waits_for_a_turn_and_the_wait_is_no_silence_of_the_server() -> None:
    one = client(world())
    one.server.turns = turns = Spared(one.clock)
    assert ask(one, Topic.LAB_RESULTS, ahead=True).entries
    assert turns.taken == len(one.transport.asked) - 1, "all but what the server offers"
    assert ask(one, Topic.LAB_RESULTS).entries
    assert turns.taken < len(one.transport.asked) - 1, "a clinician waits for nobody"


def test_a_server_that_names_a_pause_is_heard() -> None:
    tiny = world()
    tiny.faults["Observation"] = lambda _: reply(b"", 429, **{"Retry-After": "90"})
    one = client(tiny)
    one.server.turns = turns = Spared(one.clock)
    with pytest.raises(Unreachable):
        ask(one, Topic.LAB_RESULTS, ahead=True)
    assert {error.facts["retry_after"] for error in turns.heard} == {90.0}


RESULTS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 6)), unique_by=lambda one: one[0], max_size=4)


@pytest.mark.rule("H4")
@given(before=RESULTS, after=RESULTS)
def test_h4_no_change_is_ever_taken_for_none(before: list[tuple[str, int]], after: list[tuple[str, int]]) -> None:
    """What is changed is changed after all that there was: `meta.lastUpdated` never goes back at a server."""
    tiny = world(Observation=[at(value(name), minute) for name, minute in before])
    one = client(tiny)
    known = kept(one)
    held = {one["id"]: one for one in copy.deepcopy(tiny.resources["Observation"])}
    changed = [at(value(name, minute), 10 + minute, 2) for name, minute in after if minute]
    names = {name for name, _ in after}
    tiny.resources["Observation"] = [held[name] for name in held if name in names] + [
        each for each in changed if each["id"] not in held
    ]
    same = {one["id"]: one for one in tiny.resources["Observation"]} == held
    assert (again(one, known).kind is AnswerKind.UNCHANGED) is same
