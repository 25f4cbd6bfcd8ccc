"""CarePlan (careplan.html; KL gateway: one plan an intervention; eHealth: activities by reference)."""

import msgspec

from overblik.domain.clinical import Activity, CarePlan, Currency, Goal
from overblik.domain.dates import ClinicalDate
from overblik.domain.quantity import Concept
from overblik.sources.fhir.mapping.base import Context, Resource, Unfit, first_coding, words
from overblik.sources.fhir.mapping.dosage import coded
from overblik.sources.fhir.mapping.procedure import ASKED
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Annotation, CodeableConcept, Dosage, Element, Period, Reference, Timing

_CURRENCIES = ASKED | {"draft": Currency.PLANNED}
_NOT_DECIDED = frozenset({"proposal", "option"})


class Detail(Element):
    """An activity written in the plan."""

    kind: str | None = None
    code: CodeableConcept | None = None
    status: str | None = None
    do_not_perform: bool | None = None
    reason_reference: tuple[Reference, ...] | None = None
    goal: tuple[Reference, ...] | None = None
    scheduled_timing: Timing | None = None
    scheduled_period: Period | None = None
    scheduled_string: str | None = None
    location: Reference | None = None
    performer: tuple[Reference, ...] | None = None
    description: str | None = None


class Step(Element):
    """An activity, here or elsewhere."""

    detail: Detail | None = None
    reference: Reference | None = None
    outcome_codeable_concept: tuple[CodeableConcept, ...] | None = None
    progress: tuple[Annotation, ...] | None = None


class Plan(Resource):
    """The members that are read."""

    status: str | None = None
    intent: str | None = None
    category: tuple[CodeableConcept, ...] | None = None
    title: str | None = None
    description: str | None = None
    subject: Reference | None = None
    period: Period | None = None
    author: Reference | None = None
    contributor: tuple[Reference, ...] | None = None
    care_team: tuple[Reference, ...] | None = None
    addresses: tuple[Reference, ...] | None = None
    goal: tuple[Reference, ...] | None = None
    activity: tuple[Step, ...] | None = None
    note: tuple[Annotation, ...] | None = None


class Elsewhere(Element):
    """What is read of a resource that an activity refers to: ServiceRequest, Appointment, Task and others."""

    resource_type: str = ""
    status: str | None = None
    do_not_perform: bool | None = None
    code: CodeableConcept | None = None
    medication_codeable_concept: CodeableConcept | None = None
    service_type: tuple[CodeableConcept, ...] | None = None
    description: str | None = None
    occurrence_date_time: str | None = None
    occurrence_period: Period | None = None
    occurrence_timing: Timing | None = None
    start: str | None = None
    authored_on: str | None = None
    performer: tuple[Reference, ...] | None = None


PLAN = msgspec.json.Decoder(Plan)
_ELSEWHERE = msgspec.json.Decoder(Elsewhere)


def care_plan(sent: Plan, piece: Piece, context: Context, goals: tuple[Goal, ...] = ()) -> CarePlan:
    """Map one plan with the goals that were found for it.

    Raises:
        Unfit: a date cannot be read.

    """
    currency = _CURRENCIES.get(sent.status or "", Currency.UNKNOWN)
    if currency is Currency.CURRENT and sent.intent in _NOT_DECIDED:
        currency = Currency.PLANNED
    activities = tuple(
        _activity(step, piece, context, f"$.activity[{at}]") for at, step in enumerate(sent.activity or ())
    )
    category = context.texts(sent.category)
    progress = [text for step in sent.activity or () for text in _progress(step, context)]
    return CarePlan(
        title=words(sent.title) or category or next((one.text for one in activities if one.text), ""),
        kind="plan",
        category=category,
        currency=currency,
        wire_status=sent.status or "",
        start=context.start(sent.period, "$.period"),
        end=context.end(sent.period, "$.period"),
        goals=goals,
        activities=activities,
        author=context.said(sent.author, piece) or context.first_said(sent.contributor, piece),
        responsible=context.first_said(sent.care_team, piece),
        addresses=tuple(text for one in sent.addresses or () if (text := context.said(one, piece))),
        description=words(sent.description),
        notes=context.notes(sent.note) + tuple(progress),
    )


def conditions_of(sent: Plan) -> list[Reference]:
    """Give the references to the problems that a plan is about (KL gateway: the activity's reasons)."""
    found = list(sent.addresses or ())
    for step in sent.activity or ():
        found += (step.detail.reason_reference or ()) if step.detail else ()
    return found


def goals_of(sent: Plan) -> list[Reference]:
    """Give the references to the goals that a plan names, itself or in an activity."""
    found = list(sent.goal or ())
    for step in sent.activity or ():
        found += (step.detail.goal or ()) if step.detail else ()
    return found


def _progress(step: Step, context: Context) -> list[str]:
    outcome = context.texts(step.outcome_codeable_concept)
    return [*([outcome] if outcome else []), *context.notes(step.progress)]


def _activity(step: Step, piece: Piece, context: Context, place: str) -> Activity:
    if step.detail is not None:
        return _in_plan(step.detail, piece, context, f"{place}.detail")
    raw = context.found(step.reference, piece, f"{place}.reference")
    display = context.said(step.reference, piece)
    if raw is None:
        named = display or (words(step.reference.reference) if step.reference else "")
        named = named or context.texts(step.outcome_codeable_concept)
        return Activity(named, "", "", "", "", None, "", "")
    try:
        other = _ELSEWHERE.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unfit("wrong_type", f"{place}.reference") from error
    concept = context.concept(other.code or other.medication_codeable_concept)
    when = (
        context.date(other.occurrence_date_time, f"{place}.occurrenceDateTime")
        or context.start(other.occurrence_period, f"{place}.occurrencePeriod")
        or context.date(other.start, f"{place}.start")
        or context.date(other.authored_on, f"{place}.authoredOn")
    )
    return _made(
        all_words(concept) or context.texts(other.service_type) or words(other.description) or display,
        "do-not-perform" if other.do_not_perform else other.status or "",
        concept,
        when,
        _schedule(other.occurrence_timing, context),
        context.first_said(other.performer, piece),
    )


def _in_plan(sent: Detail, piece: Piece, context: Context, place: str) -> Activity:
    concept = context.concept(sent.code)
    told, described = all_words(concept), words(sent.description)
    return _made(
        f"{told}: {described}" if told and described and described != told else told or described,
        # 'Do not' is no ordinary activity: its status says so in the list of activities.
        "do-not-perform" if sent.do_not_perform else sent.status or "",
        concept,
        context.start(sent.scheduled_period, f"{place}.scheduledPeriod"),
        words(sent.scheduled_string) or _schedule(sent.scheduled_timing, context),
        context.first_said(sent.performer, piece),
    )


def _made(  # the parts of an activity
    text: str, status: str, concept: Concept, when: ClinicalDate | None, when_text: str, performer: str
) -> Activity:
    first = first_coding(concept)
    return Activity(text, status, first.code, first.system, first.display or first.name, when, when_text, performer)


def all_words(concept: Concept) -> str:
    """Give text, else the words of every coding: the second may be the municipality's own, more exact one."""
    if concept.text:
        return concept.text
    worded = dict.fromkeys(one.said for one in concept.codings if one.display or one.name)
    return ", ".join(worded) or concept.said


def _schedule(sent: Timing | None, context: Context) -> str:
    return coded(Dosage(timing=sent), context) if sent else ""
