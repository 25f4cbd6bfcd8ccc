"""Medicine on the time axis of the trend: start, stop, pause and change of dose as recorded (screens.md 3.7).

What a patient hides is no lane and has no name here (H21): only that something is hidden is said.
"""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from overblik.domain.dates import DANISH, ClinicalDate
from overblik.domain.medication import Medication, MedicationEntry, MedicationState
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import Pair, View, base, notices, of_topic, pairs
from overblik.viewmodels.formats import dosage_lines, one_line, show_date, show_strength
from overblik.viewmodels.medication_beside import leading
from overblik.viewmodels.medication_hidden import hidden_rows
from overblik.viewmodels.medication_row import names
from overblik.viewmodels.rows import NoticeRow
from overblik.viewmodels.trend_time import DAY
from overblik.viewmodels.trend_values import Doing, Lane, Medicines, Part
from overblik.viewmodels.words import Words

_NEVER = (MedicationState.ENTERED_IN_ERROR, MedicationState.NOT_TAKEN)
_DRAWN = 6
"""So many lanes are drawn unless others are chosen; the names of the rest are said."""


def medicines(sections: tuple[Any, ...], view: View, start: float, chosen: frozenset[str] | None) -> Medicines:
    """Give the lanes: those chosen, else first what began, ended or changed in the time that is drawn."""
    mine = of_topic(sections, Topic.MEDICATION)
    lead = leading(mine)
    every = pairs(lead)
    now = view.now.timestamp()
    made = [_lane(pair, view) for pair in every if pair[1].fact.row is MedicationEntry.DRUG_MEDICATION]
    lanes = [lane for lane in made if lane is not None and lane.parts[-1].until >= start]
    ranked = sorted(lanes, key=lambda lane: -lane.changed if start <= lane.changed <= now else 0.0)
    drawn = {lane.key for lane in ranked[:_DRAWN]} if chosen is None else chosen
    source = ", ".join(dict.fromkeys(one_line(section.label) for section in lead))
    told = [row.heading for row in notices(mine, view) if isinstance(row, NoticeRow)]
    told += [row.heading for row in hidden_rows(every, view) if isinstance(row, NoticeRow)]
    shown = [lane for lane in lanes if lane.key in drawn]
    return Medicines(
        view.words.say("trend.medicine", source=source),
        tuple(sorted(shown, key=lambda lane: (lane.parts[0].since or 0.0, lane.name))),
        tuple(lane for lane in lanes if lane.key not in drawn),
        tuple(dict.fromkeys(told)),
    )


def _lane(pair: Pair, view: View) -> Lane | None:
    fact: Medication = pair[1].fact
    now, words = view.now.timestamp(), view.words
    start, end = _start(fact), _end(fact)
    until = min(end, now) if end is not None else now
    if fact.state in _NEVER or (start is not None and start > until):
        return None
    parts = tuple(part for part in _parts(fact, start, until, view) if part.since is None or part.until > part.since)
    if not parts:
        return None
    name = names(fact)[0]
    text = ", ".join(part for part in (_doses(fact, words), *_said(fact, words)) if part)
    previous = fact.ordination.previous if fact.ordination else None
    moments = [start, end, _pause(fact), _seconds(previous.end) if previous else None]
    key = base(pair, "")["key"]
    accessible = f"{name} {text}, {words.say('trend.since', date=_since_words(fact, words))}"
    changed = max((moment for moment in moments if moment is not None), default=0.0)
    return Lane(key, name, text, parts, start is not None, end is not None and end <= now, accessible, changed)


def _parts(fact: Medication, start: float | None, until: float, view: View) -> Iterator[Part]:
    """Give the parts of a lane, oldest first: what was before the last change only as far as the card tells it."""
    card, now = fact.ordination, view.now.timestamp()
    since, current = start, _dose(fact)
    if card is not None and card.previous is not None:
        old = card.previous
        began, changed = _seconds(old.start), _seconds(old.end) or since
        if changed is not None:
            if began is not None and (since is None or since < began):
                yield Part(since, began, Doing.UNKNOWN, view.words.say("trend.dose_unknown"))
                since = began
            dose = _joined(show_strength(one_line(old.product.strength), ""), old.dosage_text)
            yield Part(since, changed, Doing.PAUSED if old.paused else Doing.TAKEN, dose)
            since = changed
    elif card is not None and card.previous_missing and card.modified and _seconds(card.modified.at):
        changed = _seconds(card.modified.at) or now
        yield Part(since, changed, Doing.UNKNOWN, view.words.say("trend.dose_unknown"))
        since = changed
    paused = _pause(fact)
    if fact.state is MedicationState.PAUSED:
        if paused is None:
            yield Part(since, until, Doing.PAUSED, current)
            return
        yield Part(since, paused, Doing.TAKEN, current)
        yield Part(paused, until, Doing.PAUSED, "")
    else:
        yield Part(since, until, Doing.TAKEN, current)


def _doses(fact: Medication, words: Words) -> str:
    """Write the dose; of a changed one what was before, what is now, and since when."""
    previous = fact.ordination.previous if fact.ordination else None
    if previous is None or _seconds(previous.end) is None:
        return _dose(fact)
    old, strength = show_strength(one_line(previous.product.strength), ""), show_strength(one_line(fact.strength), "")
    is_same = one_line(previous.dosage_text) == one_line(fact.dosage)
    before = _joined(old, previous.dosage_text)
    now = strength if is_same and strength != old else _dose(fact)
    return words.say("trend.changed", old=before, new=now, date=show_date(previous.end, words))


def _dose(fact: Medication) -> str:
    return _joined(show_strength(one_line(fact.strength), ""), fact.dosage)


def _joined(strength: str, dosage: str) -> str:
    return ", ".join(part for part in (strength, " ".join(dosage_lines(dosage).split("\n"))) if part)


def _said(fact: Medication, words: Words) -> list[str]:
    """Say what happened to a drug, with its dates; an unknown start is said, never guessed."""
    card, told = fact.ordination, []
    if _start(fact) is None:
        told.append(words.say("medication.started_previously"))
    if fact.state is MedicationState.PAUSED:
        pause = card.pause if card else None
        first = show_date((pause.start if pause else fact.changed), words)
        last = show_date(pause.end, words) if pause and pause.end else ""
        told.append(
            words.say("trend.paused_to", first=first, last=last) if last else words.say("trend.paused", first=first)
        )
    over = _over(fact)
    if fact.state in (MedicationState.WITHDRAWN, MedicationState.ENDED):
        told.append(words.say(f"trend.{fact.state.value}", date=show_date(over, words)))
    elif fact.state is MedicationState.UNKNOWN:
        told.append(words.say("medication.unknown"))
    return told


def _since_words(fact: Medication, words: Words) -> str:
    return show_date(fact.start, words) if _start(fact) is not None else words.say("time.unknown")


def _start(fact: Medication) -> float | None:
    if fact.ordination is not None and fact.ordination.started_previously:
        return None
    return _seconds(fact.start)


def _over(fact: Medication) -> ClinicalDate | None:
    withdrawn = fact.ordination.withdrawn if fact.ordination else None
    return (withdrawn.at if withdrawn else None) or fact.end


def _end(fact: Medication) -> float | None:
    """Give when it was over; the last day of an ordered period is inside it."""
    over = _over(fact)
    moment = _seconds(over)
    is_day = over is not None and over.moment() is None
    return moment + DAY if moment is not None and is_day else moment


def _pause(fact: Medication) -> float | None:
    if fact.state is not MedicationState.PAUSED:
        return None
    pause = fact.ordination.pause if fact.ordination else None
    return _seconds(pause.start if pause else fact.changed if fact.kind == "statement" else None)


def _seconds(when: ClinicalDate | None) -> float | None:
    """Place a date in time: a day at its Danish midnight, a year or a month nowhere."""
    if when is None:
        return None
    moment, day = when.moment(), when.day()
    if moment is not None:
        return moment.timestamp()
    if day is None:
        return None
    return datetime.combine(day, time(), DANISH).timestamp()
