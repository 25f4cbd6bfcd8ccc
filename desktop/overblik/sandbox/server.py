"""The national services on loopback: Starlette under uvicorn, introduced by one line of JSON."""

import argparse
import asyncio
import os
import secrets
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from overblik.sandbox import audit_repository, control, disturbances
from overblik.sandbox.faults import Fault, Scene, changes
from overblik.sandbox.fhir import answer
from overblik.sandbox.hub import doors as hub_doors
from overblik.sandbox.national import broker, doors
from overblik.sandbox.reply import FHIR_JSON, Reply, encode, outcome, refusal, respond
from overblik.sandbox.search import Query
from overblik.sandbox.sharing import doors as sharing
from overblik.sandbox.sign_in import doors as sign_in
from overblik.sandbox.sign_in.grants import Granted
from overblik.sandbox.verbatim import dumps
from overblik.sandbox.world import World, build, without_identifiers


def run(seeds: Path, port: int, clock: str | None, schemas: Path | None = None, *, watch_stdin: bool = False) -> None:
    """Serve until told to end: by a signal, or by the end of standard input when that is watched."""
    with _listen(port) as listening, _listen(0) as beside:
        world = build(seeds, f"http://127.0.0.1:{listening.getsockname()[1]}", clock, schemas)
        broker.start(world, beside)
        config = uvicorn.Config(
            application(world),
            http=Line,
            ws="websockets-sansio",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=1,
        )
        server = Announced(config, dumps(world.introduction()))
        if watch_stdin or os.environ.get("OVERBLIK_SANDBOX_WATCH_STDIN") == "1":
            threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
        server.run(sockets=[listening])


@contextmanager
def _listen(port: int) -> Iterator[socket.socket]:
    """A socket on this computer alone."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        if os.name != "nt":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        yield listening


def _end_with_parent(server: uvicorn.Server) -> None:
    """Standard input ends when the parent does."""
    descriptor = sys.stdin.fileno()
    while os.read(descriptor, 4096):
        pass
    server.should_exit = True


def application(world: World) -> Starlette:
    """The FHIR servers, the national services and the side door as one application."""

    async def fhir(request: Request) -> ASGIApp:
        return await _serve(world, request)

    base = Route("/{base}/fhir/{path:path}", fhir, methods=["GET", "POST"])
    beside: list[BaseRoute] = [*doors.routes(world), *sharing.routes(world), *sign_in.routes(world)]
    beside += [*audit_repository.routes(world, _stopped), *hub_doors.routes(world, _stopped)]
    return Starlette(routes=[*control.routes(world), *beside, base])


async def _serve(world: World, request: Request) -> ASGIApp:
    base, path = request.path_params["base"], request.path_params["path"]
    query = parse_qsl(request.url.query, keep_blank_values=True)
    if request.method == "POST":
        form = (await request.body()).decode("utf-8", "replace")
        query += parse_qsl(form, keep_blank_values=True)
    fault = None
    if base not in world.servers:
        reply = refusal(404, "not-found", "There is no such server")
    else:
        # A line that is cut is cut for everyone, with a token or without.
        fault = world.faults.take(base, path.split("/")[0])
        reply = _stopped(world, request) or await _ask(world, request, query, fault)
    reply.headers["Date"] = world.clock.http()
    sent = (_on_the_line(fault, reply) if fault else None) or respond(reply, request.headers.get("accept-encoding", ""))
    status = getattr(sent, "status_code", None)
    asked = {"base": base, "method": request.method, "path": f"/{path}", "query": without_identifiers(query)}
    world.requests.append({**asked, "status": status})
    return sent


def _on_the_line(fault: Fault, reply: Reply) -> ASGIApp | None:
    return disturbances.line(fault, encode(reply), FHIR_JSON, disturbances.BUNDLE)


def _stopped(world: World, request: Request) -> Reply | None:
    """The refusal of a request without a good token: that of the introduction, or one of the sign-in."""
    given, proof = request.headers.get("authorization", ""), request.headers.get("dpop", "")
    if secrets.compare_digest(given.encode(), f"Bearer {world.token}".encode()):
        return None
    admitted = world.sign_in.admitted(given, proof, request.method, f"{world.origin}{request.url.path}")
    return None if isinstance(admitted, Granted) else Reply(401, outcome("login", "A token is needed"), admitted)


async def _ask(world: World, request: Request, query: Query, fault: Fault | None) -> Reply:
    """The reply to a question, with the fault that met it; a mistake of our own is a 500 without content."""
    base, path = request.path_params["base"], request.path_params["path"]
    if fault:
        await disturbances.wait(fault)
        instead = disturbances.instead(fault)
        if instead:
            return instead
    if request.method == "POST" and not path.endswith("/_search"):
        return refusal(405, "not-supported", "This server is only read")
    reply = answer(world.servers[base], path, query, request.headers)
    if fault and fault.kind in changes() and reply.status == 200:
        changes()[fault.kind](Scene(world.servers[base], path.split("/")[0], reply))
    return reply


def main() -> None:
    """The sandbox alone, for its own tests."""
    parser = argparse.ArgumentParser(prog="overblik.sandbox.server")
    parser.add_argument("--seeds", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--clock")
    parser.add_argument("--schemas", type=Path)
    parser.add_argument("--watch-stdin", action="store_true")
    words = parser.parse_args()
    run(words.seeds, words.port, words.clock, words.schemas, watch_stdin=words.watch_stdin)


class Announced(uvicorn.Server):
    """A server that prints its introduction once it listens."""

    def __init__(self, config: uvicorn.Config, introduction: str) -> None:
        super().__init__(config)
        self._introduction = introduction

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        sys.stdout.write(f"{self._introduction}\n")
        sys.stdout.flush()


class Line(H11Protocol):
    """The HTTP protocol, which leaves its transport in the scope so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the line of this connection (ASGI scope "state")."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


if __name__ == "__main__":
    main()
