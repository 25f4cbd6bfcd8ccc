"""Copies of the national medicine card lie on the disk no longer than the computer's rule says, and by default never."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from clinic import ME, NOW, OTHER, kept, medication
from overblik.domain.ports import Answer, AnswerKind, RawMessage
from overblik.domain.provenance import RawRef
from overblik.domain.section import Cause, Section, Topic
from overblik.sync.overview import open_patient
from overblik.sync.retention import MedicineRule, erase_expired
from sync.world import Scripted, World, play, settle

pytestmark = pytest.mark.rule("G8", "H4")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
HOUR = timedelta(hours=1)
CARD = medication("Simvastatin")
CONTENT = b"<card>Simvastatin</card>"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def rule(limit: timedelta) -> MedicineRule:
    return MedicineRule(frozenset({"fmk"}), limit)


def sources_left(world: World) -> list[str]:
    return sorted(one.section.source for who in (ME, OTHER) for one in world.store.sections(who))


@pytest.mark.parametrize(("age", "is_there"), [(HOUR - SECOND, True), (HOUR, False), (HOUR + SECOND, False)])
def test_a_written_card_goes_at_the_limit_whoever_is_open_and_the_hospitals_list_stays(
    age: timedelta, is_there: bool
) -> None:
    world = World([])
    for source in ("fmk", "ehr"):
        world.store.keep(kept(Topic.MEDICATION, CARD, source=source, age=age, patient=OTHER))
    erase_expired(world.store, NOW, rule(HOUR))
    assert sources_left(world) == (["ehr", "fmk"] if is_there else ["ehr"])


def test_a_limit_of_zero_leaves_not_even_a_card_of_this_second_nor_one_of_the_future() -> None:
    world = World([])
    world.store.keep(kept(Topic.MEDICATION, CARD, source="fmk", age=timedelta(0)))
    world.store.keep(kept(Topic.MEDICATION, CARD, source="fmk", age=-DAY, patient=OTHER))
    assert erase_expired(world.store, NOW, rule(timedelta(0))) == 2
    assert sources_left(world) == []


def test_a_card_of_the_future_is_within_no_limit() -> None:
    world = World([])
    world.store.keep(kept(Topic.MEDICATION, CARD, source="fmk", age=-HOUR))
    erase_expired(world.store, NOW, rule(DAY))
    assert sources_left(world) == []


def opened(world: World, medicine: MedicineRule, *, stay_offline: bool = False) -> Section[object]:
    """Open a patient, let the medicine card answer, and give what was shown last of it."""

    async def script() -> None:
        clinic = replace(world.clinic(stay_offline=stay_offline), medicine=medicine)
        task = asyncio.ensure_future(open_patient(world.grant(), clinic, world.shown.append))
        await settle()
        if not stay_offline:
            raw = RawMessage(DIGEST, "https://fmk.example", CONTENT)
            (entry,) = kept(Topic.MEDICATION, CARD, source="fmk").section.entries
            entries = (replace(entry, provenance=replace(entry.provenance, raw_ref=RawRef(DIGEST, 0, len(CONTENT)))),)
            world.sources[0].waiting[0].answer(Answer(AnswerKind.FULL, entries, source_time=NOW, raw=(raw,)))
        await task

    play(script)
    return world.latest(Topic.MEDICATION, "fmk")


@pytest.mark.parametrize(("limit", "is_written"), [(timedelta(0), False), (SECOND, True)])
def test_an_answer_is_shown_in_any_case_and_written_only_where_it_may_be(limit: timedelta, is_written: bool) -> None:
    world = World([Scripted("fmk", Topic.MEDICATION)])
    shown = opened(world, rule(limit))
    assert len(shown.entries) == 1
    assert sources_left(world) == (["fmk"] if is_written else [])
    assert (world.store.raw(ME, DIGEST) is not None) is is_written


@pytest.mark.parametrize(("age", "is_shown"), [(HOUR - SECOND, True), (HOUR, False), (HOUR + SECOND, False)])
def test_offline_a_written_card_is_shown_until_its_limit_and_then_said_to_be_erased(
    age: timedelta, is_shown: bool
) -> None:
    world = World([Scripted("fmk", Topic.MEDICATION)])
    world.store.keep(kept(Topic.MEDICATION, CARD, source="fmk", age=age))
    shown = opened(world, rule(HOUR), stay_offline=True)
    assert bool(shown.entries) is is_shown
    assert shown.has(Cause.EXPIRED) is not is_shown
    assert sources_left(world) == (["fmk"] if is_shown else [])


def test_without_national_services_no_rule_takes_anything() -> None:
    world = World([])
    world.store.keep(kept(Topic.MEDICATION, CARD, source="fmk", age=HOUR))
    assert erase_expired(world.store, NOW) == 0
    assert sources_left(world) == ["fmk"]
