"""Rows, headings and boxes of a printed page, measured before anything is placed: a row is never split (screens.md 6)."""

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QRectF

from overblik.viewmodels.paper import Boxed, Line, Lines, PaperRow, Piece, Sort, Space, Table, plain
from overblik.widgets.look import Look
from overblik.widgets.paper_slab import BODY, STEP, UNIT, Mark, Sign, Slab, flow, right_edge

PAD = 0.9 * UNIT
_INSET, _INDENT, _GUTTER = 3 * UNIT, 10 * UNIT, 4 * UNIT
_HEADING = 11
_LEAST = 0.24
"""The share of the width that the first column keeps."""


@dataclass(slots=True)
class Measured:
    """A table ready to be placed: its heading, and each row with the group it belongs to."""

    table: Table
    heading: Slab
    rows: list[tuple[PaperRow, Slab]] = field(default_factory=list)


def measured(table: Table, look: Look, width: float) -> Measured:
    """Measure every row of a table."""
    table = replace(table, columns=_fitted(table, look, width))
    made = Measured(table, heading_slab(table, look, width, ""))
    made.rows = [(row, row_slab(row, table, look, width)) for row in table.rows]
    return made


def _fitted(table: Table, look: Look, width: float) -> tuple[float, ...]:
    """Widen the columns whose words would break, at the cost of the first: no number is broken over two lines."""
    columns = list(table.columns)
    for at in range(1, len(columns)):
        cells = [row.cells[at] for row in table.rows if len(row.cells) == len(columns)]
        words = [(word, piece.is_bold) for cell in cells for piece in cell for word in piece.text.split(" ")]
        words += [(table.heads[at], True)] if table.heads else []
        widest = max((look.advance(word, BODY, 700 if is_bold else 400) for word, is_bold in words), default=0.0)
        lacks = (widest + _GUTTER + UNIT) / width - columns[at]
        if 0 < lacks <= columns[0] - _LEAST:
            columns[at] += lacks
            columns[0] -= lacks
    return tuple(columns)


def heading_slab(table: Table, look: Look, width: float, continued: str) -> Slab:
    """Lay out title and age of a table over its rule."""
    slab = Slab()
    title = f"{table.title} ({continued})" if continued else table.title
    left = flow(look, (Piece(title, True),), width, size=_HEADING, step=14)
    right = flow(look, (Piece(table.right),), width)
    fits = left.lines == right.lines == 1 and left.last + right.last + 8 * UNIT <= width
    down = slab.put(left, 0, 5 * UNIT)
    if table.right:
        down = max(down, right_edge(slab, right, width, 7 * UNIT if fits else down, width))
    slab.mark(Sign.THICK, 0, down + 0.6 * UNIT, width)
    slab.height = down + 1.2 * UNIT
    return slab


def names_slab(table: Table, look: Look, width: float, group: str) -> Slab:
    """Lay out the names of the columns; a table whose first column has none gives the group's in its place."""
    cells: tuple[Line, ...] = tuple((Piece(name or group, True),) for name in table.heads)
    slab = _cells(cells, table.columns, look, width)
    slab.marks.insert(0, _shade(slab, width)) if not table.heads[0] else None
    return _ruled(slab, width)


def row_slab(row: PaperRow, table: Table, look: Look, width: float) -> Slab:
    """Lay out one row with what stands under it."""
    columns = table.columns if len(row.cells) > 1 else (1.0,)
    slab = _cells(row.cells, columns, look, width, inset=_INSET if row.sort is Sort.BAND else 0)
    down = slab.height
    for one in row.under:
        down = slab.put(flow(look, one, width - _INDENT), _INDENT, down)
    slab.height = down
    if row.sort is Sort.BAND:
        slab.marks.insert(0, _shade(slab, width))
    return _ruled(slab, width)


def _cells(cells: tuple[Line, ...], columns: tuple[float, ...], look: Look, width: float, inset: float = 0) -> Slab:
    slab, x, down = Slab(), 0.0, PAD
    for cell, share in zip(cells, columns, strict=True):
        wide = share * width - (_GUTTER if len(columns) > 1 else 0) - inset
        if plain(cell):
            down = max(down, slab.put(flow(look, cell, wide), x + inset, PAD))
        x += share * width
    slab.height = max(down, PAD + STEP * UNIT)
    return slab


def _shade(slab: Slab, width: float) -> Mark:
    return Mark(Sign.SHADE, QRectF(0, 0, width, slab.height + PAD))


def _ruled(slab: Slab, width: float) -> Slab:
    slab.height += PAD
    slab.mark(Sign.RULE, 0, slab.height, width)
    return slab


def lines_slab(block: Lines, look: Look, width: float) -> Slab:
    """Lay out paragraphs."""
    slab, down = Slab(), 0.0
    for one in block.lines:
        down = slab.put(flow(look, one, width), 0, down)
    slab.height = down
    return slab


def boxed_slab(block: Boxed, look: Look, width: float) -> Slab:
    """Lay out the dashed box."""
    slab, down = Slab(), 9.0 * UNIT
    for one in block.lines:
        down = slab.put(flow(look, one, width - 16 * UNIT), 8 * UNIT, down)
    slab.height = down + 4 * UNIT
    slab.mark(Sign.DASHED, 0, 5 * UNIT, width, slab.height - 5 * UNIT)
    return slab


def space_slab(block: Space, look: Look, width: float, tall: float) -> Slab:
    """Lay out the boxes for handwriting in the height that is left."""
    slab, gap = Slab(tall), 12 * UNIT
    wide = (width - gap * (len(block.labels) - 1)) / len(block.labels)
    for place, label in enumerate(block.labels):
        x = place * (wide + gap)
        slab.put(flow(look, (Piece(label),), wide - 12 * UNIT), x + 6 * UNIT, 9 * UNIT)
        slab.mark(Sign.FRAME, x, 6 * UNIT, wide, tall - 6 * UNIT)
    return slab
