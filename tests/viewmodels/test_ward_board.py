"""The board of a list: what may be said in each column, what is never said, and no line lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import (
    DANISH_WORDS,
    ME,
    NOW,
    OTHER,
    THIRD,
    allergy,
    complete,
    day,
    medication,
    no_allergy,
    plain,
    result,
    section,
    stale,
)
from overblik.domain.clinical import Currency
from overblik.domain.lab_result import Flag
from overblik.domain.medicine_card import Act, MedicineCard
from overblik.domain.patient import PatientId
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.domain.work_list import LeftOut, ListKind, RecordState, Visit, VisitKind, VisitState, WantedList, WorkList
from overblik.viewmodels.ward_board import compose_board
from overblik.viewmodels.ward_lines import MOST, listed, shown
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_values import Board, BoardFilter, BoardRow, Frame, Told
from viewmodels.facts import appointment

WARD = WantedList("m2", "Afsnit M2", "ehr", ListKind.WARD, "Location/m2")
OLD = timedelta(hours=30)


def visit(who: PatientId | None = ME, bed: str = "1-1", **more: Any) -> Visit:
    told = {"family": "Jensen", "given": "Karen", "birth_date": day("1945-06-04"), "state": VisitState.UNDER_WAY}
    return Visit(VisitKind.PATIENT, who, place=bed, **{**told, **more})


def board(*visits: Visit, known: Any = (), wanted: BoardFilter = BoardFilter.ALL, now: Any = NOW, **more: Any) -> Board:
    made = WorkList(WARD, NOW, visits or (visit(),), **more)
    return compose_board(made, {one.patient_id: one for one in known}, wanted, now, DANISH_WORDS)


def row(*sections: Section[Any], now: Any = NOW) -> BoardRow:
    return board(known=(Facts(ME, sections, is_last=True),), now=now).rows[0]


def words(cell: tuple[Told, ...]) -> list[str]:
    return [plain(" ".join(part for part in (one.text, one.rest) if part)) for one in cell]


def lab(standing: Standing, *facts: Any, **more: Any) -> Section[Any]:
    return section(standing, Topic.LAB_RESULTS, *facts, **more)


NEW = result("6.4", "2026-11-23T08:05:00+01:00", "Kalium;P", unit="mmol/L", flag=Flag.CRITICAL_HIGH)
NEGATIVES = ("Ingen nye svar", "Uændret", "Ingen aftaler", "Tom seng")

LACKING = {
    "failed": lab(Standing.FAILED, causes=(Cause.UNREACHABLE,)),
    "failed with a copy": stale(Topic.LAB_RESULTS),
    "blocked": lab(Standing.BLOCKED, causes=(Cause.WITHHELD,)),
    "may be blocked": lab(Standing.BLOCKED, causes=(Cause.MAY_BE_WITHHELD,)),
    "no access": lab(Standing.BLOCKED, causes=(Cause.REFUSED,)),
    "not asked": lab(Standing.NOT_ASKED),
    "erased": lab(Standing.NOT_ASKED, causes=(Cause.EXPIRED,)),
    "loading": lab(Standing.LOADING),
    "partial": lab(Standing.PARTIAL, causes=(Cause.MORE_AVAILABLE,)),
    "unreadable": lab(Standing.PARTIAL, causes=(Reason(Cause.UNREADABLE_ITEMS, 1),)),
    "offline": stale(Topic.LAB_RESULTS, causes=(Cause.OFFLINE,)),
    "old": complete(Topic.LAB_RESULTS, age=OLD),
    "aged past ochre": stale(Topic.LAB_RESULTS, causes=(Cause.AGED,), age=OLD),
    "clock": complete(Topic.LAB_RESULTS, age=timedelta(hours=-1)),
    "wrong patient": lab(Standing.FAILED, causes=(Reason(Cause.WRONG_PATIENT, 2),)),
}
SAID = {
    "failed": ["Ikke kontrolleret", "Journal svarede ikke 09:41"],
    "blocked": ["Svar er spærret"],
    "may be blocked": ["Svar kan være spærret"],
    "no access": ["Ingen adgang"],
    "not asked": ["Ikke hentet"],
    "partial": ["Der kan være flere svar"],
    "wrong patient": ["Ikke kontrolleret", "Journal svarede på en anden person"],
}


@pytest.mark.parametrize("name", LACKING)
def test_h6_no_negative_is_said_of_a_source_that_lacks_something(name: str) -> None:
    cell = row(LACKING[name]).results
    assert cell
    assert not any(word in text for text in words(cell) for word in NEGATIVES)
    if name in SAID:
        assert words(cell) == SAID[name]


@pytest.mark.parametrize("name", LACKING)
def test_h5_what_is_known_stands_and_the_lack_is_said_beside_it(name: str) -> None:
    lacking = LACKING[name]
    other = replace(lacking, source="lab", label="Laboratoriet")
    cell = row(complete(Topic.LAB_RESULTS, NEW), other).results
    assert words(cell)[0].startswith("Kalium;P 6,4")
    assert len(cell) > 1


def test_h6_ingen_nye_svar_comes_from_a_whole_source_alone_and_with_its_time_where_it_is_not_fresh() -> None:
    assert words(row(complete(Topic.LAB_RESULTS)).results) == ["Ingen nye svar"]
    aged = stale(Topic.LAB_RESULTS, causes=(Cause.AGED,), age=timedelta(hours=1))
    assert words(row(aged).results) == ["Ingen nye svar pr. 08:41"]
    assert words(row().results) == ["Ikke hentet"]


def test_results_are_named_the_critical_first_and_older_ones_are_no_news() -> None:
    high = result("168", "2026-11-23T08:00:00+01:00", flag=Flag.HIGH)
    night = result("101", "2026-11-23T06:59:00+01:00", "Gammel", flag=Flag.HIGH)
    undated = result("1", "2026-11-23", "Uden klokkeslæt", unit="")
    made = row(complete(Topic.LAB_RESULTS, high, NEW, night, undated))
    assert words(made.results) == [
        "Kalium;P 6,4 mmol/L · 08:05",
        "Kreatinin;P 168 µmol/L",
        "Uden klokkeslæt 1 uden enhed",
    ]
    assert (made.is_critical, made.has_news) == (True, True)
    assert "Kritisk høj" in made.accessible
    assert "over interval" in made.accessible


CAVE = {
    "known": ((allergy("morfin", "kvalme"),), ["morfin — kvalme"]),
    "none": ((no_allergy(),), ["Ingen kendte, bekr. 12. nov 2026"]),
    "not stated": ((), ["Ikke oplyst"]),
}


@pytest.mark.parametrize("name", CAVE)
def test_h6_cave_has_the_displays_of_the_banner_and_none_of_its_own(name: str) -> None:
    facts, told = CAVE[name]
    assert words(row(complete(Topic.ALLERGIES, *facts)).cave) == told


def test_h6_cave_that_could_not_be_fetched_or_was_not_says_that_there_may_be_some() -> None:
    failed = row(section(Standing.FAILED, Topic.ALLERGIES, causes=(Cause.UNREACHABLE,))).cave
    assert words(failed) == ["Kunne ikke hentes", "Der kan være CAVE."]
    assert failed[0].frame is Frame.FAILED
    assert words(row().cave) == ["Ikke hentet", "Der kan være CAVE."]
    blocked = row(section(Standing.BLOCKED, Topic.ALLERGIES, causes=(Cause.MAY_BE_WITHHELD,))).cave
    assert (words(blocked)[0], blocked[0].frame) == ("Kan være spærret", Frame.BLOCKED)


def test_s07_fgvh_that_is_unknown_says_why_and_stands_right_after_cave_when_spoken() -> None:
    made = row(complete(Topic.ALLERGIES, no_allergy()))
    assert words(made.fgvh) == ["FGVH ukendt", "stamkort ikke hentet"]
    assert "FGVH ukendt: stamkort ikke hentet" in made.accessible
    assert made.accessible.index("CAVE") < made.accessible.index("FGVH")


def card(*drugs: Any, standing: Standing = Standing.COMPLETE, **more: Any) -> Section[Any]:
    return section(standing, Topic.MEDICATION, *drugs, source="fmk", label="FMK", **more)


def test_h21_a_private_drug_is_counted_never_named_and_nothing_is_called_unchanged() -> None:
    hidden = card(
        standing=Standing.BLOCKED, causes=(Reason(Cause.PRIVATE_ENTRY, 1),), private_words=frozenset({"kanarivin"})
    )
    coming = appointment("Kanarivin gives", currency=Currency.PLANNED, start=day("2026-11-23T20:00:00+01:00"))
    made = row(hidden, complete(Topic.APPOINTMENTS, coming))
    assert words(made.medicine) == ["Skjult 1"]
    assert "anarivin" not in repr(made.medicine) + made.accessible + repr(made.next)


@pytest.mark.rule("H4")
def test_a_card_that_nobody_has_reconciled_says_so_beside_unchanged() -> None:
    not_yet = Act(day("2026-11-12"), role="Læge", organisation="Egen læge")
    since = "Ikke ajourført siden 12. nov 2026, Egen læge"
    assert words(row(card(card=MedicineCard("7", not_reviewed=not_yet))).medicine) == ["Uændret", since]
    after = MedicineCard("7", reviewed=Act(day("2026-11-20")), not_reviewed=not_yet)
    assert words(row(card(card=after)).medicine) == ["Uændret"], "it has been since"
    before = MedicineCard("7", reviewed=Act(day("2026-11-02")), not_reviewed=not_yet)
    assert words(row(card(card=before)).medicine) == ["Uændret", since]
    assert since in plain(row(card(card=before)).accessible)


def test_medicine_of_another_source_than_the_card_is_no_change_of_it() -> None:
    assert words(row(complete(Topic.MEDICATION, medication("Panodil"))).medicine) == ["Ikke hentet"]
    assert words(row(card()).medicine) == ["Uændret"]
    assert words(row(card(standing=Standing.FAILED, causes=(Cause.UNREACHABLE,))).medicine) == [
        "Ikke kontrolleret",
        "FMK svarede ikke 09:41",
    ]


@pytest.mark.rule("H6")
def test_h6_of_a_result_without_a_time_nobody_can_say_that_it_is_not_new() -> None:
    timeless = replace(result("6.4", "2026-11-23", "Kalium;P", unit="mmol/L"), taken_at=None, issued_at=None)
    assert words(row(complete(Topic.LAB_RESULTS, timeless)).results) == ["Kalium;P 6,4 mmol/L · Ukendt tid"]


def test_h8_everybody_and_everything_on_the_list_is_a_line() -> None:
    visits = (
        visit(),
        Visit(VisitKind.EMPTY_BED, place="3-2"),
        Visit(VisitKind.UNKNOWN_BED, place="3-3"),
        Visit(VisitKind.UNIDENTIFIED, place="4-1", said="Jensen, Karen"),
        Visit(VisitKind.UNIDENTIFIED, record=RecordState.DELETED),
        Visit(VisitKind.UNREADABLE),
    )
    made = board(*visits, left_out=((LeftOut.MOVED_ON, 2),), reasons=(Reason(Cause.MORE_AVAILABLE),))
    assert [one.remark for one in made.rows[1:]] == [
        "Tom seng",
        "Sengen er ikke kontrolleret: listen er ikke hel.",
        "Kan ikke identificeres: journalen har intet nummer, som Overblik kan bruge.",
        "Kan ikke identificeres: journalen er slettet hos kilden.",
        "Posten kan ikke læses.",
    ]
    assert made.rows[3].born == "kilden skriver: Jensen, Karen"
    assert made.rows[3].family == ""
    assert [one.text for one in made.notices] == [
        "Listen er ikke hel: 6 linjer kom, og der kan være flere.",
        "2 kan ikke identificeres",
        "1 post kan ikke læses",
        "2 er flyttet fra afsnittet og er ikke vist",
    ]


def test_h3_similar_names_are_marked_on_both_lines() -> None:
    made = board(visit(), visit(OTHER, "1-2", given="Karin"), visit(THIRD, "1-3", family="Madsen", given="Tove"))
    assert [[badge.text for badge in one.badges] for one in made.rows] == [["Navnelighed"], ["Navnelighed"], []]


def test_merged_cancelled_deceased_and_unknown_are_marked() -> None:
    made = board(
        visit(record=RecordState.MERGED),
        visit(OTHER, state=VisitState.CANCELLED, family="A"),
        visit(THIRD, state=VisitState.UNKNOWN, wire_status="x\u202ey", family="B", deceased=True),
    )
    assert [[badge.text for badge in one.badges] for one in made.rows] == [
        ["Journal lagt sammen"],
        ["Aflyst"],
        ["Død", "Ukendt status: x\ufffdy"],
    ]


def test_t20_only_who_is_expected_is_looked_up_and_no_more_than_a_ward_holds() -> None:
    gone = visit(OTHER, state=VisitState.CANCELLED)
    made = WorkList(WARD, NOW, (visit(), gone, visit(THIRD, record=RecordState.MERGED)))
    assert shown(made) == (ME,)
    assert [one.is_expected for one in listed(made)] == [True, False, False]
    assert board(visit(), gone).rows[1].remark.startswith("Ikke slået op")
    from overblik.domain.patient import cpr

    many = WorkList(WARD, NOW, tuple(visit(cpr(f"{1 + n % 28:02}01{n % 90 + 10}{n:04}")) for n in range(500)))
    assert len(shown(many)) == MOST


def test_r8_a_filter_is_said_and_never_hides_who_cannot_be_identified() -> None:
    visits = (visit(), visit(OTHER, "1-2"), Visit(VisitKind.UNIDENTIFIED, place="1-3"))
    known = (Facts(ME, (complete(Topic.LAB_RESULTS, NEW),), is_last=True),)
    made = board(*visits, known=known, wanted=BoardFilter.CRITICAL)
    assert [one.place for one in made.rows] == ["1-1", "1-3"]
    assert made.filter == "Filter: kritiske svar. 2 af 3 vist."
    assert board(*visits).filter == ""


def test_t20_a_patient_who_may_not_be_shown_says_why_and_the_others_stand() -> None:
    known = (
        Facts(ME, (), is_last=True, failed="reason_missing"),
        Facts(OTHER, (complete(Topic.LAB_RESULTS),), is_last=True),
    )
    made = board(visit(), visit(OTHER, "1-2"), known=known)
    assert words(made.rows[0].cave) == ["Vises ikke", "Skriv en begrundelse."]
    assert made.rows[0].results == ()
    assert words(made.rows[1].results) == ["Ingen nye svar"]


def test_the_order_is_that_of_the_list_never_by_severity() -> None:
    visits = (visit(), visit(OTHER, "1-2"))
    known = (Facts(ME, ()), Facts(OTHER, (complete(Topic.LAB_RESULTS, NEW, patient=OTHER),)))
    made = board(*visits, known=known)
    assert [(one.place, one.is_critical) for one in made.rows] == [("1-1", False), ("1-2", True)]
    assert [one.text for one in made.counts] == ["1 kritisk svar", "1 med nyt", "2 ikke komplette"]
