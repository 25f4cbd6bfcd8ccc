"""The recorded cards of the national service, read as a clinician must see them."""

import json
from pathlib import Path

import pytest

from in_process import NOW
from overblik.domain.clinical import Currency
from overblik.domain.patient import IdKind, cpr
from overblik.domain.ports import RawDocument, Recognised
from overblik.domain.section import Topic
from overblik.sources.ddv import DdvReader

pytestmark = pytest.mark.samples
NUMBER = "0410009234"


def recorded(samples: Path, number: str, *, whose: str = NUMBER) -> Recognised:
    name = f"vaccination-card-{number}.xml"
    document = RawDocument(name, (samples / "ddv" / name).read_bytes())
    (found,) = DdvReader(cpr(whose) if whose else None).recognise([document], NOW) or ()
    return found


@pytest.mark.rule("R18")
def test_r18_every_vaccination_is_shown_on_its_danish_day(samples: Path) -> None:
    expected = json.loads((samples / "expected" / f"ddv-vaccination-card-{NUMBER}.json").read_bytes())
    answer = recorded(samples, NUMBER).answers[Topic.VACCINATIONS]
    assert (answer.closed, answer.warnings, answer.unreadable, answer.unidentified) == (True, (), (), 0)
    shown = [
        {
            "id": entry.provenance.document_id.rpartition("/")[2],
            "vaccine": entry.fact.name,
            "disease": ", ".join(entry.fact.protects_against),
            "drug": entry.fact.drug,
            "givenDateDanishTime": entry.fact.given_at.day().isoformat(),
            "given": entry.fact.given_at.text,
            "batch": entry.fact.lot,
            "active": entry.fact.currency is Currency.PAST,
        }
        for entry in answer.entries
    ]
    assert shown == expected["vaccinations"]
    assert len(shown) == expected["numberOfVaccinations"]


def test_what_was_sent_empty_is_not_stated_and_the_rest_is_as_sent(samples: Path) -> None:
    covid, rabies = (entry.fact for entry in recorded(samples, NUMBER).answers[Topic.VACCINATIONS].entries)
    assert (covid.strength, covid.form, covid.code) == ("", "injektionsvæske, suspension", "J07BN01")
    assert (rabies.strength, rabies.credibility, rabies.previous) == (">2,5 IE", "Oprettet af læge / medhjælp", False)


def test_each_row_points_to_its_own_element_and_tells_who_registered_it(samples: Path) -> None:
    answer = recorded(samples, NUMBER).answers[Topic.VACCINATIONS]
    (raw,) = answer.raw
    for entry in answer.entries:
        origin = entry.provenance
        piece = raw.content[origin.raw_ref.start :][: origin.raw_ref.length].decode()
        assert piece.startswith("<Vaccination>")
        assert piece.endswith("</Vaccination>")
        assert piece.count("<VaccineName>") == 1
        assert f">{origin.document_id.rpartition('/')[2]}<" in piece
        assert (origin.author, origin.organisation) == ("Charles Test Babbage", "Udenfor organisation")


def test_a_card_without_vaccinations_is_whole_and_empty(samples: Path) -> None:
    answer = recorded(samples, "1004219992", whose="1004219992").answers[Topic.VACCINATIONS]
    assert (answer.entries, answer.unreadable, answer.warnings, answer.closed) == ((), (), (), True)


@pytest.mark.rule("H1")
def test_h1_a_file_that_names_nobody_is_the_users_word_or_nobodys(samples: Path) -> None:
    said, unsaid = recorded(samples, NUMBER), recorded(samples, NUMBER, whose="")
    assert (said.patient_id, said.names_nobody) == (cpr(NUMBER), True)
    assert (unsaid.patient_id.kind, unsaid.names_nobody) == (IdKind.LOCAL, True)
    assert {entry.patient_id for entry in unsaid.answers[Topic.VACCINATIONS].entries} == {unsaid.patient_id}
