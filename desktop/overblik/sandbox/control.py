"""The side door for demonstrations and tests: faults, clock, log, single resources, and certificates."""

import secrets
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from overblik.sandbox import audit_repository, disturbances
from overblik.sandbox.archive import Archive
from overblik.sandbox.audit_repository import AuditRepository
from overblik.sandbox.faults import Fault, changes
from overblik.sandbox.hub import orders
from overblik.sandbox.national import troubles
from overblik.sandbox.sharing import troubles as sharing
from overblik.sandbox.verbatim import Json, loads
from overblik.sandbox.world import World

Handler = Callable[[World, str, Json], Response]


def routes(world: World) -> list[Route]:
    """The addresses under /_control."""
    table: dict[str, tuple[Handler, list[str]]] = {
        "/_control/faults": (_faults, ["GET", "POST", "DELETE"]),
        "/_control/requests": (_requests, ["GET", "DELETE"]),
        "/_control/audit": (_audit, ["GET", "DELETE"]),
        "/_control/clock": (_clock, ["GET", "POST"]),
        "/_control/resource": (_resource, ["POST", "DELETE"]),
        "/_control/certificate": (_certificate, ["POST"]),
        "/_control/tokens": (_tokens, ["DELETE"]),
        "/_control/hub": (orders.hub, ["GET", "POST"]),
    }
    return [Route(path, _guarded(world, handler), methods=methods) for path, (handler, methods) in table.items()]


def _guarded(world: World, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The handler behind the secret; an order that is no JSON object is refused."""

    async def guarded(request: Request) -> Response:
        if not secrets.compare_digest(request.headers.get("x-sandbox-secret", "").encode(), world.secret.encode()):
            return JSONResponse({"error": "wrong secret"}, 403)
        text = await request.body()
        try:
            order = loads(text) if text else {}
            if isinstance(order, dict):
                return handler(world, request.method, order)
        except (KeyError, TypeError, ValueError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)
        return JSONResponse({"error": "an object is expected"}, 400)

    return guarded


def _faults(world: World, method: str, order: Json) -> Response:
    if method == "DELETE":
        world.faults.standing.clear()
    if method == "POST":
        kind, base = order["kind"], order.get("base", "*")
        known = {"base", "resource", "kind", "times"}
        facts = {name: _plain(value) for name, value in order.items() if name not in known}
        if base in troubles.BASES:
            troubles.check(base, kind, facts)
        elif base == audit_repository.BASE:
            audit_repository.check(kind, facts)
        elif base in sharing.BASES:
            sharing.check(base, kind, facts)
        elif kind not in disturbances.kinds() | set(changes()):
            raise ValueError(f"unknown kind {kind}")
        where = (base, order.get("resource", "*"))
        world.faults.standing.append(Fault(*where, kind, order.get("times"), facts))
    return JSONResponse({"faults": [each.told() for each in world.faults.standing]})


def _plain(value: object) -> object:
    """A number that was kept as text becomes a number again, for it is no clinical one."""
    return float(value) if type(value) is not str and isinstance(value, str) else value


def _requests(world: World, method: str, _: Json) -> Response:
    if method == "DELETE":
        world.requests.clear()
    return JSONResponse({"requests": list(world.requests)})


def _tokens(world: World, _: str, __: Json) -> Response:
    """Forget all access tokens, as a provider that starts anew does; what they are renewed with stays good."""
    world.sign_in.grants.access.clear()
    return JSONResponse({})


def _audit(world: World, method: str, _: Json) -> Response:
    """The AuditEvents in the order in which they were first taken, and how often any was sent."""
    if method == "DELETE":
        world.audit = AuditRepository(world.audit.signer)
    return JSONResponse({"events": list(world.audit.events.values()), "puts": world.audit.puts})


def _clock(world: World, method: str, order: Json) -> Response:
    if method == "POST":
        world.clock.move(order["now"])
    return JSONResponse({"now": world.clock.instant()})


def _resource(world: World, method: str, order: Json) -> Response:
    archive = _archive(world, order["base"])
    if method == "DELETE":
        gone = archive.delete(order["type"], order["id"])
        return JSONResponse({"deleted": gone is not None}, 200 if gone else 404)
    resource = order["resource"]
    if not all(isinstance(resource[name], str) for name in ("resourceType", "id")):
        raise ValueError("a resource needs resourceType and id")
    version = archive.put(resource)
    return JSONResponse({"type": version.type, "id": version.id, "versionId": str(version.number)})


def _certificate(world: World, _: str, order: Json) -> Response:
    """One more certificate, as PKCS#12: of a system, of another employee, or one that the STS must refuse."""
    return JSONResponse(world.national.keys.another(str(order["kind"]), world.clock.now()))


def _archive(world: World, base: str) -> Archive:
    return world.servers[base].archive
