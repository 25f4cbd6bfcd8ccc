"""Every answer of a sign-in, changed in one place each: refused with a sentence, nothing kept, and nobody signed in (T10).

The first test takes the same provider unchanged, so that no row is refused for a reason of its making.
"""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from access.changed_answers import ROWS, TABLES, at, claims, metadata
from access.identity_provider import REGISTRATION, SECRETS, Change, IdentityProvider, desk
from clinic import DANISH_WORDS
from overblik.app.worded import sentence
from overblik.domain.errors import OverblikError, SignInMisconfigured, SignInRefused
from overblik.domain.sign_in import Registration
from overblik.runtime import paths
from overblik.viewmodels.words import load_words


def refusal(change: Change, registration: Registration = REGISTRATION) -> tuple[Any, OverblikError]:
    """Sign in with one thing changed; give the desk and what was raised."""
    one = desk(change, registration)
    with pytest.raises(OverblikError) as refused:
        asyncio.run(one.session())
    return one, refused.value


def test_unchanged_it_is_taken() -> None:
    one = desk()
    assert asyncio.run(one.session()).is_signed_in
    assert one.kept == ["forny-1"]


@pytest.mark.rule("T10", "T13")
@pytest.mark.parametrize(("table", "name"), ROWS)
def test_t10_a_changed_answer_signs_nobody_in_and_leaves_nothing(table: str, name: str) -> None:
    change, kind, reason = TABLES[table][name]
    one, refused = refusal(change)
    assert type(refused) is kind
    assert refused.facts.get("reason", refused.facts.get("error", "")) == reason
    assert one.kept == []
    assert not one.comings.is_open.is_set()
    hosts = {request.url.host for request in one.transport.asked}
    assert hosts == {"login.example"}
    said = f"{refused} {refused!r} {refused.__cause__!r}"
    assert [secret for secret in (*SECRETS, "2512489996", "bruger") if secret in said] == []


@pytest.mark.rule("T10")
@pytest.mark.parametrize("table", ["token", "discovery"])
def test_t10_a_code_is_sent_once_and_only_to_a_provider_that_was_checked(table: str) -> None:
    for name in TABLES[table]:
        one, _ = refusal(TABLES[table][name][0])
        sent = [request for request in one.transport.asked if request.url.path.endswith("/token")]
        assert (name, len(sent)) == (name, 1 if table == "token" else 0)


@pytest.mark.rule("T10")
@pytest.mark.parametrize("level", [None, "lav", ["hoej"], ""])
def test_t10_a_level_that_was_not_reached_signs_nobody_in(level: Any) -> None:
    one, refused = refusal(claims(acr=level), replace(REGISTRATION, acr=("hoej",)))
    assert (type(refused), refused.facts["reason"]) == (SignInRefused, "acr")
    assert one.kept == []


@pytest.mark.rule("T12")
@pytest.mark.parametrize("url", ["http://login.example/realm", "ftp://login.example", "login.example", ""])
@pytest.mark.parametrize("key", ["issuer", "hosts"])
def test_t12_the_settings_may_name_no_address_that_is_not_encrypted(url: str, key: str) -> None:
    with pytest.raises(SignInMisconfigured) as refused:
        desk(None, replace(REGISTRATION, **({"issuer": url} if key == "issuer" else {"hosts": (url,)})))
    assert (refused.value.facts["reason"], refused.value.facts["key"]) == ("http", key)


def test_a_host_that_the_settings_list_is_asked() -> None:
    one = desk(
        metadata(jwks_uri="https://noegler.example/jwks"), replace(REGISTRATION, hosts=("https://noegler.example",))
    )
    assert asyncio.run(one.session()).is_signed_in
    assert [request.url.host for request in one.transport.asked] == [*["login.example"] * 2, "noegler.example"]


@pytest.mark.parametrize("row", ["exp", "iat"])
def test_clocks_may_differ_by_a_minute_and_no_more(row: str) -> None:
    assert asyncio.run(desk(at(exp=-59) if row == "exp" else at(iat=60)).session()).is_signed_in


def test_an_iss_that_was_not_promised_may_be_absent_but_not_another() -> None:
    def silent_about_itself(one: IdentityProvider) -> None:
        one.metadata["authorization_response_iss_parameter_supported"] = None
        one.answered["iss"] = None

    assert asyncio.run(desk(silent_about_itself).session()).is_signed_in

    def another(one: IdentityProvider) -> None:
        silent_about_itself(one)
        one.answered["iss"] = "https://andet.example/realm"

    one, refused = refusal(another)
    assert refused.facts["reason"] == "iss"
    assert one.kept == []


def test_each_refusal_has_a_sentence_in_both_languages() -> None:
    kinds = {row[1] for rows in TABLES.values() for row in rows.values()}
    english = load_words(paths.resources(), "en")
    for kind in kinds:
        said = [sentence(kind(reason="x", error="y"), words) for words in (DANISH_WORDS, english)]
        assert said[0] != said[1]
        assert all("Fejl i Overblik" not in text and "{" not in text for text in said)
