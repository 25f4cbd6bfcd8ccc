"""A prescription without a drug medication on the card: three facts, none of which makes medicine current (S6)."""

from overblik.domain.dates import DANISH
from overblik.domain.medication import Medication
from overblik.domain.medicine_card import Dispensing, Prescription
from overblik.viewmodels.card_head import AnySection, Pair, View, base, day_of, passed_in_copy
from overblik.viewmodels.formats import dosage_lines, one_line, show_date, show_strength
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.medication_row import names
from overblik.viewmodels.rows import MedicationRow


def prescription_row(pair: Pair, view: View) -> MedicationRow:
    """Compose the row of a prescription, or of a dispensing that stands alone."""
    words, fact = view.words, pair[1].fact
    assert isinstance(fact, Medication)
    card = fact.ordination
    one = card.prescriptions[0] if card is not None and card.prescriptions else None
    given = card.dispensings[0] if card is not None and card.dispensings else None
    name, brand = names(fact)
    name = name or words.say("medication.no_name")
    form = show_strength(one_line(fact.strength), one_line(fact.form))
    dosage = dosage_lines(fact.dosage)
    facts = prescription_facts(one, pair[0], view) if one is not None else ""
    facts = dispensing_said(given, view) if given is not None else facts
    badge = Badge(words.say("medication.prescription" if one is not None else "medication.dispensed"), Tone.QUIET)
    magistral = words.say("medication.magistral") if card is not None and card.product.is_magistral else ""
    extra = " · ".join(part for part in (one_line(fact.indication), magistral) if part)
    spoken = ", ".join(part for part in (badge.text, name, brand, form, dosage, facts, extra) if part)
    return MedicationRow(
        **base(pair, spoken),
        name=name,
        brand=brand.upper(),
        strength_form=form,
        dosage=dosage,
        dosage_is_bold=False,
        extra=extra,
        badge=badge,
        note=facts,
        note_tone=Tone.QUIET,
    )


def prescription_facts(one: Prescription, section: AnySection, view: View) -> str:
    """Say the prescription's own status, its validity, and what FMK says of the treatment: three facts, in this order."""
    words = view.words
    told = [
        words.say("medication.prescription_status", status=one_line(one.status) or words.say("medication.unstated"))
    ]
    if one.valid_to is not None:
        day = one.valid_to.day()
        is_over = day is not None and day < view.now.astimezone(DANISH).date()
        copied = section.from_copy and (
            section.as_of is None or day is None or day >= section.as_of.astimezone(DANISH).date()
        )
        key = "valid_over_copy" if is_over and copied else "valid_over" if is_over else "valid_to"
        told.append(words.say(f"medication.{key}", date=show_date(one.valid_to, words)))
    if one.treatment_ended:
        told.append(words.say("medication.treatment_ended", text=one_line(one.treatment_ended)))
    told += treatment_said(one, section, view)
    if one.invalidation_reason:
        told.append(one_line(one.invalidation_reason))
    return " ".join(told)


def treatment_said(one: Prescription, section: AnySection, view: View) -> list[str]:
    """Say when the treatment behind it ends or ended, as recorded: a fact of its own beside what FMK says of it."""
    words, behind = view.words, one.treatment
    if behind is None:
        return [words.say("medication.treatment_missing")] if one.treatment_missing else []
    if behind.withdrawn is not None:
        return [words.say("medication.treatment_withdrawn", date=show_date(behind.withdrawn, words))]
    last = behind.end.day() if behind.end is not None else None
    if last is None:
        return [words.say("medication.treatment_open")] if behind.end_undetermined else []
    date = show_date(behind.end, words)
    if last < day_of(section, view):
        return [words.say("medication.treatment_over", date=date)]
    passed = passed_in_copy(
        section, last < view.now.astimezone(DANISH).date(), "medication.end_passed", view, date=date
    )
    return [passed or words.say("medication.treatment_until", date=date)]


def dispensing_said(given: Dispensing, view: View) -> str:
    """Say what was handed out, when and where; never that it is taken."""
    words = view.words
    amount = one_line(given.quantity) or (words.say("medication.as_ordered") if given.as_ordered else "")
    told = [words.say("medication.dispensed_at", date=show_date(given.at, words)), amount, one_line(given.pharmacy)]
    return ", ".join(part for part in told if part)
