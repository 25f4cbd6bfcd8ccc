"""A ward's encounters and beds: in the order of the beds, and no bed is called empty by half an answer."""

from typing import Any

import httpx
import pytest

from in_process import bundle, outcome, reply
from overblik.domain.patient import cpr
from overblik.domain.work_list import LeftOut, VisitKind, VisitState
from overblik.sources.fhir.lists_beds import natural
from sources.lists_world import KARL, M2, TOVE, WARD, Records, names, people, place, read, stay


def tree() -> list[Any]:
    rooms = [place("m2", "wa", said="Afsnit M2"), place("s1", "ro", "m2"), place("s2", "ro", "m2")]
    beds = [place("b10", "bd", "s2", "2-10"), place("b9", "bd", "s2", "2-9"), place("b1", "bd", "s1", "1-1")]
    return [*rooms, *beds, place("fremmed", "bd", "m3", "9-9")]


def ward(*stays: Any, places: Any = None, **more: Any) -> Records:
    told = tree() if places is None else places
    return Records({"Encounter": list(stays), "Location": told, "Patient": people()}, **more)


def test_beds_stand_in_their_order_and_the_empty_one_between() -> None:
    world = ward(stay("e1", "p1", "b10"), stay("e2", "p3", "b1"))
    made = read(world, M2)
    assert names(made) == ["1-1 Tove", "2-9 empty_bed", "2-10 Karl"]
    assert (made.title, made.is_complete, made.patients) == ("Afsnit M2", True, (cpr(TOVE), cpr(KARL)))
    assert [url.path for url in world.asked] == ["/fhir/metadata"] + ["/fhir/Location"] * 3 + ["/fhir/Encounter"]
    asked = world.asked[-1].params
    assert set(asked["location"].split(",")) == {WARD, *(f"Location/{one}" for one in ("s1", "s2", "b1", "b9", "b10"))}
    assert "in-progress" in asked["status"]


def test_the_order_of_names_is_that_of_their_numbers() -> None:
    assert sorted(["2-10", "1-2", "2-9", "A", "10-1"], key=natural) == ["1-2", "2-9", "2-10", "10-1", "A"]


@pytest.mark.parametrize("broken", ["page", "entry"])
def test_h5_a_bed_is_not_called_empty_by_an_answer_that_is_not_whole(broken: str) -> None:
    world = ward(stay("e1", "p1", "b10"), *([stay("e2", "p3", "b1", status=7)] if broken == "entry" else []))
    if broken == "page":
        more = {"link": [{"relation": "next", "url": "https://record.example/fhir/Encounter?from=1"}]}

        def cut(request: httpx.Request) -> httpx.Response:
            return (
                httpx.Response(503) if "from" in request.url.params else reply(bundle([stay("e1", "p1", "b10")]) | more)
            )

        world.instead["Encounter"] = cut
    made = read(world, M2)
    assert made.count(VisitKind.EMPTY_BED) == 0
    assert made.count(VisitKind.UNKNOWN_BED) == 2
    assert made.is_complete is (broken == "entry")


def test_somebody_without_a_bed_and_two_in_one_bed_all_stand_there() -> None:
    made = read(ward(stay("e1", "p1", "b1"), stay("e2", "p2", "b1"), stay("e3", "p3")), M2)
    assert names(made) == ["1-1 Karl", "1-1 Karla", "2-9 empty_bed", "2-10 empty_bed", "Tove"]


def test_h8_who_has_moved_to_another_ward_is_counted_and_not_shown() -> None:
    gone = [
        {"location": {"reference": WARD}, "status": "completed"},
        {"location": {"reference": "Location/fremmed"}, "status": "active"},
    ]
    ended = [{"location": {"reference": "Location/b1"}, "period": {"end": "2026-03-01"}}]
    stays = (
        stay("e1", "p1", location=gone),
        stay("e2", "p2", location=ended),
        stay("e3", "p3", "b1", status="finished"),
        stay("e4", "p3", location=[]),
    )
    made = read(ward(*stays), M2)
    assert made.left_out == ((LeftOut.MOVED_ON, 3),)
    assert names(made)[-1] == "Tove"  # of whom the server says nothing is not taken to have left


def test_a_bed_that_moved_counts_as_the_new_one() -> None:
    sites = [
        {"location": {"reference": "Location/b1"}, "status": "completed"},
        {"location": {"reference": "Location/b9"}, "status": "active"},
    ]
    assert names(read(ward(stay("e1", "p1", location=sites)), M2))[:2] == ["1-1 empty_bed", "2-9 Karl"]


def test_h5_without_a_tree_nobody_is_dropped_and_no_bed_is_empty() -> None:
    only_bed = [{"location": {"reference": "Location/b9", "display": "2-9"}, "status": "active"}]
    for silent in (reply(outcome("not-supported"), 404), reply(bundle([]))):
        world = ward(stay("e1", "p1", "b9"), stay("e2", "p3", location=only_bed))
        world.instead["Location"] = silent
        made = read(world, M2)
        assert {one.given for one in made.visits} == {"Karl", "Tove"}
        assert made.count(VisitKind.EMPTY_BED) == 0


def test_h9_leave_planned_and_unknown_stays_are_marked() -> None:
    told = ["onleave", "planned", "invented"]
    made = read(ward(*(stay(f"e{n}", "p1", "b1", status=one) for n, one in enumerate(told))), M2)
    assert [one.state for one in made.visits[:3]] == [VisitState.ON_LEAVE, VisitState.PLANNED, VisitState.UNKNOWN]


def test_a_closed_bed_is_no_empty_bed_and_a_tree_in_a_ring_ends() -> None:
    places = [place("m2", "wa", "s1"), place("s1", "ro", "m2"), place("b1", "bd", "s1", "1-1", status="suspended")]
    assert read(ward(places=places), M2).visits == ()
