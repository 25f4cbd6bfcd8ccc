"""A token is a matter of speaking: who needs one asks a provider, and never keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from overblik.domain.dates import Instant
from overblik.wire.challenges import error_of


@dataclass(frozen=True, slots=True, repr=False)
class Bearer:
    """An access token (RFC 6750); masked in text."""

    secret: str

    def __repr__(self) -> str:
        """Show nothing of the token."""
        return "Bearer(••••)"

    def headers(self, method: str, url: str) -> dict[str, str]:  # noqa: ARG002 - good for every request
        """Give the headers by which a request carries the token."""
        return {"Authorization": f"Bearer {self.secret}"}

    def is_asked_again(self, url: str, status: int, headers: Mapping[str, str]) -> bool:  # noqa: ARG002 - never
        """Take note of an answer (header names in lower case); tell whether the same request is now sent once more."""
        return False


class Prover(Protocol):
    """Proves that one holds the key to which a token is bound (RFC 9449)."""

    def proof(self, method: str, url: str, secret: str = "") -> str:
        """Give the DPoP header of one request; `secret` is the access token that goes with it."""
        ...

    def learn(self, url: str, headers: Mapping[str, str]) -> bool:
        """Keep the nonce that a server gives with an answer; tell whether it gave one."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class DpopBound(Bearer):
    """An access token that is good only with a proof of its key (RFC 9449 section 7.1)."""

    prover: Prover

    def headers(self, method: str, url: str) -> dict[str, str]:
        """Give the headers of one request; the proof is for it alone."""
        return {"Authorization": f"DPoP {self.secret}", "DPoP": self.prover.proof(method, url, self.secret)}

    def is_asked_again(self, url: str, status: int, headers: Mapping[str, str]) -> bool:
        """Tell whether the server refused a proof for the want of its nonce and gave it (RFC 9449 section 9)."""
        has_nonce = self.prover.learn(url, headers)
        return has_nonce and status == 401 and error_of(headers, "dpop") == "use_dpop_nonce"


@dataclass(frozen=True, slots=True, repr=False)
class IdCard:
    """A signed SOSI id card (DGWS 1.0.1 section 3.2); masked in text, held in memory only."""

    assertion: bytes
    """The signed saml:Assertion, canonical, as it is sent."""
    card_id: str
    level: int
    """Authentication level, 1 to 5."""
    subject: str
    """Who it names; the CPR number of a user's card."""
    not_before: Instant
    not_on_or_after: Instant
    cpr: str = ""
    """Of the person whose card it is; empty for a system's card."""
    authorisation: str = ""
    """Authorisation identifier of that person, where the card tells it."""

    def __repr__(self) -> str:
        """Show the level and the end, nothing of the person or the signature."""
        return f"IdCard(level {self.level}, until {self.not_on_or_after:%H:%M})"


Token = Bearer | IdCard


class TokenProvider(Protocol):
    """Gives a token for an audience at a level of assurance (NSIS 2-4, id cards 1-5)."""

    async def token_for(self, audience: str, level: int) -> Token | None:
        """Give the token, none when the audience asks for none.

        Raises:
            SignInNeeded: nobody is signed in, or the sign-in has ended.

        """
        ...

    async def another_for(self, audience: str, level: int, refused: Token) -> Token | None:
        """Give another token instead of one that the audience refused (HTTP 401), none when no other can be had.

        Raises:
            SignInNeeded: the sign-in has ended.
            Unreachable: who gives tokens does not answer.

        """
        ...


class StaticTokens:
    """Tokens known beforehand: for tests, the sandbox and servers that need none."""

    def __init__(self, tokens: Mapping[str, str | IdCard] | None = None) -> None:
        """Map audiences to tokens."""
        self._tokens = dict(tokens or {})

    async def token_for(self, audience: str, level: int) -> Token | None:  # noqa: ARG002  # all levels alike
        """Give the token of the audience, none when it has none."""
        secret = self._tokens.get(audience)
        return Bearer(secret) if isinstance(secret, str) and secret else secret or None

    async def another_for(self, audience: str, level: int, refused: Token) -> None:
        """Give none: there is but the one."""
