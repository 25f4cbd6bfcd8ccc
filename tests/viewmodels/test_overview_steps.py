"""While answers arrive the screen is taken in steps: the CAVE line waits for no card, and nothing waits for ever."""

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication

from clinic import DANISH_WORDS, ME, NOW, complete, medication
from in_process import FakeClock
from overblik.domain.section import Section, Standing, Topic
from overblik.viewmodels.overview import OverviewModel


def model_of(told: list[str]) -> OverviewModel:
    """Give a model with a first screen, of which one source still waits."""
    made = OverviewModel(None, None, FakeClock(NOW), DANISH_WORDS)  # type: ignore[arg-type] - nobody is asked
    made.patient_id = ME
    made.head_changed.connect(lambda _: told.append("head"))
    made.card_changed.connect(lambda card: told.append(card.name))
    made.take(Section(ME, Topic.DOCUMENTS, "waiting", "waiting", Standing.LOADING))
    made.compose()
    return made


def came(model: OverviewModel, *topics: Topic) -> None:
    for topic in topics:
        facts: tuple[Any, ...] = (medication("A"),) if topic is Topic.MEDICATION else ()
        model._on_section(complete(topic, *facts))


@pytest.mark.rule("R4")
def test_what_stands_above_the_cards_is_shown_before_them(qapp: QCoreApplication) -> None:
    told: list[str] = []
    model = model_of(told)
    came(model, Topic.MEDICATION, Topic.ALLERGIES, Topic.VACCINATIONS)
    for _ in range(8):
        model._turn()
    assert told == ["head", "medication", "vaccinations"]
    model.close_patient()


def test_a_card_that_changes_again_and_again_holds_no_other_back(qapp: QCoreApplication) -> None:
    told: list[str] = []
    model = model_of(told)
    came(model, Topic.LAB_RESULTS)
    for _ in range(12):
        came(model, Topic.MEDICATION)
        model._turn()
    assert {"head", "lab_results", "medication"} <= set(told)
    assert told.count("head") > 1
    model.close_patient()
