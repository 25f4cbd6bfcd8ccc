"""Rule B (H8): rows and lost items are as many as the clinical statements, counted from the XML by other means."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from overblik.domain.clinical import CarePlan
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.dispatch import read
from overblik.sources.dds.mapping.reading import Read
from sources.dds import counts
from sources.dds.documents import OWN, recorded

pytestmark = pytest.mark.samples

COUNTERS: dict[Topic, Callable[[Any], int]] = {
    Topic.HOME_MONITORING: counts.monitored,
    Topic.APPOINTMENTS: counts.appointments,
    Topic.MASTER_DATA: counts.facts,
    Topic.QUESTIONNAIRES: counts.questions,
    Topic.CARE_PLANS: counts.parts_of_plan,
    Topic.LAB_RESULTS: counts.results,
}
OF_FOLDER = {
    "apd": Topic.APPOINTMENTS,
    "cpd": Topic.CARE_PLANS,
    "pdc": Topic.MASTER_DATA,
    "phmr": Topic.HOME_MONITORING,
    "qrd": Topic.QUESTIONNAIRES,
}


def held(found: Read, topic: Topic) -> int:
    """Give how many statements of a topic the reader tells of; of a plan its parts. A head's name is no statement."""
    rows = [row for row in found.rows.get(topic, []) if row.key != "head/name"]
    count = len(rows)
    if topic is Topic.CARE_PLANS:
        plans = [row.fact for row in rows if isinstance(row.fact, CarePlan)]
        count = sum(len(plan.concerns) + len(plan.goals) + len(plan.activities) + len(plan.outcomes) for plan in plans)
    return count + len(found.lost.get(topic, []))


def topic_of(found: Read) -> Topic | None:
    return next((topic for topic in COUNTERS if topic in found.rows or topic in found.lost), None)


def uncounted(found: Read, content: bytes) -> str:
    """Say what does not add up; empty when all does."""
    root = etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True))
    topic = topic_of(found)
    if len(found.rows[Topic.DOCUMENTS]) != 1:
        return "no document, or several"
    if topic is None:
        return ""
    if "template_and_code" in {one.code for one in found.lost.get(topic, []) if one.key == "document/1"}:
        return ""
    told, sent = held(found, topic), COUNTERS[topic](root)
    return "" if told == sent else f"{topic.value}: {told} told of {sent}"


@pytest.mark.rule("H8")
def test_h8_every_statement_of_every_recorded_document_is_told_or_named(samples: Path) -> None:
    wrong = {}
    for name, content in recorded(samples).items():
        found = read(content)
        topic = OF_FOLDER.get(name.partition("/")[0])
        if topic_of(found) is not topic or (said := uncounted(found, content)):
            wrong[name] = topic_of(found) if topic_of(found) is not topic else said
    assert wrong == {}


@pytest.mark.rule("H8")
@pytest.mark.parametrize("name", OWN)
def test_h8_every_statement_of_our_own_documents_is_told_or_named(name: str) -> None:
    assert uncounted(read(OWN[name]), OWN[name]) == ""


def test_the_count_itself_counts(samples: Path) -> None:
    """How many statements there are, so that a count of nothing is seen."""
    total: dict[Topic, int] = {}
    for content in recorded(samples).values():
        found = read(content)
        topic = topic_of(found)
        if topic is not None:
            total[topic] = total.get(topic, 0) + held(found, topic)
    assert total == {
        Topic.APPOINTMENTS: 2,
        Topic.CARE_PLANS: 180,
        Topic.MASTER_DATA: 62,
        Topic.HOME_MONITORING: 21,
        Topic.QUESTIONNAIRES: 28,
    }
