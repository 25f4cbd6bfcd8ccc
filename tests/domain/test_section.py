"""A section cannot be built wrongly, and the worst standing wins."""

from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest

from overblik.domain.patient import PatientId, cpr
from overblik.domain.provenance import Provenance, RawRef
from overblik.domain.section import WORST_FIRST, Cause, Reason, Scoped, Section, Standing, Topic, Unreadable, worst

ME, OTHER = cpr("2512489996"), cpr("2512484916")
NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
REF = RawRef("0" * 64, 0, 1)


def entry(patient_id: PatientId) -> Scoped[str]:
    return Scoped(patient_id, "fact", Provenance("ehr", "Observation/1", "", None, NOW, "", "", REF))


def section(standing: Standing, **more: Any) -> Section[str]:
    return Section(ME, Topic.LAB_RESULTS, "ehr", "EPJ", standing, **more)


@pytest.mark.rule("H1")
def test_h1_an_entry_of_another_patient_cannot_stand_in_a_section() -> None:
    with pytest.raises(ValueError, match="another patient"):
        section(Standing.COMPLETE, entries=(entry(OTHER),))


@pytest.mark.rule("H5")
def test_h5_complete_has_no_reason_and_lost_nothing() -> None:
    with pytest.raises(ValueError, match="no reasons"):
        section(Standing.COMPLETE, reasons=(Reason(Cause.MORE_AVAILABLE),))
    with pytest.raises(ValueError, match="lost nothing"):
        section(Standing.COMPLETE, unreadable=(Unreadable("Observation/2", "wrong_type", "$", REF),))
    with pytest.raises(ValueError, match="lost nothing"):
        section(Standing.COMPLETE, refused=1)


@pytest.mark.parametrize("standing", [Standing.FAILED, Standing.NOT_ASKED])
def test_failed_and_not_asked_hold_no_entries(standing: Standing) -> None:
    with pytest.raises(ValueError, match="no entries"):
        section(standing, reasons=(Reason(Cause.UNREACHABLE),), entries=(entry(ME),))


@pytest.mark.parametrize("standing", [Standing.FAILED, Standing.BLOCKED, Standing.PARTIAL, Standing.STALE])
def test_every_loss_needs_a_reason(standing: Standing) -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        section(standing)


@pytest.mark.rule("H6")
def test_h6_only_complete_and_empty_says_that_nothing_is_recorded() -> None:
    assert section(Standing.COMPLETE).says_nothing_recorded
    assert not section(Standing.COMPLETE, entries=(entry(ME),)).says_nothing_recorded
    for standing in Standing:
        if standing is not Standing.COMPLETE:
            quiet = standing is Standing.LOADING
            reasons = () if quiet else (Reason(Cause.UNREACHABLE),)
            assert not section(standing, reasons=reasons).says_nothing_recorded


def test_the_worst_standing_wins_in_the_order_of_the_safety_rules() -> None:
    assert WORST_FIRST == (Standing.FAILED, Standing.BLOCKED, Standing.PARTIAL, Standing.STALE, Standing.COMPLETE)
    for first, second in combinations(range(5), 2):
        assert worst((WORST_FIRST[second], WORST_FIRST[first])) is WORST_FIRST[first]


@pytest.mark.parametrize("lonely", [Standing.NOT_ASKED, Standing.LOADING])
def test_not_asked_and_loading_never_combine(lonely: Standing) -> None:
    assert worst((lonely, lonely)) is lonely
    with pytest.raises(ValueError, match="never combine"):
        worst((lonely, Standing.COMPLETE))
