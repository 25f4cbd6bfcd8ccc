"""What changed between what a clinician saw and what stands there now (display-rules.md section 3, feature 1)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import Any

from overblik.domain.clinical import Appointment, CarePlan
from overblik.domain.dates import DANISH, Instant
from overblik.domain.medication import Medication
from overblik.domain.section import Scoped, Section, Topic
from overblik.domain.sighting import HIDDEN, Place, Sighting, Trace, Traces
from overblik.sync.traces import is_after, is_compared, is_precise, known_since, traces_of

_VANISHING = (Topic.MEDICATION, Topic.CARE_PLANS, Topic.APPOINTMENTS, Topic.ALLERGIES)
"""Topics whose items are expected to stay: one that is gone from a whole answer is a change too."""

_INSTANT = timedelta(microseconds=1)
"""What happens at the very start of a shift belongs to it, and `is_after` asks for later."""


class Turn(Enum):
    """How an item differs from what was seen."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Novelty:
    """One item that is new to the clinician."""

    topic: Topic
    source: str
    turn: Turn
    entries: tuple[int, ...] = ()
    """Its places among the section's entries; none of what is gone, whose name is not kept."""
    is_twin: bool = False
    """Whether another source has told it already: marked, and not counted again."""
    was: str = ""
    """The former state or start, as its trace told."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new since a moment, in the order of the sections."""

    since: Instant
    items: tuple[Novelty, ...] = ()
    uncompared: tuple[Place, ...] = ()
    """Sections that were not there at the last look, while others were: of them only what is dated after it is told."""


def news_of(sighting: Sighting, sections: Iterable[Section[Any]], traced: Mapping[Place, Traces]) -> News:
    """Compare what stands there with what was seen; one thing that two sources tell is new once."""
    items: list[Novelty] = []
    uncompared: list[Place] = []
    told: set[tuple[Topic, str]] = set()
    for section in sections:
        place = (section.topic, section.source)
        now = traced.get(place)
        if now is None or now.section is not section or not is_compared(section.topic):
            continue
        if sighting.parts and place not in sighting.parts and has_content(section):
            uncompared.append(place)
        for item, novelty in _of_section(sighting, now):
            items.append(replace(novelty, is_twin=(section.topic, item) in told))
            told.add((section.topic, item))
    return News(sighting.since, tuple(items), tuple(uncompared))


def _of_section(sighting: Sighting, now: Traces) -> Iterator[tuple[str, Novelty]]:
    section = now.section
    place = (section.topic, section.source)
    known, was = seen_of(sighting, section.topic), sighting.parts.get(place)
    gone = _gone(section, was, now) if was is not None else {}
    for item, trace in now.items.items():
        turn = _turn(item, trace, known, was)
        if turn is Turn.NEW and was is None:
            turn = _by_their_days([section.entries[place] for place in now.entries[item]], sighting.since)
        if turn is None:
            continue
        moved = _moved(trace, gone)
        before = moved or known.get(item)
        turn = Turn.CHANGED if moved is not None else turn
        yield item, Novelty(*place, turn, now.entries[item], was=before.state if before is not None else "")
    for item, trace in gone.items():
        yield item, Novelty(*place, Turn.GONE, was=trace.state)


def news_since(sections: Iterable[Section[Any]], since: Instant) -> tuple[News, tuple[Novelty, ...]]:
    """Tell what came or changed at or after a moment by its own days, where nobody's look is the baseline.

    Where an item has no such day the time at which its source last changed it is taken: an appointment says nowhere
    when it was booked. The second are the items that say neither, or only a month or a year that the moment lies in: of
    them nobody can say that they are not new. What is gone from a source leaves no day, and is never told here.
    """
    items, undated, told = list[Novelty](), list[Novelty](), set[tuple[Topic, str]]()
    for section in sections:
        for item, places in traces_of(section).entries.items():
            answers = [section.entries[place] for place in places]
            turn = _by_their_days(answers, since - _INSTANT) or _by_their_source(answers, since - _INSTANT)
            novelty = Novelty(
                section.topic, section.source, turn or Turn.CHANGED, places, (section.topic, item) in told
            )
            if turn is not None:
                items.append(novelty)
                told.add((section.topic, item))
            elif any(_is_open(one, since) for one in answers):
                undated.append(novelty)
    return News(since, tuple(items)), tuple(undated)


def _by_their_source(answers: list[Scoped[Any]], since: Instant) -> Turn | None:
    """Judge by when the source last changed it, of what can be changed without a day of its own that says so."""
    days = [one.provenance.source_time for one in answers if isinstance(one.fact, (Appointment, CarePlan))]
    is_touched = any(day is not None and is_precise(day) and is_after(day, since) for day in days)
    return Turn.CHANGED if is_touched else None


def _is_open(scoped: Scoped[Any], since: Instant) -> bool:
    """Whether nothing says that an item was there before a moment."""
    own = scoped.provenance.source_time if isinstance(scoped.fact, (Appointment, CarePlan)) else None
    days = [day for day in (*known_since(scoped), own) if day is not None]
    start = since.astimezone(DANISH).date().isoformat()
    return not days or any(not is_precise(day) and day.text >= start[: len(day.text)] for day in days)


def seen_of(sighting: Sighting, topic: Topic) -> dict[str, Trace]:
    """Give all that was seen of a topic, from whichever source."""
    return {item: trace for place, part in sighting.parts.items() if place[0] is topic for item, trace in part.items()}


def _turn(item: str, trace: Trace, known: Mapping[str, Trace], was: Mapping[str, Trace] | None) -> Turn | None:
    before = (was or {}).get(item) or known.get(item)
    if before is None:
        return Turn.NEW
    if HIDDEN in (before.content, trace.content):
        return None
    return None if before.content == trace.content else Turn.CHANGED


def _by_their_days(answers: list[Scoped[Any]], since: Instant) -> Turn | None:
    """Give the first turn that any of the answers about one thing tells."""
    return next((turn for one in answers if (turn := _by_its_days(one, since)) is not None), None)


def _by_its_days(scoped: Scoped[Any], since: Instant) -> Turn | None:
    """Judge an item of a section that was not there at the last look by its own days."""
    days = [day for day in known_since(scoped) if is_after(day, since)]
    if not days:
        return None
    fact = scoped.fact
    if isinstance(fact, Medication):
        made = fact.ordination.created.at if fact.ordination is not None and fact.ordination.created else fact.start
        return Turn.NEW if made is not None and is_after(made, since) else Turn.CHANGED
    return Turn.CHANGED if isinstance(fact, Appointment) else Turn.NEW


def _gone(section: Section[Any], was: Mapping[str, Trace], now: Traces) -> dict[str, Trace]:
    """Give what a whole answer no longer holds; of a partial one nothing is said to be gone."""
    if section.topic not in _VANISHING or section.reasons or section.from_copy:
        return {}
    return {item: trace for item, trace in was.items() if item not in now.items}


def _moved(trace: Trace, gone: dict[str, Trace]) -> Trace | None:
    """Find the appointment that was sent anew at another time: gone under its old id, alike in all but the time."""
    if not trace.like:
        return None
    item = next((item for item, old in gone.items() if old.like == trace.like), None)
    return gone.pop(item) if item is not None else None


def adopted(sighting: Sighting, traced: Iterable[Traces], news: News) -> Sighting:
    """Take what has no baseline yet into the sighting; what is told as new of it stays so: marks go by an act alone."""
    parts = dict(sighting.parts)
    turns = {(item.topic, item.source, item.entries): item.turn for item in news.items}
    for now in traced:
        place = (now.section.topic, now.section.source)
        if place not in parts and has_content(now.section):
            told = ((item, trace, turns.get((*place, now.entries[item]))) for item, trace in now.items.items())
            # An empty trace differs from everything: what is told as changed is told as changed the next time.
            parts[place] = {
                item: trace if turn is None else Trace("") for item, trace, turn in told if turn is not Turn.NEW
            }
    return replace(sighting, parts=parts) if len(parts) > len(sighting.parts) else sighting


def all_seen(sighting: Sighting, traced: Iterable[Traces], since: Instant) -> Sighting:
    """Give the sighting of a clinician who says that all shown now is seen; what is not there now stays as it was."""
    parts = dict(sighting.parts)
    for now in traced:
        if has_content(now.section):
            parts[now.section.topic, now.section.source] = dict(now.items)
    return Sighting(sighting.patient_id, since, parts)


def has_content(section: Section[Any]) -> bool:
    """Whether a section was shown with an answer, whole or not: silence is no baseline."""
    return section.as_of is not None
