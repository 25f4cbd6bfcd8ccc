"""FHIR R4 JSON without medicine: bundles cut into raw resources that keep their place in the message."""

import hashlib
import re
from dataclasses import dataclass, field

import msgspec
from msgspec import Raw

from overblik.domain.errors import Unintelligible
from overblik.domain.provenance import RawRef
from overblik.wire import salvage
from overblik.wire.fhir_types import Element, Issue, OperationOutcome

ENTRY_CAP = 50_000
_HEAD = re.compile(
    rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,64})"(?:\s*,\s*"id"\s*:\s*"([A-Za-z0-9\-.]{1,64})"\s*[,}])?'
)
_PREFIX = 48
_BOM = b"\xef\xbb\xbf"


class Link(Element):
    """A link of a bundle."""

    relation: str | None = None
    url: str | None = None


class Search(Element):
    """Why an entry is in a search answer: match, include or outcome."""

    mode: str | None = None


class Request(Element):
    """What was or is to be done with an entry (transaction, history)."""

    method: str | None = None
    url: str | None = None


class Entry(Element):
    """One entry; the resource stays raw, so that one bad resource is one unreadable row."""

    full_url: str | None = None
    resource: Raw = Raw()  # an empty Raw is a constant
    search: Search | None = None
    request: Request | None = None
    response: Raw = Raw()


class Changed(Element):
    """When a bundle was made."""

    last_updated: str | None = None


class Bundle(Element):
    """A bundle of any type (bundle.html)."""

    resource_type: str = ""
    meta: Changed | None = None
    type: str | None = None
    total: int | None = None
    timestamp: str | None = None
    link: tuple[Link, ...] | None = None
    entry: tuple[Entry, ...] | None = None


class TypeOnly(Element):
    """The type of a resource."""

    resource_type: str = ""
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """The bytes of one answer or file, and their SHA-256 in hex."""

    content: bytes
    digest: str
    uri: str


class Piece(msgspec.Struct, gc=False):
    """One resource as it stood in a message."""

    type: str
    """Its resourceType, empty where none could be read: such a piece is never dropped."""
    raw: Raw
    full_url: str
    start: int
    length: int
    mode: str
    method: str
    message: Message
    id: str = ""
    """Its id where the first members tell it, as nearly always; empty else."""

    def ref(self) -> RawRef:
        """Name the place of this resource."""
        return RawRef(self.message.digest, self.start, self.length)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message cut into its resources."""

    message: Message
    pieces: tuple[Piece, ...]
    type: str = ""
    """The bundle's type; empty for a single resource."""
    next: str = ""
    total: int | None = None
    timestamp: str = ""
    updated: str = ""
    hollow: int = 0
    """Entries that hold neither a resource nor a request or response: something was left out."""
    self_link: str = field(default="", repr=False)


_BUNDLES = msgspec.json.Decoder(Bundle)
_TYPES = msgspec.json.Decoder(TypeOnly)
_OUTCOMES = msgspec.json.Decoder(OperationOutcome)
_ENTRIES = msgspec.json.Decoder(Entry)


def message(content: bytes, uri: str) -> Message:
    """Keep bytes under their hash."""
    return Message(content, hashlib.sha256(content).hexdigest(), uri)


def parcel(sent: Message) -> Parcel:
    """Cut a message into its resources.

    Raises:
        Unintelligible: `not_json` or `not_fhir` or `too_many`.

    """
    text = sent.content
    start = len(_BOM) if text.startswith(_BOM) else 0
    head = _HEAD.match(text, start)
    if head is not None and head[1] == b"Bundle":
        return _bundle(sent, start)  # what the first member says is said again by the decoder
    try:
        root = _TYPES.decode(memoryview(text)[start:])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _salvaged(sent, error)
    if root.resource_type == "Bundle":
        return _bundle(sent, start)
    if not root.resource_type:
        raise Unintelligible(reason="not_fhir")
    length = len(text) - start
    piece = Piece(root.resource_type, Raw(text[start:]), "", start, length, "", "", sent)
    return Parcel(sent, (piece,))


def _bundle(sent: Message, start: int) -> Parcel:
    view = memoryview(sent.content)[start:] if start else sent.content
    try:
        bundle = _BUNDLES.decode(view)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _salvaged(sent, error)
    if bundle.resource_type != "Bundle":
        raise Unintelligible(reason="duplicate_key")
    entries = bundle.entry or ()
    if len(entries) > ENTRY_CAP:
        raise Unintelligible(reason="too_many", count=len(entries))
    links = {link.relation: link.url or "" for link in bundle.link or ()}
    pieces, hollow = _pieces(sent, entries)
    return Parcel(
        sent,
        pieces,
        bundle.type or "",
        links.get("next", ""),
        bundle.total,
        bundle.timestamp or "",
        (bundle.meta.last_updated or "") if bundle.meta else "",
        hollow,
        links.get("self", ""),
    )


def _is_absent(raw: Raw) -> bool:
    return len(raw) == 0 or (len(raw) == 4 and bytes(raw) == b"null")


def _pieces(sent: Message, entries: tuple[Entry, ...]) -> tuple[tuple[Piece, ...], int]:
    """Give the resources with their places, and how many entries hold nothing at all."""
    at, hollow, content = 0, 0, sent.content
    found = []
    for entry in entries:
        raw, search, request = entry.resource, entry.search, entry.request
        length = len(raw)
        if length < 5 and _is_absent(raw):
            # A request or a response without a resource is no item.
            hollow += request is None and _is_absent(entry.response)
            continue
        head = _HEAD.match(raw)
        if head is None:
            kind, name, begin = _decoded_type(raw), "", bytes(memoryview(raw)[:_PREFIX])
        else:
            kind, name, begin = head[1].decode("ascii"), (head[2] or b"").decode("ascii"), head[0]
        at = _place(content, raw, begin, at)
        mode = (search.mode or "") if search else ""
        method = (request.method or "") if request else ""
        found.append(Piece(kind, raw, entry.full_url or "", at, length, mode, method, sent, name))
        at += length
    return tuple(found), hollow


def _place(content: bytes, raw: Raw, begin: bytes, at: int) -> int:
    """Find the raw bytes at or after a place: they were taken from there, so they are found at once."""
    found = content.find(begin, at)
    while not content.startswith(raw, found):
        found = content.find(begin, found + 1)
        assert found >= 0
    return found


def type_of(raw: Raw) -> str:
    """Give the resourceType, empty when there is none or two.

    The regular expression sees the usual first member; whoever writes the type twice is asked
    through the decoder, and found out by the duplicate-key check of the reader.
    """
    head = _HEAD.match(raw)
    return head[1].decode("ascii") if head is not None else _decoded_type(raw)


def _decoded_type(raw: Raw) -> str:
    try:
        return _TYPES.decode(raw).resource_type
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _salvaged(sent: Message, error: Exception) -> Parcel:
    cuts = salvage.entries(sent.content)
    if cuts is None or b'"Bundle"' not in sent.content:
        raise Unintelligible(reason="not_json") from error
    pieces = []
    for start, end in cuts:
        begin, finish = salvage.resource(sent.content, start, end)
        raw = Raw(sent.content[begin:finish])
        try:
            url = _ENTRIES.decode(sent.content[start:end]).full_url or ""
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            url = ""
        pieces.append(Piece(type_of(raw), raw, url, begin, finish - begin, "", "", sent))
    # What stood round the entries (type, next, total) cannot be relied on: such a parcel is never closed.
    return Parcel(sent, tuple(pieces), "salvaged")


def issues(raw: bytes | Raw) -> tuple[Issue, ...]:
    """Give the issues of an OperationOutcome, none when it is not one."""
    try:
        outcome = _OUTCOMES.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()
    return outcome.issue if outcome.resource_type == "OperationOutcome" else ()
