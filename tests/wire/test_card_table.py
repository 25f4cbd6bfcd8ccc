"""A card whose signature holds, and that is still not ours: one row each, with the reason (T11); and answers to others (H4)."""

import asyncio
import gzip
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from in_process import FakeClock, FakeRandom, FakeScheduler, InMemory, linking
from overblik.domain.errors import Unintelligible
from overblik.wire.http import HttpClient
from overblik.wire.names import SOAP_11
from overblik.wire.service import Service
from overblik.wire.sts import Expected
from overblik.wire.tokens import IdCard, StaticTokens
from wire.signed_cards import HASH, MINE, MOMENT, THEIRS, Key, answer, identity, signed, unsigned
from wire.test_security_table import EXPECTED, reason_of

HOUR = timedelta(hours=1)


def restricted(*audiences: str) -> str:
    """Write one restriction to several audiences: each of them may take it."""
    return f"<saml:AudienceRestriction>{''.join(f'<saml:Audience>{one}</saml:Audience>' for one in audiences)}</saml:AudienceRestriction>"


FMK, EVIL = "https://fmk", "https://fmk.evil.example"
CARDS: dict[str, tuple[str, str]] = {
    "as it should be": (unsigned(), ""),
    "another clinician": (unsigned(THEIRS), "card_subject"),
    "a lower level": (unsigned(level=3), "card_level"),
    "no level": (unsigned().replace(">4</saml:AttributeValue>", "></saml:AttributeValue>"), "card_form"),
    "an odd level": (unsigned().replace(">4</saml:AttributeValue>", ">6</saml:AttributeValue>"), "card_form"),
    "no id": (unsigned().replace(">kort-1<", "><"), "card_form"),
    "no beginning": (unsigned().replace(" NotBefore=", " NotAfter="), "card_form"),
    "no end": (unsigned().replace(" NotOnOrAfter=", " NotOn="), "card_form"),
    "end is no moment": (unsigned().replace('2026-03-02T20:55:00Z"', '2026-03-02"'), "card_form"),
    "no conditions": (unsigned().replace("saml:Conditions", "saml:Advice"), "card_form"),
    "another certificate": (unsigned().replace(HASH, "x" * 27 + "="), "card_certificate"),
    "begins in six minutes": (unsigned(at=MOMENT + timedelta(minutes=11)), "card_period"),
    "begins in five minutes": (unsigned(at=MOMENT + timedelta(minutes=10)), ""),
    "longer than a day": (unsigned(hours=25), "card_period"),
    "ends before it begins": (unsigned(hours=-1), "card_expired"),
    "made long before it was asked for": (unsigned(at=MOMENT - HOUR), "card_replayed"),
    "for another service": (unsigned(inside=restricted("https://minlog")), "card_audience"),
    "for a name that begins as ours": (unsigned(inside=restricted(EVIL)), "card_audience"),
    "for nobody": (unsigned(inside=restricted()), "card_audience"),
    "for an empty name": (unsigned(inside=restricted("")), "card_audience"),
    "for us and for another too": (unsigned(inside=restricted(EVIL, FMK)), ""),
    "for us, but only for another too": (unsigned(inside=restricted(FMK) + restricted(EVIL)), "card_audience"),
    "for the federation": (unsigned(inside=restricted("https://sts.sosi.dk/")), ""),
}


@pytest.fixture(scope="module")
def sts() -> Key:
    return identity()


@pytest.mark.rule("T11")
@pytest.mark.parametrize("row", CARDS)
def test_t11_a_signed_card_that_is_not_the_one_asked_for_is_refused(sts: Key, row: str) -> None:
    text, reason = CARDS[row]
    assert reason_of(answer(signed(sts, text)), sts[1]) == reason


@pytest.mark.rule("T11")
@pytest.mark.parametrize(
    ("left", "reason"), [(61, ""), (60, "card_expired"), (0, "card_expired"), (-1, "card_expired")]
)
def test_t11_a_card_is_not_taken_in_the_last_minute_of_its_life(sts: Key, left: int, reason: str) -> None:
    """It ends at 20:55:00, five minutes before twelve hours from now."""
    now = MOMENT + timedelta(hours=11, minutes=55, seconds=-left)
    content = answer(signed(sts))
    assert reason_of(content, sts[1], Expected(MINE, 4, frozenset(), HASH), now) == reason


@pytest.mark.rule("T11")
def test_t11_a_replayed_answer_is_refused(sts: Key) -> None:
    """The answer of this session a second time, and that of an earlier session, which this one does not remember."""
    content = answer(signed(sts))
    assert reason_of(content, sts[1], Expected(MINE, 4, frozenset({"kort-1"}), HASH, MOMENT)) == "card_replayed"
    later = MOMENT + timedelta(minutes=6)
    assert reason_of(content, sts[1], Expected(MINE, 4, frozenset(), HASH, later), later) == "card_replayed"
    sooner = MOMENT + timedelta(minutes=5)
    assert reason_of(content, sts[1], Expected(MINE, 4, frozenset(), HASH, sooner), sooner) == ""
    assert EXPECTED.seen == frozenset()


QUESTION = FakeRandom().identifier()
IN_BODY = linking().replace("d:Header", "d:Told")
ANSWERS: dict[str, tuple[str, str, str]] = {
    "as it should be": (linking(), "<a/>", ""),
    "to another question": (linking("anden"), "<a/>", "other_question"),
    "to none": (linking(""), "<a/>", "other_question"),
    "says nothing, which the schema allows": ("", "<a/>", ""),
    "says it in the body": ("", f"<a>{IN_BODY}</a>", ""),
    "says it without its header": (IN_BODY, "<a/>", ""),
    "says two things": (linking() + linking("anden"), "<a/>", "other_question"),
    "says it twice": (linking() * 2, "<a/>", "other_question"),
    "only begins so": (linking(QUESTION + "0"), "<a/>", "other_question"),
}


@pytest.mark.rule("T11", "H4")
@pytest.mark.parametrize("row", ANSWERS)
def test_h4_an_answer_that_names_another_question_is_refused(row: str) -> None:
    head, body, reason = ANSWERS[row]
    content = f'<s:Envelope xmlns:s="{SOAP_11}"><s:Header>{head}</s:Header><s:Body>{body}</s:Body></s:Envelope>'
    assert asked(lambda _: httpx.Response(200, stream=httpx.ByteStream(content.encode()))) == reason


def asked(handle: Callable[[httpx.Request], httpx.Response]) -> str:
    """Ask a service one question; give why its answer is refused, empty when it is taken."""

    async def run() -> str:
        clock = FakeClock()
        http = HttpClient(["https://fmk.example"], clock, FakeRandom(), FakeScheduler(clock), InMemory(handle))
        tokens = StaticTokens({FMK: IdCard(b"<a/>", "id", 4, MINE, MOMENT, MOMENT)})
        try:
            await Service("https://fmk.example", http, tokens, clock, FakeRandom(), FMK).ask("a", "", "<b/>", {}, 5)
        except Unintelligible as error:
            return str(error.facts["reason"])
        finally:
            await http.aclose()
        return ""

    return asyncio.run(run())


@pytest.mark.rule("T15")
def test_t15_an_answer_that_grows_beyond_the_caps_is_refused() -> None:
    """Four megabytes of blanks are packed into four thousand bytes; and twenty-one million bytes come unpacked."""
    packed = gzip.compress(b" " * 4_000_000)
    zipped = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(packed))
    assert asked(lambda _: zipped) == "bomb"
    assert asked(lambda _: httpx.Response(200, stream=httpx.ByteStream(bytes(21 * 1024 * 1024)))) == "too_large"
