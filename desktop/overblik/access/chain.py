"""One record of the chain: how its header is made, bound to the one before, sealed, signed and read.

A record of form 2 is sealed to the device alone; one of form 3 to the repository too, whose key its header names.

Header and body are canonical JSON (RFC 8785). The record's hash is the SHA-256 of the header, and the header holds the
hash of the record before it and of its own sealed body: so the whole chain is checked without any secret.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from overblik.access.sealing import RepositoryKey, open_at_repository, open_on_device, seal_to_both
from overblik.access.trail_keys import TrailKeys, as_text, is_signed
from overblik.domain.audit import EventKind, Head
from overblik.store.trail_file import Made, Row
from overblik.wire.canonical_json import canonical, read_canonical

VERSION, SEALED_TO_BOTH = 2, 3
EVERY = 64
"""So many records stand between two checkpoints at most."""
SIGNED = (EventKind.BEGUN, EventKind.CHECKPOINT)
"""The kinds that bear a signature and have no body."""
_BOUND = ("body", "signature")
"""Members that depend on the others: what is sealed or signed is the header without them."""


def made(header: Mapping[str, Any], body: Mapping[str, Any] | None, keys: TrailKeys, fresh: bytes) -> Made:
    """Make a record ready to be written: sealed where it has a body, signed where it has none.

    `fresh` are random bytes, `sealing.FRESH` of them; a record without a body needs none.
    """
    told = dict(header)
    if body is not None and keys.repository.sealing:
        told |= {"v": SEALED_TO_BOTH, "recipient": as_text(keys.repository.sealing)}
    bound = canonical(told)
    sealed = b"" if body is None else _sealed(canonical(dict(body)), bound, keys, fresh)
    whole = {**told, "body": hashlib.sha256(sealed).hexdigest()}
    if body is None:
        whole["signature"] = keys.sign(bound)
    written = canonical(whole)
    return written.decode("utf-8"), sealed, hashlib.sha256(written).hexdigest()


def _sealed(body: bytes, bound: bytes, keys: TrailKeys, fresh: bytes) -> bytes:
    return seal_to_both(body, bound, keys, fresh) if keys.repository.sealing else keys.seal(body, bound, fresh[:12])


def read(row: Row) -> "Told | None":
    """Read a row; none where it does not hold itself: hash, body or form is not what the header says."""
    if hashlib.sha256(row.header).hexdigest() != row.hash:
        return None
    try:
        header = read_canonical(row.header)
        told = Told(
            chain=str(header["chain"]),
            sequence=header["sequence"],
            previous=str(header["previous"]),
            kind=EventKind(header["kind"]),
            signed=_pair(header["signed"]),
            digest=row.hash,
            header=header,
            sealed=row.body,
        )
    except (ValueError, KeyError, TypeError):
        return None
    is_whole = header.get("body") == hashlib.sha256(row.body).hexdigest() and _is_of_a_form(told)
    return told if is_whole and type(told.sequence) is int else None


def _is_of_a_form(told: "Told") -> bool:
    """Tell whether form and recipient fit each other."""
    is_for_both = told.header.get("v") == SEALED_TO_BOTH and told.kind not in SIGNED
    return is_for_both if "recipient" in told.header else told.header.get("v") == VERSION


def _pair(told: Any) -> tuple[int, int]:
    sequence, number = told
    if type(sequence) is not int or type(number) is not int:
        raise TypeError
    return sequence, number


@dataclass(frozen=True, slots=True)
class Told:
    """One record that holds itself; whether it stands in its place is another question."""

    chain: str
    sequence: int
    previous: str
    kind: EventKind
    signed: tuple[int, int]
    """Sequence and number of the last checkpoint before it."""
    digest: str
    header: Mapping[str, Any]
    sealed: bytes

    @property
    def identifier(self) -> str:
        """The record's id, a UUID of version 7."""
        return str(self.header.get("id", ""))

    @property
    def checkpoint(self) -> int:
        """Which checkpoint of its chain it is, 0 for the first record; -1 for what is none."""
        number = self.header.get("checkpoint") if self.kind in SIGNED else None
        return number if type(number) is int else -1

    @property
    def covered(self) -> tuple[int, int]:
        """Sequence and number of the last checkpoint, this one included."""
        return (self.sequence, self.checkpoint) if self.checkpoint >= 0 else self.signed

    @property
    def head(self) -> Head:
        """The end of the chain, where this is its last checkpoint."""
        return Head(self.chain, self.sequence, self.digest, self.checkpoint)

    @property
    def recipient(self) -> str:
        """The repository's public key to which the body is sealed too, base64url; empty where it is not."""
        return str(self.header.get("recipient", ""))

    def _bound(self) -> bytes:
        return canonical({name: value for name, value in self.header.items() if name not in _BOUND})

    def is_signed_by(self, public: str) -> bool:
        """Tell whether it bears the signature of a key."""
        return is_signed(public, self._bound(), str(self.header.get("signature", "")))

    def body(self, keys: TrailKeys) -> dict[str, Any] | None:
        """Open the body; empty where the kind has none, none where it does not open."""
        if self.kind in SIGNED:
            return {}
        opened = (
            open_on_device(self.sealed, self._bound(), keys)
            if self.recipient
            else keys.open(self.sealed, self._bound())
        )
        return None if opened is None else read_canonical(opened)

    def body_at_repository(self, key: RepositoryKey) -> dict[str, Any] | None:
        """Open the body by the repository's private key; as `body`."""
        if self.kind in SIGNED:
            return {}
        opened = open_at_repository(self.sealed, self._bound(), key)
        return None if opened is None else read_canonical(opened)
