"""A day's appointments, a List and a Group: each entry is a line, nobody is guessed, and a cut list says so."""

from typing import Any

import httpx
import pytest

from in_process import bundle, patient, reply
from overblik.domain.errors import NotOffered, Refused, SignInNeeded, Unintelligible, Unreachable
from overblik.domain.patient import cpr
from overblik.domain.section import Cause
from overblik.domain.work_list import LeftOut, ListKind, RecordState, VisitKind, VisitState
from sources.lists_world import (
    DOCTOR,
    KARL,
    KARLA,
    TODAY,
    TOVE,
    Records,
    appointment,
    list_of,
    names,
    people,
    read,
)


def day(*appointments: Any, persons: Any = None, **more: Any) -> Records:
    return Records({"Appointment": list(appointments), "Patient": people() if persons is None else persons}, **more)


def test_a_day_is_read_in_one_question_and_stands_in_the_order_of_the_clock() -> None:
    world = day(appointment("a2", "p2", "2026-03-02T11:30:00+01:00"), appointment("a1", "p1"))
    made = read(world, TODAY)
    assert names(made) == ["Karl", "Karla"]
    assert made.is_complete
    first = made.visits[0]
    assert (first.patient_id, first.family, first.what_for) == (cpr(KARL), "Jensen", "Kontrol")
    assert first.birth_date is not None
    assert first.birth_date.text == "1947-09-25"
    assert [url.path for url in world.asked] == ["/fhir/metadata", "/fhir/Appointment"]
    asked = world.asked[1].params
    assert asked.get_list("date") == ["ge2026-03-02T00:00:00+01:00", "lt2026-03-03T00:00:00+01:00"]
    assert (asked["actor"], asked["_include"]) == (DOCTOR, "Appointment:patient")


def test_h15_the_day_is_the_danish_one_also_when_it_has_23_hours() -> None:
    from datetime import UTC, date, datetime

    from overblik.sources.fhir.lists_asking import midnight

    spring = date(2026, 3, 29)
    assert (midnight(spring), midnight(spring, 1)) == ("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00")
    length = datetime.fromisoformat(midnight(spring, 1)).astimezone(UTC) - datetime.fromisoformat(midnight(spring))
    assert length.total_seconds() == 23 * 3600


def test_h9_cancelled_missed_and_unknown_visits_stay_and_are_marked() -> None:
    told = ["booked", "cancelled", "noshow", "entered-in-error", "fulfilled", "invented", ""]
    made = read(day(*(appointment(f"a{n}", "p1", status=one) for n, one in enumerate(told))), TODAY)
    assert [visit.state for visit in made.visits] == [
        VisitState.PLANNED,
        VisitState.CANCELLED,
        VisitState.NO_SHOW,
        VisitState.ENTERED_IN_ERROR,
        VisitState.DONE,
        VisitState.UNKNOWN,
        VisitState.UNKNOWN,
    ]
    assert made.visits[5].wire_status == "invented"


def test_t20_who_is_cancelled_unknown_or_merged_does_not_count_as_on_the_list() -> None:
    persons = [*people()[:2], patient(TOVE, "p3", link=[{"type": "replaced-by", "other": {"reference": "Patient/p9"}}])]
    visits = (appointment("a1", "p1", status="cancelled"), appointment("a2", "p2"), appointment("a3", "p3"))
    made = read(day(*visits, persons=persons), TODAY)
    assert len(made.patients) == 3
    assert made.expected == {cpr(KARLA)}


def test_the_same_patient_twice_is_one_patient_with_two_visits() -> None:
    made = read(day(appointment("a1", "p1"), appointment("a2", "p1", "2026-03-02T13:00:00+01:00")), TODAY)
    assert len(made.visits) == 2
    assert made.patients == (cpr(KARL),)


def test_h11_the_same_appointment_on_two_pages_is_one_and_the_newer_one() -> None:
    for before, after in (
        ("2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z"),
        ("2026-03-02T08:30:00+01:00", "2026-03-02T08:00:00Z"),  # the later hour is the earlier moment
    ):
        old = appointment("a1", "p1", meta={"lastUpdated": before})
        new = appointment("a1", "p1", status="cancelled", meta={"lastUpdated": after})
        for both in ((old, new), (new, old)):
            assert [one.state for one in read(day(*both, page=1), TODAY).visits] == [VisitState.CANCELLED]
    undated = (appointment("a1", "p1"), appointment("a1", "p1", status="cancelled"))
    assert len(read(day(*undated, page=1), TODAY).visits) == 2


def test_h8_what_a_server_sends_beside_what_was_asked_for_is_counted() -> None:
    other = [{"actor": {"reference": "Patient/p3"}}, {"actor": {"reference": "Practitioner/d2"}}]
    visits = (
        appointment("a1", "p1"),
        appointment("a2", "p2", "2026-03-03T10:00:00+01:00"),
        appointment("a3", "p3", participant=other),
    )
    made = read(day(*visits), TODAY)
    assert names(made) == ["Karl"]
    assert made.left_out == ((LeftOut.OTHER_DAY, 1), (LeftOut.OTHER_PERSON, 1))


def broken_number() -> Any:
    return [patient("2509479", "p1")]


def no_number() -> Any:
    return [{"resourceType": "Patient", "id": "p1", "name": [{"family": "Jensen", "given": ["Karl"]}]}]


def twice() -> Any:
    return [patient(KARL, "p1"), patient(KARLA, "p1")]


@pytest.mark.parametrize("persons", [broken_number, no_number, twice, list])
def test_h1_nobody_is_guessed_a_patient_without_a_certain_number_is_a_line_of_its_own(persons: Any) -> None:
    made = read(day(appointment("a1", "p1"), persons=persons()), TODAY)
    assert [(one.kind, one.patient_id, one.family) for one in made.visits] == [(VisitKind.UNIDENTIFIED, None, "")]
    assert made.count(VisitKind.UNIDENTIFIED) == 1
    assert made.visits[0].start is not None


def test_h1_a_number_beside_an_address_that_says_somebody_else_identifies_nobody() -> None:
    both = {"reference": "Patient/p1", "identifier": {"system": "urn:oid:1.2.208.176.1.2", "value": KARLA}}
    made = read(day(appointment("a1", "p1", participant=[{"actor": both}])), TODAY)
    assert made.visits[0].kind is VisitKind.UNIDENTIFIED
    assert made.patients == ()


def test_a_number_alone_identifies_and_its_display_is_told_as_the_servers_word() -> None:
    alone = {
        "type": "Patient",
        "identifier": {"system": "urn:oid:1.2.208.176.1.2", "value": KARL},
        "display": "Karl J.",
    }
    visit = read(day(appointment("a1", "p1", participant=[{"actor": alone}]), persons=[]), TODAY).visits[0]
    assert (visit.patient_id, visit.family, visit.said, visit.record) == (cpr(KARL), "", "Karl J.", RecordState.ABSENT)


def test_merged_inactive_and_deleted_records_are_told() -> None:
    persons = [
        patient(KARL, "p1", link=[{"type": "replaced-by", "other": {"reference": "Patient/p9"}}]),
        patient(KARLA, "p2", active=False),
    ]
    world = day(*(appointment(f"a{n}", f"p{n}") for n in (1, 2, 4, 5)), persons=persons)
    world.instead["Patient/p4"] = reply({"resourceType": "OperationOutcome", "issue": []}, 410)
    made = read(world, TODAY)
    assert [one.record for one in made.visits] == [
        RecordState.MERGED,
        RecordState.INACTIVE,
        RecordState.DELETED,
        RecordState.ABSENT,
    ]
    assert [one.kind for one in made.visits[2:]] == [VisitKind.UNIDENTIFIED] * 2


def test_records_that_are_not_included_are_asked_for_by_id_forty_at_a_time() -> None:
    persons = [patient(f"{n:02}0190930{n % 10}", f"p{n}") for n in range(1, 29)]
    world = day(*(appointment(f"a{n}", f"p{n}") for n in range(1, 29)), persons=persons, includes=False)
    assert read(world, TODAY).count(VisitKind.PATIENT) == 28
    assert [url.path for url in world.asked].count("/fhir/Patient") == 1


@pytest.mark.parametrize("pages", range(1, 5))
def test_h5_a_list_that_is_cut_says_so_at_every_page(pages: int) -> None:
    world = day(*(appointment(f"a{n}", "p1") for n in range(10)), page=2)
    sent = iter(range(100))
    whole = world._found

    def cut(request: httpx.Request) -> httpx.Response:
        return httpx.Response(503) if next(sent) >= pages else whole("Appointment", dict(request.url.params))

    world.instead["Appointment"] = cut
    made = read(world, TODAY)
    assert len(made.visits) == 2 * pages
    assert [one.cause for one in made.reasons] == [Cause.MORE_AVAILABLE]
    assert not made.is_complete


def test_h5_a_total_that_is_higher_than_what_came_says_so() -> None:
    world = day()
    world.instead["Appointment"] = reply(bundle([appointment("a1", "p1")]) | {"total": 9})
    assert not read(world, TODAY).is_complete


def test_h8_an_appointment_that_cannot_be_read_is_a_line_and_its_neighbours_stay() -> None:
    made = read(day(appointment("a1", "p1"), appointment("a2", "p2", status=7)), TODAY)
    assert [one.kind for one in made.visits] == [VisitKind.PATIENT, VisitKind.UNREADABLE]


def test_a_broken_time_is_no_time_and_an_appointment_of_nobody_is_nobody() -> None:
    made = read(day(appointment("a1", "p1", "i morgen"), appointment("a2", "p1", participant=[])), TODAY)
    assert {one.kind: one.start is None for one in made.visits} == {
        VisitKind.PATIENT: True,
        VisitKind.UNIDENTIFIED: False,
    }


PORTAL = b"<!DOCTYPE html><html><body>Log ind paa netv&aelig;rket</body></html>"


@pytest.mark.parametrize(
    ("answer", "error", "reason"),
    [
        (httpx.Response(200, content=PORTAL, headers={"Content-Type": "text/html"}), Unintelligible, "page"),
        (httpx.Response(503), Unreachable, None),
        (httpx.Response(401), SignInNeeded, None),
        (httpx.Response(403), Refused, None),
        (httpx.Response(500), Unreachable, None),
    ],
)
def test_an_answer_that_is_none_is_an_error_of_its_kind(answer: Any, error: Any, reason: Any) -> None:
    world = day(appointment("a1", "p1"))
    world.instead["Appointment"] = answer
    with pytest.raises(error) as caught:
        read(world, TODAY)
    assert caught.value.facts.get("reason") == reason


def test_a_server_that_does_not_search_so_is_not_asked() -> None:
    world = day()
    offered = {"type": "Appointment", "searchParam": [{"name": "patient"}]}
    told = {"resourceType": "CapabilityStatement", "rest": [{"mode": "server", "resource": [offered]}]}
    world.instead["metadata"] = reply(told)
    with pytest.raises(NotOffered):
        read(world, TODAY)


@pytest.mark.parametrize("of", ["", "me", "Patient/1", "Practitioner/", "Practitioner/../x", "Practitioner/a?b"])
def test_a_reference_that_cannot_be_one_is_never_asked_for(of: str) -> None:
    world = day()
    with pytest.raises(Unintelligible) as caught:
        read(world, list_of(ListKind.APPOINTMENTS, of))
    assert (caught.value.facts["reason"], world.asked) == ("list_of", [])


@pytest.mark.rule("T25")
def test_no_address_holds_a_number_also_where_the_servers_ids_are_numbers() -> None:
    world = day(appointment("a1", KARL), persons=[patient(KARL, KARL)], includes=False)
    assert read(world, TODAY).patients == (cpr(KARL),)
    assert not any(KARL in str(url) for url in world.asked)


def test_five_thousand_entries_come_whole_and_each_patient_is_resolved() -> None:
    persons = [patient(f"{1 + n % 28:02}{1 + n % 12:02}{n % 100:02}{n:04}", f"p{n}") for n in range(5000)]
    world = day(*(appointment(f"a{n}", f"p{n}") for n in range(5000)), persons=persons)
    made = read(world, TODAY)
    assert (len(made.visits), len(made.patients)) == (5000, 5000)
    assert made.is_complete
