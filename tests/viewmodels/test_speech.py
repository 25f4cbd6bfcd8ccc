"""What a screen reader says: units, signs and dates in words, every number as it stands (screens.md section 7)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from clinic import DANISH_WORDS, complete, interval, plain, result, view
from overblik.domain.lab_result import Flag
from overblik.domain.section import Topic
from overblik.runtime import paths
from overblik.viewmodels.row_model import RowModel
from overblik.viewmodels.rows import LabRow
from overblik.viewmodels.screen_parts import compose_card
from overblik.viewmodels.speech import Speech
from overblik.viewmodels.words import load_words

DANISH = Speech(DANISH_WORDS)
ENGLISH = Speech(load_words(paths.resources(), "en"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "eGFR, 31, mL/min/1,73 m², under interval, > 60, 20. nov 2026, −7 (−18 %), 38 · 100 dage",
            ("eGFR, 31 milliliter per minut per 1,73 kvadratmeter, under interval, over 60, 20. november 2026, "
            "faldet 7, 18 procent, forrige 38 for 100 dage siden"),
        ),
        (
            "Leukocytter;B, 11,8, 10⁹/L, over interval, 3,5–10,0, −0,8 (−6 %), 12,6 · 3 dage",
            ("Leukocytter;B, 11,8 milliarder per liter, over interval, 3,5 til 10,0, faldet 0,8, 6 procent, "
            "forrige 12,6 for 3 dage siden"),
        ),
        (
            "Annulleret: blodtryk 253 over 86 mmHg, 20. jan 2014",
            "Annulleret: blodtryk 253 over 86 millimeter kviksølv, 20. januar 2014",
        ),
        (
            "kl. 11:00-11:20 (tekst) / kl. 12:00-13:00 (kode), tekst og kode er uenige",
            "klokken 11 til 11.20 ifølge teksten, klokken 12 til 13 ifølge koden, tekst og kode er uenige",
        ),
        ("metformin, 500 mg tabletter, Ændret 04. mar 2026", "metformin, 500 milligram tabletter, Ændret 4. marts 2026"),
        ("Base excess, −2,1, mmol/L, −2,1 · 3 dage", "Base excess, minus 2,1 millimol per liter, forrige minus 2,1 for 3 dage siden"),
        ("CRP, 3 og 5 dage", "CRP, 3 og 5 dage"),
        ("tiotropium, 2,5 mikg/dosis", "tiotropium, 2,5 mikg/dosis"),
        ("≠ kan ikke sammenlignes", "kan ikke sammenlignes"),
        ("før 1\u202f000\u00a0mg", "før 1000 milligram"),
        ("Vægt, +0,2, 71,2 · 1 dag", "Vægt, steget 0,2, forrige 71,2 for 1 dag siden"),
    ],
)  # fmt: skip
def test_words_are_read_out_and_what_is_unknown_stays(written: str, said: str) -> None:
    assert DANISH.of(written) == said


def test_english_is_read_out_in_english() -> None:
    told = "Creatinine, 142, µmol/L, above interval, 45–90, 20. Nov 2026, +24 (+20 %), 118 · 100 days"
    assert ENGLISH.of(told) == (
        "Creatinine, 142 micromole per litre, above interval, 45 to 90, 20. November 2026, up 24, 20 per cent, "
        "previous 118 100 days ago"
    )


@given(st.lists(st.sampled_from(["142", "µmol/L", "45–90", "−7 (−18 %)", "38 · 100 dage", "< 8", "20. nov 2026", "x", ","]))
       .map(" ".join))  # fmt: skip
def test_no_number_is_lost_or_made(written: str) -> None:
    assert re.findall(r"\d+", DANISH.of(written)) == re.findall(r"\d+", written)


@pytest.mark.rule("R26")
def test_r26_every_row_is_spoken_with_value_unit_flag_and_date() -> None:
    facts = (
        result("118", "2026-08-12", flag=Flag.HIGH, reference=interval("45", "90")),
        result("142", "2026-11-20", flag=Flag.HIGH, reference=interval("45", "90")),
    )
    card = compose_card("lab_results", (complete(Topic.LAB_RESULTS, *facts),), view())
    model = RowModel(None, DANISH_WORDS)
    model.show(card.rows)
    place = next(place for place, row in enumerate(card.rows) if isinstance(row, LabRow))
    said = model.data(model.index(place, 0), int(Qt.ItemDataRole.AccessibleTextRole))
    assert plain(said).startswith(
        "Kreatinin;P, 142 mikromol per liter, over interval, 45 til 90, 20. november 2026, steget 24, 20 procent, "
        "forrige 118 for 100 dage siden"
    )


def test_no_row_is_announced_by_a_number_of_its_own() -> None:
    model = RowModel(None, DANISH_WORDS)
    assert model.headerData(0, Qt.Orientation.Vertical, int(Qt.ItemDataRole.DisplayRole)) == ""
