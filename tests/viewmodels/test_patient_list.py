"""The list of patients: found by parts of a name or by the number, look-alikes marked, no number shown (R1, R3)."""

from typing import Any

import pytest

from clinic import DANISH_WORDS, NOW, plain
from overblik.domain.folding import fold
from overblik.domain.patient import CPR_SYSTEM, ECPR_ARC, PatientId, cpr, e_cpr, local
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.patient_list import PatientListModel, without_selection
from overblik.viewmodels.roll import Listed, alike

NANCY, KAREN, KARIN, SOREN, AASE = (
    cpr(number) for number in ("2512489996", "0309363991", "1702589990", "0101809990", "2402709995")
)
REPLACED = e_cpr(f"{ECPR_ARC}1", "250148TST1")


def listed(patient: PatientId, family: str, given: str, born: str = "", time: str = "") -> Listed:
    return Listed(patient, family, given, born, "unknown", time)


LIST = (
    listed(NANCY, "Berggren", "Nancy Ann", "1948-12-25", "09:40"),
    listed(KAREN, "Jensen", "Karen", "1936-09-03", "09:50"),
    listed(KARIN, "Jensen", "Karin", "1958-02-17", "10:00"),
    listed(SOREN, "Østergård-Müller", "Søren André", "1980-01-01", "10:10"),
    listed(AASE, "Kjær", "Åse", "1970-02-24"),
    listed(REPLACED, "Ukendt", "", ""),
)


class Clock:
    """A clock that stands."""

    def now(self) -> Any:
        return NOW

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def model() -> PatientListModel:
    return PatientListModel(LIST, Clock(), DANISH_WORDS)


class Heard:
    """What the list told: who was chosen, and what was refused."""

    def __init__(self, model: PatientListModel) -> None:
        self.chosen: list[PatientId] = []
        self.refused: list[str] = []
        model.patient_chosen.connect(self.chosen.append)
        model.refused.connect(self.refused.append)


@pytest.fixture
def heard(model: PatientListModel) -> Heard:
    return Heard(model)


class TestSearch:
    """Each word begins a part of the name, or digits begin the date of the number."""

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", "012345"),
            ("  ", "012345"),
            ("ber", "0"),
            ("BERGGREN", "0"),
            ("nancy b", "0"),
            ("b nancy", "0"),
            ("Berggren, Nancy", "0"),
            ("ann", "0"),
            ("erggren", ""),
            ("jensen", "12"),
            ("jensen karin", "2"),
            ("kar jen", "12"),
            ("søren", "3"),
            ("soren", ""),
            ("sören", ""),
            ("andre", "3"),
            ("André", "3"),
            ("ANDRE\u0301", "3"),
            ("ostergard", ""),
            ("østergaard", "3"),
            ("øster", "3"),
            ("kjaer", ""),
            ("kjær", "4"),
            ("åse", "4"),
            ("Aase", "4"),
            ("ase", ""),
            ("251248", "0"),
            ("2512", "0"),
            ("25", "05"),
            ("251248 nancy", "0"),
            ("251248 karin", ""),
            ("xyz", ""),
            ("-", ""),
            ("- -", ""),
        ],
    )
    def test_the_lines_that_match(self, model: PatientListModel, query: str, found: str) -> None:
        assert "".join(line.key for line in model.lines(query)) == found

    @pytest.mark.rule("H3", "R3")
    def test_h3_the_letters_of_an_id_that_is_no_number_are_no_name(self) -> None:
        other = Listed(local("http://eksempel.example/id", "be42-ad"), "Olsen", "Per", "", "unknown")
        model = PatientListModel((other, *LIST), Clock(), DANISH_WORDS)
        assert [line.name for line in model.lines("be")] == ["BERGGREN, Nancy Ann"]

    def test_a_ring_that_is_typed_as_a_sign_of_its_own_makes_the_same_letter(self, model: PatientListModel) -> None:
        assert [line.key for line in model.lines("A\u030ase")] == ["4"]

    @pytest.mark.parametrize(
        ("text", "folded"), [("ÅSE", "åse"), ("Aase", "åse"), ("Müller", "muller"), ("Straße", "strasse"), ("ÆØ", "æø")]
    )
    def test_case_and_accents_go_and_danish_letters_stay(self, text: str, folded: str) -> None:
        assert fold(text) == folded


class TestTyped:
    """A whole number opens a patient of the list or a new one; anything else is refused in a sentence."""

    @pytest.mark.parametrize("typed", ["2512489996", "251248-9996", " 251248-9996 "])
    def test_a_cpr_number_is_read_with_and_without_its_hyphen(
        self, model: PatientListModel, heard: Heard, typed: str
    ) -> None:
        model.choose_typed(typed)
        assert (heard.chosen, heard.refused) == ([NANCY], [])
        assert model.selected == NANCY

    def test_a_number_that_is_not_in_the_list_is_looked_up_all_the_same(
        self, model: PatientListModel, heard: Heard
    ) -> None:
        model.choose_typed("010203-9996")
        assert heard.chosen == [cpr("0102039996")]

    @pytest.mark.parametrize("typed", ["250148TST1", "250148-tst1"])
    def test_a_replacement_number_is_found_in_the_list(self, model: PatientListModel, heard: Heard, typed: str) -> None:
        model.choose_typed(typed)
        assert heard.chosen == [REPLACED]

    def test_an_identifier_is_typed_with_its_system(self, model: PatientListModel, heard: Heard) -> None:
        model.choose_typed("urn:oid:1.2.3|abc")
        model.choose_typed(f"{CPR_SYSTEM}|2512489996")
        assert heard.chosen == [local("urn:oid:1.2.3", "abc"), NANCY]

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("", "cpr_form"),
            ("Berggren", "cpr_form"),
            ("251248999", "cpr_form"),
            ("25124899966", "cpr_form"),
            ("٢٥١٢٤٨٩٩٩٦", "cpr_form"),
            ("3213489996", "cpr_date"),
            ("urn:oid:1.2.3|", "local_form"),
        ],
    )
    def test_what_is_no_number_is_refused_in_a_sentence_and_opens_nobody(
        self, model: PatientListModel, heard: Heard, typed: str, code: str
    ) -> None:
        model.choose_typed(typed)
        assert (heard.chosen, heard.refused) == ([], [DANISH_WORDS.say(f"input.{code}")])
        assert model.selected is None


class TestLine:
    """Name, age and state; never the number."""

    @pytest.mark.rule("R1")
    def test_r1_no_line_and_no_text_of_an_entry_holds_the_number(self, model: PatientListModel) -> None:
        model.choose_patient(LIST[0].patient_id)
        told = f"{model.lines()}{LIST}{model.heading}"
        for patient in (one.patient_id for one in LIST):
            assert patient.number_for_lookup()[6:] not in told

    def test_family_name_first_and_the_age_of_today(self, model: PatientListModel) -> None:
        line = model.lines()[0]
        assert (line.time, line.name, line.age, line.state) == ("09:40", "BERGGREN, Nancy Ann", "77 år", "")
        assert line.accessible == "09:40, BERGGREN, Nancy Ann, 77 år"

    def test_who_has_no_name_or_birth_date_is_still_a_line(self) -> None:
        (line,) = PatientListModel((listed(NANCY, " ", ""),), Clock(), DANISH_WORDS).lines()
        assert (line.name, line.age) == ("NAVN UKENDT", "")

    @pytest.mark.rule("H3")
    def test_h3_a_line_opens_whom_it_names_also_when_the_list_is_another_by_then(self, model: PatientListModel) -> None:
        chosen: list[PatientId] = []
        model.patient_chosen.connect(chosen.append)
        line = model.lines()[0]
        model.take(LIST[1:])
        model.choose_patient(line.patient_id)
        assert chosen == [LIST[0].patient_id]

    def test_who_was_opened_is_marked_selected_and_seen_and_stays_seen(self, model: PatientListModel) -> None:
        model.choose_patient(LIST[0].patient_id)
        model.choose_patient(LIST[4].patient_id)
        first, last = model.lines()[0], model.lines()[4]
        assert (first.is_seen, first.is_selected, first.state, first.marker) == (True, False, "set 09:41", Marker.FRESH)
        assert (last.is_seen, last.is_selected) == (True, True)
        assert "set 09:41" in last.accessible
        model.take(LIST[:1])
        assert [line.is_seen for line in model.lines()] == [True]
        assert not any(line.is_selected for line in without_selection(model.lines()))

    def test_the_heading_counts_who_was_seen_and_says_the_day_where_there_are_times(
        self, model: PatientListModel
    ) -> None:
        model.choose_patient(LIST[0].patient_id)
        assert tuple(map(plain, model.heading)) == ("I dag, 23. nov 2026", "1 / 6 set")
        model.take(LIST[4:])
        assert tuple(map(plain, model.heading)) == ("Patienter", "0 / 2 set")


class TestAlike:
    """Two of the list who may be mistaken for each other are both marked (R3, H3)."""

    @pytest.mark.rule("R3", "H3")
    @pytest.mark.parametrize(
        ("one", "other", "is_alike"),
        [
            (("Jensen", "Karen", "1936"), ("Jensen", "Karin", "1958"), True),
            (("Jensen", "Karen Marie", "1936"), ("JENSEN", "Karen Sofie", "1958"), True),
            (("Jensen", "Anna", "1936"), ("Jensen", "Hanna", "1958"), False),
            (("Jensen", "Peter", "1936"), ("Jensen", "Karin", "1958"), False),
            (("Jensen", "Peter", "1936-09-03"), ("Jensen", "Karin", "1936-09-03"), True),
            (("Jensen", "Karen", "1936-09-03"), ("Hansen", "Karen", "1936-09-03"), False),
            (("Aagård", "Bo", ""), ("Ågaard", "Bo", ""), True),
        ],
    )
    def test_r3_a_shared_name_or_family_and_birthday(
        self, one: tuple[str, str, str], other: tuple[str, str, str], is_alike: bool
    ) -> None:
        both = (listed(NANCY, *one), listed(KAREN, *other), listed(AASE, "Madsen", "Tove", "1936-09-03"))
        assert alike(both) == (frozenset({NANCY, KAREN}) if is_alike else frozenset())

    @pytest.mark.rule("R3")
    def test_r3_the_mark_stands_on_both_rows_in_words_before_when_they_were_seen(self, model: PatientListModel) -> None:
        model.choose_patient(LIST[1].patient_id)
        assert [line.state for line in model.lines()[1:3]] == ["navnelighed set 09:41", "navnelighed"]
        assert [line.is_alike for line in model.lines()] == [False, True, True, False, False, False]
        assert model.is_alike(KARIN)
        assert "navnelighed" in model.lines()[2].accessible


class TestStep:
    """The next and the previous of the list, and never past its ends."""

    def test_steps_walk_the_list_from_its_first_and_stop_at_its_ends(
        self, model: PatientListModel, heard: Heard
    ) -> None:
        for by in (1, 1, 1, -1, -1, -1):
            model.step(by)
        assert heard.chosen == [NANCY, KAREN, KARIN, KAREN, NANCY]

    def test_in_an_empty_list_nobody_is_chosen(self) -> None:
        model = PatientListModel((), Clock(), DANISH_WORDS)
        heard = Heard(model)
        model.step(1)
        assert heard.chosen == []
