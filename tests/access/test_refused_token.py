"""A token that is refused with 401: renewed once for all, asked once more, and never a storm (T10; RFC 6750, RFC 9449)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import httpx
import pytest

from access.identity_provider import REGISTRATION, Desk, desk, reply
from access.session import renewals, run
from in_process import FakeScheduler, InMemory
from overblik.access.oidc_session import OidcSession
from overblik.domain.errors import SignInNeeded, Unreachable
from overblik.runtime.chance import SystemRandom
from overblik.wire.asking import Audience, ask_as
from overblik.wire.http import HttpClient, Question
from overblik.wire.tokens import StaticTokens

URL = "https://{}.example/fhir/Patient"
TWO = replace(REGISTRATION, servers=("ehr", "kommune"))
Admits = Callable[["Server", str], bool]


@dataclass
class Server:
    """A FHIR server that admits some tokens."""

    one: Desk
    session: OidcSession
    name: str = "ehr"
    admits: Admits = lambda _, __: True
    challenge: str = "Bearer"
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        token = request.headers["Authorization"].partition(" ")[2]
        self.asked.append(token)
        told = {"WWW-Authenticate": self.challenge}
        return reply({}) if self.admits(self, token) else reply({}, 401, **told)

    async def ask(self, question: "Question | None" = None) -> int:
        clock = self.one.clock
        http = HttpClient([URL.format(self.name)], clock, SystemRandom(), FakeScheduler(clock), InMemory(self))
        asked = question or Question(URL.format(self.name))
        audience = Audience(self.session, self.name, 3)
        return (await ask_as(audience, http, asked, lambda: 10.0)).status


def others_than(*words: str) -> Admits:
    return lambda _, token: token not in words


async def signed_in(change: "Callable[..., None] | None" = None) -> Server:
    one = desk(change, TWO)
    session = await one.session()
    one.provider.asked.pop("nonce", None)
    return Server(one, session)


@pytest.mark.rule("T10")
@pytest.mark.parametrize("form", [None, (("identifier", "x"),)], ids=["GET", "search by POST"])
def test_t10_a_refused_token_is_renewed_and_the_question_asked_once_more(form: "tuple[tuple[str, str]] | None") -> None:
    async def story() -> None:
        server = await signed_in()
        server.admits = others_than("adgang-1")
        assert await server.ask(Question(URL.format("ehr"), form=form)) == 200
        assert server.asked == ["adgang-1", "adgang-2"]
        assert await server.ask() == 200
        assert server.asked[2:] == ["adgang-2"], "the refused one is not served again"
        assert renewals(server.one) == ["forny-1"]

    run(story())


@pytest.mark.rule("T10")
def test_t10_many_who_are_refused_at_once_cause_one_renewal() -> None:
    async def story() -> None:
        server = await signed_in()
        server.admits = others_than("adgang-1")
        assert await asyncio.gather(*(server.ask() for _ in range(15))) == [200] * 15
        assert renewals(server.one) == ["forny-1"]

    run(story())


@pytest.mark.rule("T10")
@pytest.mark.parametrize("seconds", [0, 120])
def test_t10_a_refusal_that_comes_late_is_answered_by_the_token_that_is_there(seconds: int) -> None:
    async def story() -> None:
        server = await signed_in()
        old = await server.session.token_for("ehr", 3)
        server.admits = others_than("adgang-1")
        assert await server.ask() == 200
        server.one.clock.move(seconds)
        assert old is not None
        for name in ("ehr", "kommune"):
            late = await server.session.another_for(name, 3, old)
            assert late is not None
            assert late.secret == "adgang-2"
        assert renewals(server.one) == ["forny-1"]

    run(story())


@pytest.mark.rule("T10")
def test_t10_a_server_that_refuses_every_token_causes_no_storm() -> None:
    """Ten looks of fifteen questions within a minute: one renewal, and each question is asked twice at most."""

    async def story() -> None:
        server = await signed_in()
        server.admits = lambda _, __: False
        for _ in range(10):
            assert await asyncio.gather(*(server.ask() for _ in range(15))) == [401] * 15
            server.one.clock.move(5)
        assert renewals(server.one) == ["forny-1"]
        assert len(server.asked) <= 150 + 15
        assert server.session.is_signed_in

    run(story())


@pytest.mark.rule("T10")
def test_t10_two_servers_that_refuse_every_token_do_not_drive_each_other_on() -> None:
    async def story() -> None:
        first = await signed_in()
        second = Server(first.one, first.session, "kommune")
        first.admits = second.admits = lambda _, __: False
        for _ in range(10):
            assert await asyncio.gather(first.ask(), second.ask()) == [401, 401]
            first.one.clock.move(5)
        assert len(renewals(first.one)) <= 2

    run(story())


def test_after_a_minute_a_server_that_refused_all_may_have_another() -> None:
    async def story() -> None:
        server = await signed_in()
        server.admits = others_than("adgang-1", "adgang-2")
        assert await server.ask() == 401
        server.one.clock.move(59)
        assert await server.ask() == 401
        server.one.clock.move(1)
        assert await server.ask() == 200
        assert renewals(server.one) == ["forny-1", "forny-2"]
        server.one.clock.move(-3600)  # a clock that is set back holds nobody up for an hour
        server.admits = others_than("adgang-3")
        assert await server.ask() == 200

    run(story())


def test_what_one_server_refuses_the_others_go_on_with() -> None:
    """Without a token to renew with, or with a provider that is away, the session stands for those who take the token."""

    async def story(change: "Callable[..., None] | None", answer: "Callable[[], httpx.Response] | None") -> None:
        first = await signed_in(change)
        second = Server(first.one, first.session, "kommune")
        first.admits = lambda _, __: False
        if answer is not None:
            first.one.provider.instead["token"] = answer
        assert await first.ask() == 401
        assert await second.ask() == 200
        assert await asyncio.gather(first.ask(), second.ask()) == [401, 200]
        assert first.session.is_signed_in

    def no_line() -> httpx.Response:
        raise httpx.ConnectError("")

    run(story(lambda told: told.tokens.update(refresh_token=None), None))
    run(story(None, no_line))


def test_who_asks_while_a_refused_token_is_renewed_waits_for_the_new_one_and_is_not_lost_with_it() -> None:
    async def story(is_away: bool) -> None:
        first = await signed_in()
        second = Server(first.one, first.session, "kommune")
        first.admits = others_than("adgang-1")
        told: list[int] = []
        kept = first.one.provider.instead

        def no_line() -> httpx.Response:
            raise httpx.ConnectError("")

        if is_away:
            kept["token"] = no_line
        old = await first.session.token_for("ehr", 3)
        assert old is not None
        renewing = asyncio.ensure_future(first.session.another_for("ehr", 3, old))
        await asyncio.sleep(0)
        told.append(await second.ask())
        if is_away:
            with pytest.raises(Unreachable):
                await renewing
        else:
            await renewing
        assert told == [200]
        assert second.asked == (["adgang-1"] if is_away else ["adgang-2"])

    run(story(is_away=False))
    run(story(is_away=True))


@pytest.mark.rule("T10")
def test_t10_a_session_that_the_provider_has_ended_ends_for_all() -> None:
    async def story() -> None:
        server = await signed_in()
        server.admits = lambda _, __: False
        server.one.provider.instead["token"] = lambda: reply({"error": "invalid_grant"}, 400)
        with pytest.raises(SignInNeeded) as ended:
            await server.ask()
        assert ended.value.facts["reason"] == "invalid_grant"
        assert not server.session.is_signed_in

    run(story())


@pytest.mark.rule("T13")
def test_t13_a_server_that_is_not_named_gets_no_other_token_either() -> None:
    async def story() -> None:
        server = await signed_in()
        token = await server.session.token_for("ehr", 3)
        assert token is not None
        assert await server.session.another_for("andet", 3, token) is None
        assert renewals(server.one) == []

    run(story())


CHALLENGES = {
    'DPoP error="use_dpop_nonce"': 0,
    'DPoP algs="ES256", error="invalid_dpop_proof"': 0,
    'DPoP error="invalid_token", algs="ES256"': 1,
    'Bearer error="invalid_token"': 1,
    'Bearer realm="x, DPoP error=\\"use_dpop_nonce\\""': 1,
    "": 1,
}


@pytest.mark.rule("T10")
@pytest.mark.parametrize("challenge", CHALLENGES)
def test_t10_a_refusal_of_the_proof_is_no_refusal_of_the_token(challenge: str) -> None:
    async def story() -> None:
        server = await signed_in()
        server.admits, server.challenge = (lambda _, __: False), challenge
        assert await server.ask() == 401
        assert len(renewals(server.one)) == CHALLENGES[challenge]

    run(story())


def test_a_token_that_cannot_be_renewed_is_sent_once() -> None:
    async def story() -> None:
        server = await signed_in()
        server.admits = lambda _, __: False
        server.session = StaticTokens({"ehr": "fast"})  # type: ignore[assignment]
        assert await server.ask() == 401
        assert server.asked == ["fast"]

    run(story())
