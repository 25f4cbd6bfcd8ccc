"""What a server says besides its items: statuses and OperationOutcomes (operationoutcome.html)."""

from collections.abc import Iterable

from overblik.domain.errors import (
    NotOffered,
    Refused,
    SignInNeeded,
    SourceError,
    Unintelligible,
    Unreachable,
    Withheld,
)
from overblik.domain.section import Cause, Reason
from overblik.wire.fhir import Parcel, issues
from overblik.wire.http import Response

SUPPRESSED = "suppressed"
"""The issue code of what consent hides."""
_LESS = frozenset({"incomplete", "too-costly", "too-long", "throttled"})
_QUIET = frozenset({"information"})
_NOT_OFFERED = frozenset({400, 404, 405, 501})


def fault(answer: Response) -> SourceError | None:
    """Give the error that a status stands for, none when an answer came."""
    status = answer.status
    if status in (200, 304):
        return None
    codes = {issue.code for issue in issues(answer.content)}
    if status == 401:
        return SignInNeeded(status=status)
    if status == 403:
        return Withheld(status=status) if SUPPRESSED in codes else Refused(status=status)
    if status in _NOT_OFFERED and "not-supported" in codes:
        return NotOffered(status=status)
    if status >= 500 or status in (408, 429):
        return Unreachable(status=status)
    return Unintelligible(reason="status", status=status)


def reasons(parcels: Iterable[Parcel]) -> tuple[Reason, ...]:
    """Give what the outcomes among the entries say is missing or hidden."""
    found: dict[Reason, None] = {}
    for one in parcels:
        for piece in one.pieces:
            if piece.mode == "outcome" or piece.type == "OperationOutcome":
                for issue in issues(piece.raw):
                    reason = _reason(issue.code or "", issue.severity or "")
                    if reason is not None:
                        found[reason] = None
    return tuple(found)


def _reason(code: str, severity: str) -> Reason | None:
    if code == SUPPRESSED:
        return Reason(Cause.WITHHELD)
    if severity in _QUIET and code not in _LESS:
        return None
    return Reason(Cause.MORE_AVAILABLE, 0, code)
