"""An audit repository in memory, behind the program's own HTTP client, with the faults that a test orders."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from access.chains import DOCTOR, NANCY, TREATMENT, Chance, trail_of
from in_process import FakeClock, FakeScheduler, InMemory
from overblik.access.audit_repository import FhirRepository
from overblik.access.chain import read
from overblik.access.delivery import Delivery
from overblik.access.trail import AuditTrail
from overblik.domain.ports import Seen
from overblik.domain.section import Standing
from overblik.store.trail_reading import read_records
from overblik.wire.http import HttpClient
from overblik.wire.tokens import StaticTokens

SEEN = Seen((("ehr", "medication", Standing.COMPLETE, 3),), False)
BASE = "https://audit.example/fhir"
Fault = Callable[[httpx.Request], "httpx.Response | None"]


def status(code: int, **headers: str) -> Fault:
    return lambda _: httpx.Response(code, headers={name.replace("_", "-"): text for name, text in headers.items()})


def silence(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no way")


@dataclass
class Repository:
    """Takes AuditEvents as FHIR R4 says; what it was sent is told in order."""

    events: dict[str, Any] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    """Every id in the order in which it was sent, sent again included."""
    faults: list[Fault] = field(default_factory=list)
    """Each stands for one question."""
    lost: int = 0
    """So many answers are lost after what they tell of has been done."""
    refused: set[str] = field(default_factory=set)
    is_silent: bool = False
    takes_batches: bool = True
    is_jealous: bool = False
    """Whether one that is there already is refused as a conflict."""
    receipt: "Callable[[Any], str] | None" = None
    """Gives the signed receipt of an event."""
    receipt_of_conflict: "Callable[[Any], str] | None" = None
    """Gives that of one that is there already; empty for none."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "Bearer s3cret"
        if self.is_silent:
            raise httpx.ConnectError("no way")
        fault = self.faults.pop(0) if self.faults else None
        told = fault(request) if fault else None
        answer = told or self._answer(request)
        if self.lost and told is None:
            self.lost -= 1
            raise httpx.ReadError("the line is cut")
        return answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        sent = json.loads(request.content)
        if request.method == "PUT":
            assert request.url.path == f"/fhir/AuditEvent/{sent['id']}"
            assert request.headers["Prefer"] == "return=OperationOutcome"
            status = self._put(sent)
            return httpx.Response(status, headers={"ETag": 'W/"1"'}, json=self._outcome(sent, status).get("outcome"))
        assert (request.method, request.url.path) == ("POST", "/fhir")
        if not self.takes_batches:
            return httpx.Response(405)
        assert sent["type"] == "batch"
        assert len(sent["entry"]) <= 100
        answers = [
            {"response": {"status": f"{status} said", "etag": 'W/"1"', **self._outcome(one["resource"], status)}}
            for one in sent["entry"]
            for status in [self._put(one["resource"])]
        ]
        return httpx.Response(200, json={"resourceType": "Bundle", "type": "batch-response", "entry": answers})

    def _outcome(self, event: Any, status: int) -> dict[str, Any]:
        give = self.receipt_of_conflict if status == 409 else self.receipt
        if give is None or status == 422 or not give(event):
            return {}
        extension = {"url": "urn:overblik:audit-receipt", "valueString": give(event)}
        return {"outcome": {"resourceType": "OperationOutcome", "issue": [], "extension": [extension]}}

    def _put(self, event: Any) -> int:
        self.order.append(event["id"])
        if event["id"] in self.refused:
            return 422
        known = self.events.get(event["id"])
        assert known in (None, event), "the same id never brings another event"
        self.events[event["id"]] = event
        if known is None:
            return 201
        return 409 if self.is_jealous else 200


@dataclass
class Post:
    """A trail, its delivery and the repository, on one clock."""

    path: Any
    repository: Repository = field(default_factory=Repository)
    clock: FakeClock = field(default_factory=FakeClock)
    seed: int = 3

    def __post_init__(self) -> None:
        self.trail: AuditTrail = trail_of(self.path, clock=self.clock)
        self.start()

    def start(self) -> None:
        """Begin as a program does that is started: nothing is remembered but what the file says."""
        self.transport = InMemory(self.repository)
        chance = Chance(self.seed)
        client = HttpClient([BASE], self.clock, chance, FakeScheduler(self.clock), self.transport)
        fhir = FhirRepository("audit", BASE, client, StaticTokens({"audit": "s3cret"}))
        self.delivery = Delivery(self.trail, fhir, self.clock, chance)

    async def run(self, seconds: float) -> list[float]:
        """Deliver for so long by the clock; give the moments, in seconds, at which something was asked."""
        begun, asked = self.clock.monotonic(), []
        while self.clock.monotonic() - begun < seconds:
            before, moment = len(self.transport.asked), self.clock.monotonic() - begun
            pause = await self.delivery.step()
            if len(self.transport.asked) > before:
                asked.append(moment)
            self.clock.move(max(pause, 0.01))
        return asked


def look(post: Post, times: int = 1) -> list[str]:
    made = []
    for _ in range(times):
        made.append(post.trail.intent(NANCY, DOCTOR, TREATMENT))
        asyncio.run(post.trail.outcome(made[-1], SEEN))
    return made


def run(post: Post, seconds: float) -> list[float]:
    return asyncio.run(post.run(seconds))


def written(post: Post) -> list[str]:
    return [told.identifier for row in read_records(post.path) if (told := read(row)) is not None]


def all_came(post: Post) -> None:
    assert list(post.repository.events) == written(post), "every record once, in the order of the chain"
    assert post.delivery.state.waiting == 0
