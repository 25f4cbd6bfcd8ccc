"""The faults that take the place of an answer: refusals, silence, broken and endless bodies."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from overblik.sandbox.faults import Fault
from overblik.sandbox.reply import Reply, outcome, refusal

_MEGABYTE = 1024 * 1024
BUNDLE = (b'{"resourceType":"Bundle","type":"searchset","entry":[],"id":"', b'"}')
"""How an endless Bundle begins and ends."""


def kinds() -> frozenset[str]:
    """The kinds that take the place of an answer, or delay it."""
    refusals = {"status", "blocked", "refused", "expired", "redirect", "garbage"}
    return frozenset(refusals | {"delay", "hang", "drop", "cut", "huge", "gzip_bomb"})


def instead(fault: Fault) -> Reply | None:
    """The reply that a fault gives in place of the right one; None when it gives none of this form."""
    if fault.kind == "status":
        status = int(fault.facts.get("status", 503))
        after = fault.facts.get("retry_after")
        headers = {} if after is None else {"Retry-After": str(after)}
        return Reply(status, outcome("transient", "The server is not well"), headers)
    if fault.kind == "blocked":
        return refusal(403, "suppressed", "The citizen has blocked these data")
    if fault.kind == "refused":
        return refusal(403, "forbidden", "This clinician may not see these data")
    if fault.kind == "expired":
        return Reply(401, outcome("expired", "The token has expired"), {"WWW-Authenticate": "Bearer"})
    if fault.kind == "redirect":
        return Reply(302, headers={"Location": "http://127.0.0.2:9/elsewhere"})
    return None


def line(fault: Fault, body: bytes, media: str, frame: tuple[bytes, bytes]) -> ASGIApp | None:
    """What a fault does on the line itself; `body` is the right answer, `frame` begins and ends an endless one."""
    if fault.kind == "garbage":
        return Response("<html><body><h1>Proxy</h1><p>Driftsforstyrrelse</body>", 200, media_type="text/html")
    if fault.kind == "hang":
        return Hang()
    if fault.kind == "drop":
        return Drop()
    if fault.kind == "cut":
        return Cut(body, int(fault.facts.get("bytes", 100)), media)
    if fault.kind == "huge":
        return StreamingResponse(_huge(frame), 200, media_type=media)
    if fault.kind == "gzip_bomb":
        return StreamingResponse(_bomb(frame), 200, {"Content-Encoding": "gzip"}, media)
    return None


async def wait(fault: Fault) -> None:
    """The pause of a slow server."""
    if fault.kind == "delay":
        await asyncio.sleep(float(fault.facts.get("seconds", 1)))


async def _huge(frame: tuple[bytes, bytes]) -> AsyncIterator[bytes]:
    yield frame[0]
    for _ in range(60):
        yield b"x" * _MEGABYTE
    yield frame[1]


def _bomb(frame: tuple[bytes, bytes]) -> Iterator[bytes]:
    """Some 200 kB that become 200 MB (RFC 1952)."""
    press = zlib.compressobj(9, zlib.DEFLATED, 31)
    yield press.compress(frame[0])
    for _ in range(200):
        yield press.compress(b" " * _MEGABYTE)
    yield press.compress(frame[1]) + press.flush()


class Hang:
    """Never answers; ends when the client has gone."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the client to give up (ASGI http.disconnect)."""
        del scope, send
        while (await receive())["type"] != "http.disconnect":
            pass


class Drop:
    """Closes the connection without an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Cut the line that the server's protocol left in the scope."""
        del send
        scope["state"]["transport"].abort()
        while (await receive())["type"] != "http.disconnect":
            pass


@dataclass(slots=True)
class Cut:
    """Promises a whole body and closes after some bytes of it."""

    body: bytes
    size: int
    media: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the true length and a part of the body, then end the line."""
        length = str(len(self.body)).encode()
        headers = [(b"content-type", self.media.encode()), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.body[: self.size], "more_body": True})
        await asyncio.sleep(0.05)
        scope["state"]["transport"].close()
        while (await receive())["type"] != "http.disconnect":
            pass
