"""One look through the whole chain: intent, kept copy, questions, outcome; and what a second look asks for."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from in_process import (
    BASE,
    CPR_OID,
    NUMBER,
    FakeClock,
    FakeRandom,
    FakeScheduler,
    InMemory,
    NoRegisters,
    TinyFhir,
    bundle,
    reply,
)
from overblik.access.consent import ConsentUnknown
from overblik.access.right_to_look import RightToLook
from overblik.access.trail import AuditTrail
from overblik.domain.errors import CannotWrite
from overblik.domain.grant import Basis, Clinician, LookReason
from overblik.domain.patient import cpr
from overblik.domain.section import Section, Standing, Topic
from overblik.sources.fhir import FhirServer, fhir_sources
from overblik.store.database import memory_database
from overblik.store.sections import SectionStore
from overblik.store.trail_file import TrailFile
from overblik.sync.clinic import Clinic
from overblik.sync.overview import open_patient
from overblik.wire.http import HttpClient
from overblik.wire.tokens import StaticTokens
from sources.fhir_world import value, world
from sync.world import Probe
from trail_reading import KEYS, bodies

WHO = cpr(NUMBER)


class House:
    """One server in memory, one store, one trail on disk, joined as the program joins them."""

    def __init__(self, path: Path, tiny: TinyFhir) -> None:
        self.tiny, self.clock = tiny, FakeClock()
        self.transport = InMemory(tiny)
        scheduler, random = FakeScheduler(self.clock), FakeRandom()
        self.file = TrailFile(path)
        self.path = path
        trail = AuditTrail(self.file, KEYS, self.clock, random)
        self.right = RightToLook(trail, self.clock, Clinician("s", "Læge", "læge"))
        self.http = HttpClient([BASE], self.clock, random, scheduler, self.transport)
        server = FhirServer(
            "ehr", "Journalen", BASE, self.http, StaticTokens({"ehr": "s3cret"}), NoRegisters(), self.clock
        )
        self.store = SectionStore(memory_database())
        self.clinic = Clinic(fhir_sources(server), ConsentUnknown(), self.store, trail, self.clock, scheduler, Probe())
        self.shown: list[Section[Any]] = []
        self.log: list[str] = []

    def look(self, topic: Topic = Topic.LAB_RESULTS) -> Section[Any]:
        """Ask for the right and open the citizen; the log tells trail, screen and wire apart."""

        def report(section: Section[Any]) -> None:
            self.shown.append(section)

        async def whole() -> None:
            grant = await self.right.ask_to_look(WHO, LookReason(Basis.TREATMENT))
            self.log.append(f"{len(bodies(self.path))} records, {len(self.transport.asked)} questions")
            await open_patient(grant, self.clinic, report, frozenset({topic}))
            await self.http.aclose()

        asyncio.run(whole())
        return self.shown[-1]

    @property
    def tags_sent(self) -> list[str]:
        return [request.headers.get("If-None-Match", "") for request in self.transport.asked]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trail.db"


@pytest.mark.rule("T20")
def test_t20_the_intent_is_on_disk_before_the_first_question_and_the_first_picture(path: Path) -> None:
    house = House(path, world())
    section = house.look()
    assert house.log == ["1 records, 0 questions"]
    assert section.standing is Standing.COMPLETE
    assert len(bodies(path)) == 2


@pytest.mark.rule("T21")
def test_t21_without_an_intent_nothing_is_asked_and_nothing_kept_is_shown(path: Path) -> None:
    house = House(path, world())
    house.look()
    house.shown.clear()
    asked = len(house.transport.asked)
    house.file.close()
    with pytest.raises(CannotWrite):
        house.look()
    assert house.shown == []
    assert len(house.transport.asked) == asked


@pytest.mark.rule("H4")
def test_h4_an_unchanged_record_is_asked_with_its_tags_and_confirmed_without_a_body(path: Path) -> None:
    house = House(path, world(DiagnosticReport=[]))
    house.tiny.etags = {"Observation": 'W/"1"', "DiagnosticReport": 'W/"1"'}
    first = house.look()
    house.transport.asked.clear()
    again = house.look()
    assert 'W/"1"' in house.tags_sent
    assert again.standing is Standing.COMPLETE
    assert again.entries == first.entries
    assert not again.from_copy


def test_a_changed_record_replaces_the_kept_one_and_a_deleted_one_is_gone(path: Path) -> None:
    house = House(path, world())
    assert [entry.fact.value for entry in house.look().entries] == ["5", "6"]
    house.tiny.resources["Observation"] = [value("o1", 7)]
    house.tiny.etags = {"Observation": 'W/"2"'}
    assert [entry.fact.value for entry in house.look().entries] == ["7"]
    kept = {one.section.topic: one.section for one in house.store.sections(WHO)}
    assert [entry.fact.value for entry in kept[Topic.LAB_RESULTS].entries] == ["7"]


@pytest.mark.rule("H1")
def test_h1_results_of_another_citizen_are_counted_and_never_shown_nor_kept(path: Path) -> None:
    house = House(path, world())
    foreign = {
        "resourceType": "Patient",
        "id": "p2",
        "identifier": [{"system": CPR_OID, "value": "0201909309"}],
    }
    house.tiny.resources["Observation"].append(value("kanarie", 987654321, subject={"reference": "Patient/p2"}))
    house.tiny.resources["Patient"].append(foreign)
    house.tiny.faults["Patient"] = lambda _: reply(bundle(house.tiny.resources["Patient"][:1]))
    section = house.look()
    assert (section.standing, section.refused) == (Standing.PARTIAL, 1)
    assert "987654321" not in [entry.fact.value for entry in section.entries]
    assert all("987654321" not in repr(one.section.entries) for one in house.store.sections(WHO))
