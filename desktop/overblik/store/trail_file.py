"""The audit file: its own database, a tiny frozen schema, append only, durable."""

from collections.abc import Callable
from pathlib import Path

import apsw

from overblik.domain.errors import CannotWrite, ChainBroken

_SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    sequence INTEGER PRIMARY KEY,
    body     TEXT NOT NULL,
    hash     TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS no_change BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS no_removal BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""

_WAIT = 5000
"""Milliseconds to wait for another process that writes its own record."""


class TrailFile:
    """Appends records; it holds no clinical content and no identifier, so it needs no key."""

    def __init__(self, path: Path | None) -> None:
        """Open or make the file; none keeps it in memory (reading one's own file is no look-up).

        Raises:
            CannotWrite: the file cannot be opened for writing.

        """
        try:
            self._connection = apsw.Connection(str(path) if path else ":memory:")
            self._connection.set_busy_timeout(_WAIT)
            self._connection.pragma("journal_mode", "wal")
            self._connection.pragma("synchronous", "full")
            self._connection.execute(_SCHEMA)
        except apsw.Error as error:
            raise CannotWrite(reason=type(error).__name__) from error

    def append(self, make: Callable[[int, str], tuple[str, str]]) -> None:
        """Write one record durably: `make` gets its sequence and the hash before it, and gives body and hash.

        The end of the chain is read in the same transaction, so that a window and the command line
        may write to one chain.

        Raises:
            CannotWrite: it is not on disk.

        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                sequence, head = self._last()
                self._connection.execute(
                    "INSERT INTO record VALUES (?, ?, ?)", (sequence + 1, *make(sequence + 1, head))
                )
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except apsw.Error as error:
            raise CannotWrite(reason=type(error).__name__) from error

    def _last(self) -> tuple[int, str]:
        row = self._connection.execute("SELECT sequence, hash FROM record ORDER BY sequence DESC LIMIT 1").fetchone()
        return (int(row[0]), str(row[1])) if row else (0, "")

    def records(self) -> list[tuple[int, str, str]]:
        """Give all records in order.

        Raises:
            ChainBroken: the file cannot be read.

        """
        return _records(self._connection)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def read_records(path: Path) -> list[tuple[int, str, str]]:
    """Give all records of a file that is only looked at: nothing is made or changed.

    Raises:
        ChainBroken: it is no audit file, or it cannot be read.

    """
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    except apsw.Error as error:
        raise ChainBroken(reason=type(error).__name__) from error
    try:
        return _records(connection)
    finally:
        connection.close()


def _records(connection: apsw.Connection) -> list[tuple[int, str, str]]:
    try:
        return [
            (int(sequence), str(body), str(digest))
            for sequence, body, digest in connection.execute("SELECT * FROM record ORDER BY sequence")
        ]
    except (apsw.Error, ValueError) as error:
        raise ChainBroken(reason=type(error).__name__) from error
