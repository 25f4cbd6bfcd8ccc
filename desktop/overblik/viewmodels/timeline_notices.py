"""What the timeline lacks: said above its events, gathered by source, never filtered away (R8, R19, H21)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from overblik.domain.section import Section, Standing, Topic
from overblik.viewmodels.card_head import View, notices, of_topic, pairs
from overblik.viewmodels.formats import one_line
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.medication_beside import leading
from overblik.viewmodels.medication_hidden import hidden_rows, invalid_rows
from overblik.viewmodels.medication_over import card_notices
from overblik.viewmodels.medication_table import state_notices
from overblik.viewmodels.rows import NoticeRow
from overblik.viewmodels.timeline_events import TOPICS

Sections = tuple[Section[Any], ...]


def lacking(sections: Sections, view: View, *, has_events: bool) -> list[NoticeRow]:
    """Give a row for each thing that is missing; that nothing is registered is said only where no event stands."""
    found = [row for topic in TOPICS for row in _of_topic(sections, topic, view)]
    shown = [row for row in found if not has_events or row.marker is not Marker.EMPTY]
    return [*_hidden(sections, view), *_gathered(shown)]


def _of_topic(sections: Sections, topic: Topic, view: View) -> Iterator[NoticeRow]:
    """Give the notices of a topic, each with the name of the topic: its card stands elsewhere."""
    mine = of_topic(sections, topic)
    told = [*card_notices(leading(mine), view), *state_notices(mine, view)] if topic is Topic.MEDICATION else []
    told = told or ([] if topic is Topic.MEDICATION else list(notices(mine, view)))
    name = view.words.say(f"topic.{topic.value}")
    labels = {section.source: one_line(section.label) for section in mine}
    # Where nobody was asked, or nobody offers it, one line says so for all sources; their names stand in its text.
    is_nobody = all(section.standing is Standing.NOT_ASKED for section in mine)
    for row in told:
        if isinstance(row, NoticeRow):
            label, heading = labels.get(row.source, ""), row.heading
            if is_nobody:
                label, heading = "", heading.removeprefix(f"{label}: ")
                row = replace(row, source="")  # noqa: PLW2901
            if label and label not in heading:
                heading = f"{label}: {heading}"
            yield _named(replace(row, key=f"{topic.value}/{row.key}", heading=heading), name)


def _named(row: NoticeRow, topic: str) -> NoticeRow:
    heading = f"{row.heading} ({topic})"
    return replace(row, heading=heading, accessible=f"{heading}. {row.text}".strip())


def _hidden(sections: Sections, view: View) -> list[NoticeRow]:
    """Give the one line that something is hidden, and what the service itself calls invalid."""
    every = pairs(leading(of_topic(sections, Topic.MEDICATION)))
    hidden = [row for row in hidden_rows(every, view) if isinstance(row, NoticeRow)]
    invalid = [row for row in invalid_rows(every, view) if isinstance(row, NoticeRow)]
    return [*hidden[:1], *invalid]


def _gathered(rows: list[NoticeRow]) -> list[NoticeRow]:
    """Give one row where a source lacks several topics for one reason: all of them are named in it."""
    groups: dict[tuple[object, ...], list[NoticeRow]] = {}
    for row in rows:
        is_alone = row.act or row.original is not None
        what = row.heading.rpartition(" (")[0]
        groups.setdefault((row.key,) if is_alone else (row.source, row.marker, what), []).append(row)
    return [members[0] if len(members) == 1 else _joint(members) for members in groups.values()]


def _joint(members: list[NoticeRow]) -> NoticeRow:
    what = members[0].heading.rpartition(" (")[0]
    topics = ", ".join(dict.fromkeys(row.heading.rpartition(" (")[2].rstrip(")") for row in members))
    text = " ".join(dict.fromkeys(row.text for row in members if row.text))
    heading = f"{what} ({topics})"
    return replace(members[0], heading=heading, text=text, accessible=f"{heading}. {text}".strip())
