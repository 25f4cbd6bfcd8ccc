"""The axis of values: what it is by itself for an analysis, nice steps, and when it says that it was stretched (R13)."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor, log10

from overblik.viewmodels.formats import show_number
from overblik.viewmodels.trend_values import Scale
from overblik.viewmodels.words import Words

_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 10.0)
_MOST = 4
"""So many steps an axis has at most."""
_BELOW, _ABOVE = 0.1, 1.5
"""By how many of its own heights an interval of two limits is surrounded: what rises is what is looked for."""
_UNDER, _OVER = 0.6, 1.6
"""What a lone limit is multiplied by for the ends of its axis."""


def scale_of(limits: tuple[float | None, float | None], values: Sequence[float], words: Words) -> Scale:
    """Give the axis of an analysis by its interval; answers beyond it stretch it by whole steps, and that is said.

    Without an interval the axis follows all the answers, whatever part of time is in view.
    """
    own = _by_interval(*limits)
    if own is None:
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        made = _nice(low, high if high > low else low + (abs(low) * 0.2 or 1.0))
        return Scale(*made, note=words.say("trend.scale_by_answers"))
    low, high, step = own
    lowest, highest = min(values, default=low), max(values, default=high)
    if lowest >= low and highest <= high:
        return Scale(low, high, step)
    note = words.say("trend.scale_stretched", low=tick_text(low, step), high=tick_text(high, step))
    return Scale(*_nice(min(low, lowest), max(high, highest)), note=note)


def tick_text(value: float, step: float) -> str:
    """Write a value of the axis with the decimals that its step needs."""
    places = max(0, -floor(log10(step) + 1e-9)) + (1 if _has_half(step) else 0)
    return show_number(f"{Decimal(str(value)):.{places}f}")


def _has_half(step: float) -> bool:
    """Whether a step is one and a half of its power of ten."""
    return round(step / 10 ** floor(log10(step) + 1e-9), 6) == 1.5 and step < 10


def _by_interval(low: float | None, high: float | None) -> tuple[float, float, float] | None:
    if low is not None and high is not None and high > low:
        height = high - low
        return _nice(max(low - _BELOW * height, 0.0) if low >= 0 else low - _BELOW * height, high + _ABOVE * height)
    if high is not None and high > 0:
        return _nice(_UNDER * high, _OVER * high)
    if low is not None and low > 0:
        return _nice(0.0, 1.5 * low)
    return None


def _nice(low: float, high: float) -> tuple[float, float, float]:
    """Give the ends and the step of an axis that holds two values in few round steps."""
    power = 10.0 ** floor(log10((high - low) / _MOST))
    steps = [power * each for each in (*_STEPS, 15.0, 20.0, 30.0, 40.0)]
    step = next((one for one in steps if _count(low, high, one) <= _MOST), steps[-1])
    return round(floor(low / step + 1e-9) * step, 10), round(ceil(high / step - 1e-9) * step, 10), round(step, 10)


def _count(low: float, high: float, step: float) -> int:
    return ceil(high / step - 1e-9) - floor(low / step + 1e-9)
