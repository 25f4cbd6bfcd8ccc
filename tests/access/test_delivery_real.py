"""Delivery over real loopback HTTP: to the embedded repository, and to a FHIR server that nobody here wrote."""

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from benchwork.sekmet import sekmet

from access.chains import DOCTOR, NANCY, TREATMENT, trail_of
from overblik.access.audit_repository import FhirRepository
from overblik.access.chain import read
from overblik.access.delivery import Delivery
from overblik.access.receipts import read_receipt
from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import from_text
from overblik.domain.audit import EventKind
from overblik.domain.audit_keys import AuditKeys
from overblik.domain.ports import Seen
from overblik.domain.section import Standing
from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SystemClock
from overblik.runtime.scheduler import LoopScheduler
from overblik.sandbox.audit_receipts import WRONG
from overblik.store.trail_outbox import TrailOutbox
from overblik.wire.http import HttpClient
from overblik.wire.tokens import StaticTokens
from sandbox.process import Services, services

pytestmark = pytest.mark.rule("T21")
SEEN = Seen((("ehr", "medication", Standing.COMPLETE, 3),), False)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Services]:
    with services() as running:
        yield running


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with sekmet(tmp_path_factory.mktemp("sekmet"), []) as address:
        yield address


def filled(path: Path, looks: int, seed: int) -> AuditTrail:
    """Write a trail with every kind of record in it."""
    trail = trail_of(path, seed=seed)
    for _ in range(looks):
        intent = trail.intent(NANCY, DOCTOR, TREATMENT)
        asyncio.run(trail.outcome(intent, SEEN))
    for kind in (EventKind.SIGN_IN, EventKind.LOCK, EventKind.PURGE, EventKind.OVERRIDE, EventKind.OWN_LOG_VIEW):
        trail.event(kind, DOCTOR)
    trail.search(DOCTOR, 12, 3, "kreatinin")
    trail.checkpoint()
    return trail


def written(trail: AuditTrail) -> list[str]:
    return [told.identifier for row in trail.file.rows(1, 10_000) if (told := read(row)) is not None]


def with_receipts(trail: AuditTrail, sandbox: Services) -> AuditTrail:
    """Let nothing count as delivered without the embedded repository's signature."""
    key = from_text(sandbox.told["auditReceiptKey"]["x"])
    trail.keys = replace(trail.keys, repository=AuditKeys(receipts=(key,)))
    return trail


def deliver(trail: AuditTrail, base: str, token: str, steps: int = 40) -> Delivery:
    """Take steps until nothing waits; a pause that is asked for is passed over."""

    async def run() -> Delivery:
        clock, chance = SystemClock(), SystemRandom()
        client = HttpClient([base], clock, chance, LoopScheduler())
        tokens = StaticTokens({"audit": token} if token else {})
        made = Delivery(trail, FhirRepository("audit", base, client, tokens), clock, chance)
        for _ in range(steps):
            await made.step()
            made.signed_in()
            if not made.state.waiting:
                break
        await client.aclose()
        return made

    return asyncio.run(run())


def held(sandbox: Services) -> list[str]:
    return [one["id"] for one in sandbox.order("audit", method="GET").json["events"]]


@pytest.fixture
def empty(sandbox: Services) -> Iterator[Services]:
    sandbox.order("audit", method="DELETE")
    yield sandbox
    sandbox.order("faults", method="DELETE")


FAULTS: dict[str, dict[str, Any]] = {
    "none": {},
    "lost acknowledgement": {"kind": "drop", "times": 2},
    "cut answer": {"kind": "cut", "bytes": 30, "times": 1},
    "page of a proxy": {"kind": "garbage", "times": 1},
    "500": {"kind": "status", "status": 500, "times": 2},
    "429": {"kind": "status", "status": 429, "retry_after": 1, "times": 1},
    "expired token": {"kind": "expired", "times": 1},
    "redirect": {"kind": "redirect", "times": 1},
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_every_record_reaches_the_embedded_repository_once(empty: Services, path: Path, fault: str) -> None:
    trail = with_receipts(filled(path, 60, seed=sorted(FAULTS).index(fault)), empty)
    if FAULTS[fault]:
        empty.fault(base="audit", **FAULTS[fault])
    made = deliver(trail, empty.told["audit"], empty.told["token"])
    assert held(empty) == written(trail)
    assert made.state.quarantined == 0
    receipts = TrailOutbox(trail.file).receipts(0, 10_000)
    assert all(read_receipt(one.receipt, trail.keys.repository.receipts).sequence == one.sequence for one in receipts)
    trail.file.close()


@pytest.mark.parametrize("how", WRONG)
def test_t21_receipts_that_are_not_good_leave_nothing_delivered(empty: Services, path: Path, how: str) -> None:
    trail = with_receipts(filled(path, 3, seed=60 + WRONG.index(how)), empty)
    empty.fault("wrong_receipt", base="audit", how=how)
    made = deliver(trail, empty.told["audit"], empty.told["token"], steps=1)
    count = len(written(trail))
    assert (made.state.waiting, made.state.quarantined) == ((count, 0) if how == "missing" else (0, count))
    empty.order("faults", method="DELETE")
    again = deliver(trail, empty.told["audit"], empty.told["token"])
    assert (again.state.waiting, again.state.quarantined) == (0, 0)
    assert held(empty) == written(trail)
    trail.file.close()


def test_one_refused_record_holds_nobody_up(empty: Services, path: Path) -> None:
    trail = filled(path, 20, seed=50)
    refused = written(trail)[7]
    empty.fault("refuse_record", base="audit", id=refused)
    made = deliver(trail, empty.told["audit"], empty.told["token"])
    assert held(empty) == [one for one in written(trail) if one != refused]
    assert made.state.quarantined == 1
    trail.file.close()


def fetched(base: str, name: str) -> Any:
    with urllib.request.urlopen(f"{base}/AuditEvent/{name}", timeout=10) as answer:
        return json.loads(answer.read())


def test_a_fhir_server_of_others_takes_every_record_once_and_gives_it_back_whole(base: str, path: Path) -> None:
    trail = filled(path, 60, seed=77)
    made = deliver(trail, base, "")
    assert (made.state.waiting, made.state.quarantined) == (0, 0)
    with urllib.request.urlopen(f"{base}/AuditEvent?_summary=count", timeout=10) as answer:
        assert json.loads(answer.read())["total"] == len(written(trail))
    first, last = fetched(base, written(trail)[1]), fetched(base, written(trail)[-1])
    assert (first["subtype"][-1]["code"], last["subtype"][-1]["code"]) == ("intent", "checkpoint")
    assert first["meta"]["versionId"] == "1"
    # Delivered again, as after a crash before the receipt was written: the same events, and no other.
    trail.file.connection.execute("DELETE FROM delivery")
    assert deliver(trail, base, "").state.waiting == 0
    with urllib.request.urlopen(f"{base}/AuditEvent?_summary=count", timeout=10) as answer:
        assert json.loads(answer.read())["total"] == len(written(trail))
    trail.file.close()
