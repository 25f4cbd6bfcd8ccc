"""The cells of the hand-over that the board has not: appointments, plans and documents since a moment."""

from collections.abc import Callable, Iterable
from typing import Any

from overblik.domain.clinical import Appointment, CarePlan, Currency
from overblik.domain.section import Section, Topic
from overblik.sync.changes import Novelty, Turn
from overblik.viewmodels.formats import one_line, show_clinical
from overblik.viewmodels.marks import Badge, Marker, Tone
from overblik.viewmodels.news_strip import Told as Fresh
from overblik.viewmodels.ward_next import may_come, when_of
from overblik.viewmodels.ward_row import Around
from overblik.viewmodels.ward_standing import denied, lack_of
from overblik.viewmodels.ward_values import Frame, Told

Sections = tuple[Section[Any], ...]
_FALLEN = (Currency.CANCELLED, Currency.ENTERED_IN_ERROR, Currency.UNKNOWN)


def appointments_cell(
    sections: Sections, fresh: tuple[Fresh, ...], undated: tuple[Novelty, ...], around: Around
) -> tuple[Told, ...]:
    """Name what was moved, cancelled, made or changed; which of the last two it was no source says.

    One that is over, and was neither moved nor struck, is no news: its source changed it because it took place.
    """
    lines = [
        _appointment(one.fact, around)
        for one in fresh
        if isinstance(one.fact, Appointment) and one.fact.currency is not Currency.PAST
    ]
    count = _open(sections, undated, Topic.APPOINTMENTS, lambda fact: may_come(fact, around.now))
    return _cell(sections, Topic.APPOINTMENTS, lines, count, around)


def _appointment(fact: Appointment, around: Around) -> Told:
    words = around.words
    key = "handover.touched"
    if fact.currency in _FALLEN:
        key = f"appointment.{fact.currency.value}"
    elif fact.moved_from is not None:
        key = "appointment.moved"
    key = key if key in words.sentences else "handover.touched"
    before = words.say("appointment.before", date=show_clinical(fact.moved_from, words)) if fact.moved_from else ""
    title = one_line(fact.title) or one_line(fact.reason) or words.say("ward.appointment")
    rest = " · ".join(part for part in (one_line(fact.place), before, one_line(fact.cancel_reason)) if part)
    tone = Tone.STALE if fact.currency in _FALLEN else Tone.NEW
    text = f"{title} {when_of(fact, around.now, words)}"
    return Told(text, rest, badge=Badge(words.say(key), tone), is_strong=True)


def plans_cell(
    sections: Sections, fresh: tuple[Fresh, ...], undated: tuple[Novelty, ...], around: Around
) -> tuple[Told, ...]:
    """Name each plan that came, or that its source changed: what in it was changed no source says."""
    lines = [_named(one, one.fact.responsible, around) for one in fresh if isinstance(one.fact, CarePlan)]
    return _cell(sections, Topic.CARE_PLANS, lines, _open(sections, undated, Topic.CARE_PLANS), around)


def documents_cell(
    sections: Sections, fresh: tuple[Fresh, ...], undated: tuple[Novelty, ...], around: Around
) -> tuple[Told, ...]:
    """Name each new document; one whose content stands item by item elsewhere is told there."""
    mine = (one for one in fresh if one.novelty.topic is Topic.DOCUMENTS)
    lines = [_named(one, show_clinical(one.fact.date, around.words), around) for one in mine]
    return _cell(sections, Topic.DOCUMENTS, lines, _open(sections, undated, Topic.DOCUMENTS), around)


def _named(one: Fresh, rest: str, around: Around) -> Told:
    words = around.words
    word = words.say("medication.new") if one.novelty.turn is Turn.NEW else words.say("ward.changed")
    name = one_line(one.fact.title) or words.say("summary.unnamed")
    return Told(name, one_line(rest), badge=Badge(word, Tone.NEW), is_strong=True)


def _open(
    sections: Sections,
    undated: Iterable[Novelty],
    topic: Topic,
    counts: Callable[[Any], bool] = lambda _: True,
) -> int:
    """Count the items of a topic of which nobody can say when they came."""
    by_place = {(one.topic, one.source): one for one in sections}
    found = (
        [by_place[one.topic, one.source].entries[place].fact for place in one.entries]
        for one in undated
        if one.topic is topic and not one.is_twin
    )
    return sum(any(counts(fact) for fact in facts) for facts in found)


_KIND = {Topic.APPOINTMENTS: "next", Topic.CARE_PLANS: "plans", Topic.DOCUMENTS: "documents"}


def _cell(sections: Sections, topic: Topic, lines: list[Told], undated: int, around: Around) -> tuple[Told, ...]:
    """Join what is new with what cannot be said; that there is nothing is said only where neither is there."""
    words, mine = around.words, tuple(one for one in sections if one.topic is topic)
    told = list(lines)
    if undated:
        text = words.one_or_many(f"handover.undated_{_KIND[topic]}", undated)
        told.append(Told(text, frame=Frame.DASHED, marker=Marker.NOT_ASKED))
    lack = lack_of(mine, _KIND[topic], around.now, words, around.since)
    if lack is not None:
        told += lack.told
    return tuple(told) or (denied(mine, f"handover.no_{_KIND[topic]}", around.now, words),)
