"""The focus of the board stays with a patient while lists are read again: Enter never opens whoever slid into his place."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from clinic import ME, OTHER, THIRD
from overblik.domain.patient import PatientId
from overblik.runtime import paths
from overblik.viewmodels.lazily import Lazily
from overblik.viewmodels.ward_values import BoardRow, Rows
from overblik.widgets.look import Look
from overblik.widgets.ward_table import BoardList

pytestmark = pytest.mark.rule("H3", "R1")


def rows(*patients: PatientId | None) -> Rows:
    made = tuple(BoardRow(str(n), f"{n + 1}-1", one) for n, one in enumerate(patients))
    return Lazily.of(tuple((row.key, row.patient_id) for row in made), made)


@pytest.fixture
def table(qtbot: Any) -> BoardList:
    made = BoardList(Look("light", paths.resources() / "icons"), "normal")
    qtbot.addWidget(made)
    made.resize(1200, 600)
    return made


def test_h3_the_focus_follows_its_patient_to_another_bed(table: BoardList, qtbot: Any) -> None:
    opened: list[PatientId] = []
    table.opened.connect(opened.append)
    table.show_rows(rows(ME, OTHER, THIRD))
    table.go_to(1)
    table.show_rows(rows(ME, None, THIRD, OTHER))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened == [OTHER]


def test_h3_where_the_patient_is_gone_enter_opens_nobody(table: BoardList, qtbot: Any) -> None:
    opened: list[PatientId] = []
    table.opened.connect(opened.append)
    table.show_rows(rows(ME, OTHER, THIRD))
    table.go_to(1)
    table.show_rows(rows(ME, THIRD))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened == []


def test_an_empty_bed_keeps_the_focus_by_its_place(table: BoardList) -> None:
    table.show_rows(rows(ME, None, OTHER))
    table.go_to(1)
    table.show_rows(rows(THIRD, None, OTHER))
    assert table.currentIndex().row() == 1
