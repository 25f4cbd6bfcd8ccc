"""The addresses of DDS and SFSK: one request over HTTP to one answer, with the fault that met it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from lxml.etree import _Element
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from overblik.sandbox import disturbances
from overblik.sandbox.faults import Fault
from overblik.sandbox.national import troubles as national
from overblik.sandbox.national.envelope import SoapFault
from overblik.sandbox.national.markup import Unreadable, first, read
from overblik.sandbox.sharing import answers, envelope, troubles
from overblik.sandbox.sharing.envelope import MEDIA
from overblik.sandbox.sharing.multipart import QUIRKS, Message, envelope_of, message
from overblik.sandbox.sharing.names import ACTION, REGISTRY_OPERATION, REPOSITORY_OPERATION, SOAP, WSA_FAULT
from overblik.sandbox.sharing.query import Failure
from overblik.sandbox.verbatim import Json
from overblik.sandbox.world import World

_METHODS = ["GET", "POST", "PUT", "DELETE"]
_FRAME = (f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>'.encode(), b"</soap:Body></soap:Envelope>")


def addresses() -> dict[str, tuple[str, str]]:
    """Every path with its service and its operation."""
    doors = (("registry", REGISTRY_OPERATION), ("repository", REPOSITORY_OPERATION))
    return {f"/{base}{door}": (base, word) for base in ("dds", "sfsk") for door, word in doors}


def routes(world: World) -> list[Route]:
    """The four doors."""
    return [Route(path, _door(world, *told), methods=_METHODS) for path, told in addresses().items()]


@dataclass(slots=True)
class Sent:
    """An answer before it goes on the line: an envelope alone, or the pieces of a multipart message."""

    media: str
    pieces: tuple[bytes, ...]
    status: int = 200
    pause: float = 0.0

    async def stream(self) -> AsyncIterator[bytes]:
        """The pieces in portions, with a pause in front of each piece but the first."""
        for at, piece in enumerate(self.pieces):
            if at and self.pause:
                await asyncio.sleep(self.pause)
            for chunk in Message(self.media, (piece,)).chunks():
                yield chunk


def _door(world: World, base: str, operation: str) -> Callable[[Request], Awaitable[ASGIApp]]:
    async def door(request: Request) -> ASGIApp:
        fault = world.faults.take(base, operation)
        if fault:
            await disturbances.wait(fault)
        row: Json = {
            "base": base,
            "method": request.method,
            "path": request.url.path,
            "query": "",
            "operation": operation,
        }
        made = _answer(world, request, await request.body(), fault, row)
        sent = (_line(fault, made) if fault else None) or _plain(world, made)
        world.requests.append({**row, "status": getattr(sent, "status_code", None)})
        return sent

    return door


def _plain(world: World, made: Sent) -> Response:
    headers = {"Date": world.clock.http(), "Cache-Control": "no-store", "Content-Type": made.media}
    if len(made.pieces) > 1:
        return StreamingResponse(made.stream(), made.status, headers)
    return Response(made.pieces[0], made.status, headers)


def _line(fault: Fault, made: Sent) -> ASGIApp | None:
    """What a fault does on the line; an answer that is cut is cut inside its first document."""
    if fault.kind in {"status", "redirect"}:
        return national.line(fault, b"")
    content = b"".join(made.pieces)
    if fault.kind == "cut" and "bytes" not in fault.facts:
        inside = len(made.pieces[0]) + (len(made.pieces[1]) // 2 if len(made.pieces) > 1 else -100)
        return disturbances.Cut(content, inside, made.media)
    return disturbances.line(fault, content, made.media, _FRAME)


def _answer(world: World, request: Request, body: bytes, fault: Fault | None, row: Json) -> Sent:
    """The answer before the line; what the log may know is added to its row."""
    now, operation = world.clock.now(), row["operation"]
    header: _Element | None = None
    try:
        root = read(_checked(request, operation, body))
        header = first(root, "Header")
        refused = troubles.instead(fault) if fault else None
        if isinstance(refused, SoapFault):
            raise refused
        return _found(world, root, fault, row)
    except Failure as error:
        row["failure"] = error.code
        return _refused(world, error, header, operation)
    except (SoapFault, Unreadable) as error:
        told = error if isinstance(error, SoapFault) else SoapFault("syntax_error", str(error))
        row["fault"] = told.code
        action = f'{MEDIA}; charset=utf-8; action="{WSA_FAULT}"'
        return Sent(action, (envelope.write(envelope.fault(told, now, header)),), told.status)


def _found(world: World, root: _Element, fault: Fault | None, row: Json) -> Sent:
    """The answer to a question that was let in."""
    desk, base, operation = world.national.desk, row["base"], row["operation"]
    visit, body = desk.let_in(base, operation, root)
    row |= {"override": visit.hsuid.override, "level": visit.caller.card.level, "card": visit.caller.whose}
    refused = troubles.instead(fault) if fault else None
    if refused:
        raise refused
    found = desk.ask(base, operation, visit, body, troubles.ordered(fault))
    if fault:
        troubles.bend(fault, found, desk.libraries[base])
    asked = first(root, "Header")
    if operation == REGISTRY_OPERATION:
        row["entries"] = len(found.entries)
        made = envelope.answer(answers.registry(found), operation, visit.now, asked)
        whole, media = troubles.spoil(fault, envelope.write(made), _soap(operation))
        return Sent(media, (whole,))
    row["documents"] = len(found.documents)
    kind = fault.kind if fault else ""
    content, parts = answers.repository(found, inline=kind == "inline_base64")
    written = envelope.write(envelope.answer(content, operation, visit.now, asked))
    whole, media = troubles.spoil(fault, written, "")
    sent = message(whole, parts, kind if kind in QUIRKS else "")
    pause = float(fault.facts.get("seconds", 1)) if fault and kind == "slow_parts" else 0.0
    return Sent(media or sent.media, sent.pieces, pause=pause)


def _refused(world: World, error: Failure, header: _Element | None, operation: str) -> Sent:
    made = envelope.answer(answers.refusal(error, operation), operation, world.clock.now(), header)
    content = envelope.write(made)
    if operation == REGISTRY_OPERATION:
        return Sent(_soap(operation), (content,))
    sent = message(content, [])
    return Sent(sent.media, sent.pieces)


def _soap(operation: str) -> str:
    return f'{MEDIA}; charset=utf-8; action="{ACTION}{operation}Response"'


def _checked(request: Request, operation: str, body: bytes) -> bytes:
    """SOAP 1.2 over HTTP: POST, application/soap+xml or MTOM with one part, and the action of the address.

    Raises:
        SoapFault: the request comes in another way.

    """
    if request.method != "POST":
        raise SoapFault("illegal_http_method", "Only POST is answered", 405)
    media = request.headers.get("content-type", "")
    kind, content = envelope_of(media, body)
    if kind != MEDIA:
        raise SoapFault("syntax_error", "SOAP 1.2 comes as application/soap+xml", 415)
    if "action=" in media and f'"{ACTION}{operation}"' not in media.replace("\\", ""):
        raise SoapFault("syntax_error", "The action of the media type is not that of the address")
    return content
