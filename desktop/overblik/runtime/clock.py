"""The clock of this computer, and one that was set for a demonstration."""

import contextlib
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from overblik.domain.dates import Instant

_LINUX = Path("/proc/sys/kernel/random/boot_id")


def _boot_id() -> str:
    """Give Linux's own id of this boot; elsewhere one for this run of the program: never the same for two boots."""
    with contextlib.suppress(OSError):
        return _LINUX.read_text(encoding="ascii").strip()
    return os.urandom(16).hex()


class SystemClock:
    """Wall time in UTC and a monotonic count."""

    def __init__(self) -> None:
        """Find out which start of the computer this is."""
        self._boot = _boot_id()

    def boot(self) -> str:
        """Give the id of this start of the computer."""
        return self._boot

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

    def boot(self) -> str:
        """Give the same for every demonstration."""
        return "demonstration"

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self._moment += by
        self._counted += max(by.total_seconds(), 0.0)
