"""The narrative of CDA (NarrativeBlock.xsd) as plain text: nothing in it is ever interpreted as markup."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from overblik.wire.cda_types import alike, squeezed
from overblik.wire.elements import local_name

Node = Any
CELLS = " · "
"""Between the cells of a row."""
LINES_IN_A_CELL = "; "
BULLET = "• "
IMAGE = "[billede]"
_CELL = frozenset({"td", "th"})
_PARTS_OF_A_TABLE = frozenset({"thead", "tbody", "tfoot"})
_BLOCKS = frozenset({"paragraph", "caption", "text", "title", "p", "div"})
_SILENT = frozenset({"col", "colgroup", "footnoteRef"})


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table of the narrative."""

    cells: tuple[str, ...]
    is_header: bool
    """Every cell of it is a heading."""


class _Text:
    """Lines, the line that is being written, and the rows of tables."""

    __slots__ = ("lines", "open", "rows")

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.rows: list[TableRow] = []
        self.open: list[str] = []

    def end(self) -> None:
        """End the line; an empty one is none."""
        if self.open:
            line = squeezed("".join(self.open))
            self.open.clear()
            if line:
                self.lines.append(line)

    def within(self, node: Node) -> None:
        """Write the content of an element."""
        if node.text:
            self.open.append(node.text)
        for child in node:
            self.element(child)
            if child.tail:
                self.open.append(child.tail)

    def element(self, node: Node) -> None:
        """Write an element by its name; one without a rule gives its text."""
        name = local_name(node.tag)
        rule = _RULES.get(name)
        if rule is not None:
            rule(self, node)
        elif name in _BLOCKS:
            self.end()
            self.within(node)
            self.end()
        elif name not in _SILENT:
            self.within(node)


def _break(text: _Text, node: Node) -> None:
    text.end()
    text.within(node)


def _list(text: _Text, node: Node) -> None:
    text.end()
    _loose(text, node.text)
    for child in node:
        if local_name(child.tag) == "item":
            lines = lines_of(child)
            text.lines += [f"{BULLET if not place else '  '}{line}" for place, line in enumerate(lines)]
        else:
            text.element(child)
            text.end()
        _loose(text, child.tail)
    text.end()


def _table(text: _Text, node: Node) -> None:
    text.end()
    _loose(text, node.text)
    for child in node:
        name = local_name(child.tag)
        if name == "tr":
            _row(text, child)
        elif name in _PARTS_OF_A_TABLE:
            _table(text, child)
        else:
            text.element(child)
            text.end()
        _loose(text, child.tail)


def _row(text: _Text, node: Node) -> None:
    text.end()
    cells: list[str] = []
    is_header, is_plain = True, not _is_said(node.text)
    for child in node:
        name = local_name(child.tag)
        is_header = is_header and name != "td"
        if name not in _CELL or _is_said(child.tail):
            is_plain = False
            break
        cells.append(_cell(child))
    if not is_plain:
        text.within(node)
        text.end()
        return
    text.rows.append(TableRow(tuple(cells), is_header))
    if len(cells) == 1:
        text.lines += lines_of(node[0])
    elif line := CELLS.join(cells).rstrip(" ·"):
        text.lines.append(line)


def _lone_cell(text: _Text, node: Node) -> None:
    """Write a cell that stands beside something that is none."""
    text.end()
    text.within(node)
    text.end()


def _loose(text: _Text, words: str | None) -> None:
    """Write what stands between blocks, where nothing should."""
    if words and not words.isspace():
        text.open.append(words)
        text.end()


def _is_said(words: str | None) -> bool:
    return words is not None and bool(words) and not words.isspace()


def _power(text: _Text, node: Node) -> None:
    """Keep a raised digit apart: 10 to the ninth is not 109 (H13)."""
    if not (node.text or "").strip()[:1].isalpha():
        text.open.append("^")
    text.within(node)


def _footnote(text: _Text, node: Node) -> None:
    text.open.append(" [")
    text.open.append(LINES_IN_A_CELL.join(lines_of(node)))
    text.open.append("]")


def _image(text: _Text, node: Node) -> None:
    text.open.append(f" {IMAGE} ")
    text.within(node)


def _link(text: _Text, node: Node) -> None:
    text.within(node)
    target = node.get("href") or ""
    if target and not target.startswith("#") and target not in (node.text or ""):
        text.open.append(f" ({target})")


def _content(text: _Text, node: Node) -> None:
    """Write a piece of text; one that the author struck out is said to be so."""
    if node.get("revised") == "delete":
        text.open.append(" [slettet: ")
        text.within(node)
        text.open.append("]")
    else:
        text.within(node)


_RULES: dict[str, Callable[[_Text, Node], None]] = {
    "br": _break,
    "list": _list,
    "table": _table,
    **dict.fromkeys(_PARTS_OF_A_TABLE, _table),
    "tr": _row,
    **dict.fromkeys(_CELL, _lone_cell),
    "sup": _power,
    "footnote": _footnote,
    "renderMultiMedia": _image,
    "linkHtml": _link,
    "content": _content,
}


@dataclass(frozen=True, slots=True)
class Narrative:
    """What a narrative says, line by line, and the rows of its tables."""

    lines: tuple[str, ...]
    rows: tuple[TableRow, ...]


def narrative(node: Node | None) -> Narrative:
    """Read a narrative once."""
    if node is None:
        return Narrative((), ())
    if not len(node):
        return Narrative(tuple(lines_of(node)), ())
    text = _Text()
    text.within(node)
    text.end()
    return Narrative(tuple(text.lines), tuple(text.rows))


def lines_of(node: Node) -> list[str]:
    """Give the text of a narrative element line by line."""
    if not len(node):
        line = squeezed(node.text or "")
        return [line] if line else []
    return list(narrative(node).lines)


def text_of(node: Node | None) -> str:
    """Give the narrative as plain text, a line for each paragraph, item and row."""
    return "\n".join(lines_of(node)) if node is not None else ""


def _cell(node: Node) -> str:
    return squeezed(node.text or "") if not len(node) else LINES_IN_A_CELL.join(lines_of(node))


def anchors(nodes: Iterable[Node | None]) -> dict[str, Node | None]:
    """Give what each `ID` of some narratives stands for; none where two different texts bear it."""
    found: dict[str, Node | None] = {}
    for node in nodes:
        for part in node.iter() if node is not None else ():
            name = part.get("ID")
            if name is None:
                continue
            before = found.get(name, part)
            found[name] = part if before is not None and (before is part or alike(before, part)) else None
    return found
