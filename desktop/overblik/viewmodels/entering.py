"""What a session is told: what was before it, where to sign in, and who has entered (safety.md section 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from overblik.domain.mode import Choice, Rules
from overblik.viewmodels.computer import Computer
from overblik.viewmodels.gate import Locked, Stage

Report = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Address:
    """Where to sign in: no browser could be opened."""

    url: str


@dataclass(frozen=True, slots=True)
class Before:
    """What was before this session, and what its process knows of the computer."""

    locked: Locked | None = None
    """How the session before this one ended."""
    hears_system: bool = True
    """Whether lock and suspend of the operating system are heard."""
    is_followed: bool = True
    """Whether another process would follow a lock."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is signed in, and what comes next for him."""

    name: str
    role: str
    rules: Rules
    next: Stage
    """OPEN, PIN (his store is to be opened) or NEW_PIN (a store may be made)."""
    place: str = ""
    """What he was in the middle of, as he left it; for the window alone to read."""
    computer: Computer | None = None
    """What computer this is, where the session is open before the gate was ever shown."""


class Entrance(Protocol):
    """What the asking thread does about sessions; joined in app."""

    async def prepare(self, report: Report) -> None: ...
    async def tighten(self, choice: Choice, report: Report) -> None: ...
    async def sign_in(self, hint: str, person: str, report: Report) -> None: ...
    async def unlock(self, pin: str, report: Report) -> None: ...
    async def choose_pin(self, pin: str, report: Report) -> None: ...
