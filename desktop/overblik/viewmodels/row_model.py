"""The rows of a card as an item model: one column, speaking to screen readers."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from overblik.viewmodels.rows import GroupRow, Row
from overblik.viewmodels.speech import Speech
from overblik.viewmodels.words import Words

ROW = int(Qt.ItemDataRole.UserRole)
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractTableModel):
    """Holds the rows; equal rows change nothing, changed ones change in place while the keys stand."""

    def __init__(self, parent: QObject | None = None, words: Words | None = None) -> None:
        """Start empty; with a catalogue rows are read out in its language."""
        super().__init__(parent)
        self._speech = Speech(words) if words is not None else None
        self.rows: tuple[Row, ...] = ()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Give the one column."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = ROW) -> Any:
        """Give the row itself, or what a screen reader says of it."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role not in _SPOKEN:
            return None
        return self._speech.of(row.accessible) if self._speech is not None else row.accessible

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Give no numbers of rows and columns: a screen reader would read them before each fact."""
        del section, orientation
        return "" if role in _SPOKEN else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the arrows pass over headings: they are no facts."""
        if not index.isValid() or isinstance(self.rows[index.row()], GroupRow):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def show(self, rows: tuple[Row, ...]) -> bool:
        """Take new rows; tell whether anything changed."""
        old = self.rows
        if rows == old:
            return False
        if [row.key for row in rows] == [row.key for row in old]:
            self.rows = rows
            for place, (new, was) in enumerate(zip(rows, old, strict=True)):
                if new != was:
                    at = self.index(place, 0)
                    self.dataChanged.emit(at, at)
            return True
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True

    def facts(self) -> list[int]:
        """Give the places of the rows that may have the focus."""
        return [place for place, row in enumerate(self.rows) if not isinstance(row, GroupRow)]

    def place_of(self, key: str) -> int:
        """Give the place of a row by its key, -1 when it is gone."""
        return next((place for place, row in enumerate(self.rows) if row.key == key), -1)


def name_of(row: Row) -> str:
    """Give the short name of a row, for the line about what lies out of view."""
    for attribute in ("name", "title", "heading", "text", "left"):
        told: str = getattr(row, attribute, "")
        if told:
            return told
    return ""
