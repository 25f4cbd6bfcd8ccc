"""One line of a board: who, where, and what is known of him; what is no patient says what it is instead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from overblik.domain.dates import DANISH, Instant, age_in_years
from overblik.domain.patient import PatientId
from overblik.domain.work_list import ListKind, RecordState, Visit, VisitKind, VisitState
from overblik.viewmodels.formats import one_line, show_date, show_time
from overblik.viewmodels.marks import Badge, FlagShape, Marker, Tone
from overblik.viewmodels.resuscitation import fgvh_of
from overblik.viewmodels.veil import veiled
from overblik.viewmodels.ward_cells import (
    cave_cell,
    fgvh_cell,
    is_critical,
    medicine_cell,
    results_cell,
    sources_cell,
)
from overblik.viewmodels.ward_next import next_cell
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_values import BoardRow, Frame, Told
from overblik.viewmodels.words import Words

_PLAIN_STATES = (VisitState.PLANNED, VisitState.UNDER_WAY, VisitState.UNSAID)


@dataclass(frozen=True, slots=True)
class Around:
    """What all lines of a board share."""

    since: Instant
    now: Instant
    words: Words
    fgvh_heading: str
    similar: frozenset[PatientId]
    asked: frozenset[PatientId]
    """Those whose facts are asked for."""
    kind: ListKind


Fill = Callable[[BoardRow, Facts, Around], BoardRow]


def row_of(
    key: str, visit: Visit, known: Mapping[PatientId, Facts], around: Around, fill: Fill | None = None
) -> BoardRow:
    """Compose one line; `fill` puts what is known of a patient into it, on the board what stands there now."""
    if visit.kind is not VisitKind.PATIENT or visit.patient_id is None:
        return _nobody(key, visit, around)
    row = _person(key, visit, around)
    if visit.patient_id not in around.asked:
        remark = around.words.say("ward.not_looked_up")
        return _spoken(replace(row, remark=remark, is_muted=is_muted(visit, around.asked)), around)
    facts = known.get(visit.patient_id)
    if facts is not None and facts.failed:
        return _spoken(_refused(row, facts.failed, around), around)
    if facts is None:
        loading = (Told(around.words.say("ward.loading"), marker=Marker.LOADING, is_quiet=True),)
        return _spoken(replace(row, cave=loading, results=loading, sources=loading), around)
    return _spoken((fill or _with_facts)(row, facts, around), around)


def is_muted(visit: Visit, asked: frozenset[PatientId]) -> bool:
    """Whether a line needs no eye: an empty bed, or a visit that has fallen."""
    if visit.kind is not VisitKind.PATIENT or visit.patient_id is None:
        return visit.kind is VisitKind.EMPTY_BED
    return visit.patient_id not in asked and not visit.state.stands


def _with_facts(row: BoardRow, facts: Facts, around: Around) -> BoardRow:
    words, now = around.words, around.now
    sections = veiled(facts.sections, words.say("medication.veiled"))
    results = results_cell(sections, around.since, now, words)
    medicine = medicine_cell(sections, around.since, now, words)
    sources, is_whole = sources_cell(sections, now, words)
    return replace(
        row,
        cave=cave_cell(sections, now, words),
        fgvh=fgvh_cell(fgvh_of(sections, now, words), around.fgvh_heading, words),
        results=results,
        medicine=medicine,
        next=next_cell(sections, now, words),
        sources=sources,
        is_critical=is_critical(results),
        has_news=any(one.flag is not FlagShape.NONE for one in results) or any(one.badge for one in medicine),
        is_whole=is_whole and facts.is_last,
    )


def _refused(row: BoardRow, code: str, around: Around) -> BoardRow:
    """Say that nothing may be shown of a patient, and why: the others stand."""
    words = around.words
    key = f"error.{code}" if f"error.{code}" in words.sentences else "error.error"
    told = (
        Told(words.say("ward.not_shown"), frame=Frame.FAILED, marker=Marker.FAILED),
        Told(words.say(key), is_quiet=True),
    )
    return replace(row, cave=told)


def _person(key: str, visit: Visit, around: Around) -> BoardRow:
    words = around.words
    today = around.now.astimezone(DANISH).date()
    years = age_in_years(visit.birth_date, today) if visit.birth_date is not None else None
    age = words.say("banner.age_years", count=years) if years is not None else ""
    born = words.say("ward.born", date=show_date(visit.birth_date, words)) if visit.birth_date is not None else ""
    family, given = one_line(visit.family).upper(), one_line(visit.given)
    if not (family or given):
        family = words.say("banner.name_unknown")
    what = one_line(visit.what_for) if around.kind is not ListKind.WARD else ""
    said = words.say("ward.said", text=one_line(visit.said)) if visit.said else ""
    told = " · ".join(part for part in (age, born, what, said) if part)
    return BoardRow(key, _place(visit, around), visit.patient_id, family, given, told, tuple(_badges(visit, around)))


def _badges(visit: Visit, around: Around) -> list[Badge]:
    words, made = around.words, list[Badge]()
    if visit.patient_id in around.similar:
        made.append(Badge(words.say("ward.alike"), Tone.STALE))
    if visit.record is not RecordState.CURRENT:
        made.append(Badge(words.say(f"ward.record_{visit.record.value}"), Tone.STALE))
    if visit.deceased:
        made.append(Badge(words.say("ward.deceased"), Tone.PLAIN))
    if visit.state is VisitState.UNKNOWN:
        status = one_line(visit.wire_status) or words.say("time.unknown")
        made.append(Badge(words.say("ward.state_unknown", status=status), Tone.STALE))
    elif visit.state not in _PLAIN_STATES:
        made.append(Badge(words.say(f"ward.state_{visit.state.value}"), Tone.PLAIN))
    return made


def _place(visit: Visit, around: Around) -> str:
    """Give what stands in the first column: the bed, or the time, with the place below it elsewhere."""
    if around.kind is ListKind.WARD:
        return one_line(visit.place)
    moment = visit.start.moment() if visit.start is not None else None
    if moment is not None:
        return show_time(moment)
    return around.words.say("ward.no_time") if around.kind is ListKind.APPOINTMENTS else ""


def _nobody(key: str, visit: Visit, around: Around) -> BoardRow:
    words, place = around.words, _place(visit, around)
    if visit.kind in (VisitKind.EMPTY_BED, VisitKind.UNKNOWN_BED):
        remark = words.say(f"ward.{visit.kind.value}")
        spoken = ", ".join(part for part in (_place_spoken(place, around), remark) if part)
        return BoardRow(key, place, remark=remark, is_muted=is_muted(visit, around.asked), accessible=spoken)
    is_known = f"ward.{visit.kind.value}_{visit.record.value}" in words.sentences
    remark = words.say(f"ward.{visit.kind.value}_{visit.record.value}" if is_known else f"ward.{visit.kind.value}_row")
    said = words.say("ward.said", text=one_line(visit.said)) if visit.said else ""
    what = " · ".join(part for part in (one_line(visit.what_for), said) if part)
    spoken = ", ".join(part for part in (_place_spoken(place, around), remark, what) if part)
    return BoardRow(key, place, born=what, remark=remark, accessible=spoken)


def _place_spoken(place: str, around: Around) -> str:
    if around.kind is ListKind.WARD and place:
        return around.words.say("ward.bed_spoken", bed=place)
    return place


def _spoken(row: BoardRow, around: Around) -> BoardRow:
    """Say the whole line in the order of its columns: flags as words, frames as what they mean."""
    words = around.words
    name = ", ".join(part for part in (row.family.title(), row.given) if part)
    parts = [_place_spoken(row.place, around), name, row.born, *(badge.text for badge in row.badges), row.remark]
    cave = ". ".join(_said(row.cave))
    parts += [words.say("ward.spoken_cave", text=cave)] if cave else []
    parts += [*_said(row.fgvh), *_said(row.results)]
    medicine = ". ".join(_said(row.medicine))
    parts += [words.say("ward.spoken_medicine", text=medicine)] if medicine else []
    for name in ("appointments", "plans", "documents"):
        cell: tuple[Told, ...] = getattr(row, name)
        parts += [words.say(f"handover.spoken_{name}", text=". ".join(_said(cell)))] if cell else []
    parts += [*_said(row.next), *(words.say("ward.spoken_sources", text=one) for one in _said(row.sources)[:1])]
    return replace(row, accessible=", ".join(part for part in parts if part.strip()))


def _said(lines: tuple[Told, ...]) -> list[str]:
    return [one.said for one in lines if one.said.strip()]
