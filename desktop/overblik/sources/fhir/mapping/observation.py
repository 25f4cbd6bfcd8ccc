"""Observation (observation.html) to LabResult: raw value first, no flag of our own (H12, H13, H16)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Raw, field

from overblik.domain.dates import ClinicalDate
from overblik.domain.lab_result import Component, Flag, LabResult, ResultState
from overblik.domain.making import maker
from overblik.domain.npu import NAMES as NPU_NAMES
from overblik.domain.npu import NPU
from overblik.domain.quantity import Concept
from overblik.domain.section import Topic
from overblik.sources.fhir.mapping.assessment import Assessment, assess
from overblik.sources.fhir.mapping.base import Context, Unfit, first_coding
from overblik.sources.fhir.mapping.reference import Interval, reference
from overblik.sources.fhir.mapping.values import Valued, value_of, why_absent
from overblik.sources.fhir.mapping.vital_codes import LAB_CODES, VITAL_CODES
from overblik.sources.fhir.pool import contained
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Annotation, CodeableConcept, Meta, Period, Reference, Timing

_STATES = {
    "registered": ResultState.RECEIVED,
    "preliminary": ResultState.PRELIMINARY,
    "final": ResultState.FINAL,
    "amended": ResultState.CORRECTED,
    "corrected": ResultState.CORRECTED,
    "cancelled": ResultState.CANCELLED,
    "entered-in-error": ResultState.ENTERED_IN_ERROR,
}


class Part(Valued):
    """One component."""

    code: CodeableConcept | None = None
    interpretation: tuple[CodeableConcept, ...] | None = None
    reference_range: tuple[Interval, ...] | None = None
    data_absent_reason: CodeableConcept | None = None


class Observation(Valued):
    """The members that are read."""

    resource_type: Any = None
    id: str | None = None
    meta: Meta | None = None
    text: Any = None
    encounter: Any = None
    status: str | None = None
    category: tuple[CodeableConcept, ...] | None = None
    code: CodeableConcept | None = None
    subject: Reference | None = None
    focus: tuple[Reference, ...] | None = None
    effective_date_time: str | None = None
    effective_instant: str | None = None
    effective_period: Period | None = None
    effective_timing: Timing | None = None
    issued: str | None = None
    performer: tuple[Reference, ...] | None = None
    interpretation: tuple[CodeableConcept, ...] | None = None
    note: tuple[Annotation, ...] | None = None
    method: CodeableConcept | None = None
    device: Reference | None = None
    reference_range: tuple[Interval, ...] | None = None
    data_absent_reason: CodeableConcept | None = None
    component: tuple[Part, ...] | None = None
    has_member: tuple[Reference, ...] | None = None
    derived_from: tuple[Reference, ...] | None = None


class Uncategorised(Observation):
    """An observation of which the category is not read: a broken one takes no value away."""

    category: None = field(name="category not read", default=None)


OBSERVATION = msgspec.json.Decoder(Observation)
UNCATEGORISED = msgspec.json.Decoder(Uncategorised)
_PART = msgspec.json.Decoder(Part)
_OTHER = frozenset({"social-history", "imaging", "procedure", "survey", "exam", "therapy", "activity"})
_CATEGORY_CODE = re.compile(rb'"code"\s*:\s*"([a-z-]{4,14})"')
Topics = dict[tuple[CodeableConcept, ...], Topic | None]
"""What a category says, looked at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Reported:
    """What the reports say of one observation; one value for each report, known by itself."""

    report: str = ""
    is_lab: bool = False
    is_cancelled: bool = False
    performer: str = ""


NOT_REPORTED = Reported()
_result = maker(LabResult)


def result(sent: Observation, piece: Piece, context: Context, reported: Reported = NOT_REPORTED) -> LabResult:
    """Map one observation.

    Raises:
        Unfit: a value, a date or a number cannot be read.

    """
    named = named_by(sent.code, context)
    value, quantity = value_of(sent, context, "$", piece)
    assessment = assess(sent.interpretation, context)
    state = _STATES.get(sent.status or "", ResultState.UNKNOWN)
    # In the order of LabResult: for so many members their names alone would take a third of the time.
    return _result(
        named.name,
        named.code,
        named.system,
        named.concept,
        named.group,
        value,
        quantity,
        "" if quantity is None else quantity.comparator,
        "" if quantity is None else quantity.unit,
        assessment.flag,
        assessment.text,
        assessment.is_absent,
        None if sent.reference_range is None else reference(sent.reference_range, context, "$"),
        context.date(sent.effective_date_time, "$.effectiveDateTime") or _otherwise_taken(sent, context),
        context.date(sent.issued, "$.issued"),
        # A cancelled report takes its results with it (wrong person, wrong sample): H9.
        ResultState.CANCELLED if reported.is_cancelled and state.is_valid else state,
        sent.status or "",
        (why_absent(piece) if not value else "")
        if sent.data_absent_reason is None
        else context.concept(sent.data_absent_reason).said,
        _components(sent, piece, context) if sent.component or sent.has_member or sent.derived_from else (),
        _notes(sent, piece, context) if sent.note or sent.focus else (),
        "" if sent.method is None else context.concept(sent.method).said,
        (context.first_said(sent.performer, piece) if sent.performer else "") or reported.performer,
        reported.report,
    )


def _otherwise_taken(sent: Observation, context: Context) -> ClinicalDate | None:
    """Give the moment where it is no plain date: of a period the start, of a schedule its only event."""
    events = sent.effective_timing.event or () if sent.effective_timing else ()
    return (
        context.date(sent.effective_instant, "$.effectiveInstant")
        or context.start(sent.effective_period, "$.effectivePeriod")
        or context.end(sent.effective_period, "$.effectivePeriod")
        or (context.date(events[0], "$.effectiveTiming.event") if len(events) == 1 else None)
    )


@dataclass(frozen=True, slots=True)
class Named:
    """What the code of an observation stands for."""

    concept: Concept
    name: str
    system: str
    code: str
    group: str
    topic: Topic
    """Where it stands when neither category nor report tells."""


def named_by(sent: CodeableConcept | None, context: Context) -> Named:
    """Look once at each code."""
    found: Named | None = context.named.get(sent)
    if found is None:
        concept = context.concept(sent)
        system, code = series_code(concept)
        group = context.registers.group(system, code)
        found = context.named[sent] = Named(concept, concept.said, system, code, group, _by_code(concept))
    return found


def series_code(concept: Concept) -> tuple[str, str]:
    """Give the code a series is made of: NPU under its one name, else the first coding (rule I)."""
    for coding in concept.codings:
        if coding.system in NPU_NAMES and coding.code:
            return NPU, coding.code
    first = first_coding(concept)
    return first.system, first.code


def topic_of(sent: Observation, named: Named, reported: Reported, memo: Topics) -> Topic:
    """Sort by category, then by report, then by code; what is neither is an other observation."""
    if sent.category is not None:
        said = memo.get(sent.category)
        if said is None:
            said = memo[sent.category] = _by_category(sent.category)
        if said is not None:
            return said
    return Topic.LAB_RESULTS if reported.is_lab else named.topic


def _by_code(concept: Concept) -> Topic:
    if any((coding.system, coding.code) in VITAL_CODES for coding in _united(concept)):
        return Topic.VITAL_SIGNS
    system, code = series_code(concept)
    return Topic.LAB_RESULTS if system == NPU and code else Topic.OTHER_OBSERVATIONS


def _united(concept: Concept) -> list["_Key"]:
    return [_Key(NPU if one.system in NPU_NAMES else one.system, one.code) for one in concept.codings]


@dataclass(frozen=True, slots=True)
class _Key:
    system: str
    code: str


def _by_category(sent: tuple[CodeableConcept, ...]) -> Topic | None:
    found = {coding.code for one in sent for coding in one.coding or ()}
    if found & LAB_CODES:
        return Topic.LAB_RESULTS
    if "vital-signs" in found:
        return Topic.VITAL_SIGNS
    return Topic.OTHER_OBSERVATIONS if found & _OTHER else None


def hinted_topic(raw: Raw) -> Topic | None:
    """Guess the topic of an observation that cannot be read, by the one category that its text names."""
    named = set(_CATEGORY_CODE.findall(raw))
    topics = {
        topic
        for code, topic in ((b"laboratory", Topic.LAB_RESULTS), (b"vital-signs", Topic.VITAL_SIGNS))
        if code in named
    }
    if named & {code.encode() for code in _OTHER}:
        topics.add(Topic.OTHER_OBSERVATIONS)
    return topics.pop() if len(topics) == 1 else None


def _notes(sent: Observation, piece: Piece, context: Context) -> tuple[str, ...]:
    return context.notes(sent.note) + tuple(text for one in sent.focus or () if (text := context.said(one, piece)))


def _components(sent: Observation, piece: Piece, context: Context) -> tuple[Component, ...]:
    parts = [_component(part, context, f"$.component[{at}]", piece) for at, part in enumerate(sent.component or ())]
    for one in (*(sent.has_member or ()), *(sent.derived_from or ())):
        # A contained observation has no life of its own: it is shown as a part.
        raw = contained(piece, one.reference[1:]) if one.reference and one.reference[0] == "#" else None
        if raw is not None:
            try:
                parts.append(_component(_PART.decode(raw), context, "$.contained", piece))
            except msgspec.DecodeError as error:
                raise Unfit("wrong_type", "$.contained") from error
    return tuple(parts)


def _component(part: Part, context: Context, place: str, piece: Piece) -> Component:
    value, quantity = value_of(part, context, place, piece)
    judged: Assessment = assess(part.interpretation, context)
    flag: Flag | None = judged.flag
    return Component(
        code=context.concept(part.code),
        value=value,
        quantity=quantity,
        flag=flag,
        reference=reference(part.reference_range, context, place),
        absent_reason=context.concept(part.data_absent_reason).said,
    )


def states() -> Mapping[str, ResultState]:
    """Give the allow-list of statuses."""
    return _STATES
