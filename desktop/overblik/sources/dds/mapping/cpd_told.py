"""Whether the narrative beside the results of a plan says another value than the code (H15, services.md CPD)."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from overblik.domain.dates import clinical_date
from overblik.domain.lab_result import LabResult
from overblik.sources.dds.mapping.told_time import first_day
from overblik.wire.cda import Section

_CELL = re.compile(r"[<>≤≥]?\s*([+-]?\d+(?:[.,]\d+)?)(?![\d.,:/-])\s*(\D*)", re.ASCII)
_Number = tuple[Decimal, str]


class _Row:
    """One row: the day that it names, and the number in each cell, read when it is asked for."""

    __slots__ = ("_numbers", "cells", "day")

    def __init__(self, cells: tuple[str, ...]) -> None:
        self.cells = cells
        self.day = next((day for cell in cells if (day := first_day(cell))), "")
        self._numbers: dict[int, _Number | None] = {}

    def number(self, column: int) -> _Number | None:
        """Read a cell as a number with its unit; none when it is none, or not there."""
        if column not in self._numbers:
            self._numbers[column] = _reads(self.cells[column]) if column < len(self.cells) else None
        return self._numbers[column]


_Pair = tuple[int, LabResult, _Row]


def with_told(results: list[LabResult], section: Section) -> list[LabResult]:
    """Give the results of one section with what its table says where it says another value.

    Rows are found by the day; where no row names a day, by their order. Which column a code has, the values
    that agree say: without one nothing is compared, because nothing is known to be about the same.
    """
    tabled = [row.cells for row in section.narrative.rows if not row.is_header] if results else []
    if not tabled:
        return results
    series: dict[tuple[str, ...], list[tuple[int, LabResult]]] = {}
    for place, one in enumerate(results):
        if one.quantity is not None and one.quantity.value is not None:
            series.setdefault((one.system, one.code, one.name, one.unit), []).append((place, one))
    doubtful = [mine for mine in series.values() if not _is_repeated(mine, tabled)]
    rows = [_Row(cells) for cells in tabled] if doubtful else []
    told: dict[int, str] = {}
    for mine in doubtful:
        told |= _told(_paired(mine, rows))
    if not told:
        return results
    return [replace(one, told=told[place]) if place in told else one for place, one in enumerate(results)]


def _is_repeated(mine: list[tuple[int, LabResult]], tabled: list[tuple[str, ...]]) -> bool:
    """Tell whether the rows repeat days and values letter by letter and in order, as most do: nothing is to be told."""
    if len(mine) != len(tabled):
        return False
    columns = set(range(len(tabled[0])))
    for (_, one), cells in zip(mine, tabled, strict=True):
        if one.taken_at is None or not _written(one.taken_at.text).intersection(cells):
            return False
        forms = (one.value, f"{one.value} {one.unit}")
        columns = {column for column in columns if column < len(cells) and cells[column] in forms}
    return bool(columns)


@lru_cache(maxsize=4096)
def _written(text: str) -> frozenset[str]:
    """Give the ways in which a table writes the Danish day of a time."""
    year, month, day = (_danish(text) or "--").split("-")
    return frozenset({f"{year}-{month}-{day}", f"{day}-{month}-{year}", f"{day}-{month}-{year[2:]}"} if year else ())


def _told(pairs: list[_Pair]) -> dict[int, str]:
    """Give what the rows of one code say where it is another value."""
    column = _column(pairs)
    if column is None:
        return {}
    return {
        place: row.cells[column]
        for place, one, row in pairs
        if not _says(row, column, one) and row.number(column) is not None
    }


def _paired(mine: list[tuple[int, LabResult]], rows: list[_Row]) -> list[_Pair]:
    """Bring each result together with its row."""
    by_day: dict[str, list[_Row]] = {}
    for row in rows:
        if row.day:
            by_day.setdefault(row.day, []).append(row)
    if not by_day:
        return (
            [(place, one, row) for (place, one), row in zip(mine, rows, strict=True)] if len(mine) == len(rows) else []
        )
    dates = [_day(one) for _, one in mine]
    return [
        (place, one, by_day[day][0])
        for (place, one), day in zip(mine, dates, strict=True)
        if day in by_day and len(by_day[day]) == 1 and dates.count(day) == 1
    ]


def _day(one: LabResult) -> str:
    return _danish(one.taken_at.text) if one.taken_at is not None else ""


@lru_cache(maxsize=4096)
def _danish(text: str) -> str:
    date = clinical_date(text)
    day = date.day() if date is not None else None
    return day.isoformat() if day is not None else ""


def _column(pairs: list[_Pair]) -> int | None:
    """Give the column of a code: the one with most values that agree, when there is one such."""
    width = max((len(row.cells) for _, _, row in pairs), default=0)
    counts = [0] * width
    for _, one, row in pairs:
        for column in range(len(row.cells)):
            counts[column] += _says(row, column, one)
    best = max(counts, default=0)
    if best:
        return counts.index(best) if counts.count(best) == 1 else None
    numeric = [column for column in range(width) if all(row.number(column) is not None for _, _, row in pairs)]
    return numeric[0] if len(numeric) == 1 else None


def _says(row: _Row, column: int, one: LabResult) -> bool:
    """Tell whether a cell says the value of a result, in its unit where it names one."""
    cell = row.cells[column] if column < len(row.cells) else ""
    if cell.startswith(one.value) and cell[len(one.value) :] in ("", f" {one.unit}"):
        return True
    number = row.number(column)
    if number is None or one.quantity is None or number[0] != one.quantity.value:
        return False
    return not number[1] or number[1].lower() == one.unit.lower()


def _reads(cell: str) -> _Number | None:
    """Read a cell as a number with its unit; a date is none."""
    found = _CELL.fullmatch(cell.strip())
    return (Decimal(found.group(1).replace(",", ".")), found.group(2).strip()) if found is not None else None
