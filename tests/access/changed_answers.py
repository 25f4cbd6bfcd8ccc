"""The answers of a sign-in, changed in one place each, with the error and the reason that each must lead to."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from access.identity_provider import ISSUER, Change, IdentityProvider, reply, unsigned
from overblik.domain.errors import (
    OverblikError,
    SignInDenied,
    SignInMisconfigured,
    SignInRefused,
    SignInUnavailable,
)

OTHER = "https://andet.example/realm"


def answered(**told: Any) -> Change:
    return lambda one: one.answered.update(told)


def claims(**told: Any) -> Change:
    return lambda one: one.claims.update(told)


def at(**seconds: int) -> Change:
    """Set moments relative to now."""
    return lambda one: one.claims.update({k: int(one.clock.now().timestamp()) + v for k, v in seconds.items()})


def header(**told: Any) -> Change:
    return lambda one: one.header.update(told)


def tokens(**told: Any) -> Change:
    return lambda one: one.tokens.update(told)


def metadata(**told: Any) -> Change:
    return lambda one: one.metadata.update(told)


def instead(name: str, answer: Callable[[], httpx.Response]) -> Change:
    return lambda one: one.instead.update({name: answer})


def signed(change: Callable[[str], str]) -> Change:
    def apply(one: IdentityProvider) -> None:
        one.signed = change

    return apply


def by(sign: Callable[[IdentityProvider, dict[str, Any], dict[str, Any]], str]) -> Change:
    def apply(one: IdentityProvider) -> None:
        one.sign = lambda head, told: sign(one, head, told)

    return apply


def hmac_with_public_key(one: IdentityProvider, head: dict[str, Any], told: dict[str, Any]) -> str:
    """The classic confusion: the public key as the secret of an HMAC, as PEM a library would refuse to take."""
    raw = json.dumps(one.key.as_dict(private=False)).encode()
    return jwt.encode(head | {"alg": "HS256"}, told, OctKey.import_key(raw), ["HS256"])


def hmac_published(one: IdentityProvider, head: dict[str, Any], told: dict[str, Any]) -> str:
    secret = OctKey.import_key(b"0123456789abcdef0123456789abcdef", {"kid": "k1"})
    one.instead["jwks"] = lambda: reply({"keys": [secret.as_dict(private=True)]})
    return jwt.encode(head | {"alg": "HS256"}, told, secret, ["HS256"])


def by_another_key(_: IdentityProvider, head: dict[str, Any], told: dict[str, Any]) -> str:
    return jwt.encode(head, told, ECKey.generate_key("P-256"), ["ES256"])


def by_a_key_within(_: IdentityProvider, head: dict[str, Any], told: dict[str, Any]) -> str:
    """The token brings the key that is to prove it (`jwk`)."""
    own = ECKey.generate_key("P-256")
    return jwt.encode(head | {"jwk": own.as_dict(private=False)}, told, own, ["ES256"])


def by_another_kind(one: IdentityProvider, head: dict[str, Any], told: dict[str, Any]) -> str:
    """A signature of RSA under the id of a key that is none."""
    return jwt.encode(head | {"alg": "RS256"}, told, RSAKey.generate_key(2048), ["RS256"])


def cut(token: str) -> str:
    return token[:-8]


def without_signature(token: str) -> str:
    return token.rpartition(".")[0] + "."


def other_claims(token: str) -> str:
    """Another person's claims under the same signature."""
    head, body, mark = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))) | {"sub": "bruger-2"}
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b'=').decode()}.{mark}"


def second_key(one: IdentityProvider) -> None:
    """Two keys that fit, and a token that names none (OIDC Core section 10.1)."""
    one.header["kid"] = None
    one.published.append(ECKey.generate_key("P-256", {"kid": "k2"}))


def key_for_encryption(one: IdentityProvider) -> None:
    one.instead["jwks"] = lambda: reply({"keys": [one.key.as_dict(private=False, use="enc")]})


def challenge(one: IdentityProvider) -> None:
    """The provider saw another challenge than the verifier's: somebody else's code (RFC 7636 section 1)."""
    right = one.authorize

    def authorize(url: str) -> str:
        query = right(url)
        one.asked["code_challenge"] = "x" * 43
        return query

    one.authorize = authorize  # type: ignore[method-assign]


def html() -> httpx.Response:
    return reply(b"<html><body>Driftsforstyrrelse</body></html>", **{"Content-Type": "text/html"})


def elsewhere() -> httpx.Response:
    return reply(b"", 302, Location="https://andet.example/token")


def too_big() -> httpx.Response:
    return reply(b'{"access_token":"' + b"x" * 300_000 + b'"}')


def silent() -> httpx.Response:
    raise httpx.ReadTimeout("")


def unconnected() -> httpx.Response:
    raise httpx.ConnectError("")


def failing(status: int) -> Callable[[], httpx.Response]:
    return lambda: reply({"error": "server_error"}, status)


def denied(error: str) -> Callable[[], httpx.Response]:
    return lambda: reply({"error": error, "error_description": "kode-1"}, 400)


def crit(token: str) -> str:
    """An extension that must be understood and is not (RFC 7515 section 4.1.11), under the old signature."""
    head, body, mark = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))) | {"crit": ["b64"], "b64": False}
    return f"{base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b'=').decode()}.{body}.{mark}"


Row = tuple[Change, type[OverblikError], str]
BROWSER: dict[str, Row] = {
    "state of another": (answered(state="x" * 43), SignInRefused, "state"),
    "no state": (answered(state=None), SignInRefused, "state"),
    "state twice": (answered(state=["x", "y"]), SignInRefused, "form"),
    "iss of another": (answered(iss=OTHER), SignInRefused, "iss"),
    "iss with a slash": (answered(iss=f"{ISSUER}/"), SignInRefused, "iss"),
    "no iss though promised": (answered(iss=None), SignInRefused, "iss"),
    "error of another provider": (answered(iss=OTHER, error="access_denied"), SignInRefused, "iss"),
    "no code": (answered(code=None), SignInRefused, "code"),
    "empty code": (answered(code=""), SignInRefused, "code"),
    "code twice": (answered(code=["a", "b"]), SignInRefused, "form"),
    "access_denied": (answered(error="access_denied", code=None), SignInDenied, "access_denied"),
    "error beside a code": (answered(error="login_required"), SignInDenied, "login_required"),
    "words as an error": (answered(error="Læge Hansen 2512489996"), SignInDenied, "unknown"),
}
ID_TOKEN: dict[str, Row] = {
    "nonce of another": (claims(nonce="x" * 43), SignInRefused, "nonce"),
    "no nonce": (claims(nonce=None), SignInRefused, "nonce"),
    "iss of another": (claims(iss=OTHER), SignInRefused, "iss"),
    "no iss": (claims(iss=None), SignInRefused, "iss"),
    "iss a list": (claims(iss=[ISSUER]), SignInRefused, "iss"),
    "aud of another": (claims(aud="andet"), SignInRefused, "aud"),
    "no aud": (claims(aud=None), SignInRefused, "aud"),
    "aud a list without azp": (claims(aud=["overblik", "andet"]), SignInRefused, "azp"),
    "azp of another": (claims(aud=["overblik", "andet"], azp="andet"), SignInRefused, "azp"),
    "azp of another, one aud": (claims(azp="andet"), SignInRefused, "azp"),
    "aud a list without us": (claims(aud=["andet"], azp="overblik"), SignInRefused, "aud"),
    "no sub": (claims(sub=None), SignInRefused, "sub"),
    "empty sub": (claims(sub=""), SignInRefused, "sub"),
    "sub a number": (claims(sub=7), SignInRefused, "sub"),
    "exp past": (at(exp=-60), SignInRefused, "exp"),
    "no exp": (claims(exp=None), SignInRefused, "exp"),
    "exp a text": (claims(exp="2099"), SignInRefused, "exp"),
    "iat in the future": (at(iat=61), SignInRefused, "iat"),
    "no iat": (claims(iat=None), SignInRefused, "iat"),
    "nbf in the future": (at(nbf=61), SignInRefused, "nbf"),
    "at_hash of another": (claims(at_hash="x" * 22), SignInRefused, "at_hash"),
    "at_hash empty": (claims(at_hash=""), SignInRefused, "at_hash"),
    "alg none": (by(lambda _, head, told: unsigned(head, told)), SignInRefused, "algorithm"),
    "HS256 with the public key": (by(hmac_with_public_key), SignInRefused, "algorithm"),
    "HS256 with a published secret": (by(hmac_published), SignInRefused, "algorithm"),
    "wrong key": (by(by_another_key), SignInRefused, "signature"),
    "key in the token": (by(by_a_key_within), SignInRefused, "signature"),
    "key of another kind": (by(by_another_kind), SignInRefused, "kid"),
    "unknown kid": (header(kid="k9"), SignInRefused, "kid"),
    "kid a number": (by(lambda one, head, told: unsigned(head | {"kid": 7}, told)), SignInRefused, "algorithm"),
    "two keys and no kid": (second_key, SignInRefused, "kid"),
    "key for encryption": (key_for_encryption, SignInRefused, "kid"),
    "signature cut": (signed(cut), SignInRefused, "signature"),
    "no signature": (signed(without_signature), SignInRefused, "signature"),
    "claims exchanged": (signed(other_claims), SignInRefused, "signature"),
    "token of another type": (header(typ="at+jwt"), SignInRefused, "form"),
    "two parts": (signed(lambda token: token.rpartition(".")[0]), SignInRefused, "form"),
    "not ASCII": (signed(lambda token: f"{token}æ"), SignInRefused, "form"),
    "no id_token": (tokens(id_token=None), SignInRefused, "form"),
    "crit header": (signed(crit), SignInRefused, "form"),
    "no keys": (instead("jwks", lambda: reply({"keys": []})), SignInRefused, "kid"),
    "broken key": (instead("jwks", lambda: reply({"keys": [{"kty": "EC", "kid": "k1"}]})), SignInRefused, "key"),
    "keys as HTML": (instead("jwks", html), SignInRefused, "answer"),
    "keys redirect": (instead("jwks", elsewhere), SignInRefused, "redirect"),
    "keys are silent": (instead("jwks", failing(500)), SignInUnavailable, ""),
}
TOKEN: dict[str, Row] = {
    "another verifier": (challenge, SignInDenied, "invalid_grant"),
    "code replayed": (instead("token", denied("invalid_grant")), SignInDenied, "invalid_grant"),
    "client refused": (instead("token", denied("invalid_client")), SignInDenied, "invalid_client"),
    "words as an error": (instead("token", denied("2512489996")), SignInDenied, "unknown"),
    "refusal as HTML": (instead("token", lambda: reply(b"<html>", 403)), SignInDenied, "unknown"),
    "HTML": (instead("token", html), SignInRefused, "token_answer"),
    "array": (instead("token", lambda: reply([])), SignInRefused, "token_answer"),
    "500": (instead("token", failing(500)), SignInUnavailable, ""),
    "503": (instead("token", failing(503)), SignInUnavailable, ""),
    "silent": (instead("token", silent), SignInUnavailable, ""),
    "no connection": (instead("token", unconnected), SignInUnavailable, ""),
    "too big": (instead("token", too_big), SignInRefused, "too_large"),
    "redirect to another host": (instead("token", elsewhere), SignInRefused, "redirect"),
    "no access token": (tokens(access_token=None), SignInRefused, "token_answer"),
    "access token with a line": (tokens(access_token="a\r\nX-Evil: 1"), SignInRefused, "access_token"),
    "empty access token": (tokens(access_token=""), SignInRefused, "access_token"),
    "type of another": (tokens(token_type="mac"), SignInRefused, "token_type"),
    "bound to a key that nobody has": (tokens(token_type="DPoP"), SignInRefused, "token_type"),
}
DISCOVERY: dict[str, Row] = {
    "another issuer": (metadata(issuer=OTHER), SignInMisconfigured, "issuer"),
    "issuer with a slash": (metadata(issuer=f"{ISSUER}/"), SignInMisconfigured, "issuer"),
    "no token endpoint": (metadata(token_endpoint=None), SignInMisconfigured, "missing"),
    "http endpoint": (metadata(token_endpoint="http://login.example/token"), SignInMisconfigured, "http"),
    "http page": (metadata(authorization_endpoint="http://login.example/a"), SignInMisconfigured, "http"),
    "javascript page": (metadata(authorization_endpoint="javascript:alert(1)"), SignInMisconfigured, "http"),
    "user in the address": (metadata(jwks_uri="https://a:b@login.example/k"), SignInMisconfigured, "http"),
    "unlisted host": (metadata(token_endpoint=f"{OTHER}/token"), SignInMisconfigured, "host"),
    "unlisted page": (metadata(authorization_endpoint=f"{OTHER}/a"), SignInMisconfigured, "host"),
    "unlisted keys": (metadata(jwks_uri=f"{OTHER}/k"), SignInMisconfigured, "host"),
    "unlisted end": (metadata(end_session_endpoint=f"{OTHER}/e"), SignInMisconfigured, "host"),
    "unlisted revocation": (metadata(revocation_endpoint=f"{OTHER}/r"), SignInMisconfigured, "host"),
    "other port": (metadata(token_endpoint="https://login.example:8443/token"), SignInMisconfigured, "host"),
    "PKCE without S256": (metadata(code_challenge_methods_supported=["plain"]), SignInMisconfigured, "pkce"),
    "HTML": (instead("openid-configuration", html), SignInRefused, "answer"),
    "redirect": (instead("openid-configuration", elsewhere), SignInRefused, "redirect"),
    "not there": (instead("openid-configuration", lambda: reply({}, 404)), SignInMisconfigured, "status"),
    "500": (instead("openid-configuration", failing(500)), SignInUnavailable, ""),
    "no connection": (instead("openid-configuration", unconnected), SignInUnavailable, ""),
    "too big": (instead("openid-configuration", too_big), SignInRefused, "too_large"),
}
TABLES = {"browser": BROWSER, "id token": ID_TOKEN, "token": TOKEN, "discovery": DISCOVERY}
ROWS = [(table, name) for table, rows in TABLES.items() for name in rows]
