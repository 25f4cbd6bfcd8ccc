"""A document broken into A4 pages: every row whole, every head and heading on each page it reaches (screens.md 6).

All is measured before it is placed. A row that is taller than an empty page is the only one that is cut, by lines, and
the rest of it is marked as going on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from overblik.viewmodels.paper import Beside, Boxed, Head, Lines, Paper, PaperRow, Piece, Sort, Space, Table, plain
from overblik.widgets.look import Look
from overblik.widgets.paper_head import foot_slab, head_slab
from overblik.widgets.paper_rows import (
    PAD,
    Measured,
    boxed_slab,
    heading_slab,
    lines_slab,
    measured,
    names_slab,
    space_slab,
)
from overblik.widgets.paper_slab import UNIT, Mark, PaperLook, Slab, Words, flow, paint_marks, paint_words

_MM = 72 / 25.4 * UNIT
WIDTH, HEIGHT = 210 * _MM, 297 * _MM
SIDE, EDGE = 12 * _MM, 6 * _MM
"""Margins at the sides, and at top and bottom (screens.md 6)."""
_GUTTER = 14 * UNIT
_LEFT = 0.53
_HANDWRITING = 30 * UNIT
_WORTH = 48 * UNIT
"""So little room is left empty before something that is cut anyhow."""
_TALLEST_HEAD = 0.5
"""The share of a page that its head may take; of a longer one the CAVE list stands once, and each page says where."""


@dataclass(slots=True)
class Page:
    """What stands on one page, in units from its upper left corner."""

    words: list[Words] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def paint(self, painter: QPainter) -> None:
        """Draw the page; the painter is scaled so that a unit is a twentieth of a point."""
        paint_marks(painter, self.marks)
        paint_words(painter, self.words)


class _Place(NamedTuple):
    """Where the next thing goes."""

    page: int
    y: float


class _Column(NamedTuple):
    """A column of the page."""

    x: float
    width: float


def laid_out(paper: Paper) -> list[Page]:
    """Break a document into pages."""
    return _Sheets(paper, PaperLook()).made()


class _Sheets:
    """Places one block after the other, and opens pages as they are needed."""

    def __init__(self, paper: Paper, look: Look) -> None:
        self._look, self._width = look, WIDTH - 2 * SIDE
        head = head_slab(paper, look, self._width, paper.page(88, 88))
        if head.height > _TALLEST_HEAD * HEIGHT and isinstance(paper.head, Head):
            paper = _shortened(paper, paper.head)
            head = head_slab(paper, look, self._width, paper.page(88, 88))
        self._paper, self._head_height = paper, head.height
        self._foot = foot_slab(paper, look, self._width)
        self._top = EDGE + self._head_height
        self._bottom = HEIGHT - EDGE - self._foot.height - 4 * UNIT
        self._pages: list[Page] = [Page()]

    def made(self) -> list[Page]:
        """Give the pages, each with head and foot."""
        place, column = _Place(0, self._top), _Column(SIDE, self._width)
        for block in self._paper.blocks:
            if isinstance(block, Table):
                place = self._table(block, place, column)
            elif isinstance(block, Beside):
                place = self._beside(block, place)
            elif isinstance(block, Space):
                place = self._space(block, place, column)
            else:
                place = self._whole(_measure(block, self._look, column.width), place, column)
        for number in range(len(self._pages)):
            said = self._paper.page(number + 1, len(self._pages))
            head = head_slab(self._paper, self._look, self._width, said)
            for slab, y in ((head, EDGE), (self._foot, HEIGHT - EDGE - self._foot.height)):
                self._put(slab if number == 0 else slab.repeated(), _Place(number, y), column)
        return self._pages

    def _put(self, slab: Slab, place: _Place, column: _Column) -> _Place:
        while place.page >= len(self._pages):
            self._pages.append(Page())
        page, by = self._pages[place.page], QPointF(column.x, place.y)
        page.words += [one.moved(by) for one in slab.words]
        page.marks += [one.moved(by) for one in slab.marks]
        return _Place(place.page, place.y + slab.height)

    def _fits(self, place: _Place, *heights: float) -> bool:
        return place.y + sum(heights) <= self._bottom

    def _next(self, place: _Place) -> _Place:
        return _Place(place.page + 1, self._top)

    def _whole(self, slab: Slab, place: _Place, column: _Column) -> _Place:
        """Put something that is not a table; where it does not fit it begins on the next page."""
        if not self._fits(place, slab.height) and place.y > self._top:
            place = self._next(place)
        return self._cut(slab, place, column, Slab())

    def _cut(self, slab: Slab, place: _Place, column: _Column, repeat: Slab) -> _Place:
        """Put a slab, by lines where it is taller than a page; `repeat` stands over each part that goes on."""
        while not self._fits(place, slab.height):
            above, slab = slab.cut(self._bottom - place.y, PAD)
            self._put(above, place, column)
            place = self._put(repeat, self._next(place), column)
            place = self._put(self._going_on(column), place, column)
        return self._put(slab, place, column)

    def _going_on(self, column: _Column) -> Slab:
        slab = Slab()
        slab.height = slab.put(flow(self._look, (Piece(self._paper.continued, True),), column.width), 0, PAD)
        return slab.repeated()

    def _space(self, block: Space, place: _Place, column: _Column) -> _Place:
        """Put the boxes for handwriting, as tall as there is room."""
        if not self._fits(place, _HANDWRITING):
            place = self._next(place)
        return self._put(space_slab(block, self._look, column.width, self._bottom - place.y), place, column)

    def _beside(self, block: Beside, place: _Place) -> _Place:
        """Put two columns, each going on over the pages by itself; what follows begins under the longer one."""
        wide = self._width - _GUTTER
        left, right = _Column(SIDE, wide * _LEFT), _Column(SIDE + wide * _LEFT + _GUTTER, wide * (1 - _LEFT))
        ends = []
        for tables, column in ((block.left, left), (block.right, right)):
            at = place
            for table in tables:
                at = self._table(table, at, column)
            ends.append(at)
        return max(ends)

    def _table(self, table: Table, place: _Place, column: _Column) -> _Place:
        made = measured(table, self._look, column.width)
        rows = _Rows(made, self._look, column.width, self._paper.continued)
        begin = rows.top("")
        first = rows.slabs[0].height if rows.slabs else 0
        if not self._fits(place, begin.height, first) and place.y > self._top:
            place = self._next(place)
        place = self._put(begin, place, column)
        for at, slab in enumerate(rows.slabs):
            place = self._row(rows, at, slab, place, column)
        return place

    def _row(self, rows: "_Rows", at: int, slab: Slab, place: _Place, column: _Column) -> _Place:
        """Put a row where it fits whole; one that is taller than an empty page is cut where it stands."""
        # A group heading never stands alone at the foot of a page.
        after = rows.slabs[at + 1].height if rows.is_band(at) and at + 1 < len(rows.slabs) else 0
        if self._fits(place, slab.height, after):
            return self._put(slab, place, column)
        again = rows.top(rows.group_of(at), is_more=True).repeated()
        room = self._room(again)
        if slab.height <= room:
            is_lone = slab.height + after > room and self._fits(place, slab.height)
            return self._put(slab, place if is_lone else self._put(again, self._next(place), column), column)
        if not self._fits(place, _WORTH):
            place = self._put(again, self._next(place), column)
        return self._cut(slab, place, column, again)

    def _room(self, head: Slab) -> float:
        """Give the height of an empty page under the heading of a table."""
        return self._bottom - self._top - head.height


class _Rows:
    """The rows of a table, the group that each belongs to, and what stands over them on each page."""

    def __init__(self, made: Measured, look: Look, width: float, continued: str) -> None:
        self._table, self._look, self._width, self._continued = made.table, look, width, continued
        rows = made.rows
        self._lead = self._first_group(rows)
        self._rows = [row for row, _ in rows][1 if self._lead else 0 :]
        self.slabs = [slab for _, slab in rows][1 if self._lead else 0 :]

    def _first_group(self, rows: Sequence[tuple[PaperRow, Slab]]) -> str:
        """Give the name of the first group where it stands in the line of the column names."""
        heads = self._table.heads
        is_led = bool(heads) and not heads[0] and bool(rows) and rows[0][0].sort is Sort.BAND
        return plain(rows[0][0].cells[0]) if is_led else ""

    def is_band(self, at: int) -> bool:
        """Whether a row is the heading of a group."""
        return self._rows[at].sort is Sort.BAND

    def group_of(self, at: int) -> str:
        """Give the group of a row; a heading has none before it."""
        if self.is_band(at):
            return ""
        before = [row for row in self._rows[:at] if row.sort is Sort.BAND]
        return plain(before[-1].cells[0]) if before else self._lead

    def top(self, group: str, *, is_more: bool = False) -> Slab:
        """Give title, column names and group over the rows of a page."""
        table, look, width = self._table, self._look, self._width
        slab = heading_slab(table, look, width, self._continued if is_more else "")
        if not table.heads:
            return slab
        name = group if is_more else self._lead
        said = f"{name} ({self._continued})" if is_more and name else name
        return _under(slab, names_slab(table, look, width, said))


def _shortened(paper: Paper, head: Head) -> Paper:
    """Move a CAVE list that fills the page out of the head, before all else, whole."""
    listed = Boxed(((Piece(f"{head.cave_tag} ", True), *head.cave),))
    return replace(paper, head=replace(head, cave=head.cave_short), blocks=(listed, *paper.blocks))


def _under(slab: Slab, other: Slab) -> Slab:
    by = QPointF(0, slab.height)
    words, marks = [one.moved(by) for one in other.words], [one.moved(by) for one in other.marks]
    return Slab(slab.height + other.height, [*slab.words, *words], [*slab.marks, *marks])


def _measure(block: Lines | Boxed, look: Look, width: float) -> Slab:
    return boxed_slab(block, look, width) if isinstance(block, Boxed) else lines_slab(block, look, width)


def page_box() -> QRectF:
    """Give the whole of a page."""
    return QRectF(0, 0, WIDTH, HEIGHT)
