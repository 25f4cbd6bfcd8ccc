"""A server with lists of patients in memory, and the resources that stand in them."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx

from in_process import BASE, Client, bundle, client, outcome, patient, reply
from overblik.domain.work_list import ListKind, WantedList, WorkList
from overblik.sources.fhir.lists import FhirLists

Json = dict[str, Any]
DOCTOR = "Practitioner/d1"
WARD = "Location/m2"
KARL, KARLA, TOVE = "2509479989", "0201909309", "1702589990"


def appointment(name: str, who: str, start: str = "2026-03-02T10:00:00+01:00", **more: Any) -> Json:
    actors = [{"actor": {"reference": f"Patient/{who}"}}, {"actor": {"reference": DOCTOR}}]
    told = {"resourceType": "Appointment", "id": name, "status": "booked", "start": start, "participant": actors}
    return told | {"description": "Kontrol"} | more


def stay(name: str, who: str, bed: str = "", **more: Any) -> Json:
    at = [{"location": {"reference": WARD}, "status": "active"}]
    at += [{"location": {"reference": f"Location/{bed}"}, "status": "active"}] if bed else []
    told = {"resourceType": "Encounter", "id": name, "status": "in-progress", "location": at}
    return told | {"subject": {"reference": f"Patient/{who}"}, "period": {"start": "2026-03-01T08:00:00+01:00"}} | more


def place(name: str, kind: str, parent: str = "", said: str = "", **more: Any) -> Json:
    told: Json = {"resourceType": "Location", "id": name, "name": said or name, "status": "active"}
    told |= {"physicalType": {"coding": [{"code": kind}]}}
    return told | ({"partOf": {"reference": f"Location/{parent}"}} if parent else {}) | more


@dataclass
class Records:
    """Answers searches by what stands in them; `asked` are the questions after the first slash."""

    resources: dict[str, list[Json]]
    instead: dict[str, Any] = field(default_factory=dict)
    """Answers in the place of a type, or of `Type/id`."""
    page: int = 0
    """So many entries a page; 0 for one page."""
    includes: bool = True
    ids: frozenset[str] = frozenset()
    asked: list[httpx.URL] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/fhir/").removesuffix("/_search")
        self.asked.append(request.url)
        if path in self.instead:
            told = self.instead[path]
            return told(request) if callable(told) else told
        kind, _, name = path.partition("/")
        if kind == "metadata":
            return reply(outcome("not-found"), 404)
        if name:
            one = next((each for each in self.resources.get(kind, []) if each["id"] == name), None)
            return reply(one) if one else reply(outcome("not-found"), 404)
        return self._found(kind, dict(request.url.params))

    def _found(self, kind: str, asked: dict[str, str]) -> httpx.Response:
        found = [one for one in self.resources.get(kind, []) if _fits(one, asked)]
        start = int(asked.get("from", 0))
        shown = found[start : start + self.page] if self.page else found
        sent = bundle(shown)
        if self.includes and "_include" in asked:
            sent["entry"] += self._included(shown)
        if self.page and start + self.page < len(found):
            query = "&".join(f"{name}={text}" for name, text in {**asked, "from": start + self.page}.items())
            sent["link"] = [{"relation": "next", "url": f"{BASE}/{kind}?{query}".replace("+", "%2B")}]
        return reply(sent)

    def _included(self, shown: list[Json]) -> list[Json]:
        texts = repr(shown)
        wanted = [one for one in self.resources.get("Patient", []) if f"Patient/{one['id']}'" in texts]
        return [each | {"search": {"mode": "include"}} for each in bundle(wanted)["entry"]]


def _fits(one: Json, asked: dict[str, str]) -> bool:
    if "_id" in asked:
        return one["id"] in asked["_id"].split(",")
    if "partof" in asked:
        return one.get("partOf", {}).get("reference") in asked["partof"].split(",")
    return True


def people() -> list[Json]:
    return [
        patient(KARL, "p1") | {"name": [{"family": "Jensen", "given": ["Karl"]}], "gender": "male"},
        patient(KARLA, "p2") | {"name": [{"family": "Jensen", "given": ["Karla"]}], "gender": "female"},
        patient(TOVE, "p3") | {"name": [{"family": "Madsen", "given": ["Tove"]}], "gender": "female"},
    ]


def list_of(kind: ListKind, of: str) -> WantedList:
    return WantedList("dagen", "Dagen", "ehr", kind, of)


TODAY = list_of(ListKind.APPOINTMENTS, DOCTOR)
M2 = list_of(ListKind.WARD, WARD)
ROUTE = list_of(ListKind.LIST, "List/rute")
TEAM = list_of(ListKind.GROUP, "Group/team")


def read(world: Any, wanted: WantedList) -> WorkList:
    one: Client = client(world)
    return asyncio.run(FhirLists(one.server).read(wanted))


def names(made: WorkList) -> list[str]:
    return [f"{one.place} {one.given or one.kind.value}".strip() for one in made.visits]
