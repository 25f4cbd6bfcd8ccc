"""A List and a Group of a server: their order, what was struck, and no other list than the one asked for."""

from typing import Any

import pytest

from in_process import bundle, reply
from overblik.domain.errors import Unintelligible
from overblik.domain.work_list import VisitKind, VisitState
from sources.lists_world import ROUTE, TEAM, Records, people, read, stay


def route(*entries: Any, name: str = "rute", **more: Any) -> Any:
    return {"resourceType": "List", "id": name, "status": "current", "title": "Rute 3", "entry": list(entries)} | more


def item(reference: str, **more: Any) -> Any:
    return {"item": {"reference": reference}} | more


def listed(made: Any, **more: Any) -> Records:
    at_home = {**people()[0], "address": [{"line": ["Nygade 1"], "postalCode": "8000", "city": "Aarhus"}]}
    hidden = {**at_home, "id": "p2", "identifier": people()[1]["identifier"], "meta": {"security": [{"code": "R"}]}}
    return Records({"List": [made], "Patient": [at_home, hidden, people()[2]], **more})


def test_a_list_keeps_its_order_tells_homes_and_what_was_struck() -> None:
    entries = [item("Patient/p3"), item("Patient/p1"), item("Patient/p2", deleted=True)]
    made = read(listed(route(*entries)), ROUTE)
    assert [(one.given, one.place, one.state) for one in made.visits] == [
        ("Tove", "", VisitState.UNSAID),
        ("Karl", "Nygade 1, 8000 Aarhus", VisitState.UNSAID),
        ("Karl", "", VisitState.REMOVED),  # an address that is protected is not told
    ]
    assert made.title == "Rute 3"


def test_a_list_of_visits_asks_for_them_and_for_their_patients() -> None:
    visits = [stay("e1", "p1", status="planned"), stay("e2", "p2", status="finished")]
    made = read(listed(route(item("Encounter/e1"), item("Encounter/e2")), Encounter=visits), ROUTE)
    assert [(one.given, one.state) for one in made.visits] == [
        ("Karl", VisitState.PLANNED),
        ("Karl", VisitState.DONE),
    ]
    assert made.is_complete


def test_an_entry_that_names_a_version_is_whom_it_names() -> None:
    made = read(listed(route(item("Patient/p3/_history/2"))), ROUTE)
    assert [(one.kind, one.given) for one in made.visits] == [(VisitKind.PATIENT, "Tove")]


def test_h8_an_entry_that_is_another_list_or_a_thing_is_a_line_that_cannot_be_read() -> None:
    made = read(
        listed(route(item("List/anden"), item("Device/d"), {"flag": {"text": "tom"}}, item("Patient/p1"))), ROUTE
    )
    assert [(one.kind, one.said) for one in made.visits] == [
        (VisitKind.UNREADABLE, "List"),
        (VisitKind.UNREADABLE, "Device"),
        (VisitKind.UNIDENTIFIED, ""),
        (VisitKind.PATIENT, ""),
    ]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (lambda: bundle([]), "no_list"),
        (lambda: bundle([route(item("Patient/p1"), name="en-anden")]), "other_list"),
        (lambda: bundle([route(), route(name="rute-2")]), "other_list"),
        (lambda: bundle([route(status="entered-in-error")]), "list_withdrawn"),
        (lambda: bundle([route(status="retired")]), "list_withdrawn"),
    ],
)
def test_h1_another_list_than_the_asked_one_is_refused_and_none_of_it_is_shown(sent: Any, reason: str) -> None:
    world = listed(route())
    world.instead["List"] = reply(sent())
    with pytest.raises(Unintelligible) as caught:
        read(world, ROUTE)
    assert caught.value.facts["reason"] == reason


def test_a_group_is_a_list_of_its_members_and_those_who_left_are_marked() -> None:
    member = [{"entity": {"reference": "Patient/p1"}}, {"entity": {"reference": "Patient/p2"}, "inactive": True}]
    team = {
        "resourceType": "Group",
        "id": "team",
        "actual": True,
        "type": "person",
        "name": "Team Nord",
        "member": member,
    }
    made = read(Records({"Group": [team], "Patient": people()}), TEAM)
    assert [(one.given, one.state) for one in made.visits] == [
        ("Karl", VisitState.UNSAID),
        ("Karla", VisitState.REMOVED),
    ]
    with pytest.raises(Unintelligible):
        read(Records({"Group": [{**team, "actual": False}], "Patient": people()}), TEAM)
