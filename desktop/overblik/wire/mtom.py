"""MTOM/XOP: a SOAP envelope and its binary parts in one multipart/related body (RFC 2387, RFC 2392; W3C XOP, MTOM).

The body is taken chunk by chunk, each part with a cap of its own: one part that is too large is refused with the
reason, and its neighbours are read. Real bodies lack headers and mix line ends (the samples show both), so the form is
read leniently; what a part belongs to is never guessed.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from overblik.domain.errors import Unintelligible

PART_CAP = 16 * 1024 * 1024
"""The greatest part in bytes."""
PARTS = 2000
"""The most parts of one body."""
_HEAD_CAP = 16 * 1024
_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))', re.IGNORECASE)
_START = re.compile(r'start\s*=\s*"?<?([^">;]+)', re.IGNORECASE)
_DASHES = re.compile(rb"(?:^|\n)--([^\r\n]{1,200}?)[ \t]*\r?\n(?=[A-Za-z-]+[ \t]*:)")
_REST = re.compile(rb"(?:--?)?[ \t]*\r?")
"""What may stand between a boundary and the end of its line; else the line belongs to a part (RFC 2046, 5.1.1)."""
_LONGEST_REST = 100
_FOLDED = re.compile(r"\r?\n[ \t]+")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_TOO_LARGE, _TWICE, _ENCODING = "too_large", "duplicate_content_id", "encoding"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its id without brackets, and its bytes or why they were refused."""

    content_id: str
    content: bytes = field(repr=False)
    refused: str = ""
    is_open: bool = False
    """Whether no boundary came after it: it may be cut."""


@dataclass(frozen=True, slots=True)
class Package:
    """A body read: the root envelope and the parts by Content-ID."""

    root: bytes = field(repr=False)
    parts: dict[str, Part]


def boundary_of(content_type: str) -> str:
    """Give the boundary that a Content-Type names; empty when it is no multipart/related or names none."""
    if not content_type.strip().lower().startswith("multipart/related"):
        return ""
    found = _BOUNDARY.search(content_type)
    return (found.group(1) or found.group(2)) if found else ""


def reader_of(content_type: str) -> "Reader | None":
    """Give a reader for a body of that Content-Type; none where it is no multipart/related with a boundary."""
    boundary = boundary_of(content_type).encode("latin-1", "replace")
    start = _START.search(content_type)
    return Reader(boundary, start.group(1).strip() if start else "") if boundary else None


def looks_multipart(content: bytes) -> bool:
    """Whether a saved body is one of several parts: it says so at its beginning, or a part begins after its envelope."""
    head = content[: 64 * 1024]
    return b"content-id:" in head.lower() and _DASHES.search(head) is not None


def package(content: bytes, content_type: str = "") -> Package:
    """Read a body; without a Content-Type (a saved body) the boundary is taken from the first line that looks like one.

    Raises:
        Unintelligible: `multipart` where no boundary can be found or no root stands there, `too_many_parts`.

    """
    reader = reader_of(content_type)
    if reader is None:
        found = _DASHES.search(content)
        if found is None:
            raise Unintelligible(reason="multipart")
        reader = Reader(found.group(1))
    reader.feed(content)
    return reader.end()


class Reader:
    """Takes the chunks of one body."""

    def __init__(self, boundary: bytes, start: str = "") -> None:
        """Take the boundary without its dashes, and the Content-ID of the root where one is named."""
        self._mark = b"--" + boundary
        self._start = start
        self._buffer = bytearray()
        self._seen = 0
        """How far the buffer was searched for a boundary."""
        self._pieces: list[tuple[bytes, bool]] = []
        self._is_closed = False
        self._over = False
        """Whether the part under way is over its cap: its bytes are let go."""

    def feed(self, chunk: bytes) -> None:
        """Take a chunk.

        Raises:
            Unintelligible: `too_many_parts`.

        """
        if not self._is_closed:  # else an epilogue, which is nobody's
            self._buffer += chunk
        while self._took_piece(is_end=False):
            pass
        self._drop_over()

    def end(self) -> Package:
        """Give what came.

        Raises:
            Unintelligible: `multipart` without a root, `too_many_parts`, or why the root was refused.

        """
        while self._took_piece(is_end=True):
            pass
        last = len(self._pieces)
        if not self._is_closed:
            self._finish(len(self._buffer))
        found = [
            replace(part, is_open=at == last)
            for at, (piece, over) in enumerate(self._pieces)
            if (part := _part(piece, over=over, at=at)) is not None
        ]
        if not found:
            raise Unintelligible(reason="multipart")
        root = next((at for at, part in enumerate(found) if self._start and part.content_id == self._start), 0)
        if found[root].refused:
            raise Unintelligible(reason=found[root].refused)
        parts: dict[str, Part] = {}
        for part in (*found[:root], *found[root + 1 :]):
            known = parts.get(part.content_id)
            parts[part.content_id] = part if known is None else Part(part.content_id, b"", _TWICE)
        return Package(found[root].content, parts)

    def _took_piece(self, *, is_end: bool) -> bool:
        """Take the piece before the next boundary; false where none is here, or not all of its line."""
        at = -1 if self._is_closed else self._buffer.find(self._mark, self._seen)
        if at < 0:
            self._seen = max(0, len(self._buffer) - len(self._mark))
            return False
        self._seen = at
        rest = at + len(self._mark)
        end = self._buffer.find(b"\n", rest, rest + _LONGEST_REST)
        line = bytes(self._buffer[rest : end if end >= 0 else rest + _LONGEST_REST])
        is_line = (at == 0 or self._buffer[at - 1] == 0x0A) and _REST.fullmatch(line) is not None
        if is_line and end < 0 and not is_end:
            return False  # the line of the boundary is not here yet
        told = line.strip()
        if is_line and told in (b"", b"--"):
            self._finish(at)
            self._is_closed = told == b"--"
            del self._buffer[: (end if end >= 0 else at + len(self._mark) + len(line)) - at + 1]
            self._seen = 0
        else:
            self._seen = at + 1  # a line that only begins as the boundary does is content
        return True

    def _finish(self, at: int) -> None:
        """Close the part under way, which ends before `at`; the buffer begins at the boundary then."""
        if len(self._pieces) > PARTS + 1:  # beside them the preamble and the root
            raise Unintelligible(reason="too_many_parts")
        piece = bytes(self._buffer[:at])
        is_over = self._over or len(piece) > PART_CAP + _HEAD_CAP
        self._pieces.append((piece[:_HEAD_CAP] if is_over else _without_break(piece), is_over))
        del self._buffer[:at]
        self._over = False

    def _drop_over(self) -> None:
        """Let go of a part that is over its cap; its head stays, so that it can be named."""
        if len(self._buffer) > PART_CAP + _HEAD_CAP:
            keep = len(self._mark) + _LONGEST_REST + 2
            del self._buffer[_HEAD_CAP : len(self._buffer) - keep]
            self._seen = _HEAD_CAP + 1
            self._over = True


def _without_break(piece: bytes) -> bytes:
    """Take the one line break that belongs to the boundary after a part."""
    if piece.endswith(b"\r\n"):
        return piece[:-2]
    return piece[:-1] if piece.endswith(b"\n") else piece


def _part(piece: bytes, *, over: bool, at: int) -> Part | None:
    """Read a piece; none where it is empty, or stands before the first boundary and is no part (a preamble)."""
    if not piece.strip() and not over:
        return None
    head, body = _split(piece)
    if not head and piece.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        head, body = {"content-id": ""}, piece.strip()  # some bodies begin with the envelope, without a head
    if at == 0 and head.keys().isdisjoint(("content-id", "content-type")):
        return None
    content_id = head.get("content-id", "").strip().strip("<>").strip()
    if over:
        return Part(content_id, b"", _TOO_LARGE)
    encoding = head.get("content-transfer-encoding", "binary").strip().lower()
    if encoding == "base64":
        return from_base64(content_id, body)
    if encoding not in ("binary", "8bit", "7bit", ""):
        return Part(content_id, b"", _ENCODING)
    return _capped(content_id, body)


def _capped(content_id: str, body: bytes) -> Part:
    return Part(content_id, b"", _TOO_LARGE) if len(body) > PART_CAP else Part(content_id, body)


def from_base64(content_id: str, text: bytes) -> Part:
    """Read a part, or an inline document, that came as base64."""
    try:
        body = base64.b64decode(b"".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return Part(content_id, b"", _ENCODING)
    return _capped(content_id, body)


def _split(piece: bytes) -> tuple[dict[str, str], bytes]:
    """Give the head and the body of a part; a part may have no head at all."""
    if piece[:1] in (b"\r", b"\n"):
        return {}, piece[2:] if piece[:2] == b"\r\n" else piece[1:]
    whole = piece
    crlf, plain = whole.find(b"\r\n\r\n"), whole.find(b"\n\n")
    at, gap = (crlf, 4) if crlf >= 0 and (plain < 0 or crlf < plain) else (plain, 2)
    if at < 0 or at > _HEAD_CAP:
        return {}, whole
    head: dict[str, str] = {}
    for line in _FOLDED.sub(" ", whole[:at].decode("latin-1")).splitlines():
        name, colon, value = line.partition(":")
        if colon and _NAME.fullmatch(name.strip()):
            head.setdefault(name.strip().lower(), value.strip())
    return (head, whole[at + gap :]) if head else ({}, whole)


def id_of(href: str) -> str:
    """Give the Content-ID that an xop:Include names: `cid:` and percent-encoding taken off (RFC 2392)."""
    named = href.strip()
    return unquote(named[4:] if named[:4].lower() == "cid:" else named).strip()
