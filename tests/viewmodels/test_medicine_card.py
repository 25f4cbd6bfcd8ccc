"""A national medicine card on the screen: what is hidden, invalid, over or said by another source (R7, R9, H7, H21, H22)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import ME, NOW, complete, day, medication, plain, scoped, view
from overblik.domain.medication import Medication, MedicationState
from overblik.domain.medicine_card import Act, Dispensing, MedicineCard, Ordination, Pause, Prescription, Product, Shown
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.sources.fmk.mapping.privacy import PLACEHOLDER, RECORD, masked
from overblik.viewmodels.medication_table import medication_card
from overblik.viewmodels.rows import GroupRow, MedicationRow, MoreRow, NoticeRow, Row
from overblik.viewmodels.states import describe

CARD = MedicineCard("7")


def on_card(name: str, **more: Any) -> Medication:
    told = {key: more.pop(key) for key in list(more) if key in Ordination.__dataclass_fields__}
    card = replace(Ordination("1", "1", Product(name)), **told)
    return medication(name, **{"kind": "ordination", "ordination": card, "atc": "A10BA02", **more})


def fmk(*facts: Medication, card: MedicineCard = CARD, **more: Any) -> Section[Medication]:
    entries = tuple(scoped(fact, f"DrugMedication/{place}", source="fmk") for place, fact in enumerate(facts))
    made = Section(
        ME, Topic.MEDICATION, "fmk", "FMK", Standing.COMPLETE, entries=entries, as_of=NOW, asked_at=NOW, card=card
    )
    return replace(made, **more)


def blocked(*facts: Medication) -> Section[Medication]:
    return fmk(*facts, standing=Standing.BLOCKED, reasons=(Reason(Cause.PRIVATE_ENTRY, 1),))


def rows_of(*sections: Section[Any], is_full: bool = False) -> tuple[Row, ...]:
    return medication_card(sections, view(is_full=is_full)).rows


def texts(rows: tuple[Row, ...]) -> str:
    return plain(repr(rows))


def only(*sections: Section[Any]) -> MedicationRow:
    (row,) = [row for row in rows_of(*sections) if isinstance(row, MedicationRow)]
    return row


@pytest.mark.rule("H6")
def test_h6_no_card_is_never_called_no_medicine() -> None:
    said = texts(rows_of(fmk(card=MedicineCard("0"))))
    assert "Intet medicinkort" in said
    assert "Ingen" not in said


@pytest.mark.rule("H6")
def test_h6_an_empty_card_that_was_made_says_that_nothing_is_current() -> None:
    assert "Ingen aktuelle lægemidler registreret" in texts(rows_of(fmk()))


@pytest.mark.rule("H7", "H21", "S9")
def test_h21_a_placeholder_and_its_records_are_rows_without_content() -> None:
    rows = rows_of(blocked(on_card("Metformin"), masked(PLACEHOLDER), masked(RECORD)))
    heads = [(row.text, row.count) for row in rows if isinstance(row, GroupRow)]
    assert ("Skjult", "1") in heads
    notices = [row.heading for row in rows if isinstance(row, NoticeRow)]
    assert "1 lægemiddel er privatmarkeret. Navn og dosis vises ikke." in notices
    assert "hører til et privatmarkeret lægemiddel" in notices


@pytest.mark.rule("H10", "R9")
@pytest.mark.parametrize(
    ("other", "is_shown"),
    [
        ({}, False),
        ({"dosage": "2 tabletter morgen"}, True),
        ({"strength": "20 mg"}, True),
        ({"form": "kapsler"}, True),
        ({"atc": "A10BA03"}, True),
        ({"atc": ""}, True),
        ({"state": MedicationState.UNKNOWN}, True),
        ({"state": MedicationState.PAUSED}, True),
    ],
)
def test_h10_what_another_source_says_differently_is_never_left_out(other: dict[str, Any], is_shown: bool) -> None:
    theirs = complete(Topic.MEDICATION, medication("Metformin", **{"atc": "A10BA02", **other}))
    rows = rows_of(fmk(on_card("Metformin")), theirs)
    assert any(isinstance(row, GroupRow) and row.key.startswith("group/beside") for row in rows) is is_shown
    assert len([row for row in rows if isinstance(row, MedicationRow)]) == 1 + is_shown


@pytest.mark.rule("H10")
def test_h10_a_drug_that_is_over_on_the_card_and_in_use_elsewhere_is_shown_twice() -> None:
    over = on_card("Metformin", state=MedicationState.WITHDRAWN, withdrawn=Act(day("2026-11-20")))
    rows = rows_of(fmk(over), complete(Topic.MEDICATION, medication("Metformin", atc="A10BA02")))
    assert len([row for row in rows if isinstance(row, MedicationRow)]) == 2


@pytest.mark.rule("H21")
def test_h21_no_gap_between_two_sources_tells_which_drug_is_hidden() -> None:
    theirs = complete(Topic.MEDICATION, medication("Metformin", atc="A10BA02"), medication("Kanarivin", atc="Z99ZZ99"))
    hiding = blocked(on_card("Metformin"), masked(PLACEHOLDER))
    (named,) = [row for row in rows_of(hiding, theirs) if isinstance(row, MoreRow)]
    assert named.text.startswith("I Journal 2: ")
    assert "metformin" in named.text
    rows = rows_of(hiding, theirs, is_full=True)
    (head,) = [row for row in rows if isinstance(row, GroupRow) and row.key.startswith("group/beside")]
    assert (head.text.startswith("I "), head.count) == (True, "2")
    assert "Kun i" not in texts(rows)


@pytest.mark.rule("H21")
@pytest.mark.parametrize("hides", [False, True])
def test_h21_what_is_over_in_two_sources_is_said_once_unless_the_card_hides_something(*, hides: bool) -> None:
    over = on_card("Metformin", state=MedicationState.WITHDRAWN, withdrawn=Act(day("2026-11-20")))
    mine = blocked(over, masked(PLACEHOLDER)) if hides else fmk(over)
    theirs = medication(
        "Metformin",
        **{name: getattr(over, name) for name in ("atc", "strength", "form", "dosage", "state", "end")},
    )
    rows = [row for row in rows_of(mine, complete(Topic.MEDICATION, theirs)) if isinstance(row, MedicationRow)]
    assert len(rows) == 1 + hides
    assert [row.note for row in rows[1:]] == ["Journal"] * hides


@pytest.mark.rule("H8")
def test_h8_an_invalid_prescription_under_a_drug_is_said_on_its_row() -> None:
    card = on_card("Metformin", prescriptions=(Prescription("9", shown=Shown.INVALID),))
    assert "FMK kalder 1 recept eller udlevering ugyldig" in only(fmk(card)).note
    given = on_card("Metformin", dispensings=(Dispensing("9", None, shown=Shown.INVALID),))
    assert "FMK kalder 1 recept eller udlevering ugyldig" in only(fmk(given)).note


def test_a_card_that_its_own_source_disowns_is_not_called_unfetched() -> None:
    reasons = (Reason(Cause.INVALID_CARD), Reason(Cause.INVALID_ENTRIES, 2))
    section = fmk(on_card("A"), card=replace(CARD, is_invalid=True), standing=Standing.PARTIAL, reasons=reasons)
    state = describe(section, NOW, view().words)
    assert state.heading == "Kilden kalder noget ugyldigt"
    assert state.text == "Kilden siger selv, at listen ikke er til at stole på. Kilden kalder 2 oplysninger ugyldige."
    assert "Medicinkortet er ugyldigt" in texts(rows_of(section))


def test_a_side_question_without_answer_is_named_in_danish() -> None:
    silent = (Reason(Cause.REPOSITORY_SILENT, detail="prescriptions,dose_dispensing"),)
    state = describe(fmk(standing=Standing.PARTIAL, reasons=silent), NOW, view().words)
    assert state.text == "Mangler: recepter, dosisdispensering."


@pytest.mark.rule("H22", "R7")
@pytest.mark.parametrize(
    ("pause", "words"),
    [
        (
            Pause(day("2026-11-19"), day("2026-11-26"), None),
            "Pauseret 19. nov 2026 til og med 26. nov 2026, ordineret: ",
        ),
        (Pause(day("2026-11-19"), None, None), "Pauseret 19. nov 2026. Slutdato ikke fastsat. Ordineret: "),
        (Pause(None, None, None), "Pauseret. Ordineret: "),
    ],
)
def test_r7_a_pause_is_said_before_a_dosage_that_is_never_bold(pause: Pause, words: str) -> None:
    row = only(fmk(on_card("Furix", state=MedicationState.PAUSED, pause=pause)))
    assert plain(row.dosage) == f"{words}1 tablet morgen"
    assert row.dosage_is_bold is False


@pytest.mark.rule("H22", "S10")
@pytest.mark.parametrize(("seconds", "is_said"), [(-1, False), (0, True), (1, True)])
def test_h22_a_pause_that_ends_in_a_copy_stays_a_pause(seconds: int, is_said: bool) -> None:
    fact = on_card("Furix", state=MedicationState.PAUSED, pause=Pause(day("2026-11-19"), day("2026-11-23"), None))
    copy = fmk(fact, standing=Standing.STALE, reasons=(Reason(Cause.OFFLINE),), from_copy=True)
    midnight = NOW.replace(hour=23, minute=0)  # in Denmark the 24th begins
    rows = medication_card((copy,), view(midnight + timedelta(seconds=seconds))).rows
    (row,) = [row for row in rows if isinstance(row, MedicationRow)]
    assert row.badge is not None
    assert row.badge.text == "Pauseret"
    assert ("Pausen er udløbet ifølge kopien." in row.note) is is_said


@pytest.mark.rule("H21", "S9")
def test_h21_records_alone_of_a_hidden_drug_have_the_way_on_once() -> None:
    rows = rows_of(blocked(on_card("Metformin"), masked(RECORD), masked(RECORD)))
    assert [row.act for row in rows if isinstance(row, NoticeRow)] == ["reveal", ""]
