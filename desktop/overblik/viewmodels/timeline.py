"""The timeline of the whole course: newest on top, what is to come above today, what nobody dated at the end (R13)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from overblik.domain.dates import DANISH
from overblik.domain.section import Section
from overblik.viewmodels.card_head import View, heading_age, of_topic
from overblik.viewmodels.formats import one_line, show_moment_date
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.rows import GroupRow, NoticeRow, Row
from overblik.viewmodels.timeline_events import TOPICS
from overblik.viewmodels.timeline_notices import lacking
from overblik.viewmodels.timeline_values import Event, EventRow, Kind, Lane, Month, Timeline, TimelineFilter
from overblik.viewmodels.words import Words

Sections = tuple[Section[Any], ...]
UNFILTER, SWITCHES = "timeline.unfilter", "timeline.filter"
"""What the lines about the filter do: show all again, and offer the choices."""
TODAY = "today"
_Place = tuple[int, int, int, float]
"""Year, month, day and second; 0 for what is not told, so that it stands after all that is."""
_NOWHERE: _Place = (0, 0, 0, 0.0)
_LANE_OF = {
    Kind.MEDICATION: Lane.MEDICATION,
    Kind.DISPENSING: Lane.MEDICATION,
    Kind.RESULT: Lane.RESULT,
    Kind.MEASUREMENT: Lane.RESULT,
    Kind.CONTACT: Lane.CONTACT,
    Kind.PROCEDURE: Lane.CONTACT,
    Kind.APPOINTMENT: Lane.CONTACT,
}
LANES = tuple(Lane)


def timeline(events: Sequence[Event], sections: Sections, view: View, wanted: TimelineFilter) -> Timeline:
    """Compose the page from all events: filter, order, headings, and what is missing above them."""
    words = view.words
    known = [event for event in events if _is_switched_on(event, wanted)]
    shown = [event for event in known if _is_wanted(event, wanted)]
    missing = lacking(sections, view, has_events=bool(events))
    filter_text = _filter_words(wanted, len(shown), len(known), sections, words)
    above: list[Row] = [*_filter_line(filter_text, words), *missing, *_switched_off(events, wanted, words)]
    rows, months, today = _rows(shown, view, len(above))
    whole = (*above, *rows)
    age = heading_age(tuple(section for topic in TOPICS for section in of_topic(sections, topic)), view)[0]
    counted = words.one_or_many("timeline.count", len(known)) if known else ""  # a 0 would say that there is nothing
    told = [words.say("lab.shown", n=len(shown), m=len(known)) if wanted.is_on else counted, age]
    counts = Counter(event.row.kind for event in events if event.with_usual is not True)
    labels = {section.source: one_line(section.label) for section in sections}
    used = sorted({event.row.source for event in events}, key=lambda one: (labels.get(one) or one).casefold())
    return Timeline(
        whole,
        " · ".join(part for part in told if part),
        filter_text,
        tuple(dict.fromkeys(row.heading for row in missing)),
        len(shown),
        len(known),
        today,
        _first(whole, today),
        months,
        view.now.timestamp(),
        tuple((source, labels.get(source, source)) for source in used),
        tuple((kind, counts[kind]) for kind in Kind if counts[kind]),
    )


def gathering(words: Words) -> Timeline:
    """Give the page while its events are still being composed: never an empty list."""
    text = words.say("timeline.gathering")
    return Timeline((NoticeRow("gathering", text, marker=Marker.LOADING, heading=text),), is_gathering=True)


def _is_switched_on(event: Event, wanted: TimelineFilter) -> bool:
    if event.row.kind is Kind.DISPENSING and not wanted.has_dispensings:
        return False
    if event.is_container and not wanted.has_containers:
        return False
    return event.with_usual is None or event.with_usual is wanted.has_usual_results


def _is_wanted(event: Event, wanted: TimelineFilter) -> bool:
    is_kind = not wanted.kinds or event.row.kind in wanted.kinds
    return is_kind and (not wanted.sources or event.row.source in wanted.sources)


def _filter_words(wanted: TimelineFilter, shown: int, total: int, sections: Sections, words: Words) -> str:
    """Say what is asked for, with its numbers and its way back (R8)."""
    if not wanted.is_on:
        return ""
    labels = {section.source: one_line(section.label) for section in sections}
    told = [words.say(f"timeline.{kind.value}").lower() for kind in Kind if kind in wanted.kinds]
    told += sorted(labels.get(source, source) for source in wanted.sources)
    heading = words.say("lab.filter", what=", ".join(told), n=shown, m=total)
    return f"{heading} {words.say('lab.filter_off')}"


def _filter_line(filter_text: str, words: Words) -> list[NoticeRow]:
    if not filter_text:
        return []
    action = words.say("lab.filter_off")
    heading = filter_text.removesuffix(action).strip()
    return [NoticeRow("filter", filter_text, marker=Marker.PARTIAL, heading=heading, action=action, act=UNFILTER)]


def _switched_off(events: Sequence[Event], wanted: TimelineFilter, words: Words) -> list[NoticeRow]:
    """Say what is not shown from the start, with its number (R8)."""
    told = []
    given = sum(event.row.kind is Kind.DISPENSING for event in events)
    if given and not wanted.has_dispensings:
        told.append(words.one_or_many("timeline.off_dispensings", given))
    whole = sum(event.is_container for event in events)
    if whole and not wanted.has_containers:
        told.append(words.one_or_many("timeline.off_documents", whole))
    usual = sum(event.with_usual is True for event in events)
    if usual and not wanted.has_usual_results:
        told.append(words.one_or_many("timeline.off_results", usual))
    if not told:
        return []
    heading, action = words.say("timeline.off", what=", ".join(told)), words.say("timeline.off_action")
    return [NoticeRow("off", f"{heading} {action}", marker=Marker.AGED, heading=heading, action=action, act=SWITCHES)]


def _place(event: Event) -> _Place:
    """Place an event as far as it is told: a day after its hours, a month after its days, a year after its months."""
    when = event.when
    if when is None:
        return _NOWHERE
    day, moment = when.day(), when.moment()
    if day is not None:
        return day.year, day.month, day.day, moment.timestamp() if moment is not None else float("-inf")
    return when.year, when.month or 0, 0, float("-inf")


def _zone(place: _Place, today: tuple[int, int, int]) -> int:
    """Give 2 for what is surely to come, 1 for today, 0 for the rest, -1 for what nobody dated."""
    if place is _NOWHERE:
        return -1
    told = tuple(part for part in place[:3] if part)
    now = today[: len(told)]
    return 2 if told > now else 1 if len(told) == 3 and told == now else 0


def _rows(shown: Sequence[Event], view: View, above: int) -> tuple[list[Row], tuple[Month, ...], int]:
    """Give headings and events in their order, the months of the strip, and the row of today's line."""
    at = view.now.astimezone(DANISH)
    today = (at.year, at.month, at.day)
    placed = sorted(((_place(event), event) for event in shown), key=lambda one: one[0], reverse=True)
    sizes = Counter(_group(place, today) for place, _ in placed)
    rows: list[Row] = []
    months: dict[tuple[int, int], tuple[list[int], int]] = {}
    group, line = None, -1
    for place, event in placed:
        mine = _group(place, today)
        if line < 0 and mine[0] < 2:
            line = len(rows)
            rows.append(_today(view, sizes[1, 0, 0]))
        if mine != group and mine[0] != 1:
            rows.append(_heading(mine, sizes[mine], view))
        group = mine
        if place[1]:
            counts, _ = months.setdefault((place[0], place[1]), ([0] * len(LANES), above + len(rows)))
            counts[LANES.index(_LANE_OF.get(event.row.kind, Lane.OTHER))] += 1
        rows.append(event.row)
    if line < 0 and placed:
        line = len(rows)
        rows.append(_today(view, 0))
    return rows, tuple(_months(months)), above + max(line, 0)


def _group(place: _Place, today: tuple[int, int, int]) -> tuple[int, int, int]:
    zone = _zone(place, today)
    return (zone, 0, 0) if zone in (1, -1) else (zone, place[0], place[1])


def _today(view: View, count: int) -> GroupRow:
    text = view.words.say("timeline.today", date=show_moment_date(view.now, view.words))
    return GroupRow(TODAY, f"{text}, {count}", text=text, count=str(count) if count else "")


def _heading(group: tuple[int, int, int], count: int, view: View) -> GroupRow:
    words, (zone, year, month) = view.words, group
    if zone < 0:
        text = words.say("timeline.undated")
    elif month:
        text = f"{words.say('time.months').split()[month - 1]} {year}"
    else:
        text = f"{year}, {words.say('timeline.no_month')}"
    right = words.say("timeline.to_come") if zone == 2 else ""
    spoken = ", ".join(part for part in (text, str(count), right) if part)
    return GroupRow(f"group/{zone}/{year}/{month}", spoken, text=text, count=str(count), right=right)


def _months(found: dict[tuple[int, int], tuple[list[int], int]]) -> Iterator[Month]:
    for (year, month), (counts, place) in sorted(found.items()):
        yield Month(datetime(year, month, 1, tzinfo=DANISH).timestamp(), tuple(counts), place)


def _first(rows: tuple[Row, ...], today: int) -> int:
    """Give the newest event that is not to come; else the last that is."""
    events = [place for place, row in enumerate(rows) if isinstance(row, EventRow)]
    return next((place for place in events if place > today), events[-1] if events else 0)
