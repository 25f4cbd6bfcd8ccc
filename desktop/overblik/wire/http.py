"""The HTTP client: caps, allow-list, deadlines and retries; no redirect, no log, no identifier in a fact.

httpx is imported at the first request, because the import costs 80 ms (stack.md trap 9).
"""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import urlencode

from overblik.domain.errors import ProxyAsks, Unintelligible, Unreachable, Untrusted
from overblik.domain.ports import Clock, Random, Scheduler
from overblik.wire.addresses import origin_of
from overblik.wire.inflate import Inflater
from overblik.wire.retry_after import seconds_until
from overblik.wire.sending import Closing, Sending
from overblik.wire.tokens import Bearer
from overblik.wire.trust import doubt_of, trust_for

if TYPE_CHECKING:
    import ssl

    import httpx

WIRE_CAP = 20 * 1024 * 1024
STREAM_CAP = 96 * 1024 * 1024
"""The greatest answer that a sink takes: it keeps caps of its own, part by part, and never holds the whole."""
PER_HOST = 8
TRIES = 3
_FIRST_PAUSE = 0.25
_CONNECTING = 10.0
"""Seconds in which a connection must stand."""
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
"""How a page for people begins: no source answers with one, whatever its status says (a captive portal, RFC 8952)."""
_PASSING = frozenset({429, 502, 503, 504})
"""Statuses after which the same question may be answered a moment later."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer with its body inflated; header names in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    """Empty where a sink took it."""
    sink: "Sink | None" = field(default=None, repr=False)
    """What took the body while it came."""


class Sink(Protocol):
    """Takes a body chunk by chunk, inflated."""

    def feed(self, chunk: bytes) -> None:
        """Take a chunk.

        Raises:
            Unintelligible: the rest need not come.

        """
        ...


SinkOf = Callable[[Mapping[str, str]], Sink | None]
"""Gives a sink for an answer with these headers (names in lower case); none lets the body be held."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `form` or `content` makes it a POST, so that no identifier stands in the address."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: tuple[tuple[str, str], ...] | None = field(default=None, repr=False)
    bearer: Bearer | None = None
    content: bytes | None = field(default=None, repr=False)
    """A body in a form of its own; `headers` name its type."""
    sink_of: SinkOf | None = field(default=None, repr=False)
    """Asked at each answer, also when the question is repeated."""
    is_sent_once: bool = False
    """Whether it may not be repeated after a passing fault: it carries what is good for one use alone."""

    puts: bool = False
    """Whether the body is put at the address (RFC 9110 section 9.3.4): the same question twice is asked once."""

    @property
    def method(self) -> str:
        """GET, or POST or PUT with a body."""
        if self.puts:
            return "PUT"
        return "GET" if self.form is None and self.content is None else "POST"


class HttpClient:
    """One client for one source; speaks to the origins it was given and to no other."""

    def __init__(  # the ports of the house, each needed
        self,
        origins: Iterable[str],
        clock: Clock,
        random: Random,
        scheduler: Scheduler,
        transport: "httpx.AsyncBaseTransport | None" = None,
        verify: "ssl.SSLContext | None" = None,
    ) -> None:
        """Allow these origins; without a transport httpx's own is used, eight connections a host.

        `verify` is whom a connection is made with, and what is shown to them; without, the system's authorities decide.
        """
        self._origins = frozenset(origin_of(origin) for origin in origins)
        self._clock, self._random, self._scheduler = clock, random, scheduler
        self._transport, self._verify = transport, verify
        self._client: httpx.AsyncClient | None = None
        # Questions wait here and never in httpcore, where one that is cancelled may hold its place for ever (sending.py).
        self._places = asyncio.Semaphore(PER_HOST)
        self._closing: Closing = set()

    async def aclose(self) -> None:
        """Close all connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def ask(self, question: Question, budget: float) -> Response:
        """Ask, and ask again after a passing fault, until the budget of seconds is spent.

        A proof that is refused for the want of the server's nonce is made again once (RFC 9449 section 9).

        Raises:
            Untrusted, ProxyAsks: something on the way answers in the place of the source; not asked again in this turn.
            Unreachable: no answer, a time-out, or 429/502/503/504 to the end.
            Unintelligible: a redirect, a page for people, a foreign origin, an answer over the caps.

        """
        if origin_of(question.url) not in self._origins:
            raise Unintelligible(reason="foreign_origin")
        until = self._clock.monotonic() + budget
        tries = 1 if question.is_sent_once else TRIES
        for attempt in range(tries):
            try:
                answer = await self._proved(question, until)
            except Untrusted:
                raise  # no certificate changes in a second
            except Unreachable as fault:
                last = fault
            else:
                if answer.status not in _PASSING:
                    return self._from_source(answer)
                last = self._passing(answer)
            pause = self._pause(attempt, last.facts.get("retry_after"))
            if attempt == tries - 1 or self._clock.monotonic() + pause >= until:
                raise last
            await self._scheduler.sleep(pause)
        raise AssertionError  # the loop returns or raises

    def _passing(self, answer: Response) -> Unreachable:
        asked = answer.headers.get("retry-after")
        wait = seconds_until(asked, self._clock.now()) if asked else None
        told = {} if wait is None else {"retry_after": wait}
        return Unreachable(status=answer.status, **told)

    def _pause(self, attempt: int, asked: object) -> float:
        """Full jitter over a doubling pause (never less than the server asked for)."""
        jittered = _FIRST_PAUSE * 2**attempt * (0.5 + self._random.fraction())
        return max(jittered, float(asked)) if isinstance(asked, int | float) else float(jittered)

    @staticmethod
    def _from_source(answer: Response) -> Response:
        """Refuse what a network answers in the place of a source: a proxy, or the page where one signs in to it."""
        if answer.status == 407:
            raise ProxyAsks(status=answer.status)
        if 300 <= answer.status < 400 and answer.status != 304:
            raise Unintelligible(reason="redirect", status=answer.status)
        if answer.status == 511 or (answer.status == 200 and _PAGE.match(answer.content)):
            raise Unintelligible(reason="page", status=answer.status)
        return answer

    async def _proved(self, question: Question, until: float) -> Response:
        answer = await self._once(question, until - self._clock.monotonic())
        token = question.bearer
        if token is not None and token.is_asked_again(question.url, answer.status, answer.headers):
            answer = await self._once(question, until - self._clock.monotonic())
            token.is_asked_again(question.url, answer.status, answer.headers)
        return answer

    async def _once(self, question: Question, seconds: float) -> Response:
        import httpx

        if seconds <= 0:
            raise Unreachable(connection=True, timeout=True)
        try:
            answer: Response = await self._scheduler.within(seconds, self._exchange(question))
        except TimeoutError as error:
            raise Unreachable(connection=True, timeout=True) from error
        except (httpx.TransportError, OSError) as error:
            # A server that wants a certificate says so after the line stands, and httpx lets that error of ssl through.
            # The cause names the address, and the address may name the citizen: it stays behind.
            doubt = doubt_of(error)
            if doubt is not None:
                raise Untrusted(kind=type(error).__name__, reason=doubt) from None
            raise Unreachable(connection=True, kind=type(error).__name__) from None
        return answer

    async def _exchange(self, question: Question) -> Response:
        headers = {"Accept-Encoding": "gzip", **question.headers}
        body = question.content
        if question.form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(question.form).encode("ascii")
        if question.bearer is not None:
            headers |= question.bearer.headers(question.method, question.url)
        client = self._opened()
        request = client.build_request(question.method, question.url, headers=headers, content=body)
        await self._places.acquire()
        sending = Sending(client, request, self._closing, is_traced=self._transport is None)
        try:
            return await self._received(question, await sending.answer())
        finally:
            # A request that was given up keeps its place until it has ended: else the next would wait in httpcore.
            sending.end(self._places.release)

    async def _received(self, question: Question, answer: "httpx.Response") -> Response:
        """Take the body of an answer, within the caps."""
        told = {name.lower(): text for name, text in answer.headers.items()}
        sink = question.sink_of(told) if question.sink_of is not None else None
        packed = told.get("content-encoding", "")
        inflater = Inflater(packed, WIRE_CAP) if sink is None else Inflater(packed, STREAM_CAP, sink.feed)
        # Not by `aiter_raw`: it closes the answer by itself, where a cancellation would leave the place taken.
        body_of = cast("AsyncGenerator[bytes, None]", aiter(cast("httpx.AsyncByteStream", answer.stream)))
        async with aclosing(body_of) as chunks:  # a refused body leaves no generator behind
            async for chunk in chunks:
                inflater.feed(chunk)
        return Response(answer.status_code, told, inflater.end(), sink)

    def _opened(self) -> "httpx.AsyncClient":
        if self._client is None:
            import httpx

            for name in ("httpx", "httpcore"):  # they log addresses, and an address may hold a CPR number
                logging.getLogger(name).disabled = True
            limits = httpx.Limits(max_connections=PER_HOST, max_keepalive_connections=PER_HOST)
            transport = self._transport or httpx.AsyncHTTPTransport(
                verify=self._verify or trust_for(self._origins), limits=limits, trust_env=False
            )
            # No proxy, .netrc or variable of the environment may send a token elsewhere.
            self._client = httpx.AsyncClient(
                transport=transport,
                follow_redirects=False,
                trust_env=False,
                # The Scheduler port keeps the deadlines; a connection that nobody waits for any more ends by itself.
                timeout=httpx.Timeout(None, connect=_CONNECTING),
            )
            self._client.headers.clear()
        return self._client
