"""The card of plans: goal, next step and who is responsible; what is over is counted, never mixed in."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import care_plan, complete, day, plain, stale, view
from overblik.domain.clinical import CarePlan, Currency
from overblik.domain.section import Section, Topic
from overblik.viewmodels.marks import Tone
from overblik.viewmodels.plan_list import plan_card
from overblik.viewmodels.rows import MoreRow, PlanRow, Row
from viewmodels.facts import activity, goal

PLANS = Topic.CARE_PLANS


def rows_of(*sections: Section[Any], is_full: bool = False) -> tuple[Row, ...]:
    return plan_card(sections, view(is_full=is_full)).rows


def plans(*facts: CarePlan, is_full: bool = False) -> list[PlanRow]:
    rows = rows_of(complete(PLANS, *facts), is_full=is_full)
    return [row for row in rows if isinstance(row, PlanRow)]


def only(title: str = "Diabetesforløb", *, is_full: bool = False, **more: Any) -> PlanRow:
    (row,) = plans(care_plan(title, **{"description": "x", **more}), is_full=is_full)
    return row


def lines(row: PlanRow, label: str) -> list[str]:
    return [plain(text) for named, text, _ in row.lines if named == label]


@pytest.mark.rule("H9")
@pytest.mark.parametrize(
    ("currency", "badge"),
    [
        (Currency.CURRENT, None),
        (Currency.PLANNED, ("Planlagt", Tone.QUIET)),
        (Currency.PAUSED, ("I bero", Tone.STALE)),
        (Currency.PAST, ("Afsluttet", Tone.QUIET)),
        (Currency.CANCELLED, ("Annulleret", Tone.QUIET)),
        (Currency.ENTERED_IN_ERROR, ("Fejlregistreret", Tone.CRITICAL)),
        (Currency.UNKNOWN, ("Ukendt status", Tone.STALE)),
    ],
)
def test_h9_a_plan_that_is_not_simply_in_force_says_so(currency: Currency, badge: tuple[str, Tone] | None) -> None:
    row = only(currency=currency, is_full=True)
    assert (row.badge and (row.badge.text, row.badge.tone)) == badge
    assert badge is None or badge[0] in row.accessible


@pytest.mark.rule("R8")
def test_r8_what_is_over_is_counted_on_the_card_and_listed_newest_first_on_the_page() -> None:
    facts = [care_plan("Ny"), care_plan("Ukendt", currency=Currency.UNKNOWN)]
    for year, currency in ((2021, Currency.PAST), (2023, Currency.CANCELLED), (2022, Currency.ENTERED_IN_ERROR)):
        facts.append(care_plan(str(year), currency=currency, start=day(f"{year}-05-01")))
    *current, more = rows_of(complete(PLANS, *facts))
    assert [getattr(row, "title", "") for row in current] == ["Ny", "Ukendt"]
    assert isinstance(more, MoreRow)
    assert (more.text, more.action) == ("3 afsluttede planer", "Vis alle")
    assert [row.title for row in plans(*facts, is_full=True)] == ["Ny", "Ukendt", "2023", "2022", "2021"]


class TestGoals:
    """Goals as sent, with their target unless they say it themselves."""

    @pytest.mark.parametrize(
        ("text", "targets", "shown"),
        [
            ("HbA1c", ("< 58 mmol/mol",), "HbA1c: < 58 mmol/mol"),
            ("HbA1c < 58 mmol/mol", ("< 58 MMOL/MOL",), "HbA1c < 58 mmol/mol"),
            ("", ("B1 Lette", "inden jul"), "B1 Lette, inden jul"),
            ("Går\n selv", (), "Går selv"),
        ],
    )
    def test_a_target_stands_once(self, text: str, targets: tuple[str, ...], shown: str) -> None:
        assert lines(only(goals=(goal(text, *targets),)), "Mål") == [shown]

    def test_two_are_shown_on_the_card_and_all_on_the_page_and_none_that_does_not_hold(self) -> None:
        goals = (goal("A"), goal("B", is_valid=False), goal("C"), goal("D"))
        assert lines(only(goals=goals), "Mål") == ["A", "C"]
        assert lines(only(goals=goals, is_full=True), "Mål") == ["A", "C", "D"]

    @pytest.mark.rule("R8", "R20")
    def test_r8_goals_that_are_left_out_are_counted(self) -> None:
        row = only(goals=(goal("A"), goal("B"), goal("C")))
        assert "+1" in row.note


class TestNext:
    """The nearest step that is not over, in bold."""

    STEPS = (
        activity("Senere", when=day("2027-01-07")),
        activity("Forbi", when=day("2026-11-22")),
        activity("Snart", when=day("2026-12-07T08:30:00Z")),
        activity("Uden dato", status="scheduled"),
    )

    def test_the_nearest_ahead_is_named_with_its_moment(self) -> None:
        row = only(activities=self.STEPS)
        assert lines(row, "Næste") == ["Snart 07. dec 2026 09:30"]
        assert [is_bold for label, _, is_bold in row.lines if label == "Næste"] == [True]
        assert "Næste: Snart" in row.accessible

    @pytest.mark.parametrize("when", ["2026-11-23", "2026-11", "2026"])
    def test_a_step_of_today_or_of_a_time_that_is_not_over_may_still_come(self, when: str) -> None:
        assert lines(only(activities=(activity("Nu", when=day(when)),)), "Næste")[0].startswith("Nu")

    @pytest.mark.parametrize("when", ["2026-11-22", "2026-10", "2025"])
    def test_a_step_that_is_over_is_not_next(self, when: str) -> None:
        assert lines(only(activities=(activity("Før", when=day(when), status="completed"),)), "Næste") == []

    @pytest.mark.parametrize(
        ("status", "shown"), [("in-progress", ["A"]), ("", ["A"]), ("completed", []), ("cancelled", [])]
    )
    def test_without_a_date_it_is_the_first_that_is_open(self, status: str, shown: list[str]) -> None:
        assert lines(only(activities=(activity("A", status=status),)), "Næste") == shown

    @pytest.mark.rule("H22")
    def test_h22_of_a_copy_it_is_the_copys_own_day_that_tells(self) -> None:
        plan = care_plan("Plan", description="x", activities=(activity("A", when=day("2026-11-21"), status="done"),))
        (row,) = rows_of(stale(PLANS, plan, age=timedelta(days=2)))[-1:]
        assert isinstance(row, PlanRow)
        assert lines(row, "Næste") == ["A 21. nov 2026"]

    def test_the_page_shows_every_step(self) -> None:
        told = lines(only(activities=self.STEPS, is_full=True), "Indsatser")
        assert told == ["Senere 07. jan 2027", "Forbi 22. nov 2026", "Snart 07. dec 2026 09:30", "Uden dato"]

    def test_a_step_is_named_by_its_text_its_name_or_its_code_and_timed_in_words_where_there_is_no_date(self) -> None:
        steps = (activity("", display="Kontrol", when_text="hver\nuge"), activity("", code="A01"))
        assert lines(only(activities=steps, is_full=True), "Indsatser") == ["Kontrol hver uge", "A01"]


@pytest.mark.parametrize(
    ("told", "shown"), [({"responsible": "A", "author": "B"}, ["A"]), ({"author": "B"}, ["B"]), ({}, [])]
)
def test_the_responsible_is_told_else_the_author(told: dict[str, str], shown: list[str]) -> None:
    assert lines(only(**told), "Ansvarlig") == shown


def test_title_owner_and_notes_are_the_sources_and_the_description_stands_on_the_page() -> None:
    assert (only("").title, only("", category="Hjemmepleje").title) == ("Plan uden titel", "Hjemmepleje")
    assert only().owner == "Journal"
    assert only(notes=("a", "", "b")).note == "a · b"
    assert only(notes=("a",), description="lang", is_full=True).note == "a · lang"


class TestInterventions:
    """The single interventions of one source stand together (screens.md)."""

    @staticmethod
    def single(step: str, *goals: str) -> CarePlan:
        return care_plan(step, activities=(activity(step),), goals=tuple(goal(text) for text in goals))

    def test_they_are_one_row_a_source_and_each_is_named_once(self) -> None:
        mine = [self.single(step, f"Mål {step}") for step in ("Bad", "Mad", "Bad")]
        other = complete(PLANS, self.single("Sår"), source="kommune", label="Kommune")
        joint, alone = rows_of(complete(PLANS, *mine), other)
        assert isinstance(joint, PlanRow)
        assert isinstance(alone, PlanRow)
        assert (joint.title, joint.owner) == ("Kommunens indsatser", "Journal")
        assert lines(joint, "Indsatser") == ["Bad, Mad"]
        assert lines(joint, "Mål") == ["Mål Bad", "Mål Mad"]
        assert "Bad, Mad" in joint.accessible
        assert (alone.title, alone.owner) == ("Sår", "Kommune")

    def test_three_goals_are_shown_the_others_counted_and_all_on_the_page(self) -> None:
        facts = [self.single(step, f"Mål {step}") for step in "ABCDE"]
        (card,), (page,) = plans(*facts), plans(*facts, is_full=True)
        assert (len(lines(card, "Mål")), card.note) == (3, "+2")
        assert (len(lines(page, "Mål")), page.note) == (5, "")

    def test_a_plan_with_an_author_or_more_steps_stands_by_itself(self) -> None:
        steps = (activity("A"), activity("B"))
        written = care_plan("Skrevet", activities=(activity("A"),), author="Læge")
        assert [row.title for row in plans(care_plan("To", activities=steps), written)] == ["To", "Skrevet"]


class TestNextStep:
    """What comes next is told; what should have come is not called next (R20)."""

    @pytest.mark.parametrize(
        ("status", "when", "label"),
        [
            ("", "2026-01-02", "Dato passeret"),
            ("scheduled", "2026-01-02", "Dato passeret"),
            ("in-progress", "2026-01-02", "Næste"),
            ("", None, "Næste"),
            ("scheduled", "2999-01-02", "Næste"),
        ],
    )
    def test_a_step_whose_day_is_past_is_not_the_next(self, status: str, when: str | None, label: str) -> None:
        step = activity("Kontrol", status=status, when=day(when) if when else None)
        assert label in [told for told, _, _ in only(activities=(step,)).lines]
