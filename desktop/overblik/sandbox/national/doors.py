"""The addresses of FMK, DDV, the consent service and STS: one request over HTTP to one answer, with the fault that met it."""

from collections.abc import Awaitable, Callable

from lxml.etree import _Element
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from overblik.sandbox import disturbances
from overblik.sandbox.faults import Fault
from overblik.sandbox.national import envelope, sts, troubles
from overblik.sandbox.national.envelope import SoapFault
from overblik.sandbox.national.house import CONSENT_PATH, DDV_PATH, FMK_PATH, STS_PATH
from overblik.sandbox.national.idcard import instant
from overblik.sandbox.national.markup import Unreadable, first, make, read, write
from overblik.sandbox.national.names import FMK, tag
from overblik.sandbox.national.sts import TrustFault
from overblik.sandbox.verbatim import Json
from overblik.sandbox.world import World

_METHODS = ["GET", "POST", "PUT", "DELETE"]


def routes(world: World) -> list[Route]:
    """The four doors."""
    paths = {"fmk": FMK_PATH, "ddv": DDV_PATH, "consent": CONSENT_PATH, "sts": STS_PATH}
    return [Route(path, _door(world, base), methods=_METHODS) for base, path in paths.items()]


def _door(world: World, base: str) -> Callable[[Request], Awaitable[ASGIApp]]:
    async def door(request: Request) -> ASGIApp:
        action = request.headers.get("soapaction", "").strip().strip('"')
        word = "RequestSecurityToken" if base == "sts" else action.rpartition("#")[2]
        fault = world.faults.take(base, word)
        if fault:
            await disturbances.wait(fault)
        row: Json = {"base": base, "method": request.method, "path": request.url.path, "query": "", "operation": word}
        tree, status = _answer(world, base, request, await request.body(), fault, row)
        content, media = write(tree), troubles.XML
        if fault:
            content, media = troubles.spoil(fault, content)
        sent = (troubles.line(fault, content) if fault else None) or Response(
            content, status, {"Date": world.clock.http(), "Cache-Control": "no-store"}, media
        )
        world.requests.append({**row, "status": getattr(sent, "status_code", None)})
        return sent

    return door


def _answer(
    world: World, base: str, request: Request, body: bytes, fault: Fault | None, row: Json
) -> tuple[_Element, int]:
    """The envelope of an answer and its status; what the log may know is added to its row."""
    now = world.clock.now()
    header = None
    try:
        _check_http(request)
        root = read(body)
        header = first(root, "Header")
        refused = troubles.instead(fault, base) if fault else None
        if refused:
            raise refused
        if base == "sts":
            return world.national.sts.exchange(root, fault), 200
        action = request.headers.get("soapaction", "").strip().strip('"')
        told = world.national.services.answer(base, action, root)
        row |= {"consent": told.caller.consent, "level": told.caller.card.level, "card": told.caller.whose}
        if fault:
            troubles.change(fault, troubles.Scene(told, world.national.services.other(base, told.number)))
        return envelope.answer(told.content, now, header, _extras(world, base)), 200
    except (SoapFault, TrustFault, Unreadable) as error:
        return _refused(world, base, error, header, row)


def _refused(
    world: World, base: str, error: SoapFault | TrustFault | Unreadable, header: _Element | None, row: Json
) -> tuple[_Element, int]:
    now = world.clock.now()
    if isinstance(error, Unreadable):
        error = SoapFault("syntax_error", str(error))
    if base == "sts":
        refusal = error if isinstance(error, TrustFault) else TrustFault("InvalidRequest", error.words, error.status)
        row["fault"] = refusal.code
        return sts.refusal(refusal, f"{world.origin}{STS_PATH}", now), refusal.status
    row["fault"] = error.code
    assert isinstance(error, SoapFault)
    return envelope.fault(error, now, header), error.status


def _check_http(request: Request) -> None:
    """SOAP 1.1 over HTTP: POST, text/xml, and a soapAction.

    Raises:
        SoapFault: the request comes in another way.

    """
    if request.method != "POST":
        raise SoapFault("illegal_http_method", "Only POST is answered", 405)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "text/xml":
        raise SoapFault("syntax_error", "SOAP 1.1 comes as text/xml", 415)
    if "soapaction" not in request.headers:
        raise SoapFault("syntax_error", "The header SOAPAction is missing")


def _extras(world: World, base: str) -> list[_Element]:
    """The headers that FMK adds: how long it took, and from when the prescription server's copy is."""
    if base != "fmk":
        return []
    rows = {"SystemName": "FMK", "ServiceName": "MedicineCard", "TimeInMilliseconds": "12"}
    timing = make(tag(FMK, "Timing"), *(make(tag(FMK, name), value) for name, value in rows.items()))
    copied = make(tag(FMK, "LatestReplicationDateTime"), instant(world.clock.now()))
    return [make(tag(FMK, "TimingList"), timing), make(tag(FMK, "PrescriptionReplicationStatus"), copied)]
