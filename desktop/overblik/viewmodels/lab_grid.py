"""The cumulative grid: every analysis by every moment at which some sample was taken, newest at the left.

Newest at the left, beside the names: the answer that is looked for first needs no scrolling, and older ones follow in
the direction of reading; a chart has its newest at the right (R13), a table of words begins with what is new.
"""

from dataclasses import dataclass, replace
from typing import Any

from overblik.domain.lab_result import LabResult
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import View, base, notices, of_topic, pairs
from overblik.viewmodels.flags import flag_words, letter_of, shape_of
from overblik.viewmodels.formats import one_line, show_at, show_date
from overblik.viewmodels.lab_filter import filter_line, filtered
from overblik.viewmodels.lab_series import Series, order_of, series_of
from overblik.viewmodels.lab_table import GROUPS, with_home
from overblik.viewmodels.lab_value import shown_value
from overblik.viewmodels.rows import LabRow, NoticeRow
from overblik.viewmodels.units import unit_words


@dataclass(frozen=True, slots=True)
class LabGrid:
    """Names down, moments across."""

    names: tuple[str, ...]
    spoken_names: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[dict[int, LabRow], ...]
    """By analysis: the cells that hold an answer, by their column."""
    notices: tuple[str, ...]
    filter_text: str = ""


def lab_grid(sections: tuple[Any, ...], view: View) -> LabGrid:
    """Compose the grid of the results that the filter lets through."""
    mine = of_topic(sections, Topic.LAB_RESULTS)
    every = with_home(series_of(pairs(mine)), sections)
    made = sorted(filtered(every, view), key=_place)
    moments = sorted({order_of(pair[1].fact) for series in made for pair in series.valid}, reverse=True)
    at = {moment: place for place, moment in enumerate(moments)}
    dates = {order_of(pair[1].fact): pair[1].fact for series in made for pair in series.valid}
    told = [" · ".join(part for part in (row.heading, row.text) if part) for row in _rows(mine, view)]
    line = filter_line(len(made), len(every), view)
    return LabGrid(
        tuple(_name(series, view) for series in made),
        tuple(_name(series, view).replace("\n", ", ") for series in made),
        _columns([dates[moment] for moment in moments], view),
        tuple(_cells(series, at, view) for series in made),
        tuple(told),
        line[0].accessible if line else "",
    )


def _rows(mine: tuple[Any, ...], view: View) -> list[NoticeRow]:
    """Give what the sources lack: no filter takes that away."""
    return [row for row in notices(mine, view) if isinstance(row, NoticeRow)]


def _place(series: Series) -> tuple[int, str]:
    group = series.newest.group
    return GROUPS.index(group) if group in GROUPS else len(GROUPS), series.newest.name.casefold()


def _name(series: Series, view: View) -> str:
    return f"{one_line(series.newest.name) or series.newest.code}\n{unit_words(series.newest, view.words)}".rstrip()


def _columns(facts: list[LabResult], view: View) -> tuple[str, ...]:
    """Name the columns by their day; with the time of day where a day has several."""
    whens = [fact.taken_at or fact.issued_at for fact in facts]
    days = [show_date(when, view.words) for when in whens]
    return tuple(
        show_at(when, view.words) if days.count(day) > 1 else day for day, when in zip(days, whens, strict=True)
    )


def _cells(series: Series, at: dict[str, int], view: View) -> dict[int, LabRow]:
    """Give the answers by column; two of one moment are both said."""
    comparable = {id(pair) for pair in series.comparable}
    cells: dict[int, LabRow] = {}
    for pair in series.valid:
        words, fact = view.words, pair[1].fact
        shape = shape_of(fact)
        is_other = id(pair) not in comparable
        value = f"≠\u00a0{shown_value(fact, words)}" if is_other else shown_value(fact, words)
        apart = words.say("lab.not_comparable") if is_other else ""
        unit, name = unit_words(fact, words), one_line(fact.name)
        said = [f"{name} {shown_value(fact, words)} {unit}".strip(), flag_words(fact, words), apart]
        said.append(show_date(fact.taken_at or fact.issued_at, words))
        spoken = ", ".join(part for part in said if part)
        made = LabRow(
            **base(pair, spoken),
            name=name,
            value=value,
            unit=unit,
            shape=shape,
            letter=letter_of(shape),
            series=fact.series if fact.quantity is not None else (),
        )
        place = at[order_of(fact)]
        cells[place] = _both(cells[place], made) if place in cells else made
    return cells


def _both(first: LabRow, second: LabRow) -> LabRow:
    if first.value == second.value:
        return first  # two services sent the same number
    shape = first.shape if first.shape.is_outside else second.shape
    return replace(
        first,
        value=f"{first.value}; {second.value}",
        accessible=f"{first.accessible}; {second.accessible}",
        shape=shape,
        letter=letter_of(shape),
    )
