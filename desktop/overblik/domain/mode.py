"""Three kinds of computer and what each may keep (safety.md section 4): the strictest wins, the unknown is WARD."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum

WARNING = timedelta(seconds=20)
"""How long before an idle lock the screen says so, where no policy says it."""
WARNING_BOUNDS = (10, 60)
"""Seconds that a policy may set: shorter is not seen in time, longer is not heeded."""


class Mode(Enum):
    """What kind of computer this is."""

    WARD = "ward"
    """Shared: nothing outlives the session."""
    CLINIC = "clinic"
    """Fixed, one user at a time: may keep, behind PIN and device key."""
    FIELD = "field"
    """A laptop that is carried about: keeps what the visits need."""

    @property
    def strictness(self) -> int:
        """Rank the modes: the higher keeps less."""
        return {Mode.WARD: 2, Mode.CLINIC: 1, Mode.FIELD: 0}[self]


def strictest(*modes: Mode | None) -> Mode:
    """Give the strictest of the modes; one that is not known counts as WARD, and so does none at all."""
    known = [mode if mode is not None else Mode.WARD for mode in modes] or [Mode.WARD]
    return max(known, key=lambda mode: mode.strictness)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is kept, for how long, and what unlocks it."""

    mode: Mode
    keeps: bool
    """Whether copies lie on the disk; without, the cache lives and dies with the process."""
    idle: timedelta
    """Inactivity after which the screen locks."""
    offline: timedelta
    """How long after the last sign-in over the network the PIN still unlocks; zero: never."""
    purge: timedelta
    """How long without contact until all copies are erased."""
    preloaded: int
    """How many patients may be fetched ahead."""
    medicine: timedelta
    """How old a kept copy of the real medicine card may get; zero: it is not kept."""
    needs_encrypted_disk: bool
    warning: timedelta = WARNING
    """How long before an idle lock the screen says so."""

    @property
    def pin_unlocks(self) -> bool:
        """Whether a PIN opens the screen again; else each return is a sign-in."""
        return self.keeps and self.offline > timedelta(0)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers of one mode: what holds without a policy, and the least strict that a policy may set."""

    without: Rules
    loosest: Rules


_HOURS = timedelta(hours=1)
_NONE = timedelta(0)
BOUNDS = {
    Mode.WARD: Bounds(
        Rules(Mode.WARD, False, timedelta(seconds=90), _NONE, _NONE, 0, _NONE, False),
        Rules(Mode.WARD, False, timedelta(seconds=120), _NONE, _NONE, 0, _NONE, False),
    ),
    Mode.CLINIC: Bounds(
        Rules(Mode.CLINIC, False, timedelta(minutes=5), 24 * _HOURS, 24 * _HOURS, 0, _NONE, True),
        Rules(Mode.CLINIC, True, timedelta(minutes=5), 24 * _HOURS, 24 * _HOURS, 40, 24 * _HOURS, True),
    ),
    Mode.FIELD: Bounds(
        Rules(Mode.FIELD, True, timedelta(minutes=3), 72 * _HOURS, 72 * _HOURS, 40, _NONE, True),
        Rules(Mode.FIELD, True, timedelta(minutes=3), 72 * _HOURS, 72 * _HOURS, 40, 72 * _HOURS, True),
    ),
}
"""Safety.md section 4; the numbers are proposals that a policy tightens."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user asked for at first start or later: it can only tighten."""

    mode: Mode | None = None
    keeps: bool | None = None
    idle: timedelta | None = None


def tightened(rules: Rules, choice: Choice) -> Rules:
    """Give the rules as the user made them stricter; what would loosen them changes nothing."""
    found = rules
    if choice.mode is not None and choice.mode.strictness > rules.mode.strictness:
        found = met(rules, BOUNDS[choice.mode].loosest)
    keeps = found.keeps and choice.keeps is not False
    idle = min(found.idle, choice.idle) if choice.idle is not None and choice.idle > _NONE else found.idle
    return replace(found, keeps=keeps, idle=idle)


def met(one: Rules, other: Rules) -> Rules:
    """Give the rules that are as strict as both."""
    return Rules(
        mode=strictest(one.mode, other.mode),
        keeps=one.keeps and other.keeps,
        idle=min(one.idle, other.idle),
        offline=min(one.offline, other.offline),
        purge=min(one.purge, other.purge),
        preloaded=min(one.preloaded, other.preloaded),
        medicine=min(one.medicine, other.medicine),
        needs_encrypted_disk=one.needs_encrypted_disk or other.needs_encrypted_disk,
        warning=one.warning,
    )
