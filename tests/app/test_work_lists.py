"""Lists in the asking thread: on record first, `me` by the server's own address, and no look without a basis (T20)."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from in_process import BASE, NOW, FakeClock, FakeRandom
from overblik.app.kept_lists import KeptLists
from overblik.app.work_lists import HouseLists
from overblik.domain.errors import CannotWrite, ReasonMissing, Unintelligible
from overblik.domain.grant import Basis, Clinician, LookReason
from overblik.domain.patient import cpr
from overblik.domain.work_list import ListKind, Visit, VisitKind, VisitState, WantedList, WorkList
from overblik.runtime.settings import Settings
from overblik.wire.addresses import Base

MINE = WantedList("dagen", "Dagen", "ehr", ListKind.APPOINTMENTS, "me")
KARL, KARLA = cpr("2509479989"), cpr("0201909309")


class Right:
    """Writes down what was asked of it; `fails` refuses the first record."""

    def __init__(self, told: list[str], fhir_user: str, *, fails: bool = False) -> None:
        self.told, self.fails = told, fails
        self.clinician = Clinician("s", "Læge", "Læge", fhir_user=fhir_user)

    async def ask_for_list(self, source: str, name: str) -> None:
        if self.fails:
            raise CannotWrite(reason="OSError")
        self.told.append(f"asked {source} {name}")

    def log_list(self, source: str, name: str, patients: int) -> None:
        self.told.append(f"came {source} {name} {patients}")

    async def ask_to_look(self, patient_id: Any, reason: Any) -> Any:
        raise AssertionError("nobody may be looked at here")


class Server:
    """A server that has one list."""

    base = Base(BASE)

    def __init__(self, told: list[str]) -> None:
        self.told = told

    async def read(self, wanted: WantedList) -> WorkList:
        self.told.append(f"sent {wanted.of}")
        visits = (
            Visit(VisitKind.PATIENT, KARL, state=VisitState.PLANNED),
            Visit(VisitKind.PATIENT, KARLA, state=VisitState.CANCELLED),
        )
        return WorkList(wanted, NOW, visits)


class Looks:
    """Stands for the looks of a house."""

    def __init__(self, house: Any, settings: Any) -> None:
        self._house, self.settings, self.claimed = house, settings, dict[Any, LookReason]()

    def house(self) -> Any:
        return self._house

    async def claim(self, patient_id: Any, reason: LookReason, report: Any) -> None:
        self.claimed[patient_id] = reason


def lists_of(fhir_user: str, *, fails: bool = False) -> tuple[HouseLists, Looks, list[str]]:
    told: list[str] = []
    house = SimpleNamespace(
        right=Right(told, fhir_user, fails=fails),
        lists={"ehr": Server(told)},
        clinic=SimpleNamespace(clock=FakeClock()),
        kept_lists=KeptLists(None, FakeRandom()),
    )
    settings = Settings(Path("profile"), lists=(MINE,), sign_in=cast(Any, object()))
    looks: Any = Looks(house, settings)
    return HouseLists(looks), looks, told


@pytest.mark.parametrize("told_user", [f"{BASE}/Practitioner/d1", "Practitioner/d1"])
def test_t20_me_is_whom_the_server_knows_and_the_list_is_on_record_before_it_is_sent(told_user: str) -> None:
    lists, looks, told = lists_of(told_user)
    heard: list[Any] = []
    asyncio.run(lists.read("dagen", heard.append))
    assert told == ["asked ehr dagen", "sent Practitioner/d1", "came ehr dagen 2"]
    assert heard[0].made.wanted is MINE
    assert looks.claimed == {KARL: LookReason(Basis.TREATMENT)}


@pytest.mark.parametrize("elsewhere", ["", "https://other.example/fhir/Practitioner/d1", f"{BASE}/../Practitioner/d1"])
def test_who_is_not_known_at_the_server_is_nobody_there_and_nothing_is_asked(elsewhere: str) -> None:
    lists, _, told = lists_of(elsewhere)
    with pytest.raises(Unintelligible) as caught:
        asyncio.run(lists.read("dagen", lambda _: None))
    assert (caught.value.facts["reason"], told) == ("list_me", [])


def test_t20_where_nothing_can_be_written_no_list_is_asked_for() -> None:
    lists, looks, told = lists_of("Practitioner/d1", fails=True)
    with pytest.raises(CannotWrite):
        asyncio.run(lists.read("dagen", lambda _: None))
    assert (told, looks.claimed) == ([], {})


def test_t20_nobody_is_looked_at_without_a_basis_and_the_reason_is_told() -> None:
    lists, _, _ = lists_of("Practitioner/d1")
    heard: list[Any] = []
    asyncio.run(lists.facts((KARLA,), heard.append))
    assert [(one.patient_id, one.sections, one.failed) for one in heard] == [(KARLA, (), ReasonMissing.code)]
