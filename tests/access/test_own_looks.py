"""A clinician's own looks: all of them, and nobody else's."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from access.chains import DOCTOR, NANCY, OTHER, TREATMENT, Chance
from in_process import FakeClock
from overblik.access.own_looks import own_looks
from overblik.access.trail import AuditTrail
from overblik.domain.audit import Delivered, EventKind
from overblik.domain.grant import Basis, DataConsent, LookReason, Reveal
from overblik.domain.ports import Seen
from overblik.domain.section import Standing
from overblik.store.trail_file import TrailFile
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
    newest, oldest = own_looks(trail, DOCTOR, clock.now() - timedelta(days=30))
    assert (oldest.patient_id, oldest.basis, oldest.reason) == (NANCY, Basis.OTHER, "Ringede")
    assert (oldest.outcome, oldest.offline, oldest.is_override) == ("shown", True, False)
    assert (newest.patient_id, newest.reason, newest.outcome, newest.is_override) == (OTHER, "bevidstløs", "", True)
    assert newest.delivered is Delivered.WAITING
    assert newest.at - oldest.at == timedelta(seconds=60)
    assert [one.patient_id for one in own_looks(trail, DOCTOR, clock.now())] == [OTHER]
    assert len(own_looks(trail, COLLEAGUE, clock.now())) == len(own_looks(trail, NAMESAKE, clock.now())) == 1


def test_a_look_whose_body_was_changed_is_left_out(file: TrailFile) -> None:
    trail = AuditTrail(file, KEYS, FakeClock(), Chance())
    trail.intent(NANCY, DOCTOR, TREATMENT)
    trail.intent(OTHER, DOCTOR, TREATMENT)
    file.connection.execute("DROP TRIGGER no_change")
    file.connection.execute("UPDATE record SET body = zeroblob(64) WHERE sequence = 2")
    (left,) = own_looks(trail, DOCTOR, FakeClock().now())
    assert left.patient_id == OTHER
