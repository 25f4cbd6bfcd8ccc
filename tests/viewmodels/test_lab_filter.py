"""The filter of the laboratory page and its cumulative grid: what is left out is said, what is missing never goes (R8)."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from clinic import DANISH_WORDS, complete, interval, plain, result, section, view
from overblik.domain.lab_result import Flag
from overblik.domain.section import Cause, Standing, Topic
from overblik.viewmodels.lab_choice import LabFilter
from overblik.viewmodels.lab_grid import lab_grid
from overblik.viewmodels.lab_grid_model import LabGridModel
from overblik.viewmodels.lab_table import lab_card
from overblik.viewmodels.row_model import ROW
from overblik.viewmodels.rows import LabRow, NoticeRow

LIMITS = interval("45", "90")
FACTS = (
    result("142", "2026-11-20", "Kreatinin", "A", flag=Flag.HIGH, reference=LIMITS),
    result("142", "2026-08-12", "Kreatinin", "A", flag=Flag.HIGH, reference=LIMITS),
    result("60", "2026-10-20", "Kalium", "B", flag=Flag.NORMAL, reference=LIMITS),
    result("61", "2026-08-12", "Kalium", "B", flag=Flag.NORMAL, reference=LIMITS),
    result("70", "2025-12-01", "Natrium", "C", flag=Flag.LOW, reference=LIMITS),
    result("70", "2019-12-01", "Gammel", "D", flag=Flag.NORMAL, reference=LIMITS),
    result("70", "", "Udateret", "E", flag=Flag.NORMAL, reference=LIMITS),
)
LAB = complete(Topic.LAB_RESULTS, *FACTS)
FAILED = section(Standing.FAILED, Topic.LAB_RESULTS, causes=(Cause.UNREACHABLE,), source="dds", label="Delte prøvesvar")


def card(wanted: LabFilter, *more: Any, is_full: bool = True) -> Any:
    return lab_card((LAB, *more), replace(view(is_full=is_full), lab=wanted))


def names(wanted: LabFilter) -> list[str]:
    return sorted(row.name for row in card(wanted).rows if isinstance(row, LabRow))


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (LabFilter(), ["Gammel", "Kalium", "Kreatinin", "Natrium", "Udateret"]),
        (LabFilter(is_abnormal=True), ["Kreatinin", "Natrium"]),
        (LabFilter(is_changed=True), ["Kalium"]),
        (LabFilter(months=3), ["Kalium", "Kreatinin", "Udateret"]),
        (LabFilter(months=12), ["Kalium", "Kreatinin", "Natrium", "Udateret"]),
        (LabFilter(months=60), ["Kalium", "Kreatinin", "Natrium", "Udateret"]),
        (LabFilter(is_abnormal=True, months=3), ["Kreatinin"]),
    ],
)
def test_r8_a_filter_lets_through_what_it_says_and_what_nobody_can_date(wanted: LabFilter, shown: list[str]) -> None:
    assert names(wanted) == shown


def test_r8_the_filter_is_the_first_line_with_its_numbers_and_its_way_back() -> None:
    first = card(LabFilter(is_abnormal=True), FAILED).rows[0]
    assert isinstance(first, NoticeRow)
    assert first.heading == "Filter: uden for interval. 2 af 5 vist."
    assert first.accessible == "Filter: uden for interval. 2 af 5 vist. Esc fjerner"
    assert first.action == "Esc fjerner"


def test_a_filter_that_lets_nothing_through_is_never_an_empty_list() -> None:
    rows = card(LabFilter(is_abnormal=True, is_changed=True)).rows
    assert [row.accessible for row in rows] == [
        "Filter: uden for interval, ændret siden forrige svar. 0 af 5 vist. Esc fjerner"
    ]


def test_what_a_source_lacks_is_never_filtered_away() -> None:
    rows = card(LabFilter(is_abnormal=True), FAILED).rows
    assert any(isinstance(row, NoticeRow) and "Delte prøvesvar" in row.heading for row in rows[1:])
    grid = lab_grid((LAB, FAILED), replace(view(is_full=True), lab=LabFilter(is_abnormal=True)))
    assert any("Delte prøvesvar" in line for line in grid.notices)
    assert grid.filter_text == "Filter: uden for interval. 2 af 5 vist. Esc fjerner"


def test_the_card_of_the_overview_knows_no_filter() -> None:
    rows = card(LabFilter(is_abnormal=True), is_full=False).rows
    assert len([row for row in rows if isinstance(row, LabRow)]) == 5


def grid(*facts: Any) -> LabGridModel:
    model = LabGridModel(DANISH_WORDS)
    model.show(lab_grid((complete(Topic.LAB_RESULTS, *facts),), view(is_full=True)))
    return model


def spoken(model: LabGridModel, row: int, column: int) -> str:
    return plain(model.data(model.index(row, column), int(Qt.ItemDataRole.AccessibleTextRole)))


def test_the_grid_has_the_newest_moment_at_the_left_and_every_cell_speaks_whole() -> None:
    model = grid(*FACTS[:4])
    heads = [plain(model.headerData(place, Qt.Orientation.Horizontal)) for place in range(model.columnCount())]
    assert heads == ["20. nov 2026", "20. okt 2026", "12. aug 2026"]
    assert spoken(model, 1, 0) == "Kreatinin 142 µmol/L, over interval, 20. nov 2026"
    assert spoken(model, 0, 0) == "Kalium, µmol/L, ikke målt, 20. nov 2026"
    cell = model.data(model.index(1, 0), ROW)
    assert (cell.value, cell.letter) == ("142", "H")


def test_the_grid_marks_what_cannot_be_compared() -> None:
    model = grid(FACTS[0], result("67", "2023-02-20", "Kreatinin", "A", method="Patientnær måling"))
    assert plain(model.data(model.index(0, 1), ROW).value) == "≠ 67"
    assert "kan ikke sammenlignes" in spoken(model, 0, 1)


def test_two_moments_of_one_day_have_columns_of_their_own() -> None:
    told = [result(value, f"2026-11-20T{hour}:00:00+01:00") for value, hour in (("142", "08"), ("150", "14"))]
    model = grid(*told)
    heads = [plain(model.headerData(place, Qt.Orientation.Horizontal)) for place in range(model.columnCount())]
    assert heads == ["20. nov 2026 kl. 14:00", "20. nov 2026 kl. 08:00"]
