"""The shift: what came since its start is told on the board, whenever somebody looked last."""

from datetime import datetime, time, timedelta

from overblik.domain.dates import DANISH, ClinicalDate, Instant

_STARTS = (time(7), time(15), time(23))
_INSIDE = timedelta(minutes=1)
_NEXT = timedelta(hours=10)
"""So long after its start the next shift runs, also in the nights in which the clocks make one of seven or nine hours."""


def shift_start(now: Instant) -> Instant:
    """Give the moment at which the present shift began: 07:00, 15:00 or 23:00 in Danish time, whatever the clocks did."""
    local = now.astimezone(DANISH)
    for days in (0, 1):
        day = local.date() - timedelta(days=days)
        for start in reversed(_STARTS):
            moment = datetime.combine(day, start, DANISH)
            if moment <= local:
                return moment
    raise AssertionError("no shift began within two days")


def shift_before(start: Instant) -> Instant:
    """Give the start of the shift before the one that began at a moment."""
    return shift_start(start - _INSIDE)


def shift_after(start: Instant) -> Instant:
    """Give the start of the shift after the one that began at a moment."""
    return shift_start(start + _NEXT)


def is_since(when: ClinicalDate | None, start: Instant) -> bool:
    """Whether something lies at or after a moment; of a day without a time, a month or a year it may, and is shown (R18)."""
    if when is None:
        return False
    moment = when.moment()
    if moment is not None:
        return moment >= start
    return when.text >= start.astimezone(DANISH).date().isoformat()[: len(when.text)]
