"""Patient-reported answers: the newest form first, each question with its answers."""

from typing import Any

from overblik.domain.questionnaire import QuestionAnswer
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import Pair, View, base, notices, of_topic, pairs
from overblik.viewmodels.formats import one_line, show_at
from overblik.viewmodels.rows import Card, GroupRow, LineRow, MoreRow, Row
from overblik.viewmodels.section_list import card_of, currency_badge
from overblik.viewmodels.words import Words

_ROWS_ON_CARD = 8


def questionnaire_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose the card: forms by the moment they were answered, newest first, their questions in their own order."""
    words = view.words
    mine = of_topic(sections, Topic.QUESTIONNAIRES)
    forms: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs(mine):
        forms.setdefault((_order(pair[1].fact), _document(pair)), []).append(pair)
    made: list[Row] = []
    for (_, document), members in sorted(forms.items(), reverse=True):
        fact: QuestionAnswer = members[0][1].fact
        text = one_line(fact.form) or words.say("summary.unnamed")
        right = show_at(fact.answered_at, words)
        made.append(GroupRow(f"group/{document}", f"{text}, {right}", text=text, right=right))
        made += [_row(pair, words) for pair in members]
    shown = made if view.is_full else made[:_ROWS_ON_CARD]
    rows: list[Row] = [*notices(mine, view), *shown]
    if len(made) > len(shown):
        total = sum(len(members) for members in forms.values())
        text = words.say("lab.shown", n=sum(isinstance(row, LineRow) for row in shown), m=total)
        rows.append(MoreRow("more/questionnaires", text, text=text, action=words.say("lab.show_all")))
    return card_of("questionnaires", "", "clipboard-check", mine, rows, view)


def _order(fact: QuestionAnswer) -> str:
    return fact.answered_at.order if fact.answered_at else ""


def _document(pair: Pair) -> str:
    return pair[1].provenance.document_id.partition("#")[0]


def _row(pair: Pair, words: Words) -> LineRow:
    fact: QuestionAnswer = pair[1].fact
    question = one_line(fact.question) or one_line(fact.section) or one_line(fact.code) or words.say("summary.unnamed")
    answer = ", ".join(one_line(each) for each in fact.answers) or words.say("questionnaire.none")
    scale = words.say("questionnaire.scale", scale=one_line(fact.scale)) if fact.scale else ""
    second = " · ".join(part for part in (answer, scale, *(one_line(each) for each in fact.comments)) if part)
    spoken = f"{question}: {second}"
    return LineRow(
        **base(pair, spoken),
        left="",
        text=question,
        second=second,
        badge=currency_badge(fact.currency, "document", words),
    )
