"""The way back from the browser takes one callback and nothing else, over real sockets (T10)."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

import pytest

from overblik.runtime import loopback
from overblik.runtime.loopback import LoopbackCallback, LoopbackRedirects

STATE = "tilstand-0123456789"
GOOD = f"/callback?code=hemmelig-kode&state={STATE}&iss=x"


def run(work: Awaitable[Any]) -> Any:
    async def wait() -> Any:
        async with asyncio.timeout(10):
            return await work

    return asyncio.run(wait())


def port_of(callback: LoopbackCallback) -> int:
    return int(callback.uri.split(":")[2].split("/")[0])


def get(port: int, target: str, method: str = "GET", host: str = "") -> bytes:
    return f"{method} {target} HTTP/1.1\r\nHost: {host or f'127.0.0.1:{port}'}\r\nAccept: */*\r\n\r\n".encode()


async def send(port: int, content: bytes) -> bytes:
    """Send bytes on a line of their own; give all that comes back until the line ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(content)
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""
    finally:
        writer.close()


async def is_closed(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return True
    writer.close()
    return False


@pytest.mark.rule("T10")
def test_t10_the_callback_comes_once_and_the_port_is_closed_at_once() -> None:
    async def story() -> None:
        async with LoopbackRedirects().listen(STATE) as callback:
            port = port_of(callback)
            assert callback.uri == f"http://127.0.0.1:{port}/callback"
            waiting = asyncio.ensure_future(callback.query())
            page = await send(port, get(port, GOOD))
            assert await waiting == GOOD.partition("?")[2]
            assert await is_closed(port)
            head, _, body = page.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 OK\r\n")
            for line in (b"Cache-Control: no-store", b"Referrer-Policy: no-referrer", b"default-src 'none'"):
                assert line in head
            assert "Gå tilbage til Overblik".encode() in body
            assert b"go back" in body.lower()
            for secret in (b"hemmelig-kode", STATE.encode()):
                assert secret not in page

    run(story())


@pytest.mark.rule("T10")
def test_t10_a_second_hit_that_was_under_way_changes_nothing() -> None:
    async def story() -> None:
        async with LoopbackRedirects().listen(STATE) as callback:
            port = port_of(callback)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await send(port, get(port, GOOD))
            writer.write(get(port, GOOD.replace("hemmelig-kode", "andens-kode")))
            answer = await reader.read()
            writer.close()
            assert answer.startswith(b"HTTP/1.1 410 ")
            assert "hemmelig-kode" in await callback.query()

    run(story())


OTHERS: dict[str, tuple[str, str, str, str]] = {
    "another path": ("GET", f"/?code=x&state={STATE}", "", "404"),
    "below the path": ("GET", f"/callback/x?code=x&state={STATE}", "", "404"),
    "icon": ("GET", "/favicon.ico", "", "404"),
    "whole address": ("GET", f"http://127.0.0.1/callback?state={STATE}", "", "404"),
    "post": ("POST", GOOD, "", "405"),
    "head": ("HEAD", GOOD, "", "405"),
    "options": ("OPTIONS", GOOD, "", "405"),
    "wrong state": ("GET", "/callback?code=x&state=forkert", "", "400"),
    "no state": ("GET", "/callback?code=x", "", "400"),
    "no query": ("GET", "/callback", "", "400"),
    "state twice": ("GET", f"/callback?code=x&state={STATE}&state=y", "", "400"),
    "another host": ("GET", GOOD, "ondt.example", "421"),
    "another port": ("GET", GOOD, "127.0.0.1:1", "421"),
}


@pytest.mark.rule("T10")
@pytest.mark.parametrize("name", OTHERS)
def test_t10_anything_else_is_answered_plainly_and_changes_nothing(name: str) -> None:
    method, target, host, status = OTHERS[name]

    async def story() -> None:
        async with LoopbackRedirects().listen(STATE) as callback:
            port = port_of(callback)
            waiting = asyncio.ensure_future(callback.query())
            answer = await send(port, get(port, target, method, host))
            head, _, body = answer.partition(b"\r\n\r\n")
            assert head.startswith(f"HTTP/1.1 {status} ".encode())
            assert b"text/plain" in head
            assert len(body) < 60
            assert STATE.encode() not in answer
            assert not waiting.done()
            await send(port, get(port, GOOD))
            assert "hemmelig-kode" in await waiting

    run(story())


RAW = {
    "no HTTP": (b"hej\r\n\r\n", b"HTTP/1.1 400 "),
    "no host": (f"GET {GOOD} HTTP/1.1\r\n\r\n".encode(), b"HTTP/1.1 421 "),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"HTTP/1.1 400 "),
    "bytes": (bytes(range(256)) + b"\r\n\r\n", b"HTTP/1.1 400 "),
    "oversize": (b"GET /callback?x=" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n", b""),
    "oversize without an end": (b"x" * 100_000, b""),
}


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_request_changes_nothing(name: str) -> None:
    async def story() -> None:
        content, expected = RAW[name]
        async with LoopbackRedirects().listen(STATE) as callback:
            port = port_of(callback)
            answer = await send(port, content)
            assert answer.startswith(expected)
            assert b"200 OK" not in answer
            await send(port, get(port, GOOD))
            assert "hemmelig-kode" in await callback.query()

    run(story())


def test_a_slow_request_is_let_go_and_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback, "_SLOWEST", 0.05)

    async def story() -> None:
        async with LoopbackRedirects().listen(STATE) as callback:
            port = port_of(callback)
            assert await send(port, b"GET /callback") == b""
            await send(port, get(port, GOOD))
            assert "hemmelig-kode" in await callback.query()

    run(story())


def test_too_many_lines_at_once_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback, "_SLOWEST", 60.0)  # no line ends by itself before this story does

    async def story() -> None:
        async with LoopbackRedirects().listen(STATE) as callback:
            port = port_of(callback)
            lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(loopback._MOST)]
            lines[0][1].write(get(port, "/"))
            await lines[0][0].read()  # all before it have been taken on
            extra = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
            assert await extra[1][0].read() == b""
            for _, writer in (*lines, *extra):
                writer.close()

    run(story())


@pytest.mark.rule("T10")
@pytest.mark.parametrize("how", ["given up", "time is over", "error"])
def test_t10_however_it_ends_the_port_is_closed_and_waiting_lines_with_it(how: str) -> None:
    async def story() -> None:
        ports: list[int] = []
        lines: list[Any] = []
        is_waiting = asyncio.Event()

        async def wait() -> None:
            async with LoopbackRedirects().listen(STATE) as callback:
                ports.append(port_of(callback))
                assert (await send(ports[0], get(ports[0], "/"))).startswith(b"HTTP/1.1 404")
                lines.append(await asyncio.open_connection("127.0.0.1", ports[0]))
                is_waiting.set()
                if how == "error":
                    raise ValueError
                async with asyncio.timeout(0.01 if how == "time is over" else None):
                    await callback.query()

        waiting = asyncio.ensure_future(wait())
        await is_waiting.wait()
        if how == "given up":
            waiting.cancel()
        (ended,) = await asyncio.gather(waiting, return_exceptions=True)
        assert isinstance(ended, asyncio.CancelledError | TimeoutError | ValueError)
        for reader, writer in lines:
            with suppress(ConnectionResetError):
                assert await reader.read() == b""
            writer.close()
        assert await is_closed(ports[0])

    run(story())


def test_it_listens_on_this_computer_alone() -> None:
    async def story() -> list[Any]:
        async with LoopbackRedirects().listen(STATE) as callback:
            assert callback._server is not None
            return [one.getsockname()[0] for one in callback._server.sockets]

    assert run(story()) == ["127.0.0.1"]
