"""The clock of this computer, and one that was set for a demonstration."""

import time
from datetime import UTC, datetime, timedelta

from overblik.domain.dates import Instant


class SystemClock:
    """Wall time in UTC and a monotonic count."""

    def now(self) -> Instant:
        """Give wall time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds that never go back."""
        return time.monotonic()


class SetClock:
    """A clock that stands still at a chosen moment until it is moved (`demo --clock`)."""

    def __init__(self, moment: Instant) -> None:
        """Stand at `moment`."""
        self._moment = moment.astimezone(UTC)
        self._counted = 0.0

    def now(self) -> Instant:
        """Give the chosen moment."""
        return self._moment

    def monotonic(self) -> float:
        """Give the seconds that the clock was moved forward."""
        return self._counted

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self._moment += by
        self._counted += max(by.total_seconds(), 0.0)
