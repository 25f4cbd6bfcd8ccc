"""The header Retry-After (RFC 9110 section 10.2.3): seconds or a date, and whatever servers write there."""

from datetime import UTC
from email.utils import parsedate_to_datetime

from overblik.domain.dates import Instant

LONGEST = 3600.0


def seconds_until(text: str, now: Instant) -> float | None:
    """Give seconds between nought and an hour; none for what is neither a number nor a date."""
    told = text.strip()
    if told.isascii() and told.lstrip("-+").isdigit():
        return min(max(float(told[:12]), 0.0), LONGEST)
    moment = http_date(told)
    return None if moment is None else min(max((moment - now).total_seconds(), 0.0), LONGEST)


def http_date(text: str) -> Instant | None:
    """Read an HTTP date (RFC 9110 section 5.6.7); none when it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
