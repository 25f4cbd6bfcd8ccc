"""The rows of a card as a model: what did not change is not touched, so nothing moves under the hand."""

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt

from overblik.viewmodels.row_model import ROW, RowModel, name_of
from overblik.viewmodels.rows import GroupRow, LineRow, MedicationRow, MoreRow, NoticeRow, PlanRow, Row

FLAGS = Qt.ItemFlag
FIRST, SECOND, HEADING = (
    MedicationRow("a", "metformin, aktiv", name="metformin"),
    MedicationRow("b", "furosemid, pauseret", name="furosemid"),
    GroupRow("g", "Fast, 2", text="Fast"),
)


class Heard:
    """Which rows changed in place, and how often all were made anew."""

    def __init__(self, model: RowModel) -> None:
        self.changed: list[int] = []
        self.resets = 0
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(self._reset)

    def _changed(self, first: Any, _: Any) -> None:
        self.changed.append(first.row())

    def _reset(self) -> None:
        self.resets += 1


def shown(*rows: Row) -> tuple[RowModel, Heard]:
    model = RowModel()
    model.show(rows)
    return model, Heard(model)


def test_equal_rows_change_nothing() -> None:
    model, heard = shown(HEADING, FIRST)
    assert model.show((HEADING, MedicationRow("a", "metformin, aktiv", name="metformin"))) is False
    assert (heard.changed, heard.resets) == ([], 0)


def test_a_value_changes_in_its_place_and_its_neighbours_are_left_alone() -> None:
    model, heard = shown(HEADING, FIRST, SECOND)
    assert model.show((HEADING, FIRST, MedicationRow("b", "furosemid, aktiv", name="furosemid"))) is True
    assert (heard.changed, heard.resets) == ([2], 0)


@pytest.mark.parametrize("rows", [(FIRST, HEADING), (HEADING,), (HEADING, FIRST, SECOND), ()])
def test_other_rows_or_another_order_are_made_anew(rows: tuple[Row, ...]) -> None:
    model, heard = shown(HEADING, FIRST)
    assert model.show(rows) is True
    assert (heard.changed, heard.resets, model.rows) == ([], 1, rows)


def test_a_row_is_found_by_its_key_wherever_it_has_moved() -> None:
    model, _ = shown(SECOND, HEADING, FIRST)
    assert [model.place_of(key) for key in ("a", "b", "gone")] == [2, 0, -1]


def test_the_arrows_pass_over_headings() -> None:
    model, _ = shown(HEADING, FIRST)
    assert model.flags(model.index(0, 0)) == FLAGS.NoItemFlags
    assert model.flags(model.index(1, 0)) == FLAGS.ItemIsEnabled | FLAGS.ItemIsSelectable


@pytest.mark.rule("R26")
def test_r26_a_row_is_spoken_by_its_accessible_words_and_nothing_else_is_told() -> None:
    model, _ = shown(FIRST)
    index = model.index(0, 0)
    told = {role: model.data(index, int(role)) for role in Qt.ItemDataRole}
    assert {role for role, words in told.items() if words == "metformin, aktiv"} == {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
    assert model.data(index, ROW) is FIRST
    assert model.data(QModelIndex(), ROW) is None
    assert (model.rowCount(index), model.columnCount(index)) == (0, 0)


@pytest.mark.rule("R8")
@pytest.mark.parametrize(
    ("row", "name"),
    [
        (FIRST, "metformin"),
        (PlanRow("", "", title="Plan", note="x"), "Plan"),
        (NoticeRow("", "", heading="Fejl", text="x"), "Fejl"),
        (LineRow("", "", left="i dag", text="Kontrol"), "Kontrol"),
        (LineRow("", "", left="i dag"), "i dag"),
        (MoreRow("", "", text="3 mere"), "3 mere"),
        (Row("", ""), ""),
    ],
)
def test_r8_what_lies_out_of_view_has_a_name(row: Row, name: str) -> None:
    assert name_of(row) == name
