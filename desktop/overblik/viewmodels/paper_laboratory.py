"""Results on paper: every one outside its interval however old, flags as letters, the number left out (screens.md 6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from overblik.domain.section import Section
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import NO_BREAK
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.paper import Line, PaperRow, Piece, Sort, Table, line
from overblik.viewmodels.paper_medication import notice
from overblik.viewmodels.rows import Card, GroupRow, LabRow, LineRow, MoreRow, NoticeRow, Row
from overblik.viewmodels.screen_parts import compose_card
from overblik.viewmodels.words import Words

Sections = tuple[Section[Any], ...]
_NARROW = (0.387, 0.115, 0.258, 0.155, 0.085)
_WIDE = (0.34, 0.11, 0.15, 0.12, 0.13, 0.15)
_SHORT = 9
"""Letters of a value that its column holds; longer ones stand under the name."""
_UNIT = 15
"""Letters of a unit that stays in one piece, as `mL/min/1,73 m²`."""
_CRITICAL = {FlagShape.CRITICAL_HIGH: "H", FlagShape.CRITICAL_LOW: "L"}
_SAID = (FlagShape.HIGH, FlagShape.LOW, FlagShape.NORMAL, FlagShape.NONE)
"""Flags that the letter, or the interval beside the value, says whole."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How the table is written: the day of its heading, and whether each row has its own day and its course."""

    day: str
    is_wide: bool
    words: Words


def results_table(sections: Sections, view: View, *, only_outside: bool = False) -> Table:
    """Give the results: of the failsafe page those of the overview; in full all, with their groups."""
    words = view.words
    card = compose_card("lab_results", sections, view)
    rows = [row for row in card.rows if not only_outside or not _is_inside(row)]
    days = [row.when for row in card.rows if isinstance(row, LabRow)]
    # The heading names the day that most of them are of; the others say their own.
    day = max(dict.fromkeys(days), key=days.count, default="") if not view.is_full else ""
    form = _Form(day, view.is_full, words)
    made = [*_rows(rows, form), *_left_out(card, rows, view)]
    names = ("analysis", "answer", "unit", "interval", *(("taken",) if form.is_wide else ()), "before")
    title = f"{card.title} {day}".rstrip()
    heads = tuple(words.say(f"paper.{name}") for name in names)
    right = card.right if form.is_wide else card.right.rpartition(", ")[2]
    return Table(title, right, _WIDE if form.is_wide else _NARROW, tuple(made), heads)


def _is_inside(row: Row) -> bool:
    return isinstance(row, LabRow) and not row.shape.is_outside


def _rows(rows: list[Row], form: _Form) -> Iterator[PaperRow]:
    """Write the rows, each with the steps of its interval under it."""
    waiting: PaperRow | None = None
    for row in rows:
        if isinstance(row, LineRow):
            if waiting is not None and not row.is_struck:
                told = line(": ".join(part for part in (row.left, row.text) if part))
                waiting = PaperRow(waiting.cells, (*waiting.under, told), waiting.sort)
            continue
        if waiting is not None:
            yield waiting
        waiting = _row(row, form)
    if waiting is not None:
        yield waiting


def _row(row: Row, form: _Form) -> PaperRow | None:
    if isinstance(row, LabRow):
        return _result(row, form)
    if isinstance(row, NoticeRow):
        return notice(row)
    if isinstance(row, GroupRow) and form.is_wide:
        return PaperRow((line(Piece(row.text, True)),), sort=Sort.BAND)
    return None


def _result(row: LabRow, form: _Form) -> PaperRow:
    words = form.words
    apart = [] if form.is_wide or row.when == form.day else [row.when]
    said = "" if row.shape in _SAID or row.shape is FlagShape.NO_INTERVAL else row.flag_word
    name = line(
        Piece(row.name),
        *(f", {part}" for part in apart),
        Piece(f" {row.badge.text.upper()}" if row.badge else "", True),
        Piece(f" ({said})" if said else ""),
    )
    letter = row.letter or _CRITICAL.get(row.shape, "")
    # The number of what does not hold is not printed: on paper a struck figure is still read (S2).
    value = "" if row.is_struck else row.value
    is_long = len(value) > _SHORT
    answer = line(Piece(NO_BREAK.join(part for part in (letter, "" if is_long else value) if part), True))
    is_none = row.shape is FlagShape.NO_INTERVAL or row.interval == words.say("lab.no_interval")
    interval = words.say("paper.no_interval") if is_none else row.interval
    cells: list[Line] = [name, answer, line("" if row.is_struck else _unit(row.unit)), line(interval)]
    if form.is_wide:
        cells.append(line(row.when))
    cells.append(line(_before(row, form)))
    return PaperRow(tuple(cells), (line(Piece(value, True)),) if is_long else ())


def _unit(unit: str) -> str:
    """Give a unit that is not broken over two lines, unless it is a sentence."""
    return unit.replace(" ", NO_BREAK) if len(unit) <= _UNIT else unit


def _before(row: LabRow, form: _Form) -> str:
    """Give the result before: on the narrow table its value alone; what cannot be compared has its sign."""
    mark = "≠ " if row.change.startswith("≠") else ""
    if form.is_wide:
        return " ".join(part for part in (row.change, row.previous) if part)
    return f"{mark}{row.previous.partition(' · ')[0]}".strip()


def _left_out(card: Card, rows: list[Row], view: View) -> Iterator[PaperRow]:
    """Say what the letters mean, and how many analyses are left out, with how many of them lie outside."""
    words = view.words
    kept = sum(isinstance(row, LabRow) for row in rows)
    told = [words.say("paper.legend")] if kept else []
    dropped = sum(isinstance(row, LabRow) for row in card.rows) - kept
    if dropped:
        told.append(words.one_or_many("paper.inside", dropped))
    told += [row.text for row in rows if isinstance(row, MoreRow)]
    if told:
        yield PaperRow((line(" ".join(told)),))
