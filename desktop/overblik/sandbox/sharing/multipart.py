"""MTOM: a SOAP envelope and its documents as one multipart message (W3C XOP 1.0, RFC 2387), written and read."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message as Headers
from urllib.parse import quote

from overblik.sandbox.national.envelope import SoapFault
from overblik.sandbox.sharing.envelope import MEDIA

QUIRKS = frozenset({"missing_part", "duplicate_content_id", "no_root_headers", "lf_only", "no_closing"})
_ROOT = "<root.message@sandbox.overblik.example>"
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A document on its way."""

    content_id: str
    content: bytes
    media: str = "text/xml"

    @property
    def href(self) -> str:
        """The address by which the envelope names the part (RFC 2392): percent-encoded."""
        return f"cid:{quote(self.content_id, safe='@-._~')}"


@dataclass(frozen=True, slots=True)
class Message:
    """A multipart message: its media type, and its pieces, one for each part and the end."""

    media: str
    pieces: tuple[bytes, ...]

    def chunks(self) -> Iterator[bytes]:
        """The message in the portions in which it is sent."""
        return (piece[at : at + _CHUNK] for piece in self.pieces for at in range(0, len(piece), _CHUNK))


def part(content: bytes, media: str) -> Part:
    """A part under an id of its own."""
    return Part(f"{uuid.uuid4()}@urn:ihe:iti:xds-b:2007", content, media)


def message(root: bytes, parts: Sequence[Part], quirk: str = "") -> Message:
    """The message; `quirk` is one way in which real ones go wrong."""
    boundary = f"uuid:{uuid.uuid4()}"
    media = (
        f'multipart/related; type="application/xop+xml"; start="{_ROOT}"; start-info="{MEDIA}"; boundary="{boundary}"'
    )
    end = "\n" if quirk == "lf_only" else "\r\n"
    first = _piece(boundary, end, f'application/xop+xml; charset=UTF-8; type="{MEDIA}"', _ROOT, root)
    if quirk == "no_root_headers":
        first = root
    shown = () if quirk == "missing_part" else _doubled(parts) if quirk == "duplicate_content_id" else parts
    pieces = [
        first,
        *(end.encode() + _piece(boundary, end, one.media, f"<{one.content_id}>", one.content) for one in shown),
    ]
    if quirk != "no_closing":
        pieces.append(f"{end}--{boundary}--{end}".encode())
    return Message(media, tuple(pieces))


def _doubled(parts: Sequence[Part]) -> list[Part]:
    """The parts, and one more with other content under the id of the first."""
    return [*parts, *(Part(one.content_id, b"<andet/>", one.media) for one in parts[:1])]


def _piece(boundary: str, end: str, media: str, name: str, content: bytes) -> bytes:
    head = (
        f"--{boundary}{end}Content-Type: {media}{end}Content-Transfer-Encoding: binary{end}Content-ID: {name}{end}{end}"
    )
    return head.encode() + content


def envelope_of(content_type: str, body: bytes) -> tuple[str, bytes]:
    """Media type and bytes of the envelope of a request, which may be the one part of a multipart message.

    Raises:
        SoapFault: the multipart message does not hold one part, or cannot be read.

    """
    told = Headers()
    told["Content-Type"] = content_type
    if told.get_content_type() != "multipart/related":
        return told.get_content_type(), body
    boundary = str(told.get_param("boundary", ""))
    rows = body.split(b"--" + boundary.encode()) if boundary else []
    if len(rows) != 3 or not rows[2].startswith(b"--"):
        raise SoapFault("syntax_error", "The multipart message does not hold one part")
    head, found, content = rows[1].partition(b"\r\n\r\n")
    if not found or b"application/xop+xml" not in head.lower():
        raise SoapFault("syntax_error", "The root part is not application/xop+xml")
    return MEDIA, content.removesuffix(b"\r\n")
