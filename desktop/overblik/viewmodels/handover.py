"""The hand-over of a shift: of each patient of a list what came since a moment, and what cannot be said.

A board of other columns: its lines, names and negatives are those of the board, in the order of the list, never by
severity. What came is judged by the days that the sources state, so that whoever looked before, or did not, changes
nothing.
"""

from dataclasses import dataclass, replace
from typing import Any

from overblik.domain.clinical import Allergy
from overblik.domain.dates import DANISH, Instant
from overblik.domain.section import Section, Topic
from overblik.domain.work_list import ListKind, WorkList
from overblik.sync.changes import Novelty, news_since
from overblik.viewmodels.formats import one_line, short_when, show_moment_date, show_time
from overblik.viewmodels.handover_cells import appointments_cell, documents_cell, plans_cell
from overblik.viewmodels.marks import Badge, FlagShape, Marker, Tone
from overblik.viewmodels.news_strip import Told as Fresh
from overblik.viewmodels.news_strip import counted
from overblik.viewmodels.resuscitation import fgvh_of
from overblik.viewmodels.veil import veiled
from overblik.viewmodels.ward_board import foot, meta, notices, title_of
from overblik.viewmodels.ward_cells import cave_cell, fgvh_cell, is_critical, medicine_cell, results_cell
from overblik.viewmodels.ward_lines import Composed, Known, Lines
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_row import Around
from overblik.viewmodels.ward_shift import shift_before, shift_start
from overblik.viewmodels.ward_standing import may_say, offered
from overblik.viewmodels.ward_values import Board, BoardFilter, BoardRow, Column, Count, Frame, Layout, Told
from overblik.viewmodels.words import Words

_DATED = (Topic.ALLERGIES, Topic.APPOINTMENTS, Topic.CARE_PLANS, Topic.DOCUMENTS)
_LACKS = (Frame.DASHED, Frame.FAILED, Frame.BLOCKED, Frame.PARTIAL)


def first_moment(now: Instant) -> Instant:
    """Give the moment from which a hand-over tells first: the start of the shift before the present one.

    Whoever comes sees what happened before he came, and whoever goes all of his own shift: too much, and never too little.
    """
    return shift_before(shift_start(now))


@dataclass(frozen=True, slots=True)
class Since:
    """What of a patient's appointments, plans, documents and CAVE came since a moment: it does not change as time goes on."""

    sections: tuple[Section[Any], ...]
    """All of his, without what names a hidden drug."""
    fresh: tuple[Fresh, ...]
    undated: tuple[Novelty, ...]


def since_of(facts: Facts, around: Around) -> Since:
    """Find what came since the moment of which nothing but its day tells."""
    sections = veiled(facts.sections, around.words.say("medication.veiled"))
    news, undated = news_since(_dated(sections), around.since)
    return Since(sections, counted(sections, news), undated)


def _dated(sections: tuple[Section[Any], ...]) -> tuple[Section[Any], ...]:
    return offered(one for one in sections if one.topic in _DATED)


def fill(row: BoardRow, facts: Facts, around: Around, found: Since | None = None) -> BoardRow:
    """Put into a line what came since the moment, in place of each negative why it may not be said.

    `found` is what `since_of` found before, where that is known.
    """
    words, now, since = around.words, around.now, around.since
    found = found or since_of(facts, around)
    sections, fresh, undated, mine = found.sections, found.fresh, found.undated, _dated(found.sections)
    results = results_cell(sections, since, now, words)
    medicine = medicine_cell(sections, since, now, words)
    cells = (
        results,
        medicine,
        appointments_cell(mine, fresh, undated, around),
        plans_cell(mine, fresh, undated, around),
        documents_cell(mine, fresh, undated, around),
    )
    cave_news = _new_cave(fresh, words)
    is_told = all(one.frame not in _LACKS and one.marker is not Marker.LOADING for cell in cells for one in cell)
    allergies = tuple(one for one in mine if one.topic is Topic.ALLERGIES)
    return replace(
        row,
        born=" · ".join(part for part in (row.born, fetched_words(facts, now, words)) if part),
        cave=(*cave_cell(sections, now, words), *cave_news),
        fgvh=fgvh_cell(fgvh_of(sections, now, words), "", words),
        results=results,
        medicine=medicine,
        appointments=cells[2],
        plans=cells[3],
        documents=cells[4],
        is_critical=is_critical(results),
        has_news=bool(cave_news) or any(is_news(one) for cell in cells for one in cell),
        is_whole=is_told and facts.is_last and may_say(allergies, now, since),
    )


def is_news(told: Told) -> bool:
    """Whether a line of a cell names something that came or changed."""
    return told.flag is not FlagShape.NONE or told.badge is not None


def _new_cave(fresh: tuple[Fresh, ...], words: Words) -> tuple[Told, ...]:
    names = [one_line(one.fact.agent) for one in fresh if isinstance(one.fact, Allergy)]
    badge = Badge(words.say("medication.new"), Tone.NEW)
    return (Told(", ".join(dict.fromkeys(names)), badge=badge, is_strong=True),) if names else ()


def fetched_words(facts: Facts, now: Instant, words: Words) -> str:
    """Say from when the oldest is that is known of a patient (H4); empty where nothing is."""
    oldest = min((one.as_of for one in facts.sections if one.as_of is not None), default=None)
    return words.say("handover.fetched", when=short_when(oldest, now, words)) if oldest is not None else ""


def compose_handover(  # noqa: PLR0913 - as the board, and the moment
    made: WorkList,
    known: Known,
    wanted: BoardFilter,
    since: Instant,
    now: Instant,
    words: Words,
    *,
    composed: Composed | None = None,
) -> Board:
    """Compose the hand-over of a list since a moment; `composed` is what was composed of it before."""
    composed = composed or Composed(made, fill)
    around = Around(since, now, words, "", composed.roll.similar, composed.asked, made.wanted.kind)
    lines = composed.lines(known, around)
    places = lines.fitting(wanted)
    is_all = wanted is BoardFilter.ALL
    return Board(
        words.say("handover.title", since=since_words(since, now, words)),
        f"{title_of(made, words)} · {meta(composed, now, words)}",
        _columns(made, words),
        lines.rows(places),
        _counts(lines, words),
        (*notices(composed, words), Told(words.say("handover.gone"), is_quiet=True)),
        foot(known, composed, words, now) if is_all else "",
        "" if is_all else words.say(f"ward.filter_{wanted.value}", n=len(places), m=len(made.visits)),
        layout=Layout.HANDOVER,
        critical=lines.critical_of(places),
    )


def since_words(since: Instant, now: Instant, words: Words) -> str:
    """Say the moment: `siden kl. 15:00 i går`; two days and more back by its date."""
    days = (now.astimezone(DANISH).date() - since.astimezone(DANISH).date()).days
    key = {0: "handover.since_today", 1: "handover.since_yesterday"}.get(days, "handover.since_day")
    return words.say(key, time=show_time(since), date=show_moment_date(since, words))


def _columns(made: WorkList, words: Words) -> tuple[Column, ...]:
    first = {ListKind.WARD: "ward.bed", ListKind.APPOINTMENTS: "ward.time"}.get(made.wanted.kind, "ward.visit")
    return (
        Column(words.say(first)),
        Column(words.say("ward.patient")),
        Column(words.say("cave.tag")),
        Column(words.say("topic.lab_results")),
        Column(words.say("handover.medicine"), words.say("ward.medicine_under")),
        Column(words.say("topic.appointments")),
        Column(words.say("topic.care_plans")),
        Column(words.say("topic.documents")),
    )


def _counts(lines: Lines, words: Words) -> tuple[Count, ...]:
    """Count of the patients who has something new, and of whom not all can be said.

    That nobody has anything new is said only where all can be said of everybody.
    """
    critical, news, lacking, told = len(lines.critical), len(lines.news), lines.lacking, list[Count]()
    if critical:
        told.append(Count(critical, words.one_or_many("ward.count_critical", critical), "critical"))
    if news or not lacking:
        text = words.one_or_many("handover.count_news", lines.patients, n=news)
        told.append(Count(news, text, "news"))
    if lacking:
        told.append(Count(lacking, words.one_or_many("handover.count_lacking", lacking), "lacking"))
    return tuple(told)
