"""The cumulative grid as an item model: names in the fixed heading, each cell spoken whole (screens.md section 7)."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from overblik.viewmodels.lab_grid import LabGrid
from overblik.viewmodels.words import Words

CELL = int(Qt.ItemDataRole.UserRole)
"""The role of a cell's row of the laboratory; none where nothing was measured."""
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_SHOWN = int(Qt.ItemDataRole.DisplayRole)
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class LabGridModel(QAbstractTableModel):
    """Analyses by moments."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.words = words
        self.grid: LabGrid | None = None

    def show(self, grid: LabGrid | None) -> bool:
        """Take another grid; tell whether anything changed."""
        if grid == self.grid:
            return False
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the analyses."""
        return 0 if parent.isValid() or self.grid is None else len(self.grid.names)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count the moments."""
        return 0 if parent.isValid() or self.grid is None else len(self.grid.columns)

    def data(self, index: Index, role: int = CELL) -> Any:
        """Give a cell, or what a screen reader says of it."""
        if not index.isValid() or self.grid is None or role not in (CELL, _SHOWN, _SPOKEN):
            return None
        cell = self.grid.cells[index.row()].get(index.column())
        if role == CELL:
            return cell
        if role == _SHOWN:
            return cell.value if cell is not None else ""
        if cell is not None:
            return cell.accessible
        name, date = self.grid.spoken_names[index.row()], self.grid.columns[index.column()]
        return f"{name}, {self.words.say('lab.grid_empty')}, {date}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _SHOWN) -> Any:
        """Give the name of an analysis with its unit, or a moment."""
        if self.grid is None or role not in (_SHOWN, _SPOKEN):
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.grid.columns[section]
        return (self.grid.spoken_names if role == _SPOKEN else self.grid.names)[section]
