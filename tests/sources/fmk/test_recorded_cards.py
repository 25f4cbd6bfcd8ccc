"""The recorded answers of the national service, read as a clinician must see them (S5, S6)."""

import json
from pathlib import Path
from typing import Any

import pytest

from in_process import NOW
from overblik.domain.medication import DosageOrigin, MedicationEntry, MedicationState
from overblik.domain.ports import Answer, RawDocument
from overblik.domain.section import Cause, Topic
from overblik.sources.fmk import FmkReader

pytestmark = pytest.mark.samples


def read(samples: Path, *names: str) -> Answer:
    documents = [RawDocument(name, (samples / "fmk" / name).read_bytes()) for name in names]
    (found,) = FmkReader().recognise(documents, NOW) or ()
    return found.answers[Topic.MEDICATION]


@pytest.mark.rule("S5", "H10", "H14")
@pytest.mark.parametrize("number", ["0410009234", "1011649927"])
def test_s5_every_drug_of_a_card_is_shown_as_a_careful_hand_wrote_it(samples: Path, number: str) -> None:
    expected = json.loads((samples / "expected" / f"fmk-medicine-card-{number}.json").read_bytes())
    answer = read(samples, f"responses/medicine-card-{number}.xml")
    assert (answer.closed, answer.warnings, answer.unreadable) == (True, (), ())
    assert answer.card is not None
    assert answer.card.version == expected["cardVersion"]
    shown = [_told(entry.fact) for entry in answer.entries]
    assert shown == [_wanted(drug) for drug in expected["drugs"]]


def _told(fact: Any) -> tuple[Any, ...]:
    card = fact.ordination
    own = fact.dosage_origin is DosageOrigin.OWN
    return (
        *(card.identifier, fact.name, fact.form, fact.strength, fact.atc, fact.route, fact.indication),
        *(fact.start.text if fact.start else None, fact.end.text if fact.end else None),
        *(card.dosage.type_text, fact.dosage_short or None, None if own else fact.dosage),
    )


def _wanted(drug: dict[str, Any]) -> tuple[Any, ...]:
    names = "drugMedicationId name form strength atc route indication treatmentStart treatmentEnd dosageType"
    return (*(drug[name] for name in names.split()), drug["shortText"], drug["dosageShown"])


@pytest.mark.rule("S5")
def test_s5_a_local_schema_has_a_sentence_and_never_an_empty_dosage(samples: Path) -> None:
    pinex = next(
        e.fact for e in read(samples, "responses/medicine-card-0410009234.xml").entries if e.fact.name == "Pinex"
    )
    assert pinex.dosage == "Doseres efter skema i lokalt system. Dosis fremgår ikke af FMK."
    assert (pinex.dosage_short, pinex.dosage_long, pinex.dosage_origin) == ("", "", DosageOrigin.OWN)


@pytest.mark.rule("S6", "H9")
def test_s6_an_open_prescription_makes_no_drug_current(samples: Path) -> None:
    answer = read(samples, "responses/get-prescription-0410009234.xml", "responses/drug-medication-0410009234.xml")
    rows = {
        entry.fact.name: entry.fact for entry in answer.entries if entry.fact.row is MedicationEntry.PRESCRIPTION_ONLY
    }
    somavert = rows["Somavert"].ordination.prescriptions[0]
    assert (somavert.status, somavert.valid_to.text, somavert.treatment_ended) == (
        *("åben", "2025-07-20", "Behandling afsluttet"),
    )
    assert rows["Somavert"].state is MedicationState.UNKNOWN
    ended = next(e.fact for e in answer.entries if e.fact.kind == "ordination" and e.fact.name == "Somavert")
    assert ended.state is MedicationState.ENDED
    assert rows["8 haletudser og 1 sprællende frø"].ordination.product.is_magistral
    assert [(reason.cause, reason.detail) for reason in answer.warnings] == [(Cause.REPOSITORY_SILENT, "medicine_card")]


def test_a_card_that_was_never_made_is_told_apart_from_an_empty_one(samples: Path) -> None:
    answer = read(samples, "responses/medicine-card-1004219992.xml")
    assert answer.card is not None
    assert (answer.entries, answer.card.was_made) == ((), False)


def test_every_row_points_to_its_own_element(samples: Path) -> None:
    for path in sorted((samples / "fmk").glob("*/*.xml")):
        if path.parent.name not in ("responses", "test-prescriptions", "effectuations"):
            continue
        answer = read(samples, f"{path.parent.name}/{path.name}")
        for entry in answer.entries:
            ref = entry.provenance.raw_ref
            (raw,) = [one for one in answer.raw if one.digest == ref.message]
            piece = raw.content[ref.start : ref.start + ref.length].decode()
            assert piece.startswith("<")
            assert piece.endswith(
                "Prescription>" if "Prescription" in entry.provenance.document_id else "DrugMedication>"
            )
            assert entry.provenance.document_id.rpartition("/")[2] in piece
