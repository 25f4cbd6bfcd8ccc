"""A signed-in clinician: access token in memory, refresh token used once, renewed once for all who ask (T10)."""

import asyncio
import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from overblik.access.id_token import Expected, KeyRing, read_id_token
from overblik.access.oidc_exchange import TokenEndpoint, Tokens
from overblik.domain.dates import Instant
from overblik.domain.errors import (
    AccessError,
    SignInDenied,
    SignInNeeded,
    SignInUnavailable,
    SourceError,
    StoreError,
    Unreachable,
)
from overblik.domain.grant import Clinician
from overblik.domain.ports import Clock, Keyring
from overblik.domain.sign_in import Registration
from overblik.wire.tokens import Bearer, Token

_MARGIN = timedelta(seconds=60)
"""An access token is refused by ourselves this long before its end (services.md section 6.4)."""
_AGAIN = timedelta(minutes=1)
"""How long an audience that got another token for a refused one gets no third: whoever refuses all has no use of it."""
_NEVER_SENT = frozenset({"ConnectError", "ConnectTimeout"})
"""How httpx calls it when no connection stood: the refresh token is still unused."""

Keep = Callable[[str | None], None]
"""Takes each new refresh token, and none when there is no more."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What belongs together: the clinician, the endpoint that vouches, and its keys."""

    registration: Registration
    endpoint: TokenEndpoint
    keys: KeyRing
    clinician: Clinician
    cpr: str = field(default="", repr=False)
    """The clinician's own CPR number, where the ID token tells it; kept apart from the clinician, who goes on record."""


@dataclass(frozen=True, slots=True)
class _Held:
    bearer: Bearer
    until: Instant
    refresh: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedOut:
    """How a sign-out went: it always ends the session here, whether or not the provider heard of it."""

    is_revoked: bool
    page: str
    """The provider's own page for signing out (OIDC RP-Initiated Logout 1.0); empty where it has none."""


def was_never_sent(silent: Unreachable) -> bool:
    """Tell whether a question certainly did not reach the provider, so that what it carried is still unused."""
    return silent.facts.get("kind") in _NEVER_SENT


def keyring_name(issuer: str, subject: str) -> str:
    """Give the name of a user's refresh token in the key ring: of one user at one provider, and readable by nobody."""
    whose = hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()
    return f"refresh-{whose[:32]}"


def keeper(ring: Keyring, issuer: str, subject: str) -> Keep:
    """Give what keeps a user's refresh token in the key ring.

    Where the ring does not open the token stays in memory alone: the session goes on, and ends with the program.
    """
    name = keyring_name(issuer, subject)

    def keep(refresh: str | None) -> None:
        with contextlib.suppress(StoreError):
            if refresh is None:
                ring.delete(name)
            else:
                ring.set(name, refresh.encode())

    return keep


class OidcSession:
    """Gives access tokens to the sources that the settings name; a `TokenProvider` (wire/tokens.py)."""

    def __init__(self, proven: Proven, tokens: Tokens, keep: Keep, clock: Clock, former: str = "") -> None:
        """Hold what the sign-in brought; `former` is the refresh token that brought it, where it was one."""
        self._proven, self._keep, self._clock = proven, keep, clock
        self._renewal: asyncio.Future[Bearer] | None = None
        self._is_over = False
        self._forced: dict[str, Instant] = {}
        self._endings: list[Callable[[], None]] = []
        self._held: _Held | None = self._kept(tokens, former)
        self.topic = tokens.topic
        """The session that a FHIRcast hub knows the user by; empty where the provider names none."""

    def __repr__(self) -> str:
        """Show neither person nor token."""
        return f"OidcSession({self._proven.registration.issuer})"

    @property
    def clinician(self) -> Clinician:
        """Who is signed in."""
        return self._proven.clinician

    @property
    def cpr(self) -> str:
        """The clinician's own CPR number; empty where the provider does not tell it."""
        return self._proven.cpr

    @property
    def is_signed_in(self) -> bool:
        """Whether a token is at hand or can be had without the user."""
        return self._held is not None

    async def token_for(self, audience: str, level: int) -> Bearer | None:  # noqa: ARG002 - `acr` was checked at sign-in
        """Give the access token for a source; none for one that the settings do not name (T13).

        Raises:
            SignInNeeded: the session is over.
            Unreachable: the token has ended, and the provider cannot be reached for another.

        """
        if audience not in self._proven.registration.servers:
            return None
        held = self._current()
        is_good = self._clock.now() < held.until
        if is_good and self._renewal is None:
            return held.bearer
        try:
            return await self._another(held)
        except Unreachable:
            if is_good and self._held is held:
                return held.bearer  # one audience refused it; for the others it is as good as before
            raise

    async def another_for(self, audience: str, level: int, refused: Token) -> Bearer | None:
        """Give another token instead of one that was refused with 401 (RFC 6750 section 3.1).

        It is renewed once for all who were refused the same one. None where it cannot be renewed without the user, and
        for an audience that has refused the other one too: the session goes on for those who take it.

        Raises:
            SignInNeeded, Unreachable: as `token_for`.

        """
        if audience not in self._proven.registration.servers:
            return None
        held = self._current()
        if not isinstance(refused, Bearer) or held.bearer.secret != refused.secret:
            return await self.token_for(audience, level)
        if self._renewal is None and not self._is_renewed_for(audience, held):
            return None
        return await self._another(held)

    def at_end(self, forget: Callable[[], None]) -> None:
        """Have something that came of this session forgotten: at lock, at sign-out, when the provider ends it.

        Not where a token merely ran out or its renewal was lost: a packet that is lost takes no other service away.
        """
        self._endings.append(forget)

    def drop(self) -> None:
        """Forget all tokens in memory, also those under way: the screen was locked. The key ring keeps its own."""
        self._forget()

    async def sign_out(self) -> SignedOut:
        """End the session here first, then tell the provider, as far as it can be reached; never fails."""
        held, self._is_over = self._held, True
        self._forget()
        self._keep(None)
        provider = self._proven.endpoint.provider
        is_revoked = held is not None and await self._revoked(held.refresh, held.bearer)
        page = provider.end_session_endpoint
        if page:
            # Without `id_token_hint`: it would put the token, and whoever it names, into the browser's history.
            page += ("&" if "?" in page else "?") + urlencode({"client_id": self._proven.registration.client_id})
        return SignedOut(is_revoked, page)

    async def _revoked(self, refresh: str, bearer: Bearer) -> bool:
        endpoint = self._proven.endpoint
        if not endpoint.provider.revocation_endpoint:
            return False
        try:
            if refresh:
                await endpoint.revoke(refresh, "refresh_token")
            else:
                await endpoint.revoke(bearer.secret, "access_token")
        except (SourceError, AccessError):
            return False
        return True

    def _current(self) -> _Held:
        if self._held is None:
            raise SignInNeeded(reason="signed_out")
        return self._held

    def _is_renewed_for(self, audience: str, held: _Held) -> bool:
        """Tell whether a refusal by this audience is a reason to renew, and take note of it."""
        now, before = self._clock.now(), self._forced.get(audience)
        is_early = before is not None and timedelta(0) <= now - before < _AGAIN
        if not held.refresh or is_early:
            return False
        self._forced[audience] = now
        return True

    async def _another(self, held: _Held) -> Bearer:
        """Wait for the one renewal."""
        if self._renewal is None:
            # Of its own, so that a source that is given up in the middle does not lose the new tokens for all.
            self._renewal = asyncio.ensure_future(self._renewed(held.refresh))
            self._renewal.add_done_callback(self._has_renewed)
        return await asyncio.shield(self._renewal)

    async def _renewed(self, refresh: str) -> Bearer:
        """Use the refresh token, once: whatever comes of it, it is not sent a second time."""
        if not refresh:
            self._lose()
            raise SignInNeeded(reason="expired")
        try:
            tokens = await self._proven.endpoint.renew(refresh)
            await self._check(tokens)
        except Unreachable as silent:
            if was_never_sent(silent):
                raise
            self._lose()
            raise SignInNeeded(reason="renewal_lost") from None
        except AccessError as refused:
            self._end()
            raise SignInNeeded(reason=_reason(refused)) from None
        if self._held is None:
            await self._came_too_late(tokens)
            raise SignInNeeded(reason="locked")
        self._held = self._kept(tokens, refresh)
        return self._held.bearer

    async def _check(self, tokens: Tokens) -> None:
        """Check that a renewal is for the same person (OIDC Core section 12.2); an ID token need not come."""
        if tokens.id_token:
            known = self._proven
            who = known.registration
            expected = Expected(
                who.issuer, who.client_id, access_token=tokens.access.secret, subject=known.clinician.subject
            )
            await read_id_token(tokens.id_token, known.keys, expected, self._clock.now())

    async def _came_too_late(self, tokens: Tokens) -> None:
        """Nobody is signed in any more: after a lock the key ring takes the new token, after a sign-out nobody does."""
        if self._is_over:
            await self._revoked(tokens.refresh, tokens.access)
        elif tokens.refresh:
            self._keep(tokens.refresh)

    def _kept(self, tokens: Tokens, former: str) -> _Held:
        """Hold tokens; a provider that gives no new refresh token lets the former one stand (RFC 6749 section 6)."""
        if tokens.refresh:
            self._keep(tokens.refresh)
        margin = min(_MARGIN, timedelta(seconds=tokens.seconds / 2))
        until = self._clock.now() + timedelta(seconds=tokens.seconds) - margin
        return _Held(tokens.access, until, tokens.refresh or former)

    def _end(self) -> None:
        """End for good: the provider has said no, or what it said cannot be trusted."""
        self._forget()
        self._keep(None)

    def _lose(self) -> None:
        """End for the want of a token that can be renewed: who signed in still sits there, with what was got for him."""
        self._held = None
        self._keep(None)

    def _forget(self) -> None:
        self._held = None
        for forget in self._endings:
            forget()

    def _has_renewed(self, renewal: "asyncio.Future[Bearer]") -> None:
        self._renewal = None
        if not renewal.cancelled():
            renewal.exception()  # whoever asked for it may have gone


def _reason(refused: AccessError) -> str:
    if isinstance(refused, SignInDenied):
        return str(refused.facts["error"])
    return "unavailable" if isinstance(refused, SignInUnavailable) else str(refused.facts.get("reason", "answer"))
