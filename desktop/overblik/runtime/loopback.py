"""The way back from the browser: one callback on 127.0.0.1, at a port of chance, and nothing else (RFC 8252 section 7.3)."""

import asyncio
import hmac
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs

PATH = "/callback"
_LARGEST = 8 * 1024
"""Bytes of a request's head."""
_SLOWEST = 5.0
"""Seconds in which a request's head must have come, and its answer gone."""
_LAST = 1.0
"""Seconds in which the page must have gone out once the callback has come."""
_MOST = 16
"""Connections at one time; browsers open some that they never use."""
_LINE = re.compile(rb"([A-Z]{1,10}) ([!-~]{1,8000}) HTTP/1\.[01]")
_HEADERS = (
    "Cache-Control: no-store",
    "Referrer-Policy: no-referrer",
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
)
_PAGE = """<!doctype html>
<html lang="da">
<head><meta charset="utf-8"><title>Overblik</title></head>
<body>
<h1>Gå tilbage til Overblik</h1>
<p>Browseren er færdig. Du kan lukke denne fane.</p>
<p lang="en">The browser is done. Go back to Overblik; you can close this tab.</p>
</body>
</html>
"""


class LoopbackRedirects:
    """Listens on loopback for the callback of a sign-in."""

    @asynccontextmanager
    async def listen(self, state: str) -> AsyncGenerator["LoopbackCallback", None]:
        """Listen while the block runs; the port is closed as soon as the callback has come, and at the end."""
        callback = LoopbackCallback(state)
        await callback.start()
        try:
            yield callback
        finally:
            await callback.close()


class LoopbackCallback:
    """One place to come back to."""

    def __init__(self, state: str) -> None:
        """Know the one state that is waited for."""
        self._state = state
        self._came: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._talks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._server: asyncio.Server | None = None
        self._port = 0
        self._is_over = False

    @property
    def uri(self) -> str:
        """The redirect URI."""
        return f"http://127.0.0.1:{self._port}{PATH}"

    async def query(self) -> str:
        """Wait for the callback; give its query."""
        return await asyncio.shield(self._came)

    async def start(self) -> None:
        """Take a free port."""
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=_LARGEST)
        self._port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Close the port, let the page go out that is under way, and end all other connections."""
        self._is_over = True
        self._stop_listening()
        if self._talks and self._came.done():
            await asyncio.wait(self._talks, timeout=_LAST)
        # The line is cut, not the task: asyncio of Python 3.11 stumbles over a cancelled one.
        for writer in self._talks.values():
            writer.transport.abort()
        if self._talks:
            await asyncio.wait(self._talks)
        if not self._came.done():
            self._came.cancel()

    def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks[talk] = writer
        try:
            if len(self._talks) <= _MOST and not self._is_over:
                with suppress(TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                    async with asyncio.timeout(_SLOWEST):
                        await self._answer(reader, writer)
        finally:
            del self._talks[talk]
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            status, query = "431 Request Header Fields Too Large", None
        else:
            status, query = self._judged(head)
        if query is not None:
            # Before anything is waited for: a second request finds the place taken, and soon the port closed.
            self._came.set_result(query)
            self._stop_listening()
        writer.write(_reply(status, is_page=query is not None))
        await writer.drain()

    def _judged(self, head: bytes) -> tuple[str, str | None]:
        """Give the status of the answer, and the query where this is the callback that is waited for."""
        first, *lines = head.split(b"\r\n")
        line = _LINE.fullmatch(first)
        if line is None:
            return "400 Bad Request", None
        # A page elsewhere could have its name lead here (DNS rebinding).
        hosts = [text.split(b":", 1)[1].strip() for text in lines if text.lower().startswith(b"host:")]
        if hosts != [f"127.0.0.1:{self._port}".encode()]:
            return "421 Misdirected Request", None
        path, _, query = line[2].decode("ascii").partition("?")
        if path != PATH:
            return "404 Not Found", None
        if line[1] != b"GET":
            return "405 Method Not Allowed", None
        if self._came.done():
            return "410 Gone", None
        told = parse_qs(query).get("state", [])
        is_ours = len(told) == 1 and hmac.compare_digest(told[0].encode(), self._state.encode())
        return ("200 OK", query) if is_ours else ("400 Bad Request", None)


def _reply(status: str, *, is_page: bool) -> bytes:
    """Write an answer; nothing of the request stands in it."""
    kind = "text/html" if is_page else "text/plain"
    body = (_PAGE if is_page else f"{status}\n").encode()
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}; charset=utf-8", f"Content-Length: {len(body)}", *_HEADERS]
    return "\r\n".join([*head, "", ""]).encode() + body
