"""A route of thirty is taken along, the program killed, the network cut; all are read; then exactly what changed is told.

'Done when' of the issue 'Knowledge before you ask', whole: S10's laptop on the road, with thirty citizens of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.test_leaving import die
from clinic import plain
from journeys.conftest import Desk, Services
from journeys.signed_in import Computer
from journeys.test_s11_morning_without_fmk import at, working
from journeys.test_taken_along import fetch, groups, has_copies, requests
from keeping_machine import keep_here, write_policy
from overblik.app.demo import demo_settings
from overblik.domain.dates import DANISH
from overblik.domain.section import Cause, Standing, Topic
from overblik.domain.work_list import ListKind, WantedList

COUNT = 30
SYSTEM = "urn:oid:1.2.208.176.1.6.1.3.0"
EARLY = "2026-11-20T08:00:00+01:00"
ROUTE = WantedList("rute30", "Rute Syd", "ehr", ListKind.LIST, "List/rute-syd")
SEEN = (0, 3, 7, 12, 18, 24, 29)
"""Those whom she says to have seen; of three of them something changes."""
READ = (Topic.MEDICATION, Topic.LAB_RESULTS, Topic.CARE_PLANS)


def number(place: int) -> str:
    return f"0{1 + place % 9}0{1 + place // 9}40RUT{place % 10}"


@dataclass
class Route:
    """Thirty citizens at the embedded servers, who are gone after the test."""

    sandbox: Services
    filed: list[tuple[str, str, str]]

    def file(self, base: str, resource: dict[str, Any]) -> None:
        self.sandbox.order("resource", {"base": base, "resource": resource})
        self.filed.append((base, resource["resourceType"], resource["id"]))

    def citizen(self, place: int) -> None:
        who = {"resourceType": "Patient", "identifier": [{"system": SYSTEM, "value": number(place)}], "active": True}
        who |= {
            "name": [{"family": f"Rutesen{place}", "given": ["Prøve"]}],
            "gender": "female",
            "birthDate": "1940-01-01",
        }
        self.file("ehr", who | {"id": f"rute-{place}"})
        self.file("laboratory", who | {"id": f"rute-{place}"})
        self.drug(place)
        self.result(place, "fast", 4.1, EARLY)
        self.plan(place)

    def drug(self, place: int, **more: Any) -> None:
        made = {"resourceType": "MedicationStatement", "id": f"rute-{place}-ramipril", "status": "active"}
        made |= {
            "subject": {"reference": f"Patient/rute-{place}"},
            "medicationCodeableConcept": {"text": "Ramipril 5 mg"},
        }
        self.file(
            "ehr", made | {"effectivePeriod": {"start": "2026-01-05"}, "dosage": [{"text": "1 tablet morgen"}]} | more
        )

    def result(self, place: int, name: str, amount: float, when: str) -> None:
        code = {
            "coding": [{"system": "urn:oid:1.2.208.176.2.1", "code": "NPU03230", "display": "Kalium;P"}],
            "text": "Kalium;P",
        }
        made = {"resourceType": "Observation", "id": f"rute-{place}-{name}", "status": "final", "code": code}
        made |= {"subject": {"reference": f"Patient/rute-{place}"}, "effectiveDateTime": when, "issued": when}
        made["category"] = [
            {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}
        ]
        self.file("laboratory", made | {"valueQuantity": {"value": amount, "unit": "mmol/L"}})

    def plan(self, place: int, **more: Any) -> None:
        made = {"resourceType": "CarePlan", "id": f"rute-{place}-plan", "status": "active", "intent": "plan"}
        made |= {
            "title": "Sårpleje",
            "subject": {"reference": f"Patient/rute-{place}"},
            "period": {"start": "2026-11-01"},
        }
        self.file("ehr", made | more)

    def list(self) -> None:
        items = [{"item": {"reference": f"Patient/rute-{place}"}} for place in range(COUNT)]
        made = {"resourceType": "List", "id": "rute-syd", "status": "current", "mode": "working", "title": "Rute Syd"}
        self.file("ehr", made | {"entry": items})


@pytest.fixture
def route(sandbox: Services) -> Iterator[Route]:
    made = Route(sandbox, [])
    sandbox.order("clock", {"now": EARLY})
    for place in range(COUNT):
        made.citizen(place)
    made.list()
    yield made
    for base, kind, name in dict.fromkeys(made.filed):
        sandbox.order("resource", {"base": base, "type": kind, "id": name}, "DELETE")


@pytest.fixture
def laptop(sandbox: Services, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """A laptop on the road that may keep, with her route as its list."""
    ring = keep_here(monkeypatch, tmp_path / "machine")
    monkeypatch.setattr("overblik.sync.pack.SPREAD", 86_400.0)
    write_policy(tmp_path / "machine", "field", medicine_hours=72)
    settings = demo_settings(sandbox.told, tmp_path / "profile", at("06:55"), "da", "light")
    return Computer(replace(settings, demo=None, national=None, patients=(), lists=(ROUTE,)), qtbot, ring)


def listed(desk: Desk) -> None:
    desk.bot.waitUntil(lambda: len(desk.window.patients.ids) == COUNT, timeout=20000)


def choose(desk: Desk, place: int) -> None:
    desk.window.session.notice_activity()
    desk.window.patients.choose_patient(desk.window.patients.ids[place])


def strip(desk: Desk) -> list[str]:
    news = desk.screen.news
    assert news is not None
    return [plain(f"{item.text} {item.more}".strip()) for item in news.items]


def read_copies(desk: Desk) -> None:
    """Medication, results and plans stand there at once, with their true age."""
    sections = {one.topic: one for one in desk.program.model.sections if one.entries and one.topic in READ}
    assert set(sections) == set(READ)
    for section in sections.values():
        assert section.as_of is not None
        assert section.as_of.astimezone(DANISH).strftime("%H:%M") == "06:55"
    told = plain(desk.spoken())
    assert all(word in told for word in ("Ramipril", "Kalium", "Sårpleje"))


def read_offline(desk: Desk) -> None:
    """When every question has failed they stand there still, and say that they may have changed."""
    desk.wait()
    read_copies(desk)
    for section in desk.program.model.sections:
        if section.topic in READ and section.entries:
            assert section.has(Cause.OFFLINE)
            assert section.standing in (Standing.STALE, Standing.PARTIAL)
    assert "06:55" in plain(desk.spoken())


@pytest.mark.rule("H4", "H19", "S10", "T6")
def test_a_route_of_thirty_is_read_without_a_network_and_what_changed_is_told(
    route: Route, laptop: Computer, sandbox: Services
) -> None:
    sandbox.order("requests", None, "DELETE")
    with working(laptop, sandbox, "06:55") as desk:
        listed(desk)
        fetch(desk)
        assert groups(desk) == {"Klar": str(COUNT)}
        asked = len(requests(sandbox))
        desk.in_house(die)
        desk.program.background.finish = lambda *_: None
    sandbox.disturb("drop")
    with working(laptop, sandbox, "09:00") as desk:
        listed(desk)  # of 06:55: without a network its server cannot be asked
        assert "Rute Syd kunne ikke hentes" in plain(desk.window.ward.error)
        for place in range(COUNT):
            choose(desk, place)
            desk.bot.waitUntil(lambda: has_copies(desk), timeout=10000)
            read_copies(desk)
            if place in SEEN:
                read_offline(desk)
                assert desk.program.model.since.mark_seen()
    sandbox.order("faults", None, "DELETE")
    sandbox.order("clock", {"now": at("10:00")})
    route.result(3, "ny", 6.4, at("09:45"))
    route.drug(7, status="stopped", effectivePeriod={"start": "2026-01-05", "end": "2026-11-23"})
    route.plan(12, status="completed")
    with working(laptop, sandbox, "11:00") as desk:
        listed(desk)
        sandbox.order("requests", None, "DELETE")
        fetch(desk)
        assert len(requests(sandbox)) < asked / 4, "most are asked about together"
        found = {}
        for place in range(COUNT):
            choose(desk, place)
            desk.wait()
            if told := strip(desk):
                found[place] = told
    assert set(found) == {3, 7, 12}
    assert [len(told) for told in found.values()] == [1, 1, 1]
    assert "Kalium" in found[3][0]
    assert "Ramipril" in found[7][0]
    assert "Sårpleje" in found[12][0]
