"""Diagnoses, plans, appointments and home values on paper: one row each, in the words of the screen."""

from collections.abc import Iterator
from typing import Any

from overblik.domain.section import Section
from overblik.viewmodels.card_head import View
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.paper import Line, Lines, PaperRow, Piece, Table, line
from overblik.viewmodels.paper_medication import notice
from overblik.viewmodels.rows import Card, LabRow, LineRow, MoreRow, NoticeRow, PlanRow
from overblik.viewmodels.screen_parts import compose_card
from overblik.viewmodels.summary import compose_summary

Sections = tuple[Section[Any], ...]
_WHOLE = (1.0,)
_DOCUMENTS = 3
"""So many of the newest documents are named where nobody says which are new."""


def summary_lines(sections: Sections, view: View, news: tuple[str, ...], *, documents: bool) -> Lines:
    """Give diagnoses, last contact and documents; a source that lacks something says so in the line itself."""
    told = []
    for one in compose_summary(sections, view).lines:
        meta = one.meta if one.marker is not None or not one.text else ""
        rest = " ".join(part for part in (one.text, f"({meta})" if meta and one.text else meta) if part)
        told.append(line(Piece(one.label, True), f" {rest}"))
    return Lines((*told, *(_documents(sections, view, news) if documents else ())))


def _documents(sections: Sections, view: View, news: tuple[str, ...]) -> Iterator[Line]:
    """Name the new documents; where nothing says what is new, the newest."""
    words = view.words
    if news:
        yield line(Piece(words.one_or_many("paper.new_documents", len(news)), True), f" {' · '.join(news)}")
        return
    card = compose_card("documents", sections, view)
    found = [row for row in card.rows if isinstance(row, LineRow)]
    names = [f"{row.text} {row.left}" for row in found[:_DOCUMENTS]]
    if names:
        yield line(Piece(words.say("paper.newest_documents"), True), f" {' · '.join(names)}")


def plan_table(sections: Sections, view: View) -> Table:
    """Give each plan with goal, next step and who is responsible."""
    card = compose_card("care_plans", sections, view)
    return _table(card, (_plan(row) for row in card.rows if isinstance(row, PlanRow)))


def _plan(row: PlanRow) -> PaperRow:
    told = [f"{label}: {text}" for label, text, _ in row.lines]
    head = [Piece(row.title, True), Piece(f" {row.badge.text.upper()}" if row.badge else "", True)]
    rest = "".join(f" · {part}" for part in (row.owner, *told, row.note) if part)
    return PaperRow((line(*head, rest),))


def step_table(sections: Sections, view: View) -> Table:
    """Give the next step of each plan alone, for the hand-over."""
    card = compose_card("care_plans", sections, view)
    rows = [_step(row, view) for row in card.rows if isinstance(row, PlanRow)]
    table = _table(card, iter(rows))
    return Table(view.words.say("paper.steps"), table.right, table.columns, table.rows)


def _step(row: PlanRow, view: View) -> PaperRow:
    words = view.words
    wanted = (words.say("plan.next"), words.say("plan.overdue"), words.say("plan.activities"))
    steps = [f"{label}: {text}" for label, text, _ in row.lines if label in wanted]
    badge = Piece(f" {row.badge.text.upper()}" if row.badge else "", True)
    told = " · ".join((row.owner, *(steps or (words.say("paper.no_step"),)), *((row.note,) if row.note else ())))
    return PaperRow((line(Piece(row.title, True), badge, f" · {told}"),))


def appointment_table(sections: Sections, view: View) -> Table:
    """Give the appointments ahead; both times where text and code disagree (S4)."""
    card = compose_card("appointments", sections, view)
    return _table(card, (_appointment(row) for row in card.rows if isinstance(row, LineRow)))


def _appointment(row: LineRow) -> PaperRow:
    when = " ".join(part for part in (row.left, row.right) if part)
    badge = Piece(f" {row.badge.text.upper()}" if row.badge else "", True)
    second = f" · {row.second}" if row.second else ""
    return PaperRow((line(Piece(when, True), f" {row.text}", badge, second),))


def home_table(sections: Sections, view: View) -> Table:
    """Give the newest of each home measurement, each with its time; annulled ones are named among what is left out."""
    full = View(view.now, view.words, is_full=True, opens=view.opens)
    card = compose_card("home_monitoring", sections, full)
    rows = [row for row in card.rows if isinstance(row, LabRow)]
    same = {row.when for row in rows}
    day = rows[0].when if len(same) == 1 else ""
    made = _table(card, (_measured(row, day, view) for row in rows))
    return Table(f"{made.title} {day}".rstrip(), made.right, made.columns, made.rows)


def _measured(row: LabRow, day: str, view: View) -> PaperRow:
    """Write `Iltmætning 0,91, enhed ikke oplyst`: what is no unit is set off by a comma (S3)."""
    is_none = row.unit.startswith(view.words.say("lab.unit_unknown"))
    unit = f"{',' if is_none else ''} {row.unit}" if row.unit else ""
    silent = (FlagShape.NORMAL, FlagShape.NONE)
    badge = f" {row.badge.text.upper()}" if row.badge else ""
    told = [row.flag_word if row.shape not in silent else "", "" if row.when == day else row.when]
    if row.change.startswith("≠"):
        told.append(row.change)
    value = Piece(f" {row.value}", True)
    return PaperRow((line(row.name, value, unit, Piece(badge, True), "".join(f" · {part}" for part in told if part)),))


def _table(card: Card, rows: Iterator[PaperRow]) -> Table:
    """Give a table of one column: what is missing stands first, what is left out last."""
    lacks = [notice(row) for row in card.rows if isinstance(row, NoticeRow)]
    more = [PaperRow((line(row.text),)) for row in card.rows if isinstance(row, MoreRow)]
    return Table(card.title, card.right, _WHOLE, (*lacks, *rows, *more))
