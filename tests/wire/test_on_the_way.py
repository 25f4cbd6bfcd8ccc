"""What a network answers in the place of a source: a proxy, a page for people, no name (class A; H6, T12)."""

import asyncio
import socket
from typing import Any

import httpx
import pytest

from in_process import BASE, FakeClock, FakeRandom, FakeScheduler, InMemory
from overblik.app.services import Network
from overblik.domain.errors import ProxyAsks, SourceError, Unintelligible, Unreachable
from overblik.runtime.clock import SystemClock
from overblik.runtime.scheduler import LoopScheduler
from overblik.wire.http import TRIES, HttpClient, Question

PAGE = b"<html><head><title>Velkommen til Hotel</title></head><body>Log in</body></html>"


def asked(answer: httpx.Response) -> tuple[Any, int, bool]:
    """Ask a server that answers so; give what came of it, how often it was asked, and whether the network is there."""

    transport = InMemory(lambda _: sent(answer))
    clock = FakeClock()
    client = HttpClient((BASE,), clock, FakeRandom(), FakeScheduler(clock), transport)

    async def run() -> tuple[Any, int, bool]:
        came: Any
        try:
            came = await client.ask(Question(f"{BASE}/Patient"), 10)
        except SourceError as error:
            came = error
        count = len(transport.asked)
        is_there = await Network([(f"{BASE}/metadata", client)]).is_reachable()
        await client.aclose()
        return came, count, is_there

    return asyncio.run(run())


def sent(answer: httpx.Response) -> httpx.Response:
    """Give the answer with a body that has not been read yet."""
    return httpx.Response(answer.status_code, stream=httpx.ByteStream(answer.extensions["body"]))


def answer(status: int, body: bytes = b"") -> httpx.Response:
    return httpx.Response(status, extensions={"body": body})


@pytest.mark.rule("H6")
def test_a_proxy_that_wants_a_sign_in_is_told_at_once_and_is_no_network_that_is_gone() -> None:
    came, count, is_there = asked(answer(407, b"<html>Proxy Authentication Required</html>"))
    assert isinstance(came, ProxyAsks)
    assert (count, is_there) == (1, True), "a proxy that refuses once refuses a second later, too"


@pytest.mark.rule("H6")
@pytest.mark.parametrize(
    "given",
    [
        answer(200, PAGE),
        answer(200, b"\xef\xbb\xbf\r\n<!DOCTYPE html><p>Log p\xc3\xa5"),
        answer(200, b"<HTML lang=da>"),
        answer(511, PAGE),
    ],
    ids=["html", "doctype", "capitals", "511"],
)
def test_the_page_of_a_captive_portal_is_no_answer_of_a_source(given: httpx.Response) -> None:
    came, count, is_there = asked(given)
    assert isinstance(came, Unintelligible)
    assert came.facts["reason"] == "page"
    assert (count, is_there) == (1, True)


@pytest.mark.parametrize("body", [b"{}", b"<htmlish/>", b"<?xml version='1.0'?><html/>", b"<s:Envelope/>", b""])
def test_what_a_source_answers_is_no_page(body: bytes) -> None:
    assert asked(answer(200, body))[0].content == body


@pytest.mark.rule("H4")
def test_names_that_nobody_resolves_any_more_are_a_network_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []

    def gone(host: Any, *_: Any, **__: Any) -> Any:
        looked_up.append(str(host))
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", gone)
    url = "http://fmk.example/metadata"

    async def run() -> tuple[dict[str, object], bool]:
        client = HttpClient((url,), SystemClock(), FakeRandom(), LoopScheduler())
        try:
            with pytest.raises(Unreachable) as told:
                await client.ask(Question(url), 10)
            return told.value.facts, await Network([(url, client)]).is_reachable()
        finally:
            await client.aclose()

    facts, is_there = asyncio.run(run())
    assert facts == {"connection": True, "kind": "ConnectError"}
    assert not is_there
    assert "fmk.example" in looked_up[0]
    assert len(looked_up) > TRIES, "asked again, and once more by the probe"
