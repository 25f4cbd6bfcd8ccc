"""FHIR R4 JSON without medicine: bundles cut into raw resources that keep their place in the message."""

import hashlib
import re
from dataclasses import dataclass, field

import msgspec
from msgspec import Raw

from overblik.domain.errors import Unintelligible
from overblik.domain.provenance import RawRef
from overblik.wire import salvage, strict
from overblik.wire.envelope import Bundle, Entry, TypeOnly, identity, is_absent, links_of, reply_of
from overblik.wire.fhir_types import Issue, OperationOutcome
from overblik.wire.heads import decoded_id

ENTRY_CAP = 50_000
_HEAD = re.compile(
    rb'\s*+\{[^"]*+"resourceType"[^",{\[]*+"([A-Za-z]{1,64}+)"(?:[^"]*+"id"[^",{\[]*+"([A-Za-z0-9\-.]{1,64}+)")?'
)
"""The first two members, as nearly all write them. In JSON nothing but blanks, a colon and a comma can stand between."""
_MEMBER = b'"resource"'
_TAKEN = Raw(b"0")
"""What stands in an envelope in the place of a resource that was taken out."""
_NESTED = 3
_RELIED_ON = frozenset({"duplicate_key", "implicit_rules"})
_BOM = b"\xef\xbb\xbf"


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
    """Entries that should hold a resource and do not: something was left out, or a question of a batch failed."""
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
    piece = Piece(root.resource_type, Raw(text[start:]), "", start, length, "", sent)
    return Parcel(sent, (piece,))


def _bundle(sent: Message, start: int) -> Parcel:
    view = memoryview(sent.content)[start:] if start else sent.content
    try:
        bundle = _BUNDLES.decode(view)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _salvaged(sent, error)
    if bundle.resource_type != "Bundle":
        raise Unintelligible(reason="duplicate_key")
    cut = _Cut(sent)
    flaw = cut.take(bundle, start, len(sent.content))
    if flaw is not None and flaw.code in _RELIED_ON:
        raise Unintelligible(reason=flaw.code)
    links = links_of(bundle)
    return Parcel(
        sent,
        tuple(cut.pieces),
        bundle.type or "",
        links.get("next", ""),
        bundle.total,
        bundle.timestamp or "",
        (bundle.meta.last_updated or "") if bundle.meta else "",
        cut.hollow,
        links.get("self", ""),
    )


class _Cut:
    """The resources of a bundle, and of the bundles within it, with their places."""

    def __init__(self, sent: Message) -> None:
        self.sent, self.hollow = sent, 0
        self.pieces: list[Piece] = []
        self._gone: set[str] = set()

    def take(self, bundle: Bundle, start: int, end: int, depth: int = 0) -> strict.Flaw | None:
        """Cut the bundle that stands there; give the flaw of its envelope.

        The raw bytes of a resource were taken from the next member of that name, so they are found there.
        """
        entries = bundle.entry or ()
        if len(self.pieces) + len(entries) > ENTRY_CAP:
            raise Unintelligible(reason="too_many", count=len(entries))
        content, at, between = self.sent.content, start, []
        for entry in entries:
            raw = entry.resource
            if len(raw) < 5 and is_absent(raw):
                self._without(entry)
                continue
            begin = content.find(b"{", content.find(_MEMBER, at))
            before = content[at:begin]
            if b"\\" in before or not content.startswith(raw, begin):
                begin = content.find(raw, at)  # the name of the member may be written with an escape
                before = content[at:begin]
            between.append(before)
            entry.resource = _TAKEN
            at = begin + len(raw)
            head = _HEAD.match(raw)
            kind, name = (str(head[1], "ascii"), str(head[2] or b"", "ascii")) if head else (_decoded_type(raw), "")
            if kind == "Bundle":
                self._nested(raw, begin, depth)
            elif not self._gone or f"{kind}/{name or decoded_id(raw)}" not in self._gone:
                mode = "" if entry.search is None else entry.search.mode or ""
                self.pieces.append(Piece(kind, raw, entry.full_url or "", begin, len(raw), mode, self.sent, name))
        between.append(content[at:end])
        return _flaw(bytes(_TAKEN).join(between), bundle)

    def _nested(self, raw: Raw, at: int, depth: int) -> None:
        """Cut a bundle within the bundle: the answer of a batch, or a document that was found."""
        try:
            bundle = _BUNDLES.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            bundle = None
        if bundle is None or depth >= _NESTED:
            self.pieces.append(Piece("", raw, "", at, len(raw), "", self.sent))
            return
        before, hollow, gone = len(self.pieces), self.hollow, set(self._gone)
        self.hollow += bool(links_of(bundle).get("next")) or (bundle.total or 0) > len(bundle.entry or ())
        flaw = self.take(bundle, at, at + len(raw), depth + 1)
        if flaw is not None and flaw.code in _RELIED_ON:
            self.hollow, self._gone = hollow, gone
            self.pieces[before:] = [Piece("", raw, "", at, len(raw), "", self.sent)]

    def _without(self, entry: Entry) -> None:
        """Take an entry without a resource: a deletion, a receipt, a failed question, or something left out."""
        reply = reply_of(entry)
        request = entry.request
        if (request is not None and request.method == "DELETE") or reply.status[:3] == "410":
            told = entry.full_url or (request.url or "" if request else "")
            if bundle_name := identity(told):
                self._gone.add(bundle_name)  # a history tells the newest first: what follows is older
            return
        if not is_absent(reply.outcome):
            self.pieces.append(Piece("OperationOutcome", reply.outcome, "", 0, 0, "outcome", self.sent))
        has_failed = reply.status[:1] not in ("", "2", "3")
        self.hollow += has_failed or (request is None and is_absent(entry.response))


def _flaw(envelope: bytes, bundle: Bundle) -> strict.Flaw | None:
    """Look whether an envelope says something twice: which of two lists of entries is meant cannot be told."""
    has_replies = any(entry.response for entry in bundle.entry or ())  # kept raw: their keys were not looked at
    return (
        None if not has_replies and strict.is_whole([(envelope, 0, len(envelope))], [bundle]) else strict.flaw(envelope)
    )


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
        head = _HEAD.match(raw)
        name = (head[2] or b"").decode("ascii") if head else ""
        pieces.append(Piece(type_of(raw), raw, url, begin, finish - begin, "", sent, name))
    # What stood round the entries (type, next, total) cannot be relied on: such a parcel is never closed.
    return Parcel(sent, tuple(pieces), "salvaged")


def issues(raw: bytes | Raw) -> tuple[Issue, ...]:
    """Give the issues of an OperationOutcome, none when it is not one."""
    try:
        outcome = _OUTCOMES.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()
    return outcome.issue if outcome.resource_type == "OperationOutcome" else ()
