"""Versions: tags, increments, deletions, and the clock that dates them."""

from typing import Any

import pytest

from sandbox.process import CLOCK, Got, Services

NANCY = "2512489996"
LATER = "2026-11-23T11:00:00+01:00"


def plan(base_patient: str, name: str, **more: Any) -> dict[str, Any]:
    content = {"resourceType": "Condition", "id": name, "subject": {"reference": f"Patient/{base_patient}"}}
    return content | {"code": {"text": "prøve"}} | more


def file(sandbox: Services, resource: dict[str, Any], base: str = "ehr") -> Got:
    return sandbox.order("resource", {"base": base, "resource": resource})


def delete(sandbox: Services, name: str, base: str = "ehr") -> Got:
    return sandbox.order("resource", {"base": base, "type": "Condition", "id": name}, "DELETE")


@pytest.fixture
def filed(sandbox: Services) -> tuple[Services, str]:
    """A condition of our own, so that no other test sees a change; gone at the end."""
    patient = sandbox.patient("ehr", "3004529991")
    assert file(sandbox, plan(patient, "own")).status == 200
    return sandbox, patient


def test_a_read_with_the_tag_of_the_present_version_is_304(filed: tuple[Services, str]) -> None:
    sandbox, _ = filed
    first = sandbox.get("ehr/Condition/own")
    same = sandbox.get("ehr/Condition/own", {"If-None-Match": first.headers["etag"]})
    assert (first.status, same.status, same.body) == (200, 304, b"")
    assert first.headers["etag"].startswith('W/"')


def test_a_search_with_its_tag_is_304_until_something_changes(filed: tuple[Services, str]) -> None:
    sandbox, patient = filed
    first = sandbox.get("ehr/Condition", patient=patient)
    known = {"If-None-Match": first.headers["etag"]}
    assert sandbox.get("ehr/Condition", known, patient=patient).status == 304
    assert sandbox.get("ehr/Condition", known, patient=sandbox.patient("ehr", NANCY)).status == 200
    file(sandbox, plan(patient, "own", code={"text": "rettet"}))
    changed = sandbox.get("ehr/Condition", known, patient=patient)
    assert changed.status == 200
    assert next(each for each in changed.entries if each["id"] == "own")["code"]["text"] == "rettet"


def test_only_the_record_system_tags_its_searches(sandbox: Services) -> None:
    for base, tagged in (("ehr", True), ("municipality", False), ("laboratory", False)):
        got = sandbox.get(f"{base}/Observation", patient=sandbox.patient(base, NANCY))
        assert ("etag" in got.headers) is tagged


def test_last_updated_gives_what_changed_since(filed: tuple[Services, str]) -> None:
    sandbox, patient = filed
    sandbox.order("clock", {"now": LATER})
    file(sandbox, plan(patient, "later"))
    asked = {"patient": patient, "_lastUpdated": "ge2026-11-23T10:30:00+01:00"}
    assert [each["id"] for each in sandbox.get("ehr/Condition", **asked).entries] == ["later"]
    asked["_lastUpdated"] = "gt2026-11-23T11:00:00+01:00"
    assert sandbox.get("ehr/Condition", **asked).entries == []
    assert sandbox.get("ehr/Condition", patient=patient, _lastUpdated="ca2026").status == 400
    assert delete(sandbox, "later").status == 200


def test_a_deleted_resource_is_410_and_stands_in_the_history(filed: tuple[Services, str]) -> None:
    sandbox, patient = filed
    file(sandbox, plan(patient, "gone"))
    sandbox.order("clock", {"now": LATER})
    assert delete(sandbox, "gone").status == 200
    assert sandbox.get("ehr/Condition/gone").status == 410
    assert "gone" not in {each["id"] for each in sandbox.get("ehr/Condition", patient=patient).entries}
    history = sandbox.get("ehr/Condition/_history", _since=LATER).json["entry"]
    gone = [each for each in history if each["fullUrl"].endswith("/gone")]
    assert gone[0]["request"] == {"method": "DELETE", "url": "Condition/gone"}
    assert "resource" not in gone[0]
    assert delete(sandbox, "gone").status == 404


def test_a_history_is_offered_by_the_record_system_alone(sandbox: Services) -> None:
    assert sandbox.get("laboratory/Observation/_history").status == 404


def test_the_clock_dates_answers_and_what_is_filed(filed: tuple[Services, str]) -> None:
    sandbox, patient = filed
    assert sandbox.order("clock", method="GET").json["now"].startswith("2026-11-23T09:41:00")
    sandbox.order("clock", {"now": "2026-11-24T09:41:00+01:00"})
    file(sandbox, plan(patient, "own"))
    got = sandbox.get("ehr/Condition/own")
    assert got.json["meta"]["lastUpdated"].startswith("2026-11-24T09:41:00")
    assert got.headers["date"] == "Tue, 24 Nov 2026 08:41:00 GMT"
    assert sandbox.order("clock", {"now": "i morgen"}).status == 400
    sandbox.order("clock", {"now": CLOCK})
    assert sandbox.get("ehr/metadata").headers["date"] == "Mon, 23 Nov 2026 08:41:00 GMT"
