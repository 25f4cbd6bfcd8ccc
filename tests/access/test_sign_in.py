"""A sign-in as it should go: what is asked, what is checked, who it is, and what is kept (T10)."""

import asyncio
import base64
import hashlib
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from access.identity_provider import CLIENT, ISSUER, REDIRECT, REGISTRATION, SECRETS, Desk, desk, reply
from overblik.domain.errors import OverblikError, SignInNeeded, SignInRefused, SignInTimedOut, SignInUnavailable
from overblik.domain.grant import Clinician
from overblik.domain.sign_in import Invitation


def run(work: Awaitable[Any]) -> Any:
    async def wait() -> Any:
        return await work

    return asyncio.run(wait())


def test_the_clinician_is_who_the_claims_say() -> None:
    session = run(desk().session())
    assert session.clinician == Clinician(
        "bruger-1", "Læge A. Prøve", "Læge", ISSUER, "0DMX7", "999999999016000", "Huset"
    )


@pytest.mark.rule("T10")
def test_t10_the_request_carries_pkce_state_and_nonce_anew_each_time_and_no_secret() -> None:
    async def twice() -> list[dict[str, list[str]]]:
        told = []
        for _ in range(2):
            one = desk()
            await one.session()
            (shown,) = one.shown
            assert shown.is_open
            assert one.provider.forms[0]["code_verifier"] not in shown.url
            told.append(parse_qs(urlsplit(shown.url).query))
        return told

    first, second = run(twice())
    same = {"client_id", "response_type", "redirect_uri", "scope", "code_challenge_method", "prompt"}
    assert {name: first[name] for name in same} == {
        "client_id": [CLIENT],
        "response_type": ["code"],
        "redirect_uri": [REDIRECT],
        "scope": ["openid fhirUser offline_access"],
        "code_challenge_method": ["S256"],
        "prompt": ["consent"],
    }
    assert set(first) == same | {"state", "nonce", "code_challenge"}
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) == 43
        assert first[name] != second[name]


@pytest.mark.rule("T10")
def test_t10_the_verifier_that_is_sent_is_the_one_that_was_hashed() -> None:
    one = desk()
    run(one.session())
    (form,) = one.provider.forms
    hashed = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert hashed == one.provider.asked["code_challenge"]
    assert (form["code"], form["client_id"], form["redirect_uri"]) == ("kode-1", CLIENT, REDIRECT)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_each_signature_of_the_list_is_taken(algorithm: str) -> None:
    assert run(desk(algorithm=algorithm).session()).clinician.subject == "bruger-1"


def test_only_the_named_sources_get_the_token() -> None:
    async def story() -> tuple[Any, Any]:
        session = await desk().session()
        return await session.token_for("ehr", 3), await session.token_for("kommunen", 3)

    mine, theirs = run(story())
    assert mine.headers("GET", "https://ehr.example/") == {"Authorization": "Bearer adgang-1"}
    assert theirs is None


def test_levels_anew_and_audience_are_asked_for_where_the_settings_say() -> None:
    who = replace(REGISTRATION, acr=("hoej", "betydelig"), audience="https://ehr.example/fhir", scopes=("openid",))
    one = desk(lambda told: told.claims.update(acr="betydelig"), who)
    run(one.session(anew=True))
    asked = one.provider.asked
    assert (asked["acr_values"], asked["aud"]) == ("hoej betydelig", "https://ehr.example/fhir")
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert "login_hint" not in asked


def test_who_the_user_says_he_is_is_told_as_a_hint_and_decides_nothing() -> None:
    one = desk()
    session = run(one.session(hint="anna & co"))
    assert one.provider.asked["login_hint"] == "anna & co"
    assert session.clinician == run(desk().session()).clinician


@pytest.mark.rule("T3")
@pytest.mark.parametrize(("seconds", "is_taken"), [(None, False), (-61, False), (-60, True), (0, True)])
def test_t3_who_must_sign_in_anew_is_not_the_one_whom_the_browser_remembers(
    seconds: int | None, is_taken: bool
) -> None:
    def changed(one: Any) -> None:
        one.claims["auth_time"] = None if seconds is None else int(one.clock.now().timestamp()) + seconds

    if is_taken:
        run(desk(changed).session(anew=True))
        return
    with pytest.raises(SignInRefused) as refused:
        run(desk(changed).session(anew=True))
    assert refused.value.facts["reason"] == "auth_time"
    run(desk(changed).session())


def test_without_a_browser_the_address_is_shown_and_the_user_comes_all_the_same() -> None:
    async def story() -> Desk:
        one = desk()
        one.comings.is_there = False

        def shown(page: Invitation) -> None:
            one.shown.append(page)
            asyncio.get_running_loop().call_soon(one.comings.come, page.url)

        assert (await one.sign_in.sign_in(shown)).is_signed_in
        return one

    one = run(story())
    assert not one.shown[0].is_open


@pytest.mark.rule("T10")
def test_t10_who_does_not_come_back_in_five_minutes_is_not_signed_in_and_the_port_is_closed() -> None:
    async def story() -> None:
        one = desk()
        one.comings.comes_back = False
        began = one.clock.monotonic()
        with pytest.raises(SignInTimedOut):
            await one.session()
        assert one.clock.monotonic() - began == 300
        assert not one.comings.is_open.is_set()
        assert one.provider.forms == []
        assert one.kept == []

    run(story())


def test_a_sign_in_that_is_given_up_closes_the_port() -> None:
    async def story() -> None:
        one = desk()
        one.comings.comes_back = False
        waiting = asyncio.ensure_future(one.session())
        await one.comings.is_open.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert not one.comings.is_open.is_set()

    run(story())


def test_nothing_secret_is_in_a_text() -> None:
    async def story() -> str:
        one = desk()
        session = await one.session()
        token = await session.token_for("ehr", 3)
        held = session._held
        told = [session, session.clinician.issuer, token, held, one.shown, one.sign_in, session._proven.endpoint]
        return " ".join(f"{each!r} {each}" for each in told)

    text = run(story())
    assert [secret for secret in SECRETS if secret in text] == []


def test_resuming_needs_the_same_person_and_a_token_that_is_good() -> None:
    async def story() -> None:
        one = desk()
        session = await one.sign_in.resume("forny-0", "bruger-1")
        assert one.provider.forms[0] == {"grant_type": "refresh_token", "client_id": CLIENT, "refresh_token": "forny-0"}
        assert session.clinician.name == "Læge A. Prøve"
        assert one.kept == ["forny-1"]
        with pytest.raises(SignInRefused) as refused:
            await one.sign_in.resume("forny-0", "bruger-2")
        assert refused.value.facts["reason"] == "sub"
        one.provider.tokens["id_token"] = None
        with pytest.raises(SignInRefused):
            await one.sign_in.resume("forny-0", "bruger-1")

    run(story())


def raising(error: Exception) -> httpx.Response:
    raise error


RESUMED: dict[str, tuple[Any, type[OverblikError], str]] = {
    "refused": (lambda: reply({"error": "invalid_grant"}, 400), SignInNeeded, "invalid_grant"),
    "lost": (lambda: raising(httpx.ReadTimeout("")), SignInNeeded, "renewal_lost"),
    "500": (lambda: reply(b"", 500), SignInNeeded, "renewal_lost"),
    "no line": (lambda: raising(httpx.ConnectError("")), SignInUnavailable, ""),
    "HTML": (lambda: reply(b"<html>"), SignInRefused, "token_answer"),
}


@pytest.mark.rule("T10")
@pytest.mark.parametrize("name", RESUMED)
def test_t10_resuming_says_whether_the_token_is_still_good(name: str) -> None:
    answer, kind, reason = RESUMED[name]
    one = desk(lambda told: told.instead.update(token=answer))
    with pytest.raises(kind) as needed:
        run(one.sign_in.resume("forny-0", "bruger-1"))
    assert needed.value.facts.get("reason", "") == reason
    assert one.kept == []
    assert one.transport.paths.count("/realm/token") == 1
