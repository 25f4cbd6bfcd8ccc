"""A session: one exchange for all who ask, each refresh token once (T10)."""

import asyncio
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey

from access.identity_provider import desk, reply
from access.session import reason, renewals, run, secret, signed_in
from overblik.domain.errors import Unreachable


@pytest.mark.rule("T10")
def test_t10_a_token_is_renewed_in_its_last_minute_and_each_refresh_token_is_used_once() -> None:
    async def story() -> None:
        one = desk()
        session = await signed_in(one)
        told = [await secret(session)]
        for seconds in (539, 1, 539, 1):
            one.clock.move(seconds)
            told.append(await secret(session))
        assert told == ["adgang-1", "adgang-1", "adgang-2", "adgang-2", "adgang-3"]
        assert renewals(one) == ["forny-1", "forny-2"]
        assert one.kept == ["forny-1", "forny-2", "forny-3"]

    run(story())


@pytest.mark.rule("T10")
def test_t10_many_who_ask_at_once_cause_one_exchange() -> None:
    async def story() -> None:
        one = desk()
        session = await signed_in(one)
        one.clock.move(600)
        assert set(await asyncio.gather(*(secret(session) for _ in range(8)))) == {"adgang-2"}
        assert renewals(one) == ["forny-1"]

    run(story())


@pytest.mark.parametrize("turns", range(8))
def test_a_source_that_is_given_up_in_the_middle_does_not_lose_the_new_tokens(turns: int) -> None:
    """A switch of patient cancels questions at any step; the refresh token is on its way and may not be lost."""

    async def story() -> None:
        one = desk()
        session = await signed_in(one)
        one.clock.move(600)
        asking = asyncio.ensure_future(session.token_for("ehr", 3))
        for _ in range(turns):
            await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        assert await secret(session) == "adgang-2"
        assert renewals(one) == ["forny-1"]

    run(story())


@pytest.mark.rule("T10")
@pytest.mark.parametrize("error", ["invalid_grant", "invalid_client"])
def test_t10_a_refused_refresh_token_ends_the_session(error: str) -> None:
    async def story() -> None:
        one = desk()
        session = await signed_in(one)
        one.clock.move(600)
        one.provider.instead["token"] = lambda: reply({"error": error}, 400)
        told = await asyncio.gather(reason(session), reason(session))
        assert told == [error, error]
        assert one.kept == ["forny-1", None]
        assert not session.is_signed_in
        asked = len(one.transport.asked)
        assert await reason(session) == "signed_out"
        assert len(one.transport.asked) == asked

    run(story())


LOST: dict[str, tuple[Any, str]] = {
    "silence": (httpx.ReadTimeout(""), "renewal_lost"),
    "cut": (httpx.RemoteProtocolError(""), "renewal_lost"),
    "500": (500, "renewal_lost"),
    "503": (503, "renewal_lost"),
    "HTML": (200, "token_answer"),
}


@pytest.mark.rule("T10")
@pytest.mark.parametrize("name", LOST)
def test_t10_a_refresh_token_whose_answer_is_lost_is_not_sent_again(name: str) -> None:
    async def story() -> None:
        answer, expected = LOST[name]
        asked: list[int] = []

        def lose() -> httpx.Response:
            asked.append(1)
            if isinstance(answer, int):
                return reply(b"<html>", answer)
            raise answer

        one = desk()
        session = await signed_in(one)
        one.clock.move(600)
        one.provider.instead["token"] = lose
        assert await reason(session) == expected
        del one.provider.instead["token"]
        assert await reason(session) == "signed_out"
        assert (len(asked), renewals(one), one.kept) == (1, [], ["forny-1", None])

    run(story())


def test_a_refresh_token_that_was_never_sent_is_good_when_the_network_is_back() -> None:
    async def story() -> None:
        def no_line() -> httpx.Response:
            raise httpx.ConnectError("")

        one = desk()
        session = await signed_in(one)
        one.clock.move(600)
        one.provider.instead["token"] = no_line
        with pytest.raises(Unreachable):
            await session.token_for("ehr", 3)
        del one.provider.instead["token"]
        assert await secret(session) == "adgang-2"
        assert renewals(one) == ["forny-1"]

    run(story())


@pytest.mark.parametrize(
    ("claim", "value"), [("sub", "bruger-2"), ("iss", "https://andet.example"), ("aud", "andet"), ("at_hash", "x" * 22)]
)
def test_a_renewal_for_someone_else_ends_the_session(claim: str, value: str) -> None:
    async def story() -> None:
        one = desk()
        session = await signed_in(one)
        one.clock.move(600)
        one.provider.claims[claim] = value
        assert await reason(session) == claim
        assert one.kept[-1] is None
        assert not session.is_signed_in

    run(story())


def test_a_renewal_may_come_without_id_token_and_without_a_new_refresh_token() -> None:
    async def story() -> None:
        one = desk()
        session = await signed_in(one)
        one.provider.tokens |= {"id_token": None, "refresh_token": None}
        for expected in ("adgang-2", "adgang-3"):
            one.clock.move(600)
            assert await secret(session) == expected
        assert renewals(one) == ["forny-1", "forny-1"]
        assert one.kept == ["forny-1"]

    run(story())


def test_without_a_refresh_token_the_session_ends_with_the_access_token() -> None:
    async def story() -> None:
        one = desk(lambda told: told.tokens.update(refresh_token=None))
        session = await one.session()
        one.clock.move(539)
        assert await secret(session) == "adgang-1"
        one.clock.move(1)
        assert await reason(session) == "expired"
        assert renewals(one) == []

    run(story())


@pytest.mark.parametrize(
    ("told", "good", "over"),
    [(None, 239, 240), ("600", 539, 540), (60, 29, 30), (0, None, 0), ("x", 239, 240), (10**9, 86339, 86340)],
)
def test_how_long_a_token_lasts_however_it_is_said(told: Any, good: int | None, over: int) -> None:
    async def story() -> None:
        one = desk(lambda each: each.tokens.update(refresh_token=None, expires_in=told))
        session = await one.session()
        if good is not None:
            one.clock.move(good)
            assert await secret(session) == "adgang-1"
            over_in = over - good
        else:
            over_in = over
        one.clock.move(over_in)
        assert await reason(session) == "expired"

    run(story())


@pytest.mark.parametrize("is_told", [True, False])
def test_a_new_key_of_the_provider_is_fetched_once(is_told: bool) -> None:
    """A provider changes its keys; a token under an unknown key has the set fetched anew, one time."""

    async def story() -> None:
        one = desk()
        session = await signed_in(one)
        new = ECKey.generate_key("P-256", {"kid": "k2"})
        one.provider.key = new
        if is_told:
            one.provider.published.append(new)
        one.clock.move(600)
        if is_told:
            assert await secret(session) == "adgang-2"
        else:
            assert await reason(session) == "kid"
        assert one.transport.paths.count("/realm/jwks") == 2

    run(story())
