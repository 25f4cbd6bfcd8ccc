"""Medicine as events: begun, changed, paused, resumed, withdrawn, ended, and what was handed out, as recorded.

What a patient hides is no event (H21): neither the drug nor what was handed out of it.
"""

from collections.abc import Iterator

from overblik.domain.dates import DANISH, ClinicalDate
from overblik.domain.medication import Medication, MedicationEntry, MedicationState
from overblik.domain.medicine_card import Act, Dispensing, Shown
from overblik.viewmodels.card_head import Pair, base, day_of, passed_in_copy
from overblik.viewmodels.formats import dosage_lines, one_line, show_date, show_strength
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.medication_changes import before
from overblik.viewmodels.medication_dates import pause_said
from overblik.viewmodels.medication_row import names
from overblik.viewmodels.prescription_row import dispensing_said
from overblik.viewmodels.timeline_event import NEWEST, Saying, Telling, event
from overblik.viewmodels.timeline_values import Event, Kind, Place

_OVER = (MedicationState.WITHDRAWN, MedicationState.ENDED)
_TOLD_APART = (MedicationState.ENTERED_IN_ERROR, MedicationState.NOT_TAKEN, MedicationState.UNKNOWN)
Happening = tuple[str, ClinicalDate | None, tuple[str, ...]]
"""The key of its word, when, and what is said beside the name."""


def drugs(pair: Pair, telling: Telling) -> Iterator[Event]:
    """Tell of one drug; the mark of what is new stands at the last that happened to it, not at what is to come."""
    fact: Medication = pair[1].fact
    told = [*_begun(fact, telling), *_changed(fact, telling), *_paused(pair, telling), *_over(pair, telling)]
    today = day_of(pair[0], telling.view)
    past = [one for one in told if one[1] is not None and (day := one[1].day()) is not None and day <= today]
    newest = max(past, key=lambda one: one[1].order if one[1] else "", default=told[0])
    badge = Badge(telling.view.words.say(f"medication.{fact.state.value}"), Tone.STALE)
    for number, one in enumerate(told):
        word, when, second = one
        text = _name(fact, telling)
        if word:
            text = telling.view.words.say("timeline.did", word=telling.view.words.say(word), name=text)
        mark = NEWEST if one is newest else str(number)
        is_error = fact.state is MedicationState.ENTERED_IN_ERROR
        saying = Saying(text, second, badge=badge if fact.state in _TOLD_APART else None, is_struck=is_error, mark=mark)
        yield event(pair, Kind.MEDICATION, when, saying, telling, _place(pair))


def _place(pair: Pair) -> Place:
    return Place("medication", base(pair, "")["key"])


def _name(fact: Medication, telling: Telling) -> str:
    name = names(fact)[0] or telling.view.words.say("medication.no_name")
    return " ".join(part for part in (name, show_strength(one_line(fact.strength), one_line(fact.form))) if part)


def _dose(fact: Medication, telling: Telling) -> str:
    return " ".join(dosage_lines(fact.dosage).split("\n")) or telling.view.words.say("medication.dosage_unknown")


def _begun(fact: Medication, telling: Telling) -> Iterator[Happening]:
    """Tell of the beginning; one that nobody dated stands with the undated and says so."""
    words, card = telling.view.words, fact.ordination
    told = (_dose(fact, telling), one_line(fact.indication))
    if card is not None and card.started_previously:
        yield "", None, (words.say("medication.started_previously"), *told)
    else:
        yield "timeline.begun" if fact.start is not None else "", fact.start, told


def _changed(fact: Medication, telling: Telling) -> Iterator[Happening]:
    """Tell of the change that the card tells: what was before, and what is now; never what lies between."""
    card = fact.ordination
    if card is None:
        return
    act, old = card.modified, card.previous
    when = (old.end if old is not None else None) or (act.at if act is not None else None)
    if when is None or (old is None and _is_other_act(fact, when)):
        return
    who = one_line(act.who) if act is not None else ""
    yield "timeline.changed", when, (before(fact, telling.view.words), _dose(fact, telling), who)


def _is_other_act(fact: Medication, when: ClinicalDate) -> bool:
    """Whether the card was changed by what is told as an event of its own: begun, paused, withdrawn."""
    card = fact.ordination
    assert card is not None
    acts: tuple[Act | None, ...] = (card.created, card.withdrawn, card.pause.act if card.pause is not None else None)
    return any(act is not None and act.at is not None and act.at.order >= when.order for act in acts)


def _paused(pair: Pair, telling: Telling) -> Iterator[Happening]:
    """Tell of a pause and of its end as recorded; an end that passed in a copy is said to have passed there (H22)."""
    fact, words = pair[1].fact, telling.view.words
    pause = fact.ordination.pause if fact.ordination is not None else None
    is_paused = fact.state is MedicationState.PAUSED
    if pause is None and not is_paused:
        return
    start = pause.start if pause is not None else fact.changed if fact.kind == "statement" else None
    who = one_line(pause.act.who) if pause is not None and pause.act is not None else ""
    said = pause_said(fact, _dose(fact, telling), words) if is_paused else _dose(fact, telling)
    yield "medication.paused", start, (said, who)
    if pause is None or pause.end is None:
        return
    date = show_date(pause.end, words)
    passed = passed_in_copy(pair[0], _is_past(pause.end, telling), "medication.pause_passed", telling.view, date=date)
    yield "timeline.pause_end", pause.end, (passed if is_paused else "", _dose(fact, telling))


def _is_past(when: ClinicalDate, telling: Telling) -> bool:
    """Whether the last day of a period is over by the clock, which decides nothing in a copy."""
    day, today = when.day(), _today(telling)
    return day is not None and day.isoformat() < today


def _today(telling: Telling) -> str:
    """Give the Danish day of the composition, `2026-11-23`."""
    return telling.view.now.astimezone(DANISH).date().isoformat()


def _over(pair: Pair, telling: Telling) -> Iterator[Happening]:
    """Tell of the end: by an act, by its date, or of a date that is to come and ends nothing yet."""
    fact, words = pair[1].fact, telling.view.words
    act = fact.ordination.withdrawn if fact.ordination is not None else None
    if fact.state in _OVER:
        when = (act.at if act is not None else None) or fact.end or fact.changed
        yield f"medication.{fact.state.value}", when, (one_line(act.who) if act else "", one_line(fact.reason))
    elif fact.end is not None:
        date = show_date(fact.end, words)
        is_past = _is_past(fact.end, telling)
        said = passed_in_copy(pair[0], is_past, "medication.end_passed", telling.view, date=date)
        yield "timeline.end", fact.end, (said, _dose(fact, telling))


def dispensings(pair: Pair, telling: Telling) -> Iterator[Event]:
    """Tell of what was handed out: each once, with its own drug where it was another; never what is hidden (H21)."""
    fact: Medication = pair[1].fact
    card = fact.ordination
    if card is None or fact.row not in (MedicationEntry.DRUG_MEDICATION, MedicationEntry.PRESCRIPTION_ONLY):
        return
    for number, given in enumerate(one for one in card.records() if isinstance(one, Dispensing)):
        if given.shown is not Shown.VALID:
            continue
        other = given.product
        name = _name(fact, telling)
        if other is not None and other.said:
            name = " ".join(
                (one_line(other.said), show_strength(one_line(other.strength), one_line(other.form)))
            ).strip()
        saying = Saying(name, (dispensing_said(given, telling.view), one_line(given.comment)), mark=f"given/{number}")
        yield event(pair, Kind.DISPENSING, given.at, saying, telling, _place(pair))
