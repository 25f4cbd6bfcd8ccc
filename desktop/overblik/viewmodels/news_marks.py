"""Marks of what is new in its place: one violet bar, and the word 'Ny', 'Ændret' or 'Flyttet' (principle 6)."""

from dataclasses import replace

from overblik.domain.dates import clinical_date
from overblik.domain.section import Topic
from overblik.sync.changes import Turn
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import show_date
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.news_strip import Sections, Told, told_of
from overblik.viewmodels.rows import Card, LabRow, LineRow, MedicationRow, PlanRow, Row


def marked(card: Card, sections: Sections, view: View) -> Card:
    """Give a card whose rows bear the marks of what is new to this clinician; nothing is done where that is unknown."""
    if view.news is None:
        return card
    told = marks_by_key(sections, view)
    return replace(card, rows=tuple(marked_row(row, told.get(row.key), view) for row in card.rows))


def marks_by_key(sections: Sections, view: View) -> dict[str, Told]:
    """Give what is new by the key of the row that shows it; nothing where no earlier look is known."""
    by_place = {(section.topic, section.source): section for section in sections}
    told: dict[str, Told] = {}
    for novelty in view.news.items if view.news is not None else ():
        section = by_place.get((novelty.topic, novelty.source))
        if section is not None:
            one = told_of(novelty, section)
            told |= dict.fromkeys(one.keys, one)
    return told


def marked_row(row: Row, one: Told | None, view: View) -> Row:
    """Give a row with the mark of what is new in it; without one, none."""
    if not isinstance(row, (MedicationRow, LabRow, PlanRow, LineRow)):
        return row
    if one is None:
        # The card's own rule of the last thirty days gives way to what this clinician has seen.
        return replace(row, bar=None) if row.bar is Tone.NEW else row
    word = view.words.say("news.mark_new" if one.novelty.turn is Turn.NEW else "news.mark_changed")
    spoken = f"{row.accessible}, {word.casefold()}"
    if isinstance(row, PlanRow):
        return replace(row, bar=Tone.NEW, badge=row.badge or Badge(word, Tone.NEW), accessible=spoken)
    if isinstance(row, LineRow) and one.novelty.topic is Topic.APPOINTMENTS:
        return _appointment(row, one, view)
    if isinstance(row, LineRow):
        return replace(row, bar=Tone.NEW, badge=row.badge or Badge(word, Tone.NEW), accessible=spoken)
    return replace(row, bar=Tone.NEW, accessible=spoken)


def _appointment(row: LineRow, one: Told, view: View) -> LineRow:
    """Say of an appointment that was moved since the last look from when it was moved."""
    words, start = view.words, one.fact.start.text if one.fact.start is not None else ""
    was = clinical_date(one.novelty.was) if one.novelty.was and one.novelty.was != start else None
    if was is None or one.fact.moved_from is not None:
        word = words.say("news.mark_new" if one.novelty.turn is Turn.NEW else "news.mark_changed")
        spoken = f"{row.accessible}, {word.casefold()}"
        return replace(row, bar=Tone.NEW, badge=row.badge or Badge(word, Tone.NEW), accessible=spoken)
    word, before = words.say("appointment.moved"), words.say("appointment.before", date=show_date(was, words))
    second = " · ".join(part for part in (row.second, before) if part)
    badge = row.badge or Badge(word, Tone.NEW)
    return replace(row, bar=Tone.NEW, badge=badge, second=second, accessible=f"{row.accessible}, {word}, {before}")
