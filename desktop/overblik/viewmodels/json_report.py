"""The overview as JSON: sections with their standing, entries with the values as sent."""

from typing import Any

from overblik.domain.clinical import (
    Allergy,
    Appointment,
    CarePlan,
    Condition,
    Contact,
    Document,
    Goal,
    Procedure,
)
from overblik.domain.dates import ClinicalDate, Instant
from overblik.domain.lab_result import Component, LabResult, ReferenceRange
from overblik.domain.medication import Medication
from overblik.domain.patient import MasterData, PatientId
from overblik.domain.questionnaire import QuestionAnswer
from overblik.domain.section import Reason, Scoped, Section, Standing, Topic
from overblik.domain.stamkort import StamkortFact
from overblik.domain.vaccination import Vaccination
from overblik.viewmodels.banner import master_data, shown_number
from overblik.viewmodels.card_head import View
from overblik.viewmodels.json_differences import differences_as_json
from overblik.viewmodels.json_documents import (
    answer_as_json,
    appointment_as_json,
    comment_as_json,
    document_as_json,
    plan_parts_as_json,
    stamkort_as_json,
)
from overblik.viewmodels.json_medication import card_as_json, medication_as_json
from overblik.viewmodels.json_vaccination import vaccination_as_json
from overblik.viewmodels.resuscitation import fgvh_of
from overblik.viewmodels.words import Words

Json = dict[str, Any]


def overview_as_json(patient_id: PatientId, sections: tuple[Section[Any], ...], now: Instant, words: Words) -> Json:
    """Give `{"patient", "as_of", "sections", "medication_differences"}` as the manual describes it."""
    return {
        "patient": _patient(patient_id, master_data(sections)),
        "as_of": now.isoformat(),
        "sections": [section_as_json(section) for section in sections if section.topic is not Topic.PATIENT],
        "fgvh": fgvh_of(sections, now, words).text,
        "medication_differences": differences_as_json(sections, View(now, words)),
    }


def _patient(patient_id: PatientId, data: MasterData | None) -> Json:
    number = patient_id.number_for_lookup()
    is_local = patient_id.kind.value == "local"
    return {
        "id": patient_id.token_for_lookup() if is_local else number,
        "id_kind": patient_id.kind.value,
        "name": data.full_name if data else None,
        "family": data.family if data else None,
        "given": data.given if data else None,
        "birth_date": _date(data.birth_date) if data else None,
        "sex": data.sex.value if data else "unknown",
        "deceased": data.deceased if data else None,
        "deceased_at": _date(data.deceased_at) if data else None,
        "protected": data.is_protected if data else None,
        "shown_as": shown_number(patient_id),
    }


def section_as_json(section: Section[Any]) -> Json:
    """Give one section with its standing, reasons, counts and entries."""
    return {
        "topic": section.topic.value,
        "source": section.source,
        "label": section.label,
        "state": section.standing.value,
        "reasons": [_reason(reason) for reason in section.reasons],
        "fetched_at": section.as_of.isoformat() if section.as_of else None,
        "source_time": _newest_source_time(section),
        "asked_at": section.asked_at.isoformat() if section.asked_at else None,
        "from_copy": section.from_copy,
        "complete": section.standing is Standing.COMPLETE,
        **({"card": card_as_json(section.card)} if section.card is not None else {}),
        "unreadable": len(section.unreadable),
        "refused": section.refused,
        "unreadable_items": [
            {"id": item.document_id, "why": item.code, "place": item.place} for item in section.unreadable
        ],
        "entries": [_entry(scoped) for scoped in section.entries],
    }


def _reason(reason: Reason) -> str:
    if reason.count:
        return f"{reason.cause.value}({reason.count})"
    return f"{reason.cause.value}({reason.detail})" if reason.detail else reason.cause.value


def _newest_source_time(section: Section[Any]) -> str | None:
    times = [scoped.provenance.source_time for scoped in section.entries if scoped.provenance.source_time]
    newest = max(times, key=lambda time: time.order, default=None)
    return newest.text if newest else None


def _date(when: ClinicalDate | None) -> str | None:
    return when.text if when else None


def _entry(scoped: Scoped[Any]) -> Json:
    fact = scoped.fact
    made: Json = _MAKERS[type(fact)](fact)
    origin = scoped.provenance
    made["id"] = origin.document_id
    made["origin"] = {
        "version": origin.version or None,
        "changed_at": _date(origin.source_time),
        "author": origin.author or None,
        "organisation": origin.organisation or None,
    }
    return made


def _reference(reference: ReferenceRange | None) -> Json | None:
    if reference is None:
        return None
    return {
        "low": reference.low.wire_text if reference.low else None,
        "high": reference.high.wire_text if reference.high else None,
        "text": reference.text or None,
        "applies_to": reference.applies_to or None,
    }


def _component(part: Component) -> Json:
    coding = part.code.codings[0] if part.code.codings else None
    return {
        "code": coding.code if coding else None,
        "system": coding.system if coding else None,
        "name": part.code.said or None,
        "value": part.value or None,
        "unit": part.quantity.unit if part.quantity and part.quantity.unit else None,
        "flag": part.flag.value if part.flag else None,
        "reference": _reference(part.reference),
    }


def _lab(fact: LabResult) -> Json:
    return {
        "code": fact.code or None,
        "system": fact.system or None,
        "name": fact.name,
        "value": fact.value or None,
        "comparator": fact.comparator or None,
        "unit": fact.unit or None,
        "flag": fact.flag.value if fact.flag and fact.state.is_valid else None,
        "flag_as_sent": fact.flag_text or None,
        "reference": _reference(fact.reference),
        "taken_at": _date(fact.taken_at),
        "issued_at": _date(fact.issued_at),
        "status": fact.state.value,
        "status_as_sent": fact.wire_status or None,
        "absent_reason": fact.absent_reason or None,
        "group": fact.group or None,
        "components": [_component(part) for part in fact.components],
        "notes": list(fact.notes),
        "method": fact.method or None,
        "producer": fact.producer or None,
        "report": fact.report or None,
        "specimen": fact.specimen or None,
        "production": fact.production or None,
        "comments": [comment_as_json(each) for each in fact.comments],
        "told": fact.told or None,
        "entered": list(fact.entered),
    }


def _goal(goal: Goal) -> Json:
    return {
        "id": goal.document_id,
        "text": goal.text or None,
        "targets": list(goal.targets),
        "target_codes": list(goal.target_codes),
        "status": goal.status or None,
        "due": _date(goal.due),
        "valid": goal.is_valid,
        "measure": {"system": goal.measure[0], "code": goal.measure[1]} if any(goal.measure) else None,
    }


def _plan(fact: CarePlan) -> Json:
    return {
        "title": fact.title or None,
        "kind": fact.kind,
        "category": fact.category or None,
        "status": fact.currency.value,
        "status_as_sent": fact.wire_status or None,
        "period": {"start": _date(fact.start), "end": _date(fact.end)},
        "goals": [_goal(goal) for goal in fact.goals],
        "activities": [
            {
                "text": each.text or None,
                "status": each.status or None,
                "code": each.code or None,
                "system": each.system or None,
                "display": each.display or None,
                "when": _date(each.when) or each.when_text or None,
                "performer": each.performer or None,
                "done": each.is_done,
            }
            for each in fact.activities
        ],
        "author": fact.author or None,
        "responsible": fact.responsible or None,
        "addresses": list(fact.addresses),
        "description": fact.description or None,
        "notes": list(fact.notes),
        **plan_parts_as_json(fact, _lab),
    }


def _allergy(fact: Allergy) -> Json:
    return {
        "agent": fact.agent,
        "none_known": fact.is_negation,
        "reactions": [
            {"manifestations": list(r.manifestations), "severity": r.severity or None} for r in fact.reactions
        ],
        "criticality": fact.criticality or None,
        "status": fact.currency.value,
        "status_as_sent": fact.wire_status or None,
        "verification": fact.verification or None,
        "valid": fact.is_valid,
        "recorded_at": _date(fact.recorded_at),
        "recorder": fact.recorder or None,
        "notes": list(fact.notes),
    }


def _condition(fact: Condition) -> Json:
    return {
        "name": fact.name,
        "code": fact.code or None,
        "system": fact.system or None,
        "display": fact.display or None,
        "severity": fact.severity or None,
        "severity_code": fact.severity_code or None,
        "status": fact.currency.value,
        "status_as_sent": fact.wire_status or None,
        "verification": fact.verification or None,
        "onset": _date(fact.onset),
        "abated": _date(fact.abated),
        "recorded_at": _date(fact.recorded_at),
        "category": fact.category or None,
        "follow_up": _date(fact.follow_up),
        "notes": list(fact.notes),
    }


def _plain(*members: str) -> Any:
    """Make a writer for facts whose members need no more than their name."""

    def write(fact: Any) -> Json:
        made: Json = {}
        for member in members:
            value = getattr(fact, member)
            if isinstance(value, ClinicalDate):
                value = value.text
            elif isinstance(value, tuple):
                value = list(value)
            made[member] = value if value not in ("", None) else None
        made["status"] = fact.currency.value
        made["status_as_sent"] = fact.wire_status or None
        return made

    return write


_MAKERS: dict[type, Any] = {
    Medication: medication_as_json,
    LabResult: _lab,
    CarePlan: _plan,
    Allergy: _allergy,
    Condition: _condition,
    Procedure: _plain(
        *("name", "kind", "code", "system", "display", "performed", "performed_end", "performer", "reason", "outcome"),
        "notes",
    ),
    Appointment: appointment_as_json,
    Contact: _plain("title", "kind", "start", "end", "place", "performer", "reason", "discharge"),
    Vaccination: vaccination_as_json,
    Document: document_as_json,
    StamkortFact: stamkort_as_json,
    QuestionAnswer: answer_as_json,
}
