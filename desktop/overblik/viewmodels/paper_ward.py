"""A list of patients on paper: the board ('Afsnitsliste') and the hand-over ('Vagtskifte'), a row for each line.

The rows are those of the screen. A row is never split, so that what is said of a patient stands under his own name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from overblik.domain.dates import Instant
from overblik.domain.work_list import WorkList
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import one_line, show_moment_date, show_time
from overblik.viewmodels.handover import compose_handover, fetched_words, fill
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.paper import Boxed, Line, ListHead, Paper, PaperRow, Piece, Space, Table, line
from overblik.viewmodels.paper_head import at_moment, compose_foot, dated, oldest_lines
from overblik.viewmodels.strip import compose_strip
from overblik.viewmodels.ward_board import compose_board, meta, title_of
from overblik.viewmodels.ward_lines import Composed, Known
from overblik.viewmodels.ward_ports import Facts
from overblik.viewmodels.ward_values import Board, BoardFilter, BoardRow, Frame, Told
from overblik.viewmodels.words import Words

Part = Callable[[tuple[Told, ...]], tuple[Told, ...]]
BOARD, HANDOVER = "ward", "shift"
_COLUMNS = {BOARD: (0.08, 0.36, 0.34, 0.22), HANDOVER: (0.08, 0.33, 0.34, 0.25)}
_SAID = {
    BOARD: (("ward.paper_results", "results"), ("ward.paper_medicine", "medicine")),
    HANDOVER: (
        ("ward.paper_results", "results"),
        ("ward.paper_medicine", "medicine"),
        ("topic.appointments", "appointments"),
        ("topic.care_plans", "plans"),
        ("topic.documents", "documents"),
    ),
}
"""Heading and cell of what came since the moment."""


_WHOLE = (Marker.FRESH, Marker.AGED)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list is printed from."""

    made: WorkList
    known: Known
    now: Instant
    since: Instant | None
    """The moment of the hand-over; none for the board."""
    who: str
    """The clinician who prints it; empty where nobody is named."""
    failed: str = ""
    """Why the list could not be read again; what was read before stands."""


def compose_ward_paper(listing: Listing, words: Words) -> Paper:
    """Compose a list as it stands there now, before it is on record."""
    words = dated(listing.now, words)
    made, now, since = listing.made, listing.now, listing.since
    everything, composed = BoardFilter.ALL, Composed(made, None if since is None else fill)
    if since is None:
        board = compose_board(made, listing.known, everything, now, words, composed)
    else:
        board = compose_handover(made, listing.known, everything, since, now, words, composed=composed)
    kind = BOARD if since is None else HANDOVER
    view = View(now, words)
    foot, destroy = compose_foot(None, view)
    rows = tuple(_row(row, kind, listing, words) for row in board.rows)
    heads = (board.columns[0].title, words.say("ward.patient"), *_heads(board, listing, words))
    table = Table(title_of(made, words), words.say("paper.legend"), _COLUMNS[kind], rows, heads)
    spaces = ("handed_over", "hands") if kind == HANDOVER else ("notes",)
    blocks = (table, _absent(kind, words), Space(tuple(words.say(f"paper.space_{name}") for name in spaces)))
    head = _head(kind, board, listing, meta(composed, now, words), view)
    return Paper(kind, head, blocks, foot, destroy, words.sentences["paper.page"], words.say("paper.continued"))


def _head(kind: str, board: Board, listing: Listing, about: str, view: View) -> ListHead:
    words, sections = view.words, tuple(one for facts in listing.known.values() for one in facts.sections)
    told = [told_since(listing.since, words)] if listing.since is not None else []
    counts = " · ".join(one.text for one in board.counts)
    loud = [one.said for one in board.notices if not one.is_quiet]
    loud += [one.text for one in board.notices if one.is_quiet and one.text != words.say("handover.gone")]
    lines = [
        line(Piece(" · ".join((*told, about)), True)),
        line(counts),
        *(line(Piece(text, True)) for text in (listing.failed, *loud) if text),
        line(words.say("paper.made_by", who=listing.who or words.say("paper.nobody"))),
    ]
    return ListHead(
        title=line(Piece(words.say(f"paper.title_{kind}"), True), f" {words.say('paper.from')}"),
        name=line(Piece(title_of(listing.made, words), True)),
        lines=tuple(each for each in lines if each),
        bar=oldest_lines(sections, view, "paper.copy_list"),
        bar_right=(words.say("paper.printed"), at_moment(view.now, view)),
    )


def told_since(since: Instant, words: Words) -> str:
    """Say the moment of a hand-over with its date."""
    return words.say("handover.since_day", date=show_moment_date(since, words), time=show_time(since))


def _heads(board: Board, listing: Listing, words: Words) -> tuple[str, str]:
    if listing.since is not None:
        return words.say("handover.paper_new"), words.say("handover.paper_unknown")
    return f"{board.columns[4].title} · {board.columns[5].title}", words.say("ward.paper_rest")


def _absent(kind: str, words: Words) -> Boxed:
    told = [words.say("ward.paper_not_ours"), words.say("ward.paper_no_number")]
    told += [words.say("handover.gone")] if kind == HANDOVER else []
    text = " · ".join(one.removesuffix(".") for one in (*told, words.say("paper.no_treatment_level")))
    return Boxed((line(Piece(words.say("paper.absent"), True), f" {text}"),))


def _row(row: BoardRow, kind: str, listing: Listing, words: Words) -> PaperRow:
    """Give a line of the list; what is no patient says what it is."""
    place = line(Piece(row.place, True))
    if row.patient_id is None:
        return PaperRow((place, line(" · ".join(part for part in (row.remark, row.born) if part)), (), ()))
    facts = listing.known.get(row.patient_id)
    age = fetched_words(facts, listing.now, words) if facts is not None and kind == BOARD else ""
    patient = _patient(row, age, words)
    if kind == BOARD:
        names = [_named("ward.next", row.next, words), _named("ward.sources_head", row.sources[-1:], words)]
        rest = [*names, _sources(facts, listing.now, words)]
        return PaperRow((place, patient, _labelled(row, kind, words, lambda cell: cell), _paragraphs(rest)))
    known = _labelled(row, kind, words, lambda cell: cell[: _lacks_from(cell)])
    lacking = _labelled(row, kind, words, lambda cell: cell[_lacks_from(cell) :])
    # Of whom nothing is shown at all, silence would be read as 'nothing new'.
    return PaperRow(
        (place, patient, known, lacking if known or lacking else line(Piece(words.say("handover.nothing"), True)))
    )


def _sources(facts: Facts | None, now: Instant, words: Words) -> list[Piece]:
    """Name each source that is not whole, in the words of its chip: the screen has room for one, paper for all."""
    chips = compose_strip(facts.sections, now, words).chips if facts is not None else ()
    told = [f"{one_line(one.name)} {one_line(one.text)}" for one in chips if one.marker not in _WHOLE]
    return [Piece("; ".join(told))]


def _patient(row: BoardRow, age: str, words: Words) -> Line:
    """Name the patient with age and birth date, marks, CAVE and FGVH."""
    name = [Piece(row.family, True), Piece(f", {row.given}" if row.family and row.given else row.given)]
    marks = " · ".join((*(badge.text for badge in row.badges), *((row.remark,) if row.remark else ())))
    return _paragraphs(
        [
            name,
            [Piece(" · ".join(part for part in (row.born, age) if part))],
            [Piece(marks, True)],
            _named("cave.tag", tuple(_in_full(told) for told in row.cave), words),
            [piece for told in row.fgvh if told.said.strip() for piece in (*_told(_in_full(told)), Piece(" "))],
        ]
    )


def _in_full(told: Told) -> Told:
    """Give a line of CAVE or FGVH in the exact words of the banner: on paper no heading says the rest of them."""
    return replace(told, text=told.spoken, rest="") if told.spoken.strip() else told


def _labelled(row: BoardRow, kind: str, words: Words, part: Part) -> Line:
    """Give the cells of what came, each under its own word."""
    cells = [(key, part(getattr(row, name))) for key, name in _SAID[kind]]
    calm = [words.say(key) for key, cell in cells if _is_plain_denial(cell)]
    none = words.say("handover.paper_none", names=", ".join(calm)) if calm else ""
    told = [_named(key, cell, words) for key, cell in cells if not _is_plain_denial(cell)]
    return _paragraphs([*told, [Piece(none)]])


def _is_plain_denial(cell: tuple[Told, ...]) -> bool:
    """Whether a cell says that there is nothing, of whole and fresh sources: such are said in one line."""
    one = cell[0] if len(cell) == 1 else None
    is_calm = one is not None and one.is_quiet and not one.rest and not _is_state(one)
    return is_calm and one is not None and one.badge is None


def _named(key: str, cell: tuple[Told, ...], words: Words) -> list[Piece]:
    if not cell:
        return []
    pieces = [Piece(f"{words.say(key)}: ")]
    for told in cell:
        pieces += [*_told(told), Piece("; ")]
    return pieces[:-1]


def _told(told: Told) -> list[Piece]:
    """Write one line of a cell: a flag as its letter or word, a state in brackets, as nothing on paper has a colour."""
    badge = f"{told.badge.text.upper()} " if told.badge is not None else ""
    letter = f"{told.letter} " if told.letter and told.badge is None else ""
    text = f"[{told.text}]" if _is_state(told) else told.text
    is_bold = told.is_strong or told.is_warning or told.frame is not Frame.NONE
    return [Piece(f"{badge}{letter}{text}", is_bold), Piece(f" {told.rest}" if told.rest else "")]


def _lacks_from(cell: tuple[Told, ...]) -> int:
    """Give the place from which on a cell says what cannot be said: the first state in a frame, or a question under way."""
    return next((n for n, one in enumerate(cell) if _is_state(one)), len(cell))


def _is_state(told: Told) -> bool:
    return told.frame is not Frame.NONE or told.marker is not None


def _paragraphs(parts: Iterable[list[Piece]]) -> Line:
    """Join paragraphs to one cell; empty ones fall out."""
    made: list[Piece] = []
    for part in parts:
        told = [piece for piece in part if piece.text]
        if told:
            made += [Piece("\n"), *told] if made else told
    return tuple(made)
