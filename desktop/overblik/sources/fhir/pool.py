"""All resources of one answer or of several files, found by every way that FHIR refers (references.html)."""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

import msgspec
from msgspec import Raw

from overblik.domain.ports import RawMessage
from overblik.wire.addresses import Base
from overblik.wire.envelope import TypeOnly
from overblik.wire.fhir import Parcel, Piece
from overblik.wire.fhir_types import Contained, Reference

_TYPES = msgspec.json.Decoder(TypeOnly)
_CONTAINED = msgspec.json.Decoder(Contained)
_BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Pool:
    """Resources by type and by reference; the same address twice is told apart by where it stood."""

    def __init__(self, parcels: Iterable[Parcel], base: Base | None = None) -> None:
        """Take the parcels; `base` is the server that sent them, none for files."""
        self.parcels = tuple(parcels)
        self.base = base
        self.pieces = tuple(piece for parcel in self.parcels for piece in parcel.pieces if piece.mode != "outcome")
        self._by_type: dict[str, list[Piece]] = {}
        self._by_key: dict[str, list[Piece]] = {}
        self._ids_read = False
        for piece in self.pieces:
            self._by_type.setdefault(piece.type, []).append(piece)
            if piece.full_url:
                self._by_key.setdefault(piece.full_url, []).append(piece)

    def of(self, *types: str) -> Iterator[Piece]:
        """Give the pieces of these types in the order sent."""
        for name in types:
            yield from self._by_type.get(name, ())

    def types(self) -> tuple[str, ...]:
        """Give the types that came."""
        return tuple(self._by_type)

    def raw(self) -> tuple[RawMessage, ...]:
        """Give the messages for 'Vis original'."""
        messages = {parcel.message.digest: parcel.message for parcel in self.parcels}
        return tuple(RawMessage(one.digest, one.uri, one.content) for one in messages.values())

    def find(self, reference: Reference | str | None, near: Piece) -> Raw | None:
        """Give the one resource that a reference names, none when it is not here or not certain which."""
        text = reference if isinstance(reference, str) else (reference.reference or "" if reference else "")
        if text.startswith("#"):
            return contained(near, text[1:])
        found = self.candidates(text, near) if text else ()
        return found[-1].raw if found else None

    def candidates(self, text: str, near: Piece) -> tuple[Piece, ...]:
        """Give the resources that a reference names from where it stands, nearest address first.

        A relative address is read against the base of the resource that holds it, then within the
        same message, then among all (bundle.html#references).
        """
        plain = unversioned(text)
        if "://" not in plain and ":" not in plain:
            beside = self._by_key.get(base_of(near.full_url) + plain) if near.full_url else None
            if beside:
                return _near(beside, near)
        found = self._by_key.get(plain)
        if found is None:
            self._read_ids()
            found = self._by_key.get(plain) or self._by_key.get(self._localised(plain))
        return _near(found or [], near)

    def _localised(self, text: str) -> str:
        """Give `Type/id` for an address of the asked server."""
        return self.base.local(text) if self.base is not None and "://" in text else text

    def _read_ids(self) -> None:
        if self._ids_read:
            return
        self._ids_read = True
        for piece in self.pieces:
            identity = identity_of(piece)
            if identity and identity != piece.full_url:
                self._by_key.setdefault(identity, []).append(piece)


def _near(found: list[Piece], near: Piece) -> tuple[Piece, ...]:
    """Prefer the same message; several from elsewhere are one only when they are the same resource."""
    here = tuple(piece for piece in found if piece.message is near.message)
    return here or tuple(found)


def identity_of(piece: Piece) -> str:
    """Give `Type/id`; empty when the resource has no id or cannot be read."""
    if piece.id:
        return f"{piece.type}/{piece.id}"
    try:
        head = _TYPES.decode(piece.raw)
    except _BROKEN:
        return ""
    return f"{head.resource_type}/{head.id}" if head.id and head.resource_type else ""


def contained(near: Piece | Raw, anchor: str) -> Raw | None:
    """Give the contained resource of an id (references.html#contained)."""
    try:
        held = _CONTAINED.decode(near if isinstance(near, Raw) else near.raw).contained or ()
        return next((raw for raw in held if _TYPES.decode(raw).id == anchor), None)
    except _BROKEN:
        return None


def base_of(full_url: str) -> str:
    """Give what stands before `Type/id` of an address, empty for a urn."""
    parts = full_url.rsplit("/", 2)
    return f"{parts[0]}/" if len(parts) == 3 and "://" in full_url else ""


def unversioned(text: str) -> str:
    """Cut `/_history/n` off."""
    return text.partition("/_history/")[0]


def asked_identifier(text: str) -> tuple[str, str] | None:
    """Read a conditional reference, `Patient?identifier=system|value` (http.html#trules)."""
    query = dict(parse_qsl(urlsplit(text).query)).get("identifier", "") if "?" in text else ""
    system, bar, value = query.partition("|")
    return (system, value) if bar else None
