"""Vaccinations: what was given, what is planned as recorded, and what the register has taken back."""

from typing import Any

from overblik.domain.clinical import Currency
from overblik.domain.dates import ClinicalDate
from overblik.domain.section import Topic
from overblik.domain.vaccination import Course, Vaccination, VaccinationEntry
from overblik.viewmodels.card_head import Pair, View, notices, of_topic, pairs
from overblik.viewmodels.formats import one_line, show_date, show_strength
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.rows import Card, GroupRow, LineRow, MoreRow, Row
from overblik.viewmodels.section_list import card_of, currency_badge, dated_line, first_named
from overblik.viewmodels.words import Words

_SHOWN = 5
"""Rows of each group in the overview; the full page shows all."""


def vaccination_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose vaccinations: those registered, newest first, then those planned by their day.

    Every source's rows stand: that two tell of one vaccination is for the reader to see. A hidden one is counted in
    the notice of its section, for its row holds nothing.
    """
    mine = of_topic(sections, Topic.VACCINATIONS)
    found = pairs(mine)
    given = _newest_first([pair for pair in found if _entry(pair) is VaccinationEntry.REGISTRATION])
    planned = sorted(
        (pair for pair in found if _entry(pair) is VaccinationEntry.PLANNED), key=lambda pair: _order(pair[1].fact.due)
    )
    history = _newest_first([pair for pair in found if pair[1].fact.is_history])
    is_told = len({pair[0].source for pair in found}) > 1
    shown = (given, planned) if view.is_full else (given[:_SHOWN], planned[:_SHOWN])
    rows: list[Row] = [*notices(mine, view)]
    if planned and given:
        rows.append(_group("given", "vaccination.given_head", len(given), view))
    rows += [given_line(pair, view, is_told=is_told) for pair in shown[0]]
    if planned:
        rows.append(_group("planned", "vaccination.planned_head", len(planned), view))
    rows += [planned_line(pair, view, is_told=is_told) for pair in shown[1]]
    rows += _left_out(len(given) + len(planned), len(shown[0]) + len(shown[1]), view)
    rows += _history(history, view, is_told=is_told)
    return card_of("vaccinations", "V", "syringe", mine, rows, view)


def _entry(pair: Pair) -> VaccinationEntry:
    fact: Vaccination = pair[1].fact
    return fact.entry


def _newest_first(found: list[Pair]) -> list[Pair]:
    return sorted(found, key=lambda pair: pair[1].fact.given_at.order if pair[1].fact.given_at else "", reverse=True)


def _order(when: ClinicalDate | None) -> str:
    return when.order if when else "9999"


def _group(name: str, key: str, count: int, view: View) -> GroupRow:
    text = view.words.say(key)
    return GroupRow(f"group/vaccinations/{name}", f"{text}, {count}", text=text, count=str(count))


def _left_out(total: int, shown: int, view: View) -> list[Row]:
    if shown == total:
        return []
    text = view.words.say("lab.shown", n=shown, m=total)
    return [MoreRow("more/vaccinations", text, text=text, action=view.words.say("lab.show_all"))]


def _history(history: list[Pair], view: View, *, is_told: bool) -> list[Row]:
    """Count what is not in force in the overview, and show it, struck, on the full page."""
    if not history:
        return []
    if not view.is_full:
        text = view.words.one_or_many("vaccination.history_more", len(history))
        return [MoreRow("more/vaccination_history", text, text=text, action=view.words.say("lab.show_all"))]
    head = _group("history", "vaccination.history", len(history), view)
    return [head, *(given_line(pair, view, is_told=is_told) for pair in history)]


def given_line(pair: Pair, view: View, *, is_told: bool) -> LineRow:
    """Show one that is registered, also where it is not in force any more."""
    fact, words = pair[1].fact, view.words
    when = fact.given_at or fact.due
    left = show_date(when, words) if when else one_line(fact.given_text) or words.say("time.unknown")
    against = ", ".join(one_line(each) for each in fact.protects_against)
    name = first_named(words, fact.name)
    told = f"{name} ({against})" if against else name
    said = [words.say("vaccination.previous") if fact.previous else "", fact.credibility]
    second = [words.say("vaccination.batch", lot=fact.lot) if fact.lot else "", *said, fact.reason]
    second = [*second, *_more(fact, view), pair[0].label if is_told else ""]
    return dated_line(pair, left, told, _joined(second), _badge(fact, words), fact.currency)


def planned_line(pair: Pair, view: View, *, is_told: bool) -> LineRow:
    """Show one that is planned; a day that has passed is shown as it is recorded, without a judgement."""
    fact, words = pair[1].fact, view.words
    second = [_in_course(fact.course), *(_more(fact, view)[1:]), pair[0].label if is_told else ""]
    name = first_named(words, fact.name)
    return dated_line(pair, show_date(fact.due, words), name, _joined(second), _badge(fact, words), fact.currency)


def _more(fact: Vaccination, view: View) -> list[str]:
    """Give what the full page says besides: the course first."""
    if not view.is_full:
        return []
    product = show_strength(fact.strength, fact.form)
    coverage = view.words.say("vaccination.coverage", text=fact.coverage) if fact.coverage else ""
    drug = fact.drug if fact.drug != fact.name else ""
    return [_in_course(fact.course), drug, product, fact.dose, coverage, fact.performer, *fact.notes]


def _in_course(course: Course | None) -> str:
    if course is None:
        return ""
    return _joined([course.name, course.step or course.number, course.series])


def _joined(told: list[str]) -> str:
    return " · ".join(line for part in told if (line := one_line(part)))


def _badge(fact: Vaccination, words: Words) -> Badge | None:
    if fact.is_history:
        return Badge(words.say(f"vaccination.{fact.entry.value}"), Tone.STALE)
    if fact.currency is Currency.CANCELLED:
        return Badge(words.say("vaccination.not_done"), Tone.STALE)
    if fact.currency is Currency.PLANNED:
        return Badge(words.say("vaccination.planned"))
    return currency_badge(fact.currency, "vaccination", words)
