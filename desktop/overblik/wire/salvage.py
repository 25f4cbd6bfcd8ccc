"""One broken entry must not sink its neighbours: cuts a bundle into entries by brackets alone (H8).

Used only when the whole text is no JSON (a NaN, a bad escape, a bare control character). A text whose
brackets do not close was cut on the way and is refused: what is missing cannot be told.
"""

import re

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_ENTRY_CAP = 50_000
_TOKEN_CAP = 3_000_000
"""Some two seconds of work: a text of nothing but brackets is refused, not looked through."""


def entries(content: bytes) -> list[tuple[int, int]] | None:
    """Give start and end of each element of the top-level `entry` list; none when there is no such list."""
    if content.count(b"{") + content.count(b"[") + content.count(b'"') // 2 > _TOKEN_CAP:
        return None
    depth, key, in_entries = 0, b"", False
    found: list[tuple[int, int]] = []
    start = 0
    for token in _TOKEN.finditer(content):
        text = token.group()
        if text[:1] == b'"':
            key = text if depth == 1 else key
        elif text in b"{[":
            depth += 1
            in_entries = in_entries or (depth == 2 and key == b'"entry"' and text == b"[")
            start = token.start() if depth == 3 else start
        else:
            depth -= 1
            if in_entries and depth == 2:
                found.append((start, token.end()))
            if in_entries and depth == 1:
                in_entries, key = False, b'"done"'
    return found if depth == 0 and 0 < len(found) <= _ENTRY_CAP else None


def resource(content: bytes, start: int, end: int) -> tuple[int, int]:
    """Give start and end of the `resource` member of an entry, the whole entry when it has none."""
    depth, key, begun = 0, b"", -1
    for token in _TOKEN.finditer(content, start, end):
        text = token.group()
        if text[:1] == b'"':
            key = text if depth == 1 else key
        elif text in b"{[":
            depth += 1
            begun = token.start() if depth == 2 and key == b'"resource"' and begun < 0 else begun
        else:
            depth -= 1
            if depth == 1 and begun >= 0:
                return begun, token.end()
    return start, end
