"""The top and foot of every printed page: whose it is, how old it is, CAVE and FGVH, who printed it (screens.md 6)."""

from datetime import timedelta
from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.disclosure import Disclosed
from overblik.domain.patient import PatientId
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.sync.freshness import age_of, is_doubtful
from overblik.viewmodels.banner import compose_banner
from overblik.viewmodels.card_head import View
from overblik.viewmodels.cave import compose_cave
from overblik.viewmodels.formats import one_line, show_age, show_moment_date, show_time
from overblik.viewmodels.paper import Head, Line, Piece, line
from overblik.viewmodels.words import Words

Sections = tuple[Section[Any], ...]
KEPT_FOR = timedelta(hours=24)
"""A print is destroyed by then (screens.md 6)."""


def dated(now: Instant, words: Words) -> Words:
    """Give words without 'today' and 'yesterday': a paper is read on other days too."""
    today, before = (show_moment_date(now - timedelta(days=days), words) for days in (0, 1))
    dates = {
        "time.today": f"{today} {{time}}",
        "time.yesterday": f"{before} {{time}}",
        "time.today_at": words.say("time.date_at", date=today, time="{time}"),
    }
    return Words(words.language, words.sentences | dates)


def compose_head(kind: str, patient_id: PatientId, sections: Sections, is_alike: bool, view: View) -> Head:
    """Compose the head; `sections` are those whose content stands on the paper, with patient, CAVE and stamkort."""
    words = view.words
    banner = compose_banner(patient_id, sections, is_alike, view.now, words)
    cave = compose_cave(sections, view.now, words)
    name = line(Piece(f"{banner.family}, " if banner.given else banner.family, True), banner.given)
    born = line(
        f"{banner.born_label} " if banner.born_label else "",
        Piece(banner.born, True),
        f" {banner.age}" if banner.age else "",
        " · " if banner.sex else "",
        Piece(banner.sex, True),
    )
    marks = " · ".join((*((banner.deceased,) if banner.deceased else ()), *(badge.text for badge in banner.badges)))
    person = tuple(each for each in (born, line(Piece(marks, True))) if each)
    told = [piece for agent in cave.agents for piece in _agent(agent.name, agent.reaction)]
    lead = f"{cave.lead} " if cave.lead else ""
    copy = f" [{cave.copy}]" if cave.copy else ""
    return Head(
        title=line(Piece(words.say(f"paper.title_{kind}"), True), f" {words.say('paper.from')}"),
        name=name,
        number=line(f"{banner.number_label} ", Piece(banner.number, True)),
        person=person,
        contacts=tuple(line(*(Piece(text, bold) for text, bold in runs)) for runs in banner.right),
        bar=_bar(sections, view),
        bar_right=(words.say("paper.printed"), at_moment(view.now, view)),
        cave_tag=words.say("cave.tag"),
        cave=line(Piece(lead, True), *told, Piece(cave.text, True), Piece(copy, True)),
        cave_short=line(Piece(words.say("paper.cave_listed", count=len(cave.agents)), True)),
        fgvh=cave.fgvh,
        cave_right=cave.right,
    )


def _agent(name: str, reaction: str) -> Line:
    return (Piece(name, True), Piece(f" — {reaction}   "))


def at_moment(moment: Any, view: View) -> str:
    """Write a moment with its full date."""
    date, time = show_moment_date(moment, view.words), show_time(moment)
    return view.words.say("time.date_at", date=date, time=time)


def _bar(sections: Sections, view: View) -> tuple[Line, ...]:
    """Say how old the oldest of it is, then when medicine and results were fetched; never the age of the youngest."""
    lines = oldest_lines(sections, view)
    return (*lines, *_fetched(sections, view)) if any(one.as_of is not None for one in sections) else lines


def oldest_lines(sections: Sections, view: View, copy: str = "paper.copy") -> tuple[Line, ...]:
    """Say how old the oldest of some sections is, and whether a kept copy is among them, in the words of the key `copy`."""
    words = view.words
    shown = [section for section in sections if section.as_of is not None]
    if not shown:
        return (line(Piece(words.say("paper.nothing_fetched"), True)),)
    oldest = min(shown, key=lambda section: section.as_of or view.now)
    moment = oldest.as_of or view.now
    doubt = any(section.has(Cause.CLOCK_DOUBT) or is_doubtful(section.as_of or view.now, view.now) for section in shown)
    age = words.say("bar.age_doubt") if doubt else show_age(age_of(moment, view.now), words)
    told = words.say("paper.oldest", when=at_moment(moment, view), source=one_line(oldest.label), age=age)
    lines = []
    if any(is_kept(section) for section in shown):
        date, time = show_moment_date(moment, words), show_time(moment)
        full = age if doubt else words.say("time.age", age=age)
        said = words.say(copy, date=date, time=time, age=full)
        lines.append(line(Piece(f"{words.say('paper.kept_copy')}  {said}", True)))
    lines.append(line(Piece(told, True)))
    return tuple(lines)


def is_kept(section: Section[Any]) -> bool:
    """Whether what stands on the paper is a kept copy, because no newer answer was to be had (H19)."""
    return section.from_copy and section.standing is not Standing.COMPLETE


def _fetched(sections: Sections, view: View) -> list[Line]:
    """Say when the medicine card and the results came: the same time is said once."""
    by_time: dict[str, list[str]] = {}
    for section in sections:
        if section.topic in (Topic.MEDICATION, Topic.LAB_RESULTS) and section.as_of is not None and section.items_in:
            by_time.setdefault(at_moment(section.as_of, view), []).append(one_line(section.label))
    told = [f"{', '.join(dict.fromkeys(names))} {when}" for when, names in by_time.items()]
    return [line(Piece(view.words.say("paper.fetched", text=" · ".join(told)), True))] if told else []


def compose_foot(printed: Disclosed | None, view: View) -> tuple[str, str]:
    """Say who printed it and under which number it is logged, and by when it is destroyed."""
    words = view.words
    destroy = words.say("paper.destroy", when=at_moment(view.now + KEPT_FOR, view))
    if printed is None:
        return words.say("paper.not_logged"), destroy
    who = ", ".join(part for part in (one_line(printed.who), one_line(printed.role)) if part)
    who = who or words.say("paper.nobody")
    if not printed.number:
        return words.say("paper.from_files", who=who), destroy
    return words.say("paper.logged", who=who, number=printed.number), destroy
