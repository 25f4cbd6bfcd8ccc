"""What a session knows of the computer that it runs on, and who may sign in at it."""

from dataclasses import dataclass
from datetime import timedelta

from overblik.domain.mode import Rules
from overblik.domain.policy import Policy

DEAF = timedelta(seconds=60)
"""Idleness after which a computer locks whose own locking cannot be heard (safety.md section 4)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in with one key: a user of this computer, or a clinician of the demo."""

    token: str
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Computer:
    """What is known of this computer before anybody has signed in."""

    rules: Rules
    policy: Policy | None = None
    """What the organisation has decided, where its file is obeyed or has ended; none where there is none to obey."""
    is_first_run: bool = False
    owner: Person | None = None
    """Whose PIN opens a store here."""
    left: int = 0
    """Guesses of the PIN that are left."""
    persons: tuple[Person, ...] = ()
    """Who may sign in with one key: the clinicians of the demo."""
    notice: str = ""
    """The key of a sentence about policy or key ring; empty when all is well."""
    notice_facts: tuple[tuple[str, str], ...] = ()
    is_disk_encrypted: bool | None = None
    locks: bool = True
    """Whether there is anything to come back to, or anybody to keep out: where nobody signs in there is not."""
    hears_system: bool = True
    """Whether lock and suspend of the operating system are heard; else a short timer runs, and the screen says so."""
    has_key_ring: bool = True
    is_demo: bool = False
    can_tighten: bool = False
    """Whether the user may make the rules stricter here, and it is remembered."""
    is_closed: bool = False
    """Whether nobody may work here before the organisation has put its policy right; the notice says why."""
    unused: tuple[str, ...] = ()
    """Tables of the user's own settings in whose place the policy's hold."""
    asked: tuple[tuple[str, str], ...] = ()
    """Who is asked here: the name of a table, and a host that it names."""

    @property
    def idle(self) -> timedelta:
        """After what idleness the screen locks."""
        return self.rules.idle if self.hears_system else min(self.rules.idle, DEAF)

    @property
    def warning_seconds(self) -> int:
        """How long before an idle lock the screen says so: at most as long as it takes."""
        return int(min(self.rules.warning, self.idle).total_seconds())

    @property
    def place(self) -> str:
        """What this computer is called; else whose it is."""
        return (self.policy.workplace or self.policy.organisation) if self.policy is not None else ""
