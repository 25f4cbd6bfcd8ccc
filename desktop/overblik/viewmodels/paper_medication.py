"""Medicine on paper: the rows of the screen's own list, with the differences of both sources under each drug."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from overblik.domain.section import Section, Topic
from overblik.viewmodels.card_head import Pair, View, of_topic, pairs
from overblik.viewmodels.formats import NO_BREAK, one_line
from overblik.viewmodels.medication_differences import PROPERTIES, contradicting, statements
from overblik.viewmodels.medication_row import CURRENT, medication_row
from overblik.viewmodels.paper import Line, PaperRow, Piece, Sort, Table, line
from overblik.viewmodels.rows import GroupRow, MedicationRow, MoreRow, NoticeRow, Row
from overblik.viewmodels.screen_parts import compose_card
from overblik.viewmodels.veil import veiled

Sections = tuple[Section[Any], ...]
Pairs = Mapping[str, Pair]
COLUMNS = (0.445, 0.45, 0.105)
_AMOUNT = re.compile(r"(?<=\d) (?=\w)")
_ALONE, _HIDDEN, _PAST = "group/alone", "group/hidden", "group/past"
_CURRENT = ("group/regular", "group/as_needed")


def medicine_tables(sections: Sections, view: View, *, is_lately: bool = False) -> list[Table]:
    """Give the list, and the prescriptions that stand apart from medicine (S6).

    With `is_lately` only what lately changed is told by row, and the number of the others.
    """
    words = view.words
    card = compose_card("medication", sections, view)
    shown = veiled(sections, words.say("medication.veiled"))
    mine = of_topic(shown, Topic.MEDICATION)
    by_key = {f"{pair[0].source}/{pair[1].provenance.document_id}": pair for pair in pairs(mine)}
    told = _Told(by_key, mine, view, is_short=not view.is_full and not is_lately)
    rows = [*_lately(card.rows, view)] if is_lately else list(card.rows)
    groups = list(_grouped(rows))
    main = [made for head, members in groups if _key(head) != _ALONE for made in told.group(head, members)]
    alone = [made for head, members in groups if _key(head) == _ALONE for made in told.group(head, members)]
    reviewed = next((row.right for row in card.rows if isinstance(row, GroupRow) and row.right), "")
    right = ", ".join(part for part in (reviewed, card.right) if part)
    heads = ("", words.say("paper.dosage"), words.say("paper.status"))
    title = words.say("paper.lately") if is_lately else card.title
    tables = [Table(title, right, COLUMNS, tuple(main), heads)]
    if alone:
        name = alone[0].cells[0][0].text
        tables.append(Table(name, "", COLUMNS, tuple(alone[1:]), (words.say("paper.drug"), *heads[1:])))
    return tables


def _key(head: GroupRow | None) -> str:
    return head.key if head is not None else ""


def _grouped(rows: list[Row]) -> Iterator[tuple[GroupRow | None, list[Row]]]:
    head: GroupRow | None = None
    members: list[Row] = []
    for row in rows:
        if isinstance(row, GroupRow):
            if members or head is not None:
                yield head, members
            head, members = row, []
        else:
            members.append(row)
    if members or head is not None:
        yield head, members


def _lately(rows: tuple[Row, ...], view: View) -> Iterator[Row]:
    """Keep what is new, changed, paused, hidden or lately over, and count the rest."""
    kept: list[Row] = []
    others = 0
    for row in rows:
        if isinstance(row, MedicationRow) and not _is_out_of_order(row):
            others += 1
        else:
            kept.append(row)
    yield from (row for row in kept if not isinstance(row, GroupRow) or _has_members(row, kept))
    if others:
        text = view.words.one_or_many("paper.others", others)
        yield MoreRow("more/others", text, text=text)


def _is_out_of_order(row: MedicationRow) -> bool:
    """Whether a drug is anything but simply active, or something is said of it."""
    return row.badge is None or row.badge.is_framed or bool(row.note)


def _has_members(head: GroupRow, rows: list[Row]) -> bool:
    at = rows.index(head) + 1
    return at < len(rows) and not isinstance(rows[at], GroupRow)


class _Told:
    """Writes the rows of one list."""

    def __init__(self, by_key: Pairs, mine: Sections, view: View, *, is_short: bool) -> None:
        self._by_key, self._mine, self._view, self._is_short = by_key, mine, view, is_short

    def group(self, head: GroupRow | None, rows: list[Row]) -> Iterator[PaperRow]:
        """Give the band of a group and its rows; what is hidden, and what is over, stand in the band itself."""
        if head is None:
            yield from (self._row(row, "") for row in rows)
        elif head.key == _HIDDEN:
            yield from _hidden(head, rows)
        elif head.key == _PAST and self._is_short:
            past = [row for row in rows if isinstance(row, MedicationRow)]
            yield self._past(head, past)
            yield from (self._row(row, head.key) for row in rows if not isinstance(row, MedicationRow))
        else:
            yield PaperRow((line(Piece(_headed(head), True)),), sort=Sort.BAND)
            yield from (self._row(row, head.key) for row in rows)

    def _past(self, head: GroupRow, rows: list[MedicationRow]) -> PaperRow:
        parts = []
        for row in rows:
            name = " ".join(part for part in (row.name, row.strength_form) if part)
            state = row.badge.text.upper() if row.badge else ""
            told = " ".join(part for part in (name, state, row.date_text) if part)
            parts.append(f"{told} ({row.note})" if row.note else told)
        return PaperRow((line(Piece(f"{_headed(head)}: ", True), " · ".join(parts)),), sort=Sort.BAND)

    def _row(self, row: Row, group: str) -> PaperRow:
        if isinstance(row, MedicationRow):
            return self._drug(row, group)
        if isinstance(row, NoticeRow):
            return notice(row)
        return PaperRow((line(row.text if isinstance(row, MoreRow) else row.accessible),))

    def _drug(self, row: MedicationRow, group: str) -> PaperRow:
        pair = self._by_key.get(row.key)
        found = self._differences(pair) if pair is not None and group in _CURRENT else ()
        if found and pair is not None:
            row = medication_row(pair, self._view)  # its note without what the line of differences says in full
        name = line(Piece(row.name, True), *(f" {part}" for part in (row.brand, row.strength_form) if part))
        rest = "".join(f" · {part}" for part in (row.extra, self._date(row, pair)) if part)
        told = _AMOUNT.sub(NO_BREAK, row.dosage)  # `1` at the end of a line and `tablet` on the next would be misread
        dosage = line(Piece(told, row.dosage_is_bold), rest if told else rest.removeprefix(" · "))
        notes = (line(Piece(row.before, True)), line(row.note))
        under = (*found, *(each for each in notes if each))
        return PaperRow((name, dosage, status(row)), under)

    def _date(self, row: MedicationRow, pair: Pair | None) -> str:
        """Give the date of a drug: on the failsafe page its end is always there, the start of a running one is not."""
        is_running = pair is not None and pair[1].fact.end is None and pair[1].fact.state in CURRENT
        return "" if self._is_short and is_running else row.date_text

    def _differences(self, pair: Pair) -> tuple[Line, ...]:
        """Say what the sources tell differently, both values with their source; nobody is said to be right."""
        words = self._view.words
        told = statements(pair, self._mine, self._view)
        said = []
        for name in PROPERTIES:
            stated = contradicting(told, name)
            if stated:
                each = " / ".join(one_line(f"{one.short} {text}{one.until}") for one, text in stated)
                said.append(f"{words.say(f'differences.{name}')}: {each}")
        if not said:
            return ()
        count = words.one_or_many("paper.differences", len(said))
        return (line(Piece(f"{count}: ", True), " · ".join(said)),)


def status(row: MedicationRow) -> Line:
    """Give the status in capitals; `Aktiv` alone is plain, for it says nothing out of the ordinary."""
    badge = row.badge
    if badge is None or not badge.is_framed:
        return line(badge.text if badge else "")
    word, _, rest = badge.text.partition(" ")
    if not rest[:1].isdigit():
        return line(Piece(badge.text.upper(), True))
    return line(Piece(word.upper(), True), f" {rest}")


def _headed(head: GroupRow) -> str:
    return f"{head.text} ({head.count})" if head.count else head.text


def _hidden(head: GroupRow, rows: list[Row]) -> Iterator[PaperRow]:
    """Say what is hidden as a row of the table itself: a number, never a name (H21)."""
    texts = [row.heading for row in rows if isinstance(row, NoticeRow)]
    for place, text in enumerate(dict.fromkeys(texts)):
        count = texts.count(text)
        said = text if count == 1 else f"{text} ({count})"
        lead = f"{_headed(head)}: " if place == 0 else ""
        yield PaperRow((line(Piece(f"{lead}{said}", True)),), sort=Sort.BAND)


def notice(row: NoticeRow) -> PaperRow:
    """Say in the table itself why something is missing from it."""
    return PaperRow((line(Piece(row.heading, True), f". {row.text}" if row.text else ""),))
