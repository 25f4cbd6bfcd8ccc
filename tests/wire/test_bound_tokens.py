"""Tokens that are bound to a key: one proof a request, and a server's nonce is heeded once (RFC 9449; T10)."""

import asyncio
import base64
import hashlib
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey

from in_process import NOW, FakeClock, FakeRandom, FakeScheduler, InMemory
from overblik.access.dpop import DpopKey
from overblik.domain.errors import Unreachable
from overblik.runtime.chance import SystemRandom
from overblik.wire.http import HttpClient, Question
from overblik.wire.tokens import Bearer, DpopBound

URL = "https://ehr.example/fhir/Patient?identifier=1"


def read(proof: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Check a proof by the key that it brings; give header and claims."""
    header = jws.extract_compact(proof.encode()).headers()
    return header, jwt.decode(proof, ECKey.import_key(header["jwk"]), ["ES256"]).claims


def asked(answers: Callable[[int], httpx.Response], token: Bearer, **more: Any) -> tuple[list[httpx.Request], int]:
    """Ask one question; give what was sent, and the last status."""
    clock = FakeClock()
    transport = InMemory(lambda _: answers(len(transport.asked)))
    http = HttpClient([URL], clock, FakeRandom(), FakeScheduler(clock), transport)

    async def ask() -> int:
        try:
            return (await http.ask(Question(URL, bearer=token, **more), 10)).status
        except Unreachable:
            return 0

    return transport.asked, asyncio.run(ask())


def reply(status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(b""))


def wants_nonce(number: int) -> httpx.Response:
    challenge = {"WWW-Authenticate": 'DPoP error="use_dpop_nonce"', "DPoP-Nonce": f"nonce-{number}"}
    return reply(401, **challenge)


@pytest.mark.rule("T10")
def test_t10_a_proof_names_method_address_token_and_moment_and_no_private_key() -> None:
    key = DpopKey(FakeClock(), SystemRandom())
    header, claims = read(key.proof("GET", URL, "hemmelig"))
    assert (header["typ"], header["alg"], set(header["jwk"])) == ("dpop+jwt", "ES256", {"kty", "crv", "x", "y"})
    hashed = base64.urlsafe_b64encode(hashlib.sha256(b"hemmelig").digest()).rstrip(b"=").decode()
    assert claims.pop("jti")
    assert claims == {
        "htm": "GET",
        "htu": "https://ehr.example/fhir/Patient",
        "iat": int(NOW.timestamp()),
        "ath": hashed,
    }
    assert "ath" not in read(key.proof("POST", URL))[1]
    assert repr(key) == "DpopKey(••••)"


@pytest.mark.rule("T10")
def test_t10_each_session_has_a_key_of_its_own_and_each_proof_an_id() -> None:
    one, other = DpopKey(FakeClock(), SystemRandom()), DpopKey(FakeClock(), SystemRandom())
    first, second, third = (read(key.proof("GET", URL)) for key in (one, one, other))
    assert first[0]["jwk"] == second[0]["jwk"] != third[0]["jwk"]
    assert first[1]["jti"] != second[1]["jti"]


@pytest.mark.parametrize("content", [bytes(40), b"\xff" * 40])
def test_any_bytes_of_chance_make_a_key(content: bytes) -> None:
    class Fixed(FakeRandom):
        def bytes(self, count: int) -> bytes:
            return content[:count]

    assert read(DpopKey(FakeClock(), Fixed()).proof("GET", URL))


def test_a_nonce_belongs_to_the_origin_that_gave_it() -> None:
    key = DpopKey(FakeClock(), SystemRandom())
    assert key.learn(URL, {"dpop-nonce": "n-1"})
    assert not key.learn(URL, {})
    assert not key.learn(URL, {"dpop-nonce": "x" * 2000})
    assert read(key.proof("GET", "https://ehr.example/other"))[1]["nonce"] == "n-1"
    assert "nonce" not in read(key.proof("GET", "https://andet.example/"))[1]


def test_a_bearer_is_sent_as_it_is_and_never_again_for_a_nonce() -> None:
    sent, status = asked(wants_nonce, Bearer("hemmelig"))
    assert [request.headers["Authorization"] for request in sent] == ["Bearer hemmelig"]
    assert "DPoP" not in sent[0].headers
    assert status == 401


@pytest.mark.rule("T10")
def test_t10_a_question_that_lacked_the_nonce_is_asked_again_with_it() -> None:
    token = DpopBound("hemmelig", DpopKey(FakeClock(), SystemRandom()))
    sent, status = asked(lambda number: wants_nonce(1) if number == 1 else reply(200, **{"DPoP-Nonce": "n-2"}), token)
    assert status == 200
    assert [request.headers["Authorization"] for request in sent] == ["DPoP hemmelig"] * 2
    proofs = [read(request.headers["DPoP"])[1] for request in sent]
    assert [proof.get("nonce") for proof in proofs] == [None, "nonce-1"]
    assert proofs[0]["jti"] != proofs[1]["jti"]
    assert read(token.prover.proof("GET", URL))[1]["nonce"] == "n-2"


def test_a_server_that_is_never_content_is_asked_twice_and_no_more() -> None:
    sent, status = asked(wants_nonce, DpopBound("hemmelig", DpopKey(FakeClock(), SystemRandom())))
    assert (len(sent), status) == (2, 401)


@pytest.mark.parametrize(
    "answer",
    [
        reply(401, **{"WWW-Authenticate": 'DPoP error="invalid_token"', "DPoP-Nonce": "n"}),
        reply(401, **{"WWW-Authenticate": 'DPoP error="use_dpop_nonce"'}),
        reply(403, **{"WWW-Authenticate": 'DPoP error="use_dpop_nonce"', "DPoP-Nonce": "n"}),
        reply(401, **{"WWW-Authenticate": 'Bearer error_description="use_dpop_nonce"', "DPoP-Nonce": "n"}),
    ],
    ids=["another error", "no nonce", "another status", "the word elsewhere"],
)
def test_another_refusal_is_not_asked_again(answer: httpx.Response) -> None:
    sent, _ = asked(lambda _: answer, DpopBound("hemmelig", DpopKey(FakeClock(), SystemRandom())))
    assert len(sent) == 1


@pytest.mark.parametrize(("is_sent_once", "times"), [(True, 1), (False, 3)])
def test_what_is_good_for_one_use_is_not_sent_again_after_a_passing_fault(is_sent_once: bool, times: int) -> None:
    sent, status = asked(lambda _: reply(503), Bearer("x"), content=b"a", is_sent_once=is_sent_once)
    assert (len(sent), status) == (times, 0)


def test_a_bound_token_shows_nothing_of_itself() -> None:
    token = DpopBound("hemmelig", DpopKey(FakeClock(), SystemRandom()))
    assert "hemmelig" not in f"{token!r}{token}{[token]}"
