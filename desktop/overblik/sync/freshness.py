"""How old is too old: the limits table of safety.md section 5, ages and clock doubt."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from overblik.domain.dates import Instant
from overblik.domain.section import FILE, Topic


@dataclass(frozen=True, slots=True)
class Limits:
    """Fresh until, ochre from, erased at."""

    fresh: timedelta
    ochre: timedelta
    hard: timedelta


_MEDICATION = Limits(timedelta(minutes=5), timedelta(hours=4), timedelta(hours=24))
_ALERTS = Limits(timedelta(minutes=15), timedelta(hours=8), timedelta(hours=24))
_LABORATORY = Limits(timedelta(minutes=15), timedelta(hours=24), timedelta(hours=72))
_COURSE = Limits(timedelta(hours=1), timedelta(hours=24), timedelta(days=7))
_FILES = Limits(timedelta(days=7), timedelta(days=7), timedelta(days=7))

LIMITS: dict[Topic, Limits] = {
    Topic.PATIENT: _COURSE,
    Topic.MEDICATION: _MEDICATION,
    Topic.ALLERGIES: _ALERTS,
    Topic.LAB_RESULTS: _LABORATORY,
    Topic.VITAL_SIGNS: _COURSE,
    Topic.OTHER_OBSERVATIONS: _COURSE,
    Topic.CARE_PLANS: _COURSE,
    Topic.CONDITIONS: _COURSE,
    Topic.PROCEDURES: _COURSE,
    Topic.APPOINTMENTS: _COURSE,
    Topic.CONTACTS: _COURSE,
    Topic.VACCINATIONS: _COURSE,
    Topic.DOCUMENTS: _COURSE,
    Topic.MASTER_DATA: _COURSE,
    Topic.HOME_MONITORING: _COURSE,
    Topic.QUESTIONNAIRES: _COURSE,
}
"""A topic without a row here fails a test."""

DOUBT = timedelta(minutes=2)
"""An answer this far in the future means that the clock cannot be trusted."""


class Age(Enum):
    """The four bands of age."""

    FRESH = "fresh"
    AGED = "aged"
    OCHRE = "ochre"
    EXPIRED = "expired"


def limits_of(topic: Topic, source: str) -> Limits:
    """Give the limits of a section; a file keeps its own (safety.md section 5, Files)."""
    return _FILES if is_file(source) else LIMITS[topic]


def is_file(source: str) -> bool:
    """Whether a section was read from a file that the user handed in."""
    return source.startswith(FILE)


def age_of(as_of: Instant, now: Instant) -> timedelta:
    """Give the age; never negative, so never less than the true one by a clock set back."""
    return max(now - as_of, timedelta())


def is_doubtful(as_of: Instant, now: Instant) -> bool:
    """Whether the answer lies in the future: one of the clocks is wrong."""
    return as_of - now > DOUBT


def band(topic: Topic, source: str, as_of: Instant, now: Instant) -> Age:
    """Give the band; a limit reached counts as passed."""
    limits, age = limits_of(topic, source), age_of(as_of, now)
    if age >= limits.hard:
        return Age.EXPIRED
    if age >= limits.ochre:
        return Age.OCHRE
    return Age.AGED if age >= limits.fresh else Age.FRESH
