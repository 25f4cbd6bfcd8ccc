"""H21 rule 2: what may not name a hidden drug loses that text whole, and what is a source's own statement keeps it."""

from dataclasses import replace
from typing import Any

import pytest

from clinic import complete, day
from overblik.domain.medicine_card import Dispensing, Prescription
from overblik.domain.section import Section, Topic
from overblik.viewmodels.card_head import base
from overblik.viewmodels.veil import private_words, veiled
from viewmodels import facts
from viewmodels.test_medicine_card import fmk, on_card

pytestmark = pytest.mark.rule("H21", "S9")
VEIL = "tekst skjult: privatmarkeret"
WORDS = frozenset({"kanarivin", "n05ch01"})


def hiding(*drugs: Any) -> Section[Any]:
    return replace(fmk(*drugs), private_words=WORDS)


def visit(title: str) -> Section[Any]:
    return complete(Topic.APPOINTMENTS, facts.appointment(title))


@pytest.mark.parametrize(
    ("title", "is_veiled"),
    [
        ("Kanarivin gives kl. 20", True),
        ("giv KANARIVIN, husk vand", True),
        ("Kode N05CH01", True),
        ("Kanarivinen er tom", False),
        ("xkanarivin", False),
        ("Kontrol", False),
    ],
)
def test_h21_a_whole_word_takes_the_text_away_and_the_row_stays(title: str, *, is_veiled: bool) -> None:
    _, made = veiled((hiding(on_card("Metformin")), visit(title)), VEIL)
    (entry,) = made.entries
    assert (VEIL in repr(entry.fact)) is is_veiled
    assert ("anarivin" in repr(entry).casefold()) is (not is_veiled and "anarivin" in title.casefold())
    assert (base((made, entry), "")["original"] is None) is is_veiled


def test_h21_a_diagnosis_and_an_open_drug_are_their_sources_own_statement() -> None:
    drug, diagnosis = on_card("Kanarivin"), facts.condition("Forgiftning med Kanarivin")
    card, told = veiled((hiding(drug), complete(Topic.CONDITIONS, diagnosis)), VEIL)
    assert card.entries[0].fact == drug
    assert told.entries[0].fact == diagnosis


def test_h21_a_comment_of_an_open_dispensing_is_veiled_with_its_original() -> None:
    noted = Dispensing("9", day("2026-11-12"), comment="sammen med Kanarivin")
    card = hiding(
        on_card("Metformin", dispensings=(noted,), prescriptions=(Prescription("5", supplementary="Kanarivin"),))
    )
    (made,) = veiled((card,), VEIL)
    (entry,) = made.entries
    assert "anarivin" not in repr(entry.fact)
    assert entry.fact.ordination.dispensings[0].comment == VEIL
    assert entry.fact.name == "Metformin"
    assert base((made, entry), "")["original"] is None


def test_h21_without_private_words_nothing_is_touched() -> None:
    sections = (fmk(on_card("Metformin")), visit("Kanarivin gives"))
    assert private_words(sections) == frozenset()
    assert veiled(sections, VEIL) is sections
