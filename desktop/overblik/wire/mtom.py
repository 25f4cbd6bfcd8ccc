"""MTOM/XOP: a SOAP envelope and its binary parts in one multipart/related body (RFC 2387, RFC 2392; W3C XOP, MTOM).

The body is taken chunk by chunk, each part with a cap of its own: one part that is too large is refused with the
reason, and its neighbours are read. Real bodies lack headers and mix line ends (the samples show both), so the form is
read leniently; what a part belongs to is never guessed.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from overblik.domain.errors import Unintelligible

PART_CAP = 16 * 1024 * 1024
"""The greatest part in bytes."""
PARTS = 2000
"""The most parts of one body."""
_HEAD_CAP = 16 * 1024
_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))', re.IGNORECASE)
_DASHES = re.compile(rb"(?:^|\n)--([^\r\n]{1,200}?)[ \t]*\r?\n")
_TOO_LARGE, _TWICE, _ENCODING = "too_large", "duplicate_content_id", "encoding"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its id without brackets, and its bytes or why they were refused."""

    content_id: str
    content: bytes = field(repr=False)
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """A body read: the root envelope and the parts by Content-ID."""

    root: bytes = field(repr=False)
    parts: dict[str, Part]
    is_closed: bool
    """Whether the closing boundary came: else the last part may be cut."""


def boundary_of(content_type: str) -> str:
    """Give the boundary that a Content-Type names; empty when it is no multipart/related or names none."""
    if not content_type.strip().lower().startswith("multipart/related"):
        return ""
    found = _BOUNDARY.search(content_type)
    return (found.group(1) or found.group(2)) if found else ""


def looks_multipart(content: bytes) -> bool:
    """Whether a saved body is one of several parts: it says so at its beginning, or a part begins after its envelope."""
    head = content[: 64 * 1024].lower()
    return b"content-id:" in head and _DASHES.search(head) is not None


def package(content: bytes, content_type: str = "") -> Package:
    """Read a body; without a Content-Type (a saved body) the boundary is taken from the first line that looks like one.

    Raises:
        Unintelligible: `multipart` where no boundary can be found or no root stands there, `too_many_parts`.

    """
    boundary = boundary_of(content_type).encode("latin-1", "replace")
    if not boundary:
        found = _DASHES.search(content)
        if found is None:
            raise Unintelligible(reason="multipart")
        boundary = found.group(1)
    reader = Reader(boundary)
    reader.feed(content)
    return reader.end()


class Reader:
    """Takes the chunks of one body."""

    def __init__(self, boundary: bytes) -> None:
        """Take the boundary without its dashes."""
        self._mark = b"--" + boundary
        self._buffer = bytearray()
        self._size = 0
        self._pieces: list[tuple[bytes, bool]] = []
        self._is_closed = False
        self._over = False
        """Whether the part under way is over its cap: its bytes are let go."""

    def feed(self, chunk: bytes) -> None:
        """Take a chunk.

        Raises:
            Unintelligible: `too_many_parts`.

        """
        self._buffer += chunk
        while not self._is_closed:
            at = self._next_mark()
            if at < 0:
                self._drop_over()
                return
            end = self._buffer.find(b"\n", at)
            after = bytes(self._buffer[at + len(self._mark) : at + len(self._mark) + 2])
            if after == b"--":
                self._finish(at)
                self._is_closed = True
            elif end < 0:
                return  # the line of the boundary is not here yet
            else:
                self._finish(at)
                del self._buffer[: end + 1 - at]

    def end(self) -> Package:
        """Give what came.

        Raises:
            Unintelligible: `multipart` without a root, `too_many_parts`.

        """
        if not self._is_closed:
            self._finish(len(self._buffer))
        pieces = [(piece, over) for piece, over in self._pieces if piece.strip() or over]
        if not pieces:
            raise Unintelligible(reason="multipart")
        root = _root(pieces[0][0])
        parts: dict[str, Part] = {}
        for piece, over in pieces[1:]:
            part = _part(piece, over=over)
            known = parts.get(part.content_id)
            parts[part.content_id] = part if known is None else Part(part.content_id, b"", _TWICE)
        return Package(root, parts, self._is_closed)

    def _next_mark(self) -> int:
        """Find the boundary at the beginning of a line."""
        at = self._buffer.find(self._mark)
        while at > 0 and self._buffer[at - 1 : at] != b"\n":
            at = self._buffer.find(self._mark, at + 1)
        return at

    def _finish(self, at: int) -> None:
        """Close the part under way, which ends before `at`; the buffer begins at the boundary then."""
        if len(self._pieces) > PARTS:
            raise Unintelligible(reason="too_many_parts")
        piece = bytes(self._buffer[:at])
        is_over = self._over or len(piece) > PART_CAP + _HEAD_CAP
        self._pieces.append((piece[:_HEAD_CAP] if is_over else _without_break(piece), is_over))
        del self._buffer[:at]
        self._over = False

    def _drop_over(self) -> None:
        """Let go of a part that is over its cap; its head stays, so that it can be named."""
        if len(self._buffer) > PART_CAP + _HEAD_CAP:
            keep = len(self._mark) + 4
            del self._buffer[_HEAD_CAP : len(self._buffer) - keep]
            self._over = True


def _without_break(piece: bytes) -> bytes:
    """Take the one line break that belongs to the boundary after a part."""
    if piece.endswith(b"\r\n"):
        return piece[:-2]
    return piece[:-1] if piece.endswith(b"\n") else piece


def _root(piece: bytes) -> bytes:
    """Give the envelope: some bodies begin with it, without a head."""
    if piece.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return piece.strip()
    return _split(piece)[1]


def _part(piece: bytes, *, over: bool) -> Part:
    head, body = _split(piece)
    content_id = head.get("content-id", "").strip().strip("<>")
    if over:
        return Part(content_id, b"", _TOO_LARGE)
    encoding = head.get("content-transfer-encoding", "binary").strip().lower()
    if encoding == "base64":
        return from_base64(content_id, body)
    if encoding not in ("binary", "8bit", "7bit", ""):
        return Part(content_id, b"", _ENCODING)
    return Part(content_id, body, _TOO_LARGE if len(body) > PART_CAP else "")


def from_base64(content_id: str, text: bytes) -> Part:
    """Read a part, or an inline document, that came as base64."""
    try:
        body = base64.b64decode(b"".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return Part(content_id, b"", _ENCODING)
    return Part(content_id, body, _TOO_LARGE if len(body) > PART_CAP else "")


def _split(piece: bytes) -> tuple[dict[str, str], bytes]:
    """Give the head and the body of a part; a part may have no head at all."""
    whole = piece.lstrip(b"\r\n") if piece[:1] in (b"\r", b"\n") else piece
    crlf, plain = whole.find(b"\r\n\r\n"), whole.find(b"\n\n")
    at, gap = (crlf, 4) if crlf >= 0 and (plain < 0 or crlf < plain) else (plain, 2)
    if at < 0 or at > _HEAD_CAP:
        return {}, whole
    head: dict[str, str] = {}
    for line in whole[:at].decode("latin-1").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            head.setdefault(name.strip().lower(), value.strip())
    return head, whole[at + gap :]


def id_of(href: str) -> str:
    """Give the Content-ID that an xop:Include names: `cid:` and percent-encoding taken off (RFC 2392)."""
    return unquote(href.strip().removeprefix("cid:")).strip()
