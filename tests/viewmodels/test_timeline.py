"""The timeline: order, headings, dates never more exact than told, filter, and what is missing (R7, R8, R13, R18)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from clinic import care_plan, complete, day, document, interval, plain, result, section, view
from overblik.domain.clinical import Currency
from overblik.domain.lab_result import Flag
from overblik.domain.section import Cause, Reason, Standing, Topic
from overblik.viewmodels.marks import Marker, Tone
from overblik.viewmodels.rows import GroupRow, NoticeRow
from overblik.viewmodels.speech import Speech
from overblik.viewmodels.timeline_values import EventRow, Kind, TimelineFilter
from viewmodels import facts
from viewmodels.test_news_strip import looked
from viewmodels.timelines import ALL, listed, made, only, outline, rows, said

FAILED = section(Standing.FAILED, Topic.LAB_RESULTS, causes=(Cause.UNREACHABLE,), source="dds", label="Delte prøvesvar")


def papers(*dates: str) -> object:
    return complete(
        Topic.DOCUMENTS, *(document(f"Notat {date}".strip(), date=day(date) if date else None) for date in dates)
    )


@pytest.mark.rule("R13")
def test_r13_the_newest_stands_on_top_and_what_is_to_come_above_today() -> None:
    coming = complete(Topic.APPOINTMENTS, facts.appointment("Spirometri", start=day("2026-12-07T09:00:00+01:00")))
    later = complete(Topic.APPOINTMENTS, facts.appointment("Kontrol", start=day("2026-11-30")), source="k")
    told = listed(coming, later, papers("2026-11-23T07:00:00+01:00", "2026-11-20", "2026-11-22", "2026-10-01"))
    assert told == [
        "dec 2026",
        "Spirometri",
        "nov 2026",
        "Kontrol",
        "I dag, 23. nov 2026",
        "Notat 2026-11-23T07:00:00+01:00",
        "nov 2026",
        "Notat 2026-11-22",
        "Notat 2026-11-20",
        "okt 2026",
        "Notat 2026-10-01",
    ]


def test_what_is_to_come_is_said_in_its_heading_and_today_later_stands_under_today() -> None:
    told = made(
        papers("2026-12-01"),
        complete(Topic.APPOINTMENTS, facts.appointment("I aften", start=day("2026-11-23T20:00:00+01:00"))),
    )
    groups = [row for row in told.rows if isinstance(row, GroupRow)]
    assert [(plain(row.text), row.right) for row in groups] == [("dec 2026", "kommende"), ("I dag, 23. nov 2026", "")]
    assert told.rows[told.today] == groups[1]
    assert told.first == told.today + 1


@pytest.mark.rule("R18")
def test_r18_a_partial_date_stays_partial_stands_last_in_its_time_and_says_so() -> None:
    told = said(papers("2011", "2011-03", "2011-03-31", "2011-12-24", "2010-12-31"))
    assert told == [
        "24. dec 2011 | Notat 2011-12-24",
        "31. mar 2011 | Notat 2011-03-31",
        "mar 2011, dag ikke oplyst | Notat 2011-03",
        "2011, måned ikke oplyst | Notat 2011",
        "31. dec 2010 | Notat 2010-12-31",
    ]
    assert "2011, måned ikke oplyst" in outline(papers("2011"))


@pytest.mark.rule("R18")
def test_r18_what_nobody_dated_stands_in_a_group_of_its_own_at_the_end() -> None:
    assert listed(papers("", "1951-01-01"))[-2:] == ["Uden dato", "Notat"]
    assert said(papers("", "1951-01-01"))[-1].startswith("uden dato | Notat")


def test_this_year_and_this_month_without_more_are_not_to_come() -> None:
    told = listed(papers("2026", "2026-11", "2027", "2026-12"))
    assert told == [
        "2027, måned ikke oplyst",
        "Notat 2027",
        "dec 2026",
        "Notat 2026-12",
        "I dag, 23. nov 2026",
        "nov 2026",
        "Notat 2026-11",
        "2026, måned ikke oplyst",
        "Notat 2026",
    ]


@pytest.mark.parametrize(
    ("sent", "shown", "month"),
    [
        ("2026-03-31T22:30:00Z", "01. apr 2026 00:30", "apr 2026"),  # summer time
        ("2026-10-25T00:30:00Z", "25. okt 2026 02:30", "okt 2026"),  # the hour that comes twice: first
        ("2026-10-25T01:30:00Z", "25. okt 2026 02:30", "okt 2026"),  # and second
        ("2026-03-29T01:00:00Z", "29. mar 2026 03:00", "mar 2026"),  # the hour that does not exist
        ("2025-12-31T23:15:00Z", "01. jan 2026 00:15", "jan 2026"),
    ],
)
def test_r18_days_and_months_are_danish_ones_also_when_clocks_turn(sent: str, shown: str, month: str) -> None:
    told = made(papers(sent))
    (row,) = [row for row in told.rows if isinstance(row, EventRow)]
    assert plain(row.when) == shown
    assert plain(told.rows[-2].text) == month


def test_the_hour_that_comes_twice_keeps_its_order() -> None:
    assert said(papers("2026-10-25T00:45:00Z", "2026-10-25T01:15:00Z")) == [
        "25. okt 2026 02:15 | Notat 2026-10-25T01:15:00Z",
        "25. okt 2026 02:45 | Notat 2026-10-25T00:45:00Z",
    ]


def test_today_is_the_danish_day() -> None:
    late = view(datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert "I dag, 23. nov 2026" in outline(papers("2026-11-22"), at=late)


BOTH = (
    papers("2026-11-20", "2026-11-01"),
    complete(Topic.CONTACTS, facts.contact("Besøg", start=day("2026-11-10")), source="k", label="Kommune"),
)


@pytest.mark.rule("R8")
def test_r8_a_filter_is_said_with_its_numbers_and_its_way_back_and_stands_above_the_list_too() -> None:
    told = made(*BOTH, wanted=TimelineFilter(kinds=frozenset({Kind.CONTACT}), sources=frozenset({"k"})))
    first = told.rows[0]
    assert isinstance(first, NoticeRow)
    assert first.accessible == "Filter: kontakt, Kommune. 1 af 3 vist. Esc fjerner"
    assert told.filter_text == first.accessible
    assert (told.shown, told.total) == (1, 3)
    assert told.meta.startswith("1 af 3 vist")


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (TimelineFilter(), 3),
        (only(Kind.DOCUMENT), 2),
        (only(Kind.DOCUMENT, Kind.CONTACT), 3),
        (replace(ALL, sources=frozenset({"ehr"})), 2),
        (only(Kind.CONTACT, sources=frozenset({"ehr"})), 0),
    ],
)
def test_r8_a_filter_lets_through_what_it_says(wanted: TimelineFilter, shown: int) -> None:
    assert len(rows(*BOTH, wanted=wanted)) == shown


def test_r8_a_filter_that_lets_nothing_through_is_never_an_empty_list() -> None:
    assert outline(*BOTH, wanted=only(Kind.ALLERGY))[0] == "Filter: cave. 0 af 3 vist."


@pytest.mark.rule("R8", "R19")
def test_r8_what_a_source_lacks_is_never_filtered_away_and_stands_above_the_list() -> None:
    for wanted in (TimelineFilter(), only(Kind.DOCUMENT)):
        told = made(*BOTH, FAILED, wanted=wanted)
        notices = [row for row in told.rows if isinstance(row, NoticeRow)]
        assert any(row.heading == "Delte prøvesvar: Kunne ikke hentes (Prøvesvar)" for row in notices)
        assert "Delte prøvesvar: Kunne ikke hentes (Prøvesvar)" in told.reservations


@pytest.mark.parametrize(
    ("standing", "cause", "heading"),
    [
        (Standing.FAILED, Cause.UNREACHABLE, "Kunne ikke hentes"),
        (Standing.BLOCKED, Cause.WITHHELD, "Spærret af borgeren"),
        (Standing.BLOCKED, Cause.REFUSED, "Du har ikke adgang"),
        (Standing.PARTIAL, Cause.MORE_AVAILABLE, "Ikke alt er hentet"),
    ],
)
def test_each_standing_is_said_with_its_topic(standing: Standing, cause: Cause, heading: str) -> None:
    told = made(section(standing, Topic.CONTACTS, causes=(Reason(cause),)), papers("2026-11-20"))
    assert f"Journal: {heading} (Kontakter)" in told.reservations


def test_a_source_that_lacks_several_topics_says_so_once_and_names_them_all() -> None:
    lacks = [
        section(Standing.FAILED, topic, causes=(Cause.UNREACHABLE,)) for topic in (Topic.CONTACTS, Topic.DOCUMENTS)
    ]
    told = made(*lacks, complete(Topic.CONDITIONS, facts.condition("KOL", onset=day("2012"))))
    assert "Journal: Kunne ikke hentes (Kontakter, Dokumenter)" in told.reservations


@pytest.mark.rule("H6")
def test_h6_nothing_is_never_counted_as_none_while_something_failed() -> None:
    told = made(FAILED)
    assert not told.meta.startswith("0")
    assert not any(row.marker is Marker.EMPTY for row in told.rows if isinstance(row, NoticeRow))


def test_that_nothing_is_registered_is_said_where_no_event_stands() -> None:
    told = made(complete(Topic.DOCUMENTS), complete(Topic.CONTACTS))
    assert any("Ingen dokumenter registreret" in row.accessible for row in told.rows)
    assert not any("Ingen dokumenter" in row.accessible for row in made(complete(Topic.DOCUMENTS), BOTH[1]).rows)


def test_r8_what_is_not_shown_from_the_start_is_counted() -> None:
    normal = result("60", "2026-11-20", flag=Flag.NORMAL, reference=interval("45", "90"))
    told = outline(complete(Topic.LAB_RESULTS, normal), papers("2026-11-01"), wanted=TimelineFilter())
    assert "Ikke vist: svar inden for interval fra 1 prøvetagning." in told
    assert not any("Ikke vist" in text for text in outline(complete(Topic.LAB_RESULTS, normal)))


def test_a_document_whose_content_is_told_item_by_item_is_counted_and_not_told_again() -> None:
    plan = complete(Topic.CARE_PLANS, care_plan("KOL"), source="dds")
    entry = replace(plan.entries[0], provenance=replace(plan.entries[0].provenance, document_id="doc.1#plan"))
    plan = replace(plan, entries=(entry,))
    paper = complete(Topic.DOCUMENTS, document("KOL", date=day("2026-05-01")), source="dds")
    held = replace(paper.entries[0], provenance=replace(paper.entries[0].provenance, document_id="doc.1"))
    paper = replace(paper, entries=(held,))
    assert [row.kind for row in rows(plan, paper, wanted=TimelineFilter())] == [Kind.PLAN]
    assert "Ikke vist: 1 dokument, hvis indhold står for sig." in outline(plan, paper, wanted=TimelineFilter())
    assert [row.kind for row in rows(plan, paper)] == [Kind.PLAN, Kind.DOCUMENT]


def test_what_is_new_bears_the_bar_and_the_word() -> None:
    now = papers("2026-11-20")
    (row,) = rows(now, at=looked((complete(Topic.DOCUMENTS),), (now,)))
    assert row.bar is Tone.NEW
    assert row.badge is not None
    assert row.badge.text == "Ny"
    assert row.accessible.endswith("ny, kilde Journal")
    assert rows(now)[0].bar is None


def test_every_event_is_spoken_whole_with_flags_as_words() -> None:
    high = result("142", "2026-11-20T08:05:00+01:00", flag=Flag.HIGH, reference=interval("45", "90"))
    (row,) = rows(complete(Topic.LAB_RESULTS, high))
    assert Speech(view().words).of(row.accessible) == (
        "20. november 2026 klokken 8.05, Prøvesvar, Kreatinin;P 142 mikromol per liter, over interval, kilde Journal"
    )


def test_months_are_counted_by_lane_and_know_their_row() -> None:
    told = made(*BOTH, papers("2011", ""))
    (month,) = told.months
    assert month.counts == (0, 0, 1, 2)
    assert isinstance(told.rows[month.place], EventRow)


def test_what_was_cancelled_or_entered_in_error_is_struck() -> None:
    gone = facts.contact("Besøg", start=day("2026-11-01"), currency=Currency.ENTERED_IN_ERROR)
    (row,) = rows(complete(Topic.CONTACTS, gone))
    assert row.is_struck
    assert row.badge is not None
