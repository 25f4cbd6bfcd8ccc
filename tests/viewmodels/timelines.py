"""Timelines of sections that a test gives, as the program composes them."""

from dataclasses import replace
from typing import Any

from clinic import plain, view
from overblik.viewmodels.card_head import View
from overblik.viewmodels.rows import GroupRow
from overblik.viewmodels.timeline import timeline
from overblik.viewmodels.timeline_events import events_of
from overblik.viewmodels.timeline_values import EventRow, Timeline, TimelineFilter
from overblik.viewmodels.veil import veiled

ALL = TimelineFilter(has_dispensings=True, has_usual_results=True, has_containers=True)


def made(*sections: Any, wanted: TimelineFilter = ALL, at: View | None = None) -> Timeline:
    """Compose the timeline with all that may be switched off switched on, unless the test asks otherwise."""
    seen = at or view()
    shown = veiled(sections, seen.words.say("medication.veiled"))
    events = [event for told in events_of(shown, seen) for event in told]
    return timeline(events, shown, seen, wanted)


def rows(*sections: Any, **more: Any) -> list[EventRow]:
    """Give the events from top to bottom."""
    return [row for row in made(*sections, **more).rows if isinstance(row, EventRow)]


def said(*sections: Any, **more: Any) -> list[str]:
    """Write date and text of each event from top to bottom."""
    return [plain(f"{row.when} | {row.text}") for row in rows(*sections, **more)]


def outline(*sections: Any, **more: Any) -> list[str]:
    """Write every row from top to bottom: headings and notices as they are, events by their text."""
    told = made(*sections, **more).rows
    return [plain(getattr(row, "heading", "") or getattr(row, "text", "")) for row in told]


def listed(*sections: Any, **more: Any) -> list[str]:
    """Write headings and events alone."""
    told = made(*sections, **more).rows
    return [plain(row.text) for row in told if isinstance(row, GroupRow | EventRow)]


def only(*kinds: Any, **more: Any) -> TimelineFilter:
    return replace(ALL, kinds=frozenset(kinds), **more)
