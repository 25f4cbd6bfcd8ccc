"""A screen is composed in one piece, its cards always in the same places, whatever the sources told."""

from dataclasses import replace
from itertools import permutations

import pytest

from clinic import ME, NOW, allergy, complete, day, medication, section, view
from overblik.domain.section import Cause, Standing, Topic
from overblik.viewmodels.card_head import View
from overblik.viewmodels.rows import Card, LabRow, LineRow, MedicationRow, PlanRow
from overblik.viewmodels.screen_parts import ALL_CARDS, OVERVIEW, Sections, compose_card, compose_screen
from overblik.viewmodels.words import Words
from viewmodels.facts import appointment, vaccination
from viewmodels.kinds import NANCY

WHOLE: Sections = (
    complete(Topic.PATIENT, NANCY),
    complete(Topic.ALLERGIES, allergy("Penicillin", "udslæt")),
    complete(Topic.MEDICATION, medication("Metformin")),
    complete(Topic.APPOINTMENTS, appointment("Kontrol", start=day("2026-12-01"))),
    complete(Topic.VACCINATIONS, vaccination("Influenza")),
)
FAILED: Sections = tuple(section(Standing.FAILED, topic, causes=(Cause.UNREACHABLE,)) for topic in Topic)


def names(sections: Sections) -> list[str]:
    return [card.name for card in compose_screen(ME, sections, False, view()).cards]


def test_the_cards_stand_in_one_order_whatever_was_told() -> None:
    orders = [names(sections) for sections in ((), WHOLE, FAILED, *permutations(WHOLE))]
    assert {tuple(order) for order in orders} == {OVERVIEW}
    assert OVERVIEW[:4] == ("medication", "lab_results", "care_plans", "appointments")


@pytest.mark.rule("H1")
def test_h1_every_topic_has_a_card_or_stands_above_the_cards() -> None:
    assert {topic.value for topic in Topic} == {
        *ALL_CARDS,
        "patient",
        "allergies",
        "vital_signs",
    }  # vital signs stand with what was measured at home
    assert set(OVERVIEW) < set(ALL_CARDS)


@pytest.mark.rule("H6")
@pytest.mark.parametrize("name", ALL_CARDS)
@pytest.mark.parametrize("sections", [(), FAILED], ids=["none", "failed"])
def test_h6_no_card_is_ever_empty_without_a_word(name: str, sections: Sections) -> None:
    card = compose_card(name, sections, view())
    assert [row.accessible for row in card.rows if not row.accessible] == []
    assert len(card.rows) == 1
    assert card.title


@pytest.mark.parametrize("name", ALL_CARDS)
def test_a_card_shows_the_facts_of_its_topic_alone(name: str) -> None:
    shown = {row.document for row in compose_card(name, WHOLE, view()).rows if row.document}
    mine = {scoped.provenance.document_id for one in WHOLE if one.topic.value == name for scoped in one.entries}
    assert shown == mine


def test_each_part_of_the_screen_is_made_of_the_same_sections() -> None:
    screen = compose_screen(ME, WHOLE, True, view())
    assert (screen.banner.family, screen.banner.badges[0].text) == ("BERGGREN", "Navnelighed")
    assert [agent.name for agent in screen.cave.agents] == ["Penicillin"]
    assert screen.strip.count == "1 af 1 kilder"
    assert [line.label for line in screen.summary.lines] == ["Diagnoser", "Seneste kontakt"]
    assert [type(row) for card in screen.cards for row in card.rows if row.document] == [
        MedicationRow,
        LineRow,
        LineRow,
    ]
    assert not {LabRow, PlanRow} & {type(row) for card in screen.cards for row in card.rows}


def test_only_the_cards_that_are_asked_for_are_composed() -> None:
    asked: list[str] = []

    def card(name: str, sections: Sections, told: View) -> Card:
        asked.append(name)
        return compose_card(name, sections, told)

    assert compose_screen(ME, WHOLE, False, view(), ("documents",), card).cards[0].name == "documents"
    assert compose_screen(ME, WHOLE, False, view(), (), card).cards == ()
    assert asked == ["documents"]


def test_every_card_speaks_the_language_of_the_view() -> None:
    english = Words("en", {key: f"en {key}" for key in view().words.sentences} | {"time.months": "x " * 12})
    told = View(NOW, english)
    assert [card.title for card in compose_screen(ME, FAILED, False, told, ALL_CARDS).cards] == [
        f"en topic.{name}" for name in ALL_CARDS
    ]


def test_a_full_page_is_asked_for_by_the_view() -> None:
    many = tuple(vaccination(str(count), given_at=day("2020-01-01")) for count in range(9))
    sections = (complete(Topic.VACCINATIONS, *many),)
    told = view()
    assert len(compose_card("vaccinations", sections, told).rows) == 6
    assert len(compose_card("vaccinations", sections, replace(told, is_full=True)).rows) == 9
