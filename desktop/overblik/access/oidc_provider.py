"""What an identity provider says of itself (OIDC Discovery 1.0), and the one way to ask it."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import msgspec

from overblik.domain.errors import (
    ProxyAsks,
    SignInMisconfigured,
    SignInRefused,
    SignInUnavailable,
    Unintelligible,
    Unreachable,
    Untrusted,
)
from overblik.domain.sign_in import Registration
from overblik.wire.addresses import is_loopback, origin_of
from overblik.wire.http import HttpClient, Question, Response

BUDGET = 10.0
"""Seconds that one question to the provider may take."""
LARGEST = 256 * 1024
"""Bytes of an answer: more is no answer to one of these questions."""
_ACCEPT = {"Accept": "application/json"}
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_OTHER = ("end_session_endpoint", "revocation_endpoint")


@dataclass(frozen=True, slots=True)
class Provider:
    """The endpoints of a provider; each is at an origin that the settings allow. Empty where it has none."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    revocation_endpoint: str = ""
    has_dpop: bool = False
    """Whether it binds tokens to a key (RFC 9449 section 5.1)."""
    names_itself: bool = False
    """Whether each answer to the browser carries `iss` (RFC 9207 section 3)."""


class _Metadata(msgspec.Struct):
    issuer: str
    authorization_endpoint: str = ""
    token_endpoint: str = ""
    jwks_uri: str = ""
    end_session_endpoint: str = ""
    revocation_endpoint: str = ""
    dpop_signing_alg_values_supported: tuple[str, ...] = ()
    authorization_response_iss_parameter_supported: bool = False
    code_challenge_methods_supported: tuple[str, ...] | None = None


class _Held:
    """Takes a short answer and refuses a long one while it comes."""

    def __init__(self) -> None:
        self.content = b""

    def feed(self, chunk: bytes) -> None:
        self.content += chunk
        if len(self.content) > LARGEST:
            raise Unintelligible(reason="too_large")


def origins_of(registration: Registration) -> tuple[str, ...]:
    """Give the only origins that a client for this provider may speak to.

    Raises:
        SignInMisconfigured: one of them is no safe address.

    """
    for url in (registration.issuer, *registration.hosts):
        if not is_safe(url):
            raise SignInMisconfigured(reason="http", key="issuer" if url == registration.issuer else "hosts")
    return (registration.issuer, *registration.hosts)


def is_safe(url: str) -> bool:
    """Tell whether an address is encrypted, or on this computer itself."""
    try:
        origin = origin_of(url)
    except Unintelligible:
        return False
    return origin.startswith("https://") or is_loopback(origin)


async def short(http: HttpClient, question: Question, budget: float = BUDGET) -> tuple[Response, bytes]:
    """Ask, and give the answer with its body, which is short.

    Raises:
        Unreachable: no answer.
        Unintelligible: a redirect, another origin, or too long an answer.

    """
    answer = await http.ask(replace(question, sink_of=lambda _: _Held()), budget)
    assert isinstance(answer.sink, _Held)
    return answer, answer.sink.content


async def discover(registration: Registration, http: HttpClient) -> Provider:
    """Ask a provider for its metadata and check them (OIDC Discovery 1.0 sections 4.2 and 4.3).

    Raises:
        SignInUnavailable: it does not answer.
        SignInRefused: it answers, but not with metadata.
        SignInMisconfigured: the metadata are another issuer's, lack an endpoint, or lead to an address that is not
            encrypted or not allowed.

    """
    from authlib.oidc.discovery import get_well_known_url

    told = await read_json(http, get_well_known_url(registration.issuer, external=True), _Metadata)
    if told.issuer != registration.issuer:
        raise SignInMisconfigured(reason="issuer", key="issuer")
    allowed = {origin_of(url) for url in origins_of(registration)}
    for key in (*_NEEDED, *_OTHER):
        _check(key, getattr(told, key), allowed)
    methods = told.code_challenge_methods_supported
    if methods is not None and "S256" not in methods:
        raise SignInMisconfigured(reason="pkce", key="code_challenge_methods_supported")
    return Provider(
        told.issuer,
        told.authorization_endpoint,
        told.token_endpoint,
        told.jwks_uri,
        told.end_session_endpoint,
        told.revocation_endpoint,
        "ES256" in told.dpop_signing_alg_values_supported,
        told.authorization_response_iss_parameter_supported,
    )


def _check(key: str, url: str, allowed: set[str]) -> None:
    if not url and key in _OTHER:
        return
    if not url:
        raise SignInMisconfigured(reason="missing", key=key)
    if not is_safe(url):
        raise SignInMisconfigured(reason="http", key=key)
    if origin_of(url) not in allowed or urlsplit(url).fragment:
        raise SignInMisconfigured(reason="host", key=key)


async def read_json(http: HttpClient, url: str, form: type[Any]) -> Any:
    """Read a JSON object of a provider.

    Raises:
        SignInUnavailable: it does not answer, or with an error of its own.
        SignInMisconfigured: there is nothing at this address.
        SignInRefused: what came has not this form.

    """
    try:
        answer, content = await short(http, Question(url, _ACCEPT))
        if answer.status >= 500:
            raise SignInUnavailable(status=answer.status)
        if answer.status != 200:
            raise SignInMisconfigured(reason="status", status=answer.status)
        return msgspec.json.decode(content, type=form)
    except Unreachable as silent:
        raise SignInUnavailable(**told_of(silent)) from None
    except Unintelligible as strange:
        raise SignInRefused(reason=str(strange.facts.get("reason", "answer"))) from None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise SignInRefused(reason="answer") from None


def told_of(silent: Unreachable) -> dict[str, object]:
    """Give what of a silent server may reach a log: status, or that there was no connection; and what stands in its way."""
    facts = {key: told for key, told in silent.facts.items() if key in ("status", "timeout", "kind")}
    return {**facts, "reason": silent.code} if isinstance(silent, (Untrusted, ProxyAsks)) else facts
