"""A list of patients as a board: each line with what is known of the patient, in the order of the list, never by severity."""

from typing import Any

from overblik.domain.dates import DANISH, Instant
from overblik.domain.section import Section
from overblik.domain.work_list import LeftOut, ListKind, VisitKind, WorkList
from overblik.viewmodels.formats import long_when, one_line, short_when, show_moment_date, show_time
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.resuscitation import fgvh_of
from overblik.viewmodels.ward_lines import MOST, Composed, Known, Lines
from overblik.viewmodels.ward_row import Around
from overblik.viewmodels.ward_shift import shift_start
from overblik.viewmodels.ward_values import Board, BoardFilter, Column, Count, Frame, Told
from overblik.viewmodels.words import Words


def compose_board(
    made: WorkList, known: Known, wanted: BoardFilter, now: Instant, words: Words, composed: Composed | None = None
) -> Board:
    """Compose a whole board; `composed` is what was composed of the same list before."""
    since = shift_start(now)
    heading = _fgvh_date(known, now, words)
    composed = composed or Composed(made)
    around = Around(since, now, words, heading, composed.roll.similar, composed.asked, made.wanted.kind)
    lines = composed.lines(known, around)
    places = lines.fitting(wanted)
    count = len(made.visits)
    return Board(
        title_of(made, words),
        meta(composed, now, words),
        _columns(made, heading, since, words),
        lines.rows(places),
        _counts(lines, words),
        notices(composed, words),
        foot(known, composed, words, now) if wanted is BoardFilter.ALL else "",
        "" if wanted is BoardFilter.ALL else words.say(f"ward.filter_{wanted.value}", n=len(places), m=count),
        critical=lines.critical_of(places),
    )


def title_of(made: WorkList, words: Words) -> str:
    """Give what a list is called: by the settings, else by its server."""
    if made.wanted.kind is ListKind.OWN:
        return words.say("ward.own")
    return one_line(made.wanted.label or made.title) or made.wanted.name


def meta(composed: Composed, now: Instant, words: Words) -> str:
    """Say the moment, how many patients there are, and when the list was read."""
    made = composed.made
    day = words.say("ward.weekdays").split()[now.astimezone(DANISH).weekday()]
    when = words.say("ward.now", day=day, date=show_moment_date(now, words), time=show_time(now))
    count = words.one_or_many("ward.patients", composed.count)
    if made.wanted.kind is ListKind.OWN:
        return f"{when} · {count}"
    return f"{when} · {count} · {words.say('ward.read', when=short_when(made.as_of, now, words))}"


def _columns(made: WorkList, heading: str, since: Instant, words: Words) -> tuple[Column, ...]:
    time = show_time(since)
    first = {ListKind.WARD: "ward.bed", ListKind.APPOINTMENTS: "ward.time"}.get(made.wanted.kind, "ward.visit")
    fgvh = words.say("ward.fgvh_at", date=heading) if heading else words.say("fgvh.short")
    return (
        Column(words.say(first)),
        Column(words.say("ward.patient")),
        Column(words.say("cave.tag")),
        Column(fgvh),
        Column(words.say("ward.results_since", time=time)),
        Column(words.say("ward.medicine_since", time=time), words.say("ward.medicine_under")),
        Column(words.say("ward.next")),
        Column(words.say("ward.sources_head")),
    )


def _counts(lines: Lines, words: Words) -> tuple[Count, ...]:
    """Count over all lines, whichever were composed: what is said of a list is true of the whole of it."""
    told = (("critical", len(lines.critical)), ("news", len(lines.news)), ("lacking", lines.lacking))
    return tuple(
        Count(number, words.one_or_many(f"ward.count_{name}", number), name) for name, number in told if number
    )


def notices(composed: Composed, words: Words) -> tuple[Told, ...]:
    """Say what must be known of the list itself, before any line of it is relied on."""
    made = composed.made
    told: list[Told] = []
    if not made.is_complete:
        told.append(Told(words.say("ward.cut", count=len(made.visits)), frame=Frame.PARTIAL, marker=Marker.PARTIAL))
    for kind, key in ((VisitKind.UNIDENTIFIED, "ward.unidentified"), (VisitKind.UNREADABLE, "ward.unreadable")):
        count = composed.kinds[kind]
        if count:
            told.append(Told(words.one_or_many(key, count), frame=Frame.PARTIAL, marker=Marker.PARTIAL))
    for why, count in made.left_out:
        told.append(Told(words.one_or_many(f"ward.left_{LeftOut(why).value}", count), is_quiet=True))
    if composed.count > MOST:
        told.append(Told(words.say("ward.most", count=MOST), frame=Frame.DASHED, marker=Marker.NOT_ASKED))
    return tuple(told)


def _sections(known: Known) -> list[Section[Any]]:
    return [section for facts in known.values() for section in facts.sections]


def foot(known: Known, composed: Composed, words: Words, now: Instant) -> str:
    """Say how many lines there are, and whose answer is the oldest."""
    key = "ward.all_beds" if composed.made.wanted.kind is ListKind.WARD else "ward.all_lines"
    told = [f"{words.one_or_many(key, len(composed.made.visits))}, {words.say('ward.no_filter')}"]
    aged = [one for one in _sections(known) if one.as_of is not None]
    if aged:
        oldest = min(aged, key=lambda one: one.as_of or now)
        when = long_when(oldest.as_of or now, now, words)
        told.append(words.say("ward.oldest", source=one_line(oldest.label), when=when))
    return " · ".join(told)


def _fgvh_date(known: Known, now: Instant, words: Words) -> str:
    """Give the date of all stamkort that say that nothing is registered, where it is one date; else none."""
    dates = {
        told.date
        for facts in known.values()
        if not (told := fgvh_of(facts.sections, now, words)).is_unknown and not told.is_registered
    }
    return dates.pop() if len(dates) == 1 else ""
