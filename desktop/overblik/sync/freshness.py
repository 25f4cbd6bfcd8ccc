"""How old is too old: the limits table of safety.md section 5, ages and clock doubt."""

from datetime import timedelta
from enum import Enum

from overblik.domain.dates import Instant
from overblik.domain.limits import STANDARD, AgeLimits, Kind, Limits
from overblik.domain.section import FILE, Topic

ROWS: dict[Topic, Kind] = {
    Topic.MEDICATION: Kind.MEDICATION,
    Topic.ALLERGIES: Kind.ALERTS,
    Topic.LAB_RESULTS: Kind.LABORATORY,
    **dict.fromkeys(
        (
            *(Topic.PATIENT, Topic.VITAL_SIGNS, Topic.OTHER_OBSERVATIONS, Topic.CARE_PLANS, Topic.CONDITIONS),
            *(Topic.PROCEDURES, Topic.APPOINTMENTS, Topic.CONTACTS, Topic.VACCINATIONS, Topic.DOCUMENTS),
            *(Topic.MASTER_DATA, Topic.HOME_MONITORING, Topic.QUESTIONNAIRES),
        ),
        Kind.OTHER,
    ),
}
"""The row of the limits table in which a topic stands; one without a row here fails a test."""

DOUBT = timedelta(minutes=2)
"""An answer this far in the future means that the clock cannot be trusted."""


class Age(Enum):
    """The four bands of age."""

    FRESH = "fresh"
    AGED = "aged"
    OCHRE = "ochre"
    EXPIRED = "expired"


def limits_of(topic: Topic, source: str, limits: AgeLimits = STANDARD) -> Limits:
    """Give the limits of a section; a file keeps its own (safety.md section 5, Files)."""
    return limits.files if is_file(source) else limits.of_kind(ROWS[topic])


def is_file(source: str) -> bool:
    """Whether a section was read from a file that the user handed in."""
    return source.startswith(FILE)


def age_of(as_of: Instant, now: Instant) -> timedelta:
    """Give the age; never negative, so never less than the true one by a clock set back."""
    return max(now - as_of, timedelta())


def is_doubtful(as_of: Instant, now: Instant) -> bool:
    """Whether the answer lies in the future: one of the clocks is wrong."""
    return as_of - now > DOUBT


def band(topic: Topic, source: str, as_of: Instant, now: Instant, limits: AgeLimits | None = None) -> Age:
    """Give the band by the limits of this computer, else by the standard ones; a limit reached counts as passed."""
    mine, age = limits_of(topic, source, limits or STANDARD), age_of(as_of, now)
    if age >= mine.hard:
        return Age.EXPIRED
    if age >= mine.ochre:
        return Age.OCHRE
    return Age.AGED if age >= mine.fresh else Age.FRESH
