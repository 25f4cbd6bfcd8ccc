"""What the index may hold: every word of a record, no word of what is hidden, nothing that was revealed (H21)."""

from dataclasses import replace
from typing import Any

import pytest

from clinic import complete
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.sync.indexed import hidden_words, lines_of
from viewmodels import facts
from viewmodels.test_medicine_card import fmk, on_card

HIDDEN = frozenset({"kanarivin", "kanariolum", "n05ch01"})


def words(section: Section[Any], private: frozenset[str] = frozenset()) -> set[str]:
    return {word for _, text in lines_of(section, private) for word in text.split()}


def test_every_word_of_a_fact_is_there_and_no_code_of_the_wire() -> None:
    section = complete(Topic.APPOINTMENTS, facts.appointment("Ekkokardiografi, Åse"))
    assert {"ekkokardiografi", "åse"} <= words(section)
    assert not {"booked", "http", "urn"} & words(section)


@pytest.mark.rule("H21", "S9")
def test_h21_a_text_that_names_a_hidden_drug_is_left_out_whole_and_the_rest_stays() -> None:
    visit = replace(facts.appointment("KANARIVIN gives kl. 20"), place="Nyborg")
    section = complete(Topic.APPOINTMENTS, visit)
    assert {"kanarivin", "gives"} <= words(section)
    assert not {"kanarivin", "gives"} & words(section, HIDDEN)
    assert "nyborg" in words(section, HIDDEN)


@pytest.mark.rule("H21")
def test_h21_a_diagnosis_and_an_open_drug_stay_their_sources_own_statement() -> None:
    assert "kanarivin" in words(complete(Topic.CONDITIONS, facts.condition("Forgiftning med Kanarivin")), HIDDEN)
    assert "kanarivin" in words(fmk(on_card("Kanarivin")), HIDDEN)


@pytest.mark.rule("H21")
def test_h21_what_was_revealed_gives_no_words() -> None:
    assert words(replace(complete(Topic.CONDITIONS, facts.condition("Hemmelig")), by_override=True)) == set()


@pytest.mark.rule("H21")
def test_h21_what_is_hidden_is_known_from_fresh_answers_of_every_card_alone() -> None:
    card = fmk(on_card("Metformin"))
    private = (Reason(Cause.PRIVATE_ENTRY, 1),)
    told = replace(card, standing=Standing.BLOCKED, reasons=private, private_words=HIDDEN)
    assert hidden_words((card,)) == frozenset()
    assert hidden_words((told, card)) == HIDDEN
    assert hidden_words(()) == frozenset()
    for unknown in (
        replace(card, from_copy=True),
        replace(told, private_words=frozenset()),
        replace(told, by_override=True),
        replace(card, standing=Standing.FAILED, reasons=(Reason(Cause.UNREACHABLE),), entries=()),
        replace(card, standing=Standing.LOADING),
    ):
        assert hidden_words((told, unknown)) is None
