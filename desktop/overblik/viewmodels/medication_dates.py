"""What the dates of a drug mean now, and what the clock may not decide in a copy (safety.md section 2b, H22)."""

from collections.abc import Iterator
from datetime import date

from overblik.domain.dates import DANISH, ClinicalDate
from overblik.domain.dosage import Dosage, Structure
from overblik.domain.medication import Medication, MedicationState
from overblik.viewmodels.card_head import AnySection, View, day_of, passed_in_copy
from overblik.viewmodels.formats import show_date
from overblik.viewmodels.words import Words

_CURRENT = (MedicationState.ACTIVE, MedicationState.PAUSED, MedicationState.PLANNED)


def pause_said(fact: Medication, dosage: str, words: Words) -> str:
    """Say a pause before the dosage; each of its ends is optional."""
    pause = fact.ordination.pause if fact.ordination is not None else None
    if pause is not None and pause.end is not None:
        until = show_date(pause.end, words)
        if pause.start is None:
            return words.say("medication.paused_until", to=until, dosage=dosage)
        return words.say("medication.paused_period", **{"from": show_date(pause.start, words)}, to=until, dosage=dosage)
    # The period of a statement or an order is that of the treatment, never of the pause; an order's date is
    # that of the order. Only a statement's own date says since when it is known to be paused.
    since = pause.start if pause is not None else fact.changed if fact.kind == "statement" else None
    if since is not None:
        return words.say("medication.paused_text", **{"from": show_date(since, words)}, dosage=dosage)
    return words.say("medication.paused_undated", dosage=dosage)


def dosage_is_over(section: AnySection, fact: Medication, view: View) -> str:
    """Say that the dosage ended while the treatment has not: the old dose is not today's."""
    if fact.state not in _CURRENT or fact.ordination is None or fact.ordination.dosage is None:
        return ""
    last = _last_day(fact.ordination.dosage)
    if last is None or (fact.end is not None and fact.end.day() == last.day()):
        return ""
    words = view.words
    if not _is_over(last, day_of(section, view)):
        passed = _is_over(last, view.now.astimezone(DANISH).date())
        return passed_in_copy(section, passed, "medication.dosage_over_copy", view, date=show_date(last, words))
    said = words.say("medication.dosage_over", date=show_date(last, words))
    return f"{said} {words.say('medication.end_undetermined')}" if fact.ordination.end_undetermined else said


def date_notes(section: AnySection, fact: Medication, view: View) -> Iterator[str]:
    """Say each date that passed while only a copy was to be had."""
    if fact.state not in _CURRENT:
        return
    today, words = view.now.astimezone(DANISH).date(), view.words
    if fact.end is not None:
        end = show_date(fact.end, words)
        yield passed_in_copy(section, _is_over(fact.end, today), "medication.end_passed", view, date=end)
    card = fact.ordination
    if card is None:
        return
    if card.pause is not None:
        yield from _pause_notes(section, card.pause.start, card.pause.end, fact.state, view)
    begins = _next_period(card.dosage, day_of(section, view), today) if card.dosage is not None else None
    if begins is not None:
        yield passed_in_copy(section, True, "medication.period_begun", view, date=show_date(begins, words))


def _pause_notes(
    section: AnySection, start: ClinicalDate | None, end: ClinicalDate | None, state: MedicationState, view: View
) -> Iterator[str]:
    today, words = view.now.astimezone(DANISH).date(), view.words
    if state is MedicationState.PAUSED:
        if end is not None:
            said = show_date(end, words)
            yield passed_in_copy(section, _is_over(end, today), "medication.pause_passed", view, date=said)
        return
    if start is not None and not _is_over(start, day_of(section, view)):
        from_copy = passed_in_copy(section, True, "medication.pause_begins_copy", view, date=show_date(start, words))
        yield from_copy or words.say("medication.pause_begins", date=show_date(start, words))
    elif end is not None:
        yield words.say("medication.pause_was", date=show_date(end, words))


def _periods(dosage: Dosage) -> Iterator[Structure]:
    for group in (dosage.fixed, dosage.as_needed):
        if group is not None:
            yield from group.periods


def _last_day(dosage: Dosage) -> ClinicalDate | None:
    """Give the day after which nothing is dosed; none when some part of the dosage has no end."""
    lone = dosage.free_text or dosage.local_schema
    ends = [lone.end] if lone is not None else [one.end for one in _periods(dosage)]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return None
    return max(known, key=lambda end: end.order)


def _next_period(dosage: Dosage, copied: date, today: date) -> ClinicalDate | None:
    """Give the start of a period that began after the copy was made."""
    starts = [one.start for one in _periods(dosage) if one.start is not None]
    begun = [start for start in starts if (day := start.day()) is not None and copied < day <= today]
    return max(begun, key=lambda start: start.order, default=None)


def _is_over(when: ClinicalDate, today: date) -> bool:
    """Whether the last day is over in Denmark; the end date itself still counts as inside."""
    day = when.day()
    return day is not None and day < today
