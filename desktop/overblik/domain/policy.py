"""What an organisation has decided for its computers, as a value (safety.md section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from overblik.domain.audit_keys import AuditKeys
from overblik.domain.dates import Instant
from overblik.domain.features import Feature
from overblik.domain.limits import STANDARD, AgeLimits
from overblik.domain.mode import BOUNDS, Choice, Mode, Rules, tightened


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy file whose signature was checked."""

    version: int
    """Rises with each issue; one that is lower than one obeyed before is refused."""
    mode: Mode
    organisation: str
    workplace: str = ""
    """What this computer is called, as `Afsnit M2 · delt pc 14`: stands on the locked screen."""
    valid_until: Instant | None = None
    keeps: bool | None = None
    idle: timedelta | None = None
    preloaded: int | None = None
    medicine: timedelta | None = None
    audit: AuditKeys = field(default_factory=AuditKeys)
    warning: timedelta | None = None
    offline: timedelta | None = None
    purge: timedelta | None = None
    limits: AgeLimits = STANDARD
    off: frozenset[Feature] = frozenset()
    """What is turned off."""
    tables: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Where the program asks, in the form of settings.toml; by the name of the table."""
    said: frozenset[str] = frozenset()
    """The keys that the file itself has; the others are as the mode has them."""
    signer: str = ""
    """The fingerprint of the key that signed it."""

    @property
    def rules(self) -> Rules:
        """Give the rules of the mode with the numbers of the policy; what it leaves out is as the mode has it."""
        without = BOUNDS[self.mode].without
        return Rules(
            mode=self.mode,
            keeps=without.keeps if self.keeps is None else self.keeps,
            idle=without.idle if self.idle is None else self.idle,
            offline=without.offline if self.offline is None else self.offline,
            purge=without.purge if self.purge is None else self.purge,
            preloaded=self._ahead,
            medicine=without.medicine if self.medicine is None else self.medicine,
            needs_encrypted_disk=without.needs_encrypted_disk,
            warning=without.warning if self.warning is None else self.warning,
        )

    @property
    def _ahead(self) -> int:
        if Feature.TAKING_ALONG in self.off:
            return 0
        return BOUNDS[self.mode].without.preloaded if self.preloaded is None else self.preloaded

    def is_over(self, now: Instant) -> bool:
        """Whether its end has passed: the strictest rules hold then, and what it names and turns off holds still."""
        return self.valid_until is not None and now >= self.valid_until


def audit_keys_in_force(policy: Policy | None, own: AuditKeys) -> AuditKeys:
    """Give the keys of the audit repository: each as the policy names it, else as the settings do.

    A policy past its end still names them: nobody is better off with records that the organisation cannot read.
    """
    told = policy.audit if policy is not None else AuditKeys()
    return AuditKeys(told.sealing or own.sealing, told.receipts or own.receipts)


def rules_in_force(policy: Policy | None, choice: Choice, now: Instant) -> Rules:
    """Give what holds on this computer: without a policy, or past its end, those of WARD."""
    if policy is None or policy.is_over(now):
        return tightened(BOUNDS[Mode.WARD].without, choice)
    return tightened(policy.rules, choice)
