"""The keys of a policy file: the one table that the reader, `policy check`, the page and the manual's test go by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from overblik.domain.limits import STANDARD, Kind
from overblik.domain.mode import WARNING_BOUNDS, Rules


class Form(Enum):
    """What a value must be."""

    WHOLE = "whole"
    """A whole number within bounds."""
    FLAG = "flag"
    TEXT = "text"
    MOMENT = "moment"
    """A date with time and zone (TOML 1.0.0, Offset Date-Time)."""
    MODE = "mode"
    SEALING = "sealing"
    """One public key that is sealed to."""
    RECEIPTS = "receipts"
    """A list of public keys that sign."""
    FEATURES = "features"
    """A list of names out of domain/features.py."""


Bound = Callable[[Rules], int]
"""The most that a mode allows, by the loosest rules of that mode."""


@dataclass(frozen=True, slots=True)
class PolicyKey:
    """One key of the file."""

    name: str
    """With its table: `lock.idle_seconds`."""
    form: Form
    least: int = 0
    most: Bound | None = None
    """Of a whole number."""

    @property
    def table(self) -> str:
        """The table it stands in; empty for the top of the file."""
        return self.name.rpartition(".")[0]

    @property
    def short(self) -> str:
        """How it is called in its table."""
        return self.name.rpartition(".")[2]


def _at_most(number: int) -> Bound:
    return lambda _: number


def _hours(told: timedelta) -> int:
    return int(told.total_seconds()) // 3600


def _limits() -> tuple[PolicyKey, ...]:
    """Give the keys of the age limits: no policy lets a copy grow older than safety.md section 5 does."""
    made = []
    for kind in Kind:
        mine = STANDARD.of_kind(kind)
        if kind is not Kind.FILES:
            made.append(PolicyKey(f"limits.{kind.value}_ochre_hours", Form.WHOLE, 1, _at_most(_hours(mine.ochre))))
        made.append(PolicyKey(f"limits.{kind.value}_hours", Form.WHOLE, 1, _at_most(_hours(mine.hard))))
    return tuple(made)


KEYS: tuple[PolicyKey, ...] = (
    PolicyKey("version", Form.WHOLE, 1, _at_most(2**31)),
    PolicyKey("organisation", Form.TEXT),
    PolicyKey("workplace", Form.TEXT),
    PolicyKey("mode", Form.MODE),
    PolicyKey("valid_until", Form.MOMENT),
    PolicyKey("lock.idle_seconds", Form.WHOLE, 10, lambda loosest: int(loosest.idle.total_seconds())),
    PolicyKey("lock.warning_seconds", Form.WHOLE, WARNING_BOUNDS[0], _at_most(WARNING_BOUNDS[1])),
    PolicyKey("store.keep", Form.FLAG),
    PolicyKey("store.preloaded_patients", Form.WHOLE, 0, lambda loosest: loosest.preloaded),
    PolicyKey("store.medicine_hours", Form.WHOLE, 0, lambda loosest: _hours(loosest.medicine)),
    PolicyKey("limits.offline_hours", Form.WHOLE, 0, lambda loosest: _hours(loosest.offline)),
    PolicyKey("limits.purge_hours", Form.WHOLE, 0, lambda loosest: _hours(loosest.purge)),
    *_limits(),
    PolicyKey("features.off", Form.FEATURES),
    PolicyKey("audit.sealing_key", Form.SEALING),
    PolicyKey("audit.receipt_keys", Form.RECEIPTS),
)
TABLES = ("servers", "lists", "sign_in", "national", "audit", "revocation", "fhircast")
"""Tables of the form of settings.toml: where the program asks. Their keys are read by the readers of the settings."""
OF_BOTH = "audit.url"
"""The one key of such a table that stands among keys of the policy's own."""
