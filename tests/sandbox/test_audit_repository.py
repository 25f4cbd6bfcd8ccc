"""The embedded audit repository, as any FHIR client meets it."""

import json
from collections.abc import Iterator
from http.client import RemoteDisconnected
from typing import Any

import pytest

from sandbox.process import Got, Services

EVENT: dict[str, Any] = {
    "resourceType": "AuditEvent",
    "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"},
    "recorded": "2026-11-23T09:41:00.000+01:00",
    "agent": [{"requestor": True}],
    "source": {"observer": {"display": "x"}},
}


@pytest.fixture
def repository(sandbox: Services) -> Iterator[Services]:
    sandbox.order("audit", method="DELETE")
    yield sandbox
    sandbox.order("audit", method="DELETE")


def event(name: str, **more: Any) -> dict[str, Any]:
    return {**EVENT, "id": name, **more}


def put(services: Services, name: str, told: Any) -> Got:
    return services.send("PUT", f"{services.told['audit']}/AuditEvent/{name}", body=json.dumps(told).encode())


def post(services: Services, kind: str, *told: Any) -> Got:
    entries = [{"resource": one, "request": {"method": "PUT", "url": f"AuditEvent/{one['id']}"}} for one in told]
    bundle = {"resourceType": "Bundle", "type": kind, "entry": entries}
    return services.send("POST", services.told["audit"], body=json.dumps(bundle).encode())


def held(services: Services) -> list[str]:
    return [one["id"] for one in services.order("audit", method="GET").json["events"]]


def test_an_event_is_taken_once_however_often_it_comes(repository: Services) -> None:
    assert [put(repository, "a", event("a")).status for _ in range(3)] == [201, 200, 200]
    told = repository.order("audit", method="GET").json
    assert ([one["id"] for one in told["events"]], told["puts"]) == (["a"], 3)
    got = repository.get(f"{repository.told['audit']}/AuditEvent/a")
    assert (got.status, got.json) == (200, event("a"))
    assert repository.get(f"{repository.told['audit']}/AuditEvent/b").status == 404


def test_an_event_is_never_changed_nor_removed(repository: Services) -> None:
    put(repository, "a", event("a"))
    assert put(repository, "a", event("a", action="D")).status == 409
    assert repository.send("DELETE", f"{repository.told['audit']}/AuditEvent/a").status == 405
    assert repository.get(f"{repository.told['audit']}/AuditEvent/a").json == event("a")


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "b"},
        {"type": {}},
        {"recorded": "2026-11-23"},
        {"recorded": "i går"},
        {"agent": []},
        {"agent": [{}]},
        {"source": {}},
        {"resourceType": "Patient"},
    ],
)
def test_what_lacks_what_r4_needs_is_refused(repository: Services, broken: dict[str, Any]) -> None:
    got = put(repository, "a", {**event("a"), **broken})
    assert (got.status, got.json["resourceType"]) == (400, "OperationOutcome")
    assert held(repository) == []


def test_a_batch_takes_what_is_right_and_a_transaction_all_or_nothing(repository: Services) -> None:
    wrong = event("b", agent=[])
    got = post(repository, "batch", event("a"), wrong, event("c"))
    assert (got.status, got.json["type"]) == (200, "batch-response")
    statuses = [one["response"]["status"][:3] for one in got.json["entry"]]
    assert statuses == ["201", "400", "201"]
    assert post(repository, "transaction", event("d"), wrong).status == 400
    assert held(repository) == ["a", "c"]
    assert post(repository, "transaction", event("d"), event("a")).status == 200
    assert held(repository) == ["a", "c", "d"]
    assert post(repository, "searchset", event("e")).status == 400


def test_without_the_token_nothing_is_taken(repository: Services) -> None:
    url = f"{repository.told['audit']}/AuditEvent/a"
    got = repository.send("PUT", url, headers={"Authorization": "Bearer x"}, body=json.dumps(event("a")).encode())
    assert got.status == 401
    assert held(repository) == []


def test_it_can_be_disturbed(repository: Services) -> None:
    repository.fault("status", base="audit", status=429, retry_after=7, times=1)
    got = put(repository, "a", event("a"))
    assert (got.status, got.headers["retry-after"]) == (429, "7")
    repository.fault("refuse_record", base="audit", id="b", times=1)
    assert [
        one["response"]["status"][:3] for one in post(repository, "batch", event("a"), event("b")).json["entry"]
    ] == [
        "201",
        "400",
    ]
    repository.fault("drop", base="audit", times=1)
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        put(repository, "c", event("c"))
    assert held(repository) == ["a", "c"], "taken, and the acknowledgement lost"
    for wrong in ({"kind": "wrong_patient"}, {"kind": "refuse_record"}, {"kind": "wrong_receipt", "how": "x"}):
        assert repository.order("faults", {"base": "audit", **wrong}).status == 400
