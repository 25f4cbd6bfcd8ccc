"""The hand-over: what came since a moment, in the order of the list, and what of it cannot be said."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from clinic import (
    DANISH_WORDS,
    ME,
    NOW,
    OTHER,
    THIRD,
    allergy,
    care_plan,
    complete,
    day,
    document,
    medication,
    plain,
    result,
    section,
    stale,
)
from overblik.domain.clinical import Currency
from overblik.domain.lab_result import Flag
from overblik.domain.medication import MedicationState
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.domain.work_list import Visit, VisitKind, VisitState, WorkList
from overblik.sync.changes import Turn, news_since
from overblik.viewmodels.handover import compose_handover
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_values import Board, BoardFilter, BoardRow, Layout, Told
from viewmodels.facts import appointment
from viewmodels.test_ward_board import LACKING, WARD, visit

SINCE = datetime.fromisoformat("2026-11-22T23:00:00+01:00")
NEGATIVES = ("Ingen nye", "Uændret", "Intet nyt")
TOPICS = {
    "results": Topic.LAB_RESULTS,
    "medicine": Topic.MEDICATION,
    "appointments": Topic.APPOINTMENTS,
    "plans": Topic.CARE_PLANS,
    "documents": Topic.DOCUMENTS,
}
WHOLE = tuple(
    complete(topic, source="fmk" if topic is Topic.MEDICATION else "ehr")
    for topic in (*TOPICS.values(), Topic.ALLERGIES)
)


def board(*sections: Section[Any], visits: tuple[Visit, ...] = (), known: Any = None, since: Any = SINCE) -> Board:
    made = WorkList(WARD, NOW, visits or (visit(),))
    facts = known if known is not None else {ME: Facts(ME, sections or WHOLE, is_last=True, is_wide=True)}
    return compose_handover(made, facts, BoardFilter.ALL, since, NOW, DANISH_WORDS)


def row(*sections: Section[Any], **more: Any) -> BoardRow:
    return board(*sections, **more).rows[0]


def instead(*sections: Section[Any]) -> tuple[Section[Any], ...]:
    """Give whole sections, some of whose topics answer something else."""
    mine = {one.topic for one in sections}
    return (*(one for one in WHOLE if one.topic not in mine), *sections)


def words(cell: tuple[Told, ...]) -> list[str]:
    parts = ((one.badge.text if one.badge else "", one.text, one.rest) for one in cell)
    return [plain(" ".join(part for part in told if part)) for told in parts]


def said_at(of: Section[Any], text: str | None) -> Section[Any]:
    """Give a section whose source says when it last changed each entry."""
    when = day(text) if text is not None else None
    entries = tuple(replace(one, provenance=replace(one.provenance, source_time=when)) for one in of.entries)
    return replace(of, entries=entries)


def lacking(name: str, column: str) -> Section[Any]:
    """Give the section of a column in a state in which nothing may be denied."""
    found = replace(LACKING[name], topic=TOPICS[column])
    return replace(found, source="fmk") if column == "medicine" else found


@pytest.mark.rule("H6", "H5", "H7", "H19")
@pytest.mark.parametrize("column", TOPICS)
@pytest.mark.parametrize("name", LACKING)
def test_h6_where_a_source_lacks_something_nothing_is_denied_and_the_patient_counts_as_not_fully_known(
    name: str, column: str
) -> None:
    made = board(*instead(lacking(name, column)))
    cell = getattr(made.rows[0], column)
    assert cell
    assert not any(word in text for text in words(cell) for word in NEGATIVES)
    assert not made.rows[0].is_whole
    assert [one.text for one in made.counts] == ["1 ikke fuldt oplyst"], "nobody is said to have nothing new"


def test_what_is_whole_is_denied_and_counted_so() -> None:
    made = board()
    (only,) = made.rows
    assert [words(getattr(only, column)) for column in TOPICS] == [
        ["Ingen nye svar"],
        ["Uændret"],
        ["Ingen nye eller ændrede"],
        ["Ingen nye eller ændrede"],
        ["Ingen nye"],
    ]
    assert (only.is_whole, only.has_news) == (True, False)
    assert [one.text for one in made.counts] == ["0 af 1 har noget nyt"]
    assert made.layout is Layout.HANDOVER


@pytest.mark.rule("H4", "H19")
@pytest.mark.parametrize("column", TOPICS)
def test_h19_a_whole_copy_from_before_the_moment_is_not_updated_since_and_denies_nothing(column: str) -> None:
    """Ten hours old is fresh enough for many sources: of the night it knows all the same nothing."""
    source = "fmk" if column == "medicine" else "ehr"
    age = timedelta(hours=10, minutes=50)
    copy = stale(TOPICS[column], causes=(Cause.AGED,), age=age, source=source)
    cell = getattr(row(*instead(copy)), column)
    assert words(cell)[0] == "Ikke ajourført siden i går 22:51"
    later = stale(TOPICS[column], causes=(Cause.AGED,), age=timedelta(minutes=30), source=source)
    assert "Ikke ajourført" not in " ".join(words(getattr(row(*instead(later)), column)))


def test_h19_a_silent_source_with_a_copy_says_that_and_from_when_its_copy_is() -> None:
    old = stale(Topic.LAB_RESULTS, age=timedelta(hours=12))
    assert words(row(*instead(old)).results) == [
        "Ikke kontrolleret",
        "Journal svarede ikke 09:41",
        "Ikke ajourført siden i går 21:41",
    ]


def test_results_since_the_moment_stand_the_critical_first_and_older_ones_not() -> None:
    critical = result("6.4", "2026-11-23T02:05:00+01:00", "Kalium;P", unit="mmol/L", flag=Flag.CRITICAL_HIGH)
    normal = result("140", "2026-11-22T23:00:00+01:00", "Natrium;P", unit="mmol/L")
    older = result("9", "2026-11-22T22:59:00+01:00", "Gammel")
    made = row(*instead(complete(Topic.LAB_RESULTS, older, normal, critical)))
    assert [text.split()[-2] for text in words(made.results)][1:] == ["140"]
    assert words(made.results)[0].startswith("Kritisk høj Kalium;P 6,4")
    assert (made.is_critical, made.has_news) == (True, True)


def test_a_treatment_that_ended_since_the_moment_is_told_as_ended() -> None:
    gone = medication("Penicillin", state=MedicationState.ENDED, end=day("2026-11-22"))
    long_gone = medication("Furix", state=MedicationState.ENDED, end=day("2026-11-20"))
    made = row(*instead(complete(Topic.MEDICATION, gone, long_gone, source="fmk")))
    assert words(made.medicine) == ["Afsluttet penicillin"]


APPOINTMENTS = {
    "moved": (
        {"currency": Currency.PLANNED, "moved_from": day("2026-11-24T10:00:00+01:00")},
        "Flyttet Kontrol 25. nov 2026 før: 24. nov 2026 10:00",
    ),
    "cancelled": ({"currency": Currency.CANCELLED, "cancel_reason": "syg"}, "Aflyst Kontrol 25. nov 2026 syg"),
    "made or changed": ({"currency": Currency.PLANNED}, "Ny eller ændret Kontrol 25. nov 2026"),
    "struck": ({"currency": Currency.ENTERED_IN_ERROR}, "Fejlregistreret Kontrol 25. nov 2026"),
}


@pytest.mark.rule("H9")
@pytest.mark.parametrize("name", APPOINTMENTS)
def test_an_appointment_that_its_source_changed_since_the_moment_is_told_by_what_was_done(name: str) -> None:
    facts, said = APPOINTMENTS[name]
    one = appointment("Kontrol", start=day("2026-11-25T10:00:00+01:00"), **facts)
    fresh = said_at(complete(Topic.APPOINTMENTS, one), "2026-11-23T01:00:00+01:00")
    assert words(row(*instead(fresh)).appointments) == [said]
    old = said_at(complete(Topic.APPOINTMENTS, one), "2026-11-22T22:00:00+01:00")
    assert words(row(*instead(old)).appointments) == ["Ingen nye eller ændrede"]


def test_an_appointment_that_took_place_is_no_news_though_its_source_wrote_so() -> None:
    over = appointment("Kontrol", start=day("2026-11-23T08:00:00+01:00"), currency=Currency.PAST)
    touched = said_at(complete(Topic.APPOINTMENTS, over), "2026-11-23T08:30:00+01:00")
    made = row(*instead(touched))
    assert (words(made.appointments), made.has_news) == (["Ingen nye eller ændrede"], False)


@pytest.mark.rule("H15", "H19")
def test_h15_what_has_no_day_may_be_new_and_nothing_is_denied_beside_it() -> None:
    ahead = appointment("Kontrol", start=day("2026-11-25"), currency=Currency.PLANNED)
    made = row(
        *instead(
            complete(Topic.APPOINTMENTS, ahead),
            complete(Topic.CARE_PLANS, replace(care_plan("Plan"), start=None)),
            complete(Topic.DOCUMENTS, document("Notat"), document("Brev", date=day("2026-11"))),
        )
    )
    assert words(made.appointments) == ["1 aftale: kilden siger ikke, hvornår den er ændret"]
    assert words(made.plans) == ["1 plan: kilden siger ikke, hvornår den er ændret"]
    assert words(made.documents) == ["2 dokumenter uden dato"]
    assert (made.is_whole, made.has_news) == (False, False)
    known = complete(Topic.DOCUMENTS, document("Brev", date=day("2026-10")))
    assert words(row(*instead(known)).documents) == ["Ingen nye"]


def test_plans_and_documents_are_named_with_what_was_done() -> None:
    changed = said_at(complete(Topic.CARE_PLANS, care_plan("Ernæring")), "2026-11-23T03:00:00+01:00")
    new = complete(Topic.DOCUMENTS, document("Epikrise", date=day("2026-11-23T06:00:00+01:00")))
    made = row(*instead(changed, new))
    assert words(made.plans)[0].startswith("Ændret Ernæring")
    assert words(made.documents) == ["Ny Epikrise 23. nov 2026 06:00"]


def test_h6_a_new_cave_is_named_as_new_and_a_cave_that_did_not_come_makes_the_patient_not_fully_known() -> None:
    new = allergy("penicillin", "udslæt", recorded_at=day("2026-11-23T04:00:00+01:00"))
    made = row(*instead(complete(Topic.ALLERGIES, new)))
    assert words(made.cave) == ["penicillin — udslæt", "Ny penicillin"]
    assert made.has_news
    silent = section(Standing.FAILED, Topic.ALLERGIES, causes=(Cause.UNREACHABLE,))
    assert not row(*instead(silent)).is_whole


def test_the_order_is_that_of_the_list_and_the_head_counts_who_has_news_and_who_is_not_fully_known() -> None:
    late = complete(Topic.LAB_RESULTS, result("6.4", "2026-11-23T02:05:00+01:00", "Kalium;P"), patient=THIRD)
    visits = (visit(ME, "1-1"), visit(OTHER, "1-2"), visit(THIRD, "2-1"), Visit(VisitKind.EMPTY_BED, place="2-2"))
    mine = tuple(replace(one, patient_id=THIRD) for one in WHOLE if one.topic is not Topic.LAB_RESULTS)
    known = {
        ME: Facts(ME, WHOLE, is_last=True, is_wide=True),
        OTHER: Facts(OTHER, (), is_last=True, is_wide=True, failed="cannot_write"),
        THIRD: Facts(THIRD, (*mine, late), is_last=True, is_wide=True),
    }
    made = board(visits=visits, known=known)
    assert [one.place for one in made.rows] == ["1-1", "1-2", "2-1", "2-2"]
    assert [one.text for one in made.counts] == ["1 af 3 har noget nyt", "1 ikke fuldt oplyst"]


@pytest.mark.rule("H8", "T20")
def test_who_was_not_looked_up_and_who_is_still_asked_for_are_not_fully_known() -> None:
    visits = (visit(ME, "1-1"), visit(OTHER, "1-2", state=VisitState.UNKNOWN))
    made = board(visits=visits, known={})
    assert [one.is_whole for one in made.rows] == [False, False]
    assert [one.text for one in made.counts] == ["1 ikke fuldt oplyst"]
    assert not any(word in one.accessible for one in made.rows for word in NEGATIVES)


def test_the_age_and_everything_that_is_drawn_is_spoken() -> None:
    touched = said_at(complete(Topic.CARE_PLANS, care_plan("Ernæring")), "2026-11-23T03:00:00+01:00")
    made = row(*instead(touched))
    spoken = plain(made.accessible)
    for said in ("hentet 09:37", "Ingen nye svar", "FMK: Uændret", "Aftaler: Ingen nye eller ændrede"):
        assert said in spoken
    assert "Planer: Ændret Ernæring" in spoken
    assert "Dokumenter: Ingen nye" in spoken


def test_news_of_a_moment_are_judged_by_days_and_one_thing_that_two_sources_tell_is_told_once() -> None:
    when = day("2026-11-23T06:00:00+01:00")
    one = complete(Topic.DOCUMENTS, document("Epikrise", date=when))
    twin = replace(one, source="dds", label="Dokumentdeling")
    news, undated = news_since((one, twin), SINCE)
    assert [(item.turn, item.is_twin) for item in news.items] == [(Turn.NEW, False), (Turn.NEW, True)]
    assert undated == ()


@pytest.mark.rule("H21")
def test_h21_what_names_a_hidden_drug_stands_in_no_cell_and_is_not_spoken() -> None:
    card = complete(Topic.MEDICATION, source="fmk")
    hidden = replace(
        card,
        standing=Standing.BLOCKED,
        reasons=(Reason(Cause.PRIVATE_ENTRY, 1),),
        private_words=frozenset({"kanarin"}),
    )
    plan = said_at(complete(Topic.CARE_PLANS, care_plan("Giv Kanarin kl. 8")), "2026-11-23T03:00:00+01:00")
    ahead = appointment("Kanarin", start=day("2026-11-25"), currency=Currency.PLANNED)
    kept = said_at(complete(Topic.APPOINTMENTS, ahead), "2026-11-23T03:00:00+01:00")
    made = row(*instead(hidden, plan, kept))
    assert "kanarin" not in made.accessible.casefold()
    assert words(made.medicine) == ["Skjult 1"]
    assert made.plans[0].badge is not None, "the plan is told all the same, without its words"
    assert not made.is_whole
