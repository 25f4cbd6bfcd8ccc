"""The guard against old copies: page checks prove who wrote a page, not that it is the newest (T9, safety.md section 5).

Every change of the sections raises a number in the file and renews a sum over what stands in each row, in the same
transaction. Number and sum are also kept outside the file, in the key ring, and the number in the wrapped key. A file,
a page, or a key ring entry from before says so by its number or its sum.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import apsw
import msgspec

from overblik.domain.errors import OldCopy
from overblik.store.database import transaction

_SIZE = 32
_ROUND = 1 << (8 * _SIZE)
Mark = tuple[str, str, bytes]
"""Topic, source and digest of one row of a patient."""


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept outside the file."""

    number: int
    total: str


class Generation:
    """Number and sums of one open file; belongs to the thread of the file."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Read the marks of the whole file.

        Raises:
            OldCopy: `pages`: the marks are not those that the file's own number was written with.

        """
        self.number = 0
        self.total = 0
        self._sums: dict[str, int] = {}
        self._load(connection)

    def _load(self, connection: apsw.Connection) -> None:
        sums: dict[str, int] = {}
        with transaction(
            connection, "DEFERRED"
        ):  # one moment: another process of ours may write between the marks and their sum
            rows: Any = connection.execute("SELECT patient, topic, source, digest FROM mark")
            for patient, topic, source, digest in rows:
                sums[patient] = (sums.get(patient, 0) + _of_row(patient, (topic, source, digest))) % _ROUND
            number, written = _row(connection)
        total = sum(sums.values()) % _ROUND
        # A file of an earlier version has no sum yet; one that has changed since must have one.
        if written is None and number:
            raise OldCopy(reason="pages")
        if written is not None and written != total:
            raise OldCopy(reason="pages")
        self.number, self.total, self._sums = number, total, sums

    def check(self, pinned: bytes | None, least: int) -> None:
        """Compare with what is kept outside: the key ring's pin, and the number of the wrapped key.

        Raises:
            OldCopy: `reason` is `key_ring` (the pin is gone or older than the wrapped key), `file` (the file is older
                than either), or `pages` (the number fits, what stands in the rows does not).

        """
        pin = _read(pinned)
        if pin is None:
            if self.number or least:
                raise OldCopy(reason="key_ring")
            return
        if pin.number < least:
            raise OldCopy(reason="key_ring")
        if self.number < pin.number:
            raise OldCopy(reason="file")
        if self.number == pin.number and self.total != int(pin.total, 16):
            raise OldCopy(reason="pages")

    def pin(self) -> bytes:
        """Give what is kept outside."""
        return msgspec.json.encode(Pin(self.number, f"{self.total:064x}"))

    def pin_now(self, connection: apsw.Connection) -> bytes:
        """Give what is kept outside of the file as it stands, also where another process of ours wrote to it last."""
        if _row(connection)[0] != self.number:
            self._load(connection)
        return self.pin()

    def begin(self, connection: apsw.Connection, number: int) -> None:
        """Let a new file go on from a number: it is not taken for an old one."""
        with transaction(connection):
            connection.execute("UPDATE generation SET number = ?, total = ?", (number, _bytes(self.total)))
        self.number = number

    @contextmanager
    def changing(self, connection: apsw.Connection) -> Iterator[set[str]]:
        """Change sections in one transaction; the block adds the patients whose rows it touched.

        Number and sum are renewed with them; when the transaction fails, nothing of it holds here either.
        """
        with transaction(connection):
            if _row(connection)[0] != self.number:
                self._load(connection)  # another process of ours wrote meanwhile
            touched: set[str] = set()
            yield touched
            after = self._after(connection, touched)
        self.number, self.total, self._sums = after

    def _after(self, connection: apsw.Connection, touched: set[str]) -> tuple[int, int, dict[str, int]]:
        sums, total, number = dict(self._sums), self.total, self.number + 1
        for patient in touched:
            marks: Any = connection.execute("SELECT topic, source, digest FROM mark WHERE patient = ?", (patient,))
            now = sum_of(patient, marks)
            total = (total - sums.pop(patient, 0) + now) % _ROUND
            if now:
                sums[patient] = now
        connection.execute("UPDATE generation SET number = ?, total = ?", (number, _bytes(total)))
        return number, total, sums

    def prove(self, connection: apsw.Connection, patient: str, marks: Iterable[Mark]) -> None:
        """Compare a patient's rows with what was written last; in the transaction that read them.

        Raises:
            OldCopy: `pages`: the rows are of another time.

        """
        read = list(marks)
        if sum_of(patient, read) == self._sums.get(patient, 0):
            return
        before = self.number
        self._load(connection)  # another process of ours wrote: then the number has risen, and the sum is right
        if self.number < before or sum_of(patient, read) != self._sums.get(patient, 0):
            raise OldCopy(reason="pages")


def sum_of(patient: str, marks: Iterable[Mark]) -> int:
    """Give the sum over a patient's rows, in whatever order they come."""
    return sum(_of_row(patient, mark) for mark in marks) % _ROUND


def _of_row(patient: str, mark: Mark) -> int:
    topic, source, digest = mark
    named = f"{patient}\x00{topic}\x00{source}".encode() + b"\x00" + digest
    return int.from_bytes(hashlib.sha256(named).digest(), "big")


def _row(connection: apsw.Connection) -> tuple[int, int | None]:
    row: Any = connection.execute("SELECT number, total FROM generation").fetchone()
    number, total = row
    return int(number), int.from_bytes(total, "big") if total is not None else None


def _bytes(total: int) -> bytes:
    return total.to_bytes(_SIZE, "big")


def _read(pinned: bytes | None) -> Pin | None:
    try:
        pin = msgspec.json.decode(pinned, type=Pin) if pinned is not None else None
        return pin if pin is None or int(pin.total, 16) >= 0 else None
    except (msgspec.MsgspecError, ValueError):
        return None


def number_of(pinned: bytes | None) -> int:
    """Give the number of a pin; 0 where there is none that can be read."""
    pin = _read(pinned)
    return pin.number if pin is not None else 0
