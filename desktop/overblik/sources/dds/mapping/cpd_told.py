"""Whether the narrative beside the results of a plan says another value than the code (H15, services.md CPD)."""

import re
from dataclasses import replace
from decimal import Decimal

from overblik.domain.lab_result import LabResult
from overblik.sources.dds.mapping.told_time import days_in
from overblik.wire.cda import Node
from overblik.wire.cda_text import TableRow, rows_of

_CELL = re.compile(r"[<>≤≥]?\s*([+-]?\d+(?:[.,]\d+)?)(?![\d.,:/-])\s*(\D*)", re.ASCII)


def with_told(results: list[LabResult], text: Node | None) -> list[LabResult]:
    """Give the results of one section with what its table says where it says another value.

    Rows are found by the day; where no row names a day, by their order. Which column a code has, the values
    that agree say: without one nothing is compared, because nothing is known to be about the same.
    """
    rows = [row for row in rows_of(text) if not row.is_header]
    if not rows or not results:
        return results
    told: dict[int, str] = {}
    for code in dict.fromkeys(one.series for one in results):
        mine = [(place, one) for place, one in enumerate(results) if one.series == code and _number(one) is not None]
        pairs = _paired(mine, rows)
        column = _column(pairs)
        if column is None:
            continue
        for place, one, row in pairs:
            cell = row.cells[column] if column < len(row.cells) else ""
            if _reads(cell) is not None and not _agrees(cell, one):
                told[place] = cell
    return [replace(one, told=told[place]) if place in told else one for place, one in enumerate(results)]


_Pair = tuple[int, LabResult, TableRow]


def _number(one: LabResult) -> Decimal | None:
    return one.quantity.value if one.quantity is not None else None


def _paired(mine: list[tuple[int, LabResult]], rows: list[TableRow]) -> list[_Pair]:
    """Bring each result together with its row."""
    days = [next((day for cell in row.cells for day in days_in(cell)), "") for row in rows]
    if not any(days):
        return (
            [(place, one, row) for (place, one), row in zip(mine, rows, strict=True)] if len(mine) == len(rows) else []
        )
    found = []
    dates = [_day(one) for _, one in mine]
    for (place, one), day in zip(mine, dates, strict=True):
        if day and days.count(day) == 1 and dates.count(day) == 1:
            found.append((place, one, rows[days.index(day)]))
    return found


def _day(one: LabResult) -> str:
    day = one.taken_at.day() if one.taken_at is not None else None
    return day.isoformat() if day is not None else ""


def _column(pairs: list[_Pair]) -> int | None:
    """Give the column of a code: the one with most values that agree, when there is one such."""
    width = max((len(row.cells) for _, _, row in pairs), default=0)
    counts = [sum(_stands_in(row, column, one) for _, one, row in pairs) for column in range(width)]
    best = max(counts, default=0)
    if best and counts.count(best) == 1:
        return counts.index(best)
    numeric = [column for column in range(width) if all(_is_number(row, column) for _, _, row in pairs)]
    return numeric[0] if not best and len(numeric) == 1 else None


def _stands_in(row: TableRow, column: int, one: LabResult) -> bool:
    return column < len(row.cells) and _agrees(row.cells[column], one)


def _is_number(row: TableRow, column: int) -> bool:
    return column < len(row.cells) and _reads(row.cells[column]) is not None


def _reads(cell: str) -> tuple[Decimal, str] | None:
    """Read a cell as a number with its unit; a date is none."""
    found = _CELL.fullmatch(cell.strip())
    return (Decimal(found.group(1).replace(",", ".")), found.group(2).strip()) if found is not None else None


def _agrees(cell: str, one: LabResult) -> bool:
    read = _reads(cell)
    if read is None or read[0] != _number(one):
        return False
    return not read[1] or read[1].lower() == one.unit.lower()
