"""The trend by the keys alone: from a result to its course, along it, and back to the row (screens.md 3.7, 4.1)."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from clinic import plain
from journeys.conftest import BERGGREN, Desk
from overblik.viewmodels.rows import LabRow
from overblik.viewmodels.trend_time import YEAR

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def at_result(desk: Desk, name: str = "Kreatinin") -> LabRow:
    """Open Berggren's results in full and go to one."""
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_L)
    desk.press(Qt.Key.Key_L)
    rows = desk.shell.full.model.rows
    place = next(n for n, row in enumerate(rows) if isinstance(row, LabRow) and row.name.startswith(name))
    desk.shell.full.table.go_to(place)
    row = rows[place]
    assert isinstance(row, LabRow)
    return row


def opened(desk: Desk) -> Any:
    """Open the trend of creatinine; give its page."""
    at_result(desk)
    desk.press(Qt.Key.Key_Return)
    page = desk.window.acts.feature("trend").page
    desk.bot.waitUntil(lambda: page.table_rows.trend is not None, timeout=3000)
    assert desk.shell.pages.currentWidget() is page
    return page


def readout(page: Any) -> str:
    return plain(page.readout.accessibleName())


def menu() -> QMenu:
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def test_enter_shows_that_analysis_alone_and_the_chart_says_how_it_is_walked(desk: Desk) -> None:
    page = opened(desk)
    assert page.chart.hasFocus()
    assert plain(page.chart.accessibleName()) == (
        "Graf: kreatinin, 11 svar fra 10. mar 2021 til 20. nov 2026. Brug venstre og højre pil."
    )
    assert readout(page) == "20. nov 2026 kl. 08:05, Kreatinin 142 µmol/L, over interval"
    assert "FMK" in page.trend.medicines.title
    assert any(lane.name == "metformin" for lane in page.trend.medicines.lanes)


def test_arrows_walk_the_answers_and_table_and_details_follow(desk: Desk) -> None:
    page = opened(desk)
    desk.press(Qt.Key.Key_Left)
    assert readout(page) == "12. aug 2026 kl. 08:05, Kreatinin 118 µmol/L, over interval"
    assert page.table.currentIndex().row() == 1
    assert "+9 (+8 %) 109 · 161 dage" in plain(page.details.accessibleName())
    desk.press(Qt.Key.Key_Home)
    assert readout(page).startswith("10. mar 2021")
    assert page.table.currentIndex().row() == page.table_rows.rowCount() - 1
    page.table.setFocus()
    desk.press(Qt.Key.Key_Up)
    assert readout(page).startswith("18. jan 2022")


def test_plus_minus_and_nought_zoom_and_shifted_arrows_pan(desk: Desk) -> None:
    page = opened(desk)
    whole = page.chart.span
    desk.press(Qt.Key.Key_Plus)
    desk.press(Qt.Key.Key_Plus)
    shorter = page.chart.span
    assert shorter.length < whole.length * 0.6
    assert shorter.start < page.chart.at < shorter.end
    desk.press(Qt.Key.Key_Left, SHIFT)
    assert page.chart.span.start < shorter.start
    assert page.chart.span.length == pytest.approx(shorter.length)
    desk.press(Qt.Key.Key_Minus)
    assert page.chart.span.length > shorter.length
    desk.press(Qt.Key.Key_0)
    assert page.chart.span == whole
    page.years[1].click()
    assert page.chart.span.length == pytest.approx(YEAR)
    assert page.years[1].isChecked()


def test_e_says_the_own_level_here_and_on_the_laboratory_page_and_is_off_at_first(desk: Desk) -> None:
    page = opened(desk)
    assert "eget niveau" not in desk.spoken()
    assert not page.level.isChecked()
    desk.press(Qt.Key.Key_E)
    assert page.level.isChecked()
    assert page.trend.panels[0].level_text
    assert "Eget niveau 109 (104–118), n = 3 svar fra 18 mdr. før; 12 mdr. gav 2" in plain(
        page.details.accessibleName()
    )
    desk.press(Qt.Key.Key_Escape)
    assert "eget niveau 109 (104–118), 18 mdr., n = 3" in plain(desk.spoken())
    desk.press(Qt.Key.Key_E)
    assert "eget niveau" not in desk.spoken()


def test_esc_returns_the_focus_to_the_row_it_came_from(desk: Desk) -> None:
    row = at_result(desk)
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Left)
    desk.press(Qt.Key.Key_Escape)
    assert desk.program.model.page == "lab_results"
    assert desk.shell.full.table.hasFocus()
    assert desk.shell.full.table.current().key == row.key


def test_esc_returns_to_the_card_of_the_overview_too(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_L)
    table = desk.shell.overview.cards["lab_results"].table
    row = table.current()
    assert isinstance(row, LabRow)
    desk.press(Qt.Key.Key_Return)
    assert desk.window.acts.feature("trend").page.isVisible()
    desk.press(Qt.Key.Key_Escape)
    assert desk.program.model.page == ""
    assert table.hasFocus()
    assert table.current() == row


def test_r_shows_the_original_of_the_chosen_answer_and_esc_comes_back_to_the_trend(desk: Desk) -> None:
    page = opened(desk)
    desk.press(Qt.Key.Key_Left)
    desk.press(Qt.Key.Key_R)
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is desk.shell.original, timeout=3000)
    assert "118" in desk.shell.original.text.toPlainText()
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.pages.currentWidget() is page
    assert readout(page).startswith("12. aug 2026")
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.full.table.hasFocus()


def test_analyses_are_added_and_removed_by_keys_and_another_method_is_said_not_to_be_joined(desk: Desk) -> None:
    page = opened(desk)
    desk.press(Qt.Key.Key_A, SHIFT)
    offered = [action.text() for action in menu().actions()]
    assert "eGFR (CKD-EPI);Nyre, mL/min/1,73 m² (samme gruppe)" in offered
    assert not any(text.startswith("Kreatinin;P") for text in offered)
    next(action for action in menu().actions() if action.text().startswith("Hæmoglobin A1c")).trigger()
    menu().close()
    assert page.head.title.text() == "Kreatinin og Hæmoglobin A1c (IFCC)"
    assert "20. feb 2023" not in readout(page)
    while not readout(page).startswith("20. feb 2023"):
        desk.press(Qt.Key.Key_Left)
    assert "Kreatinin, ikke målt" in readout(page)
    assert "67 mmol/mol, anden metode, ikke forbundet" in readout(page)
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Delete)
    assert page.head.title.text() == "Kreatinin"


def test_medicine_is_chosen_by_name_and_what_is_not_drawn_is_said(desk: Desk) -> None:
    page = opened(desk)
    names = [lane.name for lane in page.trend.medicines.others]
    assert "losartan" in names
    desk.press(Qt.Key.Key_M, SHIFT)
    next(action for action in menu().actions() if action.text().startswith("losartan")).trigger()
    menu().close()
    assert "losartan" in [lane.name for lane in page.trend.medicines.lanes]
    assert page.drugs.text() == f"Medicin {len(page.trend.medicines.lanes)} af 14"


def test_h21_no_lane_and_no_choice_names_what_the_patient_hides(desk: Desk) -> None:
    page = opened(desk)
    assert "1 lægemiddel er privatmarkeret. Navn og dosis vises ikke." in page.trend.medicines.notes
    told = repr([(lane.name, lane.text) for lane in (*page.trend.medicines.lanes, *page.trend.medicines.others)])
    for word in desk.program.model.sections:
        assert not any(private in told.casefold() for private in word.private_words)


def test_r2_another_patient_leaves_nothing_of_the_trend(desk: Desk) -> None:
    page = opened(desk)
    desk.press(Qt.Key.Key_J)
    assert page.trend is None
    assert page.chart.accessibleName() == readout(page) == page.head.title.text() == ""
    desk.wait()
    assert desk.shell.pages.currentWidget() is desk.shell.overview


def test_text_size_theme_and_language_keep_the_trend_open(desk: Desk) -> None:
    opened(desk)
    desk.press(Qt.Key.Key_D, CTRL)
    desk.press(Qt.Key.Key_E, CTRL)
    page = desk.window.acts.feature("trend").page
    assert desk.shell.pages.currentWidget() is page
    assert plain(page.chart.accessibleName()).startswith("Chart: kreatinin, 11 answers")
    desk.bot.waitUntil(page.chart.hasFocus, timeout=2000)
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.full.table.hasFocus()


def test_the_row_is_copied_with_patient_and_source(desk: Desk) -> None:
    opened(desk)
    desk.press(Qt.Key.Key_C, CTRL)
    told = plain(QApplication.clipboard().text())
    assert "Berggren" in told
    assert "Kreatinin 142 µmol/L, over interval, 20. nov 2026" in told


def test_esc_from_an_original_of_another_page_does_not_lead_to_a_trend_that_was_left(desk: Desk) -> None:
    opened(desk)
    desk.press(Qt.Key.Key_D)
    documents = desk.shell.full
    documents.table.go_to(next(n for n, row in enumerate(documents.model.rows) if row.original is not None))
    documents.table.setFocus()
    desk.press(Qt.Key.Key_R)
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is desk.shell.original, timeout=3000)
    desk.press(Qt.Key.Key_Escape)
    assert desk.program.model.page == "documents"
    assert documents.isVisible()
