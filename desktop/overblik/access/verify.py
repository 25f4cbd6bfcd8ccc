"""Checks a chain offline: with the public key alone, or with all that the device knows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from overblik.access.chain import EVERY, SIGNED, Told, read
from overblik.access.trail_keys import TrailKeys
from overblik.domain.audit import EventKind, Head, Manipulation
from overblik.domain.errors import ChainBroken
from overblik.store.trail_file import Row


@dataclass(frozen=True, slots=True)
class Examined:
    """A chain that is whole."""

    chain: str
    records: int
    unsigned: int
    """Records behind the last checkpoint: nobody has signed them yet."""
    head: Head
    """The last checkpoint."""
    key: str
    """The public key by which it was checked."""


def examine(rows: Sequence[Row], key: str = "", head: Head | None = None, keys: TrailKeys | None = None) -> Examined:
    """Check a whole file.

    `key` is the public key from elsewhere; without it the one in the file is believed, and somebody who writes the
    whole file anew is not found. `head` is the end as it was kept elsewhere; without it a missing end is not found.
    With `keys` the bodies are opened too, which finds a forged end that no checkpoint covers yet.

    Raises:
        ChainBroken: the code names the manipulation, `sequence` the first record that cannot be trusted.

    """
    if not rows:
        raise _broken(Manipulation.TRUNCATE, 1)
    first = read(rows[0])
    if first is None:
        raise _broken(Manipulation.EDIT, 1)
    if head is not None and first.chain != head.chain:
        raise _broken(Manipulation.FORK if key and not first.is_signed_by(key) else Manipulation.ROLLBACK, 1)
    walk = _Walk(first.chain, key, keys)
    return walk.through(rows, head)


def examine_end(rows: Sequence[Row], key: str, head: Head, keys: TrailKeys) -> Examined:
    """Check the end of a file, from the record at the kept head on; what is before it was checked when it was signed.

    Of a file that does not reach the head, give the last record.

    Raises:
        ChainBroken: as `examine`.

    """
    if not rows:
        raise _broken(Manipulation.TRUNCATE, head.sequence)
    first = read(rows[0])
    if first is None:
        raise _broken(Manipulation.EDIT, head.sequence)
    if first.sequence < head.sequence:
        is_as_left = first.kind in SIGNED and first.is_signed_by(key)
        raise _broken(Manipulation.ROLLBACK if is_as_left else Manipulation.TRUNCATE, first.sequence + 1)
    if (first.chain, first.sequence, first.digest) != (head.chain, head.sequence, head.digest):
        raise _broken(Manipulation.FORK, head.sequence)
    walk = _Walk(head.chain, key, keys, head.sequence, head.digest, head)
    return walk.through(rows[1:], head)


def read_head(told: str) -> Head:
    """Read a head as the command line takes it: chain, sequence, hash and number of checkpoints, with colons.

    Raises:
        ValueError: it is none.

    """
    chain, sequence, digest, checkpoints = told.split(":")
    if len(bytes.fromhex(digest)) != 32:
        raise ValueError("digest")
    return Head(chain, int(sequence), digest, int(checkpoints))


def head_as_text(head: Head) -> str:
    """Write a head as `read_head` reads it."""
    return f"{head.chain}:{head.sequence}:{head.digest}:{head.checkpoints}"


def _broken(how: Manipulation, sequence: int) -> ChainBroken:
    return ChainBroken(how.value, sequence=sequence)


@dataclass(slots=True)
class _Walk:
    """One walk along a chain."""

    chain: str
    key: str
    keys: TrailKeys | None
    at: int = 0
    """The last record that is good."""
    digest: str = ""
    signed: Head | None = None
    """The last checkpoint."""
    told: list[Told | None] = field(default_factory=list)
    places: Counter[int] = field(default_factory=Counter)

    def through(self, rows: Sequence[Row], head: Head | None) -> Examined:
        """Walk to the end."""
        self.told = [read(row) for row in rows]
        self.places = Counter(one.sequence for one in self.told if one is not None and one.chain == self.chain)
        for place, one in enumerate(self.told):
            self._step(place, one, head)
        if self.signed is None:
            raise _broken(Manipulation.FORK, 1)
        if head is not None and head.sequence > self.at:
            is_as_left = self.signed.sequence == self.at
            raise _broken(Manipulation.ROLLBACK if is_as_left else Manipulation.TRUNCATE, self.at + 1)
        return Examined(self.chain, self.at, self.at - self.signed.sequence, self.signed, self.key)

    def _step(self, place: int, one: Told | None, head: Head | None) -> None:
        """Take one record, or say what is wrong with it."""
        expected = self.at + 1
        if one is None:
            raise _broken(Manipulation.EDIT, expected)
        if one.chain != self.chain:
            raise _broken(Manipulation.SPLICE, expected)
        if one.sequence != expected:
            raise self._misplaced(place, one, expected)
        if one.previous != self.digest:
            raise self._unlinked(place, one, expected)
        self._signature(one, expected)
        if self.keys is not None and one.body(self.keys) is None:
            raise _broken(Manipulation.EDIT, expected)
        if head is not None and head.sequence == expected and head.digest != one.digest:
            raise _broken(Manipulation.FORK, expected)
        self.at, self.digest = expected, one.digest

    def _misplaced(self, place: int, one: Told, expected: int) -> ChainBroken:
        """Name what a record of another number means."""
        if self.places[one.sequence] > 1:
            earlier = [each for each in self.told[:place] if each is not None and each.sequence == one.sequence]
            is_copy = not earlier or earlier[0].digest == one.digest
            return _broken(Manipulation.INSERT, expected if is_copy else one.sequence)
        how = Manipulation.REORDER if self.places[expected] or one.sequence < expected else Manipulation.DELETE
        return _broken(how, expected)

    def _unlinked(self, place: int, one: Told, expected: int) -> ChainBroken:
        """Name what a record means that follows another than the one before it."""
        if self.places[expected] > 1:
            return _broken(Manipulation.INSERT, expected)
        after = self.told[place + 1] if place + 1 < len(self.told) else None
        is_followed = after is not None and after.previous == one.digest and place > 0
        return _broken(Manipulation.EDIT, expected - 1 if is_followed else expected)

    def _signature(self, one: Told, expected: int) -> None:
        """Check what must be signed, and that enough is."""
        since = self.signed.sequence if self.signed is not None else 0
        if (one.kind is EventKind.BEGUN) != (expected == 1):
            raise _broken(Manipulation.FORK, expected)
        if one.kind not in SIGNED:
            if expected - since > EVERY:
                raise _broken(Manipulation.FORK, since + 1)
            return
        if one.kind is EventKind.BEGUN:
            self.key = self.key or str(one.header.get("key", ""))
        number = 0 if self.signed is None else self.signed.checkpoints + 1
        if one.checkpoint != number or not one.is_signed_by(self.key):
            is_second = self.places[expected] > 1
            raise _broken(Manipulation.INSERT, expected) if is_second else _broken(Manipulation.FORK, since + 1)
        self.signed = one.head
