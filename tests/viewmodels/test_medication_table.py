"""The medicine card: current first and never among what is past, nothing without a status, the dosage verbatim."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import NOW, complete, day, medication, plain, stale, view
from overblik.domain.medication import Medication, MedicationState
from overblik.domain.section import Cause, Section, Topic
from overblik.viewmodels.marks import Tone
from overblik.viewmodels.medication_table import medication_card
from overblik.viewmodels.rows import GroupRow, MedicationRow, MoreRow, NoticeRow, Row

DRUGS = Topic.MEDICATION
State = MedicationState
CURRENT = (State.ACTIVE, State.PAUSED, State.PLANNED)
PAST = (State.WITHDRAWN, State.ENDED, State.NOT_TAKEN)


def rows_of(*sections: Section[Any], is_full: bool = False) -> tuple[Row, ...]:
    return medication_card(sections, view(is_full=is_full)).rows


def drugs(*facts: Medication, is_full: bool = False) -> list[MedicationRow]:
    rows = rows_of(complete(DRUGS, *facts), is_full=is_full)
    return [row for row in rows if isinstance(row, MedicationRow)]


def only(name: str = "Metformin", **more: Any) -> MedicationRow:
    (row,) = drugs(medication(name, **more), is_full=True)
    return row


def outline(rows: tuple[Row, ...]) -> list[str]:
    """Give headings with their count, and the names under them."""
    return [f"{row.text} {row.count}" if isinstance(row, GroupRow) else getattr(row, "name", "") for row in rows]


class TestStatus:
    """Every row says in a word what it is (R7)."""

    @pytest.mark.rule("R7", "H9")
    @pytest.mark.parametrize(
        ("state", "word"),
        [
            (State.ACTIVE, "Aktiv"),
            (State.PAUSED, "Pauseret"),
            (State.WITHDRAWN, "Seponeret"),
            (State.ENDED, "Afsluttet"),
            (State.PLANNED, "Planlagt"),
            (State.NOT_TAKEN, "Tages ikke"),
            (State.ENTERED_IN_ERROR, "Fejlregistreret"),
            (State.UNKNOWN, "Ukendt status"),
        ],
    )
    def test_r7_each_state_has_its_word_on_the_row_and_in_what_is_spoken(self, state: State, word: str) -> None:
        row = only(state=state)
        assert row.badge is not None
        assert row.badge.text == word
        assert word in row.accessible

    def test_no_state_is_without_a_test(self) -> None:
        assert set(CURRENT + PAST) | {State.UNKNOWN, State.ENTERED_IN_ERROR} == set(State)

    @pytest.mark.rule("R7")
    @pytest.mark.parametrize("state", State)
    def test_r7_only_what_is_past_or_wrong_is_struck_and_only_what_is_given_is_bold(self, state: State) -> None:
        row = only(state=state)
        assert row.is_struck is (state in (*PAST, State.ENTERED_IN_ERROR))
        assert row.dosage_is_bold is (state in (State.ACTIVE, State.PLANNED))
        assert row.bar is (Tone.STALE if state is State.PAUSED else None)

    @pytest.mark.rule("H9")
    def test_h9_an_unknown_status_is_told_as_sent_and_is_never_current(self) -> None:
        rows = rows_of(complete(DRUGS, medication("X", state=State.UNKNOWN, wire_status="on-hold-ish")))
        assert outline(rows) == ["Fejlregistreret eller ukendt status 1", "x"]
        assert rows[1].note == "kildens status: on-hold-ish"  # type: ignore[attr-defined]


class TestGroups:
    """Current first, as needed apart, what is past under its own heading."""

    @pytest.mark.rule("R7")
    def test_r7_current_doubtful_and_past_stand_apart_and_paused_stays_among_the_current(self) -> None:
        facts = [medication(state.value, state=state, end=day("2026-11-20")) for state in State]
        assert outline(rows_of(complete(DRUGS, *facts))) == [
            "Fast 3", "paused", "active", "planned",
            "Fejlregistreret eller ukendt status 2", "entered_in_error", "unknown",
            "Nyligt seponeret eller afsluttet 3", "withdrawn", "ended", "not_taken",
        ]  # fmt: skip

    def test_what_is_taken_as_needed_has_its_own_group_while_it_is_current(self) -> None:
        facts = [
            medication("A", as_needed=True),
            medication("B"),
            medication("C", as_needed=True, state=State.ENDED, end=day("2026-11-20")),
        ]
        assert outline(rows_of(complete(DRUGS, *facts))) == [
            "Fast 1", "b", "Efter behov 1", "a", "Nyligt seponeret eller afsluttet 1", "c",
        ]  # fmt: skip

    def test_within_a_state_the_order_is_that_of_the_source(self) -> None:
        assert [row.name for row in drugs(medication("B"), medication("A"), medication("C"))] == ["b", "a", "c"]

    @pytest.mark.rule("R7", "R8")
    @pytest.mark.parametrize(
        ("end", "is_recent"),
        [
            ("2026-10-24", True),
            ("2026-10-23", False),
            ("2026-10", True),
            ("2026-09", False),
            ("2026", True),
            ("2025", False),
        ],
    )
    def test_r8_thirty_days_are_shown_by_name_and_what_surely_is_older_by_number(
        self, end: str, is_recent: bool
    ) -> None:
        rows = rows_of(complete(DRUGS, medication("A", state=State.ENDED, end=day(end))))
        assert isinstance(rows[-1], MedicationRow if is_recent else MoreRow)

    def test_of_a_past_drug_without_a_date_nobody_can_tell_so_it_is_named(self) -> None:
        assert [row.name for row in drugs(medication("A", state=State.ENDED, start=None))] == ["a"]

    @pytest.mark.rule("R7")
    def test_r7_a_drug_that_was_withdrawn_nobody_says_when_is_named_however_long_it_was_taken(self) -> None:
        fact = medication("A", state=State.WITHDRAWN, start=day("2020-01-01"), end=None, changed=None)
        assert [row.name for row in drugs(fact)] == ["a"]

    @pytest.mark.rule("R8")
    def test_r8_older_ones_are_counted_with_a_way_to_them_and_are_rows_on_the_full_page(self) -> None:
        facts = [medication(name, state=State.ENDED, end=day(f"202{place}-01-01")) for place, name in enumerate("ABC")]
        (more,) = rows_of(complete(DRUGS, *facts))
        assert isinstance(more, MoreRow)
        assert (more.text, more.action) == ("3 tidligere lægemidler mere", "Vis alle")
        (one,) = rows_of(complete(DRUGS, facts[0]))
        assert getattr(one, "text", "") == "1 tidligere lægemiddel mere"
        assert outline(rows_of(complete(DRUGS, *facts), is_full=True)) == ["Tidligere 3", "c", "b", "a"]

    @pytest.mark.rule("R9")
    def test_r9_the_same_drug_of_two_sources_is_two_rows(self) -> None:
        rows = rows_of(
            complete(DRUGS, medication("A")), complete(DRUGS, medication("A"), source="kommune", label="Kommune")
        )
        drawn = [row for row in rows if isinstance(row, MedicationRow)]
        assert [row.source for row in drawn] == ["ehr", "kommune"]
        assert len({row.key for row in drawn}) == 2


class TestLine:
    """Name, brand, strength and form; then the dosage, route and indication (R5)."""

    @pytest.mark.rule("R5")
    def test_r5_generic_first_brand_after_it_then_strength_and_form(self) -> None:
        row = only(
            "Metformin Sandoz", generic="metformin", brand="Metformin Sandoz", strength="500 mg", form="tabletter"
        )
        assert (row.name, row.brand, row.strength_form) == ("metformin", "METFORMIN SANDOZ", "500 mg tabletter")

    @pytest.mark.parametrize(
        ("told", "shown"),
        [
            ({"generic": "", "brand": ""}, ("Panodil", "")),
            ({"generic": "paracetamol", "brand": ""}, ("paracetamol", "PANODIL")),
            ({"generic": "panodil", "brand": ""}, ("panodil", "")),
            ({"generic": "", "brand": "Panodil Zapp"}, ("Panodil", "PANODIL ZAPP")),
            ({"generic": "para\u202ecetamol", "brand": ""}, ("para\ufffdcetamol", "PANODIL")),
        ],
    )
    def test_r5_a_brand_stands_once_and_a_name_never_fails(self, told: dict[str, str], shown: tuple[str, str]) -> None:
        row = only("Panodil", **told)
        assert (row.name, row.brand) == shown

    @pytest.mark.rule("H14")
    def test_h14_the_dosage_stands_verbatim_with_its_lines(self) -> None:
        told = "1 tablet morgen\n2 tabletter aften. Bemærk: højst 4 pr. døgn; 0.5 hver anden dag"
        assert only(dosage=f" {told}\n").dosage == told

    @pytest.mark.parametrize("dosage", ["", "  \n"])
    def test_h14_a_dosage_that_was_not_sent_is_said_and_is_not_bold(self, dosage: str) -> None:
        row = only(dosage=dosage)
        assert (row.dosage, row.dosage_is_bold) == ("dosis ikke oplyst", False)

    @pytest.mark.parametrize("route", ["oral", "Oralt", " per os ", "Oral anvendelse", ""])
    def test_an_oral_route_is_not_told(self, route: str) -> None:
        assert only(route=route, indication="mod smerter").extra == "mod smerter"

    def test_another_route_indication_reason_and_that_it_was_only_ordered_follow_the_dosage(self) -> None:
        told = {"route": "subkutant", "indication": "mod\nsmerter", "reason": "bivirkning", "kind": "request"}
        assert only(**told).extra == "subkutant · mod smerter · bivirkning · ordineret"

    @pytest.mark.parametrize(
        ("told", "shown"),
        [
            ({}, "fra 05. jan 2026"),
            ({"end": day("2026-12-01")}, "til 01. dec 2026"),
            ({"start": None}, ""),
            ({"state": State.PAUSED}, ""),
            ({"state": State.ENDED, "end": day("2026-11-20")}, "20. nov 2026"),
            ({"state": State.WITHDRAWN, "changed": day("2026-11-19")}, "19. nov 2026"),
            ({"state": State.WITHDRAWN}, ""),
        ],
    )
    def test_the_date_is_that_of_the_state(self, told: dict[str, Any], shown: str) -> None:
        assert plain(only(**told).date_text) == shown

    def test_everything_that_is_seen_is_spoken(self) -> None:
        row = only("Furix", generic="furosemid", strength="40 mg", indication="mod ødemer", notes=("ny note",))
        for seen in (row.name, "Furix", row.strength_form, "Aktiv", row.dosage, row.extra, row.date_text, "ny note"):
            assert seen in row.accessible


class TestPause:
    """A pause says since when only where the source does, and the order follows it (R7)."""

    @pytest.mark.rule("R7")
    def test_r7_a_statement_says_since_when_and_that_no_end_is_set(self) -> None:
        row = only(state=State.PAUSED, changed=day("2026-11-19"), dosage="1 tablet morgen")
        assert plain(row.dosage) == "Pauseret 19. nov 2026. Slutdato ikke fastsat. Ordineret: 1 tablet morgen"

    @pytest.mark.parametrize("told", [{"changed": day("2026-11-19"), "kind": "request"}, {"changed": None}])
    def test_the_date_of_an_order_or_a_treatment_is_never_that_of_the_pause(self, told: dict[str, Any]) -> None:
        row = only(state=State.PAUSED, start=day("2026-01-05"), dosage="1 tablet morgen", **told)
        assert row.dosage == "Pauseret. Ordineret: 1 tablet morgen"


class TestPassed:
    """A date that passed in a kept copy is said, and changes no status (H22)."""

    TOLD = "Slutdato 22. nov 2026 er passeret ifølge kopien."

    def shown(self, end: str, **more: Any) -> MedicationRow:
        rows = rows_of(stale(DRUGS, medication("A", end=day(end)), age=timedelta(hours=1), **more))
        (row,) = (row for row in rows if isinstance(row, MedicationRow))
        assert row.badge is not None
        assert row.badge.text == "Aktiv"
        return row

    @pytest.mark.rule("H22", "R7")
    def test_h22_an_end_that_passed_is_said_of_a_copy(self) -> None:
        row = self.shown("2026-11-22")
        assert plain(row.note) == self.TOLD
        assert row.note in row.accessible

    @pytest.mark.rule("H22")
    @pytest.mark.parametrize("end", ["2026-11-23", "2026-11-24", "2026-11", "2026"])
    def test_h22_the_last_day_still_counts_and_a_part_of_a_date_does_not_pass(self, end: str) -> None:
        assert self.shown(end).note == ""

    @pytest.mark.rule("H22")
    def test_h22_with_a_clock_in_doubt_nobody_can_tell(self) -> None:
        assert (
            self.shown("2026-11-22", causes=(Cause.CLOCK_DOUBT,)).note == "Uret er usikkert. Datoer er ikke vurderet."
        )

    @pytest.mark.rule("H22")
    def test_h22_of_a_fresh_answer_it_is_the_sources_word_that_counts(self) -> None:
        assert only(end=day("2026-11-22")).note == ""

    @pytest.mark.rule("H22")
    def test_h22_the_danish_midnight_ends_the_last_day(self) -> None:
        section = stale(DRUGS, medication("A", end=day("2026-11-22")), age=timedelta(days=1))
        before, after = (medication_card((section,), view(NOW.replace(day=22, hour=hour))) for hour in (22, 23))
        assert [row.note != "" for card in (before, after) for row in card.rows if isinstance(row, MedicationRow)] == [
            False,
            True,
        ]


@pytest.mark.rule("R7", "H6")
def test_an_empty_list_says_so_in_words_and_no_heading_stands_over_nothing() -> None:
    (row,) = rows_of(complete(DRUGS))
    assert isinstance(row, NoticeRow)
    assert row.heading == "Ingen aktuelle lægemidler registreret"
