"""When the treatment behind a prescription ended, as recorded; in a copy no clock decides it (S6, H22)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import ME, NOW, complete, day, plain, view
from overblik.domain.medicine_card import Prescription
from overblik.domain.section import Cause, Reason, Standing, Topic
from overblik.domain.treatment import Treatment
from overblik.viewmodels.prescription_row import treatment_said

OPEN = Treatment(None, False, None, None)
COPY = {"standing": Standing.STALE, "reasons": (Reason(Cause.OFFLINE),), "from_copy": True}


def said(one: Prescription, days: int = 0, **more: Any) -> str:
    section = replace(complete(Topic.MEDICATION), **more)
    assert section.patient_id == ME
    return plain(" ".join(treatment_said(one, section, view(NOW + timedelta(days=days)))))


@pytest.mark.rule("S6", "H22")
@pytest.mark.parametrize(
    ("behind", "more", "words"),
    [
        ({"end": day("2025-04-01")}, {}, "Afsluttet 01. apr 2025."),
        ({"end": day("2026-11-22")}, {}, "Afsluttet 22. nov 2026."),
        ({"end": day("2026-11-23")}, {}, "Behandling til 23. nov 2026."),
        ({"end": day("2026-11-24")}, {"days": 3}, "Afsluttet 24. nov 2026."),
        ({"end": day("2026-11-24")}, {"days": 3, **COPY}, "Slutdato 24. nov 2026 er passeret ifølge kopien."),
        ({"end": day("2026-11-24")}, {"days": 1, **COPY}, "Behandling til 24. nov 2026."),
        ({"end": day("2026-11-22")}, {"days": 3, **COPY}, "Afsluttet 22. nov 2026."),
        ({"end_undetermined": True}, {}, "Behandling uden fastsat slutdato."),
        ({"end_undetermined": True, "withdrawn": day("2025-05-01")}, {}, "Seponeret 01. maj 2025."),
        ({"end": day("2025")}, {}, ""),
        ({}, {}, ""),
    ],
)
def test_s6_the_treatment_is_told_as_recorded(behind: dict[str, Any], more: dict[str, Any], words: str) -> None:
    assert said(Prescription("1", treatment=replace(OPEN, **behind)), **more) == words


@pytest.mark.rule("H5")
def test_h5_what_was_asked_for_in_vain_is_said_and_what_nobody_asked_is_not() -> None:
    assert said(Prescription("1", treatment_missing=True)) == "Behandling: ikke hentet."
    assert said(Prescription("1")) == ""
