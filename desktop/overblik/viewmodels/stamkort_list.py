"""The stamkort: every fact with who entered it; what is not stated is said, and never read as 'no'."""

from typing import Any

from overblik.domain.section import Topic
from overblik.domain.stamkort import REGISTRATIONS, EnteredBy, StamkortFact, StamkortKind
from overblik.viewmodels.card_head import Pair, View, base, heading_age, notices, of_topic, pairs
from overblik.viewmodels.formats import one_line, show_date
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.resuscitation import fgvh_of
from overblik.viewmodels.rows import Card, GroupRow, LineRow, Row
from overblik.viewmodels.words import Words

_GROUPS = (
    ("registrations", tuple(kind for kind in StamkortKind if kind in REGISTRATIONS)),
    (
        "who",
        (
            StamkortKind.NAME_AND_ADDRESS,
            StamkortKind.OTHER_NAME,
            StamkortKind.TEMPORARY_ADDRESS,
            StamkortKind.CONTACT,
            StamkortKind.LANGUAGE,
            StamkortKind.COVERAGE_GROUP,
        ),
    ),
    (
        "others",
        (
            StamkortKind.GENERAL_PRACTITIONER,
            StamkortKind.DENTIST,
            StamkortKind.GUARDIAN,
            StamkortKind.RELATIVE,
            StamkortKind.CHILD_CUSTODY,
        ),
    ),
    ("rest", (StamkortKind.OTHER,)),
)
"""The order of the page: registrations first, for they decide (services.md section 5, PDC)."""


def stamkort_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose the page; no resuscitation stands first, in the words of the banner."""
    words = view.words
    mine = of_topic(sections, Topic.MASTER_DATA)
    found = pairs(mine)
    rows: list[Row] = [*notices(mine, view)]
    for name, kinds in _GROUPS:
        members = sorted(
            (pair for pair in found if pair[1].fact.kind in kinds), key=lambda pair: kinds.index(pair[1].fact.kind)
        )
        made = [_row(pair, sections, view) for pair in members]
        if name == "others" and found and not any(_is_practitioner(pair) for pair in members):
            made.insert(0, _no_practitioner(words))
        if made:
            text = words.say(f"stamkort.{name}")
            rows += [GroupRow(f"group/stamkort/{name}", text, text=text), *made]
    age, tone = heading_age(mine, view)
    return Card("master_data", words.say("topic.master_data"), "S", "user", age, tone, rows=tuple(rows))


def _is_practitioner(pair: Pair) -> bool:
    return pair[1].fact.kind is StamkortKind.GENERAL_PRACTITIONER


def _no_practitioner(words: Words) -> LineRow:
    left, text = words.say("stamkort.GeneralPractitioner"), words.say("stamkort.not_stated")
    return LineRow("stamkort/no_practitioner", f"{left}, {text}", left=left, text=text)


def _row(pair: Pair, sections: tuple[Any, ...], view: View) -> LineRow:
    words = view.words
    fact: StamkortFact = pair[1].fact
    left = label_of(fact, words)
    text = value_of(fact, words)
    badge = None
    if fact.kind is StamkortKind.NO_RESUSCITATION:
        told = fgvh_of(sections, view.now, words)
        text, badge = told.text, Badge(words.say("fgvh.short"), Tone.CRITICAL) if told.is_registered else None
    second = " · ".join(part for part in (*_more(fact, words), _origin(fact, words)) if part)
    spoken = ", ".join(part for part in (left, text, second) if part)
    return LineRow(**base(pair, spoken), left=left, text=text, second=second, badge=badge, is_bold=badge is not None)


def label_of(fact: StamkortFact, words: Words) -> str:
    """Name a fact in our words, an unknown one in those of the card."""
    key = f"stamkort.{fact.kind.value}"
    if fact.kind is not StamkortKind.OTHER and key in words.sentences:
        return words.say(key)
    return one_line(fact.display) or one_line(fact.code) or words.say("summary.unnamed")


def value_of(fact: StamkortFact, words: Words) -> str:
    """Write what a fact says; a false registration is 'not found', and silence is 'not stated'."""
    if fact.kind in REGISTRATIONS and fact.registered is not None:
        return words.say("stamkort.registered" if fact.registered else "stamkort.not_registered")
    if not fact.is_stated:
        return words.say("stamkort.not_stated")
    parts = (fact.name, fact.relation, fact.value, *fact.address)
    told = ", ".join(line for part in parts if (line := one_line(part)))
    return told or ", ".join(map(one_line, fact.phones)) or words.say("stamkort.not_stated")


def _more(fact: StamkortFact, words: Words) -> list[str]:
    """Give telephones, period and note beside the value."""
    has_more = bool(fact.name or fact.value or fact.address or fact.relation)
    told = [one_line(phone) for phone in fact.phones] if has_more else []
    if fact.start is not None or fact.end is not None:
        start = show_date(fact.start, words) if fact.start else ""
        end = show_date(fact.end, words) if fact.end else ""
        told.append(f"{start}–{end}")
    return [*told, one_line(fact.note)]


def _origin(fact: StamkortFact, words: Words) -> str:
    """Say who entered it and when; a registration has no date but that of the card."""
    by = words.say("stamkort.by_citizen") if fact.entered_by is EnteredBy.CITIZEN else one_line(fact.author)
    when = show_date(fact.entered_at, words) if fact.entered_at else ""
    if not when and fact.document_at is not None:
        when = words.say("stamkort.as_of", date=show_date(fact.document_at, words))
    head = words.say("stamkort.from_head") if fact.is_from_head else ""
    return ", ".join(part for part in (by or words.say("stamkort.by_unknown"), when, head) if part)
