"""All events of the open patient, one fact after another, so that a long record is composed in short steps."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from overblik.domain.section import Section, Topic
from overblik.viewmodels.blood_pressure import joined
from overblik.viewmodels.card_head import Pair, View, of_topic, pairs
from overblik.viewmodels.medication_beside import leading, told_of_drugs
from overblik.viewmodels.news_marks import marks_by_key
from overblik.viewmodels.news_strip import documents_of_items
from overblik.viewmodels.timeline_event import Telling
from overblik.viewmodels.timeline_lists import (
    allergies,
    appointments,
    conditions,
    contacts,
    documents,
    procedures,
    vaccinations,
)
from overblik.viewmodels.timeline_medication import dispensings, drugs
from overblik.viewmodels.timeline_plans import plans
from overblik.viewmodels.timeline_results import sample, samples_of
from overblik.viewmodels.timeline_values import Event, Kind

Sections = tuple[Section[Any], ...]
_LISTS: tuple[tuple[Topic, Callable[[Pair, Telling], Iterator[Event]]], ...] = (
    (Topic.CONTACTS, contacts),
    (Topic.PROCEDURES, procedures),
    (Topic.APPOINTMENTS, appointments),
    (Topic.CARE_PLANS, plans),
    (Topic.DOCUMENTS, documents),
    (Topic.VACCINATIONS, vaccinations),
    (Topic.CONDITIONS, conditions),
    (Topic.ALLERGIES, allergies),
)
MEASURED = (Topic.HOME_MONITORING, Topic.VITAL_SIGNS, Topic.OTHER_OBSERVATIONS)
TOPICS = (Topic.MEDICATION, Topic.LAB_RESULTS, *MEASURED, *(topic for topic, _ in _LISTS))
"""What the timeline tells of, in the order of its notices."""


def events_of(sections: Sections, view: View) -> Iterator[tuple[Event, ...]]:
    """Give the events of each fact; `sections` are veiled already (H21 rule 2)."""
    telling = Telling(view, marks_by_key(sections, view))
    mine = of_topic(sections, Topic.MEDICATION)
    for pair in told_of_drugs(mine):
        yield tuple(drugs(pair, telling))
    for pair in pairs(leading(mine)):
        yield tuple(dispensings(pair, telling))
    for members in samples_of(pairs(of_topic(sections, Topic.LAB_RESULTS))):
        yield tuple(sample(members, Kind.RESULT, telling))
    for topic in MEASURED:
        for members in samples_of(joined(pairs(of_topic(sections, topic)))):
            yield tuple(sample(members, Kind.MEASUREMENT, telling))
    elsewhere = documents_of_items(sections)
    for topic, told in _LISTS:
        for pair in pairs(of_topic(sections, topic)):
            is_container = topic is Topic.DOCUMENTS and _stands_elsewhere(pair, elsewhere)
            yield tuple(replace(one, is_container=is_container) for one in told(pair, telling))


def _stands_elsewhere(pair: Pair, elsewhere: frozenset[str]) -> bool:
    """Whether the content of a document is told item by item: as an appointment, a plan, results."""
    fact, document = pair[1].fact, pair[1].provenance.document_id.partition("#")[0]
    return document in elsewhere or (fact.kind == "report" and bool(fact.result_ids))
