"""The page of one drug: what the sources say side by side, doses by day, prescriptions and dispensings (R7, R9, S10)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from clinic import complete, day, medication, plain, view
from overblik.domain.dosage import Dosage, DosageDay, Dose, PartOfDay, Structure, Structures
from overblik.domain.medication import Medication, MedicationState
from overblik.domain.medicine_card import Act, Dispensing, PharmacyOrder, Prescription, Product, Shown
from overblik.domain.section import Section, Topic
from overblik.sources.fmk.mapping.privacy import PLACEHOLDER, RECORD, masked
from overblik.viewmodels.medication_differences import same_words
from overblik.viewmodels.medication_page import DrugPage, drug_page
from overblik.viewmodels.medication_table import medication_card
from overblik.viewmodels.rows import MedicationRow
from viewmodels.test_medicine_card import blocked, fmk, on_card

TWICE = "1 tablet morgen og aften"
KEY = "fmk/DrugMedication/0"


def structured(*times: PartOfDay | str | None, start: str = "2026-01-05", end: str = "", quantity: str = "1") -> Dosage:
    doses = tuple(Dose(Decimal(quantity), time=time) for time in times)
    period = Structure(1, day(start), day(end) if end else None, (DosageDay(1, doses),))
    return Dosage("fast", "tablet", "tabletter", fixed=Structures((period,)))


def given(strength: str, at: str, **more: Any) -> Dispensing:
    return Dispensing("9", day(at), product=Product("Metformin", strength=strength, form="tabletter"), **more)


def prescribed(*handed: Dispensing, words: str = TWICE, **more: Any) -> Prescription:
    orders = tuple(PharmacyOrder("7", "Udført", "", one.at, one) for one in handed)
    return Prescription("5", dosage_text=words, status="åben", valid_to=day("2028-01-01"), orders=orders, **more)


def ordered(strength: str = "500 mg", **more: Any) -> Medication:
    """A drug of the card, with its dosage in words and as structure."""
    structure = more.pop("structure", structured(PartOfDay.MORNING, PartOfDay.EVENING))
    made = on_card("Metformin", **{"strength": strength, "dosage_short": TWICE, "dosage": structure, **more})
    return replace(made, dosage=TWICE)


def page_of(*sections: Section[Any], key: str = KEY, weeks: int = 0) -> DrugPage:
    made = drug_page(key, sections, view(), weeks)
    assert made is not None
    return made


def cells(page: DrugPage) -> dict[str, tuple[str, ...]]:
    return {row.label: tuple(plain(cell) for cell in (*row.cells, row.verdict)) for row in page.differences.rows}


@pytest.mark.rule("S10", "R9")
def test_s10_card_dispensing_and_box_stand_side_by_side_and_nobody_is_right() -> None:
    box = given("1000 mg", "2026-11-12", first_day=day("2026-11-16"), last_day=day("2026-11-29"))
    fact = ordered(prescriptions=(prescribed(given("1000 mg", "2026-10-28", quantity="180 stk."), box),))
    page = page_of(fmk(fact))
    assert [name for name, _ in page.differences.columns] == ["FMK", "Udleveret, apotek", "Doseringsæske"]
    told = cells(page)
    assert told["Styrke"] == ("500 mg", "1 000 mg", "1 000 mg", "≠ forskel")
    assert told["Dosering"] == (TWICE, TWICE, TWICE, "ens")
    assert told["Døgndosis, beregnet"] == ("1 000 mg", "2 000 mg", "2 000 mg", "≠ forskel")
    assert told["Status"] == ("Aktiv", "Udleveret 180 stk.", "Pakket til og med 29. nov 2026", "vises kun")
    assert page.differences.count == 2


@pytest.mark.rule("S10")
@pytest.mark.parametrize(("last", "is_said"), [("2026-11-24", True), ("2026-11-23", True), ("2026-11-22", False)])
def test_s10_the_box_is_told_on_the_overview_to_and_with_its_last_day(last: str, *, is_said: bool) -> None:
    box = given("1000 mg", "2026-11-12", first_day=day("2026-11-09"), last_day=day(last))
    rows = medication_card((fmk(ordered(prescriptions=(prescribed(box),))),), view()).rows
    (row,) = [row for row in rows if isinstance(row, MedicationRow)]
    said = f"≠ FMK 500 mg / doseringsæske 1 000 mg til og med {last[8:]}. nov 2026"
    assert (said in plain(row.note)) is is_said
    assert (said in plain(row.accessible)) is is_said


@pytest.mark.rule("R9", "H10")
def test_r9_another_list_is_matched_by_code_alone() -> None:
    same = medication("Metformin Teva", atc="A10BA02", strength="500 mg/tablet", dosage="1 tablet morgen")
    other = medication("Metformin", atc="A10BA03")
    page = page_of(fmk(ordered()), complete(Topic.MEDICATION, same, other))
    assert len(page.differences.columns) == 2
    assert cells(page)["Styrke"] == ("500 mg", "500 mg", "ens")
    assert cells(page)["Dosering"] == (TWICE, "1 tablet morgen", "≠ forskel")
    assert cells(page)["Døgndosis, beregnet"] == ("1 000 mg", "ikke oplyst", "kun én kilde")


@pytest.mark.rule("R9")
def test_r9_an_invalid_dispensing_and_a_dispensing_of_a_past_drug_are_compared_with_nothing() -> None:
    bad = given("1000 mg", "2026-10-28", shown=Shown.INVALID)
    assert len(page_of(fmk(ordered(prescriptions=(prescribed(bad),)))).differences.columns) == 1
    over = ordered(prescriptions=(prescribed(given("1000 mg", "2026-10-28")),), state=MedicationState.WITHDRAWN)
    assert page_of(fmk(over)).differences.columns == ()


@pytest.mark.rule("H21")
def test_h21_nothing_hidden_has_a_page_or_a_cell() -> None:
    section = blocked(ordered(), masked(PLACEHOLDER), masked(RECORD))
    for place in (1, 2):
        assert drug_page(f"fmk/DrugMedication/{place}", (section,), view()) is None
    assert len(page_of(section).differences.columns) == 1


@pytest.mark.parametrize(
    ("strength", "dosage", "daily"),
    [
        ("2,5 mg", structured(PartOfDay.MORNING, quantity="1.5"), "3,75 mg"),
        ("500 mg", structured("08:00:00", None), "1 000 mg"),
        ("0,1 mg/dosis", structured(PartOfDay.MORNING), "ikke oplyst"),
        ("2,5 + 2,5 mg", structured(PartOfDay.MORNING), "ikke oplyst"),
        ("", structured(PartOfDay.MORNING), "ikke oplyst"),
        ("500 mg", None, "ikke oplyst"),
    ],
)
def test_h13_a_daily_dose_is_reckoned_only_where_strength_and_pieces_are_plain(
    strength: str, dosage: Dosage | None, daily: str
) -> None:
    page = page_of(fmk(ordered(strength, structure=dosage)))
    assert cells(page)["Døgndosis, beregnet"][0] == daily


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("2,5 + 2,5 mikg/dosis", "2,5 mikrogram/dosis + 2,5 mikrogram/dosis", True),
        ("150+30 mikrogram", "150 µg + 30 µg", True),
        ("62,5 mcg", "62,5 mikrogram", True),
        ("2,5 + 5 mikg/dosis", "2,5 mikrogram/dosis + 2,5 mikrogram/dosis", False),
        ("5 + 2,5 mg", "2,5 mg + 5 mg", False),
        ("2,5 + 2,5 mg", "2,5 mikrogram + 2,5 mikrogram", False),
        ("2,5 + 2,5 mikg", "2,5 mikrogram/dosis + 2,5 mikrogram/dosis", False),
        ("62,5 mikg", "62,5 mg", False),
        ("2,5 + 2,5 mg", "2,5 mg", False),
    ],
)
def test_r9_two_spellings_of_one_strength_are_no_disagreement(one: str, other: str, *, alike: bool) -> None:
    assert (same_words(one) == same_words(other)) is alike


def test_the_calendar_shows_doses_by_part_of_day_and_nothing_before_the_last_change() -> None:
    changed = Act(day("2026-11-19"))
    page = page_of(fmk(ordered(modified=changed)))
    made = page.calendar
    assert made is not None
    assert [number for _, number in made.days] == [str(number) for number in range(16, 30)]
    assert made.days[made.today] == ("ma", "23")
    assert [(line.label, line.cells) for line in made.lines] == [
        ("Morgen, tabletter", ("",) * 3 + ("1",) * 11),
        ("Aften, tabletter", ("",) * 3 + ("1",) * 11),
    ]
    assert plain(made.notes[0]) == "Ændret 19. nov 2026. Dagene før viser ikke, hvad der var ordineret da."


def test_the_calendar_turns_by_weeks_and_shows_the_box_on_its_days() -> None:
    box = given("1000 mg", "2026-11-12", first_day=day("2026-11-16"), last_day=day("2026-11-29"))
    section = fmk(ordered(prescriptions=(prescribed(box),)))
    later = page_of(section, weeks=1).calendar
    assert later is not None
    assert later.days[0] == ("ma", "23")
    (line,) = [line for line in later.lines if line.is_box]
    assert (plain(line.label), [plain(cell) for cell in line.cells]) == (
        "Æske til og med 29. nov 2026",
        ["1 000"] * 7 + [""] * 7,
    )
    assert page_of(section, weeks=-9000000).calendar is None


def test_a_day_of_which_nobody_can_tell_is_never_empty() -> None:
    period = Structure(2, None, None, (DosageDay(1, (Dose(Decimal(1)),)),), started_previously=True)
    made = page_of(fmk(ordered(structure=Dosage("fast", "tablet", "tabletter", fixed=Structures((period,)))))).calendar
    assert made is not None
    assert any("?" in note for note in made.notes)


def test_the_fields_say_what_the_card_says_and_what_it_does_not() -> None:
    fact = ordered(
        created=Act(day("2026-01-05"), "L. Prøve", organisation="Lægehuset"),
        follow_up=(day("2026-12-15"),),
        substitution_allowed=False,
        reimbursement="klausulbetingelse opfyldt",
        type_text="Borgervalgt",
        end_undetermined=True,
    )
    told = {label: plain(text) for label, text in page_of(fmk(fact)).fields}
    assert told["Slutter"] == "Slutdato ikke fastsat"
    assert told["Indikation"] == "ikke oplyst"
    assert told["Kode"] == "ATC A10BA02"
    assert told["Kilde"] == "FMK"
    assert told["Opfølgning"] == "15. dec 2026"
    assert told["Substitution"] == "ikke tilladt"
    assert told["Tilskud"] == "klausulbetingelse opfyldt"
    assert told["Senest ændret af"] == "L. Prøve, Lægehuset"


def test_prescriptions_hold_their_dispensings_and_an_invalid_one_is_said() -> None:
    fact = ordered(
        prescriptions=(
            prescribed(given("500 mg", "2026-10-28", quantity="2 × 100 stk.")),
            Prescription("66", shown=Shown.INVALID),
        )
    )
    told = [(one.title, plain(one.text), one.is_inner) for one in page_of(fmk(fact)).records]
    assert told[0][1].endswith("Recept: åben. Gyldig til 01. jan 2028.")
    assert told[1] == ("Udleveret", "Udleveret 28. okt 2026, 2 × 100 stk. · Metformin", True)
    assert "66" in told[2][1]


@pytest.mark.rule("R26")
def test_r26_all_of_the_page_is_spoken() -> None:
    fact = ordered(prescriptions=(prescribed(given("1000 mg", "2026-10-28")),))
    spoken = plain(page_of(fmk(fact)).spoken)
    for said in (
        "Styrke: FMK 500 mg, Udleveret, apotek 1 000 mg, ≠ forskel",
        "Indikation: ikke oplyst",
        "Recept: åben",
    ):
        assert said in spoken


def test_a_gone_row_has_no_page() -> None:
    assert drug_page("fmk/DrugMedication/9", (fmk(ordered()),), view()) is None


@pytest.mark.rule("S10", "R9")
def test_s10_two_boxes_that_hold_doses_both_stand_beside_the_order() -> None:
    old = given("1000 mg", "2026-11-12", first_day=day("2026-11-16"), last_day=day("2026-11-29"))
    new = given("500 mg", "2026-11-20", first_day=day("2026-11-30"), last_day=day("2026-12-13"))
    fact = ordered(prescriptions=(prescribed(old), prescribed(new)))
    assert cells(page_of(fmk(fact)))["Styrke"] == ("500 mg", "1 000 mg", "500 mg", "≠ forskel")
    (row,) = [row for row in medication_card((fmk(fact),), view()).rows if isinstance(row, MedicationRow)]
    assert "doseringsæske 1 000 mg til og med 29. nov 2026" in plain(row.note)


@pytest.mark.rule("H13")
@pytest.mark.parametrize(
    ("strength", "daily"),
    [("1,000 mg", "ikke oplyst"), ("1.000 mg", "ikke oplyst"), ("0,125 mg", "0,25 mg"), ("1000 mg", "2 000 mg")],
)
def test_h13_a_strength_that_may_be_a_thousand_or_one_is_not_reckoned_with(strength: str, daily: str) -> None:
    assert cells(page_of(fmk(ordered(strength))))["Døgndosis, beregnet"][0] == daily


@pytest.mark.rule("H21")
def test_h21_nothing_is_computed_from_another_lists_row_of_the_hidden_drug() -> None:
    hidden = medication("Kanarivin", atc="A10BA02", strength="77 mg")
    section = replace(blocked(ordered(), masked(PLACEHOLDER)), private_words=frozenset({"kanarivin", "a10ba02"}))
    same = medication("Metformin", atc="A10BA02", strength="850 mg")
    page = page_of(section, complete(Topic.MEDICATION, hidden, same))
    assert cells(page)["Styrke"] == ("500 mg", "850 mg", "≠ forskel")
    assert "anarivin" not in repr(page).casefold()
