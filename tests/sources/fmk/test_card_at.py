"""The card as it was: asked for by its moment, judged by its moment, and of nobody else."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from in_process import NOW, grant
from overblik.domain.errors import Refused, SourceError, Unintelligible, WrongPatient
from overblik.domain.medication import MedicationState
from overblik.domain.ports import Answer
from overblik.sources.fmk import FmkSource
from sources.fmk.wired import ANOTHER, ME, card, drug, envelope, fault, nothing, person, response, with_source

THEN = datetime(2025, 11, 18, 15, 5, tzinfo=UTC)
ENDS = "<TreatmentStartDate>2025-01-01</TreatmentStartDate><TreatmentEndDate>2025-11-20</TreatmentEndDate>"
COURSE = f"<DrugMedication><Identifier>1</Identifier><BeginEndDate>{ENDS}</BeginEndDate>{drug('Prøvol', '1 mg')}</DrugMedication>"
INFO = "<MedicineCardVersionInfo><MedicineCardVersion>{}</MedicineCardVersion>{}</MedicineCardVersionInfo>"
MADE = "<VersionCreatedDateTime>2025-11-18T15:05:00Z</VersionCreatedDateTime>"


def ask(answer: str, act: Callable[[FmkSource], Awaitable[Any]]) -> tuple[Any, list[str], list[str]]:
    bodies: list[str] = []

    def answering(_name: str, body: str) -> str:
        bodies.append(body)
        return answer

    async def tried(source: FmkSource) -> Any:
        try:
            return await act(source)
        except SourceError as error:
            return error

    came, asked = with_source(answering, tried)
    return came, asked, bodies


def card_at(answer: str) -> tuple[Any, list[str], list[str]]:
    return ask(answer, lambda source: source.card_at(grant(ME), THEN))


def test_one_question_names_the_moment_and_its_drugs_are_judged_by_it() -> None:
    came, asked, (body,) = card_at(card(COURSE))
    assert asked == ["GetMedicineCard"]
    assert "<e2:DateTime>2025-11-18T15:05:00Z</e2:DateTime>" in body
    assert isinstance(came, Answer)
    (entry,) = came.entries
    assert entry.fact.state is MedicationState.ACTIVE
    assert entry.provenance.fetched_at == NOW, "when it was fetched is told apart from when it was so"


def test_the_present_card_is_judged_by_the_present() -> None:
    def answering(name: str, _body: str) -> str:
        return card(COURSE) if name == "GetMedicineCard" else nothing(name)

    async def fetch(source: FmkSource) -> Answer:
        return await source.fetch(grant(ME), None)

    (entry,) = with_source(answering, fetch)[0].entries
    assert entry.fact.state is MedicationState.ENDED


@pytest.mark.rule("H1")
def test_h1_the_card_of_somebody_else_shows_nothing() -> None:
    assert isinstance(card_at(card(COURSE, ANOTHER))[0], WrongPatient)


@pytest.mark.parametrize(("answer", "error"), [(fault("not_authorized"), Refused), (envelope("<x/>"), Unintelligible)])
def test_what_is_no_card_is_an_error(answer: str, error: type[SourceError]) -> None:
    assert isinstance(card_at(answer)[0], error)


def versions(inside: str, who: str = ME) -> Any:
    answer = response("GetMedicineCardVersions", person(who) + inside)
    return ask(answer, lambda source: source.versions(grant(ME)))[0]


def test_the_versions_are_told_with_when_they_were_made() -> None:
    told = versions(INFO.format("6", "") + INFO.format("7", MADE))
    assert [(one.number, one.created.text if one.created else None) for one in told] == [
        ("6", None),
        ("7", "2025-11-18T15:05:00Z"),
    ]


@pytest.mark.rule("H1")
def test_h1_the_versions_of_somebody_elses_card_are_refused() -> None:
    assert isinstance(versions(INFO.format("7", MADE), ANOTHER), WrongPatient)


@pytest.mark.parametrize(
    "answer",
    [nothing("SearchEffectuations"), response("GetMedicineCardVersions", person() + INFO.format("7", MADE + MADE))],
)
def test_what_are_no_versions_is_an_error(answer: str) -> None:
    assert isinstance(ask(answer, lambda source: source.versions(grant(ME)))[0], Unintelligible)
