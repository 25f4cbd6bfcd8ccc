"""One FHIR R4 server: asks for a citizen's topics in few round trips, and answers each alone."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from overblik.domain.errors import (
    NotOffered,
    ProxyAsks,
    SignInNeeded,
    SourceError,
    Unintelligible,
    UnknownPatient,
    Unreachable,
    Untrusted,
)
from overblik.domain.grant import Grant
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, Clock, Known, Registers
from overblik.domain.section import Topic
from overblik.sources.fhir import gathering, requests
from overblik.sources.fhir.answering import Material, answers, conditions
from overblik.sources.fhir.capability import Capability, capability
from overblik.sources.fhir.gathering import Gathered
from overblik.sources.fhir.observations import TOPICS as OBSERVED
from overblik.sources.fhir.outcomes import fault
from overblik.sources.fhir.pager import Ask, Found, read, search
from overblik.sources.fhir.pool import Pool
from overblik.sources.fhir.record import Record, record
from overblik.sources.fhir.requests import NEEDS, Needs
from overblik.sources.fhir.whose import WHOSE, answered
from overblik.wire.addresses import Base
from overblik.wire.asking import Audience, ask_as
from overblik.wire.http import HttpClient, Question, Response
from overblik.wire.shared import Shared
from overblik.wire.tokens import TokenProvider

BUDGET = 10.0
"""Seconds before a section says that its source is silent."""
_INNER = 9.5
"""The last question ends a little earlier, so that its own error is told and not a bare time-out."""
_OFFER_KEPT = 3600.0
_NO_POST = frozenset({404, 405, 415, 501})


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at one citizen: what may be asked, until when, and what is known."""

    grant: Grant
    until: float
    record: Record
    offered: Capability
    tags: Mapping[str, str]


@dataclass(slots=True)
class FhirServer:
    """One server, with the port to speak through; its topics are `sources.fhir.fhir_sources(server)`."""

    name: str
    label: str
    base_url: str
    http: HttpClient
    tokens: TokenProvider
    registers: Registers
    clock: Clock
    audience: str = ""
    """Whom tokens are for; empty means the server's name."""
    level: int = 3
    aliases: tuple[str, ...] = ()
    """Other origins under which the server names itself in its links."""
    _base: Base = field(init=False)
    _shared: Shared = field(init=False, default_factory=Shared)
    _offered: Capability | None = field(init=False, default=None)
    _offered_at: float = field(init=False, default=0.0)
    _posts: bool = field(init=False, default=True)

    def __post_init__(self) -> None:
        """Read the address."""
        self._base = Base(self.base_url, self.aliases)

    @property
    def base(self) -> Base:
        """The address, with the other names of the server."""
        return self._base

    async def answer(self, topic: Topic, grant: Grant, known: Known | None) -> Answer:
        """Ask for one topic; what several topics need is asked for once while they wait together.

        Raises:
            SourceError: one of its kinds.

        """
        until = self.clock.monotonic() + _INNER
        offered = await self.offered(until)
        needs = offered_needs(topic, offered)
        if not requests.is_askable(grant.patient_id):
            raise UnknownPatient
        who: Record = await self._shared.of((grant.intent_id, "citizen"), lambda: self._resolve(grant, until))
        tags = conditions(known, who)
        look = _Look(grant, until, who, offered, tags)
        if topic is Topic.PATIENT:
            gathered = Gathered((who.found,), who.found.reasons, who.found.closed)
            return answers(self._material(look, gathered, has_followed=False), (topic,))[topic]
        together = OBSERVED if topic in OBSERVED else (topic,)
        key = (grant.intent_id, together, tuple(sorted(tags.items())))
        made: Mapping[Topic, Answer] = await self._shared.of(key, lambda: self._answers(look, needs, together))
        return made[topic]

    async def whose(self, patient: str) -> PatientId:
        """Read the record of a Patient's id, and tell who that is (sources/fhir/whose.py).

        Raises:
            SourceError: one of its kinds; nobody is guessed.

        """
        until = self.clock.monotonic() + WHOSE
        return answered(await self._exchange(requests.by_id(self._base.url, patient), until), patient)

    async def _answers(self, look: _Look, needs: Needs, topics: tuple[Topic, ...]) -> Mapping[Topic, Answer]:
        return answers(await self._collect(look, needs), topics)

    async def offered(self, until: float) -> Capability:
        """Give what the server offers; one that says nothing is tried, one that is silent is unreachable."""
        kept = self._offered
        if kept is not None and self.clock.monotonic() - self._offered_at < _OFFER_KEPT:
            return kept
        made: Capability = await self._shared.of("metadata", lambda: self._metadata(until))
        return made

    async def _metadata(self, until: float) -> Capability:
        try:
            sent = await self._exchange(requests.metadata(self._base.url), until)
        except Unreachable as error:
            if self._offered is None and (error.facts.get("connection") or isinstance(error, (Untrusted, ProxyAsks))):
                raise
            # What it once offered it offers still: a topic that it never had is not one that could not be fetched.
            return self._offered or Capability()
        except (Unintelligible, SignInNeeded):
            return Capability()
        if sent.status != 200:
            return Capability()
        made = capability(sent.content)
        if made.offers is not None:
            self._offered, self._offered_at = made, self.clock.monotonic()
        return made

    async def _resolve(self, grant: Grant, until: float) -> Record:
        """Find the citizen's own id, by a form where the server takes one."""
        asked, base = grant.patient_id, self._base
        ask = self.asker(until)
        if self._posts:
            question = requests.citizen(base.url, asked, post=True)
            sent = await self._exchange(question, until)
            if sent.status not in _NO_POST:
                return record(await search("Patient", question, _first(sent, ask), base), asked, base)
            self._posts = False
        question = requests.citizen(base.url, asked, post=False)
        return record(await search("Patient", question, ask, base), asked, base)

    async def _collect(self, look: _Look, needs: Needs) -> Material:
        """Ask for all that a topic needs; where only a part is unchanged that part is asked for anew."""
        gathered = await self._gather(look, needs)
        if gathered.is_unchanged:
            return self._material(look, gathered, has_followed=False)
        if any(one.is_unchanged for one in gathered.found):
            look = _Look(look.grant, look.until, look.record, look.offered, {})
            gathered = await self._gather(look, needs)
        pool = Pool([parcel for one in gathered.found for parcel in one.parcels], self._base)
        wanted = gathering.missing(pool, needs.items, needs.after)
        followed = await self._follow(look, wanted) if wanted else ()
        whole = Gathered(gathered.found + followed, gathered.reasons, gathered.closed)
        return self._material(look, whole, has_followed=bool(wanted))

    async def _gather(self, look: _Look, needs: Needs) -> Gathered:
        items = asyncio.ensure_future(self._searches(look, needs.items))
        beside = asyncio.ensure_future(self._searches(look, needs.beside))
        try:
            gathered = gathering.joined(needs.items, await items)
            is_known = all(one.is_unchanged for one in gathered.found) and any(
                kind in look.tags for kind in needs.beside
            )
            if needs.always or is_known or gathering.names(gathered.found, needs.beside):
                gathered = gathering.besides(gathered, needs.beside, await beside)
        finally:
            items.cancel()
            beside.cancel()
            await asyncio.wait((items, beside))
        return gathered

    async def _searches(self, look: _Look, types: tuple[str, ...]) -> list[Found | SourceError]:
        return await gathering.side_by_side([self._search(look, kind) for kind in types])

    async def _search(self, look: _Look, kind: str) -> Found:
        """Search one type; topics that wait for the same search share it."""
        tag = look.tags.get(kind, "")
        question = requests.search(self._base.url, kind, look.record.own, look.offered, tag)
        key = (look.grant.intent_id, kind, tag)
        found: Found = await self._shared.of(key, lambda: search(kind, question, self.asker(look.until), self._base))
        return found

    async def _follow(self, look: _Look, wanted: Mapping[str, tuple[str, ...]]) -> tuple[Found, ...]:
        """Read what the items name; what does not come is told by the item that names it."""
        ask = self.asker(look.until)
        asked = [
            (kind, question)
            for kind, ids in wanted.items()
            for question in requests.by_ids(self._base.url, kind, ids, look.offered)
        ]
        came = await gathering.side_by_side([read(kind, question, ask, self._base) for kind, question in asked])
        return tuple(one for one in came if isinstance(one, Found))

    def _material(self, look: _Look, gathered: Gathered, *, has_followed: bool) -> Material:
        return Material(self.name, self.clock.now(), self.registers, self._base, look.record, gathered, has_followed)

    def asker(self, until: float) -> Ask:
        """Give what asks this server until a moment, and raises what a status stands for."""

        async def ask(question: Question) -> Response:
            sent = await self._exchange(question, until)
            error = fault(sent)
            if error is not None:
                raise error
            return sent

        return ask

    async def _exchange(self, question: Question, until: float) -> Response:
        """Ask with a token; the status is left to the caller. All that a server is asked may be asked twice."""
        audience = Audience(self.tokens, self.audience or self.name, self.level)
        return await ask_as(audience, self.http, question, lambda: until - self.clock.monotonic())


def offered_needs(topic: Topic, offered: Capability) -> Needs:
    """Leave out what the server has no search for.

    Raises:
        NotOffered: nothing of the topic can be asked for, or nobody by number.

    """
    needs = NEEDS[topic]
    items = tuple(kind for kind in needs.items if offered.parameter(kind))
    if not items or not offered.parameter("Patient"):
        raise NotOffered(topic=topic.value)
    beside = tuple(kind for kind in needs.beside if offered.parameter(kind))
    return Needs(items, beside, needs.always, needs.after)


def _first(sent: Response, then: Ask) -> Ask:
    """Answer the first question with what came already, the others by asking."""
    waiting: list[Any] = [sent]

    async def ask(question: Question) -> Response:
        if not waiting:
            return await then(question)
        came: Response = waiting.pop()
        error = fault(came)
        if error is not None:
            raise error
        return came

    return ask
