"""Id cards live in memory, are renewed before they end, once for all askers, and are forgotten on lock (services.md 6.4)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from in_process import NOW, FakeClock, FakeRandom, FakeScheduler, InMemory
from overblik.access.certificate import Certificate
from overblik.access.providers import CardHolder, Exchange, certificate_tokens
from overblik.domain.errors import SignInNeeded, SourceError, Unintelligible, Unreachable
from overblik.runtime.log import start_log
from overblik.wire.dgws import System, User
from overblik.wire.http import HttpClient
from overblik.wire.tokens import IdCard
from wire.signed_cards import HASH, MINE, Key, answer, identity, signed, unsigned

LIFE = timedelta(hours=1)
FMK = "https://fmk"


class Issuer:
    """Gives a new card each time, or fails as told; counts how often it was asked."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock, self.asked = clock, 0
        self.error: Exception | None = None
        self.meanwhile: Callable[[], None] = lambda: None
        self.seen: list[frozenset[str]] = []

    async def obtain(self, seen: frozenset[str]) -> IdCard:
        self.asked += 1
        self.seen.append(seen)
        number, now = self.asked, self.clock.now()
        await asyncio.sleep(0.01)
        self.meanwhile()
        if self.error is not None:
            raise self.error
        return IdCard(b"<hemmelig/>", f"kort-{number}", 4, MINE, now, now + LIFE)


def holder() -> tuple[CardHolder, Issuer, FakeClock]:
    clock = FakeClock()
    issuer = Issuer(clock)
    return CardHolder(clock, issuer.obtain), issuer, clock


def run(work: Awaitable[Any]) -> Any:
    async def wait() -> Any:
        return await work

    return asyncio.run(wait())


def test_a_card_is_renewed_when_five_minutes_are_left_and_not_before() -> None:
    async def story() -> list[str]:
        cards, issuer, clock = holder()
        told = [await cards.token_for(FMK, 4)]
        for left in (LIFE.total_seconds() - 1, 301, 300):
            clock.moment = NOW + LIFE - timedelta(seconds=left)
            told.append(await cards.token_for(FMK, 4))
        assert issuer.seen == [frozenset(), frozenset({"kort-1"})]
        return [one.card_id for one in told if isinstance(one, IdCard)]

    assert run(story()) == ["kort-1", "kort-1", "kort-1", "kort-2"]


def test_several_askers_wait_for_one_exchange() -> None:
    async def story() -> tuple[int, int]:
        cards, issuer, _ = holder()
        told = await asyncio.gather(*(cards.token_for(FMK, 4) for _ in range(8)))
        return issuer.asked, len({one.card_id for one in told if isinstance(one, IdCard)})

    assert run(story()) == (1, 1)


@pytest.mark.parametrize("error", [SignInNeeded(reason="x"), Unreachable(status=503), Unintelligible(reason="x")])
def test_what_fails_is_told_to_all_who_waited_and_asked_anew_by_the_next(error: SourceError) -> None:
    """Eight who wait in a row for an issuer that is silent would wait eight times as long."""

    async def story() -> None:
        cards, issuer, _ = holder()
        issuer.error = error
        told = await asyncio.gather(*(cards.token_for(FMK, 4) for _ in range(8)), return_exceptions=True)
        assert [(type(one), one.facts) for one in told if isinstance(one, SourceError)] == [
            (type(error), error.facts)
        ] * 8
        assert len({id(one) for one in told}) == 8, "each has an error of his own: a traceback grows with each raise"
        assert issuer.asked == 1
        issuer.error = None
        assert isinstance(await cards.token_for(FMK, 4), IdCard)
        assert issuer.asked == 2

    run(story())


@pytest.mark.parametrize("error", [SignInNeeded(reason="x"), Unreachable(status=503), Unintelligible(reason="x")])
def test_a_renewal_that_fails_leaves_the_card_until_its_last_minute(error: SourceError) -> None:
    """Then the error of the issuer is told: who must sign in is told so, who waits for an issuer is told that."""

    async def story() -> None:
        cards, issuer, clock = holder()
        await cards.token_for(FMK, 4)
        issuer.error = error
        for left in (300, 120, 61):
            clock.moment = NOW + LIFE - timedelta(seconds=left)
            told = await cards.token_for(FMK, 4)
            assert isinstance(told, IdCard)
            assert told.card_id == "kort-1"
        for left in (60, 59, -1):
            clock.moment = NOW + LIFE - timedelta(seconds=left)
            with pytest.raises(type(error)):
                await cards.token_for(FMK, 4)
        issuer.error = None
        told = await cards.token_for(FMK, 4)
        assert isinstance(told, IdCard)
        assert told.card_id == f"kort-{issuer.asked}"

    run(story())


def test_after_a_failed_renewal_not_every_question_waits_for_the_next() -> None:
    async def story() -> list[int]:
        cards, issuer, clock = holder()
        await cards.token_for(FMK, 4)
        issuer.error, asked = Unreachable(status=503), []
        for passed in (0, 1, 29, 30, 31, 60):
            clock.moment = NOW + LIFE - timedelta(seconds=300 - passed)
            await cards.token_for(FMK, 4)
            asked.append(issuer.asked - 1)
        return asked

    assert run(story()) == [1, 1, 1, 2, 2, 3]


def test_a_card_of_a_lower_level_is_not_given() -> None:
    cards, _, _ = holder()
    with pytest.raises(SignInNeeded) as refused:
        run(cards.token_for(FMK, 5))
    assert refused.value.facts["reason"] == "card_level"


@pytest.mark.parametrize("error", [None, Unreachable(status=503)])
def test_what_is_dropped_is_forgotten_also_while_it_is_renewed(error: "SourceError | None") -> None:
    """A lock that comes during the exchange leaves neither the new card nor the old one, however the exchange ends."""

    async def story() -> None:
        cards, issuer, clock = holder()
        await cards.token_for(FMK, 4)
        cards.drop()
        assert cards._card is None
        told = await cards.token_for(FMK, 4)
        assert isinstance(told, IdCard)
        assert told.card_id == "kort-2"
        clock.move(LIFE.total_seconds() - 200)
        issuer.error, issuer.meanwhile = error, cards.drop
        with pytest.raises(SourceError):
            await cards.token_for(FMK, 4)
        assert cards._card is None
        issuer.error, issuer.meanwhile = None, lambda: None
        await cards.token_for(FMK, 4)
        assert {"kort-1", "kort-2"} <= issuer.seen[-1]
        assert ("kort-3" in issuer.seen[-1]) is (error is None)

    run(story())


@pytest.fixture(scope="module")
def sts() -> Key:
    return identity()


def signing_in(handle: Callable[[httpx.Request], httpx.Response], sts: Key, clock: FakeClock) -> Any:
    """Give a provider by certificate over memory."""
    key, pem = sts
    certificate = Certificate(key, pem, b"der")
    system = System("Overblik", "99999999", "medcom:cvrnumber", "Lægehuset")
    exchange = Exchange("https://sts.example", (pem,), certificate, system, User(MINE, "Prøve", "Læge", "7170"))
    http = HttpClient(["https://sts.example"], clock, FakeRandom(), FakeScheduler(clock), InMemory(handle))
    assert "PRIVATE" not in f"{exchange!r}{certificate!r}"
    assert MINE not in f"{exchange!r}{exchange.user!r}"
    return certificate_tokens(exchange, http, clock, FakeRandom())


def reply(content: bytes) -> httpx.Response:
    return httpx.Response(200, stream=httpx.ByteStream(content))


def issued(sts: Key, clock: FakeClock, number: int = 1) -> str:
    own = Certificate(b"", b"", b"der").hash
    text = unsigned(at=clock.now()).replace(HASH, own).replace("kort-1", f"kort-{number}")
    return signed(sts, text)


def test_over_the_wire_a_card_comes_once_and_a_replayed_one_never(sts: Key) -> None:
    async def story() -> None:
        clock, asked = FakeClock(), list[bytes]()
        kept = issued(sts, clock)

        def handle(request: httpx.Request) -> httpx.Response:
            asked.append(request.content)
            return reply(answer(kept))

        cards = signing_in(handle, sts, clock)
        first = await cards.token_for(FMK, 4)
        assert (first.card_id, first.subject) == ("kort-1", MINE)
        assert f'<saml:NameID Format="medcom:cprnumber">{MINE}'.encode() in asked[0]
        cards.drop()
        with pytest.raises(SignInNeeded) as refused:
            await cards.token_for(FMK, 4)
        assert refused.value.facts["reason"] == "card_replayed"
        assert MINE not in f"{refused.value!r}{refused.value}"

    run(story())


def test_nothing_of_a_card_is_in_texts_logs_or_files(sts: Key, tmp_path: Path) -> None:
    """A card is got, renewed, refused and dropped: no part of it lies in a file of this user's, in the log or in a text."""
    start_log(tmp_path / "profile")
    log = logging.getLogger("overblik")

    async def story() -> list[IdCard]:
        clock, found = FakeClock(), list[IdCard]()
        answers = iter([answer(issued(sts, clock)), b"<a/>"])
        cards = signing_in(lambda _: reply(next(answers)), sts, clock)
        found.append(await cards.token_for(FMK, 4))
        clock.move(11.9 * 3600)
        try:
            await cards.token_for(FMK, 4)
        except SourceError as error:
            log.exception("the card could not be had", exc_info=error)
        log.warning("%r %s %r", found[0], found, cards)
        cards.drop()
        return found

    try:
        (card,) = run(story())
    finally:
        for handler in log.handlers:
            handler.close()
        log.handlers = []
    secrets = [MINE.encode(), card.assertion[-200:], b"SignatureValue", card.card_id.encode()]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "overblik.log" and path.stat().st_size for path in files)
    assert [(path, one) for path in files for one in secrets if one in path.read_bytes()] == []
