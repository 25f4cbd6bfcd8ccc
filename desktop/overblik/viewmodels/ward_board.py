"""A list of patients as a board: each line with what is known of the patient, in the order of the list, never by severity."""

from collections.abc import Mapping
from typing import Any

from overblik.domain.dates import DANISH, Instant
from overblik.domain.patient import PatientId
from overblik.domain.section import Section
from overblik.domain.work_list import LeftOut, ListKind, VisitKind, WorkList
from overblik.viewmodels.formats import long_when, one_line, short_when, show_moment_date, show_time
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.patient_list import Listed, alike
from overblik.viewmodels.resuscitation import fgvh_of
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_row import Around, Fill, row_of
from overblik.viewmodels.ward_shift import shift_start
from overblik.viewmodels.ward_values import Board, BoardFilter, BoardRow, Column, Count, Frame, Told
from overblik.viewmodels.words import Words

MOST = 60
"""Of so many patients at most a board fetches what it shows: a longer list is no ward, and is not read in bulk (T20)."""
_SHORT = 6
"""Letters that stand whole in the narrow column of the rail; a longer name of a bed stands on the board alone."""
Known = Mapping[PatientId, Facts]


def shown(made: WorkList) -> tuple[PatientId, ...]:
    """Give those whose facts a board may ask for: whoever is expected, in the order of the list."""
    expected = made.expected
    if made.wanted.kind is ListKind.OWN:
        return made.patients[:MOST]
    return tuple(one for one in made.patients if one in expected)[:MOST]


def listed(made: WorkList) -> tuple[Listed, ...]:
    """Give the patients of a list as the rail shows them, each once; only who is expected counts as on the list."""
    expected = made.expected if made.wanted.kind is not ListKind.OWN else frozenset()
    found: dict[PatientId, Listed] = {}
    for visit in made.visits:
        if visit.patient_id is not None and visit.patient_id not in found:
            moment = visit.start.moment() if visit.start is not None else None
            is_timed = made.wanted.kind in (ListKind.APPOINTMENTS, ListKind.LIST) and moment is not None
            time = show_time(moment) if is_timed and moment is not None else ""
            bed = one_line(visit.place)
            time = bed if made.wanted.kind is ListKind.WARD and len(bed) <= _SHORT else time
            born = visit.birth_date.text if visit.birth_date is not None else ""
            who = visit.patient_id
            found[who] = Listed(who, visit.family, visit.given, born, visit.sex.value, time, who in expected)
    return tuple(found.values())


class Composed:
    """The lines of one list as they were composed: of thousands only those are composed again of whom something came."""

    def __init__(self, made: WorkList, fill: Fill | None = None) -> None:
        """Take a list, and what fills its lines (`row_of`); what holds for all of them is found once."""
        self._fill = fill
        self.made, self.similar, self.asked = made, alike(listed(made)), frozenset(shown(made))
        self._rows: dict[int, tuple[object, BoardRow]] = {}

    def rows(self, known: Known, around: Around) -> tuple[BoardRow, ...]:
        """Give all lines; one without facts changes with the day and the language alone."""
        made, day = [], around.now.astimezone(DANISH).date()
        for n, visit in enumerate(self.made.visits):
            facts = known.get(visit.patient_id) if visit.patient_id is not None else None
            when: object = (facts, around.now, around.since, around.fgvh_heading) if facts is not None else day
            former = self._rows.get(n)
            if former is None or former[0] != (when, around.words.language):
                row = row_of(str(n), visit, known, around, self._fill)
                former = self._rows[n] = ((when, around.words.language), row)
            made.append(former[1])
        return tuple(made)


def compose_board(
    made: WorkList, known: Known, wanted: BoardFilter, now: Instant, words: Words, composed: Composed | None = None
) -> Board:
    """Compose a whole board; `composed` is what was composed of the same list before."""
    since = shift_start(now)
    heading = _fgvh_date(known, now, words)
    composed = composed or Composed(made)
    around = Around(since, now, words, heading, composed.similar, composed.asked, made.wanted.kind)
    rows = composed.rows(known, around)
    kept = tuple(row for row in rows if fits(row, wanted))
    return Board(
        title_of(made, words),
        meta(made, now, words),
        _columns(made, heading, since, words),
        kept,
        _counts(rows, words),
        notices(made, words),
        foot(known, rows, made, words, now) if wanted is BoardFilter.ALL else "",
        "" if wanted is BoardFilter.ALL else words.say(f"ward.filter_{wanted.value}", n=len(kept), m=len(rows)),
    )


def title_of(made: WorkList, words: Words) -> str:
    """Give what a list is called: by the settings, else by its server."""
    if made.wanted.kind is ListKind.OWN:
        return words.say("ward.own")
    return one_line(made.wanted.label or made.title) or made.wanted.name


def fits(row: BoardRow, wanted: BoardFilter) -> bool:
    tests = {
        BoardFilter.ALL: True,
        BoardFilter.CRITICAL: row.is_critical,
        BoardFilter.NEWS: row.has_news,
        BoardFilter.LACKING: not row.is_whole,
    }
    # What is no patient is never filtered away: nobody would miss it (H8).
    return tests[wanted] or (row.patient_id is None and not row.is_muted)


def meta(made: WorkList, now: Instant, words: Words) -> str:
    day = words.say("ward.weekdays").split()[now.astimezone(DANISH).weekday()]
    when = words.say("ward.now", day=day, date=show_moment_date(now, words), time=show_time(now))
    count = words.one_or_many("ward.patients", len(made.patients))
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


def _counts(rows: tuple[BoardRow, ...], words: Words) -> tuple[Count, ...]:
    patients = [row for row in rows if row.patient_id is not None and not row.is_muted]
    told = (
        ("critical", sum(row.is_critical for row in patients)),
        ("news", sum(row.has_news for row in patients)),
        ("lacking", sum(not row.is_whole for row in patients)),
    )
    return tuple(
        Count(number, words.one_or_many(f"ward.count_{name}", number), name) for name, number in told if number
    )


def notices(made: WorkList, words: Words) -> tuple[Told, ...]:
    """Say what must be known of the list itself, before any line of it is relied on."""
    told: list[Told] = []
    if not made.is_complete:
        told.append(Told(words.say("ward.cut", count=len(made.visits)), frame=Frame.PARTIAL, marker=Marker.PARTIAL))
    for kind, key in ((VisitKind.UNIDENTIFIED, "ward.unidentified"), (VisitKind.UNREADABLE, "ward.unreadable")):
        count = made.count(kind)
        if count:
            told.append(Told(words.one_or_many(key, count), frame=Frame.PARTIAL, marker=Marker.PARTIAL))
    for why, count in made.left_out:
        told.append(Told(words.one_or_many(f"ward.left_{LeftOut(why).value}", count), is_quiet=True))
    if len(made.patients) > MOST:
        told.append(Told(words.say("ward.most", count=MOST), frame=Frame.DASHED, marker=Marker.NOT_ASKED))
    return tuple(told)


def _sections(known: Known) -> list[Section[Any]]:
    return [section for facts in known.values() for section in facts.sections]


def foot(known: Known, rows: tuple[BoardRow, ...], made: WorkList, words: Words, now: Instant) -> str:
    """Say how many lines there are, and whose answer is the oldest."""
    places = len(rows)
    key = "ward.all_beds" if made.wanted.kind is ListKind.WARD else "ward.all_lines"
    told = [f"{words.one_or_many(key, places)}, {words.say('ward.no_filter')}"]
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
