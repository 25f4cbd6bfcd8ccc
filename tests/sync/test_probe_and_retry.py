"""Asking again: jittered pauses from the ports, the server's own Retry-After, and the one probe of the network."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from in_process import FakeClock, FakeScheduler, InMemory, reply
from overblik.app.services import Network
from overblik.domain.errors import Unreachable
from overblik.wire.http import HttpClient, Question, Response

URL = "https://record.example/fhir"


@dataclass
class Chance:
    """Chance that the test decides."""

    told: list[float]

    def bytes(self, count: int) -> bytes:
        return bytes(count)

    def identifier(self) -> str:
        return "id"

    def fraction(self) -> float:
        return self.told.pop(0)


def asking(
    *answers: Any, chance: tuple[float, ...] = (0.0, 0.0, 0.0), budget: float = 10.0
) -> tuple[Any, list[float], int]:
    """Ask once, with the given answers in turn; give what came, the pauses, and how often it was asked."""
    waiting = list(answers)

    def answer(_: httpx.Request) -> httpx.Response:
        return sent_anew(waiting.pop(0))

    transport, clock = InMemory(answer), FakeClock()
    scheduler = FakeScheduler(clock)
    client = HttpClient([URL], clock, Chance(list(chance)), scheduler, transport)

    async def ask() -> "Response | Unreachable":
        try:
            return await client.ask(Question(f"{URL}/metadata"), budget)
        except Unreachable as error:
            return error
        finally:
            await client.aclose()

    return asyncio.run(ask()), scheduler.slept, len(transport.asked)


def sent_anew(told: Any) -> httpx.Response:
    """Send an answer, which can be read once only, as often as it is asked for."""
    if isinstance(told, Exception):
        raise told
    asked = told.headers.get("retry-after")
    return reply({}, told.status_code, **({"Retry-After": asked} if asked else {}))


def busy(status: int = 503, **headers: str) -> httpx.Response:
    return reply({}, status, **{name.replace("_", "-"): text for name, text in headers.items()})


@pytest.mark.parametrize(
    ("chance", "pauses"),
    [((0.0, 0.0), [0.125, 0.25]), ((0.5, 0.5), [0.25, 0.5]), ((0.75, 0.25), [0.3125, 0.375])],
)
def test_the_pauses_double_and_are_spread_by_chance(chance: tuple[float, float], pauses: list[float]) -> None:
    came, slept, asked = asking(busy(), busy(502), reply({}), chance=chance)
    assert (came.status, slept, asked) == (200, pauses, 3)


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        (busy(429), 3),
        (busy(502), 3),
        (busy(503), 3),
        (busy(504), 3),
        (httpx.ConnectError("refused"), 3),
        (reply({}, 500), 1),
        (reply({}, 400), 1),
        (reply({}, 401), 1),
        (reply({}, 403), 1),
        (reply({}, 404), 1),
    ],
    ids=lambda value: str(getattr(value, "status_code", type(value).__name__)),
)
def test_only_what_may_pass_is_asked_again(answer: Any, tries: int) -> None:
    _, _, asked = asking(*([answer] * 3))
    assert asked == tries


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("3", 3.0),
        ("0", 0.25),
        ("-5", 0.25),
        ("Mon, 02 Mar 2026 09:00:04 GMT", 4.0),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0.25),
        ("soon", 0.25),
        ("", 0.25),
    ],
)
def test_the_time_that_the_server_asks_for_is_given_to_it(header: str, pause: float) -> None:
    came, slept, _ = asking(busy(Retry_After=header), reply({}), chance=(0.5,))
    assert (came.status, slept) == (200, [pause])


@pytest.mark.parametrize("header", ["60", "99999999999999999999", "Mon, 02 Mar 2026 10:00:00 GMT"])
def test_a_longer_wait_than_the_budget_ends_the_asking_and_is_told(header: str) -> None:
    came, slept, asked = asking(busy(429, Retry_After=header))
    assert isinstance(came, Unreachable)
    assert (slept, asked) == ([], 1)
    assert came.facts["status"] == 429
    assert 60 <= came.facts["retry_after"] <= 3600


def test_the_budget_holds_over_all_tries() -> None:
    came, slept, asked = asking(busy(), busy(), chance=(0.5, 0.5), budget=0.6)
    assert isinstance(came, Unreachable)
    assert (slept, asked) == ([0.25], 2)


def network(*answers: Any) -> tuple[bool, list[int]]:
    """Probe as many servers as there are answers."""
    clock, transports, clients, urls = FakeClock(), [], [], []
    for index, told in enumerate(answers):

        def answer(_: httpx.Request, told: Any = told) -> httpx.Response:
            return sent_anew(told)

        url = f"https://server{index}.example/fhir"
        transports.append(InMemory(answer))
        clients.append(HttpClient([url], clock, Chance([0.0] * 9), FakeScheduler(clock), transports[-1]))
        urls.append(f"{url}/metadata")

    async def probe() -> bool:
        found = await Network(zip(urls, clients, strict=True)).is_reachable()
        for client in clients:
            await client.aclose()
        return found

    return asyncio.run(probe()), [len(transport.asked) for transport in transports]


@pytest.mark.parametrize(
    "told",
    [reply({}), reply({}, 404), reply({}, 401), reply({}, 500), busy(503), busy(429, Retry_After="60"), reply({}, 302)],
    ids=lambda value: str(value.status_code),
)
def test_an_answer_of_any_kind_means_that_the_network_is_there(told: httpx.Response) -> None:
    assert network(told) == (True, [3 if told.status_code == 503 else 1])


def test_the_computer_is_offline_only_when_no_server_can_be_spoken_to() -> None:
    refused = httpx.ConnectError("refused")
    assert network(refused, reply({}, 404))[0] is True
    assert network(refused, refused) == (False, [3, 3])
    assert network()[0] is True
