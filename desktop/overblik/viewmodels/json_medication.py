"""Medication as JSON: the row's kind, the dosage texts and whose they are, prescriptions and dispensings."""

from typing import Any

from overblik.domain.dates import ClinicalDate
from overblik.domain.medication import Medication, MedicationEntry
from overblik.domain.medicine_card import (
    Act,
    Dispensing,
    DrugPeriod,
    MedicineCard,
    Ordination,
    Pause,
    Prescription,
    Shown,
)
from overblik.domain.treatment import Treatment

Json = dict[str, Any]
_HIDDEN = (MedicationEntry.PRIVATE, MedicationEntry.NEGATIVE_CONSENT)


def medication_as_json(fact: Medication) -> Json:
    """Write one entry; of a hidden or invalid one nothing but that it is there (H21)."""
    if fact.row in _HIDDEN or fact.row is MedicationEntry.INVALID:
        return {"row": fact.row.value, "what": fact.kind}
    card = fact.ordination
    made: Json = {
        "row": "order" if fact.kind == "request" else fact.row.value,
        "kind": fact.dosing.value,
        "name": fact.name or None,
        "generic": fact.generic or None,
        "brand": fact.brand or None,
        "atc": fact.atc or None,
        "strength": fact.strength or None,
        "form": fact.form or None,
        "dosage": fact.dosage or None,
        "dosage_short": fact.dosage_short or None,
        "dosage_long": fact.dosage_long or None,
        "dosage_text_source": fact.dosage_origin.value if fact.dosage else None,
        "as_needed": fact.as_needed,
        "route": fact.route or None,
        "indication": fact.indication or None,
        "status": fact.state.value,
        "status_as_sent": fact.wire_status or None,
        "reason": fact.reason or None,
        "start": _date(fact.start),
        "end": _date(fact.end),
        "prescriber": fact.prescriber or None,
        "notes": list(fact.notes),
        "prescriptions": [_prescription(one) for one in card.prescriptions] if card else [],
        "effectuations": [_dispensing(one) for one in card.dispensings] if card else [],
    }
    if card is not None and fact.row is MedicationEntry.PRESCRIPTION_ONLY:
        return made | _alone(card)
    return made | _ordination(card) if card is not None else made


def _alone(card: Ordination) -> Json:
    """Write the three facts of a prescription without a drug medication: none of them makes medicine current (S6)."""
    one = card.prescriptions[0] if card.prescriptions else None
    return {
        "status": (one.status or None) if one else None,
        "valid_to": _date(one.valid_to) if one else None,
        "treatment_ended": (one.treatment_ended or None) if one else None,
        "treatment": _treatment(one.treatment) if one else None,
        "treatment_missing": one.treatment_missing if one else False,
        "magistral": card.product.is_magistral,
    }


def _treatment(behind: Treatment | None) -> Json | None:
    """Write the treatment behind a prescription, as recorded."""
    if behind is None:
        return None
    return {
        "end": _date(behind.end),
        "end_undetermined": behind.end_undetermined,
        "withdrawn": _date(behind.withdrawn),
    }


def _ordination(card: Ordination) -> Json:
    return {
        "type": card.type_text or None,
        "magistral": card.product.is_magistral,
        "created": _act(card.created),
        "modified": _act(card.modified),
        "changed_at": _date(card.modified.at) if card.modified else None,
        "previous": _previous(card.previous),
        "previous_missing": card.previous_missing,
        "paused": _pause(card.pause),
        "withdrawn": _act(card.withdrawn),
        "started_previously": card.started_previously,
        "end_undetermined": card.end_undetermined,
        "follow_up": [day.text for day in card.follow_up],
        "substitution_allowed": card.substitution_allowed,
        "dose_dispensed": card.dose_dispensed,
        "private": card.is_private,
    }


def _previous(period: DrugPeriod | None) -> Json | None:
    """Write what was ordered before the present."""
    if period is None:
        return None
    return {
        "name": period.product.said or None,
        "strength": period.product.strength or None,
        "form": period.product.form or None,
        "dosage": period.dosage_text or None,
        "paused": period.paused,
        "until": _date(period.end),
    }


def _pause(pause: Pause | None) -> Json | None:
    return {"from": _date(pause.start), "to": _date(pause.end), "by": _act(pause.act)} if pause else None


def _prescription(one: Prescription) -> Json:
    return {
        "id": one.identifier or None,
        "valid": one.shown is Shown.VALID,
        "status": one.status or None,
        "valid_from": _date(one.valid_from),
        "valid_to": _date(one.valid_to),
        "treatment_ended": one.treatment_ended or None,
        "dosage": one.dosage_text or None,
        "indication": one.indication or None,
        "package": one.package or None,
        "iterations": one.iterations or None,
        "interval": one.interval or None,
        "dose_dispensed": one.is_dose_dispensed,
        "invalidation_reason": one.invalidation_reason or None,
        "effectuations": [_dispensing(given) for given in one.dispensings],
    }


def _dispensing(one: Dispensing) -> Json:
    return {
        "id": one.identifier or None,
        "valid": one.shown is Shown.VALID,
        "at": _date(one.at),
        "method": one.method or None,
        "quantity": one.quantity or None,
        "drug": (one.product.said or None) if one.product else None,
        "strength": (one.product.strength or None) if one.product else None,
        "pharmacy": one.pharmacy or None,
        "first_day": _date(one.first_day),
        "last_day": _date(one.last_day),
    }


def card_as_json(card: MedicineCard) -> Json:
    """Write what stands over the rows of a medicine card."""
    return {
        "version": card.version or None,
        "made": card.was_made,
        "modified": _act(card.modified),
        "reviewed": _act(card.reviewed),
        "not_reviewed": _act(card.not_reviewed),
        "invalid": card.is_invalid,
        "dose_dispensing": card.hold.value,
        "missing": list(card.missing),
        "shown_by": card.consent or None,
    }


def _act(act: Act | None) -> Json | None:
    return {"at": _date(act.at), "name": act.name or None, "organisation": act.organisation or None} if act else None


def _date(when: ClinicalDate | None) -> str | None:
    return when.text if when else None
