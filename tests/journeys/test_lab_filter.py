"""Filter and grid of the laboratory page by the keys (R8, screens.md 4.1)."""

from PySide6.QtCore import Qt

from clinic import plain
from journeys.conftest import Desk
from journeys.test_trend import at_result, menu
from overblik.viewmodels.rows import LabRow, NoticeRow


def names(desk: Desk) -> list[str]:
    return [row.name for row in desk.shell.full.model.rows if isinstance(row, LabRow)]


def choose(desk: Desk, text: str) -> None:
    desk.press(Qt.Key.Key_F)
    next(action for action in menu().actions() if action.text() == text).trigger()
    menu().close()


def test_f_filters_says_so_at_the_top_and_esc_takes_it_away(desk: Desk) -> None:
    at_result(desk)
    whole = len(names(desk))
    choose(desk, "Uden for interval".lower())
    first = desk.shell.full.model.rows[0]
    assert isinstance(first, NoticeRow)
    assert first.heading == f"Filter: uden for interval. {len(names(desk))} af {whole} vist."
    assert 0 < len(names(desk)) < whole
    assert any(isinstance(row, NoticeRow) and "Delte prøvesvar" in row.heading for row in desk.shell.full.model.rows)
    desk.press(Qt.Key.Key_Escape)
    assert len(names(desk)) == whole
    assert desk.program.model.page == "lab_results"
    assert desk.shell.full.table.hasFocus()
    desk.press(Qt.Key.Key_Escape)
    assert desk.program.model.page == ""


def test_enter_on_the_line_takes_the_filter_away(desk: Desk) -> None:
    at_result(desk)
    whole = len(names(desk))
    choose(desk, "seneste 3 mdr.")
    desk.shell.full.table.go_to(0)
    desk.press(Qt.Key.Key_Return)
    assert len(names(desk)) == whole


def test_another_patient_begins_without_a_filter(desk: Desk) -> None:
    at_result(desk)
    choose(desk, "uden for interval")
    desk.press(Qt.Key.Key_J)
    assert not desk.program.model.viewing.lab.is_on


def test_k_shows_the_grid_enter_a_course_and_esc_steps_back(desk: Desk) -> None:
    at_result(desk)
    desk.press(Qt.Key.Key_K)
    grid = desk.window.acts.feature("laboratory").page
    assert desk.shell.pages.currentWidget() is grid
    assert grid.view.hasFocus()
    spoken = plain(grid.view.accessibleName())
    assert spoken.startswith("Krydstabel: 51 analyser")
    assert "Delte prøvesvar" in spoken
    row = next(n for n, name in enumerate(grid.model.grid.names) if name.startswith("Kreatinin"))
    index = grid.model.index(row, 0)
    grid.view.setCurrentIndex(index)
    told = plain(grid.model.data(index, int(Qt.ItemDataRole.AccessibleTextRole)))
    assert told == "Kreatinin;P 142 µmol/L, over interval, 20. nov 2026"
    desk.press(Qt.Key.Key_Return)
    trend = desk.window.acts.feature("trend").page
    assert desk.shell.pages.currentWidget() is trend
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.pages.currentWidget() is grid
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.full.table.hasFocus()


def test_the_grid_keeps_the_filter_and_says_it(desk: Desk) -> None:
    at_result(desk)
    choose(desk, "uden for interval")
    desk.press(Qt.Key.Key_K)
    grid = desk.window.acts.feature("laboratory").page
    assert grid.filter.text().startswith("Filter: uden for interval.")
    desk.press(Qt.Key.Key_Escape)
    assert not grid.filter.isVisible()
    assert len(grid.model.grid.names) == 51
