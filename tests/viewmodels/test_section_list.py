"""Appointments, vaccinations, documents, procedures, contacts and diagnoses as dated lines."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from clinic import complete, day, plain, stale, view
from overblik.domain.clinical import Currency
from overblik.domain.section import Cause, Section, Topic
from overblik.viewmodels import section_list
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.rows import Card, LineRow, MoreRow, Row
from overblik.viewmodels.vaccination_list import vaccination_card
from viewmodels.facts import appointment, condition, contact, document, procedure, vaccination

VISITS = Topic.APPOINTMENTS


def lines(card: Callable[..., Card], *sections: Section[Any], is_full: bool = False) -> list[LineRow]:
    return [row for row in card(sections, view(is_full=is_full)).rows if isinstance(row, LineRow)]


def visits(*facts: Any, is_full: bool = False) -> list[LineRow]:
    return lines(section_list.appointment_card, complete(VISITS, *facts), is_full=is_full)


def visit(**more: Any) -> LineRow:
    (row,) = visits(appointment("Kontrol", **more))
    return row


class TestAppointments:
    """Those ahead in order of time; today with its time; what was moved or cancelled says so."""

    def test_those_ahead_stand_in_order_of_time_and_one_without_a_time_last(self) -> None:
        facts = [
            appointment("Udateret"),
            appointment("Januar", start=day("2027-01-07")),
            appointment("I dag", start=day("2026-11-23T06:00:00Z")),
            appointment("December", start=day("2026-12-01")),
        ]
        assert [row.text for row in visits(*facts)] == ["I dag", "December", "Januar", "Udateret"]

    @pytest.mark.rule("R8")
    def test_r8_earlier_ones_are_counted_and_stand_newest_first_on_the_page(self) -> None:
        facts = [appointment(str(month), start=day(f"2026-{month:02}-01")) for month in (1, 3, 2, 12)]
        *ahead, more = section_list.appointment_card((complete(VISITS, *facts),), view()).rows
        assert [getattr(row, "text", "") for row in ahead] == ["12"]
        assert isinstance(more, MoreRow)
        assert (more.text, more.action) == ("3 tidligere", "Vis alle")
        assert [row.text for row in visits(*facts, is_full=True)] == ["12", "3", "2", "1"]

    @pytest.mark.parametrize(
        ("start", "shown"),
        [
            ("2026-11-23T09:15:00Z", ("i dag 10:15", "")),
            ("2026-11-24T09:15:00Z", ("24. nov 2026", "10:15")),
            ("2026-11-23T23:15:00Z", ("24. nov 2026", "00:15")),
            ("2026-11-23", ("23. nov 2026", "")),
            ("2026-12", ("dec 2026", "")),
            ("", ("tidspunkt ikke oplyst", "")),
        ],
    )
    @pytest.mark.rule("R18")
    def test_r18_the_time_is_danish_and_stands_where_it_was_stated(self, start: str, shown: tuple[str, str]) -> None:
        row = visit(start=day(start) if start else None)
        assert (plain(row.left), row.right) == shown
        assert f"{row.left} {row.right}".strip() in row.accessible

    @pytest.mark.parametrize(
        ("currency", "badge", "is_struck"),
        [
            (Currency.CURRENT, None, False),
            (Currency.PLANNED, None, False),
            (Currency.CANCELLED, ("Aflyst", Tone.STALE), True),
            (Currency.ENTERED_IN_ERROR, ("Fejlregistreret", Tone.CRITICAL), True),
            (Currency.UNKNOWN, ("Ukendt status", Tone.STALE), False),
        ],
    )
    def test_what_does_not_simply_stand_says_so(
        self, currency: Currency, badge: tuple[str, Tone] | None, is_struck: bool
    ) -> None:
        row = visit(start=day("2026-12-01"), currency=currency)
        assert (row.badge and (row.badge.text, row.badge.tone), row.is_struck) == (badge, is_struck)
        assert badge is None or badge[0] in row.accessible

    def test_a_moved_one_says_from_when_and_a_cancelled_one_is_cancelled_first(self) -> None:
        moved = visit(start=day("2026-12-01"), moved_from=day("2026-11-25"))
        assert moved.badge == Badge("Flyttet", Tone.NEW)
        assert plain(moved.second) == "før: 25. nov 2026"
        gone = visit(start=day("2026-12-01"), moved_from=day("2026-11-25"), currency=Currency.CANCELLED)
        assert gone.badge == Badge("Aflyst", Tone.STALE)

    def test_who_where_and_why_stand_under_it_once(self) -> None:
        told = {"performer": "Læge", "place": "Afsnit\n4", "comment": "Læge", "cancel_reason": "sygdom"}
        assert visit(start=day("2026-12-01"), **told).second == "Læge · Afsnit 4 · sygdom"

    def test_without_a_title_it_is_named_by_its_reason(self) -> None:
        assert [row.text for row in visits(appointment("", reason="Sårpleje"), appointment(" "))] == [
            "Sårpleje",
            "navn ikke oplyst",
        ]


class TestPassed:
    """What passed while only a copy was to be had is said, and leaves no list (H22)."""

    def shown(self, start: str, age: timedelta, **more: Any) -> list[LineRow]:
        fact = appointment("Kontrol", start=day(start))
        return lines(section_list.appointment_card, stale(VISITS, fact, age=age, **more))

    @pytest.mark.rule("H22")
    @pytest.mark.parametrize(
        ("start", "said"),
        [
            ("2026-11-22T09:00:00Z", "Tidspunktet er passeret ifølge kopien."),
            ("2026-11-22", "Tidspunktet er passeret ifølge kopien."),
            ("2026-11-23T08:40:00Z", "Tidspunktet er passeret ifølge kopien."),
            ("2026-11-23T08:42:00Z", ""),
            ("2026-11-23", ""),
            ("2026-11", ""),
        ],
    )
    def test_h22_it_stays_in_its_list_and_says_that_its_time_has_passed(self, start: str, said: str) -> None:
        (row,) = self.shown(start, timedelta(days=2))
        assert row.second == said

    @pytest.mark.rule("H22")
    def test_h22_what_was_past_when_the_copy_was_made_is_past(self) -> None:
        assert self.shown("2026-11-20", timedelta(days=2)) == []

    @pytest.mark.rule("H22")
    def test_h22_with_a_clock_in_doubt_nobody_can_tell(self) -> None:
        (row,) = self.shown("2026-11-22", timedelta(days=2), causes=(Cause.CLOCK_DOUBT,))
        assert row.second == "Uret er usikkert. Datoer er ikke vurderet."

    @pytest.mark.rule("H22")
    def test_h22_of_a_fresh_answer_nothing_is_said(self) -> None:
        assert visit(start=day("2026-11-23T08:00:00Z")).second == ""


DATED: list[tuple[Topic, Callable[..., Card], Callable[..., Any], str]] = [
    (Topic.VACCINATIONS, vaccination_card, vaccination, "given_at"),
    (Topic.DOCUMENTS, section_list.document_card, document, "date"),
    (Topic.PROCEDURES, section_list.procedure_card, procedure, "performed"),
    (Topic.CONTACTS, section_list.contact_card, contact, "start"),
    (Topic.CONDITIONS, section_list.condition_card, condition, "recorded_at"),
]
dated = pytest.mark.parametrize(("topic", "card", "make", "member"), DATED, ids=[topic.value for topic, *_ in DATED])


@dated
@pytest.mark.rule("R8", "R20")
def test_r20_the_newest_five_are_shown_and_a_cut_list_says_so(
    topic: Topic, card: Callable[..., Card], make: Any, member: str
) -> None:
    facts = [make(str(year), **{member: day(str(year))}) for year in (2019, 2025, 2021, 2023, 2020, 2024)] + [make("?")]
    section = complete(topic, *facts)
    rows: tuple[Row, ...] = card((section,), view()).rows
    assert [getattr(row, "text", "") for row in rows] == ["2025", "2024", "2023", "2021", "2020", "5 af 7 vist"]
    assert isinstance(rows[-1], MoreRow)
    assert [row.text for row in lines(card, section, is_full=True)][-2:] == ["2019", "?"]
    assert len(card((complete(topic, *facts[:5]),), view()).rows) == 5


@dated
@pytest.mark.rule("R18")
def test_r18_an_unknown_date_is_called_unknown(topic: Topic, card: Callable[..., Card], make: Any, member: str) -> None:
    known, unknown = lines(card, complete(topic, make("A", **{member: day("2026-03-04")}), make("B")))
    assert (plain(known.left), unknown.left) == ("04. mar 2026", "Ukendt")
    assert unknown.accessible.startswith("Ukendt, B")


@dated
@pytest.mark.rule("H9")
def test_h9_what_was_entered_in_error_is_struck_and_says_so(
    topic: Topic, card: Callable[..., Card], make: Any, member: str
) -> None:
    (row,) = lines(card, complete(topic, make("A", currency=Currency.ENTERED_IN_ERROR)))
    assert row.is_struck
    assert row.badge == Badge("Fejlregistreret", Tone.CRITICAL)
    (unknown,) = lines(card, complete(topic, make("A", currency=Currency.UNKNOWN)))
    assert unknown.badge == Badge("Ukendt status", Tone.STALE)


def test_a_vaccination_that_was_not_given_says_so_and_what_it_protects_against_stands_beside_it() -> None:
    fact = vaccination("Boostrix", currency=Currency.CANCELLED, protects_against=("stivkrampe", "difteri"), dose="2")
    (row,) = lines(vaccination_card, complete(Topic.VACCINATIONS, fact))
    assert (row.text, row.badge) == ("Boostrix (stivkrampe, difteri)", Badge("Ikke givet", Tone.STALE))
    (page,) = lines(vaccination_card, complete(Topic.VACCINATIONS, fact), is_full=True)
    assert (row.second, page.second) == ("", "2")


def test_a_vaccination_dated_in_words_keeps_them() -> None:
    (row,) = lines(vaccination_card, complete(Topic.VACCINATIONS, vaccination("A", given_text="som barn")))
    assert row.left == "som barn"


def test_a_document_says_that_it_is_restricted_and_its_text_has_its_lines_on_the_page() -> None:
    fact = document("", type="Epikrise", author="Sygehus", text="Linje 1\nLinje 2", is_restricted=True)
    section = complete(Topic.DOCUMENTS, fact)
    (row,), (page,) = (lines(section_list.document_card, section, is_full=full) for full in (False, True))
    assert (row.text, row.second) == ("Epikrise", "Sygehus · Linje 1 Linje 2")
    assert page.second == "Sygehus · Linje 1\nLinje 2"
    assert row.badge == Badge("begrænset", Tone.STALE)


def test_what_was_only_asked_for_is_a_referral_and_what_is_over_a_past_diagnosis() -> None:
    (asked,) = lines(section_list.procedure_card, complete(Topic.PROCEDURES, procedure("A", kind="service_request")))
    (over,) = lines(section_list.condition_card, complete(Topic.CONDITIONS, condition("B", currency=Currency.PAST)))
    (now,) = lines(section_list.condition_card, complete(Topic.CONDITIONS, condition("B")))
    assert (asked.badge, over.badge, now.badge) == (Badge("henvist"), Badge("Afsluttet"), None)


def test_a_diagnosis_is_dated_by_its_onset_and_tells_severity_code_and_certainty() -> None:
    told = {"onset": day("2011"), "recorded_at": day("2020-01-01"), "severity": "let", "code": "DE119"}
    (row,) = lines(
        section_list.condition_card, complete(Topic.CONDITIONS, condition("B", verification="foreløbig", **told))
    )
    assert (row.left, row.second) == ("2011", "let · DE119 · foreløbig")


def test_a_contact_without_a_title_is_still_a_contact() -> None:
    (row,) = lines(section_list.contact_card, complete(Topic.CONTACTS, contact("", kind="ambulant", place="Sygehus")))
    assert (row.text, row.second) == ("kontakt", "ambulant · Sygehus")
