"""Who can be read without a network is judged when it is looked at; the ledger that it is judged by holds no content."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import ME, NOW, OTHER
from overblik.domain.ledger import Entry
from overblik.domain.section import Cause, Standing, Topic
from overblik.store.database import memory_database
from overblik.store.ledger import LedgerRows
from overblik.store.sections import SectionStore
from overblik.sync.readiness import Gap, readiness


@pytest.mark.rule("H4")
@pytest.mark.parametrize(
    ("age", "why"),
    [
        (timedelta(hours=23), None),
        (timedelta(hours=25), Gap.OLD),
        (timedelta(days=8), Gap.ERASED),
        (timedelta(minutes=-10), Gap.OLD),
    ],
)
def test_h4_what_was_ready_grows_old_and_a_clock_that_is_set_back_makes_nothing_young(age: timedelta, why: Any) -> None:
    entry = Entry(Topic.DOCUMENTS, "ehr", "EPJ", Standing.COMPLETE, as_of=NOW, asked_at=NOW)
    found = readiness([entry], NOW + age)
    assert found is not None
    assert [one.why for one in found.gaps] == ([why] if why else [])


def test_what_a_source_does_not_have_is_no_gap_and_of_whom_nothing_was_asked_nothing_is_known() -> None:
    odd = [
        Entry(Topic.DOCUMENTS, "ehr", "EPJ", Standing.NOT_ASKED, (cause,), asked_at=NOW)
        for cause in (Cause.NOT_OFFERED, Cause.UNKNOWN_PATIENT)
    ]
    assert readiness(odd, NOW) is None
    assert readiness([], NOW) is None


@pytest.mark.rule("G8")
def test_g8_the_ledger_goes_with_its_patient_and_outlives_the_program() -> None:
    store = SectionStore(memory_database())
    ledger = LedgerRows(store)
    entry = Entry(Topic.DOCUMENTS, "ehr", "EPJ", Standing.STALE, (Cause.UNREACHABLE,), NOW, NOW)
    for patient in (ME, OTHER):
        ledger.write(patient, [entry])
    assert LedgerRows(store).read((ME, OTHER)) == {ME: (entry,), OTHER: (entry,)}
    store.purge(ME)
    assert set(ledger.read((ME, OTHER))) == {OTHER}
    store.work(lambda connection: connection.execute("UPDATE ledger SET body = x'00'"))
    assert ledger.read((ME, OTHER)) == {}
