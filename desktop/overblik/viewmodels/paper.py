"""A printed document before its layout: plain frozen values, painted and read aloud alike (screens.md 6).

Layout breaks them into pages; the text of a screen reader is made of the very same values, so that paper, PDF and
speech cannot differ by a letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Piece(NamedTuple):
    """Words in one weight."""

    text: str
    is_bold: bool = False


Line = tuple[Piece, ...]
"""A paragraph; a line break inside it is kept."""


class Sort(Enum):
    """How a row is drawn."""

    ROW = "row"
    BAND = "band"
    """A group heading: shaded, repeated where its rows go on over the page."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row, never split over pages: cells beside each other (a single one takes the whole width), lines under them."""

    cells: tuple[Line, ...]
    under: tuple[Line, ...] = ()
    sort: Sort = Sort.ROW


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, column names and rows; heading, names and group are repeated on every page that it reaches."""

    title: str
    right: str
    columns: tuple[float, ...]
    """Shares of the width; they add up to 1."""
    rows: tuple[PaperRow, ...]
    heads: tuple[str, ...] = ()
    """Names of the columns; where the first is empty the name of the group stands in its place."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Tables in two columns, each going on over the page by itself."""

    left: tuple[Table, ...]
    right: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Paragraphs under each other."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Boxed:
    """The dashed box of what is not on the paper."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Space:
    """Boxes for handwriting, beside each other; they take the room that is left on the page."""

    labels: tuple[str, ...]


Block = Table | Beside | Lines | Boxed | Space


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of every page: title, patient, age of the data, CAVE with FGVH (R1, H19)."""

    title: Line
    name: Line
    number: Line
    person: tuple[Line, ...]
    contacts: tuple[Line, ...]
    bar: tuple[Line, ...]
    bar_right: tuple[str, ...]
    cave_tag: str
    cave: Line
    cave_short: Line
    """Stands on each page in the place of a list that would fill it."""
    fgvh: str
    cave_right: str


@dataclass(frozen=True, slots=True)
class ListHead:
    """What stands at the top of every page about many patients: title, list, moment, by whom, age of the data (H19)."""

    title: Line
    name: Line
    lines: tuple[Line, ...]
    """Of which moment it is, who made it, how many, and what must be known of the list itself."""
    bar: tuple[Line, ...]
    bar_right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One printed document about one patient, or about a list of them."""

    kind: str
    head: Head | ListHead
    blocks: tuple[Block, ...]
    foot: str
    destroy: str
    page_words: str
    """`Side {n} af {m}`, filled in by the layout."""
    continued: str
    """`fortsat`, said after a heading that is repeated."""

    def page(self, number: int, count: int) -> str:
        """Say which page it is."""
        return self.page_words.format(n=number, m=count)


def plain(line: Line) -> str:
    """Give the words of a paragraph."""
    return "".join(piece.text for piece in line)


def line(*parts: "Piece | str") -> Line:
    """Join pieces and plain words to a paragraph; empty ones fall out."""
    made = (part if isinstance(part, Piece) else Piece(part) for part in parts)
    return tuple(piece for piece in made if piece.text)


def paper_text(paper: Paper) -> str:
    """Give the whole document as text, in reading order: the same words as on the pages, the head once."""
    return "\n".join(each for each in (*_head(paper.head), *_body(paper), paper.foot, paper.destroy) if each)


def _head(head: Head | ListHead) -> Iterator[str]:
    yield plain(head.title)
    if isinstance(head, ListHead):
        yield from (plain(each) for each in (head.name, *head.lines, *head.bar))
        yield " ".join(head.bar_right)
        return
    yield f"{plain(head.name)}  {plain(head.number)}"
    yield from (plain(each) for each in (*head.person, *head.contacts, *head.bar))
    yield " ".join(head.bar_right)
    yield f"{head.cave_tag}  {plain(head.cave)}"
    yield f"{head.fgvh}  {head.cave_right}".strip()


def _body(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Beside):
        for table in (*block.left, *block.right):
            yield from _table(table)
    elif isinstance(block, Space):
        yield from block.labels
    else:
        yield from (plain(each) for each in block.lines)


def _table(table: Table) -> Iterator[str]:
    yield f"{table.title}  {table.right}".strip()
    names = [name for name in table.heads if name]
    if names:
        yield "  ".join(names)
    for row in table.rows:
        yield "  ".join(text for cell in row.cells if (text := plain(cell)))
        yield from (plain(each) for each in row.under)
