"""What document sharing brings, as JSON: stamkort, appointments, home measurements, answers, documents, plans' parts."""

from typing import Any

from overblik.domain.clinical import Appointment, CarePlan, Document
from overblik.domain.dates import ClinicalDate
from overblik.domain.lab_result import Comment
from overblik.domain.questionnaire import QuestionAnswer
from overblik.domain.stamkort import StamkortFact

Json = dict[str, Any]


def _date(when: ClinicalDate | None) -> str | None:
    return when.text if when else None


def stamkort_as_json(fact: StamkortFact) -> Json:
    """Give one fact of the stamkort; `registered` is null where the card does not state it."""
    return {
        "fact": fact.kind.value,
        "code": fact.code or None,
        "display": fact.display or None,
        "stated": fact.is_stated,
        "registered": fact.registered,
        "value": fact.value or None,
        "name": fact.name or None,
        "relation": fact.relation or None,
        "address": list(fact.address),
        "phones": list(fact.phones),
        "note": fact.note or None,
        "period": {"start": _date(fact.start), "end": _date(fact.end)},
        "entered_by": fact.entered_by.value,
        "entered_by_name": fact.author or None,
        "entered_at": _date(fact.entered_at),
        "from_head": fact.is_from_head,
        "document_time": _date(fact.document_at),
    }


def answer_as_json(fact: QuestionAnswer) -> Json:
    """Give one question with its answers."""
    return {
        "form": fact.form or None,
        "section": fact.section or None,
        "question": fact.question or None,
        "code": fact.code or None,
        "system": fact.system or None,
        "answers": list(fact.answers),
        "answer_codes": list(fact.answer_codes),
        "scale": fact.scale or None,
        "answered_at": _date(fact.answered_at),
        "author": fact.author or None,
        "status": fact.currency.value,
        "status_as_sent": fact.wire_status or None,
        "comments": list(fact.comments),
    }


def appointment_as_json(fact: Appointment) -> Json:
    """Give an appointment; where code and text disagree both times stand there, and `disagree` is true."""
    return {
        "title": fact.title or None,
        "start": _date(fact.start),
        "end": _date(fact.end),
        "start_as_sent": fact.wire_start or None,
        "end_as_sent": fact.wire_end or None,
        "told": {"day": fact.told.day or None, "start": fact.told.start, "end": fact.told.end or None}
        if fact.told
        else None,
        "disagree": fact.told is not None,
        "odd_zone": fact.has_odd_zone,
        "place": fact.place or None,
        "performer": fact.performer or None,
        "requester": fact.requester or None,
        "reason": fact.reason or None,
        "comment": fact.comment or None,
        "guiding": fact.is_guiding,
        "repeated": fact.is_repeated,
        "cancel_reason": fact.cancel_reason or None,
        "moved_from": _date(fact.moved_from),
        "status": fact.currency.value,
        "status_as_sent": fact.wire_status or None,
    }


def document_as_json(fact: Document) -> Json:
    """Give a document with its text, heading by heading."""
    return {
        "title": fact.title or None,
        "kind": fact.kind,
        "type": fact.type or None,
        "date": _date(fact.date),
        "author": fact.author or None,
        "actor": fact.actor.value,
        "text": fact.text or None,
        "sections": [{"title": each.title or None, "text": each.text} for each in fact.sections],
        "content_type": fact.content_type or None,
        "attachment": {"media_type": fact.attachment.media_type or None, "size": fact.attachment.size}
        if fact.attachment
        else None,
        "is_restricted": fact.is_restricted,
        "old_identifier": fact.has_old_identifier,
        "absent": fact.absent or None,
        "result_ids": list(fact.result_ids),
        "status": fact.currency.value,
        "status_as_sent": fact.wire_status or None,
    }


def comment_as_json(comment: Comment) -> Json:
    """Give a comment with who wrote it and when."""
    return {
        "text": comment.text,
        "author": comment.author or None,
        "at": _date(comment.at),
        "about": comment.about or None,
    }


def plan_parts_as_json(fact: CarePlan, outcome: Any) -> Json:
    """Give what a shared care plan holds beside goals and activities; `outcome` writes a measurement."""
    return {
        "actor": fact.actor.value,
        "concerns": [
            {
                "text": each.text or None,
                "code": each.code or None,
                "system": each.system or None,
                "display": each.display or None,
                "since": _date(each.since),
                "status_as_sent": each.wire_status or None,
                "author": each.author or None,
            }
            for each in fact.concerns
        ],
        "outcomes": [outcome(each) for each in fact.outcomes],
        "texts": [{"title": each.title or None, "text": each.text} for each in fact.texts],
        "series": fact.series or None,
        "version": fact.version or None,
    }
