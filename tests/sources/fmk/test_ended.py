"""S6: a prescription whose drug medication is not on the card tells when that treatment ended, and is never medicine."""

import re
from typing import Any

import pytest

from in_process import NOW, grant
from overblik.domain.medication import MedicationEntry
from overblik.domain.medicine_card import Prescription
from overblik.domain.patient import cpr
from overblik.domain.ports import Answer, ConsentState
from overblik.domain.section import Standing
from overblik.sources.fmk import FmkSource
from overblik.sync import standing
from sources.fmk.wired import ANOTHER, ME, card, drug, fault, nothing, person, response, with_source

ASKED = "GetDrugMedication"
ON_CARD = f"<DrugMedication><Identifier>1</Identifier>{drug('Prøvol', '1 mg')}</DrugMedication>"
PLACEHOLDER = "<PrivateDrugMedication><Identifier>7</Identifier></PrivateDrugMedication>"


def prescribed(number: str, behind: str, mark: str = "") -> str:
    attached = f"<AttachedToDrugMedicationIdentifier>{behind}</AttachedToDrugMedicationIdentifier>" if behind else ""
    return (
        f"<Prescription><Identifier>{number}</Identifier>{attached}<DrugMedicationEnded>Behandling afsluttet"
        f"</DrugMedicationEnded>{drug('Somavert', '15 mg')}<Status>åben</Status>{mark}</Prescription>"
    )


def treated(number: str, dates: str = "<TreatmentEndDate>2025-06-20</TreatmentEndDate>", more: str = "") -> str:
    when = f"<BeginEndDate>{dates}</BeginEndDate>"
    return f"<DrugMedication><Identifier>{number}</Identifier>{when}{drug('Somavert', '15 mg')}{more}</DrugMedication>"


def look(items: str, prescriptions: str, told: str) -> tuple[Answer, list[list[str]]]:
    """Look; give also the numbers of each question for drug medications."""
    questions: list[list[str]] = []

    def answering(name: str, body: str) -> str:
        if name == ASKED:
            questions.append(re.findall(r"<m:Identifier>(.*?)</m:Identifier>", body))
            return told
        if name == "GetPrescription":
            return response(name, f"<Patient><Person>{person()}</Person></Patient>{prescriptions}")
        return card(items) if name == "GetMedicineCard" else nothing(name)

    async def fetch(source: FmkSource) -> Answer:
        return await source.fetch(grant(ME), None)

    return with_source(answering, fetch)[0], questions


def answered(*drugs: str, who: str = ME) -> str:
    return response(ASKED, person(who) + "".join(drugs))


def alone(came: Answer) -> list[Prescription]:
    rows = [one.fact for one in came.entries if one.fact.row is MedicationEntry.PRESCRIPTION_ONLY]
    return [one for row in rows for one in row.ordination.prescriptions]


def ends(came: Answer) -> list[Any]:
    return [one.treatment.end.text if one.treatment and one.treatment.end else None for one in alone(came)]


@pytest.mark.rule("S6", "H9")
def test_s6_one_question_for_all_that_the_card_does_not_hold() -> None:
    told = answered(treated("2"), treated("3", "<TreatmentEndDate>2027-01-01</TreatmentEndDate>"))
    given = "".join(
        prescribed(number, behind) for number, behind in [("90", "2"), ("91", "3"), ("92", "2"), ("93", "")]
    )
    came, questions = look(ON_CARD, given + prescribed("94", "1"), told)
    assert questions == [["2", "3"]]
    assert ends(came) == ["2025-06-20", "2027-01-01", "2025-06-20", None]
    assert {one.treatment_ended for one in alone(came)} == {"Behandling afsluttet"}
    drugs = [one.fact.name for one in came.entries if one.fact.row is MedicationEntry.DRUG_MEDICATION]
    assert drugs == ["Prøvol"], "a treatment that is not on the card is never a row of medicine"
    assert standing.answered(cpr(ME), SOURCE, came, None, NOW, ConsentState.NONE).section.standing is Standing.COMPLETE


SOURCE = FmkSource(None, None)  # type: ignore[arg-type]


@pytest.mark.rule("S6")
def test_s6_its_end_points_to_its_own_message() -> None:
    came, _ = look(ON_CARD, prescribed("90", "2"), answered(treated("2")))
    (one,) = alone(came)
    assert one.treatment is not None
    assert one.treatment.origin is not None
    (message,) = [raw for raw in came.raw if raw.digest == one.treatment.origin.message]
    place = one.treatment.origin.start
    assert message.content[place : place + one.treatment.origin.length].decode() == treated("2")


@pytest.mark.rule("S6")
def test_s6_withdrawn_and_unending_treatments_are_told_as_recorded() -> None:
    stopped = treated("2", "<TreatmentEndingUndetermined/>", "<Withdrawn><DateTime>2025-05-01</DateTime></Withdrawn>")
    came, _ = look("", prescribed("90", "2"), answered(stopped))
    (one,) = alone(came)
    assert one.treatment is not None
    assert one.treatment.withdrawn is not None
    assert (one.treatment.withdrawn.text, one.treatment.end_undetermined) == ("2025-05-01", True)


@pytest.mark.rule("H5")
@pytest.mark.parametrize(
    "told",
    [
        fault("sosigw_internal_error"),
        answered(),
        answered(treated("2"), who=ANOTHER),
        answered(treated("2", "<TreatmentEndDate>snart</TreatmentEndDate>")),
        answered("<InvalidDrugMedication><Identifier>2</Identifier></InvalidDrugMedication>"),
        nothing("SearchEffectuations"),
    ],
)
def test_h5_what_could_not_be_had_is_said_of_the_prescription_and_the_card_stays_complete(told: str) -> None:
    came, _ = look(ON_CARD, prescribed("90", "2"), told)
    assert [(one.treatment, one.treatment_missing) for one in alone(came)] == [(None, True)]
    assert standing.answered(cpr(ME), SOURCE, came, None, NOW, ConsentState.NONE).section.standing is Standing.COMPLETE


@pytest.mark.rule("H21")
@pytest.mark.parametrize(
    ("items", "given"),
    [
        (PLACEHOLDER, prescribed("90", "7")),
        (f"<Odd>{PLACEHOLDER}</Odd>", prescribed("90", "7")),
        ("", PLACEHOLDER + prescribed("90", "7")),
        ("", prescribed("90", "7", "<IsPrivatePrescription/>")),
        (ON_CARD, prescribed("90", "1")),
        (ON_CARD, prescribed("90", "")),
    ],
)
def test_h21_nothing_is_asked_of_what_is_private_or_on_the_card(items: str, given: str) -> None:
    assert look(items, given, fault("syntax_error"))[1] == []


@pytest.mark.rule("H21")
@pytest.mark.parametrize("told", [PLACEHOLDER, treated("7", more="<IsPrivateDrugMedication/>")])
def test_h21_a_prescription_of_a_treatment_that_turns_out_to_be_private_is_masked(told: str) -> None:
    came, _ = look(ON_CARD, prescribed("90", "7"), answered(told))
    assert alone(came) == []
    assert [one.fact.kind for one in came.entries] == ["ordination", "private_record"]
    assert "Somavert" not in repr(came.entries) + b"".join(raw.content for raw in came.raw).decode()
