"""S10: metformin is halved at discharge, the dose box holds the old strength, a laptop holds the card of the day before."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from clinic import DANISH_WORDS, plain
from conftest import ROOT
from journeys.conftest import BERGGREN, Desk
from overblik.domain.ports import RawDocument
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.sources.fmk import FmkReader
from overblik.viewmodels.card_head import View
from overblik.viewmodels.json_report import overview_as_json
from overblik.viewmodels.medication_page import drug_page
from overblik.viewmodels.medication_table import medication_card
from overblik.viewmodels.rows import MedicationRow

SEED = next((ROOT / "seeds" / "fmk").glob(f"{BERGGREN}.*.xml"))
DANISH = "+01:00"
NOTE = "≠ FMK 500 mg / udleveret 28. okt 2026 1 000 mg / doseringsæske 1 000 mg til og med 29. nov 2026"


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment + DANISH)


def section_at(answered: str, *, copy: bool, older: bool) -> Section[Any]:
    """The card of 18 or of 19 November, answered then, or kept since."""
    root = etree.parse(str(SEED)).getroot()
    holder = root.find(".//{*}version") if older else root.find("{*}card")
    content = etree.tostring(holder[0])
    (found,) = FmkReader().recognise([RawDocument("kort.xml", content)], at(answered)) or ()
    answer = found.answers[Topic.MEDICATION]
    place = (found.patient_id, Topic.MEDICATION, "fmk", "FMK")
    made = Section(
        *place, Standing.COMPLETE, entries=answer.entries, as_of=at(answered), asked_at=at(answered), card=answer.card
    )
    if not copy:
        return made
    return replace(
        made, standing=Standing.STALE, reasons=(Reason(Cause.OFFLINE),), from_copy=True, copy_was_complete=True
    )


def row_of(section: Section[Any], generic: str, now: datetime) -> MedicationRow:
    rows = medication_card((section,), View(now, DANISH_WORDS)).rows
    return next(row for row in rows if isinstance(row, MedicationRow) and row.name == generic)


def said(row: MedicationRow) -> str:
    return plain(" ".join(part for part in (row.dosage, row.date_text, row.note) if part))


@pytest.mark.rule("S10", "R9")
def test_s10_overview_and_page_tell_the_box_beside_the_order(desk: Desk) -> None:
    desk.look(BERGGREN)
    row = next(row for row in desk.rows("medication") if isinstance(row, MedicationRow) and row.name == "metformin")
    assert NOTE in plain(row.note)
    assert NOTE in plain(desk.spoken())
    desk.program.model.open_page("medication")
    sections = desk.program.model.sections
    page = drug_page(row.key, sections, desk.program.model.view())
    assert page is not None
    strength = next(one for one in page.differences.rows if one.label == "Styrke")
    assert [plain(cell) for cell in strength.cells] == ["500 mg", "1 000 mg", "1 000 mg", "500 mg"]
    assert strength.differs


@pytest.mark.rule("S10")
def test_s10_the_json_tells_the_same_difference_with_each_source(desk: Desk) -> None:
    desk.look(BERGGREN)
    model = desk.program.model
    told = overview_as_json(model.patient_id, model.sections, model.view().now, model.words)["medication_differences"]
    (strength,) = [one for one in told if (one["name"], one["property"]) == ("Metformin Sandoz", "strength")]
    assert [(plain(one["source"]), plain(one["value"])) for one in strength["statements"]] == [
        ("FMK", "500 mg"),
        ("Udleveret, apotek", "1 000 mg"),
        ("Doseringsæske", "1 000 mg"),
        ("EPJ Eksempel", "500 mg"),
    ]
    assert "anarivin" not in repr(told)


@pytest.mark.rule("S10")
@pytest.mark.parametrize("day", range(19, 32))
def test_s10_the_difference_stands_each_day_to_the_last_of_the_box(day: int) -> None:
    now = at("2026-11-19T15:00:00") + timedelta(days=day - 19)
    row = row_of(section_at("2026-11-19T15:00:00", copy=False, older=False), "metformin", now)
    assert ("doseringsæske 1 000 mg til og med 29. nov 2026" in said(row)) is (day <= 29)


@pytest.mark.rule("S10", "H4", "H22")
def test_s10_the_copy_of_the_day_before_says_what_it_says_and_no_more() -> None:
    section = section_at("2026-11-18T16:05:00", copy=True, older=True)
    row = row_of(section, "metformin", at("2026-11-19T14:00:00"))
    assert plain(row.strength_form) == "1 000 mg tabletter"
    assert "Ændret 19" not in said(row)
    paused = row_of(section, "furosemid", at("2026-11-19T14:00:00"))
    assert "til og med 20. nov 2026" in said(paused)
    assert not paused.dosage_is_bold


@pytest.mark.rule("S10", "H22")
@pytest.mark.parametrize(("seconds", "has_passed"), [(-1, False), (0, True), (1, True)])
def test_s10_midnight_moves_no_row_and_changes_no_dose_of_a_copy(seconds: int, *, has_passed: bool) -> None:
    section = section_at("2026-11-18T16:05:00", copy=True, older=True)
    now = at("2026-11-21T00:00:00") + timedelta(seconds=seconds)
    before = [row.key for row in medication_card((section,), View(at("2026-11-19T14:00:00"), DANISH_WORDS)).rows]
    assert [row.key for row in medication_card((section,), View(now, DANISH_WORDS)).rows] == before
    course, paused = row_of(section, "prednisolon", now), row_of(section, "furosemid", now)
    assert ("Slutdato 20. nov 2026 er passeret ifølge kopien." in said(course)) is has_passed
    assert ("Pausen er udløbet ifølge kopien." in said(paused)) is has_passed
    assert paused.badge is not None
    assert paused.badge.text == "Pauseret"
