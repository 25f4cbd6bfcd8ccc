"""The sandbox's own clock: the computer's, or a fixed one that a test may move."""

from datetime import UTC, datetime
from email.utils import format_datetime

from overblik.sandbox.dates import denmark


class Clock:
    """Answers the time; once fixed it stands still until it is moved."""

    def __init__(self, fixed: str | None) -> None:
        self._fixed = _read(fixed) if fixed else None

    def now(self) -> datetime:
        """The present in Danish wall-clock time with its offset."""
        return self._fixed or datetime.now(denmark())

    def move(self, text: str) -> None:
        """Fix the clock at another time; the data stay."""
        self._fixed = _read(text)

    def http(self) -> str:
        """The Date header (RFC 9110, 6.6.1)."""
        return format_datetime(self.now().astimezone(UTC), usegmt=True)

    def instant(self) -> str:
        """A FHIR instant (FHIR R4 datatypes, "instant")."""
        return self.now().isoformat(timespec="milliseconds")


def _read(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(denmark()) if moment.tzinfo else moment.replace(tzinfo=denmark())
