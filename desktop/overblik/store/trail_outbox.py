"""What of an audit file has been delivered, and what waits; it stands beside the records, which never change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import apsw

from overblik.domain.errors import CannotWrite
from overblik.store.trail_file import Row, TrailFile, row_of

_WAITS = "record.sequence > ? AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.sequence = record.sequence)"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one record: `state` is `delivered` or `quarantined`, `receipt` what the repository said."""

    sequence: int
    state: str
    at: str
    receipt: str
    mac: bytes
    """Shows that this device wrote it: who can write to the file alone cannot call a record delivered."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits: number, bytes, sequence and header of the oldest; where nothing does, what comes next."""

    count: int
    size: int
    first: int
    oldest: bytes


class TrailOutbox:
    """The table of deliveries of one audit file."""

    def __init__(self, file: TrailFile) -> None:
        """Use the file's own connection."""
        self._connection = file.connection

    def waiting(self, after: int, most: int) -> tuple[Row, ...]:
        """Give the first records behind a sequence that wait, in order.

        Raises:
            CannotWrite: the file cannot be read.

        """
        words = f"SELECT sequence, header, body, hash FROM record WHERE {_WAITS} ORDER BY sequence LIMIT ?"  # noqa: S608 - our own words
        return tuple(row_of(told) for told in self._found(words, after, most))

    def measure(self, after: int) -> Waiting:
        """Give how much waits behind a sequence.

        Raises:
            CannotWrite: the file cannot be read.

        """
        words = f"SELECT count(*), coalesce(sum(length(header) + length(body)), 0), min(sequence) FROM record WHERE {_WAITS}"  # noqa: S608 - our own words
        ((count, size, first),) = self._found(words, after)
        if first is None:
            ((end,),) = self._found("SELECT coalesce(max(sequence), 0) FROM record")
            return Waiting(0, 0, int(end) + 1, b"")
        ((oldest,),) = self._found("SELECT header FROM record WHERE sequence = ?", first)
        return Waiting(int(count), int(size), int(first), str(oldest).encode("utf-8", "surrogatepass"))

    def receipts(self, after: int, most: int) -> tuple[Receipt, ...]:
        """Give receipts of records behind a sequence, in order.

        Raises:
            CannotWrite: the file cannot be read.

        """
        words = "SELECT sequence, state, at, receipt, mac FROM delivery WHERE sequence > ? ORDER BY sequence LIMIT ?"
        return tuple(
            Receipt(int(sequence), str(state), str(at), str(receipt), mac if isinstance(mac, bytes) else b"")
            for sequence, state, at, receipt, mac in self._found(words, after, most)
        )

    def quarantined(self) -> tuple[int, ...]:
        """Give the records that the repository refused.

        Raises:
            CannotWrite: the file cannot be read.

        """
        words = "SELECT sequence FROM delivery WHERE state = 'quarantined' ORDER BY sequence"
        return tuple(int(sequence) for (sequence,) in self._found(words))

    def _found(self, words: str, *facts: int) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(words, facts).fetchall()
        except (apsw.Error, UnicodeDecodeError) as error:
            raise CannotWrite(reason=type(error).__name__) from error

    def write(self, receipts: Iterable[Receipt]) -> None:
        """Write receipts durably, in one step.

        Raises:
            CannotWrite: none of them is on disk; the records wait still, and are delivered again.

        """
        told = [(one.sequence, one.state, one.at, one.receipt, one.mac) for one in receipts]
        self._change("INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, ?, ?)", told)

    def forget(self, sequences: Iterable[int]) -> None:
        """Let records wait again.

        Raises:
            CannotWrite: it cannot be written.

        """
        self._change("DELETE FROM delivery WHERE sequence = ?", [(sequence,) for sequence in sequences])

    def _change(self, words: str, rows: Sequence[tuple[int | str | bytes, ...]]) -> None:
        try:
            with self._connection:
                self._connection.executemany(words, rows)
        except apsw.Error as error:
            raise CannotWrite(reason=type(error).__name__) from error
