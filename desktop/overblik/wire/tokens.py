"""A token is a matter of speaking: who needs one asks a provider, and never keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


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


class TokenProvider(Protocol):
    """Gives a token for an audience at a level of assurance (NSIS 2-4)."""

    async def token_for(self, audience: str, level: int) -> Bearer | None:
        """Give the token, none when the audience asks for none.

        Raises:
            SignInNeeded: nobody is signed in, or the sign-in has ended.

        """
        ...


class StaticTokens:
    """Tokens known beforehand: for tests, the sandbox and servers that need none."""

    def __init__(self, tokens: Mapping[str, str] | None = None) -> None:
        """Map audiences to tokens."""
        self._tokens = dict(tokens or {})

    async def token_for(self, audience: str, level: int) -> Bearer | None:  # noqa: ARG002  # all levels alike
        """Give the token of the audience, none when it has none."""
        secret = self._tokens.get(audience)
        return Bearer(secret) if secret else None
