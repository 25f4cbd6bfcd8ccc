"""What the program does turn by turn, whoever is open: old sections go, and nothing of them stays in the file."""

import asyncio
import contextlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from in_process import FakeRandom
from overblik.app.housekeeping import keep_house
from overblik.app.kept_lists import KeptLists
from overblik.domain.limits import STANDARD
from overblik.domain.section import Topic
from overblik.store.database import open_database
from overblik.store.sections import SectionStore
from overblik.store.sightings import Sightings
from store.facts import GAPS, KEY, ME, NOW, OTHER, fill_gaps
from store.test_purge import decrypted


class Turns:
    """Lets so many sleeps pass at once, and ends the program at the next."""

    def __init__(self, left: int) -> None:
        self.left = left

    async def sleep(self, _: float) -> None:
        if self.left == 0:
            raise asyncio.CancelledError
        self.left -= 1


class Index:
    async def index_rest(self) -> None:
        """The words are another's concern."""


def house_of(store: SectionStore, sleeps: int) -> Any:
    clinic = SimpleNamespace(scheduler=Turns(sleeps), medicine=None, limits=STANDARD)
    kept = KeptLists(None, FakeRandom())
    return SimpleNamespace(store=store, clinic=clinic, sightings=Sightings(store), kept_lists=kept)


def live(house: Any) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(keep_house(house, Index(), SimpleNamespace(now=lambda: NOW)))  # type: ignore[arg-type]


@pytest.mark.rule("G8")
@pytest.mark.parametrize("seed", GAPS)
def test_g8_the_first_turn_leaves_nothing_of_sections_that_went_one_by_one(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "cache.db"
    store = SectionStore(open_database(path, KEY))
    fill_gaps(store, seed)
    for one in store.sections(ME):
        store.erase(ME, Topic.DOCUMENTS, one.section.source)
    assert ME.token_for_lookup().encode() in decrypted(path), "the case has something to find"
    live(house_of(store, 2))
    assert ME.token_for_lookup().encode() not in decrypted(path)
    assert OTHER.token_for_lookup().encode() in decrypted(path)
    store.close()


def test_the_file_is_written_anew_once_a_day_and_not_at_each_turn(tmp_path: Path) -> None:
    store = SectionStore(open_database(tmp_path / "cache.db", KEY))
    written: list[str] = []
    store.work(lambda connection: connection.trace_v2(1, lambda event: written.append(event["sql"])))
    live(house_of(store, 2 * 6 * 24))
    assert written.count("VACUUM") == 1
    store.close()


def test_a_store_that_fails_ends_no_turn(tmp_path: Path) -> None:
    store = SectionStore(open_database(tmp_path / "cache.db", KEY))
    house = house_of(store, 6)
    store.close()
    live(house)
    assert house.clinic.scheduler.left == 0
