"""What is asked of a server about several citizens at once: whether anything of them has changed, and of whom.

A search takes several citizens (`patient=a,b,c`), so that of a whole list a few small answers tell what a question for each
citizen and type would. Nothing is concluded from an answer that does not say exactly what it must: those citizens are then
asked about one by one.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from overblik.domain.dates import Instant, clinical_date
from overblik.domain.errors import SourceError, Unintelligible
from overblik.domain.grant import Grant
from overblik.domain.patient import PatientId
from overblik.domain.ports import Known
from overblik.sources.fhir import counting, requests
from overblik.sources.fhir.answering import RECORD, checks
from overblik.sources.fhir.capability import Capability
from overblik.sources.fhir.counting import Count
from overblik.sources.fhir.pager import Ask, search
from overblik.sources.fhir.requests import Own
from overblik.sources.fhir.server import FhirServer
from overblik.wire.addresses import Base
from overblik.wire.fhir_types import Element, Meta, Reference
from overblik.wire.http import Question

CITIZENS = 30
"""So many are asked about at once: their ids make an address of about a thousand characters."""
BUDGET = 9.5
"""Seconds in which a server answers about them."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How one server is asked, and the moment by this computer's clock."""

    base: str
    offered: Capability
    ask: Ask
    now: Instant


@dataclass(frozen=True, slots=True)
class _Unit:
    """One count of one part of what is kept of one citizen."""

    grant: Grant
    own: Own
    part: str
    told: str
    count: Count
    at: Instant
    """The server's time when it was counted."""


async def confirm(server: FhirServer, kept: Mapping[Grant, Sequence[Known]]) -> None:
    """Ask whether what is kept of some citizens has changed; what has not is remembered for their looks.

    A part is confirmed when each of its counts is; what could not be confirmed is asked for by the look itself.

    Raises:
        SourceError: the server does not even say what it offers.

    """
    units = list(_units(kept))
    if not units:
        return
    until = server.clock.monotonic() + BUDGET
    how = Asking(server.base.url, await server.offered(until), server.asker(until, units[0].grant), server.clock.now())
    groups: dict[tuple[str, bool], list[_Unit]] = {}
    for unit in units:
        groups.setdefault((unit.count.kind, bool(unit.count.ids)), []).append(unit)
    came = await asyncio.gather(*(_confirmed(group, how) for group in groups.values()))
    if not any(_proves(found) for found in came):
        # A server that takes 'a,b' for one citizen's id finds nothing of anybody: where little is held that is no proof.
        came = [found if len({unit.own for unit in found}) == 1 else {} for found in came]
    moments = {unit: moment for found in came for unit, moment in found.items()}
    parts: dict[tuple[Grant, str, str], list[_Unit]] = {}
    for unit in units:
        parts.setdefault((unit.grant, unit.part, unit.told), []).append(unit)
    for (grant, part, told), counted in parts.items():
        if all(unit in moments for unit in counted):
            server.remember(grant, part, told, min(moments[unit] for unit in counted))


def _units(kept: Mapping[Grant, Sequence[Known]]) -> Iterator[_Unit]:
    """Give what can be told by counts of what is kept; parts that several topics share stand once."""
    for grant, every in kept.items():
        seen: set[tuple[str, str]] = set()
        for known in every:
            found = checks(known, grant.patient_id)
            if found is None:
                continue
            for part, told in (*found.parts.items(), (RECORD, found.record)):
                made = [(one, _moment(one.at)) for one in counting.counts(found.counts.get(part, told))]
                if (part, told) not in seen and all(moment is not None for _, moment in made):
                    # A part of which one count has no time cannot be compared, and its others alone tell nothing.
                    seen.add((part, told))
                    yield from (_Unit(grant, found.own, part, told, one, at) for one, at in made if at is not None)


async def _confirmed(units: list[_Unit], how: Asking) -> dict[_Unit, Instant]:
    """Give the server's time for each unit of one type of which nothing has changed since it was counted.

    All are compared at one moment: before the earliest was counted, and after the newest change of each.
    """
    line = min(unit.at for unit in units) - counting.SETTLED
    settled = [unit for unit in units if (newest := _moment(unit.count.newest)) is None or newest <= line]
    limit = line.isoformat()
    try:
        changed = await _changed(settled, how, limit) if settled else set()
        same = [unit for unit in settled if unit not in changed]
        if not same:
            return {}
        total = _total(same)
        moment = await counting.number(_question(same, how, ("_lastUpdated", f"le{limit}")), total, how.ask)
    except SourceError:
        return {}
    return {} if moment is None else dict.fromkeys(same, moment)


def _proves(found: Mapping[_Unit, Instant]) -> bool:
    """Whether a right number came of items of at least two citizens: then the server takes several at once."""
    return len({unit.own for unit in found if unit.count.total and not unit.count.ids}) > 1


async def takes_several(server: FhirServer, kept: Mapping[PatientId, Iterable[Known]], until: float) -> bool:
    """Ask whether a server takes several citizens in one search: of two who both have items of a type it counts the sum.

    Raises:
        SourceError: one of its kinds.

    """
    held: dict[str, dict[str, Own]] = {}
    for patient_id, every in kept.items():
        for found in (checks(known, patient_id) for known in every):
            texts = found.counts.values() if found is not None else ()
            for count in (count for text in texts for count in counting.counts(text)):
                if found is not None and count.total and not count.ids:
                    held.setdefault(count.kind, {})[found.own.id] = found.own
    kind, owns = next(((kind, tuple(told.values())[:2]) for kind, told in held.items() if len(told) > 1), ("", ()))
    if not kind:
        return False
    offered, ask, base = await server.offered(until), server.asker(until), server.base.url
    counted = [("_summary", "count")]
    asked = [requests.of_many(base, kind, told, (), offered, counted) for told in (owns, owns[:1], owns[1:])]
    both, one, other = await asyncio.gather(*(counting.total(question, ask) for question in asked))
    return bool(one and other) and both == (one or 0) + (other or 0)


def _moment(text: str) -> Instant | None:
    date = clinical_date(text)
    return date.moment() if date is not None else None


def _total(units: list[_Unit]) -> int:
    named = {name for unit in units for name in unit.count.ids}
    return len(named) or sum(unit.count.total for unit in units)


def _question(units: list[_Unit], how: Asking, limit: tuple[str, str]) -> Question:
    kind = units[0].count.kind
    named = tuple(dict.fromkeys(name for unit in units for name in unit.count.ids))
    owns = tuple(dict.fromkeys(unit.own for unit in units))
    return requests.of_many(how.base, kind, owns, named, how.offered, [limit, ("_summary", "count")])


async def _changed(units: list[_Unit], how: Asking, limit: str) -> set[_Unit]:
    """Give the units of which something was changed since; all of them where it cannot be told of which."""
    after = ("_lastUpdated", f"gt{limit}")
    if await counting.number(_question(units, how, after), 0, how.ask) is not None:
        return set()
    kind = units[0].count.kind
    if units[0].count.ids:
        return set(units)
    owns = tuple(dict.fromkeys(unit.own for unit in units))
    told = await changes(kind, owns, how, after)
    return {unit for unit in units if told.unclear is not None or unit.own.id in told.newest}


@dataclass(frozen=True, slots=True)
class Changes:
    """Of whom items of a type were changed, by the citizen's id at the server, and when at the latest."""

    newest: Mapping[str, Instant]
    at: Instant
    """The server's time of the answer, this computer's where it says none."""
    unclear: Instant | None = None
    """When at the latest something was changed of which it cannot be told of whom; none where all can."""


async def changes(kind: str, owns: tuple[Own, ...], how: Asking, after: tuple[str, str]) -> Changes:
    """Ask of whom items of a type were changed after a moment.

    An item that does not say whom it is about or when it was changed may be anybody's.

    Raises:
        SourceError: one of its kinds; `Unintelligible` with the `reason` `cut` where the answer is not whole.

    """
    narrowed = [after, ("_elements", _ELEMENTS), ("_count", "200")]
    question = requests.of_many(how.base, kind, owns, (), how.offered, narrowed)
    found = await search(kind, question, how.ask, Base(how.base))
    if not found.closed or found.reasons:
        raise Unintelligible(reason="cut")
    at = found.as_of or how.now
    newest: dict[str, Instant] = {}
    unclear: list[Instant] = []
    for piece in (piece for one in found.parcels for piece in one.pieces if piece.type in (kind, "")):
        names, moment = _told(piece.raw)
        if not names or moment is None:
            unclear.append(moment or at)
        else:
            newest |= {name: max(moment, newest.get(name, moment)) for name in names}
    return Changes(newest, at, max(unclear, default=None))


_ELEMENTS = "id,meta,subject,patient,participant"


class _Participant(Element):
    """Who takes part in an appointment."""

    actor: Reference | None = None


class _About(Element):
    """Whom an item is about, and when it was changed."""

    meta: Meta | None = None
    subject: Reference | None = None
    patient: Reference | None = None
    participant: tuple[_Participant, ...] | None = None


_ABOUT = msgspec.json.Decoder(_About)


def _told(raw: msgspec.Raw) -> tuple[set[str], Instant | None]:
    """Give the ids of the citizens whom an item names, and when it was changed, as far as it says it."""
    try:
        item = _ABOUT.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return set(), None
    actors = (one.actor for one in item.participant or ())
    texts = [one.reference or "" for one in (item.subject, item.patient, *actors) if one is not None]
    parts = [text.partition("/_history/")[0].split("/")[-2:] for text in texts]
    names = {part[1] for part in parts if len(part) == 2 and part[0] == "Patient"}
    return names, _moment((item.meta.last_updated or "") if item.meta is not None else "")
