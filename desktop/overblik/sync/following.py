"""Follows the context of a record system by a FHIRcast hub: subscribes, answers, renews, and comes back (FHIRcast 3.0.0)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.errors import NotOffered, Refused, SignInNeeded, SourceError, Unintelligible, Unreachable
from overblik.domain.ports import Random, Scheduler
from overblik.wire import fhircast
from overblik.wire.fhircast import Confirmed, Denied, Notice
from overblik.wire.hub_line import Hub, Line

LEASE = 7200
"""Seconds that are asked for; the hub decides (section 2.4.1)."""
_CONFIRMING = 10.0
_RENEWED_AT = 0.8
"""Of its lease: then a subscription is renewed."""
_MISSED = 3
"""Heartbeats that may be missed (section 3.2.2: occasional ones are no fault)."""
_FIRST, _LAST = 1.0, 60.0
"""Seconds of the first and of the longest pause before the hub is tried again."""
_LEAVING = 0.2
"""Seconds in which the hub may hear that nobody follows any more: a lock does not wait for it."""
_REMEMBERED = 64
_OFTEN = 6
"""So many failures have the longest pause."""
_SHORTEST = 1.0
"""Seconds between two renewals, whatever lease a hub gives."""


class Link(Enum):
    """How the line to the hub is."""

    FOLLOWING = "following"
    LOST = "lost"
    DENIED = "denied"
    """The hub does not let this session follow; it is tried again, seldom."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A message that could not be read: what the record system shows now is not known."""


@dataclass(frozen=True, slots=True)
class Again:
    """The newest event came once more: nothing is new, and what it said still holds."""


@dataclass(frozen=True, slots=True)
class OthersFailed:
    """Another program could not follow (section 3.2.1)."""


Report = Callable[[Any], None]
Judge = Callable[[Notice], Awaitable[int]]
"""Follows an event or does not, and gives the status that the hub is answered."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What following needs of the computer."""

    scheduler: Scheduler
    random: Random


class Follower:
    """Follows one topic until it is cancelled."""

    def __init__(self, hub: Hub, topic: str, judge: Judge, ports: Ports) -> None:
        """Start with nothing heard."""
        self._hub, self._topic, self._judge, self._ports = hub, topic, judge, ports
        self._newest: tuple[Instant, str] | None = None
        self._answered: dict[str, int] = {}
        self._period = self._lease = 0.0
        self._failures = 0

    async def follow(self, report: Report) -> None:
        """Follow, and report Link, Unread, Again and OthersFailed; ends by being cancelled, and then unsubscribes."""
        while True:
            try:
                async with self._subscribed() as line:
                    report(Link.FOLLOWING)
                    await self._listen(line, report)
            except (Refused, NotOffered, SignInNeeded):
                self._failures = _OFTEN
                report(Link.DENIED)
            except SourceError:
                report(Link.LOST)
            await self._ports.scheduler.sleep(self._pause(self._failures))
            self._failures += 1

    def _pause(self, failures: int) -> float:
        """Double the pause up to a minute, with jitter: a hub that comes back is not met by all at once."""
        return min(_FIRST * 2.0 ** min(failures, 10), _LAST) * (0.5 + self._ports.random.fraction() / 2)

    @contextlib.asynccontextmanager
    async def _subscribed(self) -> AsyncIterator[Line]:
        """Subscribe, connect and be confirmed; at the end unsubscribe, as far as the hub hears it (section 2.4.6)."""
        endpoint = await self._hub.subscribe(self._topic, LEASE)
        line: Line | None = None
        try:
            line = await self._hub.connect(endpoint)
            self._lease = await self._confirmed(line)
            renewing = asyncio.ensure_future(self._renew(endpoint))
            try:
                yield line
            finally:
                renewing.cancel()
                await asyncio.wait((renewing,))
        finally:
            with contextlib.suppress(SourceError, TimeoutError):
                await self._ports.scheduler.within(_LEAVING, self._hub.unsubscribe(self._topic, endpoint))
            if line is not None:
                await line.close()

    async def _confirmed(self, line: Line) -> float:
        """Wait for the confirmation (section 2.4.3); give the lease in seconds, 0 for one without an end."""
        try:
            told = fhircast.read(await self._ports.scheduler.within(_CONFIRMING, line.receive()))
        except TimeoutError:
            raise Unreachable(kind="unconfirmed") from None
        if isinstance(told, Denied):
            raise Refused(reason="denied")
        if not isinstance(told, Confirmed) or told.topic != self._topic:
            raise Unintelligible(reason="hub_confirmation")
        return told.lease

    async def _renew(self, endpoint: str) -> None:
        """Renew the lease before it ends (section 2.4.1); where that fails the hub ends it, and all begins anew."""
        while self._lease:
            await self._ports.scheduler.sleep(max(self._lease * _RENEWED_AT, _SHORTEST))
            with contextlib.suppress(SourceError):
                await self._hub.subscribe(self._topic, LEASE, endpoint)

    async def _listen(self, line: Line, report: Report) -> None:
        """Take messages until the line is gone, or silent for too long where the hub sends heartbeats."""
        self._period = 0.0
        while True:
            text = await self._next(line)
            try:
                told = fhircast.read(text)
            except Unintelligible:
                report(Unread())
                notice_id = fhircast.id_of(text)
                if notice_id:
                    await line.send(fhircast.answer(notice_id, fhircast.MALFORMED))
                continue
            if isinstance(told, Denied):
                raise Unreachable(kind="denied")  # the lease has ended, or the session has: that is soon known
            if isinstance(told, Confirmed):
                self._lease = told.lease or self._lease
                continue
            self._failures = 0  # a hub that takes and drops at once is not one that is there
            await line.send(fhircast.answer(told.id, await self._status(told, report)))

    async def _next(self, line: Line) -> str | bytes:
        if not self._period:
            return await line.receive()
        try:
            text: str | bytes = await self._ports.scheduler.within(self._period * _MISSED, line.receive())
        except TimeoutError:
            raise Unreachable(kind="silent") from None
        return text

    async def _status(self, told: Notice, report: Report) -> int:
        """Judge an event once; what is doubled or out of order changes nothing (section 2.5.1)."""
        if told.topic != self._topic:
            return fhircast.UNKNOWN_TOPIC
        if told.name == fhircast.HEARTBEAT:
            self._period = told.period or self._period
            return fhircast.OK
        if told.name == fhircast.SYNC_ERROR:
            report(OthersFailed())
            return fhircast.OK
        if told.name not in (fhircast.OPEN, fhircast.CLOSE):
            return fhircast.MALFORMED  # nobody asked for it
        return await self._judged(told, report)

    async def _judged(self, told: Notice, report: Report) -> int:
        if told.id in self._answered:
            if self._newest is not None and self._newest[1] == told.id:
                report(Again())
            return self._answered[told.id]
        if self._newest is not None and told.at < self._newest[0]:
            return fhircast.OK  # a newer one stands
        self._newest = (told.at, told.id)
        status = self._answered[told.id] = await self._judge(told)
        while len(self._answered) > _REMEMBERED:
            del self._answered[next(iter(self._answered))]
        return status
