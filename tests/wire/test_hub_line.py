"""The line to a hub: to its own host alone, encrypted, with whom the system trusts, never elsewhere (T12, T13)."""

import asyncio
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.server import serve

from in_process import FakeClock, FakeRandom, FakeScheduler, InMemory
from overblik.domain.errors import NotOffered, Refused, SignInNeeded, SourceError, Unintelligible, Unreachable
from overblik.runtime.scheduler import LoopScheduler
from overblik.wire.http import HttpClient
from overblik.wire.hub_line import HttpHub
from overblik.wire.tokens import StaticTokens
from wire.test_tls import Issuer, Wanted, authority, issued, pem  # noqa: F401 - a fixture

URL = "https://hub.example.dk/fhircast"


def hub(status: int = 202, body: Any = None, url: str = URL) -> tuple[HttpHub, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, content=json.dumps(body).encode())

    clock = FakeClock()
    http = HttpClient((url,), clock, FakeRandom(), FakeScheduler(clock), InMemory(reply))
    return HttpHub(url, "fhircast", http, StaticTokens({"fhircast": "hemmelig"})), asked


def test_the_token_goes_to_the_hub_in_a_header_and_the_session_in_the_body() -> None:
    made, asked = hub(body={"hub.channel.endpoint": "wss://hub.example.dk/x"})
    assert asyncio.run(made.subscribe("session-1", 7200)) == "wss://hub.example.dk/x"
    (request,) = asked
    assert request.headers["authorization"] == "Bearer hemmelig"
    assert request.url == URL
    assert b"hub.topic=session-1" in request.content


@pytest.mark.rule("T13")
@pytest.mark.parametrize(
    "endpoint",
    [
        "wss://elsewhere.example/x",
        "wss://hub.example.dk.evil.example/x",
        "wss://hub.example.dk@evil.example/x",
        "wss://user@hub.example.dk/x",
        "ws://hub.example.dk/x",
        "https://hub.example.dk/x",
        "wss://hub.example.dk:port/x",
        "/x",
        "",
    ],
)
def test_t13_an_endpoint_elsewhere_or_in_clear_is_not_connected_to(endpoint: str) -> None:
    made, _ = hub(body={"hub.channel.endpoint": endpoint})
    with pytest.raises(Unintelligible):
        asyncio.run(made.subscribe("session-1", 7200))


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, SignInNeeded), (403, Refused), (404, NotOffered), (400, NotOffered), (500, Unreachable), (503, Unreachable)],
)
def test_each_refusal_is_one_of_the_house(status: int, error: type[SourceError]) -> None:
    made, _ = hub(status, {})
    with pytest.raises(error):
        asyncio.run(made.subscribe("session-1", 7200))


@contextmanager
def running(context: ssl.SSLContext | None, handler: Callable[..., Any], **more: Any) -> Iterator[int]:
    """A web socket on loopback in a thread of its own."""
    ready, port, loop = threading.Event(), [0], asyncio.new_event_loop()
    stop: list[asyncio.Event] = []

    async def run() -> None:
        stop.append(asyncio.Event())
        async with serve(handler, "127.0.0.1", 0, ssl=context, **more) as server:
            port[0] = next(iter(server.sockets)).getsockname()[1]
            ready.set()
            await stop[0].wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield port[0]
    finally:
        loop.call_soon_threadsafe(stop[0].set)
        thread.join(10)
        loop.close()


async def said(port: int, scheme: str) -> str | bytes:
    clock = FakeClock()
    http = HttpClient((URL,), clock, FakeRandom(), LoopScheduler())
    line = await HttpHub(URL, "fhircast", http, StaticTokens()).connect(f"{scheme}://127.0.0.1:{port}/x")
    try:
        return await line.receive()
    finally:
        await line.close()


def server_of(shown: Issuer, folder: Path) -> ssl.SSLContext:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    path = folder / "hub.pem"
    key = shown.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem(shown.certificate) + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def hello(socket: Any) -> None:
    await socket.send("hej")


@pytest.mark.rule("T12")
def test_t12_a_line_is_made_with_whom_the_system_trusts_and_with_nobody_else(
    authority: Issuer,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    with running(server_of(issued(authority, Wanted()), tmp_path), hello) as port:
        assert asyncio.run(said(port, "wss")) == "hej"
    for shown in (issued(None, Wanted()), issued(authority, Wanted(hosts=("fmk.example",)))):
        with running(server_of(shown, tmp_path), hello) as port, pytest.raises(Unreachable) as no:
            asyncio.run(said(port, "wss"))
        assert no.value.facts == {"kind": "SSLCertVerificationError"}


@pytest.mark.rule("T13")
def test_t13_a_redirect_is_not_followed() -> None:
    from websockets.datastructures import Headers
    from websockets.http11 import Response

    came: list[int] = []

    async def count(socket: Any) -> None:
        came.append(1)
        await socket.send("hej")

    with running(None, count) as elsewhere:

        def away(connection: Any, request: Any) -> Response:
            return Response(302, "Found", Headers({"Location": f"ws://127.0.0.1:{elsewhere}/x", "Content-Length": "0"}))

        with running(None, hello, process_request=away) as port, pytest.raises(Unreachable):
            asyncio.run(said(port, "ws"))
    assert came == []


def test_t13_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "ws_proxy", "wss_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with running(None, hello) as port:
        assert asyncio.run(said(port, "ws")) == "hej"


def test_a_message_that_is_too_big_ends_the_line() -> None:
    async def flood(socket: Any) -> None:
        await socket.send("x" * 300_000)
        await socket.wait_closed()

    with running(None, flood) as port, pytest.raises(Unreachable):
        asyncio.run(said(port, "ws"))
