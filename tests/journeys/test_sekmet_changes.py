"""SEKMET, a server that nobody here wrote and that tags no search: a second pack, and what comes to an open list."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from benchwork.sekmet import sekmet

from in_process import FakeClock
from overblik.app.house import House, open_house
from overblik.app.packs import HousePacks
from overblik.domain.grant import Basis, LookReason
from overblik.domain.patient import PatientId, local
from overblik.domain.section import Topic
from overblik.runtime.clock import SystemClock
from overblik.runtime.endpoints import ServerSettings
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import DemoSettings, Settings
from overblik.sources.fhir.feed import FhirFeed
from overblik.wire import http

SYSTEM = "https://github.com/synthetichealth/synthea"
pytestmark = pytest.mark.samples


class Later(FakeClock):
    """The computer's own time, moved forward by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = timedelta()

    def now(self) -> Any:
        return SystemClock().now() + self.ahead

    def monotonic(self) -> float:
        return SystemClock().monotonic() + self.ahead.total_seconds()


class Depot:
    """A computer with a list of the Synthea samples."""

    def __init__(self, base: str, bundles: list[Path], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.base, self.clock = base, Later()
        self.patients = tuple(local(SYSTEM, path.stem.rsplit("_", 1)[1]) for path in bundles)
        self.asked: list[tuple[str, int]] = []
        servers = (ServerSettings("sekmet", "SEKMET", base),)
        self.settings = Settings(folder / "profile", servers, demo=DemoSettings("", ""))
        ask = http.HttpClient.ask

        async def recorded(client: Any, question: Any, seconds: float) -> Any:
            came = await ask(client, question, seconds)
            self.asked.append((question.url, len(came.content)))
            return came

        monkeypatch.setattr(http.HttpClient, "ask", recorded)

    def run(self, work: Any) -> Any:
        """Do something in a house of its own, as a start of the program does."""

        async def lived() -> Any:
            house = open_house(self.settings, self.clock, ring=self.ring)
            try:
                return await work(house)
            finally:
                house.pin()
                await house.close()

        return asyncio.run(lived())

    ring = MemoryKeyring()

    async def pack(self, house: House) -> int:
        """Fetch the list; give the bytes of the answers."""
        self.asked.clear()
        seat = SimpleNamespace(rules=SimpleNamespace(preloaded=100))
        reason = LookReason(Basis.TREATMENT)
        looks: Any = SimpleNamespace(house=lambda: house, seat=seat, reason=lambda _: reason, settings=self.settings)
        await HousePacks(looks).fetch(self.patients, lambda _: None)
        return sum(size for url, size in self.asked if not url.endswith("/metadata"))

    def change(self, place: int) -> None:
        """Let the laboratory correct a result of a citizen."""
        found = self._ask(f"Patient?identifier={SYSTEM}|{self.patients[place].number_for_lookup()}")
        own = found["entry"][0]["resource"]["id"]
        result = self._ask(f"Observation?patient={own}&_count=1")["entry"][0]["resource"]
        result["note"] = [{"text": "Rettet af laboratoriet"}]
        self._ask(f"Observation/{result['id']}", result)

    def _ask(self, path: str, body: Any = None) -> Any:
        headers = {"Content-Type": "application/fhir+json"}
        content = None if body is None else json.dumps(body).encode()
        method = "GET" if body is None else "PUT"
        request = urllib.request.Request(f"{self.base}/{path}", content, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())


@pytest.fixture
def depot(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Depot]:
    bundles = sorted((samples / "fhir" / "synthea").glob("*.json"))[:3]
    with sekmet(tmp_path, bundles) as base:
        time.sleep(4)  # what has just been changed may have a sibling in the same second: it is not counted
        yield Depot(base, bundles, tmp_path, monkeypatch)


def test_a_second_pack_costs_little_and_finds_the_one_who_has_changed(depot: Depot) -> None:
    first = depot.run(depot.pack)
    depot.clock.ahead += timedelta(minutes=31)
    unchanged = depot.run(depot.pack)
    # Synthea's plans name goals that SEKMET does not serve: they are asked for in full each time.
    assert unchanged < 0.08 * first
    assert any("%2C" in url for url, _ in depot.asked), "asked about together"
    depot.clock.ahead += timedelta(minutes=31)
    depot.change(1)
    depot.run(depot.pack)
    whole = {url.split("?")[0].rsplit("/", 1)[1] for url, size in depot.asked if size > 5000}
    assert whole == {"Observation", "DiagnosticReport", "CarePlan", "Condition", "metadata"}
    notes = depot.run(lambda house: noted(house, depot.patients))
    assert notes == [False, True, False]


async def noted(house: House, patients: tuple[PatientId, ...]) -> list[bool]:
    """Tell of whom the correction is kept."""
    found = []
    for patient_id in patients:
        facts = [entry.fact for kept in house.store.sections(patient_id) for entry in kept.section.entries]
        found.append(any("Rettet af laboratoriet" in repr(fact) for fact in facts))
    return found


def test_what_comes_to_an_open_list_is_told_without_asking_for_each(depot: Depot) -> None:
    async def watched(house: House) -> list[Any]:
        await depot.pack(house)
        feed = FhirFeed(house.lists["sekmet"].server, (Topic.LAB_RESULTS, Topic.VITAL_SIGNS, Topic.ALLERGIES))
        kept = {one: list(house.store.known(one).values()) for one in depot.patients}
        await feed.ask(kept)  # the samples were loaded a moment before
        depot.asked.clear()
        depot.change(2)
        return [await feed.ask(kept), await feed.ask(kept)]

    came, after = depot.run(watched)
    assert after == {}
    assert set(came) == {depot.patients[2]}
    assert Topic.LAB_RESULTS in came[depot.patients[2]]
    assert all("%2C" in url for url, _ in depot.asked), "nobody was asked about by himself"
