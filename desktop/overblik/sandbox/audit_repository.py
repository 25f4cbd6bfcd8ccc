"""An audit record repository: AuditEvents by PUT, alone or in a batch or transaction (FHIR R4 auditevent, http).

An AuditEvent is never changed here: the same one again is answered as before and stored once, another one under the
same id is a conflict. Of an event that names its place in a chain a countersigned receipt is given (`audit_receipts`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp

from overblik.sandbox import audit_receipts, disturbances
from overblik.sandbox.audit_receipts import Signer
from overblik.sandbox.faults import Fault
from overblik.sandbox.reply import FHIR_JSON, Reply, encode, refusal, respond
from overblik.sandbox.verbatim import Json, loads

if TYPE_CHECKING:
    from overblik.sandbox.world import World

BASE = "audit"
REFUSE = "refuse_record"
"""The fault that refuses one record by its id, and takes all others."""
RECEIPT = "wrong_receipt"
"""The fault that gives receipts that are not good, in the way that `how` names, or none."""
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_STATUS = {200: "200 OK", 201: "201 Created", 400: "400 Bad Request", 404: "404 Not Found", 409: "409 Conflict"}


def routes(world: "World", stopped: "Callable[[World, Request], Reply | None]") -> list[Route]:
    """The addresses of the repository; `stopped` gives the refusal of a request without a good token."""

    async def door(request: Request) -> ASGIApp:
        fault = world.faults.take(BASE, "AuditEvent")
        reply = stopped(world, request) or await _ask(world.audit, request, fault)
        reply.headers["Date"] = world.clock.http()
        asked = {"base": BASE, "method": request.method, "path": "/AuditEvent", "query": "", "status": reply.status}
        world.requests.append(asked)
        # A line that is cut is cut after the event was taken: the acknowledgement is lost.
        line = disturbances.line(fault, encode(reply), FHIR_JSON, disturbances.BUNDLE) if fault else None
        return line or respond(reply, request.headers.get("accept-encoding", ""))

    paths = (f"/{BASE}/fhir", f"/{BASE}/fhir/{{path:path}}")
    return [Route(path, door, methods=["GET", "POST", "PUT", "DELETE"]) for path in paths]


def check(kind: str, facts: Json) -> None:
    """Let an order for a fault pass.

    Raises:
        ValueError: the kind is unknown here, or does not say which record it refuses, or how a receipt is wrong.

    """
    if kind not in disturbances.kinds() | {REFUSE, RECEIPT} or (
        kind == REFUSE and not isinstance(facts.get("id"), str)
    ):
        raise ValueError(f"unknown kind {kind}")
    if kind == RECEIPT and facts.get("how") not in audit_receipts.WRONG:
        raise ValueError("how is a receipt to be wrong?")


async def _ask(repository: "AuditRepository", request: Request, fault: Fault | None) -> Reply:
    """The reply to one question, with the fault that met it."""
    if fault is not None:
        await disturbances.wait(fault)
        instead = disturbances.instead(fault)
        if instead is not None:
            return instead
    kind, facts = (fault.kind, fault.facts) if fault is not None else ("", {})
    order = _Order(str(facts["id"]) if kind == REFUSE else "", str(facts["how"]) if kind == RECEIPT else "")
    parts = [part for part in request.path_params.get("path", "").split("/") if part]
    if request.method == "PUT" and len(parts) == 2 and parts[0] == "AuditEvent":
        return repository.put(parts[1], await _read(request), order)
    if request.method == "POST" and not parts:
        return _bundle(repository, await _read(request), order)
    if request.method == "GET" and len(parts) == 2 and parts[0] == "AuditEvent":
        found = repository.events.get(parts[1])
        return Reply(200, found) if found is not None else refusal(404, "not-found", "There is no such AuditEvent")
    if request.method in ("GET", "POST"):
        return refusal(404, "not-found", "There is no such address")
    return refusal(405, "not-supported", "An AuditEvent is neither changed nor removed")


async def _read(request: Request) -> Any:
    """The body as JSON; None where it is none."""
    try:
        return loads(await request.body())
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to go wrong with one request: which record is refused, and how receipts are wrong."""

    refused: str = ""
    receipt: str = ""


def _bundle(repository: "AuditRepository", bundle: Any, order: _Order) -> Reply:
    """Take the events of a batch each for itself, of a transaction all or none (FHIR R4 http, "transaction")."""
    kind = bundle.get("type") if isinstance(bundle, dict) else None
    entries = bundle.get("entry", []) if isinstance(bundle, dict) else None
    if kind not in ("batch", "transaction") or not isinstance(entries, list):
        return refusal(400, "structure", "A Bundle of type batch or transaction is expected")
    before = dict(repository.events)
    replies = [_entry(repository, each, order) for each in entries]
    failed = [each for each in replies if each.status >= 400]
    if failed and kind == "transaction":
        repository.events = before
        return failed[0]
    answers = [{"response": _response(each)} for each in replies]
    return Reply(200, {"resourceType": "Bundle", "type": f"{kind}-response", "entry": answers})


def _entry(repository: "AuditRepository", each: Any, order: _Order) -> Reply:
    request = each.get("request", {}) if isinstance(each, dict) else {}
    kind, _, name = str(request.get("url")).partition("/")
    if request.get("method") != "PUT" or kind != "AuditEvent":
        return refusal(400, "not-supported", "Only PUT of AuditEvent is taken")
    return repository.put(name, each.get("resource"), order)


def _response(reply: Reply) -> Json:
    told: Json = {"status": _STATUS[reply.status]}
    if "ETag" in reply.headers:
        said = {"outcome": reply.content} if reply.content is not None else {}
        return {**told, "etag": reply.headers["ETag"], "location": reply.headers["Location"], **said}
    return {**told, "outcome": reply.content}


def _wrong(name: str, event: Any) -> str:
    """What is wrong with an event (FHIR R4 auditevent: type, recorded, agent.requestor and source.observer are needed)."""
    if not isinstance(event, dict) or event.get("resourceType") != "AuditEvent":
        return "An AuditEvent is expected"
    if event.get("id") != name or not _ID.fullmatch(name):
        return "The id must be that of the address"
    kind = event.get("type")
    if not isinstance(kind, dict) or not kind.get("code"):
        return "type is needed"
    if not isinstance(event.get("recorded"), str) or not _INSTANT.fullmatch(event["recorded"]):
        return "recorded is no instant"
    agents = event.get("agent")
    if not isinstance(agents, list) or not agents or not all(type(each.get("requestor")) is bool for each in agents):
        return "agent.requestor is needed"
    source = event.get("source")
    if not isinstance(source, dict) or not isinstance(source.get("observer"), dict):
        return "source.observer is needed"
    return ""


@dataclass(slots=True)
class AuditRepository:
    """What has been taken, in the order in which it came."""

    signer: Signer
    events: dict[str, Json] = field(default_factory=dict)
    puts: int = 0
    """How often an event was sent, those that were there already included."""

    def put(self, name: str, event: Any, order: _Order) -> Reply:
        """Take one event (FHIR R4 http, "Update as Create")."""
        wrong = "This record is refused" if name == order.refused else _wrong(name, event)
        if wrong:
            return refusal(400, "structure", wrong)
        self.puts += 1
        kept = self.events.get(name)
        if kept is not None and kept != event:
            return refusal(409, "conflict", "An AuditEvent is never changed")
        self.events.setdefault(name, event)
        where = f"AuditEvent/{name}/_history/1"
        receipt = self.signer.outcome(event, order.receipt)
        return Reply(201 if kept is None else 200, receipt, headers={"ETag": 'W/"1"', "Location": where})
