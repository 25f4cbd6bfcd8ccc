"""The rail tells of each who was fetched ahead whether he can be read, by the ledger alone: no content, nobody looked at (T20)."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import DANISH_WORDS, ME, NOW, OTHER, THIRD, plain
from in_process import FakeClock
from overblik.domain.ledger import Entry
from overblik.domain.section import Cause, Standing, Topic
from overblik.sync.readiness import readiness
from overblik.viewmodels.kept import Kept
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.patient_list import PatientListModel
from overblik.viewmodels.rail_state import kept_of
from overblik.viewmodels.roll import Listed


def entry(topic: Topic, standing: Standing = Standing.COMPLETE, *causes: Cause, age: Any = timedelta()) -> Entry:
    at = NOW - age if standing not in (Standing.FAILED, Standing.NOT_ASKED) else None
    return Entry(topic, "ehr", "EPJ", standing, causes, at, NOW)


DRUGS, LABS, PLANS = Topic.MEDICATION, Topic.LAB_RESULTS, Topic.CARE_PLANS
FINE = entry(PLANS)


@pytest.mark.rule("H4", "H5")
@pytest.mark.parametrize(
    ("entries", "marker", "said"),
    [
        ((FINE,), Marker.FRESH, "gemt 09:41"),
        ((FINE, entry(LABS, age=timedelta(hours=2))), Marker.FRESH, "gemt 07:41"),
        ((FINE, entry(LABS, Standing.BLOCKED)), Marker.BLOCKED, "gemt 09:41, noget kan være spærret"),
        ((FINE, entry(LABS, Standing.NOT_ASKED)), Marker.PARTIAL, "Prøvesvar mangler"),
        ((FINE, entry(LABS, Standing.PARTIAL, Cause.MORE_AVAILABLE)), Marker.PARTIAL, "Prøvesvar ikke alt hentet"),
        ((FINE, entry(DRUGS, age=timedelta(hours=5))), Marker.STALE, "Medicin for gammelt"),
        ((FINE, entry(LABS, Standing.FAILED, Cause.UNTRUSTED)), Marker.FAILED, "Prøvesvar kunne ikke hentes"),
        (
            (entry(DRUGS, Standing.FAILED, Cause.UNREACHABLE), entry(LABS, Standing.FAILED, Cause.PROXY)),
            Marker.FAILED,
            "Medicin +1 kunne ikke hentes",
        ),
        (
            (entry(DRUGS, age=timedelta(hours=5)), entry(LABS, Standing.FAILED)),
            Marker.FAILED,
            "Prøvesvar kunne ikke hentes",
        ),
    ],
)
def test_each_is_said_by_the_gravest_gap_and_its_topic(entries: tuple[Entry, ...], marker: Marker, said: str) -> None:
    told = kept_of(readiness(entries, NOW), NOW, DANISH_WORDS)
    assert (told.marker, plain(told.text)) == (marker, said)


def test_who_was_never_fetched_is_said_to_be_so() -> None:
    assert kept_of(None, NOW, DANISH_WORDS) == Kept(Marker.NOT_ASKED, "ikke hentet")


@pytest.fixture
def model() -> PatientListModel:
    listed = tuple(
        Listed(who, family, "Karen", "1950-01-01", "female")
        for who, family in ((ME, "Jensen"), (OTHER, "Holm"), (THIRD, "Dam"))
    )
    return PatientListModel(listed, FakeClock(NOW), DANISH_WORDS)


def test_a_line_says_it_a_screen_reader_too_and_only_those_who_changed_are_drawn_anew(model: PatientListModel) -> None:
    changed: list[Any] = []
    model.lines_changed.connect(changed.append)
    first, never = Kept(Marker.FRESH, "gemt 09:41"), Kept(Marker.NOT_ASKED, "ikke hentet")
    model.tell_kept({ME: first, OTHER: never, THIRD: never}, "henter 1 af 3")
    assert [line.kept for line in model.lines()] == ["gemt 09:41", "ikke hentet", "ikke hentet"]
    assert model.lines()[1].accessible.endswith(", ikke hentet")
    assert model.cells == (Marker.FRESH, Marker.NOT_ASKED, Marker.NOT_ASKED)
    assert model.heading[1] == "henter 1 af 3"
    changed.clear()
    model.tell_kept({ME: first, OTHER: first, THIRD: never}, "henter 2 af 3")
    assert changed == [frozenset({OTHER})]
    assert model.cells == (Marker.FRESH, Marker.FRESH, Marker.NOT_ASKED)
    model.tell_kept({ME: first, OTHER: first, THIRD: never}, "henter 2 af 3")
    assert len(changed) == 1


@pytest.mark.rule("H19")
def test_another_list_takes_nothing_along_of_the_former(model: PatientListModel) -> None:
    model.tell_kept({ME: Kept(Marker.FRESH, "gemt 09:41")}, "henter 1 af 1")
    model.take((Listed(ME, "Jensen", "Karen", "1950-01-01", "female"),), "En anden")
    assert (model.lines()[0].kept, model.cells, model.heading[1]) == ("", (), "0 / 1 set")
