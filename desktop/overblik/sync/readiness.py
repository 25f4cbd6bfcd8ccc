"""Whether a patient can be looked at without a network, and for each gap why (issue 'Knowledge before you ask')."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from overblik.domain.dates import Instant
from overblik.domain.ledger import Entry
from overblik.domain.limits import STANDARD, AgeLimits
from overblik.domain.section import Cause, Standing
from overblik.sync.freshness import Age, band, is_doubtful, limits_of

_OF_NO_USE = frozenset({Cause.NOT_OFFERED, Cause.UNKNOWN_PATIENT})
"""What a source does not have of anybody, or of this citizen, is no gap."""


class Gap(Enum):
    """Why something of a patient is not here as it should be."""

    NOT_ASKED = "not_asked"
    OFFLINE = "offline"
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    PROXY = "proxy"
    SIGN_IN = "sign_in"
    FAILED = "failed"
    REFUSED = "refused"
    PARTIAL = "partial"
    OLD = "old"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Missing:
    """One gap."""

    entry: Entry
    why: Gap


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is here of one patient."""

    gaps: tuple[Missing, ...]
    oldest: Instant | None
    """Of what is here."""
    expires: Instant | None
    """When the first of what is here is erased."""
    is_blocked: bool
    """Whether something is or may be hidden: an answer, and no gap."""
    forbidden: tuple[Entry, ...] = ()
    """What the rules of the computer let nobody keep: it is said, and is no gap that more fetching would fill."""
    strangers: tuple[str, ...] = ()
    """What sources are called that do not know the citizen: no gap, and said, for a record may be deleted since yesterday."""

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps


def readiness(entries: Sequence[Entry], now: Instant, limits: AgeLimits = STANDARD) -> Readiness | None:
    """Judge what is known of a patient; none where nothing was ever asked."""
    strangers = tuple(dict.fromkeys(one.label for one in entries if Cause.UNKNOWN_PATIENT in one.causes))
    offered = [one for one in entries if not _OF_NO_USE & set(one.causes)]
    wanted = [one for one in offered if one.is_kept]
    if not offered:
        return None
    gaps = tuple(Missing(one, why) for one in wanted if (why := gap_of(one, now, limits)) is not None)
    here = [(one, one.as_of) for one in wanted if one.as_of is not None and _is_here(one, now, limits)]
    ends = [since + limits_of(one.topic, "", limits).hard for one, since in here]
    oldest = min((since for _, since in here), default=None)
    is_blocked = any(one.standing is Standing.BLOCKED for one in wanted)
    forbidden = tuple(one for one in offered if not one.is_kept)
    return Readiness(gaps, oldest, min(ends, default=None), is_blocked, forbidden, strangers)


def gap_of(entry: Entry, now: Instant, limits: AgeLimits = STANDARD) -> Gap | None:
    """Give why something is not here as it should be; none where it is.

    A failure while a copy is held that is still of use is no gap: what is shown then says its age itself.
    """
    if entry.standing is Standing.BLOCKED:
        return Gap.REFUSED if Cause.REFUSED in entry.causes else None
    if entry.as_of is None:
        return _why(entry)
    if is_doubtful(entry.as_of, now):
        return Gap.OLD
    age = band(entry.topic, entry.source, entry.as_of, now, limits)
    if age is Age.EXPIRED:
        return Gap.ERASED
    if age is Age.OCHRE:
        return Gap.OLD
    return Gap.PARTIAL if entry.standing is Standing.PARTIAL else None


def _is_here(entry: Entry, now: Instant, limits: AgeLimits) -> bool:
    return gap_of(entry, now, limits) in (None, Gap.OLD, Gap.PARTIAL)


def _why(entry: Entry) -> Gap:
    """Give why nothing came."""
    for cause, gap in (
        (Cause.OFFLINE, Gap.OFFLINE),
        (Cause.UNREACHABLE, Gap.UNREACHABLE),
        (Cause.UNTRUSTED, Gap.UNTRUSTED),
        (Cause.PROXY, Gap.PROXY),
        (Cause.SIGN_IN_NEEDED, Gap.SIGN_IN),
        (Cause.REFUSED, Gap.REFUSED),
        (Cause.EXPIRED, Gap.ERASED),
    ):
        if cause in entry.causes:
            return gap
    return Gap.NOT_ASKED if entry.standing in (Standing.NOT_ASKED, Standing.LOADING) else Gap.FAILED
