"""The contract of every source: no fault looks like nothing, and no fault shows another citizen.

A later source joins by one entry in `harnesses.HARNESSES`.
"""

import asyncio
import logging
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from in_process import NOW, FakeClock, FakeRandom, FakeScheduler, grant
from overblik.domain.errors import NotOffered, Refused, SignInNeeded, SourceError, Unintelligible, Unreachable
from overblik.domain.ports import Answer, ConsentState
from overblik.domain.section import Cause, Section, Standing
from overblik.sync import standing
from overblik.wire.http import HttpClient
from sources.harnesses import HARNESSES, TOKEN, Answering, Harness, bomb
from sources.loopback import CUT, HANG, Loopback, loopback

FAULTS = {
    "test_h8_one_broken_item_takes_no_neighbour_away": ("duplicate", "nan"),
    "test_h5_a_chain_that_does_not_end_is_partial": ("truncated", "loop", "second_fails"),
    "test_a_refusal_in_the_midst_is_a_refusal": ("second_refused",),
    "test_t13_no_page_at_another_host_is_asked_for": ("foreign",),
}
"""Faults that not every protocol has: SOAP has no pages, and XML no numbers that are none."""
PACKED_BOMB = bomb()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try each test on each source, with the faults that its protocol has."""
    faults = FAULTS.get(metafunc.function.__name__)
    if faults is None:
        metafunc.parametrize("harness", HARNESSES, ids=lambda harness: harness.name)
        return
    known = [
        (each, {*each.broken("http://a"), *(["foreign"] if each.foreign("http://a", "http://b") else [])})
        for each in HARNESSES
    ]
    pairs = [(each, fault) for each, has in known for fault in faults if fault in has]
    metafunc.parametrize(("harness", "fault"), pairs, ids=[f"{each.name}-{fault}" for each, fault in pairs])


@pytest.fixture
def service() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


class Asker:
    """Asks a service as the program does, over a real socket."""

    def __init__(self, harness: Harness, service: Loopback, answering: Answering, patience: float = 5) -> None:
        service.answering = answering
        self.harness, self.service = harness, service
        self.clock = FakeClock()
        self.scheduler = FakeScheduler(self.clock, patience=patience)

    def ask(self) -> "Answer | SourceError":
        return asyncio.run(self._ask())

    async def _ask(self) -> "Answer | SourceError":
        http = HttpClient([self.service.url], self.clock, FakeRandom(), self.scheduler)
        source = self.harness.source(self.service.url, http, self.clock)
        try:
            return await source.fetch(grant(self.harness.patient_id), None)
        except SourceError as error:
            return error
        finally:
            await http.aclose()
            for _ in range(20):
                await asyncio.sleep(0)  # a generator of the library may need a turn of the loop to end
            assert len(asyncio.all_tasks()) == 1

    def section(self, came: "Answer | SourceError") -> Section[Any]:
        http = HttpClient([self.service.url], self.clock, FakeRandom(), self.scheduler)
        source = self.harness.source(self.service.url, http, self.clock)
        who = self.harness.patient_id
        if isinstance(came, Answer):
            return standing.answered(who, source, came, None, NOW, ConsentState.NONE).section
        return standing.failed(who, source, came, None, NOW, offline=False).section


def told(
    harness: Harness, service: Loopback, answer: Answering, patience: float = 5
) -> tuple[Any, Section[Any], Asker]:
    asker = Asker(harness, service, harness.faulty(service.url, answer), patience)
    came = asker.ask()
    section = asker.section(came)
    assert not section.says_nothing_recorded
    return came, section, asker


def of_protocol(harness: Harness, service: Loopback, fault: str) -> tuple[Any, Section[Any], Asker]:
    return told(harness, service, harness.broken(service.url)[fault])


def test_a_healthy_service_is_complete(harness: Harness, service: Loopback) -> None:
    asker = Asker(harness, service, harness.healthy(service.url))
    section = asker.section(asker.ask())
    assert section.standing is Standing.COMPLETE
    assert len(section.entries) == harness.whole


def test_only_an_empty_and_whole_answer_says_nothing_recorded(harness: Harness, service: Loopback) -> None:
    asker = Asker(harness, service, harness.faulty(service.url, harness.broken(service.url)["none"]))
    assert asker.section(asker.ask()).says_nothing_recorded


@pytest.mark.parametrize(
    ("status", "body", "errors", "state"),
    [
        (401, b"", (SignInNeeded,), Standing.FAILED),
        (403, b"", (Refused,), Standing.BLOCKED),
        (404, b"", (Unintelligible, NotOffered), Standing.FAILED),
        (429, b"", (Unreachable,), Standing.FAILED),
        (500, b"<h1>oops</h1>", (Unreachable,), Standing.FAILED),
        (502, b"", (Unreachable,), Standing.FAILED),
        (503, b"", (Unreachable,), Standing.FAILED),
        (302, b"", (Unintelligible,), Standing.FAILED),
        (204, b"", (Unintelligible,), Standing.FAILED),
        (200, b"", (Unintelligible,), Standing.FAILED),
        (200, b"<html><script>alert(1)</script>", (Unintelligible,), Standing.FAILED),
        (200, b"{", (Unintelligible,), Standing.FAILED),
        (200, b"null", (Unintelligible,), Standing.FAILED),
        (200, b"[]", (Unintelligible,), Standing.FAILED),
        (200, b"\xff\xfe\x00", (Unintelligible,), Standing.FAILED),
        (200, b"[" * 100_000, (Unintelligible,), Standing.FAILED),
    ],
)
def test_each_fault_has_its_error_and_its_standing(
    harness: Harness, service: Loopback, status: int, body: bytes, errors: Any, state: Standing
) -> None:
    headers = {"Location": "http://203.0.113.9/"} if status == 302 else {}
    came, section, _ = told(harness, service, lambda _: httpx.Response(status, headers=headers, content=body))
    assert isinstance(came, errors)
    assert section.standing is state
    assert section.entries == ()


def test_a_busy_service_is_given_the_time_that_it_asks_for(harness: Harness, service: Loopback) -> None:
    busy = httpx.Response(429, headers={"Retry-After": "3"})
    came, _, asker = told(harness, service, lambda _: busy)
    assert came.facts["retry_after"] == 3
    assert min(asker.scheduler.slept) >= 3


def test_a_busy_service_that_recovers_is_complete(harness: Harness, service: Loopback) -> None:
    healthy, seen = harness.healthy(service.url), set()

    def answer(request: httpx.Request) -> httpx.Response:
        first = str(request.url) not in seen
        seen.add(str(request.url))
        return httpx.Response(503, headers={"Retry-After": "1"}) if first else healthy(request)

    asker = Asker(harness, service, answer)
    assert asker.section(asker.ask()).standing is Standing.COMPLETE


def test_a_silent_service_is_unreachable(harness: Harness, service: Loopback) -> None:
    came, section, _ = told(harness, service, lambda _: httpx.Response(200, extensions={HANG: 5}), patience=0.1)
    assert isinstance(came, Unreachable)
    assert section.has(Cause.UNREACHABLE)


def test_a_body_that_breaks_off_is_unreachable(harness: Harness, service: Loopback) -> None:
    came, section, _ = told(harness, service, lambda _: httpx.Response(200, content=b"{", extensions={CUT: 99}))
    assert isinstance(came, Unreachable)
    assert section.standing is Standing.FAILED


@pytest.mark.rule("T15")
@pytest.mark.parametrize("answer", [PACKED_BOMB, httpx.Response(200, content=bytes(21 * 1024 * 1024))])
def test_t15_a_huge_answer_is_refused_early(harness: Harness, service: Loopback, answer: httpx.Response) -> None:
    began = time.monotonic()
    came, _, _ = told(harness, service, lambda _: answer)
    assert isinstance(came, Unintelligible)
    assert came.facts["reason"] in ("bomb", "too_large")
    assert time.monotonic() - began < 2


@pytest.mark.rule("H1")
def test_h1_an_answer_about_someone_else_shows_nothing(harness: Harness, service: Loopback) -> None:
    _, section, _ = of_protocol(harness, service, "wrong_patient")
    assert section.standing is Standing.FAILED
    assert section.has(Cause.WRONG_PATIENT)
    assert section.entries == ()
    _, section, _ = of_protocol(harness, service, "mixed")
    assert section.standing is not Standing.COMPLETE
    assert (len(section.entries), section.refused) == (1, 1)


@pytest.mark.rule("H8")
def test_h8_one_broken_item_takes_no_neighbour_away(harness: Harness, service: Loopback, fault: str) -> None:
    _, section, _ = of_protocol(harness, service, fault)
    assert section.standing is Standing.PARTIAL
    assert (len(section.entries), len(section.unreadable)) == (1, 1)


@pytest.mark.rule("H5")
def test_h5_a_chain_that_does_not_end_is_partial(harness: Harness, service: Loopback, fault: str) -> None:
    came, section, asker = of_protocol(harness, service, fault)
    assert isinstance(came, Answer)
    assert not came.closed
    assert section.standing is Standing.PARTIAL
    assert len(section.entries) == 1
    assert len(asker.service.asked) < 20


def test_a_refusal_in_the_midst_is_a_refusal(harness: Harness, service: Loopback, fault: str) -> None:
    _, section, _ = of_protocol(harness, service, fault)
    assert section.standing is Standing.BLOCKED
    assert section.has(Cause.REFUSED)


@pytest.mark.rule("T13")
def test_t13_no_page_at_another_host_is_asked_for(harness: Harness, service: Loopback, fault: str) -> None:
    with loopback() as elsewhere:
        answer = harness.foreign(service.url, elsewhere.url)
        assert answer is not None, fault
        _, section, _ = told(harness, service, answer)
        assert section.standing is Standing.PARTIAL
        assert elsewhere.asked == []


@pytest.mark.rule("H2")
def test_h2_a_cancelled_question_ends_at_once(harness: Harness, service: Loopback) -> None:
    async def run() -> float:
        service.answering = harness.faulty(service.url, lambda _: httpx.Response(200, extensions={HANG: 5}))
        clock = FakeClock()
        http = HttpClient([service.url], clock, FakeRandom(), FakeScheduler(clock))
        task = asyncio.ensure_future(harness.source(service.url, http, clock).fetch(grant(harness.patient_id), None))
        async with asyncio.timeout(3):
            while len(service.asked) < harness.questions:  # noqa: ASYNC110 - the service runs in another thread
                await asyncio.sleep(0.005)
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await http.aclose()
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1
        return time.monotonic() - began

    assert asyncio.run(run()) < 0.5


@pytest.mark.rule("T25")
def test_t25_no_address_and_no_log_line_holds_the_number_or_the_token(
    harness: Harness, service: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    number = harness.patient_id.number_for_lookup()
    with caplog.at_level(logging.DEBUG):
        Asker(harness, service, harness.healthy(service.url)).ask()
        came, _, _ = told(harness, service, lambda _: httpx.Response(500))
    assert not any(number in str(request.url) for request in service.asked)
    assert any(harness.carries_token(request) for request in service.asked)
    for secret in (number, TOKEN):
        assert secret not in caplog.text
        assert secret not in f"{came!s}{came!r}{came.facts}"
