"""The card of the sign-in over real sockets: embedded provider, embedded broker behind mutual TLS, embedded FMK."""

import ssl
from collections.abc import Iterator
from dataclasses import replace

import pytest

from journeys.broker_place import GP, HOME, WARD, Place, ask, asked, story
from overblik.access.oidc_session import OidcSession
from overblik.app.demo import demo_national
from overblik.app.national import national
from overblik.domain.errors import SignInNeeded, SourceError, Unintelligible, Unreachable
from overblik.domain.ports import Answer
from overblik.runtime.chance import SystemRandom
from overblik.wire.http import Question
from overblik.wire.tokens import Bearer, DpopBound
from sandbox.process import CLOCK, Services, services

WHO = {GP: ("0DMX7", "Læge"), WARD: ("0DMX9", "Sygeplejerske"), HOME: ("0DMXB", "Sygeplejerske")}


@pytest.fixture(scope="module")
def running() -> Iterator[Services]:
    with services() as made:
        yield made


@pytest.fixture
def sandbox(running: Services) -> Iterator[Services]:
    running.order("requests", method="DELETE")
    yield running
    running.order("faults", method="DELETE")
    running.order("clock", {"now": CLOCK})


@pytest.mark.rule("T11")
@pytest.mark.parametrize("subject", WHO)
def test_t11_fmk_is_asked_under_the_card_and_role_of_whoever_signed_in(sandbox: Services, subject: str) -> None:
    place = Place(sandbox, subject)
    authorisation, role = WHO[subject]

    async def tell(session: OidcSession) -> None:
        made = place.joined(session)
        assert made.medicine.caller.requested_role == role
        came = await ask(made)
        assert isinstance(came, Answer), came
        assert {one["card"] for one in asked(sandbox, "fmk")} == {authorisation}
        assert {one["level"] for one in asked(sandbox, "fmk")} == {4}
        # The broker asked for its nonce once (RFC 9449 section 9), and gave one card for all questions.
        assert [one["status"] for one in asked(sandbox, "broker")] == [401, 200]
        assert asked(sandbox, "sts") == []

    story(place, tell)


def test_where_nobody_signed_in_nothing_is_asked(sandbox: Services) -> None:
    place = Place(sandbox)

    async def tell(_: OidcSession) -> None:
        came = await ask(place.joined(None))
        assert isinstance(came, SignInNeeded)
        assert came.facts["reason"] == "no_token"
        assert asked(sandbox, "broker") == asked(sandbox, "fmk") == []

    story(place, tell)


@pytest.mark.rule("T12")
@pytest.mark.parametrize(
    "what", ["no certificate", "another's certificate", "another authority", "the system's authorities"]
)
def test_t12_the_line_to_the_broker_stands_between_the_two_that_know_each_other_alone(
    sandbox: Services, what: str
) -> None:
    place = Place(sandbox)
    own = demo_national(sandbox.told)
    changed = {
        "another's certificate": replace(place.settings, pkcs12=own.pkcs12, password=own.password),
        "another authority": replace(place.settings, broker_authority=own.sts_certificate),
        "the system's authorities": replace(place.settings, broker_authority=b""),
    }

    async def tell(session: OidcSession) -> None:
        if what == "no certificate":
            line = ssl.create_default_context(cadata=place.settings.broker_authority.decode())
            made = national(
                *(place.settings, place.clock, SystemRandom()),
                lambda *urls, verify=True: place.client(*urls, verify=line if verify is not True else verify),
                session,
            )
        else:
            made = place.joined(session, changed[what])
        came = await ask(made)
        assert isinstance(came, Unreachable), came
        assert asked(sandbox, "broker") == asked(sandbox, "fmk") == []

    story(place, tell)


@pytest.mark.rule("T10")
def test_t10_a_stolen_token_gets_no_card(sandbox: Services) -> None:
    """As a bearer, under another's key, for another address, after its end, after the sign-out: the broker says no."""
    place = Place(sandbox)

    async def tell(session: OidcSession) -> None:
        made = place.joined(session)
        assert isinstance(await ask(made), Answer)
        broker, url = made.probe[1], f"{place.settings.broker}/idcard"
        token = await session.token_for("broker", 4)
        assert isinstance(token, DpopBound)
        thief = await Place(sandbox, clients=place.clients).session()
        other = await thief.token_for("broker", 4)
        assert isinstance(other, DpopBound)

        async def status(bearer: "Bearer | None", **headers: str) -> int:
            return (await broker.ask(Question(url, headers, bearer=bearer, content=b"{}"), 10)).status

        seen = token.headers("POST", url)
        assert await status(None, **seen) == 200
        assert await status(None, **seen) == 401, "the same proof a second time"
        assert await status(None, **token.headers("GET", url)) == 401
        assert await status(None, **token.headers("POST", f"{url}/andet")) == 401
        assert await status(Bearer(token.secret)) == 401
        assert await status(DpopBound(token.secret, other.prover)) == 401
        assert await status(Bearer(sandbox.told["token"])) == 401
        assert await status(None) == 401
        assert await status(token) == 200
        await session.sign_out()
        assert await status(token) == 401
        place.clock.move(601)
        sandbox.order("clock", {"now": place.clock.now().isoformat()})
        assert await status(other) == 401

    story(place, tell)


FAULTS: dict[str, tuple[type[SourceError], str]] = {
    "expired_card": (SignInNeeded, "card_expired"),
    "future_card": (SignInNeeded, "card_period"),
    "low_level": (SignInNeeded, "card_level"),
    "other_person": (SignInNeeded, "card_subject"),
    "wrong_audience": (SignInNeeded, "card_audience"),
    "wrong_signature": (SignInNeeded, "signature_invalid"),
    "foreign_signature": (SignInNeeded, "signature_invalid"),
    "unsigned_card": (SignInNeeded, "signature_unsigned"),
    "garbage": (Unintelligible, "page"),
    "redirect": (Unintelligible, "redirect"),
    "drop": (Unreachable, ""),
    "huge": (Unintelligible, "too_large"),
}


@pytest.mark.rule("T11")
@pytest.mark.parametrize("kind", FAULTS)
def test_t11_a_broker_in_trouble_gives_no_card_and_fmk_is_not_asked(sandbox: Services, kind: str) -> None:
    place = Place(sandbox)
    error, reason = FAULTS[kind]
    sandbox.fault(base="broker", resource="idcard", kind=kind)

    async def tell(session: OidcSession) -> None:
        came = await ask(place.joined(session))
        assert isinstance(came, error), came
        assert came.facts.get("reason", "") == reason
        assert asked(sandbox, "fmk") == []

    story(place, tell)


@pytest.mark.rule("T10")
def test_t10_a_token_that_the_provider_has_forgotten_is_renewed_and_the_card_comes(sandbox: Services) -> None:
    place = Place(sandbox)

    async def tell(session: OidcSession) -> None:
        sandbox.order("tokens", method="DELETE")
        assert isinstance(await ask(place.joined(session)), Answer)
        tokens = [one for one in asked(sandbox, "sign-in") if one["path"].endswith("/token")]
        assert len(tokens) == 3  # the code (with its nonce), and one renewal
        assert {one["card"] for one in asked(sandbox, "fmk")} == {"0DMX7"}

    story(place, tell)


@pytest.mark.rule("T4", "T11")
@pytest.mark.parametrize("end", ["lock", "sign-out"])
def test_t11_after_the_end_of_the_session_fmk_is_asked_nothing(sandbox: Services, end: str) -> None:
    place = Place(sandbox)

    async def tell(session: OidcSession) -> None:
        made = place.joined(session)
        assert isinstance(await ask(made), Answer)
        before = len(asked(sandbox, "fmk"))
        if end == "lock":
            session.drop()
        else:
            await session.sign_out()
        came = await ask(made)
        assert isinstance(came, SignInNeeded)
        assert came.facts["reason"] == "signed_out"
        assert len(asked(sandbox, "fmk")) == before

    story(place, tell)
