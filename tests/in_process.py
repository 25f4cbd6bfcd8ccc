"""Services that answer from memory: an httpx transport with faults, and ports whose time is a number."""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from overblik.domain.dates import Instant
from overblik.domain.grant import Basis, Clinician, Grant, LookReason
from overblik.domain.patient import PatientId, cpr
from overblik.sources.fhir import FhirServer
from overblik.wire.http import HttpClient
from overblik.wire.tokens import StaticTokens

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BASE = "https://record.example/fhir"
NUMBER = "2509479989"
CPR_OID = "urn:oid:1.2.208.176.1.2"
OTHER = "0201909309"


@dataclass
class FakeClock:
    """Time that only moves when it is told to."""

    moment: Instant = NOW
    counted: float = 0.0

    def now(self) -> Instant:
        return self.moment

    def monotonic(self) -> float:
        return self.counted

    def boot(self) -> str:
        return "boot"

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.counted += seconds


@dataclass
class FakeScheduler:
    """Sleeps at once, and remembers how long."""

    clock: FakeClock
    slept: list[float] = field(default_factory=list)
    patience: float = 5.0
    """Real seconds after which a deadline is over, however long it was."""

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.move(seconds)
        await asyncio.sleep(0)

    async def within(self, seconds: float, work: Awaitable[Any]) -> Any:
        try:
            async with asyncio.timeout(min(seconds, self.patience)):
                return await work
        except TimeoutError:
            self.clock.move(seconds)
            raise

    async def aside(self, job: Callable[..., Any], *payload: object) -> Any:
        return job(*payload)


class FakeRandom:
    """No chance at all."""

    def bytes(self, count: int) -> bytes:
        return bytes(count)

    def identifier(self) -> str:
        return "00000000-0000-7000-8000-000000000000"

    def fraction(self) -> float:
        return 0.5


def linking(question: str = FakeRandom().identifier()) -> str:
    """Write the header by which an answer of Den Gode Webservice names the question that it is to."""
    space = "http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"
    told = f"<d:MessageID>a</d:MessageID><d:InResponseToMessageID>{question}</d:InResponseToMessageID>"
    return f'<d:Header xmlns:d="{space}"><d:Linking>{told}</d:Linking></d:Header>'


Handler = Callable[[httpx.Request], "httpx.Response | Awaitable[httpx.Response]"]


class InMemory(httpx.AsyncBaseTransport):
    """Answers by a function, and remembers what was asked."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.asked.append(request)
        await asyncio.sleep(0)
        answer = self.handler(request)
        return await answer if isinstance(answer, Awaitable) else answer

    @property
    def paths(self) -> list[str]:
        return [request.url.path for request in self.asked]


def reply(content: Any, status: int = 200, **headers: str) -> httpx.Response:
    """Answer with JSON, packed as most servers do."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    told = {"Content-Encoding": "gzip", "Date": "Mon, 02 Mar 2026 09:00:00 GMT", **headers}
    return httpx.Response(status, headers=told, stream=httpx.ByteStream(gzip.compress(body)))


def outcome(code: str, severity: str = "error") -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code}]}


def bundle(resources: list[Any], base: str = BASE, **more: Any) -> dict[str, Any]:
    """Make a search answer; a resource that is no patient's item is told apart by its mode."""
    entries = [
        {
            "fullUrl": f"{base}/{one['resourceType']}/{one.get('id', '')}",
            "resource": one,
            "search": {"mode": "match"},
        }
        for one in resources
    ]
    return {"resourceType": "Bundle", "type": "searchset", "link": [], "entry": entries} | more


def patient(number: str = NUMBER, name: str = "p1", **more: Any) -> dict[str, Any]:
    found = {"resourceType": "Patient", "id": name, "identifier": [{"system": CPR_OID, "value": number}]}
    return found | {"name": [{"family": "Prøve", "given": ["Nancy"]}], "birthDate": "1947-09-25"} | more


def statement(*types: str, **more: dict[str, Any]) -> dict[str, Any]:
    """Make a capability statement that offers types by patient."""
    return {
        "resourceType": "CapabilityStatement",
        "rest": [
            {
                "mode": "server",
                "resource": [
                    {
                        "type": one,
                        "interaction": [{"code": "read"}, {"code": "search-type"}],
                        "searchParam": [{"name": name} for name in ("patient", "subject", "identifier", "_id")],
                        **more.get(one, {}),
                    }
                    for one in types
                ],
            }
        ],
    }


@dataclass
class TinyFhir:
    """A FHIR server with a few resources; `faults` answer in the place of a path's last part."""

    resources: dict[str, list[Any]]
    faults: dict[str, Handler] = field(default_factory=dict)
    capability: Any = None
    etags: dict[str, str] = field(default_factory=dict)
    base: str = BASE

    def __call__(self, request: httpx.Request) -> "httpx.Response | Awaitable[httpx.Response]":
        kind = request.url.path.removeprefix("/fhir/").removesuffix("/_search")
        if kind in self.faults:
            return self.faults[kind](request)
        if kind == "metadata":
            return reply(self.capability) if self.capability else reply(outcome("not-found"), 404)
        kind, _, name = kind.partition("/")
        found = self.resources.get(kind, [])
        if name:
            one = [each for each in found if each["id"] == name]
            return reply(one[0]) if one else reply(outcome("not-found"), 404)
        ids = request.url.params.get("_id")
        if ids:
            found = [each for each in found if each["id"] in ids.split(",")]
        tag = self.etags.get(kind, "")
        if tag and request.headers.get("If-None-Match") == tag:
            return reply(b"", 304, ETag=tag)
        return reply(bundle(found, self.base), **({"ETag": tag} if tag else {}))


class NoRegisters:
    def name(self, system: str, code: str) -> str:
        return ""

    def group(self, system: str, code: str) -> str:
        return ""


@dataclass
class Client:
    """A server's client over memory."""

    transport: InMemory
    clock: FakeClock
    scheduler: FakeScheduler
    http: HttpClient
    server: FhirServer


def client(handler: Handler, patience: float = 5.0, base: str = BASE) -> Client:
    transport, clock = InMemory(handler), FakeClock()
    scheduler = FakeScheduler(clock, patience=patience)
    http = HttpClient([base], clock, FakeRandom(), scheduler, transport)
    server = FhirServer("ehr", "Journalen", base, http, StaticTokens({"ehr": "s3cret"}), NoRegisters(), clock)
    return Client(transport, clock, scheduler, http, server)


def grant(number: "str | PatientId" = NUMBER, intent: str = "intent-1", *, ahead: bool = False) -> Grant:
    who = cpr(number) if isinstance(number, str) else number
    reason = LookReason(Basis.TREATMENT, ahead=ahead)
    return Grant(who, Clinician("s", "Læge", "Læge"), reason, intent, NOW + timedelta(hours=1))
