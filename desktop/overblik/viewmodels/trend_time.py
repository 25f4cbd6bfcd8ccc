"""The axis of time: months and years without overlap at any zoom, and the part of time that is in view (screens.md 3.8)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from overblik.domain.dates import DANISH, Instant
from overblik.viewmodels.formats import show_moment_date
from overblik.viewmodels.words import Words

DAY = 86_400.0
YEAR = 365.25 * DAY
_LEAST = 10 * DAY
"""No less time than this is ever in view."""
_EDGE = 0.012
"""The part of the axis that stays free beside the first and the last point."""
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
"""Between how many months a label may stand."""
_DAYS = (1, 2, 7, 14)


class Tick(NamedTuple):
    """A place on the axis of time."""

    when: float
    text: str
    is_year: bool


class Span(NamedTuple):
    """A part of time, in seconds since 1970."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """Its length in seconds."""
        return self.end - self.start

    def zoomed(self, by: float, around: float, whole: "Span") -> "Span":
        """Make it shorter or longer by a factor around a moment that keeps its place; never beyond the whole."""
        length = min(max(self.length * by, _LEAST), whole.length)
        part = (around - self.start) / self.length if self.length else 0.5
        return Span(around - part * length, around - part * length + length).within(whole)

    def moved(self, by: float, whole: "Span") -> "Span":
        """Move it by seconds, never beyond the whole."""
        return Span(self.start + by, self.end + by).within(whole)

    def within(self, whole: "Span") -> "Span":
        """Push it into the whole."""
        if self.length >= whole.length:
            return whole
        shift = max(whole.start - self.start, 0.0) - max(self.end - whole.end, 0.0)
        return Span(self.start + shift, self.end + shift)

    def showing(self, when: float, whole: "Span") -> "Span":
        """Move it as far as is needed for a moment to be in view."""
        edge = self.length * 0.04
        shift = min(when - edge - self.start, 0.0) + max(when + edge - self.end, 0.0)
        return self.moved(shift, whole) if shift else self


def from_seconds(when: float) -> Instant:
    """Give the moment of so many seconds since 1970."""
    return datetime.fromtimestamp(when, UTC)


def whole_of(first: float, last: float) -> Span:
    """Give the whole of time with a hair beside its ends."""
    length = max(last - first, _LEAST)
    return Span(last - length - length * _EDGE, last + length * _EDGE)


def ticks(span: Span, width: float, label: float, words: Words) -> list[Tick]:
    """Give the labels of a part of time in a width: the closest of which no two touch; `label` is the widest one."""
    for days in _DAYS:
        if width * days * DAY / span.length >= label * 1.9:
            return list(_by_days(span, days, words))
    for months in _MONTHS:
        if width * months * 30.4 * DAY / span.length >= label:
            return list(_by_months(span, months, words))
    return list(_by_months(span, 600, words))


def _by_days(span: Span, days: int, words: Words) -> Iterator[Tick]:
    at = from_seconds(span.start).astimezone(DANISH).replace(hour=0, minute=0, second=0, microsecond=0)
    while at.timestamp() <= span.end:
        if at.timestamp() >= span.start and at.timetuple().tm_yday % days == 0:
            yield Tick(at.timestamp(), show_moment_date(at, words), is_year=False)
        at += timedelta(days=1)


def _by_months(span: Span, months: int, words: Words) -> Iterator[Tick]:
    names = words.say("time.months").split()
    first = from_seconds(span.start).astimezone(DANISH)
    last = from_seconds(span.end).astimezone(DANISH)
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        if number % months == 0:
            at = datetime(number // 12, number % 12 + 1, 1, tzinfo=DANISH).timestamp()
            is_year = number % 12 == 0
            if span.start <= at <= span.end:
                yield Tick(at, str(number // 12) if is_year else names[number % 12], is_year)
