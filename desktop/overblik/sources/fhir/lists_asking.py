"""The questions behind a list of patients, and what came of them: search, follow what is named, learn what is gone."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from overblik.domain.dates import DANISH, Instant
from overblik.domain.errors import NotOffered, Refused, SignInNeeded, SourceError, Unreachable
from overblik.domain.section import Cause, Reason
from overblik.sources.fhir import gathering
from overblik.sources.fhir.capability import Capability
from overblik.sources.fhir.lists_people import People
from overblik.sources.fhir.lists_visits import entries_of, kept_lists, named_in, plain
from overblik.sources.fhir.mapping.base import Context
from overblik.sources.fhir.pager import Ask, Found, read, search
from overblik.sources.fhir.pool import Pool
from overblik.sources.fhir.requests import PAGE, is_id
from overblik.sources.fhir.server import FhirServer
from overblik.sources.fhir.subjects import Subjects
from overblik.wire.http import Question

_IDS = 40
"""So many ids a question, so that its address stays short."""
_ASKED_ALONE = 20
"""So many records that do not come are asked for one by one: whether they were deleted is told nowhere else."""
_NUMBER = re.compile(r"\d{6}-?\d{4}")
_ACCEPT = {"Accept": "application/fhir+json"}
_GONE = 410
Pairs = tuple[tuple[str, str], ...]


class Reading:
    """One list being read from one server."""

    def __init__(self, server: FhirServer, ask: Ask, offered: Capability) -> None:
        """Start with nothing asked."""
        self._server, self._ask, self.offered = server, ask, offered
        self._found: list[Found] = []
        self.gone: list[str] = []
        """Ids of records that the server says were deleted."""
        self._is_short = False

    def demand(self, kind: str, parameter: str) -> None:
        """Go on only where the server searches so.

        Raises:
            NotOffered: its statement names other parameters, or no search at all.

        """
        offer = self.offered.of(kind)
        if not offer.searches or (offer.parameters and parameter not in offer.parameters):
            raise NotOffered(topic="list")

    def included(self, kind: str, name: str) -> Pairs:
        """Ask for what is referred to in the same answer, where the server says that it can, or says nothing."""
        is_there = self.offered.offers is None or self.offered.includes(kind, name)
        return (("_include", f"{kind}:{name}"),) if is_there else ()

    async def search(self, kind: str, pairs: Pairs, alone: str = "") -> None:
        """Ask and keep what came; `alone` is the id by which one resource is read where its type is not searched.

        Raises:
            SourceError: nothing usable came.

        """
        base, told = self._server.base, (*pairs, ("_count", str(PAGE)))
        if alone and not self.offered.of(kind).searches:
            self._found.append(await read(kind, Question(f"{base.url}/{kind}/{alone}", _ACCEPT), self._ask, base))
            return
        question = Question(f"{base.url}/{kind}?{urlencode(told)}", _ACCEPT)
        if any(_NUMBER.search(text) for name, text in pairs if name == "_id"):
            # A server whose own ids are numbers: no address may hold them (T25).
            question = Question(f"{base.url}/{kind}/_search", _ACCEPT, told)
        self._found.append(await search(kind, question, self._ask, base))

    async def follow_items(self) -> None:
        """Ask for the visits that a List names and that did not come with it."""
        context = self.context()
        wanted: dict[str, dict[str, None]] = {"Encounter": {}, "Appointment": {}}
        for one in kept_lists(context):
            for reference, _ in entries_of(one.sent) if one.flaw is None else ():
                kind, _, name = plain(reference, context).partition("/") if reference is not None else ("", "", "")
                if kind in wanted and is_id(name) and not context.pool.candidates(f"{kind}/{name}", one.piece):
                    wanted[kind][name] = None
        for kind, names in wanted.items():
            for part in parts(list(names)):
                await self._beside(kind, part)

    async def follow_people(self) -> Context:
        """Ask for the records that are named and did not come, and learn which of them were deleted."""
        context = self.context()
        names = [one for one in People(context).missing(tuple(named_in(context))) if is_id(one)]
        for part in parts(names):
            await self._beside("Patient", part)
        if names:
            context = self.context()
            still = People(context).missing(tuple(named_in(context)))
            self.gone += await self._deleted([one for one in still if is_id(one) and not _NUMBER.search(one)])
        return context

    async def _deleted(self, names: list[str]) -> list[str]:
        """Give those that the server says are deleted (410 Gone, http.html#read)."""
        asked, base = names[:_ASKED_ALONE], self._server.base
        questions = [Question(f"{base.url}/Patient/{one}", _ACCEPT) for one in asked]
        came = await gathering.side_by_side([read("Patient", one, self._ask, base) for one in questions])
        return [
            name
            for name, told in zip(asked, came, strict=True)
            if isinstance(told, SourceError) and told.facts.get("status") == _GONE
        ]

    async def _beside(self, kind: str, names: Sequence[str]) -> None:
        """Ask for some resources by id; what does not come is told by the line that names it.

        Raises:
            SignInNeeded: nobody is signed in any more; the list as a whole is asked for again then.

        """
        try:
            await self.search(kind, (("_id", ",".join(names)),))
        except SignInNeeded:
            raise
        except (Unreachable, Refused):
            self._is_short = True
        except SourceError:
            return

    def context(self) -> Context:
        """Give all that came so far, to be read."""
        server = self._server
        pool = Pool([parcel for one in self._found for parcel in one.parcels], server.base)
        return Context(server.name, server.clock.now(), server.registers, pool, Subjects(pool))

    def reasons(self) -> tuple[Reason, ...]:
        """Say why the list may be longer than what came (H5)."""
        told = [reason for one in self._found for reason in one.reasons]
        if self._is_short or any(not one.closed for one in self._found):
            told.append(Reason(Cause.MORE_AVAILABLE))
        return tuple(dict.fromkeys(told))

    def as_of(self) -> Instant:
        """Give the oldest time that any answer states, else the present (H4)."""
        told = [one.as_of for one in self._found if one.as_of is not None]
        return min(told) if told else self._server.clock.now()


def midnight(day: date, later: int = 0) -> str:
    """Give Danish midnight with its offset: the day of a change of clocks has 23 or 25 hours (H15)."""
    return datetime.combine(day + timedelta(days=later), time(), DANISH).isoformat()


def parts(names: Sequence[str]) -> list[Sequence[str]]:
    """Cut ids into questions of a bearable length."""
    return [names[at : at + _IDS] for at in range(0, len(names), _IDS)]
