"""The news strip: every new item by name, the urgent first, and the same number everywhere (screens.md 3.1)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import DANISH_WORDS, ME, NOW, allergy, care_plan, complete, day, interval, medication, plain, result
from overblik.domain.lab_result import Flag
from overblik.domain.medication import MedicationState
from overblik.domain.section import Section, Topic
from overblik.domain.sighting import Sighting
from overblik.sync.changes import all_seen, news_of
from overblik.sync.traces import traces_of
from overblik.viewmodels.card_head import View
from overblik.viewmodels.lab_table import lab_card
from overblik.viewmodels.marks import FlagShape, Tone
from overblik.viewmodels.news_marks import marked
from overblik.viewmodels.news_strip import news_strip
from overblik.viewmodels.rows import LineRow, PlanRow
from overblik.viewmodels.screen import NewsStrip
from overblik.viewmodels.screen_parts import compose_card
from viewmodels.facts import appointment, document

SINCE = NOW - timedelta(days=11)


def traced(sections: tuple[Section[Any], ...]) -> dict[Any, Any]:
    return {(one.topic, one.source): traces_of(one) for one in sections}


def looked(before: tuple[Section[Any], ...], now: tuple[Section[Any], ...]) -> View:
    """The view of a clinician who saw `before` eleven days ago."""
    sighting = all_seen(Sighting(ME, SINCE), traced(before).values(), SINCE)
    return View(NOW, DANISH_WORDS, news=news_of(sighting, now, traced(now)))


def strip(before: tuple[Section[Any], ...], now: tuple[Section[Any], ...]) -> NewsStrip:
    made = news_strip(now, looked(before, now))
    assert made is not None
    return made


def said(made: NewsStrip) -> list[str]:
    return [plain(f"{item.text} {item.more}".strip()) for item in made.items]


def empty(*topics: Topic) -> tuple[Section[Any], ...]:
    return tuple(complete(topic) for topic in topics)


def labs(*facts: Any) -> tuple[Section[Any], ...]:
    return (complete(Topic.LAB_RESULTS, *facts),)


def lab(name: str, value: str, flag: Flag | None = None, **more: Any) -> Any:
    return result(value, "2026-11-20", name, name, flag=flag, **more)


def test_critical_results_come_first_and_normal_ones_share_a_chip_by_name() -> None:
    now = labs(
        lab("Natrium", "138", Flag.NORMAL, reference=interval("137", "145")),
        lab("Albumin", "30", Flag.LOW),
        lab("Kalium", "6.4", Flag.CRITICAL_HIGH),
        lab("Trombocytter", "268", Flag.NORMAL, reference=interval("145", "390")),
        lab("Troponin", "13"),
    )
    made = strip(empty(Topic.LAB_RESULTS), now)
    assert said(made) == ["Kalium 6,4 µmol/L", "Albumin 30 µmol/L", "Troponin 13 µmol/L", "Natrium, Trombocytter"]
    assert (plain(made.lead), made.count) == ("5 nye siden 12. nov 2026", 5)
    assert made.items[0].shape is FlagShape.CRITICAL_HIGH
    assert "Nyt: Kalium, 6,4 µmol/L, Kritisk høj" in plain(made.accessible)
    assert sum(len(item.stops) for item in made.items) == made.count


def test_a_series_with_two_new_answers_is_one_new_analysis_with_the_newest() -> None:
    now = labs(result("118", "2026-11-19"), result("142", "2026-11-20"))
    made = strip(empty(Topic.LAB_RESULTS), now)
    assert (said(made), made.count) == (["Kreatinin;P 142 µmol/L"], 1)


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (MedicationState.PAUSED, "pauseret"),
        (MedicationState.WITHDRAWN, "seponeret"),
        (MedicationState.ENDED, "afsluttet"),
        (MedicationState.ACTIVE, "ændret"),
    ],
)
def test_a_drug_is_told_with_the_state_it_came_into(state: MedicationState, word: str) -> None:
    before = medication("Furix", dosage="2 tabletter")
    after = replace(before, state=state, dosage="1 tablet")
    made = strip((complete(Topic.MEDICATION, before),), (complete(Topic.MEDICATION, after),))
    assert said(made) == [f"furix {word}"]


def test_order_is_cave_results_medicine_plans_appointments_documents() -> None:
    topics = (
        Topic.DOCUMENTS,
        Topic.APPOINTMENTS,
        Topic.CARE_PLANS,
        Topic.MEDICATION,
        Topic.LAB_RESULTS,
        Topic.ALLERGIES,
    )
    now = (
        complete(Topic.DOCUMENTS, document("Epikrise"), document("Notat")),
        complete(Topic.APPOINTMENTS, appointment("Kontrol", start=day("2026-12-02"))),
        complete(Topic.CARE_PLANS, care_plan("Lungeplan")),
        complete(Topic.MEDICATION, medication("Prednisolon")),
        complete(Topic.LAB_RESULTS, lab("Kalium", "5.1", Flag.HIGH)),
        complete(Topic.ALLERGIES, allergy("jod")),
    )
    made = strip(empty(*topics), now)
    assert said(made) == [
        "CAVE jod ny",
        "Kalium 5,1 µmol/L",
        "prednisolon ny",
        "Lungeplan ny",
        "02. dec 2026 ny",
        "2 dokumenter",
    ]
    assert made.badges == (("documents", "2 nye"),)
    assert "Epikrise, Notat" in made.accessible


def test_a_document_whose_content_stands_on_a_card_is_new_there_alone() -> None:
    plan = complete(Topic.CARE_PLANS, care_plan("Lungeplan"))
    paper = complete(Topic.DOCUMENTS, document("Plan"))
    name = plan.entries[0].provenance.document_id
    entry = paper.entries[0]
    paper = replace(paper, entries=(replace(entry, provenance=replace(entry.provenance, document_id=f"{name}#0")),))
    made = strip(empty(Topic.CARE_PLANS, Topic.DOCUMENTS), (plan, paper))
    assert said(made) == ["Lungeplan ny"]


def test_what_is_gone_is_said_without_its_name() -> None:
    made = strip((complete(Topic.MEDICATION, medication("Kanarivin")),), empty(Topic.MEDICATION))
    assert said(made) == ["1 lægemiddel er ikke længere på listen"]


def test_a_plan_that_two_sources_tell_is_new_once() -> None:
    now = (
        complete(Topic.CARE_PLANS, care_plan("Lungeplan")),
        complete(Topic.CARE_PLANS, care_plan("Lungeplan"), source="dds"),
    )
    before = (complete(Topic.CARE_PLANS), complete(Topic.CARE_PLANS, source="dds"))
    assert said(strip(before, now)) == ["Lungeplan ny"]


def test_nothing_new_is_said_of_the_fetched_sources_alone() -> None:
    assert plain(strip(empty(Topic.MEDICATION), empty(Topic.MEDICATION)).lead) == (
        "Intet nyt siden 12. nov 2026 i de kilder, der er hentet"
    )


def test_a_source_that_was_not_there_last_time_is_named() -> None:
    before = empty(Topic.LAB_RESULTS, Topic.MEDICATION, Topic.CARE_PLANS)
    made = strip(before, (*before, complete(Topic.VACCINATIONS, source="ddv", label="DDV")))
    assert made.note == "Ikke sammenlignet med sidst: DDV."


def test_more_than_a_strip_holds_is_said_by_number_and_the_keys_go_there() -> None:
    now = labs(*(lab(f"Analyse {number:02}", "1", Flag.HIGH) for number in range(50)))
    made = strip(empty(Topic.LAB_RESULTS), now)
    assert said(made)[-1] == "15 nye mere"
    assert sum(len(item.stops) for item in made.items) == 50


def test_the_first_look_says_so_and_before_it_is_known_nothing_is_said() -> None:
    assert news_strip((), View(NOW, DANISH_WORDS)) is None
    first = news_strip((), View(NOW, DANISH_WORDS, is_first_look=True))
    assert first is not None
    assert first.lead == "Du har ikke set patienten her før."


@pytest.mark.rule("H7")
def test_h7_where_the_last_look_cannot_be_read_neither_never_nor_nothing_is_said() -> None:
    unread = news_strip((), View(NOW, DANISH_WORDS, is_look_unread=True))
    assert unread is not None
    assert unread.lead == "Hvornår du sidst så patienten, kan ikke læses: hvad der er nyt, vides ikke."


def test_a_moved_appointment_says_from_when_and_a_new_plan_that_it_is_new() -> None:
    before = (
        complete(Topic.APPOINTMENTS, appointment("Kontrol", start=day("2026-12-09"))),
        complete(Topic.CARE_PLANS),
    )
    now = (
        complete(Topic.APPOINTMENTS, appointment("Kontrol", start=day("2026-12-02"))),
        complete(Topic.CARE_PLANS, care_plan("Lungeplan")),
    )
    view = looked(before, now)
    (moved,) = (row for row in compose_card("appointments", now, view).rows if isinstance(row, LineRow))
    assert (moved.badge.text if moved.badge else "", moved.bar) == ("Flyttet", Tone.NEW)
    assert "før: 09. dec 2026" in plain(moved.second)
    (plan,) = (row for row in compose_card("care_plans", now, view).rows if isinstance(row, PlanRow))
    assert (plan.badge.text if plan.badge else "", plan.bar) == ("Ny", Tone.NEW)


def test_a_card_without_a_known_look_keeps_its_own_marks() -> None:
    card = lab_card(labs(lab("Kalium", "5.1")), View(NOW, DANISH_WORDS))
    assert marked(card, labs(), View(NOW, DANISH_WORDS)) is card
