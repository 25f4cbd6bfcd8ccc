"""The table beside the trend: every point of the chart, newest on top, spoken cell by cell (R13, screens.md section 7)."""

from bisect import bisect_left
from textwrap import wrap
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from overblik.viewmodels.formats import show_time
from overblik.viewmodels.trend_time import from_seconds
from overblik.viewmodels.trend_values import Trend
from overblik.viewmodels.trend_words import Told, told_at, when_words
from overblik.viewmodels.words import Words

TOLD = int(Qt.ItemDataRole.UserRole)
"""The role of a cell's `Told`; of the first column the words of the moment."""
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_SHOWN = int(Qt.ItemDataRole.DisplayRole)
_WIDE = 12
"""Letters on a line of a heading: a column is as wide as its numbers, not as its name."""
_ALIGNED = int(Qt.ItemDataRole.TextAlignmentRole)
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class TrendTable(QAbstractTableModel):
    """Date by analysis; a cell makes its words when it is looked at."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.words = words
        self.trend: Trend | None = None
        self._told: dict[tuple[int, int], Told] = {}
        """The words of cells that were looked at."""

    def show(self, trend: Trend | None) -> None:
        """Take another trend."""
        self.beginResetModel()
        self.trend = trend
        self._told.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the moments."""
        return 0 if parent.isValid() or self.trend is None else len(self.trend.moments)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count the date and the analyses."""
        return 0 if parent.isValid() or self.trend is None else 1 + len(self.trend.panels)

    def moment_of(self, row: int) -> float:
        """Give the moment of a row."""
        assert self.trend is not None
        return self.trend.moments[len(self.trend.moments) - 1 - row]

    def row_of(self, when: float) -> int:
        """Give the row of a moment, -1 where there is none."""
        if self.trend is None:
            return -1
        place = bisect_left(self.trend.moments, when)
        is_here = place < len(self.trend.moments) and self.trend.moments[place] == when
        return len(self.trend.moments) - 1 - place if is_here else -1

    def data(self, index: Index, role: int = TOLD) -> Any:
        """Give a cell as `Told`, or what a screen reader says of it."""
        if not index.isValid() or self.trend is None or role not in (TOLD, _SHOWN, _SPOKEN):
            return None
        when = self.moment_of(index.row())
        if index.column() == 0:
            return self._date(when) if role in (TOLD, _SHOWN) else when_words(self.trend, when, self.words)
        place = (index.row(), index.column())
        if place not in self._told:
            self._told[place] = told_at(self.trend.panels[place[1] - 1], when, self.words)
        told = self._told[place]
        if role == TOLD:
            return told
        return f"{told.spoken}, {when_words(self.trend, when, self.words)}" if role == _SPOKEN else told.value

    def _date(self, when: float) -> str:
        """Give the day; with the time of day where another row is of the same day."""
        assert self.trend is not None
        told = when_words(self.trend, when, self.words)
        day = told.partition(f" {self.words.say('trend.at')} ")[0]
        place = bisect_left(self.trend.moments, when)
        beside = [at for at in (place - 1, place + 1) if 0 <= at < len(self.trend.moments)]
        is_alone = all(not when_words(self.trend, self.trend.moments[at], self.words).startswith(day) for at in beside)
        return day if is_alone or day == told else f"{day} {show_time(from_seconds(when))}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _SHOWN) -> Any:
        """Give the name of a column with its unit."""
        if role == _ALIGNED and section == 0:
            return int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
        if self.trend is None or orientation is not Qt.Orientation.Horizontal or role not in (_SHOWN, _SPOKEN):
            return None
        if section == 0:
            return self.words.say("trend.table_head")
        panel = self.trend.panels[section - 1]
        if role == _SPOKEN:
            return f"{panel.short} {panel.unit}".rstrip()
        return "\n".join(
            line
            for text in (panel.short, panel.unit)
            for line in wrap(text, _WIDE, break_long_words=False, break_on_hyphens=False)
        )
