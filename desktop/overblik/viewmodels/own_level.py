"""The patient's own level before a result: drawn and said when switched on, never a flag (screens.md 5.3, feature 11).

Reckoned by us of results that the laboratory sent; the laboratory's interval and flag stand beside it unchanged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from overblik.domain.lab_result import LabResult, ResultState
from overblik.viewmodels.card_head import Pair
from overblik.viewmodels.formats import show_number
from overblik.viewmodels.lab_series import Series
from overblik.viewmodels.units import has_unit
from overblik.viewmodels.words import Words

_FIRST, _STEP, _WANTED = 12, 6, 3
"""Months of the first window, months by which it grows, and how many results it must hold."""
_COUNTED = (ResultState.FINAL, ResultState.CORRECTED)


@dataclass(frozen=True, slots=True)
class OwnLevel:
    """Median, lowest and highest of the results of a window before one result, and how the window was found."""

    median: Decimal
    lowest: LabResult
    highest: LabResult
    months: int
    count: int
    since: date
    until: date
    fewer: int | None
    """How many results the window before this one held; none where the first window was enough."""


def own_level(series: Series, at: LabResult) -> OwnLevel | None:
    """Reckon the level before a result; none where fewer than three earlier results can be counted."""
    day = at.taken_at.day() if at.taken_at else None
    if day is None or not _counts(at):
        return None
    earlier = [fact for fact in _facts(series.alike(at)) if _counts(fact) and _is_before(fact, at)]
    if len(earlier) < _WANTED:
        return None
    months, fewer = _FIRST, None
    while len(found := _since(earlier, months_before(day, months))) < _WANTED:
        months, fewer = months + _STEP, len(found)
    found.sort(key=_value)
    since = months_before(day, months)
    return OwnLevel(
        _median([_value(fact) for fact in found]), found[0], found[-1], months, len(found), since, day, fewer
    )


def level_words(level: OwnLevel, words: Words) -> str:
    """Say the level with its window and number: `eget niveau 109 (104–118), 18 mdr., n = 3`."""
    return words.say("lab.own_level", months=level.months, n=level.count, **_said(level))


def level_detail(level: OwnLevel, words: Words) -> tuple[str, str]:
    """Say the level, and how it was reckoned."""
    text = words.say("lab.own_level_short", n=level.count, **_said(level))
    if level.fewer is None:
        return text, words.say("lab.own_level_window", months=level.months)
    shorter = level.months - _STEP
    return text, words.say("lab.own_level_grown", months=level.months, shorter=shorter, n=level.fewer)


def _said(level: OwnLevel) -> dict[str, str]:
    middle = f"{level.median:f}"
    if "." in middle:
        middle = middle.rstrip("0").rstrip(".")
    for fact in (level.lowest, level.highest):  # what was sent stands as sent
        if fact.quantity is not None and fact.quantity.value == level.median:
            middle = fact.value
    return {
        "median": show_number(middle),
        "low": show_number(level.lowest.value),
        "high": show_number(level.highest.value),
    }


def _facts(pairs: Sequence[Pair]) -> list[LabResult]:
    return [pair[1].fact for pair in pairs]


def _counts(fact: LabResult) -> bool:
    """Whether a result is a final number of a known unit, without a comparator (R12)."""
    is_number = fact.quantity is not None and fact.quantity.value is not None and not fact.comparator
    return is_number and fact.state in _COUNTED and has_unit(fact.unit)


def _is_before(fact: LabResult, at: LabResult) -> bool:
    if fact.taken_at is None or at.taken_at is None or fact.taken_at.day() is None:
        return False
    return fact is not at and fact.taken_at.order < at.taken_at.order


def _since(facts: list[LabResult], first: date) -> list[LabResult]:
    return [fact for fact in facts if fact.taken_at and (day := fact.taken_at.day()) and day >= first]


def _value(fact: LabResult) -> Decimal:
    assert fact.quantity is not None
    assert fact.quantity.value is not None
    return fact.quantity.value


def _median(values: list[Decimal]) -> Decimal:
    """Give the middle of ordered values; of an even number half way between the two in the middle."""
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def months_before(day: date, months: int) -> date:
    """Go back by calendar months; the 31st of a shorter month is its last day."""
    whole = day.year * 12 + day.month - 1 - months
    year, month = whole // 12, whole % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(max(year, 1), month, last)
        except ValueError:
            continue
    return date(max(year, 1), month, day.day)
