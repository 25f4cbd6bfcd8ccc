"""The scenarios as a screen reader says them: the same facts as on the screen, in words (acceptance.md, 'Speech')."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from clinic import DANISH_WORDS, plain, view
from journeys.test_s02_annulled_pressure import sections_of
from journeys.test_s05_real_card import section_of
from journeys.test_s10_discharge_day import at, section_at
from overblik.domain.section import Section
from overblik.viewmodels.card_head import View
from overblik.viewmodels.row_model import RowModel
from overblik.viewmodels.rows import GroupRow, MoreRow, NoticeRow
from overblik.viewmodels.screen_parts import compose_card


def spoken(card: str, sections: tuple[Section[Any], ...], at_view: View) -> list[str]:
    """Give what is said of each row that is a fact."""
    model = RowModel(None, DANISH_WORDS)
    model.show(compose_card(card, sections, at_view).rows)
    return [
        plain(model.index(place, 0).data(Qt.ItemDataRole.AccessibleTextRole))
        for place, row in enumerate(model.rows)
        if not isinstance(row, (GroupRow, MoreRow, NoticeRow))
    ]


@pytest.mark.samples
@pytest.mark.rule("S2", "H17")
def test_s02_speech_says_annulled_before_the_number(samples: Path) -> None:
    path = samples / "cda" / "phmr" / "kih-Ex2-Typing_error-MODIFIED.xml"
    said = spoken("home_monitoring", sections_of(path), view(is_full=True))
    (annulled,) = [one for one in said if "253" in one]
    assert annulled.startswith("Annulleret: blodtryk 253 over 86 millimeter kviksølv, 20. januar 2014")
    assert "Blodtryk, Kun annulleret måling" in said
    assert any("77,3 kilogram" in one and "Målt af borger" in one for one in said)


@pytest.mark.samples
@pytest.mark.rule("S3", "R12")
def test_s03_speech_says_of_each_value_that_unit_and_judgement_are_missing(samples: Path) -> None:
    path = samples / "cda" / "phmr" / "kih-PHMR_KOL_Example_1_MaTIS.xml"
    said = spoken("home_monitoring", sections_of(path), view(is_full=True))
    for value in ("0,92", "0,95", "0,97"):
        (one,) = [one for one in said if one.startswith((f"O2 sat.;Hb(aB) {value}", f"O2 sat.;Hb(aB), {value}"))]
        assert "enhed ikke oplyst" in one
        assert "ikke vurderet" in one
    assert any(one.endswith("forrige 0,92 samme dag") for one in said)


@pytest.mark.samples
@pytest.mark.rule("S5", "R5")
def test_s05_speech_has_five_rows_and_no_dose_where_the_card_has_none(samples: Path) -> None:
    card = section_of(samples / "fmk" / "responses" / "medicine-card-0410009234.xml")
    said = spoken("medication", (card,), view(is_full=True))
    assert len(said) == 5
    (pinex,) = [one for one in said if "Pinex" in one]
    assert "doseres efter skema i lokalt system. dosis fremgår ikke af fmk" in pinex.casefold()
    assert [one.split(", mod ")[1].split(",")[0] for one in said if "Brufen" in one] == [
        "menstruationssmerter",
        "smerter",
    ]
    assert any("Bemærk: Indtages 20 minut" in one for one in said)


@pytest.mark.rule("S10", "R9")
def test_s10_speech_says_the_status_before_the_dose() -> None:
    section = section_at("2026-11-18T16:05:00", copy=True, older=True)
    said = spoken("medication", (section,), View(at("2026-11-19T14:00:00"), DANISH_WORDS))
    (paused,) = [one for one in said if one.startswith("furosemid")]
    assert paused.index("Pauseret 18. november 2026 til og med 20. november 2026") < paused.index("1 tablet morgen")
    (metformin,) = [one for one in said if one.startswith("metformin")]
    assert "1000 milligram tabletter" in metformin
