"""What clinicians saw: each his own, kept over a restart, erased with what it was made of."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from overblik.domain.ports import Kept
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.domain.sighting import NeverSeen, Sighting, Trace, UnreadSighting
from overblik.store.database import memory_database, open_database
from overblik.store.sections import SectionStore
from overblik.store.sightings import KEPT_OVERVIEWS, Sightings
from store.facts import KEY, ME, NOW, OTHER, section

TRACE = Trace("0f0e", "paused", "aa")
SEEN = Sighting(ME, NOW, {(Topic.MEDICATION, "fmk"): {"item": TRACE}, (Topic.DOCUMENTS, "dds/1"): {}})


@pytest.fixture
def store() -> SectionStore:
    return SectionStore(memory_database())


@pytest.fixture
def sightings(store: SectionStore) -> Sightings:
    return Sightings(store)


def texts(found: tuple[Section[Any], ...]) -> list[str]:
    return [entry.fact.title for one in found for entry in one.entries]


def test_who_has_not_looked_before_has_seen_nothing(sightings: Sightings) -> None:
    assert sightings.sighting(ME, "anna") == NeverSeen(ME)


def test_each_clinician_has_his_own_sighting(sightings: Sightings) -> None:
    sightings.keep(SEEN, "anna", NOW)
    assert sightings.sighting(ME, "anna") == SEEN
    assert sightings.sighting(ME, "bo") == NeverSeen(ME)
    assert sightings.sighting(OTHER, "anna") == NeverSeen(OTHER)


def test_a_sighting_survives_a_restart(path: Path) -> None:
    first = SectionStore(open_database(path, KEY))
    Sightings(first).keep(SEEN, "anna", NOW)
    first.close()
    second = SectionStore(open_database(path, KEY))
    assert Sightings(second).sighting(ME, "anna") == SEEN
    second.close()


@pytest.mark.rule("H7")
def test_h7_of_a_sighting_that_cannot_be_read_it_is_not_said_that_there_was_none(
    store: SectionStore, sightings: Sightings
) -> None:
    sightings.keep(SEEN, "anna", NOW)
    store.work(lambda connection: connection.execute("UPDATE sighting SET body = x'c1'"))
    assert sightings.sighting(ME, "anna") == UnreadSighting(ME)


def test_who_was_not_looked_at_for_long_is_forgotten(sightings: Sightings) -> None:
    sightings.keep(SEEN, "anna", NOW)
    sightings.forget(NOW)
    assert sightings.sighting(ME, "anna") == SEEN, "at the limit, not past it"
    sightings.forget(NOW + timedelta(seconds=1))
    assert sightings.sighting(ME, "anna") == NeverSeen(ME)


def test_an_overview_comes_back_as_it_was_shown(store: SectionStore, sightings: Sightings) -> None:
    silent = Section(ME, Topic.MEDICATION, "fmk", "FMK", Standing.FAILED, (Reason(Cause.UNREACHABLE),), asked_at=NOW)
    store.keep(Kept(section(texts=("a", "b")), {}))
    shown = (silent, section(texts=("a", "b")))
    sightings.keep_shown(ME, "anna", NOW, shown)
    store.keep(Kept(replace(section(texts=("c",)), as_of=NOW + timedelta(hours=1)), {}))
    assert sightings.moments(ME, "anna") == (NOW,)
    assert sightings.shown(ME, "anna", NOW) == shown


def test_the_overviews_of_another_are_not_to_be_had(store: SectionStore, sightings: Sightings) -> None:
    store.keep(Kept(section(), {}))
    sightings.keep_shown(ME, "anna", NOW, (section(),))
    assert sightings.moments(ME, "bo") == ()
    assert sightings.moments(OTHER, "anna") == ()
    assert sightings.shown(ME, "bo", NOW) == ()


def test_what_may_not_lie_on_the_disk_is_not_read_as_empty(sightings: Sightings) -> None:
    sightings.keep_shown(ME, "anna", NOW, (section(texts=("kun i hukommelsen",)),))
    (found,) = sightings.shown(ME, "anna", NOW)
    assert (found.standing, found.reasons) == (Standing.NOT_ASKED, (Reason(Cause.EXPIRED),))


@pytest.mark.rule("H21")
def test_h21_what_was_revealed_leaves_nothing(store: SectionStore, sightings: Sightings) -> None:
    revealed = replace(section(texts=("kanarie",)), by_override=True, private_words=frozenset({"kanariefugl"}))
    sightings.keep_shown(ME, "anna", NOW, (revealed,))
    rows: Any = store.work(lambda connection: connection.execute("SELECT shell FROM shown").fetchall())
    assert b"kanarie" not in b"".join(shell for (shell,) in rows)
    assert sightings.shown(ME, "anna", NOW)[0].standing is Standing.NOT_ASKED


@pytest.mark.parametrize("by", ["erased", "aged"])
def test_a_copy_that_is_erased_is_gone_from_every_overview(by: str, store: SectionStore, sightings: Sightings) -> None:
    store.keep(Kept(section(texts=("kanarie",)), {}))
    sightings.keep_shown(ME, "anna", NOW, (section(texts=("kanarie",)),))
    if by == "erased":
        store.erase(ME, Topic.DOCUMENTS, "ehr")
    else:
        # A newer answer has taken its place: the older one goes by its own age.
        store.keep(Kept(replace(section(texts=("ny",)), as_of=NOW + timedelta(days=6)), {}))
        store.erase_older(Topic.DOCUMENTS, NOW + timedelta(days=5))
    (found,) = sightings.shown(ME, "anna", NOW)
    assert found.has(Cause.EXPIRED)
    bodies: Any = store.work(lambda connection: connection.execute("SELECT body FROM shown_body").fetchall())
    assert b"kanarie" not in b"".join(body for (body,) in bodies)


def test_the_oldest_overview_gives_way_and_takes_its_snapshot_with_it(
    store: SectionStore, sightings: Sightings
) -> None:
    for hour in range(KEPT_OVERVIEWS + 2):
        at = NOW + timedelta(hours=hour)
        made = replace(section(texts=(f"nr. {hour}",)), as_of=at)
        store.keep(Kept(made, {}))
        sightings.keep_shown(ME, "anna", at, (made,))
    moments = sightings.moments(ME, "anna")
    assert len(moments) == KEPT_OVERVIEWS
    assert moments[0] == at
    assert texts(sightings.shown(ME, "anna", moments[-1])) == ["nr. 2"]
    count: Any = store.work(lambda connection: connection.execute("SELECT count(*) FROM shown_body").fetchone())
    assert count[0] == KEPT_OVERVIEWS
