"""All parts of one overview, composed from the sections of one patient."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from overblik.domain.patient import PatientId
from overblik.domain.section import Section, Topic
from overblik.viewmodels.banner import compose_banner
from overblik.viewmodels.card_head import View, placed
from overblik.viewmodels.cave import compose_cave
from overblik.viewmodels.lab_table import lab_card
from overblik.viewmodels.measurement_list import home_card, measurement_card
from overblik.viewmodels.medication_table import medication_card
from overblik.viewmodels.news_marks import marked
from overblik.viewmodels.news_strip import news_strip
from overblik.viewmodels.plan_list import plan_card
from overblik.viewmodels.questionnaire_list import questionnaire_card
from overblik.viewmodels.rows import Card
from overblik.viewmodels.screen import Screen
from overblik.viewmodels.section_list import (
    appointment_card,
    condition_card,
    contact_card,
    document_card,
    procedure_card,
)
from overblik.viewmodels.stamkort_list import stamkort_card
from overblik.viewmodels.strip import compose_strip
from overblik.viewmodels.summary import compose_summary
from overblik.viewmodels.vaccination_list import vaccination_card
from overblik.viewmodels.veil import veiled

Sections = tuple[Section[Any], ...]

OVERVIEW = ("medication", "lab_results", "care_plans", "appointments", "home_monitoring", "vaccinations")
"""The cards of the overview, in their fixed order (screens.md principle 1)."""

_CARDS: dict[str, Callable[[Sections, View], Card]] = {
    "medication": medication_card,
    "lab_results": lab_card,
    "care_plans": plan_card,
    "appointments": appointment_card,
    "vaccinations": vaccination_card,
    "documents": document_card,
    "conditions": condition_card,
    "procedures": procedure_card,
    "contacts": contact_card,
    "home_monitoring": home_card,
    "other_observations": measurement_card,
    "master_data": stamkort_card,
    "questionnaires": questionnaire_card,
}

ALL_CARDS = tuple(_CARDS)


_BESIDE: dict[Topic, tuple[str, ...]] = {
    Topic.VITAL_SIGNS: ("home_monitoring", "care_plans", "medication"),
    Topic.HOME_MONITORING: ("home_monitoring", "lab_results", "care_plans", "medication"),
    Topic.LAB_RESULTS: ("lab_results", "care_plans", "medication"),
}
"""Topics that show on another card than that of their name, or on more: a plan's goals stand beside what was measured."""


def cards_of(topic: Topic) -> tuple[str, ...]:
    """Give the names of the cards that a topic is shown on."""
    return _BESIDE.get(topic, (topic.value,))


def topics_of(name: str) -> frozenset[Topic]:
    """Give the topics that are asked for again with a card."""
    return (
        frozenset({Topic.HOME_MONITORING, Topic.VITAL_SIGNS}) if name == "home_monitoring" else frozenset({Topic(name)})
    )


def compose_card(name: str, sections: Sections, view: View) -> Card:
    """Compose one card, or one full page where the view asks for it; none names what the medicine card hides."""
    open_ones = veiled(sections, view.words.say("medication.veiled"))
    card = _CARDS[name](open_ones, view)
    return marked(replace(card, rows=placed(card.rows)), open_ones, view)


def compose_screen(
    patient_id: PatientId,
    sections: Sections,
    is_alike: bool,
    view: View,
    names: tuple[str, ...] = OVERVIEW,
    card: Callable[[str, Sections, View], Card] = compose_card,
) -> Screen:
    """Compose a whole screen: the banner, CAVE line, strips and summary, and the named cards."""
    return Screen(
        compose_banner(patient_id, sections, is_alike, view.now, view.words),
        compose_cave(sections, view.now, view.words),
        compose_strip(sections, view.now, view.words, view.outage),
        compose_summary(sections, view),
        tuple(card(name, sections, view) for name in names),
        view.past,
        news_strip(veiled(sections, view.words.say("medication.veiled")), view),
    )
