"""A patient who is left takes no connection with him: hasty switches never use up the places of a service (H2)."""

import asyncio
import gc
import random

import httpx
import pytest

from in_process import FakeRandom
from overblik.domain.errors import Unreachable
from overblik.runtime.clock import SystemClock
from overblik.runtime.scheduler import LoopScheduler
from overblik.wire.http import PER_HOST, HttpClient, Question
from overblik.wire.sending import Sending
from sources.loopback import HANG, loopback


def _client(*urls: str) -> HttpClient:
    return HttpClient(urls, SystemClock(), FakeRandom(), LoopScheduler())


async def _asked_and_closed(http: HttpClient, url: str) -> list[int]:
    """Ask twice as many questions as there are places, and give the statuses."""
    answers = await asyncio.gather(*(http.ask(Question(url), 5) for _ in range(2 * PER_HOST)))
    await http.aclose()
    return [answer.status for answer in answers]


@pytest.mark.rule("H2")
@pytest.mark.parametrize("turns", range(1, 6))
def test_h2_questions_cancelled_at_any_step_leave_every_place_free(turns: int) -> None:
    """Twice as many questions as places, cancelled after so many turns of the loop, again and again."""

    async def run(url: str) -> list[int]:
        http = _client(url)
        for _ in range(PER_HOST):
            tasks = [asyncio.ensure_future(http.ask(Question(url), 5)) for _ in range(2 * PER_HOST)]
            for _ in range(turns):
                await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return await _asked_and_closed(http, url)

    with loopback() as service:
        service.answering = lambda _: httpx.Response(200)
        assert asyncio.run(run(service.url)) == [200] * (2 * PER_HOST)


@pytest.mark.rule("H2")
def test_h2_questions_cancelled_at_any_moment_leave_every_place_free(campaign: int) -> None:
    """As hasty switches do it: in the middle of connecting, sending, reading and closing."""

    async def run(url: str) -> list[int]:
        http, chance = _client(url), random.Random(campaign)
        for _ in range(60 * campaign):
            tasks = [asyncio.ensure_future(http.ask(Question(url), 5)) for _ in range(12)]
            await asyncio.sleep(chance.random() * 0.02)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return await _asked_and_closed(http, url)

    with loopback() as service:
        service.answering = lambda _: httpx.Response(200, content=b"x" * 100_000)
        assert asyncio.run(run(service.url)) == [200] * (2 * PER_HOST)


@pytest.mark.rule("H2")
def test_h2_questions_cancelled_while_others_hold_all_places_leave_none_behind() -> None:
    async def run(url: str) -> int:
        http = _client(url)
        holding = [asyncio.ensure_future(http.ask(Question(f"{url}/slow"), 5)) for _ in range(PER_HOST)]
        await asyncio.sleep(0.1)
        waiting = [asyncio.ensure_future(http.ask(Question(url), 5)) for _ in range(PER_HOST)]
        await asyncio.sleep(0.02)
        # Those that hold a place are cancelled first: their places go to the waiting, who are cancelled before they connect.
        for task in (*holding, *waiting):
            task.cancel()
        await asyncio.gather(*holding, *waiting, return_exceptions=True)
        answer = await http.ask(Question(url), 5)
        await http.aclose()
        return answer.status

    with loopback() as service:
        service.answering = lambda request: httpx.Response(
            200, extensions={HANG: 5} if request.url.path == "/slow" else {}
        )
        assert asyncio.run(run(service.url)) == 200


def test_a_question_that_gets_no_place_in_its_time_is_unreachable_and_no_error() -> None:
    async def run(url: str) -> None:
        http = _client(url)
        holding = [asyncio.ensure_future(http.ask(Question(f"{url}/slow"), 5)) for _ in range(PER_HOST)]
        await asyncio.sleep(0.1)
        with pytest.raises(Unreachable) as told:
            await http.ask(Question(url), 0.2)
        assert told.value.facts["timeout"]
        for task in holding:
            task.cancel()
        await asyncio.gather(*holding, return_exceptions=True)
        await http.aclose()

    with loopback() as service:
        service.answering = lambda _: httpx.Response(200, extensions={HANG: 5})
        asyncio.run(run(service.url))


def test_a_request_that_was_given_up_when_the_program_ends_leaves_no_error_behind() -> None:
    """The loop ends before anybody has closed the request; the collector then reports what nobody asked for."""
    told: list[dict[str, object]] = []

    async def run(url: str) -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        async with httpx.AsyncClient(trust_env=False) as client:
            sending = Sending(client, client.build_request("GET", url), set(), is_traced=True)
            waiting = asyncio.ensure_future(sending.answer())
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.sleep(0.2)  # it connects, and ends by itself

    with loopback() as service:
        service.answering = lambda _: httpx.Response(200)
        asyncio.run(run(service.url))
    gc.collect()
    assert told == []
