"""The course of a series as a line: points in time, the interval that came with each, what was measured at home (R12, R14)."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from overblik.domain.dates import Precision
from overblik.domain.lab_result import LabResult
from overblik.viewmodels.card_head import Pair
from overblik.viewmodels.lab_series import Series
from overblik.viewmodels.rows import Band, Point, Spark
from overblik.viewmodels.units import has_unit

_POINTS = 24
_DAY = 86_400.0
_EPOCH = 719_163 * _DAY
"""Seconds before 1970 of the calendar's first day."""


def course(series: Series) -> Spark | None:
    """Draw a line only through valid numbers of one unit with known days; without a unit there is no line (R12)."""
    if not has_unit(series.newest.unit):
        return None
    found = [*_points(series.comparable[:_POINTS]), *_points(series.at_home[:_POINTS], is_home=True)]
    if len(found) < 2:
        return None
    found.sort(key=_when)
    return Spark(tuple(point for point, _ in found), tuple(_bands(found)))


def _when(each: tuple[Point, LabResult]) -> float:
    return each[0].when


def _points(pairs: Sequence[Pair], *, is_home: bool = False) -> Iterable[tuple[Point, LabResult]]:
    for place, (_, scoped) in enumerate(pairs):
        result: LabResult = scoped.fact
        if result.quantity is None or result.quantity.value is None or result.comparator:
            continue
        when = seconds_of(result)
        if when is not None:
            is_newest = place == 0 and not is_home
            yield Point(when, float(result.quantity.value), is_home, is_newest), result


def seconds_of(result: LabResult) -> float | None:
    """Place a sample in time; one of which the day alone is known stands at its midnight."""
    taken = result.taken_at
    day = taken.day() if taken else None
    if taken is None or day is None:
        return None
    moment = taken.moment() if taken.precision is Precision.MINUTE else None
    return moment.timestamp() if moment else day.toordinal() * _DAY - _EPOCH


def _bands(found: Sequence[tuple[Point, LabResult]]) -> Iterable[Band]:
    """Give the intervals in their order: each reaches half way to the sample that came with another one (R14)."""
    told = [(point.when, limits_of(result)) for point, result in found if not point.is_home]
    since = None
    for (when, limits), (following, other) in pairwise(told):
        if limits != other:
            middle = (when + following) / 2
            yield Band(since, middle, *limits)
            since = middle
    if told:
        yield Band(since, None, *told[-1][1])


def limits_of(result: LabResult) -> tuple[float | None, float | None]:
    reference = result.reference
    if reference is None:
        return None, None
    low, high = (limit.value if limit else None for limit in (reference.low, reference.high))
    return (float(low) if low is not None else None), (float(high) if high is not None else None)
