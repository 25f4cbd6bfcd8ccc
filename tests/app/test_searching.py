"""The search over kept records: written down before it answers, narrow questions once, nothing without the record."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from overblik.app.house import House, open_house
from overblik.app.searching import SHOWN, Searching
from overblik.domain.errors import CannotWrite, Full
from overblik.domain.ports import Kept
from overblik.domain.section import Scoped, Topic
from overblik.runtime.clock import SystemClock
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.store.search import SearchIndex
from overblik.sync.indexed import lines_of
from store.facts import ME, OTHER, section
from trail_reading import bodies
from viewmodels import facts
from viewmodels.test_medicine_card import fmk, on_card

pytestmark = pytest.mark.rule("T20")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = open_house(Settings(tmp_path), SystemClock(), ring=MemoryKeyring())
    for patient in (ME, OTHER):
        for source in ("ehr", "dds"):
            made.store.keep(Kept(section(patient=patient, source=source, texts=("kreatinin", "kalium")), {}))
    for place in made.index.lacking():
        read = made.index.kept(place)
        assert read is not None
        made.index.write(place, read[1], lines_of(read[0].section, frozenset()))
    yield made
    made.store.close()
    made.trail_file.close()


def records(house: House, tmp_path: Path) -> list[dict[str, Any]]:
    return bodies(tmp_path / "trail.db", house.trail.keys)


def test_t20_the_record_is_written_first_and_a_narrower_question_is_the_same_search(
    house: House, tmp_path: Path
) -> None:
    searching = Searching(house)
    hits = searching.answer("kr")
    assert (hits.patients, hits.searched, hits.lacking, hits.is_more) == (2, 2, 0, False)
    assert {one.who.patient_id for one in hits.found} == {ME, OTHER}
    assert [one.count for one in hits.found] == [2, 2], "two sources of one topic are one place"
    assert len(hits.found) <= SHOWN
    assert "kreatinin" not in repr(hits)
    searching.answer("krea")
    assert [(one["kind"], one["searched"], one["matched"]) for one in records(house, tmp_path)] == [("search", 2, 2)]
    searching.answer("kali")
    searching.answer("kr")
    assert len(records(house, tmp_path)) == 3


def test_t20_without_the_record_there_is_no_answer(house: House) -> None:
    house.trail_file.close()
    with pytest.raises(CannotWrite):
        Searching(house).answer("kreat")


def test_a_single_letter_asks_nothing_and_is_not_written_down(house: House, tmp_path: Path) -> None:
    assert Searching(house).answer("k").found == ()
    assert records(house, tmp_path) == []


@pytest.mark.rule("H21")
def test_h21_words_that_a_card_hides_while_a_plan_is_read_are_not_written(house: House) -> None:
    told = ("Kanarivin gives", *(f"plan {n}" for n in range(60)))
    visits = tuple(Scoped(ME, facts.appointment(title), section(patient=ME).entries[0].provenance) for title in told)
    plan = replace(section(patient=ME, topic=Topic.APPOINTMENTS, source="x", texts=()), entries=visits)
    card = fmk(on_card("Metformin"))
    searching = Searching(house)
    house.store.keep(Kept(plan, {}))
    searching.hear(card)
    card_of_now = replace(card, private_words=frozenset({"kanarivin"}))

    async def both() -> None:
        reading = asyncio.ensure_future(searching.index_opened(ME))
        await asyncio.sleep(1.01)  # the first piece of the section is read, the rest waits
        searching.hear(card_of_now)
        await reading
        assert house.index.find(["kanarivin"]) == ()
        await searching.index_opened(ME)

    asyncio.run(both())
    assert house.index.find(["kanarivin"]) == ()
    assert house.index.find(["plan"])


def test_a_store_that_fails_is_said_and_is_no_empty_answer(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise Full(reason="test")

    monkeypatch.setattr(SearchIndex, "find", fail)
    assert Searching(house).answer("kreat").has_failed
