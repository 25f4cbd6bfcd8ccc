"""A card lives and dies with the sign-in that it was got for (T4, T10, T11, T13)."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from access.broker import FMK, NAME, BrokerDesk, brought, reply, run
from access.identity_provider import REGISTRATION, Desk, desk
from access.identity_provider import reply as provided
from overblik.access.oidc_session import OidcSession
from overblik.access.providers import CardHolder
from overblik.domain.errors import SignInNeeded
from overblik.domain.sign_in import Registration
from overblik.wire.sts import Holder
from overblik.wire.tokens import IdCard
from wire.signed_cards import MINE, THEIRS, Key, identity

NAMED = replace(REGISTRATION, servers=("ehr", NAME), claims=replace(REGISTRATION.claims, cpr="personnummer"))


@pytest.fixture(scope="module")
def sts() -> Key:
    return identity()


async def joined(
    sts: Key, registration: Registration = NAMED, number: "str | None" = MINE
) -> tuple[Desk, OidcSession, BrokerDesk, CardHolder]:
    """Sign in, and ask the broker as the house does (app/national.py)."""
    one = desk(lambda provider: provider.claims.update(personnummer=number), registration)
    session = await one.session()
    one.provider.asked.pop("nonce", None)
    broker = BrokerDesk(sts, one.clock, session, Holder(session.cpr, session.clinician.authorisation))
    cards = broker.cards()
    session.at_end(cards.drop)
    return one, session, broker, cards


async def why(cards: CardHolder) -> str:
    with pytest.raises(SignInNeeded) as refused:
        await cards.token_for(FMK, 4)
    return str(refused.value.facts["reason"])


@pytest.mark.parametrize("number", [MINE, f"{MINE[:6]}-{MINE[6:]}"])
def test_the_card_is_known_by_the_number_that_the_id_token_tells(sts: Key, number: str) -> None:
    async def story() -> None:
        _, session, broker, cards = await joined(sts, number=number)
        assert isinstance(await cards.token_for(FMK, 4), IdCard)
        cards.drop()
        broker.answer = lambda each: brought(each.card(who=THEIRS, authorisation="0DMX7"))
        assert await why(cards) == "card_subject"
        assert MINE not in f"{session!r}{session._proven!r}{broker.holder!r}"
        assert MINE not in repr(session.clinician), "the clinician goes on record, and into the key ring"

    run(story())


def test_without_a_number_the_card_is_known_by_the_authorisation(sts: Key) -> None:
    async def story() -> None:
        _, _, broker, cards = await joined(sts, number=None)
        assert await why(cards) == "card_subject"  # a card that names no authorisation
        broker.answer = lambda each: brought(each.card(authorisation="0DMX7"))
        assert isinstance(await cards.token_for(FMK, 4), IdCard)

    run(story())


@pytest.mark.rule("T11")
@pytest.mark.parametrize("number", ["", "x", 2509479989, ["2509479989"], "250947998"])
def test_t11_a_number_that_is_none_binds_no_card_of_another(sts: Key, number: object) -> None:
    """What is no text is not told: then the authorisation binds. What is another text fits no card."""

    async def story() -> None:
        _, _, broker, cards = await joined(sts, number=number)  # type: ignore[arg-type]
        broker.answer = lambda each: brought(each.card(authorisation="0DMX9"))
        assert await why(cards) == "card_subject"

    run(story())


@pytest.mark.rule("T10")
def test_t10_each_exchange_carries_the_token_of_its_moment(sts: Key) -> None:
    async def story() -> None:
        one, _, broker, cards = await joined(sts)
        await cards.token_for(FMK, 4)
        broker.past_its_renewal()
        one.provider.tokens["expires_in"] = 100_000
        await cards.token_for(FMK, 4)
        assert broker.asked == ["Bearer adgang-1", "Bearer adgang-2"]

    run(story())


@pytest.mark.rule("T13")
def test_t13_a_broker_that_the_sign_in_does_not_name_gets_no_token(sts: Key) -> None:
    async def story() -> None:
        _, _, broker, cards = await joined(sts, replace(NAMED, servers=("ehr",)))
        assert await why(cards) == "no_token"
        assert broker.asked == []

    run(story())


async def _lock(session: OidcSession, _: Desk) -> None:
    session.drop()


async def _sign_out(session: OidcSession, _: Desk) -> None:
    await session.sign_out()


async def _revoke(session: OidcSession, one: Desk) -> None:
    one.clock.move(600)
    one.provider.instead["token"] = lambda: provided({"error": "invalid_grant"}, 400)
    with pytest.raises(SignInNeeded):
        await session.token_for("ehr", 3)


ENDS = {"lock": _lock, "sign-out": _sign_out, "the provider's no": _revoke}


@pytest.mark.rule("T4", "T10", "T11")
@pytest.mark.parametrize("end", ENDS)
def test_t11_the_card_ends_with_the_session(sts: Key, end: str) -> None:
    async def story() -> None:
        one, session, broker, cards = await joined(sts)
        await cards.token_for(FMK, 4)
        await ENDS[end](session, one)
        assert cards._card is None
        assert await why(cards) == "signed_out"
        assert len(broker.asked) == 1

    run(story())


@pytest.mark.parametrize("is_lost", [True, False])
def test_a_token_that_ran_out_or_was_lost_takes_the_card_not_with_it(sts: Key, is_lost: bool) -> None:
    """The clinician still sits there, and a lost packet is no word of the provider; the card ends at its own end."""

    async def story() -> None:
        one, session, broker, cards = await joined(sts)
        await cards.token_for(FMK, 4)
        if is_lost:
            one.provider.instead["token"] = lambda: provided({}, 503)
        else:
            session._held = replace(session._current(), refresh="")
        one.clock.move(600)
        with pytest.raises(SignInNeeded):
            await session.token_for("ehr", 3)
        assert not session.is_signed_in
        assert isinstance(await cards.token_for(FMK, 4), IdCard)
        broker.past_its_renewal()
        one.clock.move(300)
        assert await why(cards) == "signed_out"
        session.drop()
        assert cards._card is None

    run(story())


@pytest.mark.rule("T4", "T11")
@pytest.mark.parametrize("end", ["lock", "sign-out"])
def test_t11_a_card_that_comes_after_the_end_is_given_to_nobody(sts: Key, end: str) -> None:
    async def story() -> None:
        _, session, broker, cards = await joined(sts)

        def late(each: BrokerDesk) -> httpx.Response:
            session.drop() if end == "lock" else session._forget()
            return brought(each.card())

        broker.answer = late
        assert await why(cards) == "locked"
        assert cards._card is None

    run(story())


@pytest.mark.rule("T4", "T11", "H1")
def test_t11_the_card_of_the_former_clinician_is_refused_under_the_next_ones_sign_in(sts: Key) -> None:
    """A broker that confuses two sessions gives B the card of A: B is not let look in A's name."""

    async def story() -> None:
        _, first, broker, cards = await joined(sts, number=THEIRS)
        broker.answer = lambda each: brought(each.card(who=THEIRS))
        card = await cards.token_for(FMK, 4)
        assert isinstance(card, IdCard)
        await first.sign_out()
        _, _, broker, cards = await joined(sts, number=MINE)
        broker.answer = lambda _: brought(card.assertion.decode())
        assert await why(cards) == "card_subject"

    run(story())


REFUSALS: dict[str, tuple[Callable[[str], bool], list[str]]] = {
    "the first token alone": (lambda token: token == "adgang-1", ["adgang-1", "adgang-2"]),
    "every token": (lambda _: True, ["adgang-1", "adgang-2"]),
    "none": (lambda _: False, ["adgang-1"]),
}


@pytest.mark.rule("T10")
@pytest.mark.parametrize("row", REFUSALS)
def test_t10_a_token_that_the_broker_refuses_is_renewed_once_and_sent_once_more(sts: Key, row: str) -> None:
    refuses, sent = REFUSALS[row]

    async def story() -> None:
        one, _, broker, cards = await joined(sts)

        def come(each: BrokerDesk) -> httpx.Response:
            return reply("{}", 401) if refuses(each.asked[-1].removeprefix("Bearer ")) else brought(each.card())

        broker.answer = come
        if row == "every token":
            assert await why(cards) == "broker"
        else:
            assert isinstance(await cards.token_for(FMK, 4), IdCard)
        assert [each.removeprefix("Bearer ") for each in broker.asked] == sent
        assert sum(form.get("grant_type") == "refresh_token" for form in one.provider.forms) == len(sent) - 1

    run(story())
