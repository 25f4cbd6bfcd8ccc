"""A token is a matter of speaking: who needs one asks a provider, and never keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from overblik.domain.dates import Instant


@dataclass(frozen=True, slots=True, repr=False)
class Bearer:
    """An access token (RFC 6750); masked in text."""

    secret: str

    def __repr__(self) -> str:
        """Show nothing of the token."""
        return "Bearer(••••)"

    def header(self) -> str:
        """Give the value of the Authorization header."""
        return f"Bearer {self.secret}"


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


class StaticTokens:
    """Tokens known beforehand: for tests, the sandbox and servers that need none."""

    def __init__(self, tokens: Mapping[str, str | IdCard] | None = None) -> None:
        """Map audiences to tokens."""
        self._tokens = dict(tokens or {})

    async def token_for(self, audience: str, level: int) -> Token | None:  # noqa: ARG002  # all levels alike
        """Give the token of the audience, none when it has none."""
        secret = self._tokens.get(audience)
        return Bearer(secret) if isinstance(secret, str) and secret else secret or None
