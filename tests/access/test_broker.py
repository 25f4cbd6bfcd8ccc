"""The broker's card is that of whoever signed in, and is checked as any other card (T11, T13)."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree

from access.broker import FMK, URL, BrokerDesk, brought, reply, run
from in_process import NOW
from overblik.domain.errors import SignInNeeded, SourceError, Unintelligible, Unreachable
from overblik.runtime.log import start_log
from overblik.wire.sts import Holder
from overblik.wire.tokens import IdCard, StaticTokens
from wire.signed_cards import CARD, MINE, THEIRS, WRAPPINGS, Key, answer, identity, signed, unsigned, wrapped

OURS, ANOTHER = "0DMX7", "0DMX9"


@pytest.fixture(scope="module")
def sts() -> Key:
    return identity()


@pytest.fixture(scope="module")
def stranger() -> Key:
    return identity()


async def told(desk: BrokerDesk) -> IdCard:
    card = await desk.cards().token_for(FMK, 4)
    assert isinstance(card, IdCard)
    return card


def reason(desk: BrokerDesk) -> tuple[type[SourceError], str]:
    """Give the error, and its reason, with which nothing is got."""
    with pytest.raises(SourceError) as refused:
        run(desk.cards().token_for(FMK, 1))  # what the service asks for is less: the card is refused before
    text = f"{refused.value!r}{refused.value}{refused.value.__cause__!r}"
    assert not any(secret in text for secret in (MINE, THEIRS, OURS, "hemmelig-adgang", "SignatureValue", "<"))
    return type(refused.value), str(refused.value.facts.get("reason", ""))


def test_a_card_is_got_with_the_token_that_the_sign_in_gives_the_broker(sts: Key) -> None:
    desk = BrokerDesk(sts)
    card = run(told(desk))
    assert (card.cpr, card.level, card.card_id) == (MINE, 4, "kort-1")
    assert desk.asked == ["Bearer hemmelig-adgang"]
    assert desk.paths == [f"POST {URL}/idcard"]


@pytest.mark.rule("T13")
def test_t13_without_a_token_for_it_the_broker_is_asked_nothing(sts: Key) -> None:
    desk = BrokerDesk(sts, tokens=StaticTokens({"ehr": "hemmelig-adgang"}))
    assert reason(desk) == (SignInNeeded, "no_token")
    assert desk.asked == []


def _silent(_: BrokerDesk) -> httpx.Response:
    raise httpx.ReadTimeout("")


BROKEN: dict[str, tuple[Callable[[BrokerDesk], httpx.Response], type[SourceError], str]] = {
    "silent": (_silent, Unreachable, ""),
    "unauthorized": (lambda _: reply("{}", 401), SignInNeeded, "broker"),
    "refused": (lambda _: reply("{}", 403), SignInNeeded, "broker"),
    "failed": (lambda _: reply("{}", 400), Unintelligible, "broker"),
    "500": (lambda _: reply("<h1>500</h1>", 500), Unreachable, ""),
    "503": (lambda _: reply("", 503), Unreachable, ""),
    "sent elsewhere": (lambda _: reply("", 302, Location="https://evil.example/"), Unintelligible, "redirect"),
    "HTML": (lambda _: reply("<html>Log ind</html>"), Unintelligible, "page"),
    "no object": (lambda _: reply("[]"), Unintelligible, "broker"),
    "no JSON": (lambda _: reply("<a/>"), Unintelligible, "broker"),
    "no UTF-8": (lambda _: reply(b'{"idCard":"\xff"}'), Unintelligible, "broker"),
    "number": (lambda _: reply('{"idCard":7}'), Unintelligible, "broker"),
    "too large": (lambda _: reply(bytes(21 * 1024 * 1024)), Unintelligible, "too_large"),
    "no card": (lambda _: brought(""), SignInNeeded, "signature_not_well_formed"),
    "another element": (lambda _: brought("<a/>"), SignInNeeded, "signature_place"),
    "doctype": (lambda _: brought("<!DOCTYPE a><a/>"), SignInNeeded, "signature_doctype"),
    "unsigned": (lambda _: brought(unsigned()), SignInNeeded, "signature_unsigned"),
    "in an envelope": (lambda desk: brought(f"<e>{desk.card()}</e>"), SignInNeeded, "signature_place"),
    "changed": (lambda desk: brought(desk.card().replace("7170", "7171")), SignInNeeded, "signature_invalid"),
    "another person": (lambda desk: brought(desk.card(who=THEIRS)), SignInNeeded, "card_subject"),
    "a lower level": (lambda desk: brought(desk.card(level=3)), SignInNeeded, "card_level"),
    "expired": (lambda desk: brought(desk.card(hours=0.1)), SignInNeeded, "card_expired"),
    "of the future": (lambda desk: brought(desk.card(at=NOW.replace(hour=12))), SignInNeeded, "card_period"),
    "for another service": (
        lambda desk: brought(desk.card(inside="<saml:AudienceRestriction/>")),
        SignInNeeded,
        "card_audience",
    ),
}


@pytest.mark.rule("T11")
@pytest.mark.parametrize("row", BROKEN)
def test_t11_what_a_broker_brings_is_checked_as_any_other_card(sts: Key, row: str) -> None:
    come, error, why = BROKEN[row]
    assert reason(BrokerDesk(sts, answer=come)) == (error, why)


@pytest.mark.rule("T11")
def test_t11_a_card_that_another_has_signed_is_refused(sts: Key, stranger: Key) -> None:
    """Also where the broker itself were the other: who signs is trusted, and not who answers."""
    assert reason(BrokerDesk(sts, answer=lambda _: brought(signed(stranger)))) == (SignInNeeded, "signature_invalid")


@pytest.mark.rule("T11")
@pytest.mark.parametrize("identifier", ["IDCard", "andet"])
@pytest.mark.parametrize("number", WRAPPINGS)
def test_t11_a_wrapped_card_of_a_broker_is_refused(sts: Key, number: int, identifier: str) -> None:
    """The forged one comes first, as the root of what the broker brings."""

    def come(desk: BrokerDesk) -> httpx.Response:
        root = etree.fromstring(wrapped(answer(desk.card()), number, identifier))
        return brought(etree.tostring(next(root.iter(CARD)), with_tail=False).decode())

    kind, why = reason(BrokerDesk(sts, answer=come))
    assert kind is SignInNeeded
    assert why.startswith("signature_"), "the card was read before its signature was held to be good"


@pytest.mark.rule("T11")
def test_t11_a_card_that_came_before_is_not_taken_for_a_new_one(sts: Key) -> None:
    async def story() -> None:
        desk = BrokerDesk(sts)
        kept = desk.card()
        desk.answer = lambda _: brought(kept)
        cards = desk.cards()
        first = await cards.token_for(FMK, 4)
        cards.drop()
        with pytest.raises(SignInNeeded) as refused:
            await cards.token_for(FMK, 4)
        assert isinstance(first, IdCard)
        assert refused.value.facts["reason"] == "card_replayed"

    run(story())


WHOSE: dict[str, tuple[Holder, dict[str, str], str]] = {
    "the number": (Holder(MINE), {"who": MINE}, ""),
    "another number": (Holder(MINE), {"who": THEIRS}, "card_subject"),
    "the authorisation": (Holder("", OURS), {"who": MINE, "authorisation": OURS}, ""),
    "another authorisation": (Holder("", OURS), {"who": MINE, "authorisation": ANOTHER}, "card_subject"),
    "no authorisation": (Holder("", OURS), {"who": MINE}, "card_subject"),
    "both": (Holder(MINE, OURS), {"who": MINE, "authorisation": OURS}, ""),
    "the number, and no authorisation": (Holder(MINE, OURS), {"who": MINE}, ""),
    "the number, and another authorisation": (
        *(Holder(MINE, OURS), {"who": MINE, "authorisation": ANOTHER}),
        "card_subject",
    ),
    "the authorisation, and another number": (
        *(Holder(MINE, OURS), {"who": THEIRS, "authorisation": OURS}),
        "card_subject",
    ),
    "nothing to tell it by": (Holder(), {"who": MINE, "authorisation": OURS}, "card_unbound"),
}


@pytest.mark.rule("T11", "H1")
@pytest.mark.parametrize("row", WHOSE)
def test_t11_a_card_is_taken_only_where_it_is_that_of_the_one_who_signed_in(sts: Key, row: str) -> None:
    """By all that the sign-in tells, and never by nothing (fail closed)."""
    holder, said, why = WHOSE[row]
    desk = BrokerDesk(sts, holder=holder, answer=lambda desk: brought(desk.card(**said)))
    if why:
        assert reason(desk) == (SignInNeeded, why)
    else:
        assert run(told(desk)).cpr == said["who"]


NUMBER = '<saml:Attribute Name="medcom:UserCivilRegistrationNumber">'
TWICE: dict[str, Callable[[str], str]] = {
    "another number beside the name": lambda text: text.replace(
        f"{NUMBER}<saml:AttributeValue>{MINE}", f"{NUMBER}<saml:AttributeValue>{THEIRS}"
    ),
    "a second number": lambda text: text.replace(
        NUMBER, f"{NUMBER}<saml:AttributeValue>{THEIRS}</saml:AttributeValue></saml:Attribute>{NUMBER}"
    ),
    "a second level": lambda text: text.replace(
        '<saml:Attribute Name="sosi:AuthenticationLevel">',
        '<saml:Attribute Name="sosi:AuthenticationLevel"><saml:AttributeValue>3</saml:AttributeValue></saml:Attribute>'
        '<saml:Attribute Name="sosi:AuthenticationLevel">',
    ),
}


@pytest.mark.rule("T11")
@pytest.mark.parametrize("row", TWICE)
def test_t11_a_signed_card_that_can_be_read_two_ways_is_refused(sts: Key, row: str) -> None:
    def come(desk: BrokerDesk) -> httpx.Response:
        text = unsigned(at=desk.clock.now())
        assert TWICE[row](text) != text
        return brought(signed(sts, TWICE[row](text)))

    assert reason(BrokerDesk(sts, answer=come)) == (SignInNeeded, "card_form")


@pytest.mark.rule("T11")
def test_t11_a_card_of_a_system_is_nobodys(sts: Key) -> None:
    """It names an organisation, and neither number nor authorisation of a person."""

    def come(desk: BrokerDesk) -> httpx.Response:
        text = unsigned(at=desk.clock.now()).replace("medcom:cprnumber", "medcom:cvrnumber", 1)
        begin, end = (
            text.index('<saml:AttributeStatement id="UserLog"'),
            text.index('<saml:AttributeStatement id="System'),
        )
        return brought(signed(sts, text[:begin] + text[end:]))

    assert reason(BrokerDesk(sts, answer=come)) == (SignInNeeded, "card_subject")


@pytest.mark.rule("T25")
def test_t25_nothing_of_a_broker_or_its_card_is_in_texts_or_the_log(sts: Key, tmp_path: Path) -> None:
    start_log(tmp_path / "profile")
    log = logging.getLogger("overblik")
    desk = BrokerDesk(sts, holder=Holder(MINE, OURS))

    async def story() -> list[Any]:
        cards, found = desk.cards(), list[Any]()
        found.append(await cards.token_for(FMK, 4))
        desk.answer = lambda each: brought(each.card(who=THEIRS))
        cards.drop()
        try:
            await cards.token_for(FMK, 4)
        except SourceError as error:
            log.exception("the card could not be had", exc_info=error)
        log.warning("%r %r %r", found, cards, desk.holder)
        return found

    try:
        (card,) = run(story())
    finally:
        for handler in log.handlers:
            handler.close()
        log.handlers = []
    text = (tmp_path / "profile" / "overblik.log").read_text(encoding="utf-8")
    assert "the card could not be had" in text
    secrets = (MINE, THEIRS, OURS, "hemmelig-adgang", "SignatureValue", "kort-1", card.assertion.decode()[-200:])
    assert [one for one in secrets if one in text] == []
