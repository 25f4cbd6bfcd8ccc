"""The medicine card: current first, changes said, nothing hidden without a count (R5, R7)."""

from datetime import timedelta
from typing import Any

from overblik.domain.dates import DANISH, ClinicalDate
from overblik.domain.medication import Medication, MedicationState
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import Pair, View, base, heading_age, notices, of_topic, pairs, passed_in_copy
from overblik.viewmodels.formats import one_line, safe, show_date, show_strength
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.rows import Card, GroupRow, MedicationRow, MoreRow, Row
from overblik.viewmodels.words import Words

_CURRENT = (MedicationState.ACTIVE, MedicationState.PAUSED, MedicationState.PLANNED)
_PAST = (MedicationState.WITHDRAWN, MedicationState.ENDED, MedicationState.NOT_TAKEN)
_RECENT = timedelta(days=30)
_TONES = {
    MedicationState.PAUSED: Tone.STALE,
    MedicationState.UNKNOWN: Tone.STALE,
    MedicationState.ENTERED_IN_ERROR: Tone.CRITICAL,
}
_ORDER = {MedicationState.PAUSED: 0, MedicationState.ACTIVE: 1, MedicationState.PLANNED: 2}
_ORAL = ("oral", "oralt", "peroral", "per os", "po", "oral anvendelse", "oral use", "")


def medication_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose the card, or the full page."""
    words = view.words
    mine = of_topic(sections, Topic.MEDICATION)
    all_pairs = pairs(mine)
    current = sorted(
        (pair for pair in all_pairs if pair[1].fact.state in _CURRENT), key=lambda pair: _ORDER[pair[1].fact.state]
    )
    regular = [pair for pair in current if not pair[1].fact.as_needed]
    needed = [pair for pair in current if pair[1].fact.as_needed]
    doubtful = [pair for pair in all_pairs if pair[1].fact.state not in _CURRENT + _PAST]
    past = sorted((pair for pair in all_pairs if pair[1].fact.state in _PAST), key=_ended, reverse=True)
    rows: list[Row] = [
        *notices(mine, view),
        *_group("regular", regular, view),
        *_group("as_needed", needed, view),
        *_group("error", doubtful, view),
        *_past_rows(past, view),
    ]
    age, tone = heading_age(mine, view)
    return Card("medication", words.say("topic.medication"), "M", "pill", age, tone, rows=tuple(rows))


def _group(name: str, members: list[Pair], view: View) -> list[Row]:
    if not members:
        return []
    text = view.words.say(f"medication.{name}")
    heading = GroupRow(f"group/{name}", f"{text}, {len(members)}", text=text, count=str(len(members)))
    return [heading, *(medication_row(pair, view) for pair in members)]


def _past_rows(past: list[Pair], view: View) -> list[Row]:
    """Show the last 30 days by name; older ones by number, and by row on the full page."""
    horizon = (view.now - _RECENT).astimezone(DANISH).strftime("%Y-%m-%d")
    recent = [pair for pair in past if not _is_before(_over(pair)[:10], horizon)]
    older = [pair for pair in past if _is_before(_over(pair)[:10], horizon)]
    rows = _group("past", recent, view)
    if view.is_full:
        return [*rows, *_group("older", older, view)]
    if older:
        text = view.words.one_or_many("medication.more_past", len(older))
        rows.append(MoreRow("more/past", text, text=text, action=view.words.say("lab.show_all")))
    return rows


def _is_before(ended: str, horizon: str) -> bool:
    """Whether a drug surely ended before; of one without a full date nobody can tell."""
    return bool(ended) and ended < horizon[: len(ended)]


def _ended(pair: Pair) -> str:
    fact: Medication = pair[1].fact
    when = fact.end or fact.changed or fact.start
    return when.order if when else ""


def _over(pair: Pair) -> str:
    """Give when a drug was over; the start of its treatment says nothing of that."""
    when = pair[1].fact.end or pair[1].fact.changed
    return when.order if when else ""


def medication_row(pair: Pair, view: View) -> MedicationRow:
    """Compose one drug."""
    words, fact = view.words, pair[1].fact
    assert isinstance(fact, Medication)
    name = one_line(fact.generic) or one_line(fact.name)
    brand = one_line(fact.brand) or (one_line(fact.name) if fact.generic else "")
    if brand.casefold() == name.casefold():
        brand = ""
    form = show_strength(one_line(fact.strength), one_line(fact.form))
    dosage, is_bold = _dosage(fact, words)
    badge = Badge(words.say(f"medication.{fact.state.value}"), _TONES.get(fact.state, Tone.QUIET), _framed(fact))
    notes = _notes(pair, view)
    extra = _extra(fact, words)
    date = _date(fact, words)
    spoken = ", ".join(part for part in (name, brand, form, badge.text, dosage, extra, date, notes) if part)
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
        note=notes,
        is_struck=fact.state in (*_PAST, MedicationState.ENTERED_IN_ERROR),
        bar=Tone.STALE if fact.state is MedicationState.PAUSED else None,
    )


def _framed(fact: Medication) -> bool:
    return fact.state is not MedicationState.ACTIVE


def _dosage(fact: Medication, words: Words) -> tuple[str, bool]:
    """Give the dosage verbatim, lines kept; a paused one says so first and is never bold."""
    text = safe(fact.dosage).strip() or words.say("medication.dosage_unknown")
    if fact.state is not MedicationState.PAUSED:
        return text, bool(fact.dosage.strip()) and fact.state in _CURRENT
    # The period of a statement or an order is that of the treatment, never of the pause; an order's date is
    # that of the order. Only a statement's own date says since when it is known to be paused.
    if fact.changed and fact.kind == "statement":
        since = show_date(fact.changed, words)
        return words.say("medication.paused_text", **{"from": since}, dosage=text), False
    return words.say("medication.paused_undated", dosage=text), False


def _extra(fact: Medication, words: Words) -> str:
    route = "" if fact.route.strip().casefold() in _ORAL else one_line(fact.route)
    asked = words.say("medication.request") if fact.kind == "request" else ""
    reason = one_line(fact.reason)
    return " · ".join(part for part in (route, one_line(fact.indication), reason, asked) if part)


def _date(fact: Medication, words: Words) -> str:
    if fact.state in _PAST:
        return show_date(fact.end or fact.changed, words) if fact.end or fact.changed else ""
    if fact.end is not None:
        return words.say("medication.until", date=show_date(fact.end, words))
    if fact.state is MedicationState.PAUSED:
        return ""
    return words.say("medication.since", date=show_date(fact.start, words)) if fact.start else ""


def _notes(pair: Pair, view: View) -> str:
    """Say what a date that passed in a copy means (H22), and a status word that we do not know."""
    section, fact, words = pair[0], pair[1].fact, view.words
    told = [one_line(note) for note in fact.notes]
    if fact.state is MedicationState.UNKNOWN and fact.wire_status:
        told.append(words.say("medication.status_as_sent", status=one_line(fact.wire_status)))
    if fact.state in _CURRENT and fact.end is not None:
        end = show_date(fact.end, words)
        told.append(passed_in_copy(section, _is_passed(fact.end, view), "medication.end_passed", view, date=end))
    return " · ".join(part for part in told if part)


def _is_passed(when: ClinicalDate, view: View) -> bool:
    """Whether the last day is over in Denmark; the end date itself still counts as inside."""
    day = when.day()
    return day is not None and day < view.now.astimezone(DANISH).date()
