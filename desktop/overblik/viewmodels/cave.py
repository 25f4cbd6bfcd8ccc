"""The CAVE line: exactly the displays of safety.md section 1, never an empty line."""

from dataclasses import dataclass
from typing import Any

from overblik.domain.clinical import Allergy, Currency
from overblik.domain.dates import Instant
from overblik.domain.section import Cause, Scoped, Section, Standing, Topic
from overblik.sync.freshness import Age
from overblik.viewmodels.formats import one_line, short_when, show_date, show_moment_date, show_time
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.resuscitation import fgvh_of
from overblik.viewmodels.screen import Agent, Cave
from overblik.viewmodels.states import age_band
from overblik.viewmodels.words import Words

_Entry = tuple[Section[Any], Scoped[Any]]


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the sources of CAVE said together."""

    sections: tuple[Section[Any], ...]
    known: tuple[_Entry, ...]
    negations: tuple[_Entry, ...]


def compose_cave(sections: tuple[Section[Any], ...], now: Instant, words: Words) -> Cave:
    """Compose the line from every source that offers allergies."""
    asked = tuple(
        section
        for section in sections
        if section.topic is Topic.ALLERGIES
        and not section.has(Cause.NOT_OFFERED)
        and not section.has(Cause.UNKNOWN_PATIENT)
    )
    entries = [(section, scoped) for section in asked for scoped in section.entries if _stands(scoped.fact)]
    known = sorted(
        (pair for pair in entries if not pair[1].fact.is_negation), key=lambda pair: not pair[1].fact.is_severe
    )
    negations = tuple(pair for pair in entries if pair[1].fact.is_negation and not _is_old(pair[0], now))
    heard = _Heard(asked, tuple(known), negations)
    cave = _display(heard, now, words)
    fgvh = fgvh_of(sections, now, words)
    spoken = [words.say("cave.tag") + ":", cave.lead, cave.text]
    spoken += [f"{agent.name}, {agent.reaction}." for agent in cave.agents]
    spoken += [cave.copy, cave.right, fgvh.text]
    return Cave(
        cave.display,
        cave.marker,
        cave.agents,
        cave.lead,
        cave.text,
        cave.copy,
        cave.right,
        fgvh.text,
        " ".join(part for part in spoken if part),
        "registered" if fgvh.is_registered else "unknown" if fgvh.is_unknown else "none",
        cave.confirmed,
    )


def _stands(fact: Allergy) -> bool:
    """Whether an entry stands in the line; one whose status nobody can read is shown, never left out (H9)."""
    return fact.is_valid or (fact.currency is Currency.UNKNOWN and not fact.is_negation)


def _display(heard: _Heard, now: Instant, words: Words) -> Cave:
    if heard.known:
        return _known(heard, now, words)
    if not heard.sections:
        return Cave("not_fetched", Marker.NOT_ASKED, lead=words.say("cave.not_asked"), text=words.say("cave.may_be"))
    unanswered = [section for section in heard.sections if _failed(section, now)]
    if unanswered:
        return _not_fetched(unanswered[0], now, words)
    blocked = [section for section in heard.sections if section.standing is Standing.BLOCKED]
    if blocked:
        right = f"{one_line(blocked[0].label)}, {short_when(blocked[0].asked_at or now, now, words)}"
        return Cave(
            "may_be_blocked",
            Marker.BLOCKED,
            lead=words.say("cave.may_be_blocked"),
            text=words.say("cave.may_be"),
            right=right,
        )
    waiting = [section for section in heard.sections if section.standing is Standing.LOADING]
    if heard.negations and not any(_is_short(section) for section in heard.sections):
        return _none_known(heard, now, words)
    if waiting:
        return Cave("loading", Marker.LOADING, text=words.say("cave.loading"), right=one_line(waiting[0].label))
    first = heard.sections[0]
    text = words.say("cave.not_stated_text", source=" og ".join(one_line(each.label) for each in heard.sections))
    right = words.say("cave.fetched", time=short_when(first.as_of or now, now, words))
    return Cave("not_stated", Marker.NOT_ASKED, lead=words.say("cave.not_stated"), text=text, right=right)


def _failed(section: Section[Any], now: Instant) -> bool:
    """Whether an answer without entries says nothing: failed, not asked, partial, or an empty copy."""
    if section.standing in (Standing.FAILED, Standing.NOT_ASKED, Standing.PARTIAL):
        return True
    if section.standing is Standing.STALE:
        return not _has_any(section) or _is_old(section, now)
    return section.standing is Standing.COMPLETE and _is_old(section, now)


def _is_old(section: Section[Any], now: Instant) -> bool:
    return age_band(section, now) in (Age.OCHRE, Age.EXPIRED)


def _not_fetched(section: Section[Any], now: Instant, words: Words) -> Cave:
    never = section.standing is Standing.NOT_ASKED
    lead = words.say("cave.not_asked" if never else "cave.not_fetched")
    right = "" if never else words.say("cave.tried", time=short_when(section.asked_at or now, now, words))
    marker = Marker.NOT_ASKED if never else Marker.FAILED
    return Cave("not_fetched", marker, lead=lead, text=words.say("cave.may_be"), right=right)


def _known(heard: _Heard, now: Instant, words: Words) -> Cave:
    agents = tuple(_agent(scoped.fact, words) for _, scoped in heard.known)
    told = []
    if any(_is_short(section) for section in heard.sections):
        told.append(words.say("cave.may_be_more"))
    if heard.negations:
        told.append(words.say("cave.contradiction", text=one_line(heard.negations[0][1].fact.agent)))
    dates = [scoped.fact.recorded_at for _, scoped in heard.known if scoped.fact.recorded_at]
    newest = max(dates, key=lambda date: date.order, default=None)
    confirmed = (
        words.say("cave.confirmed", date=show_date(newest, words)) if newest else words.say("cave.confirmed_unknown")
    )
    # The age said is never that of the youngest of several sources.
    by_age = sorted((section for section, _ in heard.known), key=lambda section: section.as_of or now)
    names = " og ".join(dict.fromkeys(one_line(section.label) for section, _ in heard.known))
    source = words.say("cave.source", source=names, time=short_when(by_age[0].as_of or now, now, words))
    copy = next((mark for mark in (_copy(section, now, words) for section in by_age) if mark), "")
    return Cave("known", Marker.FRESH, agents, text=" ".join(told), copy=copy, right=f"{confirmed} · {source}")


def _has_any(section: Section[Any]) -> bool:
    return any(_stands(scoped.fact) for scoped in section.entries)


def _is_short(section: Section[Any]) -> bool:
    """Whether there may be more than a section holds: something is missing, hidden, or not yet here."""
    if section.standing in (Standing.PARTIAL, Standing.BLOCKED, Standing.FAILED, Standing.NOT_ASKED):
        return True
    if section.standing is Standing.LOADING:
        return not section.copy_was_complete
    return section.standing is Standing.STALE and not _has_any(section)


def _agent(fact: Allergy, words: Words) -> Agent:
    events = [" + ".join(one_line(each) for each in reaction.manifestations) for reaction in fact.reactions]
    told = [event for event in events if event] or [words.say("cave.reaction_unknown")]
    if not fact.is_valid:
        told.append(words.say("cave.status_unknown"))
    return Agent(one_line(fact.agent) or words.say("cave.agent_unknown"), ", ".join(told))


def _none_known(heard: _Heard, now: Instant, words: Words) -> Cave:
    section, scoped = next((pair for pair in heard.negations if pair[1].fact.negates_all), heard.negations[0])
    fact: Allergy = scoped.fact
    lead = words.say("cave.none_known") if fact.negates_all else one_line(fact.agent)
    who = one_line(fact.recorder) or one_line(section.label)
    if fact.recorded_at is None:
        right = words.say("cave.confirmed_unknown")
    else:
        right = words.say("cave.confirmed_by", date=show_date(fact.recorded_at, words), who=who)
    date = show_date(fact.recorded_at, words) if fact.recorded_at is not None else ""
    copy = _copy(section, now, words)
    return Cave("none_known", Marker.FRESH, lead=lead, copy=copy, right=right, confirmed=date)


def _copy(section: Section[Any], now: Instant, words: Words) -> str:
    """Give the age mark of a copy that is shown because no newer answer is to be had."""
    if not section.from_copy or section.as_of is None:
        return ""
    if section.standing is Standing.LOADING and age_band(section, now) is Age.FRESH:
        return ""
    return words.say("cave.copy", date=show_moment_date(section.as_of, words), time=show_time(section.as_of))
