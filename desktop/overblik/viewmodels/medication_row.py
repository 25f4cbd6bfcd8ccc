"""One drug in words: name, dosage, state, and what a passed date means (R5, R7, H22)."""

from overblik.domain.medication import DosageOrigin, Medication, MedicationState
from overblik.domain.medicine_card import Hold, Shown
from overblik.viewmodels.card_head import AnySection, Pair, View, base
from overblik.viewmodels.formats import dosage_lines, one_line, show_date, show_strength
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.medication_changes import Change, bar_of, before, change_badge, change_of
from overblik.viewmodels.medication_dates import date_notes, dosage_is_over, pause_said
from overblik.viewmodels.rows import MedicationRow
from overblik.viewmodels.words import Words

CURRENT = (MedicationState.ACTIVE, MedicationState.PAUSED, MedicationState.PLANNED)
PAST = (MedicationState.WITHDRAWN, MedicationState.ENDED, MedicationState.NOT_TAKEN)
_TONES = {
    MedicationState.PAUSED: Tone.STALE,
    MedicationState.UNKNOWN: Tone.STALE,
    MedicationState.ENTERED_IN_ERROR: Tone.CRITICAL,
}
_ORAL = ("oral", "oralt", "peroral", "per os", "po", "oral anvendelse", "oral use", "")


def medication_row(pair: Pair, view: View, note: str = "") -> MedicationRow:
    """Compose one drug; `note` is said before what its dates mean."""
    words, fact = view.words, pair[1].fact
    assert isinstance(fact, Medication)
    name, brand = names(fact)
    form = show_strength(one_line(fact.strength), one_line(fact.form)) or strength_unknown(fact, words)
    dosage, is_bold = _dosage(pair, view)
    change = change_of(pair[0], fact, view) if fact.state is MedicationState.ACTIVE else Change.NONE
    changed = change_badge(change, fact, words)
    badge = changed or Badge(
        words.say(f"medication.{fact.state.value}"), _TONES.get(fact.state, Tone.QUIET), _framed(fact)
    )
    notes = " · ".join(part for part in (note, *_notes(pair, view)) if part)
    extra = _extra(pair[0], fact, words)
    date = _date(fact, words, is_changed=change is Change.CHANGED)
    old = before(fact, words)
    spoken = ", ".join(part for part in (name, brand, form, badge.text, dosage, extra, date, old, notes) if part)
    return MedicationRow(
        **base(pair, spoken),
        name=name,
        brand=brand.upper(),
        strength_form=form,
        dosage=dosage,
        dosage_is_bold=is_bold,
        extra=extra,
        date_text=date,
        badge=badge,
        before=old,
        note=notes,
        is_struck=fact.state in (*PAST, MedicationState.ENTERED_IN_ERROR),
        bar=bar_of(pair[0], fact, view, is_marked=changed is not None),
    )


def names(fact: Medication) -> tuple[str, str]:
    """Give the generic name and the brand; a magistral drug has its full text alone: no name is invented for it."""
    product = fact.ordination.product if fact.ordination else None
    if product is not None and product.is_magistral:
        return one_line(product.detailed_text), ""
    name = one_line(fact.generic) or one_line(fact.name)
    brand = one_line(fact.brand) or (one_line(fact.name) if fact.generic else "")
    return name, "" if brand.casefold() == name.casefold() else brand


def strength_unknown(fact: Medication, words: Words) -> str:
    """Say that a medicine card holds no strength and no form: other sources often send none."""
    return words.say("medication.strength_unknown") if fact.ordination is not None else ""


def _framed(fact: Medication) -> bool:
    return fact.state is not MedicationState.ACTIVE


def _dosage(pair: Pair, view: View) -> tuple[str, bool]:
    """Give the dosage verbatim, lines kept; of a paused drug or an ended dosage that is said first, and none is bold."""
    section, fact, words = pair[0], pair[1].fact, view.words
    text = dosage_lines(fact.dosage) or words.say("medication.dosage_unknown")
    if fact.state is MedicationState.PAUSED:
        return pause_said(fact, text, words), False
    over = dosage_is_over(section, fact, view)
    if over:
        return f"{over}\n{text}", False
    return text, bool(fact.dosage.strip()) and fact.state in CURRENT


def _extra(section: AnySection, fact: Medication, words: Words) -> str:
    route = "" if fact.route.strip().casefold() in _ORAL else one_line(fact.route)
    asked = words.say("medication.request") if fact.kind == "request" else ""
    told = [route, one_line(fact.indication), one_line(fact.reason), asked, *_of_card(section, fact, words)]
    return " · ".join(part for part in told if part)


def _of_card(section: AnySection, fact: Medication, words: Words) -> list[str]:
    """Give the marks that only a medicine card has: magistral, self-chosen, packed in doses."""
    card = fact.ordination
    if card is None:
        return []
    told = []
    if card.product.is_magistral:
        told.append(words.say("medication.magistral"))
    if card.type_text and card.type_text != "Lægeordineret":
        told.append(one_line(card.type_text))
    if card.dose_dispensed:
        hold = section.card.hold if section.card is not None else Hold.NOT_FETCHED
        told.append(words.say(f"medication.doses_{hold.value}"))
    return told


def _date(fact: Medication, words: Words, *, is_changed: bool) -> str:
    """Say when it ends or began; of a changed one its word has said the date of the change."""
    card = fact.ordination
    if fact.state in PAST:
        act = card.withdrawn if card else None
        over = (act.at if act else None) or fact.end or fact.changed
        who = one_line(act.who) if act else ""
        return ", ".join(part for part in (show_date(over, words) if over else "", who) if part)
    if fact.end is not None:
        return words.say("medication.until", date=show_date(fact.end, words))
    if fact.state is MedicationState.PAUSED or is_changed:
        return ""
    if card is not None and card.started_previously:
        return words.say("medication.started_previously")
    return words.say("medication.since", date=show_date(fact.start, words)) if fact.start else ""


def _notes(pair: Pair, view: View) -> list[str]:
    """Say what a date that passed in a copy means (H22), and what we do not know."""
    section, fact, words = pair[0], pair[1].fact, view.words
    card = fact.ordination
    if card is not None:
        told = [words.say("medication.unknown_field", name=one_line(name)) for name in fact.notes]
    else:
        told = [one_line(note) for note in fact.notes]
    if fact.state is MedicationState.UNKNOWN and fact.wire_status:
        told.append(words.say("medication.status_as_sent", status=one_line(fact.wire_status)))
    invalid = sum(one.shown is Shown.INVALID for one in card.records()) if card is not None else 0
    if invalid:
        told.append(words.one_or_many("medication.invalid_records", invalid))
    if card is not None and card.revealed and section.card is not None:
        told.append(words.say(f"medication.revealed_{section.card.consent or 'given'}"))
    if card is not None and card.dosage is not None and card.dosage.doubts:
        told.append(words.say("medication.dosage_doubt"))
    elif fact.dosage_origin is DosageOrigin.OWN and fact.dosage_long:
        told.append(words.say("medication.own_text"))
    return [*told, *date_notes(section, fact, view)]
