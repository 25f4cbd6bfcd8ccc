"""FGVH, no resuscitation: the same sentence in banner, ward, print, speech and command line (safety.md section 1, S7)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.limits import STANDARD, Limits
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.domain.stamkort import StamkortFact, StamkortKind
from overblik.sync.freshness import age_of, is_doubtful, is_file
from overblik.viewmodels.formats import show_date, show_moment_date, show_time
from overblik.viewmodels.words import Words

_PLACE = StamkortKind.NO_RESUSCITATION.value


@dataclass(frozen=True, slots=True)
class Fgvh:
    """What the banner says, and how it is drawn: registered, not found, or unknown."""

    text: str
    is_registered: bool = False
    is_unknown: bool = False
    date: str = ""
    """The date of the stamkort that says it; empty where it says nothing."""
    why: str = ""
    """Why it is unknown, in words."""
    copy: str = ""
    """The age mark of a kept copy; it ends the text."""


def fgvh_of(sections: tuple[Section[Any], ...], now: Instant, words: Words) -> Fgvh:
    """Give the sentence; one registration is enough, and 'not found' needs a source that is young enough."""
    cards = [section for section in sections if section.topic is Topic.MASTER_DATA]
    told = [_of_card(section, now, words) for section in cards]
    for wanted in (lambda one: one.is_registered, lambda one: not one.is_unknown):
        found = next((one for one in told if wanted(one)), None)
        if found is not None and (found.is_registered or not any(_is_unreadable(section) for section in cards)):
            return found
    unreadable = next((one for one, section in zip(told, cards, strict=True) if _is_unreadable(section)), None)
    if unreadable is not None:
        return unreadable
    return told[0] if told else _unknown("not_fetched", words)


def _of_card(section: Section[Any], now: Instant, words: Words) -> Fgvh:
    why = _why_unknown(section, now)
    facts = [entry.fact for entry in section.entries if _is_fgvh(entry.fact)]
    if why or not facts:
        return _unknown(why or _why_silent(section), words)
    registered = next((fact for fact in facts if fact.registered), None)
    if registered is not None:
        text = words.say("fgvh.registered", date=show_date(registered.document_at, words))
        date = show_date(registered.document_at, words)
        return Fgvh(_with_copy(text, section, words), is_registered=True, date=date, copy=_copy(section, words))
    if any(fact.registered is None for fact in facts):
        return _unknown("no_code", words)
    if not is_file(section.source) and _age(section, now) >= _limits(section).ochre:
        return _unknown("old", words, date=_date(section, words))
    text = words.say("fgvh.none", date=show_date(facts[0].document_at, words))
    date = show_date(facts[0].document_at, words)
    return Fgvh(_with_copy(text, section, words), date=date, copy=_copy(section, words))


def _why_unknown(section: Section[Any], now: Instant) -> str:
    """Tell why a section says nothing, whatever it holds; empty when it may be read."""
    if section.standing is Standing.NOT_ASKED and section.has(Cause.EXPIRED):
        return "erased"
    if not section.entries and not section.unreadable:
        return "loading" if section.standing is Standing.LOADING else "not_fetched"
    if not is_file(section.source) and _age(section, now) >= _limits(section).hard:
        return "erased"
    if section.as_of is not None and is_doubtful(section.as_of, now):
        return "clock"
    return "unreadable" if _is_unreadable(section) else ""


def _limits(section: Section[Any]) -> Limits:
    """FGVH follows its own row of limits, not that of the stamkort it comes in (safety.md section 5)."""
    return (section.limits or STANDARD).alerts


def _age(section: Section[Any], now: Instant) -> timedelta:
    return age_of(section.as_of, now) if section.as_of is not None else _limits(section).hard


def _why_silent(section: Section[Any]) -> str:
    """Tell why a card says nothing: a card that cannot be read at all may have said it."""
    if section.entries:
        return "no_code"
    return "unreadable" if section.unreadable else "not_fetched"


def _is_fgvh(fact: object) -> bool:
    return isinstance(fact, StamkortFact) and fact.kind is StamkortKind.NO_RESUSCITATION


def _is_unreadable(section: Section[Any]) -> bool:
    return any(item.place.startswith(_PLACE) for item in section.unreadable)


def _unknown(why: str, words: Words, **facts: str) -> Fgvh:
    told = words.say(f"fgvh.why_{why}", **facts)
    return Fgvh(words.say("fgvh.unknown", why=told), is_unknown=True, why=told)


def _date(section: Section[Any], words: Words) -> str:
    return show_moment_date(section.as_of, words) if section.as_of else words.say("time.unknown")


def _with_copy(text: str, section: Section[Any], words: Words) -> str:
    """Add the age mark of a kept copy."""
    copy = _copy(section, words)
    return f"{text}, {copy}" if copy else text


def _copy(section: Section[Any], words: Words) -> str:
    if not section.from_copy or section.as_of is None or section.standing is Standing.LOADING:
        return ""
    return words.say("cave.copy", date=_date(section, words), time=show_time(section.as_of))
