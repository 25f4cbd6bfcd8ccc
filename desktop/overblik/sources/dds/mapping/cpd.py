"""Care plans (CPD-DK 1.x and 2.0): one plan for a document, with everything that its sections say."""

from collections.abc import Callable

from overblik.domain.clinical import CarePlan, Passage
from overblik.domain.dates import ClinicalDate
from overblik.domain.lab_result import LabResult
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.cpd_parts import (
    PartKind,
    Parts,
    Place,
    concerns_of,
    kind_of,
    of_section,
    steps_of,
    tops_of,
)
from overblik.sources.dds.mapping.cpd_steps import activity, concern, goal
from overblik.sources.dds.mapping.cpd_told import with_told
from overblik.sources.dds.mapping.head import actor_of, author_of, date_of, joined, masked, who
from overblik.sources.dds.mapping.measured import NOTHING, Over, measured
from overblik.sources.dds.mapping.readable import text_of_section
from overblik.sources.dds.mapping.reading import Read, Row
from overblik.sources.dds.mapping.shapes import Shapes
from overblik.sources.dds.mapping.status import document_currency, own_statuses, statuses, worst
from overblik.wire.cda import ClinicalDocument, Node, Section
from overblik.wire.cda_time import time_of
from overblik.wire.cda_types import bound, every, first, first_of, gather, name_of, sent_time, stated, words_of
from overblik.wire.elements import Unfit, local_name

TOPIC = Topic.CARE_PLANS
_PERIOD, _VERSION = "1.2.208.184.10.1.11", "1.2.208.184.10.1.10"


def read_cpd(document: ClinicalDocument, read: Read) -> None:
    """Read the plan; a part that cannot be read takes no other part with it."""
    parts, shapes = Parts(document), Shapes(document)
    texts: list[Passage] = []
    for section in document.all_sections():
        kind = of_section(section)
        text = text_of_section(section, is_read=kind is not None)
        if text:
            texts.append(Passage(masked(section.heading), text))
        if section.entries:
            parts.outcomes += with_told(_read_section(section, kind, parts, shapes), section)
    for lost in parts.lost:
        read.lose(TOPIC, lost)
    author = author_of(document)
    read.add(TOPIC, Row(_plan(document, parts, texts), "plan/1", 0, 0, *who(author), source_time=date_of(document)))


def _read_section(section: Section, kind: PartKind | None, parts: Parts, shapes: Shapes) -> list[LabResult]:
    """Read the statements of one section; its results are given, all else goes into the plan."""
    where, is_shared = Place(section), kind is PartKind.OUTCOME
    measures: list[LabResult] = []
    for entry in section.entries:
        key, texts = shapes.key_of(entry)
        known = shapes.result_of(key, texts) if is_shared else None
        if known is not None:
            parts.count += 1
            measures.append(known[0])
            continue
        before, had = parts.count, len(measures)
        for top in tops_of(entry):
            of = kind_of(top, kind)
            if of is not None:
                _part(top, of, where, parts, measures)
        if is_shared and parts.count == before + 1 and len(measures) == had + 1:
            shapes.remember(key, texts, entry, measures[-1])
    return measures


def _part(top: Node, kind: PartKind, where: Place, parts: Parts, measures: list[LabResult]) -> None:
    """Read one statement of a known kind into the plan."""
    if kind is PartKind.CONCERN:
        for held in concerns_of(top):
            _try(held, kind, parts, lambda node, _: parts.concerns.append(concern(node, top, where)))
    elif kind is PartKind.GOAL:
        found = [node for node in top.iter("{*}observation") if node.get("moodCode") == "GOL"]
        for held in found or [top]:
            _try(held, kind, parts, lambda node, key: parts.goals.append(goal(node, where, key)))
    elif kind is PartKind.INTERVENTION:
        for held in steps_of(top):
            _try(held, kind, parts, lambda node, _: parts.activities.append(activity(node, where)))
    else:
        for held in list(top.iter("{*}observation")) or [top]:
            _try(held, kind, parts, lambda node, _: measures.append(_outcome(node, where)))


def _try(node: Node, kind: PartKind, parts: Parts, read: Callable[[Node, str], None]) -> None:
    key = parts.key(kind)
    try:
        read(node, key)
    except Unfit as error:
        parts.lose(key, node, error.code, error.place)


def _outcome(node: Node, where: Place) -> LabResult:
    """Read one result; where it has no code, the heading names it."""
    if local_name(node.tag) != "observation":
        raise Unfit("statement", local_name(node.tag))
    own = where.section.title or (where.section.code.display if where.section.code is not None else "")
    over = Over(tuple(statuses(node.getparent())), name=masked(own)) if node.getparent() is not None else NOTHING
    return measured(node, gather(node), where.anchors, over)


def _plan(document: ClinicalDocument, parts: Parts, texts: list[Passage]) -> CarePlan:
    word = worst(own_statuses(document.root))
    start, end = _period(document)
    kind = first(document.parts, "code")
    words = words_of(kind)
    return CarePlan(
        title=masked(document.title) or words,
        kind="plan",
        category=words,
        currency=document_currency(word),
        wire_status=word,
        start=start,
        end=end,
        goals=tuple(parts.goals),
        activities=tuple(parts.activities),
        author=joined(author_of(document)),
        responsible=_responsible(document),
        addresses=(),
        description="",
        notes=(),
        actor=actor_of(document),
        concerns=tuple(parts.concerns),
        outcomes=tuple(parts.outcomes),
        texts=tuple(texts),
        series=_series(document),
        version=_version(document),
    )


def _period(document: ClinicalDocument) -> tuple[ClinicalDate | None, ClinicalDate | None]:
    """Give the period of the plan: the event that is marked as such, else the one event that has a time."""
    events = [
        event for part in every(document.parts, "documentationOf") for event in part.iterchildren("{*}serviceEvent")
    ]
    marked = [event for event in events if _bears(event, _PERIOD)] or [
        event for event in events if not _bears(event, _VERSION) and first_of(event, "effectiveTime") is not None
    ]
    if len(marked) != 1:
        return None, None
    time = first_of(marked[0], "effectiveTime")
    return time_of(bound(time, "low") or sent_time(time)), time_of(bound(time, "high"))


def _bears(event: Node, template: str) -> bool:
    return any(node.get("root") == template for node in event.iterchildren("{*}templateId"))


def _responsible(document: ClinicalDocument) -> str:
    """Give who vouches for the plan, else who keeps it."""
    signed = joined(first(document.parts, "legalAuthenticator"))
    holder = first_of(first(document.parts, "custodian"), "assignedCustodian", "representedCustodianOrganization")
    return signed or name_of(first_of(holder, "name"))


def _series(document: ClinicalDocument) -> str:
    node = first(document.parts, "setId")
    if node is None:
        return ""
    return "^".join(part for part in (stated(node.get("root")), stated(node.get("extension"))) if part)


def _version(document: ClinicalDocument) -> str:
    node = first(document.parts, "versionNumber")
    return stated(node.get("value")) if node is not None else ""
