"""Following a hub: what it is asked, what it is answered, when it is tried again (FHIRcast 3.0.0), in virtual time."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from overblik.domain.errors import NotOffered, Refused, SignInNeeded, SourceError, Unreachable
from overblik.sync.following import Again, Follower, Link, OthersFailed, Ports, Unread
from overblik.wire.fhircast import Notice

TOPIC = "session-1"
CONFIRMED = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.events": "Patient-open", "hub.lease_seconds": 7200}
DENIED = {"hub.mode": "denied", "hub.topic": TOPIC, "hub.events": "Patient-open"}


def notice(
    name: str = "n1", event: str = "Patient-open", at: str = "2026-11-23T09:00:00Z", **more: Any
) -> dict[str, Any]:
    told = {"hub.topic": TOPIC, "hub.event": event, "context": [], **more}
    return {"id": name, "timestamp": at, "event": told}


class Half:
    def fraction(self) -> float:
        return 0.5

    def bytes(self, count: int) -> bytes:
        return b"\0" * count

    def identifier(self) -> str:
        return "1"


@dataclass
class Time:
    """Sleeps are written down and over at once; who sleeps too often is ended, and so is the test."""

    slept: list[float] = field(default_factory=list)
    most: int = 6
    deadlines: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) >= self.most:
            await asyncio.Event().wait()
        await asyncio.sleep(0)

    async def within(self, seconds: float, work: Any) -> Any:
        self.deadlines.append(seconds)
        return await work

    async def aside(self, job: Callable[..., Any], *payload: object) -> Any:
        return job(*payload)


@dataclass
class Script:
    """A hub that says what is written; each list is a line, an error in its place is no line."""

    lines: list[Any]
    asked: list[tuple[str, ...]] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    closed: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def subscribe(self, topic: str, lease: int, endpoint: str = "") -> str:
        self.asked.append(("renew" if endpoint else "subscribe", topic))
        if endpoint:
            return endpoint
        if not self.lines:
            self.over.set()
            await asyncio.Event().wait()
        line = self.lines.pop(0)
        if isinstance(line, BaseException):
            raise line
        self._line = list(line)
        return "ws://127.0.0.1/x"

    async def unsubscribe(self, topic: str, endpoint: str) -> None:
        self.asked.append(("unsubscribe", topic))

    async def connect(self, endpoint: str) -> "Script":
        return self

    async def receive(self) -> str:
        if not self._line:
            raise Unreachable(kind="end")
        told = self._line.pop(0)
        if isinstance(told, BaseException):
            raise told
        if told is None:
            self.over.set()
            await asyncio.Event().wait()
        return told if isinstance(told, str) else json.dumps(told)

    async def send(self, text: str) -> None:
        told = json.loads(text)
        self.answers.append((told["id"], told["status"]))

    async def close(self) -> None:
        self.closed += 1


def followed(*lines: Any, judge: Any = None, time: Time | None = None) -> tuple[Script, list[Any], list[Notice], Time]:
    """Follow a script to its end; give what was reported and judged."""
    time = time or Time(most=10**6)
    judged: list[Notice] = []
    told: list[Any] = []

    async def run() -> Script:
        script = Script(list(lines))

        async def status(event: Notice) -> int:
            judged.append(event)
            return 200

        task = asyncio.ensure_future(Follower(script, TOPIC, judge or status, Ports(time, Half())).follow(told.append))
        await asyncio.wait_for(script.over.wait(), 10)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return script

    return asyncio.run(run()), told, judged, time


def test_it_subscribes_is_confirmed_answers_and_unsubscribes_at_the_end() -> None:
    script, told, judged, _ = followed([CONFIRMED, notice(), None], time=Time())
    assert script.asked[0] == ("subscribe", TOPIC)
    assert script.asked[-1] == ("unsubscribe", TOPIC)
    assert script.closed == 1
    assert script.answers == [("n1", "200")]
    assert told == [Link.FOLLOWING]
    assert [(one.id, one.name) for one in judged] == [("n1", "patient-open")]


@pytest.mark.parametrize("first", [notice(), {**CONFIRMED, "hub.topic": "another"}, "{", "null"])
def test_nothing_is_followed_before_the_hub_has_confirmed_our_session(first: Any) -> None:
    script, told, judged, _ = followed([first, notice(), None])
    assert (judged, script.answers) == ([], [])
    assert told[0] is Link.LOST


@pytest.mark.parametrize("error", [Refused(), NotOffered(), SignInNeeded()])
def test_a_refusal_is_said_and_tried_again_after_a_minute_at_most_and_half_at_least(error: SourceError) -> None:
    _, told, _, time = followed(error, [CONFIRMED, None])
    assert told == [Link.DENIED, Link.FOLLOWING]
    assert 30 <= time.slept[0] <= 60


def test_a_denial_in_place_of_the_confirmation_is_one_too() -> None:
    _, told, _, time = followed([DENIED], [CONFIRMED, None])
    assert told == [Link.DENIED, Link.FOLLOWING]
    assert time.slept[0] >= 30


def test_a_denial_later_may_be_the_end_of_the_lease_and_is_tried_again_soon() -> None:
    _, told, _, time = followed([CONFIRMED, notice(), DENIED], [CONFIRMED, None], time=Time(most=10**6))
    assert told == [Link.FOLLOWING, Link.LOST, Link.FOLLOWING]
    assert [one for one in time.slept if one <= 1.0]


def test_a_hub_that_is_gone_is_tried_ever_more_seldom_with_jitter_and_at_most_each_minute() -> None:
    _, told, _, time = followed(*(Unreachable() for _ in range(9)), [CONFIRMED, None])
    assert told == [Link.LOST] * 9 + [Link.FOLLOWING]
    assert time.slept[:9] == [0.75, 1.5, 3.0, 6.0, 12.0, 24.0, 45.0, 45.0, 45.0]


def test_a_hub_that_takes_and_drops_at_once_is_tried_ever_more_seldom_too() -> None:
    _, _, _, time = followed(*([CONFIRMED] for _ in range(5)), [CONFIRMED, None], time=Time(most=10**6))
    pauses = [one for one in time.slept if one < 100]
    assert pauses[:5] == [0.75, 1.5, 3.0, 6.0, 12.0]


def test_after_something_was_heard_the_first_pause_is_short_again() -> None:
    _, _, _, time = followed(
        Unreachable(), Unreachable(), [CONFIRMED, notice()], [CONFIRMED, None], time=Time(most=10**6)
    )
    assert [one for one in time.slept if one < 100][:3] == [0.75, 1.5, 0.75]


@pytest.mark.parametrize(("lease", "after"), [(100, 80.0), ("100", 80.0), (0.01, 1.0)])
def test_a_lease_is_renewed_at_four_fifths_and_never_in_a_rush(lease: Any, after: float) -> None:
    script, _, _, time = followed([{**CONFIRMED, "hub.lease_seconds": lease}, None], time=Time(most=3))
    assert time.slept[0] == after
    assert script.asked[:3].count(("renew", TOPIC)) <= 2


@pytest.mark.parametrize("lease", [None, "x", -1, 0])
def test_a_lease_that_is_none_is_not_renewed(lease: Any) -> None:
    script, told, _, _ = followed([{**CONFIRMED, "hub.lease_seconds": lease}, None])
    assert told == [Link.FOLLOWING]
    assert ("renew", TOPIC) not in script.asked


def test_heartbeats_are_answered_and_from_then_on_silence_has_a_limit() -> None:
    beat = notice("b1", "Heartbeat", context=[{"key": "period", "decimal": "10"}])
    script, told, judged, time = followed([CONFIRMED, beat, notice(), None], time=Time())
    assert script.answers == [("b1", "200"), ("n1", "200")]
    assert (told, len(judged)) == ([Link.FOLLOWING], 1)
    assert 30.0 in time.deadlines


@pytest.mark.rule("H3")
def test_h3_a_doubled_event_is_judged_once_and_an_older_one_not_at_all() -> None:
    newer, older = notice("a"), notice("b", at="2026-11-23T08:59:59.999Z")
    script, told, judged, _ = followed(
        [CONFIRMED, newer, newer, older, notice("c", "Patient-close"), newer, None], time=Time()
    )
    assert [one.id for one in judged] == ["a", "c"]
    assert script.answers == [("a", "200"), ("a", "200"), ("b", "200"), ("c", "200"), ("a", "200")]
    assert told == [Link.FOLLOWING, Again()]  # of the newest alone it is known that it still holds


@pytest.mark.rule("H3")
def test_h3_order_and_what_was_answered_outlive_a_lost_line() -> None:
    newer, older = notice("a"), notice("b", at="2026-11-23T08:00:00Z")
    _, told, judged, _ = followed([CONFIRMED, newer], [CONFIRMED, newer, older, None], time=Time(most=10**6))
    assert [one.id for one in judged] == ["a"]
    assert told[-1] == Again()


@pytest.mark.rule("H3")
@pytest.mark.parametrize(
    ("message", "answer"),
    [
        (notice(**{"hub.topic": "another"}), [("n1", "404")]),
        (notice(event="Encounter-open"), [("n1", "400")]),
        (notice(event="org.example.something"), [("n1", "400")]),
    ],
)
def test_h3_what_is_not_ours_is_answered_and_judged_by_nobody(message: Any, answer: Any) -> None:
    script, told, judged, _ = followed([CONFIRMED, message, None], time=Time())
    assert (script.answers, judged, told) == (answer, [], [Link.FOLLOWING])


def test_another_programs_failure_is_told() -> None:
    script, told, _, _ = followed([CONFIRMED, notice(event="syncerror"), None], time=Time())
    assert told == [Link.FOLLOWING, OthersFailed()]
    assert script.answers == [("n1", "200")]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"id": "n9"}', '{"id": "n9", "timestamp": "x"}', "\ud800"])
def test_what_cannot_be_read_is_told_and_answered_where_it_can_be(text: str) -> None:
    script, told, judged, _ = followed([CONFIRMED, text, notice(), None], time=Time())
    assert told == [Link.FOLLOWING, Unread()]
    assert [one.id for one in judged] == ["n1"]
    assert script.answers == ([("n9", "400")] if "n9" in text else []) + [("n1", "200")]
