"""One FHIR R4 server: asks for a citizen's topics in few round trips, and answers each alone."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from overblik.domain.dates import Instant
from overblik.domain.errors import SourceError, UnknownPatient
from overblik.domain.grant import Grant
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, AnswerKind, Clock, Known, Registers
from overblik.domain.section import Topic
from overblik.domain.turns import Turns
from overblik.sources.fhir import counting, gathering, requests
from overblik.sources.fhir.answering import RECORD, Material, answers, checks, conditions
from overblik.sources.fhir.capability import Capability
from overblik.sources.fhir.gathering import Gathered
from overblik.sources.fhir.observations import TOPICS as OBSERVED
from overblik.sources.fhir.offers import Offers
from overblik.sources.fhir.outcomes import fault
from overblik.sources.fhir.pager import Ask, Found, read, search
from overblik.sources.fhir.pool import Pool
from overblik.sources.fhir.record import Record, record
from overblik.sources.fhir.requests import Needs, Own
from overblik.sources.fhir.whose import WHOSE, answered
from overblik.wire.addresses import Base
from overblik.wire.asking import Audience, ask_as
from overblik.wire.http import HttpClient, Question, Response
from overblik.wire.retry_after import http_date
from overblik.wire.shared import Shared
from overblik.wire.tokens import TokenProvider

BUDGET = 10.0
"""Seconds before a section says that its source is silent."""
_INNER = 9.5
"""The last question ends a little earlier, so that its own error is told and not a bare time-out."""
_NO_POST = frozenset({404, 405, 415, 501})


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at one citizen: what may be asked, until when, and what is known."""

    grant: Grant
    until: float
    own: Own
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
    turns: Turns | None = None
    """What a question ahead of need waits for."""
    _base: Base = field(init=False)
    _shared: Shared = field(init=False, default_factory=Shared)
    _ahead: MutableMapping[Grant, dict[Hashable, Any]] = field(init=False, default_factory=WeakKeyDictionary)
    """What came for a look ahead of need, as long as its grant lives."""
    _offers: Offers = field(init=False)
    _posts: bool = field(init=False, default=True)

    def __post_init__(self) -> None:
        """Read the address; what the server offers is not known yet."""
        self._base = Base(self.base_url, self.aliases)
        self._offers = Offers(self.clock)

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
        needs = requests.needs_of(topic, offered)
        if not requests.is_askable(grant.patient_id):
            raise UnknownPatient
        if grant.reason.ahead and known:
            same = await self._unchanged(grant, known, offered, until)
            if same is not None:
                return same
        who: Record = await self._of(grant, "citizen", lambda: self._resolve(grant, until))
        if topic is Topic.PATIENT:
            gathered = Gathered((who.found,), who.found.reasons, who.found.closed)
            return answers(self._material(who, offered, gathered), (topic,))[topic]
        look = _Look(grant, until, who.own, offered, conditions(known, who.own))
        together = OBSERVED if topic in OBSERVED else (topic,)
        key = (together, tuple(sorted(look.tags.items())))
        made: Mapping[Topic, Answer] = await self._of(grant, key, lambda: self._answers(look, who, needs, together))
        return made[topic]

    async def _unchanged(self, grant: Grant, known: Known, offered: Capability, until: float) -> Answer | None:
        """Ask whether all is as it was kept, where nobody waits for what is not; whatever fails is asked for in full."""
        kept = checks(known, grant.patient_id)
        if kept is None:
            return None
        look = _Look(grant, until, kept.own, offered, kept.parts)
        parts = [self._is_same(look, kind) for kind in kept.parts]
        came = await asyncio.gather(self._is_same_record(look, kept.version), *parts)
        moments = [one for one in came if one is not None]
        return Answer(AnswerKind.UNCHANGED, (), source_time=min(moments)) if len(moments) == len(came) else None

    async def _is_same_record(self, look: _Look, version: str) -> Instant | None:
        """Give the server's time where the citizen's record, which held the number, is in the same version."""

        async def read_again() -> Instant | None:
            try:
                sent = await self.asker(look.until, look.grant)(requests.by_id(self._base.url, look.own.id, version))
            except SourceError:
                return None
            return (http_date(sent.headers.get("date", "")) or self.clock.now()) if sent.status == 304 else None

        moment: Instant | None = await self._of(look.grant, RECORD, read_again)
        return moment

    async def _is_same(self, look: _Look, kind: str) -> Instant | None:
        """Give the server's time where a part is as it was, told by its ETag or by two numbers."""
        told = look.tags[kind]
        try:
            if not told.startswith(counting.MARK):
                found = await self._search(look, kind)
                return (found.as_of or self.clock.now()) if found.is_unchanged else None
            base, ask = self._base.url, self.asker(look.until, look.grant)
            asked = [(requests.count(base, one, look.own, look.offered), one.total) for one in counting.wanted(told)]
            moment: Instant | None = await self._of(look.grant, (kind, told), lambda: counting.unchanged(asked, ask))
        except SourceError:
            return None
        return moment

    async def _of(self, grant: Grant, key: Hashable, make: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """Ask once for all topics of a look that wait; ahead of need they come one after the other, and for all of them."""
        remembered = self._ahead.setdefault(grant, {}) if grant.reason.ahead else None
        return await self._shared.of((grant.intent_id, key), make, remembered)

    def remember(self, grant: Grant, part: str, told: str, moment: Instant) -> None:
        """Take it that a part of what is kept is as it was, told of many citizens at once (many.py)."""
        key = part if part == RECORD else (part, told)
        self._ahead.setdefault(grant, {})[grant.intent_id, key] = moment

    async def whose(self, patient: str) -> PatientId:
        """Read the record of a Patient's id, and tell who that is (sources/fhir/whose.py).

        Raises:
            SourceError: one of its kinds; nobody is guessed.

        """
        until = self.clock.monotonic() + WHOSE
        return answered(await self._exchange(requests.by_id(self._base.url, patient), until), patient)

    async def _answers(
        self, look: _Look, who: Record, needs: Needs, topics: tuple[Topic, ...]
    ) -> Mapping[Topic, Answer]:
        return answers(await self._collect(look, who, needs), topics)

    async def offered(self, until: float) -> Capability:
        """Give what the server offers; raises as `Offers.now`."""
        return await self._offers.now(lambda: self._exchange(requests.metadata(self._base.url), until))

    async def _resolve(self, grant: Grant, until: float) -> Record:
        """Find the citizen's own id, by a form where the server takes one."""
        asked, base = grant.patient_id, self._base
        ask = self.asker(until, grant)
        if self._posts:
            question = requests.citizen(base.url, asked, post=True)
            sent = await self._exchange(question, until, grant)
            if sent.status not in _NO_POST:
                return record(await search("Patient", question, _first(sent, ask), base), asked, base)
            self._posts = False
        question = requests.citizen(base.url, asked, post=False)
        return record(await search("Patient", question, ask, base), asked, base)

    async def _collect(self, look: _Look, who: Record, needs: Needs) -> Material:
        """Ask for all that a topic needs; where only a part is unchanged that part is asked for anew."""
        gathered = await self._gather(look, needs)
        if gathered.is_unchanged:
            return self._material(who, look.offered, gathered)
        if any(one.is_unchanged for one in gathered.found):
            look = _Look(look.grant, look.until, look.own, look.offered, {})
            gathered = await self._gather(look, needs)
        pool = Pool([parcel for one in gathered.found for parcel in one.parcels], self._base)
        wanted = gathering.missing(pool, needs.items, needs.after)
        followed = await self._follow(look, wanted) if wanted else ()
        whole = Gathered(gathered.found + followed, gathered.reasons, gathered.closed)
        asked, came = sum(map(len, wanted.values())), sum(len(one.pieces) for each in followed for one in each.parcels)
        return self._material(who, look.offered, whole, followed if asked == came else None)

    async def _gather(self, look: _Look, needs: Needs) -> Gathered:
        """Search for the items, and beside them for what they may point at; ahead of need only where they do."""
        items = asyncio.ensure_future(self._searches(look, needs.items))
        early = None if look.grant.reason.ahead else asyncio.ensure_future(self._searches(look, needs.beside))
        begun = [items] if early is None else [items, early]
        try:
            gathered = gathering.joined(needs.items, await items)
            is_known = all(one.is_unchanged for one in gathered.found) and any(
                kind in look.tags for kind in needs.beside
            )
            if needs.always or is_known or gathering.names(gathered.found, needs.beside):
                beside = await (early or self._searches(look, needs.beside))
                gathered = gathering.besides(gathered, needs.beside, beside)
        finally:
            for one in begun:
                one.cancel()
            await asyncio.wait(begun)
        return gathered

    async def _searches(self, look: _Look, types: tuple[str, ...]) -> list[Found | SourceError]:
        return await gathering.side_by_side([self._search(look, kind) for kind in types])

    async def _search(self, look: _Look, kind: str) -> Found:
        """Search one type; topics that wait for the same search share it."""
        tag = look.tags.get(kind, "")
        question = requests.search(self._base.url, kind, look.own, look.offered, tag)
        ask = self.asker(look.until, look.grant)
        found: Found = await self._of(look.grant, (kind, tag), lambda: search(kind, question, ask, self._base))
        return found

    async def _follow(self, look: _Look, wanted: Mapping[str, tuple[str, ...]]) -> tuple[Found, ...]:
        """Read what the items name; what does not come is told by the item that names it."""
        ask = self.asker(look.until, look.grant)
        asked = [
            (kind, question)
            for kind, ids in wanted.items()
            for question in requests.by_ids(self._base.url, kind, ids, look.offered)
        ]
        came = await gathering.side_by_side([read(kind, question, ask, self._base) for kind, question in asked])
        return tuple(one for one in came if isinstance(one, Found))

    def _material(
        self, who: Record, offered: Capability, gathered: Gathered, followed: tuple[Found, ...] | None = ()
    ) -> Material:
        now, base = self.clock.now(), self._base
        return Material(self.name, now, self.registers, base, who, gathered, offered, followed)

    def asker(self, until: float, grant: Grant | None = None) -> Ask:
        """Give what asks this server until a moment, and raises what a status stands for."""

        async def ask(question: Question) -> Response:
            sent = await self._exchange(question, until, grant)
            error = fault(sent)
            if error is not None:
                raise error
            return sent

        return ask

    async def _exchange(self, question: Question, until: float, grant: Grant | None = None) -> Response:
        """Ask with a token; the status is left to the caller. All that a server is asked may be asked twice."""
        audience = Audience(self.tokens, self.audience or self.name, self.level)
        if self.turns is None or grant is None or not grant.reason.ahead:
            return await ask_as(audience, self.http, question, lambda: until - self.clock.monotonic())
        async with self.turns.turn():
            end = self.clock.monotonic() + _INNER  # how long others were waited for is not the server's silence
            try:
                return await ask_as(audience, self.http, question, lambda: end - self.clock.monotonic())
            except SourceError as error:
                self.turns.hear(error)
                raise


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
