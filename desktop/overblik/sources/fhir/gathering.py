"""The searches of one topic side by side, and what follows from one that failed; pure but for waiting."""

import asyncio
import re
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass

from overblik.domain.dates import Instant
from overblik.domain.errors import NotOffered, Refused, SignInNeeded, SourceError, Withheld, WrongPatient
from overblik.domain.section import Cause, Reason
from overblik.sources.fhir.pager import Found
from overblik.sources.fhir.pool import Pool
from overblik.sources.fhir.requests import is_id
from overblik.wire.fhir import Piece

_REFERENCE = re.compile(rb'"reference"\s*:\s*"([^"#?\\]{1,300})"')
_FOLLOWED = 400
_GRAVEST = (SignInNeeded, Withheld, Refused, WrongPatient)
"""Which failure speaks for a topic when all its searches failed."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the searches of a topic gave together."""

    found: tuple[Found, ...]
    reasons: tuple[Reason, ...] = ()
    closed: bool = True

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing has changed since the kept answer."""
        return bool(self.found) and all(one.is_unchanged for one in self.found)

    @property
    def as_of(self) -> Instant | None:
        """The oldest time stated."""
        return min((one.as_of for one in self.found if one.as_of is not None), default=None)


async def side_by_side(work: Iterable[Awaitable[Found]]) -> list[Found | SourceError]:
    """Wait for all; a failure of one takes none of the others away, a fault of our own is raised."""
    came = await asyncio.gather(*work, return_exceptions=True)
    found: list[Found | SourceError] = []
    for one in came:
        if isinstance(one, BaseException) and not isinstance(one, SourceError):
            raise one
        found.append(one)
    return found


def joined(types: tuple[str, ...], came: list[Found | SourceError]) -> Gathered:
    """Join what came with what did not.

    What failed is said and leaves the answer open, so that kept entries stay; what was refused is
    said and leaves it closed, so that kept entries go. Where both happened the refusal rules alone.

    Raises:
        SourceError: nothing came, or the sign-in has ended.

    """
    found = tuple(one for one in came if isinstance(one, Found))
    failed = [(kind, one) for kind, one in zip(types, came, strict=True) if isinstance(one, SourceError)]
    told = [(kind, one) for kind, one in failed if not isinstance(one, NotOffered)]
    errors = [one for _, one in told] or [one for _, one in failed]
    if not found or any(isinstance(one, SignInNeeded) for one in errors):
        raise _gravest(errors)
    refusals = [one for _, one in told if isinstance(one, Refused | Withheld)]
    closed = all(one.closed for one in found) and len(refusals) == len(told)
    if refusals and not closed:
        raise refusals[0]
    reasons = [reason for one in found for reason in one.reasons] + [_silent(kind, one) for kind, one in told]
    return Gathered(found, tuple(dict.fromkeys(reasons)), closed)


def besides(gathered: Gathered, types: tuple[str, ...], came: list[Found | SourceError]) -> Gathered:
    """Add what the items point at; where it failed the items stay, and the loss is said."""
    found = tuple(one for one in came if isinstance(one, Found))
    lost = [
        _silent(kind, one)
        for kind, one in zip(types, came, strict=True)
        if isinstance(one, SourceError) and not isinstance(one, NotOffered)
    ]
    open_ones = [Reason(Cause.MORE_AVAILABLE, 0, one.type) for one in found if not one.closed]
    reasons = [*gathered.reasons, *(reason for one in found for reason in one.reasons), *lost, *open_ones]
    return Gathered(gathered.found + found, tuple(dict.fromkeys(reasons)), gathered.closed)


def _gravest(errors: list[SourceError]) -> SourceError:
    return next((one for kind in _GRAVEST for one in errors if isinstance(one, kind)), errors[0])


def _silent(kind: str, error: SourceError) -> Reason:
    if isinstance(error, Withheld):
        return Reason(Cause.WITHHELD, 0, kind)
    if isinstance(error, Refused):
        return Reason(Cause.REFUSED, 0, kind)
    return Reason(Cause.REPOSITORY_SILENT, 0, kind)


def names(found: Iterable[Found], types: tuple[str, ...]) -> bool:
    """Tell whether any item may point at a resource of these types."""
    marks = [f"{kind}/".encode() for kind in types]
    return any(mark in one.message.content for each in found for one in each.parcels for mark in marks)


def missing(pool: Pool, items: tuple[str, ...], types: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Give the ids, by type, that the items name and that did not come."""
    wanted: dict[str, dict[str, None]] = {}
    for piece in pool.of(*items) if types else ():
        for text in _named(piece):
            kind, _, name = _local(text, pool).partition("/")
            if kind in types and is_id(name) and not pool.candidates(text, piece):
                wanted.setdefault(kind, {})[name] = None
    return {kind: tuple(ids)[:_FOLLOWED] for kind, ids in wanted.items()}


def lost_goals(pool: Pool) -> tuple[Reason, ...]:
    """Say how many goals the plans name that did not come: a gap in the plans."""
    lost = len(missing(pool, ("CarePlan",), ("Goal",)).get("Goal", ()))
    return (Reason(Cause.REPOSITORY_SILENT, lost, "Goal"),) if lost else ()


def _named(piece: Piece) -> set[str]:
    return {text.decode("ascii", "replace") for text in _REFERENCE.findall(piece.raw)}


def _local(text: str, pool: Pool) -> str:
    plain = text.partition("/_history/")[0]
    if "://" not in plain:
        return plain
    return pool.base.local(plain) if pool.base is not None else ""
