"""Where each item stands in the bytes of an answer: lxml knows lines, 'Vis original' needs places."""

from collections.abc import Iterable, Sequence
from typing import Any
from xml.parsers import expat

Place = tuple[int, int]
"""First byte and number of bytes."""
_AFTER_A_NAME = frozenset(b" \t\r\n/>")
_CUT = b"<!-- udeladt: privatmarkeret -->"


def places(content: bytes, nodes: Sequence[Any]) -> list[Place] | None:
    """Give the place of each lxml element, in document order; none when they cannot be told.

    The quick way looks for the tags themselves. In XML a `<` stands nowhere but before markup, except in
    comments and CDATA sections, and only an encoding that keeps ASCII shows it as such a byte: else a
    parser is asked for its positions.
    """
    if b"<!" in content or not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or b"\0" in content:
        return _by_parser(content, nodes)
    found: list[Place] = []
    ends: dict[bytes, int] = {}
    for node in nodes:
        name = _written(node)
        start = _start(content, b"<" + name, ends.get(name, 0))
        if start < 0:
            return _by_parser(content, nodes)
        ends[name] = start + 1
        close = content.find(b">", start)
        if content[close - 1 : close] == b"/":
            found.append((start, close + 1 - start))
            continue
        closing = _start(content, b"</" + name, close)
        end = content.find(b">", closing)
        if closing < 0 or end < 0:
            return _by_parser(content, nodes)
        found.append((start, end + 1 - start))
    return found


def cut(content: bytes, ranges: Iterable[Place]) -> bytes:
    """Take records out of a message; what stands around them keeps its place.

    The gap has the length of the record, so that the places of all others still hold.
    """
    left = bytearray(content)
    for start, length in ranges:
        gap = _CUT[:length].ljust(length) if length >= len(_CUT) else b" " * length
        left[start : start + length] = gap
    return bytes(left)


def _written(node: Any) -> bytes:
    """Give the name of an element as it stands in the message, with its prefix."""
    tag: str = node.tag
    name = tag[tag.rfind("}") + 1 :]
    return (f"{node.prefix}:{name}" if node.prefix else name).encode()


def _start(content: bytes, opening: bytes, at: int) -> int:
    """Find the next tag, or end tag, that is called exactly so: `Vaccination` begins `VaccinationIdentifier` too."""
    while True:
        at = content.find(opening, at)
        if at < 0 or content[at + len(opening)] in _AFTER_A_NAME:
            return at
        at += 1


def _by_parser(content: bytes, nodes: Sequence[Any]) -> list[Place] | None:
    wanted = {_written(node).decode() for node in nodes}
    parser: Any = expat.ParserCreate()
    found: list[Place] = []
    open_ones: list[tuple[int, int]] = []

    def opened(tag: str, _: object) -> None:
        if tag in wanted:
            open_ones.append((parser.CurrentByteIndex, len(found)))
            found.append((0, 0))

    def closed(tag: str) -> None:
        if tag in wanted:
            start, place = open_ones.pop()
            end = content.find(b">", max(parser.CurrentByteIndex, start)) + 1
            found[place] = (start, end - start)

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return None
    return found if len(found) == len(nodes) else None
