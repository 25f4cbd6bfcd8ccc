"""A clinician's own looks: all of them, and nobody else's."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from access.chains import DOCTOR, NANCY, OTHER, TREATMENT, Chance
from in_process import FakeClock
from overblik.access.own_looks import own_looks
from overblik.access.trail import AuditTrail
from overblik.domain.audit import Delivered, EventKind
from overblik.domain.errors import CannotWrite
from overblik.domain.grant import Basis, DataConsent, LookReason, Reveal
from overblik.domain.ports import Seen
from overblik.domain.section import Standing
from overblik.runtime import paths
from overblik.store.trail_file import TrailFile
from overblik.store.trail_outbox import TrailOutbox
from overblik.viewmodels.own_log import own_log_card
from overblik.viewmodels.words import load_words
from trail_reading import KEYS

COLLEAGUE = replace(DOCTOR, subject="sub-2")
NAMESAKE = replace(DOCTOR, issuer="https://other.example")


def test_own_looks_are_told_newest_first_with_all_that_was_said(file: TrailFile) -> None:
    clock = FakeClock()
    trail = AuditTrail(file, KEYS, clock, Chance())
    first = trail.intent(NANCY, DOCTOR, LookReason(Basis.OTHER, "Ringede"))
    asyncio.run(trail.outcome(first, Seen((("ehr", "medication", Standing.STALE, 1),), True)))
    clock.move(60)
    for stranger in (COLLEAGUE, NAMESAKE):
        trail.intent(OTHER, stranger, TREATMENT)
    trail.intent(OTHER, DOCTOR, TREATMENT, Reveal(DataConsent.OVERRIDDEN, "bevidstløs"))
    trail.event(EventKind.OWN_LOG_VIEW, DOCTOR)
    newest, oldest = own_looks(trail, DOCTOR, clock.now() - timedelta(days=30)).looks
    assert (oldest.patient_id, oldest.basis, oldest.reason) == (NANCY, Basis.OTHER, "Ringede")
    assert (oldest.outcome, oldest.offline, oldest.is_override) == ("shown", True, False)
    assert (newest.patient_id, newest.reason, newest.outcome, newest.is_override) == (OTHER, "bevidstløs", "", True)
    assert newest.delivered is Delivered.WAITING
    assert newest.at - oldest.at == timedelta(seconds=60)
    assert [one.patient_id for one in own_looks(trail, DOCTOR, clock.now()).looks] == [OTHER]
    for other in (COLLEAGUE, NAMESAKE):
        told = own_looks(trail, other, clock.now())
        assert (len(told.looks), told.unreadable) == (1, 0)


@pytest.mark.parametrize("harm", ["body = zeroblob(64)", "body = x''", "hash = x'00'", "body = CAST('a' AS TEXT)"])
def test_h2_a_look_that_cannot_be_read_is_counted_and_the_list_is_never_told_to_be_empty(
    file: TrailFile, harm: str
) -> None:
    trail = AuditTrail(file, KEYS, FakeClock(), Chance())
    trail.intent(NANCY, DOCTOR, TREATMENT)
    trail.intent(OTHER, DOCTOR, TREATMENT)
    file.connection.execute("DROP TRIGGER no_change")
    file.connection.execute(f"UPDATE record SET {harm} WHERE sequence = 2")
    now = FakeClock().now()
    told = own_looks(trail, DOCTOR, now)
    assert ([one.patient_id for one in told.looks], told.unreadable) == ([OTHER], 1)
    told = own_looks(trail, COLLEAGUE, now)
    assert (told.looks, told.unreadable) == ((), 1)
    (row,) = own_log_card(told, str, now, load_words(paths.resources(), "da")).rows
    assert row.key == "own/unreadable"
    assert "1 opslag på denne computer kan ikke læses" in row.accessible


def test_h2_a_look_whose_outcome_cannot_be_read_is_not_told_to_be_under_way(file: TrailFile) -> None:
    trail = AuditTrail(file, KEYS, FakeClock(), Chance())
    granted = trail.intent(NANCY, DOCTOR, TREATMENT)
    asyncio.run(trail.outcome(granted, Seen((), False)))
    file.connection.execute("DROP TRIGGER no_change")
    file.connection.execute("UPDATE record SET body = zeroblob(64) WHERE kind = 'outcome'")
    (look,) = own_looks(trail, DOCTOR, FakeClock().now()).looks
    assert look.outcome == "unknown"


def test_a_record_of_which_somebody_made_text_that_is_none_ends_in_a_sentence(file: TrailFile) -> None:
    trail = AuditTrail(file, KEYS, FakeClock(), Chance())
    trail.intent(NANCY, DOCTOR, TREATMENT)
    file.connection.execute("DROP TRIGGER no_change")
    file.connection.execute("UPDATE record SET body = CAST(x'fe00' AS TEXT) WHERE sequence = 2")
    with pytest.raises(CannotWrite):
        own_looks(trail, DOCTOR, FakeClock().now())
    with pytest.raises(CannotWrite):
        TrailOutbox(file).waiting(0, 10)
