"""One analysis of the trend: every valid answer a point, intervals as steps, nothing joined that may not be (R12-R14)."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from overblik.domain.lab_result import LabResult, ResultState
from overblik.domain.npu import NPU
from overblik.domain.section import Topic
from overblik.viewmodels.course import limits_of, seconds_of
from overblik.viewmodels.flags import interval_text, shape_of
from overblik.viewmodels.formats import one_line, show_date
from overblik.viewmodels.lab_series import Series
from overblik.viewmodels.own_level import level_words, own_level
from overblik.viewmodels.rows import Band
from overblik.viewmodels.trend_scale import scale_of
from overblik.viewmodels.trend_series import apart_from
from overblik.viewmodels.trend_values import Kind, Mark, Panel, SeriesKey, Step, TrendPoint
from overblik.viewmodels.units import has_unit, unit_words
from overblik.viewmodels.words import Words


def panel(key: SeriesKey, every: dict[SeriesKey, Series], words: Words, *, has_level: bool) -> Panel:
    """Compose one analysis."""
    series = every[key]
    newest: LabResult = series.usual[0][1].fact
    joined = list(_points(series))
    apart = list(_apart(series, every))
    points = tuple(sorted((*joined, *apart), key=_when))
    line = [point for point in reversed(joined) if point.kind is not Kind.HOME]
    is_line = has_unit(newest.unit)
    values = [point.value for point in points if point.value is not None]
    level = own_level(series, newest) if has_level else None
    name = one_line(newest.name) or newest.code
    return Panel(
        key,
        name,
        name.partition(";")[0],
        unit_words(newest, words),
        newest.code if newest.system == NPU else "",
        scale_of(limits_of(newest), values, words),
        points,
        tuple(point for point in points if point.is_joined) if is_line else (),
        tuple(_bands(line)),
        tuple(_steps(line, words)),
        one_line(newest.reference.applies_to) if newest.reference else "",
        is_line,
        "" if is_line else words.say("trend.no_line"),
        series,
        level,
        level_words(level, words) if level else "",
        _by_moment(points),
    )


def _by_moment(points: tuple[TrendPoint, ...]) -> dict[float, list[TrendPoint]]:
    """Give the points by their moment; the one of this analysis before those that are not connected to it."""
    made: dict[float, list[TrendPoint]] = {}
    for point in sorted(points, key=lambda each: each.kind is Kind.APART):
        made.setdefault(point.when, []).append(point)
    return made


def _when(point: TrendPoint) -> float:
    return point.when


def _points(series: Series) -> Iterator[TrendPoint]:
    """Give what the line goes through, newest first; annulled and undated answers are never points (S2)."""
    replaced = {pair[1].fact.production for pair in series.replaced}
    for pair in (*series.usual, *series.at_home):
        fact: LabResult = pair[1].fact
        when = seconds_of(fact)
        if when is None or fact.quantity is None or fact.quantity.value is None:
            continue
        kind = Kind.HOME if pair[0].topic is Topic.HOME_MONITORING else Kind.LABORATORY
        value = float(fact.quantity.value)
        shape = shape_of(fact)
        sign = f"home {shape.value}" if kind is Kind.HOME else shape.value
        if fact.comparator:
            kind, sign = Kind.LIMIT, "limit"
        yield TrendPoint(when, value, shape, kind, _mark(fact, replaced), sign, pair)


def _mark(fact: LabResult, replaced: set[str]) -> Mark:
    if fact.state is ResultState.CORRECTED or (fact.production and fact.production in replaced):
        return Mark.CORRECTED
    return Mark.COMMENT if fact.notes or fact.comments else Mark.NONE


def _apart(series: Series, every: dict[SeriesKey, Series]) -> Iterator[TrendPoint]:
    unit = series.newest.unit
    for pair in apart_from(series, every):
        fact: LabResult = pair[1].fact
        when, quantity = seconds_of(fact), fact.quantity
        if when is None or quantity is None or quantity.value is None:
            continue
        # A number of another unit, or of none, has no place on this axis.
        value = float(quantity.value) if fact.unit == unit and has_unit(unit) else None
        yield TrendPoint(when, value, shape_of(fact), Kind.APART, _mark(fact, set()), "apart", pair)


def _bands(line: list[TrendPoint]) -> Iterator[Band]:
    """Give the intervals as sent: each reaches from the first answer that came with it to the first with another."""
    since, told = None, [(point.when, limits_of(_fact(point))) for point in line]
    for (_, limits), (following, other) in pairwise(told):
        if limits != other:
            yield Band(since, following, *limits)
            since = following
    if told:
        yield Band(since, None, *told[-1][1])


def _steps(line: list[TrendPoint], words: Words) -> Iterator[Step]:
    for older, newer in pairwise(line):
        limits = limits_of(_fact(newer))
        if limits == limits_of(_fact(older)) != (None, None):
            continue  # the words of a thousand equal intervals need not be compared
        before, now = (interval_text(_fact(point).reference) for point in (older, newer))
        if before and now and before != now:
            date = show_date(_fact(newer).taken_at, words)
            yield Step(newer.when, words.say("lab.interval_changed", date=date, old=before, new=now))


def _fact(point: TrendPoint) -> Any:
    return point.pair[1].fact
