"""Who may be fetched ahead: whoever is expected, as many as the computer's rules allow, and nobody without a basis."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from clinic import ME, OTHER, THIRD
from overblik.app.packs import HousePacks
from overblik.domain.errors import NotKeptHere, ReasonMissing
from overblik.domain.grant import Basis, LookReason
from overblik.domain.patient import PatientId
from overblik.runtime.settings import Settings


def fetched(monkeypatch: pytest.MonkeyPatch, most: int, *, keeps: bool = True) -> list[PatientId]:
    """Give who is fetched of a list in which one has no basis."""
    found: list[PatientId] = []

    async def run_pack(patients: Any, ports: Any, report: Any) -> None:
        found.extend(patients)

    def reason(patient_id: PatientId) -> LookReason:
        if patient_id == OTHER:
            raise ReasonMissing
        return LookReason(Basis.TREATMENT)

    monkeypatch.setattr("overblik.sync.pack.run_pack", run_pack)
    house = SimpleNamespace(keeps=keeps, clinic=None, ledger=None, gate=None, pin=lambda: None)
    seat = SimpleNamespace(rules=SimpleNamespace(preloaded=most))
    settings = Settings(Path("profile"))
    looks: Any = SimpleNamespace(house=lambda: house, seat=seat, reason=reason, settings=settings)
    asyncio.run(HousePacks(looks).fetch((ME, OTHER, THIRD), lambda _: None))
    return found


@pytest.mark.rule("T20")
def test_t20_nobody_without_a_basis_is_fetched_and_the_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fetched(monkeypatch, 100) == [ME, THIRD]
    assert fetched(monkeypatch, 2) == [ME, THIRD]
    assert fetched(monkeypatch, 1) == [ME]


@pytest.mark.parametrize(("most", "keeps"), [(0, True), (100, False)])
def test_where_nobody_may_be_fetched_that_is_said(monkeypatch: pytest.MonkeyPatch, most: int, keeps: bool) -> None:
    with pytest.raises(NotKeptHere):
        fetched(monkeypatch, most, keeps=keeps)
