"""What of shared documents lies on disk, and for how long: FGVH a day, a document's words never (safety.md section 5)."""

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from in_process import NOW, FakeClock, FakeRandom, FakeScheduler, InMemory
from overblik.domain.grant import DataConsent
from overblik.domain.ports import ConsentState, RawMessage
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.domain.stamkort import StamkortKind
from overblik.sources.dds import DdsServer, dds_sources
from overblik.sources.dds.kinds import APPOINTMENTS, DOCUMENTS, STAMKORT, Kind
from overblik.store.database import memory_database
from overblik.store.sections import SectionStore
from overblik.sync.clinic import Clinic
from overblik.sync.current import Current
from overblik.sync.overview import open_patient
from overblik.sync.retention import erase_expired
from overblik.wire.http import HttpClient
from sources.dds.documents import OWN_CARD
from sources.dds.small import document, section
from sources.dds.xds_answers import Doc, appointment
from sources.dds.xds_world import URL, World, look, sharing
from sync.world import Consenting, Outcomes, Probe

CANARY = "kanarie-i-notatet"
NOTE = document("1.2.3.4", section("", text=f"<text>{CANARY}</text>"), code="34133-9", title="Notat om en prøve")
SECOND, DAY = timedelta(seconds=1), timedelta(hours=24)


class House:
    """A store that lasts, and as many openings as the test wants; each is a program started anew."""

    def __init__(self, world: World, *kinds: Kind) -> None:
        self.world, self.kinds = world, kinds
        self.store = SectionStore(memory_database())
        self.clock = FakeClock()
        self.current = Current()

    def restart(self) -> None:
        self.current = Current()

    def open(self, consent: DataConsent | None = None, *, stay_offline: bool = False) -> dict[Topic, Section[Any]]:
        self.world.asked.clear()
        return asyncio.run(self._open(consent, stay_offline))

    async def _open(self, consent: DataConsent | None, stay_offline: bool) -> dict[Topic, Section[Any]]:
        scheduler = FakeScheduler(self.clock)
        http = HttpClient([URL], self.clock, FakeRandom(), scheduler, InMemory(self.world))
        sources = dds_sources(DdsServer("dds", sharing(URL, http, self.clock)), self.kinds)
        shown: dict[Topic, Section[Any]] = {}
        clinic = Clinic(
            *(sources, Consenting(ConsentState.NONE), self.store, Outcomes(), self.clock, scheduler, Probe()),
            stay_offline=stay_offline,
            current=self.current,
        )
        grant = replace(look(consent), expires_at=NOW + timedelta(days=30))
        await open_patient(grant, clinic, lambda section: shown.__setitem__(section.topic, section))
        await http.aclose()
        return shown

    def on_disk(self) -> bytes:
        """Give all that the store holds, packed messages unpacked."""
        pages = self.store._connection.serialize("main")
        packed = self.store._connection.execute("SELECT content FROM raw_message").fetchall()
        return bytes(pages) + b"".join(zlib.decompress(content) for (content,) in packed)

    def messages(self) -> int:
        return int(self.store._connection.execute("SELECT count(*) FROM raw_message").fetchone()[0])


def kinds_of(section: Section[Any]) -> set[StamkortKind]:
    return {entry.fact.kind for entry in section.entries}


def card() -> House:
    return House(World([Doc("1.2.1", OWN_CARD, "PDC")]), STAMKORT)


@pytest.mark.rule("H4")
@pytest.mark.parametrize(("at", "is_gone"), [(DAY - SECOND, False), (DAY, True), (DAY + SECOND, True)])
def test_h4_after_a_day_fgvh_is_erased_with_its_message_and_the_rest_of_the_card_stays(
    at: timedelta, is_gone: bool
) -> None:
    house = card()
    whole = house.open()[Topic.MASTER_DATA]
    assert StamkortKind.NO_RESUSCITATION in kinds_of(whole)
    assert house.messages() == 1
    erase_expired(house.store, NOW + at)
    (kept,) = house.store.sections(whole.patient_id)
    left = kinds_of(kept.section)
    assert (StamkortKind.NO_RESUSCITATION not in left) is is_gone
    assert left | {StamkortKind.NO_RESUSCITATION} == kinds_of(whole)
    assert (house.messages() == 0) is is_gone
    assert (kept.known == {}) is is_gone
    assert (b"NoResuscitationRegistration" not in house.on_disk()) is is_gone
    assert kept.section.as_of == NOW
    # Once is enough: what is left is not touched again, nor is its age.
    erase_expired(house.store, NOW + at)
    assert house.store.sections(whole.patient_id) == (kept,)


@pytest.mark.rule("H4")
@pytest.mark.parametrize(("at", "is_gone"), [(DAY - SECOND, False), (DAY, True), (DAY + SECOND, True)])
@pytest.mark.parametrize("is_restarted", [True, False])
def test_h4_an_opening_shows_no_fgvh_of_yesterday_and_fetches_the_whole_card_again(
    at: timedelta, is_gone: bool, is_restarted: bool
) -> None:
    house = card()
    house.open()
    if is_restarted:
        house.restart()
    house.clock.moment = NOW + at
    copy = house.open(stay_offline=True)[Topic.MASTER_DATA]
    assert (StamkortKind.NO_RESUSCITATION not in kinds_of(copy)) is is_gone
    house.restart()
    fresh = house.open()[Topic.MASTER_DATA]
    assert StamkortKind.NO_RESUSCITATION in kinds_of(fresh)
    assert fresh.standing is Standing.COMPLETE or fresh.has(Cause.UNREADABLE_ITEMS)
    assert house.world.fetched == (["1.2.1"] if is_gone else [])


@pytest.mark.parametrize(
    ("at", "count"), [(timedelta(days=7) - SECOND, 1), (timedelta(days=7), 0), (timedelta(days=7) + SECOND, 0)]
)
def test_a_card_goes_wholly_after_a_week(at: timedelta, count: int) -> None:
    house = card()
    patient_id = house.open()[Topic.MASTER_DATA].patient_id
    erase_expired(house.store, NOW + at)
    kept = house.store.sections(patient_id)
    assert len(kept) == count


@pytest.mark.rule("T1", "H4")
def test_t1_the_words_of_a_document_are_never_on_disk_and_its_row_is() -> None:
    house = House(World([Doc("1.2.1", NOTE, "34133-9", title="Notat om en prøve")]), DOCUMENTS)
    (entry,) = house.open()[Topic.DOCUMENTS].entries
    assert CANARY in repr(entry.fact)
    raw = house.current.message(entry.patient_id, entry.provenance.raw_ref.message)
    assert isinstance(raw, RawMessage)
    assert CANARY.encode() in raw.content
    on_disk = house.on_disk()
    assert CANARY.encode() not in on_disk
    assert "Notat om en prøve".encode() in on_disk
    assert house.messages() == 0
    # Asked again in the same session the words are still there; in the next one they are fetched when it is opened.
    (again,) = house.open()[Topic.DOCUMENTS].entries
    assert CANARY in repr(again.fact)
    assert CANARY.encode() not in house.on_disk()
    house.restart()
    (listed,) = house.open()[Topic.DOCUMENTS].entries
    assert (listed.fact.absent, listed.fact.text, house.world.fetched) == ("not_kept", "", [])
    assert listed.fact.title == "Notat om en prøve"


@pytest.mark.rule("T1")
@pytest.mark.parametrize(
    "spoil", [lambda content: content[:-20], lambda content: content.replace(b"<templateId", b"<!DOCTYPE", 1)]
)
def test_t1_a_document_that_cannot_be_read_is_counted_on_disk_without_its_bytes(
    spoil: Callable[[bytes], bytes],
) -> None:
    house = House(World([Doc("1.2.1", spoil(NOTE), "34133-9")]), DOCUMENTS)
    told = house.open()[Topic.DOCUMENTS]
    assert len(told.unreadable) == 1
    # While the patient is open its original can be looked at.
    assert house.current.message(told.patient_id, told.unreadable[0].raw_ref.message) is not None
    assert CANARY.encode() not in house.on_disk()
    assert house.messages() == 0
    house.restart()
    assert len(house.open(stay_offline=True)[Topic.DOCUMENTS].unreadable) == 1


def test_the_message_behind_an_unchanged_document_stays_as_long_as_its_rows() -> None:
    house = House(World([Doc("1.2.1"), Doc("1.2.2", appointment("Scanning", "20260501"))]), APPOINTMENTS)
    house.open()
    assert house.messages() == 2
    house.world.change("1.2.2", content=appointment("Flyttet", "20260502"))
    entries = house.open()[Topic.APPOINTMENTS].entries
    assert house.world.fetched == ["1.2.2"]
    assert house.messages() == 2
    for entry in entries:
        raw = house.store.raw(entry.patient_id, entry.provenance.raw_ref.message)
        assert raw is not None
        assert entry.fact.reason.encode() in raw.content
    assert b"Scanning" not in house.on_disk()
    house.world.docs = house.world.docs[:1]
    house.open()
    assert house.messages() == 1
    assert b"Flyttet" not in house.on_disk()


@pytest.mark.rule("T22", "H7")
def test_t22_what_an_override_shows_never_touches_the_disk_and_is_gone_with_the_next_look() -> None:
    blocked = Doc("1.2.2", appointment(CANARY, "20260501"))
    house = House(World([Doc("1.2.1")]), APPOINTMENTS)
    house.open()
    before = house.on_disk()
    house.world.docs = [Doc("1.2.1"), blocked]
    shown = house.open(DataConsent.OVERRIDDEN)[Topic.APPOINTMENTS]
    assert (len(shown.entries), shown.by_override) == (2, True)
    assert CANARY in repr(shown)
    assert CANARY.encode() not in house.on_disk()
    house.world.docs = [Doc("1.2.1")]
    after = house.open()[Topic.APPOINTMENTS]
    assert (len(after.entries), after.by_override) == (1, False)
    assert CANARY not in repr(after)
    assert CANARY.encode() not in house.on_disk()
    assert before
