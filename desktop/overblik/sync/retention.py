"""What must be erased now, and what may not be written: sections past their hard limit, facts that age sooner."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from overblik.domain.clinical import Document
from overblik.domain.dates import Instant
from overblik.domain.limits import STANDARD, AgeLimits
from overblik.domain.ports import Kept, Store
from overblik.domain.provenance import RawRef
from overblik.domain.section import FILE, Scoped, Section, Topic
from overblik.domain.stamkort import StamkortFact, StamkortKind
from overblik.sync.freshness import ROWS, Age, age_of, band, is_doubtful, is_file, limits_of

SIGHTINGS = timedelta(days=90)
"""For how long it is remembered what was seen of a patient at whom nobody looks: fingerprints without content."""
EVERY = 600.0
"""Seconds between two looks for what is too old, whoever is open."""
_NOWHERE = RawRef("", 0, 0)


@dataclass(frozen=True, slots=True)
class MedicineRule:
    """How long copies of the national medicine card may lie on this computer's disk (safety.md section 4).

    Zero until the data authority permits it; what is in memory lives with its session in any case.
    """

    sources: frozenset[str] = frozenset()
    """Names of the sources that ask Fælles Medicinkort; where there are none the rule says nothing."""
    limit: timedelta = timedelta(0)

    def forbids(self, section: Section[Any]) -> bool:
        """Whether a section may not be written at all."""
        return section.source in self.sources and self.limit <= timedelta(0)

    def is_past(self, section: Section[Any], now: Instant) -> bool:
        """Whether a written section has reached the limit; a moment in the future is not known to be within it."""
        if section.source not in self.sources:
            return False
        since = section.counts_from
        return since is None or is_doubtful(since, now) or age_of(since, now) >= self.limit


def is_expired(kept: Kept, now: Instant, limits: AgeLimits = STANDARD) -> bool:
    """Whether a kept section has passed its hard limit, or has no time to count from."""
    section = kept.section
    since = section.counts_from
    return since is None or band(section.topic, section.source, since, now, limits) is Age.EXPIRED


def erase_expired(
    store: Store, now: Instant, medicine: MedicineRule | None = None, limits: AgeLimits = STANDARD
) -> int:
    """Remove what is too old of all patients, opened or not, and what this computer may not keep; give how many sections.

    Raises:
        StoreError: the store fails.

    """
    gone = sum(
        store.erase_older(topic, _reached(now, limits_of(topic, source, limits).hard), files=source == FILE)
        for topic in ROWS
        for source in ("", FILE)
    )
    gone += _erase_medicine(store, now, medicine or MedicineRule())
    for kept in store.older(Topic.MASTER_DATA, _reached(now, limits.alerts.hard)):
        left = without_aged(kept, now, limits)
        if left is not kept:
            section = kept.section
            # With its message: the raw stamkort is erased with its shortest fact (safety.md section 5).
            store.erase(section.patient_id, section.topic, section.source)
            store.keep(left)
    return gone


def _erase_medicine(store: Store, now: Instant, rule: MedicineRule) -> int:
    """Remove copies of the medicine card that have reached the computer's own limit."""
    if not rule.sources:
        return 0
    found = store.older(Topic.MEDICATION, datetime.max.replace(tzinfo=UTC))
    past = [kept.section for kept in found if rule.is_past(kept.section, now)]
    for section in past:
        store.erase(section.patient_id, section.topic, section.source)
    return len(past)


def _reached(now: Instant, limit: timedelta) -> Instant:
    """Give the moment before which an answer has reached a limit: one reached counts as passed."""
    return now - limit + timedelta.resolution


def without_aged(kept: Kept, now: Instant, limits: AgeLimits = STANDARD) -> Kept:
    """Take out the facts that age sooner than their section: FGVH follows its own row (safety.md section 5).

    The validators go with them, so that the whole card is fetched again.
    """
    section = kept.section
    since = section.counts_from
    if section.topic is not Topic.MASTER_DATA or is_file(section.source) or since is None:
        return kept
    if age_of(since, now) < limits.alerts.hard:
        return kept
    left = tuple(_without_message(entry) for entry in section.entries if not _is_fgvh(entry))
    if len(left) == len(section.entries) and not any(entry.provenance.raw_ref.message for entry in section.entries):
        return kept
    unreadable = tuple(replace(item, raw_ref=_NOWHERE) for item in section.unreadable)
    return Kept(replace(section, entries=left, unreadable=unreadable), {})


def _is_fgvh(entry: Scoped[Any]) -> bool:
    return isinstance(entry.fact, StamkortFact) and entry.fact.kind is StamkortKind.NO_RESUSCITATION


def _without_message(entry: Scoped[Any]) -> Scoped[Any]:
    return replace(entry, provenance=replace(entry.provenance, raw_ref=_NOWHERE))


def for_disk(kept: Kept) -> Kept:
    """Give what of a section may be written: of a document shown as a document the list alone (safety.md section 5).

    One that cannot be read is a document too: that it came is written, and its bytes are not.
    """
    section: Section[Any] = kept.section
    if section.topic is not Topic.DOCUMENTS or is_file(section.source):
        return kept
    entries = tuple(_listed(entry) if _is_for_session(entry) else entry for entry in section.entries)
    unreadable = tuple(replace(item, raw_ref=_NOWHERE) for item in section.unreadable)
    return Kept(replace(section, entries=entries, unreadable=unreadable), kept.known)


def _is_for_session(entry: Scoped[Any]) -> bool:
    return isinstance(entry.fact, Document) and entry.fact.is_session_only


def _listed(entry: Scoped[Any]) -> Scoped[Any]:
    fact = replace(entry.fact, text="", sections=(), attachment=None, absent=entry.fact.absent or "not_kept")
    return _without_message(replace(entry, fact=fact))
