"""Diagnoses and the latest contact in two lines, each with its source and age, or why nothing stands there."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import complete, day, plain, section, stale, view
from overblik.domain.clinical import Currency
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.screen import SummaryLine
from overblik.viewmodels.summary import compose_summary
from viewmodels.facts import condition, contact

ILLS, MEETINGS = Topic.CONDITIONS, Topic.CONTACTS
MUNICIPAL = {"source": "kommune", "label": "Kommune"}


def both(*sections: Section[Any]) -> tuple[SummaryLine, SummaryLine]:
    ills, meeting = compose_summary(sections, view()).lines
    return ills, meeting


def ills(*facts: Any) -> str:
    return both(complete(ILLS, *facts))[0].text


def meeting(*facts: Any) -> str:
    return plain(both(complete(MEETINGS, *facts))[1].text)


class TestDiagnoses:
    """Those in force by name, once each; the municipality's and the past ones by number."""

    def test_those_in_force_are_named_once_with_their_severity(self) -> None:
        facts = [condition("KOL", severity="svær"), condition("Astma"), condition("Astma"), condition("", code="DI10")]
        assert ills(*facts) == "KOL (svær) · Astma · DI10"

    @pytest.mark.parametrize(
        ("currency", "shown"),
        [
            (Currency.CURRENT, "KOL"),
            (Currency.UNKNOWN, "KOL"),
            (Currency.PLANNED, "KOL"),
            (Currency.PAUSED, "KOL"),
            (Currency.PAST, "1 afsluttede"),
            (Currency.CANCELLED, ""),
            (Currency.ENTERED_IN_ERROR, ""),
        ],
    )
    def test_a_past_one_is_counted_and_a_wrong_one_is_neither(self, currency: Currency, shown: str) -> None:
        assert ills(condition("KOL", currency=currency)) == shown

    @pytest.mark.parametrize("system", ["urn:oid:1.2.208.176.2.21", "1.2.208.176.2.21"])
    def test_the_municipalitys_problem_areas_are_no_diagnoses_and_are_counted(self, system: str) -> None:
        areas = [condition(name, system=system) for name in ("Mobilitet", "Hukommelse")]
        past = condition("Hofte", currency=Currency.PAST)
        assert ills(condition("KOL"), *areas, past) == "KOL · 2 kommunale tilstande · 1 afsluttede"
        assert ills(areas[0]) == "1 kommunal tilstand"


class TestContact:
    """The latest that has begun, in one line."""

    def test_the_latest_is_told_with_its_day_and_place(self) -> None:
        facts = [
            contact("Ældre", start=day("2026-10-01"), end=day("2026-10-02")),
            contact("Indlagt", start=day("2026-09-01"), end=day("2026-11-19"), place="Lungemedicinsk"),
            contact("Planlagt", start=day("2026-12-01"), currency=Currency.PLANNED),
            contact("Aflyst", start=day("2026-11-20"), currency=Currency.CANCELLED),
            contact("Udateret"),
        ]
        assert meeting(*facts) == "Indlagt 19. nov 2026 Lungemedicinsk"

    def test_without_title_or_place_kind_and_performer_stand_for_them(self) -> None:
        assert meeting(contact("", kind="ambulant", start=day("2026-11-19"), performer="Læge")) == (
            "ambulant 19. nov 2026 Læge"
        )
        assert meeting(contact("Læge", start=day("2026-11-19"), place="Læge")) == "Læge 19. nov 2026"


class TestState:
    """Source and age, or the reason: no line is ever empty without one."""

    @pytest.mark.rule("R19")
    def test_r19_each_source_that_tells_something_has_its_time(self) -> None:
        line, _ = both(
            complete(ILLS, condition("KOL")), complete(ILLS, condition("Syn"), age=timedelta(days=1), **MUNICIPAL)
        )
        assert line.meta == "Journal, hentet 09:37 · Kommune, hentet i går 09:41"

    @pytest.mark.rule("H6")
    def test_h6_nothing_asked_is_not_nothing_there(self) -> None:
        assert [(line.text, line.meta) for line in both()] == [("", "Ikke hentet")] * 2

    @pytest.mark.rule("H6", "R20")
    @pytest.mark.parametrize(
        ("standing", "cause", "meta", "marker"),
        [
            (Standing.FAILED, Cause.UNREACHABLE, "Kunne ikke hentes", Marker.FAILED),
            (Standing.BLOCKED, Cause.WITHHELD, "Spærret af borgeren", Marker.BLOCKED),
            (Standing.PARTIAL, Cause.MORE_AVAILABLE, "Ikke alt er hentet", Marker.PARTIAL),
            (Standing.NOT_ASKED, Cause.OFFLINE, "Ikke hentet", Marker.NOT_ASKED),
        ],
    )
    def test_h6_a_lack_is_said_by_words_and_shape_also_beside_what_another_source_tells(
        self, standing: Standing, cause: Cause, meta: str, marker: Marker
    ) -> None:
        lacking = section(standing, ILLS, causes=(cause,), **MUNICIPAL)
        alone, _ = both(lacking)
        assert (alone.text, alone.meta, alone.marker) == ("", meta, marker)
        beside, _ = both(complete(ILLS, condition("KOL")), lacking)
        assert (beside.text, beside.marker) == ("KOL", marker)
        assert beside.meta == f"Journal, hentet 09:37 · Kommune: {meta}"

    @pytest.mark.rule("H6")
    def test_h6_none_is_said_of_one_whole_source_and_not_beside_what_another_tells(self) -> None:
        empty = complete(ILLS, **MUNICIPAL)
        assert both(empty)[0].meta == "Ingen diagnoser registreret"
        assert both(complete(ILLS, condition("KOL")), empty)[0].meta == "Journal, hentet 09:37"

    @pytest.mark.rule("H4")
    def test_h4_an_old_copy_that_is_empty_is_never_none(self) -> None:
        line, _ = both(stale(ILLS, causes=(Cause.OFFLINE,), age=timedelta(days=3)))
        assert "Ingen" not in line.meta
        assert line.meta.startswith("Ikke oplyst. Kopien fra")

    def test_both_lines_are_spoken(self) -> None:
        told = compose_summary((complete(ILLS, condition("KOL")),), view()).accessible
        assert told == "Diagnoser: KOL Journal, hentet 09:37. Seneste kontakt:  Ikke hentet"
