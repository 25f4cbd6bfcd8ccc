"""What consent showed is for that act alone: no failure and no answer that comes late brings it back (H21, T22)."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from in_process import NOW, FakeClock, FakeScheduler, grant
from overblik.access.consent import ConsentUnknown
from overblik.domain.errors import Unreachable
from overblik.domain.grant import DataConsent, Grant
from overblik.domain.medicine_card import MedicineCard
from overblik.domain.patient import cpr
from overblik.domain.ports import Answer, AnswerKind, Kept, Known, Seen
from overblik.domain.section import Section, Standing, Topic
from overblik.store.database import memory_database
from overblik.store.sections import SectionStore
from overblik.sync.clinic import Clinic
from overblik.sync.overview import open_patient
from sync.world import Probe

WHO = "2512489996"


class Trail:
    async def outcome(self, intent_id: str, seen: Seen) -> None: ...


class Fmk:
    """Answers with what consent reveals; without consent it lets a late answer in, and fails."""

    name, label, topic, silent_when_blocked, budget = "fmk", "FMK", Topic.MEDICATION, False, 5.0
    clinic: Clinic

    async def fetch(self, given: Grant, known: Known | None) -> Answer:
        del known
        if given.consent is not None:
            return Answer(AnswerKind.FULL, (), card=MedicineCard("7", consent="given"), memory_only=True)
        self.clinic.current.hold(Kept(revealed(), {}))
        raise Unreachable


def revealed() -> Section[Any]:
    place = (cpr(WHO), Topic.MEDICATION, "fmk", "FMK")
    return Section(*place, Standing.COMPLETE, as_of=NOW, asked_at=NOW, card=MedicineCard("7", consent="given"))


@pytest.mark.rule("H21", "T22")
def test_h21_a_failure_without_consent_shows_nothing_that_consent_showed() -> None:
    source, clock = Fmk(), FakeClock(NOW)
    store = SectionStore(memory_database())
    source.clinic = Clinic((source,), ConsentUnknown(), store, Trail(), clock, FakeScheduler(clock), Probe())
    shown: list[Section[Any]] = []

    async def run() -> None:
        await open_patient(replace(grant(WHO), consent=DataConsent.GIVEN), source.clinic, shown.append)
        assert shown[-1].is_revealed
        shown.clear()
        await open_patient(grant(WHO), source.clinic, shown.append)

    asyncio.run(run())
    assert shown
    assert not any(section.is_revealed for section in shown)
    assert shown[-1].standing is Standing.FAILED
    assert store.sections(cpr(WHO)) == ()
