"""Sign-in: the authorization code flow with PKCE in the user's own browser (OIDC Core 1.0, RFC 8252, RFC 9700).

Nothing is kept of a sign-in that fails; each way it can fail has its own error (domain/errors.py).
"""

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from overblik.access.dpop import DpopKey
from overblik.access.id_token import Expected, KeyRing, clinician_of, cpr_of, read_id_token
from overblik.access.oidc_exchange import TokenEndpoint, Tokens, known_error
from overblik.access.oidc_provider import Provider, discover, told_of
from overblik.access.oidc_session import Keep, OidcSession, Proven, was_never_sent
from overblik.domain.dates import Instant
from overblik.domain.errors import (
    SignInDenied,
    SignInNeeded,
    SignInRefused,
    SignInTimedOut,
    SignInUnavailable,
    Unreachable,
)
from overblik.domain.grant import Clinician
from overblik.domain.ports import Clock, Random, Scheduler
from overblik.domain.sign_in import Browser, Invitation, Redirects, Registration
from overblik.wire.http import HttpClient

PATIENCE = 300.0
"""Seconds that the user has in the browser."""

KeepFor = Callable[[Clinician], Keep]
"""Gives what keeps the refresh token of a clinician; asked once it is known who that is."""


@dataclass(frozen=True, slots=True)
class Computer:
    """The ports by which one signs in."""

    browser: Browser
    redirects: Redirects
    clock: Clock
    random: Random
    scheduler: Scheduler


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What binds the answer of the browser to this sign-in, and to no other."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    began: Instant


class SignIn:
    """Signs clinicians in at one provider; `http` may speak to the origins of `origins_of` alone."""

    def __init__(self, registration: Registration, http: HttpClient, computer: Computer, keep_for: KeepFor) -> None:
        """Take what is needed; nothing is asked yet."""
        self._registration, self._http, self._computer, self._keep_for = registration, http, computer, keep_for

    async def sign_in(self, show: Callable[[Invitation], None], *, anew: bool = False, hint: str = "") -> OidcSession:
        """Send the user to the provider, and wait for him to come back.

        `show` is told the page. With `anew` the provider must ask the user who he is, whoever the browser remembers:
        for a computer that several use. `hint` is who the user says he is, for the provider's page to begin with.

        Raises:
            SignInDenied: the provider or the user said no.
            SignInRefused: an answer cannot be trusted.
            SignInTimedOut: nobody came back within `PATIENCE`.
            SignInUnavailable: the provider does not answer.
            SignInMisconfigured: the provider does not fit the settings.

        """
        computer, who = self._computer, self._registration
        provider = await discover(who, self._http)
        attempt = self._attempt()
        async with computer.redirects.listen(attempt.state) as callback:
            url = _request(provider, who, callback.uri, attempt, anew=anew, hint=hint)
            show(Invitation(url, await computer.scheduler.aside(computer.browser.open, url)))
            try:
                answer: str = await computer.scheduler.within(PATIENCE, callback.query())
            except TimeoutError:
                raise SignInTimedOut from None
        code = _code(answer, provider, attempt.state)
        endpoint = self._endpoint(provider)
        try:
            tokens = await endpoint.exchange(code, callback.uri, attempt.verifier)
        except Unreachable as silent:
            raise SignInUnavailable(**told_of(silent)) from None
        expected = Expected(
            who.issuer,
            who.client_id,
            attempt.nonce,
            tokens.access.secret,
            who.acr,
            since=attempt.began if anew else None,
        )
        return await self._session(endpoint, tokens, expected)

    async def resume(self, refresh: str, subject: str) -> OidcSession:
        """Sign in without the user, by the refresh token that the key ring kept for this subject.

        A token that is bound to a key (DPoP) ended with the key: then, as with any that is refused, the user signs in.

        Raises:
            SignInNeeded: the token is no good, or may be spent; the key ring need not keep it any longer.
            SignInUnavailable: the provider cannot be reached; the token is still good.
            SignInMisconfigured: as `sign_in`.
            SignInRefused: the answer cannot be trusted, or is another person's; the token is spent.

        """
        who = self._registration
        endpoint = self._endpoint(await discover(who, self._http))
        try:
            tokens = await endpoint.renew(refresh)
        except Unreachable as silent:
            if was_never_sent(silent):
                raise SignInUnavailable(**told_of(silent)) from None
            raise SignInNeeded(reason="renewal_lost") from None
        except SignInDenied as refused:
            raise SignInNeeded(reason=refused.facts["error"]) from None
        expected = Expected(who.issuer, who.client_id, "", tokens.access.secret, who.acr, subject)
        return await self._session(endpoint, tokens, expected, refresh)

    async def _session(
        self, endpoint: TokenEndpoint, tokens: Tokens, expected: Expected, former: str = ""
    ) -> OidcSession:
        now = self._computer.clock.now()
        keys = KeyRing(self._http, endpoint.provider.jwks_uri)
        claims = await read_id_token(tokens.id_token, keys, expected, now)
        clinician = clinician_of(claims, self._registration.claims)
        proven = Proven(self._registration, endpoint, keys, clinician, cpr_of(claims, self._registration.claims))
        return OidcSession(proven, tokens, self._keep_for(clinician), self._computer.clock, former)

    def _endpoint(self, provider: Provider) -> TokenEndpoint:
        key = DpopKey(self._computer.clock, self._computer.random) if provider.has_dpop else None
        return TokenEndpoint(provider, self._registration.client_id, self._http, key)

    def _attempt(self) -> _Attempt:
        """Make three words of 256 bits each; the verifier has the form of RFC 7636 section 4.1."""
        state, nonce, verifier = (
            base64.urlsafe_b64encode(self._computer.random.bytes(32)).rstrip(b"=").decode() for _ in range(3)
        )
        return _Attempt(state, nonce, verifier, self._computer.clock.now())


def _request(provider: Provider, who: Registration, redirect: str, attempt: _Attempt, *, anew: bool, hint: str) -> str:
    """Give the address of the authentication request (OIDC Core section 3.1.2.1); it carries no secret."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    # Consent is asked where the access outlasts the visit (OIDC Core section 11).
    prompts = [*(["login"] if anew else []), *(["consent"] if "offline_access" in who.scopes else [])]
    url: str = prepare_grant_uri(
        provider.authorization_endpoint,
        client_id=who.client_id,
        response_type="code",
        redirect_uri=redirect,
        scope=" ".join(who.scopes),
        state=attempt.state,
        nonce=attempt.nonce,
        code_challenge=create_s256_code_challenge(attempt.verifier),
        code_challenge_method="S256",
        prompt=" ".join(prompts) or None,
        max_age="0" if anew else None,
        login_hint=hint or None,
        acr_values=" ".join(who.acr) or None,
        aud=who.audience or None,
    )
    return url


def _code(answer: str, provider: Provider, state: str) -> str:
    """Read what the browser brought (RFC 6749 section 4.1.2); a parameter that stands twice is a forgery.

    Raises:
        SignInDenied: it is a refusal.
        SignInRefused: `reason` is `form`, `state`, `iss` or `code`.

    """
    try:
        pairs = parse_qsl(answer, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=32)
    except ValueError:
        raise SignInRefused(reason="form") from None
    told = dict(pairs)
    if len(told) != len(pairs):
        raise SignInRefused(reason="form")
    if not hmac.compare_digest(told.get("state", "").encode(), state.encode()):
        raise SignInRefused(reason="state")
    # Which provider answers is said before anything is sent to one (RFC 9207 section 2.4): no mix-up of two.
    if told.get("iss", provider.issuer) != provider.issuer or (provider.names_itself and "iss" not in told):
        raise SignInRefused(reason="iss")
    if "error" in told:
        raise SignInDenied(error=known_error(told["error"]))
    if not told.get("code"):
        raise SignInRefused(reason="code")
    return told["code"]
