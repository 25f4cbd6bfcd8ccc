"""The summary card above the results: diagnoses and the latest contact."""

from typing import Any

from overblik.domain.clinical import Condition, Contact, Currency
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.viewmodels.card_head import View, of_topic, pairs
from overblik.viewmodels.formats import one_line, short_when, show_date
from overblik.viewmodels.screen import Summary, SummaryLine
from overblik.viewmodels.states import describe, headed
from overblik.viewmodels.words import Words

_MUNICIPAL = ("urn:oid:1.2.208.176.2.21", "1.2.208.176.2.21")
"""FSIII, the municipal classification of conditions (services.md)."""
_OPEN = (Currency.CURRENT, Currency.UNKNOWN, Currency.PLANNED, Currency.PAUSED)


def compose_summary(sections: tuple[Section[Any], ...], view: View) -> Summary:
    """Compose both lines; a source that lacks something says so in the line itself."""
    lines = (_conditions(sections, view), _contact(sections, view))
    return Summary(lines, ". ".join(f"{line.label}: {line.text} {line.meta}".strip() for line in lines))


def _conditions(sections: tuple[Section[Any], ...], view: View) -> SummaryLine:
    words, mine = view.words, of_topic(sections, Topic.CONDITIONS)
    found = [pair[1].fact for pair in pairs(mine)]
    current = [fact for fact in found if fact.currency in _OPEN]
    # The municipality's problem areas are no diagnoses: they are counted here and listed on their page.
    named = list(dict.fromkeys(_condition(fact, words) for fact in current if fact.system not in _MUNICIPAL))
    municipal = sum(1 for fact in current if fact.system in _MUNICIPAL)
    past = sum(1 for fact in found if fact.currency is Currency.PAST)
    tail = [words.one_or_many("summary.municipal", municipal)] if municipal else []
    tail += [words.say("summary.past", count=past)] if past else []
    return _line(words.say("summary.conditions"), " · ".join(named), " · ".join(tail), mine, view)


def _condition(fact: Condition, words: Words) -> str:
    name = one_line(fact.name) or one_line(fact.code) or words.say("summary.unnamed")
    return f"{name} ({one_line(fact.severity)})" if fact.severity else name


def _contact(sections: tuple[Section[Any], ...], view: View) -> SummaryLine:
    words, mine = view.words, of_topic(sections, Topic.CONTACTS)
    facts = [pair[1].fact for pair in pairs(mine)]
    valid = [fact for fact in facts if fact.currency in (Currency.CURRENT, Currency.PAST) and fact.start]
    latest = max(valid, key=lambda fact: (fact.end or fact.start).order, default=None)
    text = ""
    if isinstance(latest, Contact):
        parts = [
            latest.title or latest.kind,
            show_date(latest.end or latest.start, words),
            latest.place or latest.performer,
        ]
        text = " ".join(one_line(part) for part in dict.fromkeys(parts) if part)
    return _line(words.say("summary.contact"), text, "", mine, view)


def _line(label: str, text: str, tail: str, mine: tuple[Section[Any], ...], view: View) -> SummaryLine:
    """Add source and age, or why nothing stands here; the worst section gives the shape."""
    lacking = [section for section in mine if section.standing is not Standing.COMPLETE]
    told = [part for part in (text, tail) if part]
    metas = []
    for section in mine:
        state = describe(section, view.now, view.words)
        if section.entries and section.as_of and not state.heading:
            key = "state.offline" if section.has(Cause.OFFLINE) else "state.fresh"
            time = view.words.say(key, time=short_when(section.as_of, view.now, view.words))
            metas.append(f"{one_line(section.label)}, {time}")
        elif state.heading and not (section.says_nothing_recorded and text):
            metas.append(headed(section, state) if text or len(mine) > 1 else state.heading)
    if not mine:
        metas.append(view.words.say("state.not_asked"))
    marker = describe(lacking[0], view.now, view.words).marker if lacking else None
    return SummaryLine(label, " · ".join(told), " · ".join(dict.fromkeys(metas)), marker)
