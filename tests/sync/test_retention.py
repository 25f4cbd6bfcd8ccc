"""What is past its hard limit leaves the disk whoever is open, and the screen says that it was there (H4)."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import ME, NOW, OTHER, document, kept, titles
from overblik.domain.errors import Unreachable
from overblik.domain.section import Cause, Standing, Topic
from overblik.sync.retention import erase_expired
from sync.world import Scripted, World, play, settle

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
OLD = 7 * DAY
pytestmark = pytest.mark.rule("H4")


def left(world: World) -> list[str]:
    return [title for who in (ME, OTHER) for one in world.store.sections(who) for title in titles(one.section)]


def test_what_is_too_old_goes_of_every_patient() -> None:
    world = World([Scripted()])
    world.store.keep(kept(Topic.DOCUMENTS, document("for gammel"), age=OLD))
    world.store.keep(kept(Topic.DOCUMENTS, document("lige ung nok"), age=OLD - SECOND, source="lab"))
    world.store.keep(kept(Topic.DOCUMENTS, document("også for gammel"), age=OLD, patient=OTHER))
    assert erase_expired(world.store, NOW + timedelta(microseconds=1)) == 2
    assert left(world) == ["lige ung nok"]


def test_a_file_is_held_for_seven_days_from_its_reading_however_old_it_is() -> None:
    world = World([Scripted()])
    old: dict[str, Any] = {"age": 3650 * DAY}
    world.store.keep(kept(Topic.DOCUMENTS, document("ny fil"), source="fil: a.json", asked_at=NOW, **old))
    world.store.keep(kept(Topic.DOCUMENTS, document("gl. fil"), source="fil: b.json", asked_at=NOW - OLD, **old))
    assert erase_expired(world.store, NOW + timedelta(microseconds=1)) == 1
    assert left(world) == ["ny fil"]


def test_offline_a_copy_that_went_says_so_and_not_that_there_was_none() -> None:
    world = World([Scripted()])
    world.network.told = False
    world.store.keep(kept(Topic.DOCUMENTS, document("Epikrise"), age=OLD))

    async def script() -> None:
        with world.opening() as task:
            await settle()
            world.sources[0].waiting[0].answer(Unreachable(connection=True))
            await task

    play(script)
    section = world.latest()
    assert (section.standing, [reason.cause for reason in section.reasons]) == (Standing.NOT_ASKED, [Cause.EXPIRED])


def test_a_file_that_went_says_so() -> None:
    world = World([Scripted()])
    world.store.keep(kept(Topic.DOCUMENTS, document("x"), source="fil: a.json", asked_at=NOW - OLD))

    async def script() -> None:
        with world.opening(stay_offline=True) as task:
            await task

    play(script)
    assert world.latest(source="fil: a.json").has(Cause.EXPIRED)
    assert world.store.sections(ME) == ()
