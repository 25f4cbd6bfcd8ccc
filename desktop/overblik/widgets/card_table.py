"""The table of a card: rows as tall as their words, one tab stop."""

from collections import Counter
from itertools import accumulate

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from overblik.viewmodels.row_model import ROW, Index, RowModel, name_of
from overblik.viewmodels.rows import GroupRow, MoreRow, NoticeRow, Row
from overblik.widgets.delegates.rows import RowDelegate
from overblik.widgets.foot import NAMED_BELOW

_LEAST = 20
"""No row is lower than this, in design pixels."""
_REMEMBERED = 48
"""Rows of so many pages are not measured again: each section with a scroll bar, without, and before it was known."""


class CardTable(QTableView):
    """The rows of a card: one tab stop, arrows inside, heights from the wrapped words."""

    opened = Signal(object)
    resized = Signal()
    moved = Signal(object)
    """The row that the focus came to; none where there is none."""
    turned = Signal(int)
    """-1 and 1 for the arrows to the sides."""

    def __init__(self, model: RowModel, delegate: RowDelegate, parent: QWidget | None = None) -> None:
        """Take the model and the delegate."""
        super().__init__(parent)
        self.rows = model
        self.look, self._delegate = delegate.look, delegate
        self._measured: tuple[int, tuple[Row, ...]] | None = None
        self._known: list[tuple[int, tuple[Row, ...], tuple[int, ...]]] = []
        """Width, rows and their heights, the latest first: with and without a scroll bar, and of the pages before."""
        self._facts = [0]
        """How many rows that are facts stand above each row."""
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(self.look.px(12))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self._open)
        self.clicked.connect(self._click)

    def heights(self, width: int) -> tuple[int, ...]:
        """Give the height that the words of each row need in a width."""
        rows = self.rows.rows
        if not rows:
            self._known = []  # the patient was left
            return ()
        for known_width, known_rows, heights in self._known:
            if known_rows is rows and known_width == width:
                return heights
        heights = tuple(self._delegate.height(row, width) for row in rows)
        self._known = [(width, rows, heights), *self._known[: _REMEMBERED - 1]]
        return heights

    def forget(self) -> None:
        """Keep the rows of no other page: what an act revealed goes with it (H21 rule 5)."""
        self._known = []

    def fits(self, height: int) -> bool:
        """Whether all rows are in view without a scroll bar: beside one they break into more lines, and it would stay."""
        if len(self.rows.rows) * self.look.px(_LEAST) > height:
            return False  # many rows need not be measured to know that
        return sum(self.heights(self.width())) <= height

    def measure(self) -> None:
        """Give every row the height that its words need in the width of the table."""
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(off if self.fits(self.height()) else needed)
        width = self.viewport().width()
        if self._measured is not None and self._measured[0] == width and self._measured[1] is self.rows.rows:
            return
        header, tall = self.verticalHeader(), self.heights(width)
        common = Counter(tall).most_common(1)[0][0] if tall else self.look.px(24)
        header.setDefaultSectionSize(common)
        for place, height in enumerate(tall):
            if header.sectionSize(place) != height:
                header.resizeSection(place, height)
        self._measured = (width, self.rows.rows)
        told = (not isinstance(row, (GroupRow, MoreRow)) for row in self.rows.rows)
        self._facts = list(accumulate(told, initial=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure anew where the width changed."""
        super().resizeEvent(event)
        self.measure()
        self.resized.emit()

    def _click(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, (MoreRow, NoticeRow)) and row.action:
            self.opened.emit(row)

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if row is not None and not isinstance(row, (MoreRow, NoticeRow)):
            self.opened.emit(row)

    def current(self) -> Row | None:
        """Give the row that has the focus."""
        row: Row | None = self.currentIndex().data(ROW)
        return row

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell to which row the focus came."""
        super().currentChanged(current, previous)
        self.moved.emit(current.data(ROW))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a fact: a table that gets the focus without one would take its first row, a heading."""
        super().focusInEvent(event)
        places = self.rows.facts()
        if places and self.currentIndex().row() not in places:
            self.go_to(places[0])

    def go_to(self, place: int) -> None:
        """Put the focus on a row, at least a hair clear of the edge."""
        index = self.rows.index(place, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the row by Enter, go to the first or the last fact; leave every other key to the table."""
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.rows.rows:
            places = self.rows.facts()
            if places:
                self.go_to(places[0] if event.key() == Qt.Key.Key_Home else places[-1])
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turned.emit(1 if event.key() == Qt.Key.Key_Right else -1)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.current()
            if row is not None:
                self.opened.emit(row)
            return
        super().keyPressEvent(event)

    def names_below(self, height: int | None = None) -> tuple[list[str], int]:
        """Name the first rows that end under the lower edge, now or at another height, and count all of them."""
        height = self.viewport().height() if height is None else height
        if self.fits(height):
            return [], 0
        last = self.rowAt(height - 1)
        if last < 0 or not self.rows.rows:
            return [], 0
        bottom = self.rowViewportPosition(last) + self.rowHeight(last)
        hidden = last + (1 if bottom <= height + 2 else 0)
        names: list[str] = []
        for row in self.rows.rows[hidden : hidden + 4 * NAMED_BELOW]:
            if not isinstance(row, (GroupRow, MoreRow)) and name_of(row) and len(names) < NAMED_BELOW:
                names.append(name_of(row))
        return names, self._facts[-1] - self._facts[hidden]
