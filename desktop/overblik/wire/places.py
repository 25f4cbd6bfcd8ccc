"""Where each item stands in the bytes of an answer: lxml knows lines, 'Vis original' needs places."""

from collections.abc import Iterable, Sequence
from typing import Any
from xml.parsers import expat

Place = tuple[int, int]
"""First byte and number of bytes."""
_AFTER_A_NAME = frozenset(b" \t\r\n/>")
_CUT = b"<!-- udeladt: privatmarkeret -->"


def places(content: bytes, nodes: Sequence[Any], *, is_every_one: bool) -> list[Place] | None:
    """Give the place of each lxml element, in document order; none when they cannot be told.

    `is_every_one` says that no other element of the message has the name of one of them: then the tags
    themselves are looked for. In XML a `<` stands nowhere but before markup, except in comments and CDATA
    sections, and only an encoding that keeps ASCII shows it as such a byte: else, and where a tag is not of
    the plainest form, a parser is asked for its positions.
    """
    has_sections = b"!" in content and b"<!" in content  # the lone byte is rare, and looked for ten times as fast
    is_marked_up = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"\0" not in content
    is_plain = is_marked_up and not has_sections
    found = _by_tags(content, nodes) if is_plain and is_every_one else None
    return found if found is not None else _by_parser(content, nodes)


def _by_tags(content: bytes, nodes: Sequence[Any]) -> list[Place] | None:
    """Look for the tags; an element of a name within another of that name, or beside them, shows by the count."""
    found: list[Place] = []
    ends: dict[bytes, int] = {}
    for node in nodes:
        name = _written(node)
        start = _start(content, b"<" + name, ends.get(name, 0))
        end = content.find(b">", start)
        tag = content[start:end]
        if start < 0 or b"'" in tag or tag.count(b'"') % 2:  # an attribute may hold a `>`
            return None
        if tag[-1:] != b"/":
            closing = content.find(b"</" + name + b">", end)
            if closing < 0:
                return None
            end = closing + len(name) + 2
        found.append((start, end + 1 - start))
        ends[name] = end
    is_all = all(_start(content, b"<" + name, end) < 0 for name, end in ends.items())
    return found if is_all else None


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
            at = max(parser.CurrentByteIndex, start)
            # The end of `<X/>` is told where the tag is over, that of `<X></X>` where its own tag begins.
            end = at if _is_one_tag(content[start:at]) else content.find(b">", at) + 1
            found[place] = (start, end - start)

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return None
    return found if len(found) == len(nodes) else None


def _is_one_tag(piece: bytes) -> bool:
    return piece.endswith(b"/>") and piece.count(b">") == 1 and piece.count(b"<") == 1
