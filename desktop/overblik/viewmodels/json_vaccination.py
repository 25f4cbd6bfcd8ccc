"""Vaccinations as JSON: the values as sent, and beside each moment the Danish day that it means."""

from typing import Any

from overblik.domain.dates import ClinicalDate
from overblik.domain.vaccination import Course, Vaccination

Json = dict[str, Any]


def vaccination_as_json(fact: Vaccination) -> Json:
    """Give one vaccination; a moment at Danish midnight is written in UTC on the day before, so the day stands apart."""
    return {
        "entry": fact.entry.value,
        "name": fact.name or None,
        "code": fact.code or None,
        "system": fact.system or None,
        "drug": fact.drug or None,
        "form": fact.form or None,
        "strength": fact.strength or None,
        "given_at": fact.given_at.text if fact.given_at else None,
        "given_date": _day(fact.given_at),
        "given_text": fact.given_text or None,
        "due_at": fact.due.text if fact.due else None,
        "due_date": _day(fact.due),
        "dose": fact.dose or None,
        "lot": fact.lot or None,
        "credibility": fact.credibility or None,
        "previous": fact.previous,
        "coverage": fact.coverage or None,
        "course": _course(fact.course) if fact.course else None,
        "performer": fact.performer or None,
        "protects_against": list(fact.protects_against),
        "reason": fact.reason or None,
        "notes": list(fact.notes),
        "status": fact.currency.value,
        "status_as_sent": fact.wire_status or None,
    }


def _day(when: ClinicalDate | None) -> str | None:
    day = when.day() if when else None
    return day.isoformat() if day else None


def _course(course: Course) -> Json:
    return {
        "name": course.name or None,
        "step": course.step or None,
        "number": course.number or None,
        "series": course.series or None,
    }
