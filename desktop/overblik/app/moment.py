"""The clock of a program: the computer's own, or one that stands where the settings say."""

from datetime import datetime

from overblik.domain.errors import InputError
from overblik.domain.ports import Clock
from overblik.runtime.clock import SetClock, SystemClock
from overblik.runtime.settings import Settings


def make_clock(settings: Settings) -> Clock:
    """Give the computer's clock, or one that stands at the moment of the settings.

    Raises:
        InputError: `clock_form` when the moment cannot be read or has no zone.

    """
    if not settings.clock:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(settings.clock)
    except ValueError as error:
        raise InputError("clock_form") from error
    if moment.tzinfo is None:
        raise InputError("clock_form")
    return SetClock(moment)
