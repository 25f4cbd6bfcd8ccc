"""How old a copy may get, by kind of data: the table of safety.md section 5, which a policy tightens."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum


@dataclass(frozen=True, slots=True)
class Limits:
    """Fresh until, ochre from, erased at."""

    fresh: timedelta
    ochre: timedelta
    hard: timedelta

    def tightened(self, ochre: timedelta | None, hard: timedelta | None) -> "Limits":
        """Give the limits with others that are shorter; one that is longer changes nothing."""
        last = min(self.hard, hard) if hard is not None else self.hard
        old = min(self.ochre, last, ochre) if ochre is not None else min(self.ochre, last)
        return Limits(min(self.fresh, old), old, last)


class Kind(Enum):
    """The rows of the table, as a policy names them."""

    MEDICATION = "medication"
    """FMK medication and dose dispensing."""
    ALERTS = "alerts"
    """Allergies, CAVE, and FGVH inside the stamkort."""
    LABORATORY = "laboratory"
    OTHER = "other"
    """Care plans, appointments, contacts, vaccinations, stamkort, home monitoring, and all that has no row of its own."""
    FILES = "files"
    """What the user handed in."""


_HOUR = timedelta(hours=1)
_MEDICATION = Limits(timedelta(minutes=5), 4 * _HOUR, 24 * _HOUR)
_ALERTS = Limits(timedelta(minutes=15), 8 * _HOUR, 24 * _HOUR)
_LABORATORY = Limits(timedelta(minutes=15), 24 * _HOUR, 72 * _HOUR)
_OTHER = Limits(_HOUR, 24 * _HOUR, 168 * _HOUR)
_FILES = Limits(168 * _HOUR, 168 * _HOUR, 168 * _HOUR)


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """The table, as it holds on one computer."""

    medication: Limits = _MEDICATION
    alerts: Limits = _ALERTS
    laboratory: Limits = _LABORATORY
    other: Limits = _OTHER
    files: Limits = _FILES

    def of_kind(self, kind: Kind) -> Limits:
        """Give the limits of a row."""
        found: Limits = getattr(self, kind.value)
        return found

    def tightened(self, kind: Kind, ochre: timedelta | None, hard: timedelta | None) -> "AgeLimits":
        """Give the table with shorter limits in one row."""
        return replace(self, **{kind.value: self.of_kind(kind).tightened(ochre, hard)})


STANDARD = AgeLimits()
"""What holds where no policy says less; the numbers are proposals of safety.md section 5."""
