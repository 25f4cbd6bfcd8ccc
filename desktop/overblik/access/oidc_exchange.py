"""The token endpoint (RFC 6749 section 3.2): a code or a refresh token in, tokens out, each sent once."""

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

import msgspec

from overblik.access.dpop import DpopKey
from overblik.access.oidc_provider import BUDGET, Provider, short
from overblik.domain.errors import SignInDenied, SignInRefused, Unintelligible, Unreachable
from overblik.wire.http import HttpClient, Question, Response
from overblik.wire.tokens import Bearer, DpopBound

ERRORS = frozenset(
    {
        *("invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type"),
        *("invalid_scope", "access_denied", "unsupported_response_type", "server_error", "temporarily_unavailable"),
        *("interaction_required", "login_required", "account_selection_required", "consent_required"),
        *("invalid_target", "invalid_dpop_proof", "use_dpop_nonce"),
    }
)
"""The codes of RFC 6749 sections 4.1.2.1 and 5.2, OIDC Core section 3.1.2.6, RFC 8707 and RFC 9449 that are told on."""
_FORM = "application/x-www-form-urlencoded"
_HEADERS = {"Accept": "application/json", "Content-Type": _FORM}
_TOKEN = re.compile(r"[\x21-\x7e]+")
"""What may stand in a header without being taken for something else."""
_ASSUMED = 300.0
"""Seconds that a token is taken to last whose provider does not say (RFC 6749 section 5.1 lets it)."""
_LONGEST = 24 * 3600.0
_REVOKING = 3.0
"""Seconds that signing out waits for the provider."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the endpoint gave."""

    access: Bearer
    seconds: float
    """How long the access token lasts."""
    refresh: str = field(default="", repr=False)
    id_token: str = field(default="", repr=False)
    topic: str = field(default="", repr=False)
    """The session that a FHIRcast hub knows the user by (FHIRcast 3.0.0 section 2.1); empty where there is none."""


class _Answer(msgspec.Struct):
    access_token: str
    token_type: str
    expires_in: float | str | None = None
    refresh_token: str | None = None
    id_token: str | None = None
    topic: str | None = msgspec.field(name="hub.topic", default=None)


class _Refusal(msgspec.Struct):
    error: str


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Where one client asks one provider; `key` is what its tokens are bound to, where the provider binds them."""

    provider: Provider
    client_id: str
    http: HttpClient
    key: DpopKey | None

    async def exchange(self, code: str, redirect_uri: str, verifier: str) -> Tokens:
        """Exchange a code (RFC 6749 section 4.1.3) with its PKCE verifier (RFC 7636 section 4.5); errors as `renew`."""
        return await self._ask("authorization_code", code=code, redirect_uri=redirect_uri, code_verifier=verifier)

    async def renew(self, refresh: str) -> Tokens:
        """Exchange a refresh token (RFC 6749 section 6).

        Raises:
            SignInDenied: the provider refuses; `error` is its code.
            SignInRefused: what came is no answer of a token endpoint.
            Unreachable: no answer, or an error of the provider's own.

        """
        return await self._ask("refresh_token", refresh_token=refresh)

    async def revoke(self, token: str, hint: Literal["refresh_token", "access_token"]) -> None:
        """Have a token forgotten (RFC 7009 section 2.1).

        Raises:
            Unreachable, Unintelligible, SignInDenied: it was not heard.

        """
        from authlib.oauth2.rfc7009 import prepare_revoke_token_request

        body, _ = prepare_revoke_token_request(token, hint, urlencode({"client_id": self.client_id}))
        answer, content = await self._post(self.provider.revocation_endpoint, body, _REVOKING)
        if answer.status != 200:
            raise SignInDenied(error=_error(content), status=answer.status)

    async def _ask(self, grant_type: str, **fields: str) -> Tokens:
        from authlib.oauth2.rfc6749.parameters import prepare_token_request

        body = prepare_token_request(grant_type, client_id=self.client_id, **fields)
        try:
            answer, content = await self._post(self.provider.token_endpoint, body, BUDGET)
        except Unintelligible as strange:
            raise SignInRefused(reason=str(strange.facts.get("reason", "answer"))) from None
        if answer.status >= 500:
            raise Unreachable(status=answer.status)
        if answer.status != 200:
            raise SignInDenied(error=_error(content), status=answer.status)
        return self._read(content)

    async def _post(self, url: str, body: str, budget: float) -> tuple[Response, bytes]:
        """Ask; a proof that lacks the provider's nonce was not looked at, and is made again once (RFC 9449 section 8)."""
        answer, content = await self._posted(url, body, budget)
        has_nonce = self.key is not None and self.key.learn(url, answer.headers)
        if has_nonce and answer.status == 400 and _error(content) == "use_dpop_nonce":
            answer, content = await self._posted(url, body, budget)
            if self.key is not None:
                self.key.learn(url, answer.headers)
        return answer, content

    async def _posted(self, url: str, body: str, budget: float) -> tuple[Response, bytes]:
        proof = {"DPoP": self.key.proof("POST", url)} if self.key is not None else {}
        question = Question(url, _HEADERS | proof, content=body.encode("ascii"), is_sent_once=True)
        return await short(self.http, question, budget)

    def _read(self, content: bytes) -> Tokens:
        """Read the tokens; where the provider binds tokens one that is not bound is refused: it could be replayed."""
        try:
            told = msgspec.json.decode(content, type=_Answer)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise SignInRefused(reason="token_answer") from None
        wanted = "bearer" if self.key is None else "dpop"
        if told.token_type.lower() != wanted:
            raise SignInRefused(reason="token_type")
        if not _TOKEN.fullmatch(told.access_token):
            raise SignInRefused(reason="access_token")
        bearer = Bearer(told.access_token) if self.key is None else DpopBound(told.access_token, self.key)
        return Tokens(
            bearer, _seconds(told.expires_in), told.refresh_token or "", told.id_token or "", told.topic or ""
        )


def _seconds(told: float | str | None) -> float:
    """Read how long a token lasts; some providers write the number as text."""
    try:
        seconds = _ASSUMED if told is None else float(told)
    except ValueError:
        return _ASSUMED
    return min(max(seconds, 0.0), _LONGEST) if seconds == seconds else _ASSUMED  # noqa: PLR0124 - not a number


def _error(content: bytes) -> str:
    """Give the code of a refusal; what is no known code is not told on, for it could hold anything."""
    try:
        told = msgspec.json.decode(content, type=_Refusal).error
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return "unknown"
    return known_error(told)


def known_error(told: str) -> str:
    """Give an error code of the specifications, or `unknown`."""
    return told if told in ERRORS else "unknown"
