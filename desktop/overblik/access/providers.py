"""Token providers for the services of Den Gode Webservice: certificate file, and organisation broker.

Cards live in memory only, are renewed before they end, and are dropped on lock (services.md section 6.4). A card of a
broker is dropped with the sign-in that it was got for, and is refused where it is another person's (T11).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from overblik.access.certificate import Certificate
from overblik.domain.dates import Instant
from overblik.domain.errors import SignInNeeded, SourceError, Unintelligible, Unreachable
from overblik.domain.ports import Clock, Random
from overblik.wire.asking import Audience, ask_as
from overblik.wire.dgws import CARD_ID, MARGIN, CardRequest, System, User, assertion, read_card
from overblik.wire.http import HttpClient, Question, Response
from overblik.wire.names import SAML
from overblik.wire.signature import SignatureError, SigningKey, signed_node
from overblik.wire.sts import Expected, Holder, card, checked, request
from overblik.wire.tokens import IdCard, Token, TokenProvider

BUDGET = 10.0
"""Seconds that an exchange may take."""
_EARLY = timedelta(minutes=5)
"""A card is renewed this long before its end, so that nobody waits for it."""
_AGAIN = timedelta(seconds=30)
"""How long after a failed renewal the next is tried while the card at hand is good: not every question waits for it."""
_REMEMBERED = 1_000
"""Ids of former cards that are kept to know a replayed one."""


class CardHolder:
    """Keeps one card in memory, and gets another before it ends; several askers wait for one exchange."""

    def __init__(self, clock: Clock, obtain: Callable[[frozenset[str]], Awaitable[IdCard]]) -> None:
        """Take what gets a new card; it is told which ids were given before."""
        self._clock, self._obtain = clock, obtain
        self._card: IdCard | None = None
        self._seen: tuple[str, ...] = ()
        self._turn = asyncio.Lock()
        self._epoch = 0
        self._failed: Instant | None = None
        self._ended, self._error = 0, SourceError()

    async def token_for(self, audience: str, level: int) -> Token | None:  # noqa: ARG002 - a card is for all services
        """Give the card.

        Raises:
            SignInNeeded: no card of this level can be had.
            Unreachable: the issuer does not answer, and the card at hand has ended.

        """
        before = self._ended
        async with self._turn:
            if before != self._ended:
                # What failed while this one waited is not asked for again by each who waited: they would wait in a row.
                raise type(self._error)(**self._error.facts)
            card_at_hand = self._card
            if card_at_hand is None or self._is_due(card_at_hand):
                card_at_hand = await self._renewed(card_at_hand)
        if card_at_hand.level < level:
            raise SignInNeeded(reason="card_level")
        return card_at_hand

    async def another_for(self, audience: str, level: int, refused: Token) -> None:
        """Give none: a service that refuses a card says so in a fault, and what it says is told."""

    async def _renewed(self, old: IdCard | None) -> IdCard:
        epoch = self._epoch
        try:
            new = await self._obtain(frozenset(self._seen))
        except Exception as error:
            if epoch == self._epoch and old is not None and self._left(old) > MARGIN:
                self._failed = self._clock.now()
                return old  # it is still good: a later question tries again
            if isinstance(error, SourceError):
                self._ended, self._error = self._ended + 1, error
            raise
        # The issuer has given it out, whether it is kept or not: it is not taken a second time.
        self._seen = (*self._seen, new.card_id)[-_REMEMBERED:]
        if epoch != self._epoch:
            raise SignInNeeded(reason="locked")  # locked while it was fetched: it is not kept
        self._card, self._failed = new, None
        return new

    def drop(self) -> None:
        """Forget the card, also one that is under way: the screen was locked or the user signed out."""
        self._card, self._failed = None, None
        self._epoch += 1

    def _is_due(self, one: IdCard) -> bool:
        """Whether a card is renewed now: it ends soon, and no renewal has failed a moment ago."""
        left = self._left(one)
        if left <= MARGIN or self._failed is None:
            return left <= _EARLY
        return not timedelta(0) <= self._clock.now() - self._failed < _AGAIN

    def _left(self, one: IdCard) -> timedelta:
        return one.not_on_or_after - self._clock.now()


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a card by certificate needs: who asks, with what, and whom to trust."""

    url: str
    trusted: tuple[bytes, ...]
    """PEM certificates of the STS."""
    certificate: Certificate
    system: System
    user: User | None
    """None for a card of the system (level 3)."""

    def __repr__(self) -> str:
        """Leave key and person out."""
        return f"Exchange({self.url})"


def certificate_tokens(exchange: Exchange, http: HttpClient, clock: Clock, random: Random) -> CardHolder:
    """Give a provider that signs its own card and exchanges it at the STS."""
    key = SigningKey(exchange.certificate.key, exchange.certificate.pem)

    async def obtain(seen: frozenset[str]) -> IdCard:
        now = clock.now()
        user = exchange.user
        level = 4 if user is not None else 3
        issuer = exchange.system.name
        asked = CardRequest(random.identifier(), issuer, level, exchange.system, user, exchange.certificate.hash)
        signed = key.sign(assertion(asked, now).encode(), CARD_ID)
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"Issue"'}
        answer = await http.ask(Question(exchange.url, headers, content=request(signed, issuer, now)), BUDGET)
        subject = user.cpr if user is not None else exchange.system.provider_id
        expected = Expected(subject, level, seen, exchange.certificate.hash, now)
        return card(answer.content, exchange.trusted, expected, clock.now())

    return CardHolder(clock, obtain)


@dataclass(frozen=True, slots=True)
class Broker:
    """An organisation's service that ends the web sign-in and returns a signed card over mutual TLS."""

    url: str
    trusted: tuple[bytes, ...]
    """PEM certificates of the STS: who signs cards, and not who answers, is trusted."""
    holder: Holder
    """Who signed in; a card of anybody else is refused."""
    level: int
    """What a card must have at least."""
    tokens: TokenProvider
    """Who gives the access token of the sign-in."""
    name: str
    """Under which the sign-in names the broker among those that get its token."""

    def __repr__(self) -> str:
        """Leave person and token out."""
        return f"Broker({self.url})"


class _Brought(msgspec.Struct):
    id_card: str = msgspec.field(name="idCard")
    not_on_or_after: str = msgspec.field(name="notOnOrAfter", default="")


def broker_tokens(broker: Broker, http: HttpClient, clock: Clock) -> CardHolder:
    """Give a provider that asks the organisation's broker: `POST /idcard` (services.md section 6.4).

    `http` carries the client certificate of the workplace. Each exchange carries the access token of that moment. At
    which level the clinician signed in the broker reads from the token, and never from us; what level it then gave is
    read from the signed card.
    """
    audience = Audience(broker.tokens, broker.name, broker.level, is_closed=True)

    async def obtain(seen: frozenset[str]) -> IdCard:
        until = clock.monotonic() + BUDGET
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        # A card more does no harm: the question may be repeated.
        question = Question(f"{broker.url}/idcard", headers, content=b"{}")
        answer = await ask_as(audience, http, question, lambda: until - clock.monotonic())
        found, node = _opened(answer, broker.trusted, clock.now())
        return checked(found, node, Expected("", broker.level, seen, holder=broker.holder))

    return CardHolder(clock, obtain)


def _opened(answer: Response, trusted: tuple[bytes, ...], now: Instant) -> tuple[IdCard, Any]:
    """Read what a broker answers: the signature of the card first, then the signed card alone."""
    if answer.status in (401, 403):
        raise SignInNeeded(reason="broker", status=answer.status)
    if answer.status >= 500:
        raise Unreachable(status=answer.status)
    if answer.status != 200:
        raise Unintelligible(reason="broker", status=answer.status)
    try:
        brought = msgspec.json.decode(answer.content, type=_Brought)
        node, canonical = signed_node(brought.id_card.encode(), (f"{{{SAML}}}Assertion",), CARD_ID, trusted)
    except SignatureError as error:
        raise SignInNeeded(reason=f"signature_{error.reason}") from None
    except (msgspec.MsgspecError, UnicodeError):
        raise Unintelligible(reason="broker") from None
    return read_card(node, canonical, now), node
