"""What the gate stands on: this computer, its record of looks, and what may not be here any more."""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import trail_keys
from overblik.access.trail_opening import TrailPorts, open_trail
from overblik.access.users import latest
from overblik.app.machine import Around, Machine, keep_choice, organisation_keys, read_machine
from overblik.app.remains import tidied
from overblik.domain.audit import EventKind
from overblik.domain.dates import Instant
from overblik.domain.errors import CannotWrite, Locked
from overblik.domain.mode import Choice, Rules, tightened
from overblik.domain.policy import audit_keys_in_force
from overblik.domain.ports import Clock, Keyring
from overblik.runtime.build import build_name
from overblik.runtime.chance import SystemRandom
from overblik.runtime.disk_state import is_disk_encrypted
from overblik.runtime.files import SystemFiles
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.network_folder import is_on_network

if TYPE_CHECKING:
    from overblik.domain.grant import Clinician
    from overblik.runtime.settings import Settings


class Ground:
    """Belongs to the asking thread."""

    def __init__(
        self, settings: "Settings", clock: Clock, machine_folder: Path, find_ring: Callable[[], Keyring | None]
    ) -> None:
        """Take the settings, where an administrator puts the policy, and how the key ring is found."""
        self._read, self.clock, self._folder, self._find_ring = settings, clock, machine_folder, find_ring
        self.files, self.random = SystemFiles(), SystemRandom()
        self._machine: Machine | None = None
        self._trail: AuditTrail | None = None
        self._no_ring = MemoryKeyring()

    @property
    def machine(self) -> Machine:
        """This computer; read at first need."""
        if self._machine is None:
            around = Around(self.clock, self.files, self._find_ring(), self.random, is_disk_encrypted, is_on_network)
            self._machine = read_machine(self._read, self._folder, around)
        return self._machine

    @machine.setter
    def machine(self, machine: Machine) -> None:
        """Let other rules hold from now on."""
        self._machine = machine

    @property
    def settings(self) -> "Settings":
        """The settings as they hold under the policy of this computer."""
        return self.machine.settings or self._read

    @property
    def trail(self) -> AuditTrail:
        """The record of looks; opened at first need, and closed with the house.

        Raises:
            CannotWrite: it cannot be kept; nobody is let in.

        """
        if self._trail is None:
            machine, files = self.machine, self.files
            try:
                files.make_folder(self.settings.profile)
            except OSError as error:
                raise CannotWrite(reason=type(error).__name__) from error
            ports = TrailPorts(files, self.trail_ring, self.clock, self.random)
            repository = audit_keys_in_force(machine.policy, self.settings.audit_keys)
            keys = trail_keys(machine.device, repository)
            self._trail = open_trail(self.settings.profile, ports, keys, build_name())
        return self._trail

    @property
    def trail_ring(self) -> Keyring:
        """Where the end of the trail is kept; without a safe key ring each run has its own chain."""
        return self.machine.ring or self._no_ring

    def organisation_keys(self) -> Iterable[bytes]:
        """Give the public keys of the organisation, as an administrator put them here."""
        return organisation_keys(self._folder, self.files)

    def tighten(self, choice: Choice, clinician: "Clinician | None") -> Rules:
        """Keep what a user asked for, put it on record, and let it hold from now on; nothing becomes milder.

        Raises:
            Full: it cannot be kept; the rules stand as they were.
            CannotWrite: it cannot be put on record.

        """
        keep_choice(self.settings.profile, self.files, choice)
        rules = tightened(self.machine.rules, choice)
        facts = {"mode": rules.mode.value, "keeps": rules.keeps, "idle_seconds": int(rules.idle.total_seconds())}
        self.trail.event(EventKind.MODE_CHANGED, clinician, facts=facts)
        self.machine = replace(self.machine, rules=rules)
        return rules

    def tidy(self) -> None:
        """Remove what may not be here any more, before anything is shown."""
        for known, reason in tidied(self.settings, self.machine, self.files, self.now()):
            self.trail.event(EventKind.PURGE, known.clinician if known is not None else None, facts={"reason": reason})

    def now(self) -> Instant:
        """Give the latest moment that was seen here: a clock set back brings no time back."""
        now, ring = self.clock.now(), self.machine.ring
        with contextlib.suppress(Locked):
            return latest(ring, now) if ring is not None else now
        return now
