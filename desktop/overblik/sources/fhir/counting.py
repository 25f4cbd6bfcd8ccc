"""Whether what was found is still all there is, told by two counts instead of an answer (search.html#lastUpdated, #summary).

Few servers send an ETag for a search. So it is remembered how many items came and when the newest of them was changed; later
the server is asked how many were changed after that moment (none may be) and how many not (all must be). A new, a changed
and a removed item each upset one of the two numbers, and so does a server that passes over a parameter: whatever does not
fit is asked for in full. It serves those who ask ahead of need; a clinician's own question is always asked in full, because
two round trips would come before what has changed.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from overblik.domain.dates import Instant, clinical_date
from overblik.sources.fhir.capability import Capability
from overblik.sources.fhir.pager import Ask, Found, moments
from overblik.wire.fhir import Piece, message, parcel
from overblik.wire.heads import decoded_version
from overblik.wire.http import Question

MARK = "#"
"""How the text of a count begins, beside an ETag, which begins otherwise (RFC 9110, 8.8.3)."""
IDS = 40
"""So many ids a question, so that its address stays short."""
SETTLED = timedelta(seconds=2)
"""A newest change that is younger may have a sibling in the same second that was not yet to be seen."""


class Count(msgspec.Struct, frozen=True):
    """How many items of a type came, and the newest of their `meta.lastUpdated` as the server wrote it."""

    kind: str
    total: int
    newest: str
    ids: tuple[str, ...] = ()
    """Of what came because an item names it; empty where all of the citizen's items were searched."""
    at: str = ""
    """The server's time of the answer, where it says it."""


_COUNTS = msgspec.json.Decoder(tuple[Count, ...])


@dataclass(frozen=True, slots=True)
class Wanted:
    """One question that is answered by a number alone, and the number that must come."""

    kind: str
    ids: tuple[str, ...]
    narrowed: tuple[tuple[str, str], ...]
    total: int


def fingerprint(found: Found, offered: Capability) -> str:
    """Give what is remembered of a search and all that came with it; empty where counts could not tell a change."""
    groups: dict[tuple[str, bool], list[Piece]] = {(found.type, False): []}
    for piece in _pieces(found):
        named = piece.type != found.type or piece.mode == "include"
        groups.setdefault((piece.type, named), []).append(piece)
    return _text(
        [_counted(kind, pieces, found.as_of, named=named) for (kind, named), pieces in groups.items()], offered
    )


def followed(found: Sequence[Found], offered: Capability) -> str:
    """Give the same of what was read because items name it."""
    return _text([_counted(one.type, list(_pieces(one)), one.as_of, named=True) for one in found], offered)


def _pieces(found: Found) -> Iterator[Piece]:
    return (piece for one in found.parcels for piece in one.pieces if piece.type != "OperationOutcome")


def _text(made: list[Count | None], offered: Capability) -> str:
    whole = [one for one in made if one is not None and _is_offered(one, offered)]
    return MARK + msgspec.json.encode(whole).decode() if len(whole) == len(made) else ""


def _counted(kind: str, pieces: list[Piece], as_of: Instant | None, *, named: bool) -> Count | None:
    """Count the pieces of a type; none where one of them does not say when it was changed, or has just been."""
    newest, newest_at = "", None
    ids: list[str] = []
    for piece in pieces:
        name, meta = decoded_version(piece.raw)
        text = meta.last_updated or ""
        date = clinical_date(text)
        moment = date.moment() if date is not None else None
        if moment is None or not name:
            return None
        ids.append(name)
        if newest_at is None or moment > newest_at:
            newest, newest_at = text, moment
    if len(set(ids)) != len(ids) or (newest_at is not None and (as_of is None or as_of - newest_at < SETTLED)):
        return None
    at = as_of.isoformat() if as_of is not None else ""
    return Count(kind, len(pieces), newest, tuple(ids) if named else (), at)


def _is_offered(count: Count, offered: Capability) -> bool:
    parameters = offered.of(count.kind).parameters
    needed = ({"_lastUpdated"} if count.newest else set()) | ({"_id"} if count.ids else set())
    return offered.of(count.kind).searches and (not parameters or needed <= parameters)


def counts(text: str) -> tuple[Count, ...]:
    """Read what is remembered; none where it cannot be read."""
    try:
        return _COUNTS.decode(text.removeprefix(MARK)) if text.startswith(MARK) else ()
    except msgspec.MsgspecError:
        return ()


def wanted(text: str) -> tuple[Wanted, ...]:
    """Give the questions that a remembered text asks."""
    found: list[Wanted] = []
    for one in counts(text):
        if not one.newest:
            found.append(Wanted(one.kind, (), (), 0))
            continue
        for at in range(0, max(len(one.ids), 1), IDS):
            ids = one.ids[at : at + IDS]
            found.append(Wanted(one.kind, ids, (("_lastUpdated", f"gt{one.newest}"),), 0))
            found.append(Wanted(one.kind, ids, (("_lastUpdated", f"le{one.newest}"),), len(ids) or one.total))
    return tuple(found)


async def unchanged(asked: Iterable[tuple[Question, int]], ask: Ask) -> Instant | None:
    """Ask for the numbers; give the server's time where they are those that must come."""
    came = await asyncio.gather(*(number(question, total, ask) for question, total in asked))
    stated = [one for one in came if one is not None]
    return min(stated) if stated and len(stated) == len(came) else None


async def total(question: Question, ask: Ask) -> int | None:
    """Give the number that a server answers; none where it answers otherwise."""
    answer = await ask(question)
    told = parcel(message(answer.content, ""))
    return told.total if told.type == "searchset" and not told.hollow else None


async def number(question: Question, total: int, ask: Ask) -> Instant | None:
    """Give the server's time of an answer that holds the expected number; raises as the server."""
    answer = await ask(question)
    told = parcel(message(answer.content, ""))
    is_number = told.type == "searchset" and told.total == total and not told.hollow
    return min(moments(answer, told), default=None) if is_number else None
