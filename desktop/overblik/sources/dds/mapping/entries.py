"""Entries as plain text, for sections that no reader knows and no narrative tells: nothing vanishes (rule B)."""

from collections.abc import Callable

from overblik.sources.dds.mapping.values import value_of
from overblik.wire.cda import STATEMENTS, Node
from overblik.wire.cda_text import CELLS, LINES_IN_A_CELL, lines_of
from overblik.wire.cda_time import time_of
from overblik.wire.cda_types import (
    NULL_WORDS,
    address_of,
    bound,
    coded,
    is_null,
    name_of,
    original_text,
    said,
    stated,
    telecom_of,
    words_of,
)
from overblik.wire.elements import local_name

_SKIPPED = frozenset(
    {"templateId", "id", "typeId", "realmCode", "signatureCode", "languageCode", "setId", "reference", "sequenceNumber"}
)
_TIMES = frozenset({"effectiveTime", "time", "birthTime", "useablePeriod"})
_USUAL = frozenset({"completed", "active"})
_PLAIN = frozenset({"EVN", "DEF", ""})


def described(entry: Node) -> list[str]:
    """Give the statements of an entry, one a line: codes, values, times, names and texts as sent."""
    lines: list[str] = []
    _statement(entry, lines, 0)
    return lines


def _statement(node: Node, lines: list[str], depth: int) -> None:
    """Write one statement, then those within it."""
    pieces: list[str] = []
    within: list[Node] = []
    mood = node.get("moodCode") or ""
    if mood not in _PLAIN:
        pieces.append(f"[{mood}]")
    if (node.get("negationInd") or "").strip().lower() in ("true", "1"):
        pieces.append("[benægtet]")
    _gather(node, pieces, within)
    text = CELLS.join(dict.fromkeys(pieces))
    if text:
        lines.append(f"{'  ' * depth}{text}")
    for one in within:
        _statement(one, lines, depth + 1 if text else depth)


def _gather(node: Node, pieces: list[str], within: list[Node]) -> None:
    for child in node:
        name = local_name(child.tag)
        if name in STATEMENTS:
            within.append(child)
        elif name not in _SKIPPED:
            pieces += [text for text in _said(name, child, pieces, within) if text]


def _said(name: str, node: Node, pieces: list[str], within: list[Node]) -> list[str]:
    """Give what one element says; one that only holds others is gone through."""
    rule = _RULES.get(name)
    if rule is not None:
        return [rule(node)]
    if name in _TIMES:
        return [_time(node)]
    if node.get("code") is not None or node.get("displayName") is not None or name == "code":
        return [_code(node)]
    if len(node):
        _gather(node, pieces, within)
        return []
    return [said(node) or ("" if is_null(node) else stated(node.get("value")))]


def _status(node: Node) -> str:
    word = stated(node.get("code"))
    return f"status: {word}" if word and word.lower() not in _USUAL else ""


def _text(node: Node) -> str:
    return LINES_IN_A_CELL.join(lines_of(node))


def _code(node: Node) -> str:
    words, code = words_of(node), coded(node)
    own = original_text(node)
    if code is None or code.code in ("", words, *NULL_WORDS):
        return words
    return f"{words} ({code.code})" if words and not own else words


def _time(node: Node) -> str:
    own = stated(node.get("value"))
    ends = [own] if own else [bound(node, "low"), bound(node, "high")]
    read = [(found.text if (found := time_of(end)) is not None else end) for end in ends]
    return "–".join(read) if any(read) else ""


_RULES: dict[str, Callable[[Node], str]] = {
    "statusCode": _status,
    "value": lambda node: value_of(node).words,
    "telecom": lambda node: telecom_of(node)[1],
    "addr": lambda node: ", ".join(address_of(node)),
    "name": name_of,
    **dict.fromkeys(("text", "title", "desc"), _text),
}
