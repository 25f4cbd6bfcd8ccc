"""What was granted: codes that are used once, refresh tokens that change at each use, access tokens that end."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from overblik.sandbox.clock import Clock

CODE_LIFE = timedelta(minutes=1)
ACCESS_LIFE = timedelta(minutes=10)
REFRESH_LIFE = timedelta(hours=10)


@dataclass(frozen=True, slots=True)
class Granted:
    """One sign-in of one clinician."""

    family: str
    """Names the sign-in: all that came of it ends together."""
    client: str
    subject: str
    scope: str
    redirect: str
    challenge: str
    nonce: str
    at: datetime
    key: str = ""
    """Thumbprint of the key to which tokens are bound; empty for bearers."""


@dataclass(frozen=True, slots=True)
class Held:
    """A code or a token with its end."""

    granted: Granted
    until: datetime


@dataclass(slots=True)
class Grants:
    """All that was given out and not taken back."""

    clock: Clock
    codes: dict[str, Held] = field(default_factory=dict)
    refresh: dict[str, Held] = field(default_factory=dict)
    access: dict[str, Held] = field(default_factory=dict)
    spent: dict[str, str] = field(default_factory=dict)
    """Families by the codes and refresh tokens that were used."""

    def code(self, granted: Granted) -> str:
        """A new code."""
        return self._give(self.codes, granted, CODE_LIFE)

    def tokens(self, granted: Granted) -> tuple[str, str]:
        """A new access token and, where the scope allows it, a refresh token."""
        access = self._give(self.access, granted, ACCESS_LIFE)
        keeps = "offline_access" in granted.scope.split()
        return access, self._give(self.refresh, granted, REFRESH_LIFE) if keeps else ""

    def use(self, kind: dict[str, Held], word: str) -> Granted | None:
        """Use a code or refresh token up; a second use ends the whole family (RFC 9700 section 4.14.2)."""
        if word in self.spent:
            self.end(self.spent[word])
            return None
        held = kind.pop(word, None)
        if held is None:
            return None
        self.spent[word] = held.granted.family
        return held.granted if self.clock.now() < held.until else None

    def find(self, word: str) -> Granted | None:
        """What an access token grants now."""
        held = self.access.get(word)
        return held.granted if held is not None and self.clock.now() < held.until else None

    def revoke(self, word: str) -> None:
        """End what a token belongs to (RFC 7009 section 2.1)."""
        held = self.refresh.get(word) or self.access.get(word)
        if held is not None:
            self.end(held.granted.family)

    def end(self, family: str) -> None:
        """Take back all of one sign-in."""
        for kind in (self.codes, self.refresh, self.access):
            for word in [word for word, held in kind.items() if held.granted.family == family]:
                del kind[word]

    def _give(self, kind: dict[str, Held], granted: Granted, life: timedelta) -> str:
        word = secrets.token_urlsafe(32)
        kind[word] = Held(granted, self.clock.now() + life)
        return word


def bound(granted: Granted, key: str) -> Granted:
    """The grant, bound to a key."""
    return replace(granted, key=key)
