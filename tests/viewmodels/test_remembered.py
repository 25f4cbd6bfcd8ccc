"""A card is given again only where all that it is made of is the same: no stale dose by a turn of the screen (H3)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clinic import NOW, complete, medication, view
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import View
from overblik.viewmodels.lab_choice import LabFilter
from overblik.viewmodels.remembered import Remembered
from overblik.viewmodels.screen_parts import Sections, compose_card

SECTIONS: Sections = (complete(Topic.MEDICATION, medication("Metformin")), complete(Topic.LAB_RESULTS))
AT = replace(view(), now=NOW.replace(second=5))
OTHER_VIEWS = {
    "a minute later": replace(AT, now=AT.now + timedelta(minutes=1)),
    "the next minute": replace(AT, now=AT.now + timedelta(seconds=55)),
    "a day earlier": replace(AT, now=AT.now - timedelta(days=1)),
    "an earlier overview": replace(AT, past="Vist som den 12. nov"),
    "first look": replace(AT, is_first_look=True),
    "look unread": replace(AT, is_look_unread=True),
    "documents open": replace(AT, opens=True),
    "own level": replace(AT, has_level=True),
    "filtered": replace(AT, lab=LabFilter(is_abnormal=True)),
    "another language": replace(AT, words=replace(AT.words, language="en")),
}


@pytest.fixture
def remembered() -> Remembered:
    """One that has composed the medicine already."""
    made = Remembered()
    made.card("medication", SECTIONS, AT)
    return made


def test_the_same_sections_and_view_within_a_minute_give_the_same_card(remembered: Remembered) -> None:
    first = remembered.card("medication", SECTIONS, AT)
    assert first == compose_card("medication", SECTIONS, AT)
    assert remembered.card("medication", SECTIONS, AT) is first
    assert remembered.card("medication", SECTIONS, replace(AT, now=AT.now + timedelta(seconds=54))) is first


@pytest.mark.rule("H3")
@pytest.mark.parametrize("other", OTHER_VIEWS.values(), ids=OTHER_VIEWS)
def test_h3_any_other_view_composes_anew(remembered: Remembered, other: View) -> None:
    first = remembered.card("medication", SECTIONS, AT)
    assert remembered.card("medication", SECTIONS, other) is not first


@pytest.mark.rule("H3")
@pytest.mark.parametrize("place", range(len(SECTIONS)))
def test_h3_any_other_section_composes_anew_even_an_equal_one(remembered: Remembered, place: int) -> None:
    """Also that of another topic: a card may say what stands on another."""
    first = remembered.card("medication", SECTIONS, AT)
    others = list(SECTIONS)
    others[place] = replace(others[place])
    assert remembered.card("medication", tuple(others), AT) is not first


@pytest.mark.rule("H3")
def test_h3_a_section_more_or_less_composes_anew(remembered: Remembered) -> None:
    first = remembered.card("medication", SECTIONS, AT)
    assert remembered.card("medication", SECTIONS[:1], AT) is not first
    assert remembered.card("medication", (*SECTIONS, complete(Topic.CARE_PLANS)), AT).rows == first.rows


def test_another_card_and_a_full_page_are_their_own(remembered: Remembered) -> None:
    full = remembered.card("medication", SECTIONS, replace(AT, is_full=True))
    assert full is not remembered.card("medication", SECTIONS, AT)
    assert remembered.card("lab_results", SECTIONS, AT).name == "lab_results"


@pytest.mark.rule("H2")
def test_h2_nothing_of_a_patient_who_was_left_is_remembered(remembered: Remembered) -> None:
    first = remembered.card("medication", SECTIONS, AT)
    remembered.clear()
    assert remembered.card("medication", SECTIONS, AT) is not first
