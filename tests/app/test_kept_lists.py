"""A list that was read is there again after a start without a network: for its day, for its owner, and never longer."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from clinic import ME, NOW, OTHER
from overblik.access.sealed_text import SealedText
from overblik.app.kept_lists import _BOUND, KeptLists
from overblik.domain.dates import DANISH, clinical_date
from overblik.domain.patient import PatientId, Sex
from overblik.domain.section import Cause, Reason
from overblik.domain.work_list import LeftOut, ListKind, Visit, VisitKind, VisitState, WantedList, WorkList
from overblik.runtime.chance import SystemRandom
from overblik.runtime.files import SystemFiles

ROUTE = WantedList("rute", "Rute Nord", "municipality", ListKind.LIST, "List/rute-nord")
DAY = WantedList("dagen", "Dagens aftaler", "ehr", ListKind.APPOINTMENTS, "me")
KEY, ANOTHER = SimpleNamespace(raw=bytes(32)), SimpleNamespace(raw=bytes(range(32)))


def lists(folder: Path, key: Any = KEY) -> KeptLists:
    """As a start of the program finds them."""
    return KeptLists(SealedText(folder / "lists.bin", _BOUND, SystemFiles(), key), SystemRandom())


def visit(patient_id: PatientId, family: str) -> Visit:
    start = clinical_date("2026-11-23T08:10:00+01:00")
    who = {"family": family, "given": "Nancy", "birth_date": clinical_date("1948-12-25"), "sex": Sex.FEMALE}
    return Visit(VisitKind.PATIENT, patient_id, **who, start=start, place="Havnegade 1", state=VisitState.PLANNED)  # type: ignore[arg-type]


def made(wanted: WantedList = ROUTE) -> WorkList:
    people = (visit(ME, "Berggren"), visit(OTHER, "Jensen"), Visit(VisitKind.UNIDENTIFIED, said="en dame i stuen"))
    return WorkList(wanted, NOW, people, (Reason(Cause.MORE_AVAILABLE),), ((LeftOut.OTHER_DAY, 2),), "Rute Nord")


def test_a_list_is_the_same_after_a_start_with_its_age_and_what_is_lacking(tmp_path: Path) -> None:
    lists(tmp_path).keep(made(), NOW)
    assert lists(tmp_path).last(ROUTE, NOW + timedelta(hours=3)) == made()


@pytest.mark.rule("T1", "T4")
def test_t1_nobody_reads_it_without_the_key(tmp_path: Path) -> None:
    lists(tmp_path).keep(made(), NOW)
    written = (tmp_path / "lists.bin").read_bytes()
    assert b"Berggren" not in written
    assert ME.number_for_lookup().encode() not in written
    assert lists(tmp_path, ANOTHER).last(ROUTE, NOW) is None


@pytest.mark.parametrize("other", [replace(ROUTE, of="List/rute-syd"), replace(ROUTE, server="ehr"), DAY])
def test_a_list_that_is_asked_for_otherwise_is_another(tmp_path: Path, other: WantedList) -> None:
    lists(tmp_path).keep(made(), NOW)
    assert lists(tmp_path).last(other, NOW) is None


@pytest.mark.rule("H4")
@pytest.mark.parametrize("later", [timedelta(hours=24), timedelta(days=3), timedelta(minutes=-6)])
def test_h4_the_route_of_another_day_is_not_shown(tmp_path: Path, later: timedelta) -> None:
    lists(tmp_path).keep(made(), NOW)
    assert lists(tmp_path).last(ROUTE, NOW + later) is None


def test_appointments_end_with_their_danish_day(tmp_path: Path) -> None:
    lists(tmp_path).keep(made(DAY), NOW)
    assert lists(tmp_path).last(DAY, datetime(2026, 11, 23, 23, 59, tzinfo=DANISH)) is not None
    assert lists(tmp_path).last(DAY, datetime(2026, 11, 24, 0, 1, tzinfo=DANISH)) is None


@pytest.mark.rule("G8")
def test_g8_who_is_erased_stands_on_no_kept_list(tmp_path: Path) -> None:
    lists(tmp_path).keep(made(), NOW)
    lists(tmp_path).keep(made(DAY), NOW)
    lists(tmp_path).drop(ME)
    for wanted in (ROUTE, DAY):
        found = lists(tmp_path).last(wanted, NOW)
        assert found is not None
        assert found.patients == (OTHER,)


def test_a_list_of_yesterday_goes_when_another_is_kept(tmp_path: Path) -> None:
    lists(tmp_path).keep(made(), NOW)
    later = NOW + timedelta(days=1)
    lists(tmp_path).keep(replace(made(DAY), as_of=later), later)
    assert [one.name for one in lists(tmp_path)._read()] == ["dagen"]


@pytest.mark.rule("G8", "T6")
def test_g8_nothing_lies_here_of_a_list_that_is_shown_no_more(tmp_path: Path) -> None:
    lists(tmp_path).keep(made(), NOW)
    lists(tmp_path).forget_old(NOW + timedelta(hours=23))
    assert (tmp_path / "lists.bin").exists()
    lists(tmp_path).forget_old(NOW + timedelta(hours=24))
    assert not (tmp_path / "lists.bin").exists()


def test_a_damaged_file_is_no_list_and_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "lists.bin").write_bytes(b"x" * 50)
    assert lists(tmp_path).last(ROUTE, NOW) is None
    lists(tmp_path).keep(made(), NOW)
    assert lists(tmp_path).last(ROUTE, NOW) is not None


def test_a_disk_without_room_costs_the_copy_and_not_the_list(tmp_path: Path) -> None:
    lists(tmp_path / "gone" / "gone").keep(made(), NOW)
    assert lists(tmp_path / "gone").last(ROUTE, NOW) is None


def test_where_nothing_may_be_kept_nothing_is(tmp_path: Path) -> None:
    nowhere = KeptLists(None, SystemRandom())
    nowhere.keep(made(), NOW)
    nowhere.drop(ME)
    assert nowhere.last(ROUTE, NOW) is None
    assert list(tmp_path.iterdir()) == []
