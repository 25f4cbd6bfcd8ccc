"""The addresses of the hub: subscriptions over HTTP, events over web sockets."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from overblik.sandbox.hub.hub import BASE, Hub, Subscriber, notice
from overblik.sandbox.reply import Reply
from overblik.sandbox.verbatim import dumps, loads

if TYPE_CHECKING:
    from overblik.sandbox.world import World

Stopped = Callable[["World", Request], Reply | None]
_DENIED = 1000


def routes(world: "World", stopped: Stopped) -> list[BaseRoute]:
    """The doors; `stopped` refuses who has no token."""

    async def ask(request: Request) -> Response:
        return await _ask(world, request, stopped)

    async def line(socket: WebSocket) -> None:
        await _line(world.hub, socket)

    return [Route(f"/{BASE}", ask, methods=["POST"]), WebSocketRoute(f"/{BASE}/{{word}}", line)]


async def _ask(world: "World", request: Request, stopped: Stopped) -> Response:
    """Take a subscription, its renewal or its end (section 2.4)."""
    hub = world.hub
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
    hub.requests.append({name: value for name, value in form.items() if name != "hub.channel.endpoint"})
    refusal = stopped(world, request)
    if refusal is not None:
        return Response(b"", refusal.status, refusal.headers)
    if hub.refuses:
        return PlainTextResponse("The hub is not well", hub.refuses)
    known = hub.subscribers.get(form.get("hub.channel.endpoint", "").rpartition("/")[2])
    if form.get("hub.channel.type") != "websocket" or not form.get("hub.topic"):
        return PlainTextResponse("websocket and a topic are needed", 400)
    if form.get("hub.mode") == "unsubscribe":
        return _ended(hub, known)
    if form.get("hub.mode") != "subscribe" or not form.get("hub.events"):
        return PlainTextResponse("hub.mode and hub.events are needed", 400)
    events = frozenset(form["hub.events"].lower().split(","))
    if known is None or known.topic != form["hub.topic"]:
        known = Subscriber(form["hub.topic"], events, hub.lease)
        hub.subscribers[known.word] = known
    else:
        known.events, known.lease = events, hub.lease
        known.until = asyncio.get_running_loop().time() + known.lease
        known.waiting.put_nowait(known.confirmation())
    where = f"{world.origin.replace('http', 'ws', 1)}/{BASE}/{known.word}"
    return JSONResponse({"hub.channel.endpoint": where}, 202)


def _ended(hub: Hub, known: Subscriber | None) -> Response:
    if known is None:
        return PlainTextResponse("There is no such subscription", 404)
    known.waiting.put_nowait(known.denial())
    known.waiting.put_nowait(_DENIED)
    hub.subscribers.pop(known.word, None)
    return JSONResponse({"hub.channel.endpoint": ""}, 202)


async def _line(hub: Hub, socket: WebSocket) -> None:
    """One line: confirmed, told what is open, and then told what happens until it ends."""
    mine = hub.subscribers.get(socket.path_params["word"])
    if mine is None:
        await socket.close()
        return
    await socket.accept()
    if hub.denies:
        await socket.send_text(mine.denial())
        await socket.close()
        return
    mine.is_connected, mine.until = True, asyncio.get_running_loop().time() + mine.lease
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await socket.send_text(mine.confirmation())
        if mine.topic in hub.current:
            await socket.send_text(hub.current[mine.topic])
        works: list[Awaitable[None]] = [_send(hub, mine, socket), _hear(hub, socket)]
        tasks = [asyncio.ensure_future(work) for work in works]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    mine.is_connected = False
    hub.subscribers.pop(mine.word, None)


async def _send(hub: Hub, mine: Subscriber, socket: WebSocket) -> None:
    """Send what waits; at the end of the lease deny and close (section 2.4.3)."""
    loop = asyncio.get_running_loop()
    beat = loop.time()
    while True:
        if loop.time() >= mine.until:
            await socket.send_text(mine.denial())
            await socket.close()
            return
        if hub.heartbeat and loop.time() >= beat:
            beat = loop.time() + hub.heartbeat
            period = [{"key": "period", "decimal": str(hub.heartbeat)}]
            await socket.send_text(dumps(notice(mine.topic, "Heartbeat", period, {})))
        try:
            async with asyncio.timeout(0.05):
                word = await mine.waiting.get()
        except TimeoutError:
            continue
        if isinstance(word, int):
            await socket.close(word)
            return
        await socket.send_text(word)


async def _hear(hub: Hub, socket: WebSocket) -> None:
    """Keep what subscribers answer (section 2.5.2)."""
    while True:
        told = loads(await socket.receive_text())
        if isinstance(told, dict):
            hub.answers.append({name: str(value) for name, value in told.items()})
