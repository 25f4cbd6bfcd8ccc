"""The audit file: its own database, a tiny frozen schema, append only, durable."""

from pathlib import Path

import apsw

from overblik.domain.errors import CannotWrite

_SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    sequence INTEGER PRIMARY KEY,
    body     TEXT NOT NULL,
    hash     TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS no_change BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS no_removal BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""


class TrailFile:
    """Appends records; it holds no clinical content and no identifier, so it needs no key."""

    def __init__(self, path: Path | None) -> None:
        """Open or make the file; none keeps it in memory (reading one's own file is no look-up).

        Raises:
            CannotWrite: the file cannot be opened for writing.

        """
        try:
            self._connection = apsw.Connection(str(path) if path else ":memory:")
            self._connection.pragma("journal_mode", "wal")
            self._connection.pragma("synchronous", "full")
            self._connection.execute(_SCHEMA)
        except apsw.Error as error:
            raise CannotWrite(reason=type(error).__name__) from error

    def last(self) -> tuple[int, str]:
        """Give sequence and hash of the newest record; (0, "") for a new chain."""
        try:
            row = self._connection.execute(
                "SELECT sequence, hash FROM record ORDER BY sequence DESC LIMIT 1"
            ).fetchone()
        except apsw.Error as error:
            raise CannotWrite(reason=type(error).__name__) from error
        return (row[0], row[1]) if row else (0, "")

    def append(self, sequence: int, body: str, digest: str) -> None:
        """Write one record durably.

        Raises:
            CannotWrite: it is not on disk.

        """
        try:
            self._connection.execute("INSERT INTO record VALUES (?, ?, ?)", (sequence, body, digest))
        except apsw.Error as error:
            raise CannotWrite(reason=type(error).__name__) from error

    def records(self) -> list[tuple[int, str, str]]:
        """Give all records in order."""
        return [
            (int(sequence), str(body), str(digest))
            for sequence, body, digest in self._connection.execute("SELECT * FROM record ORDER BY sequence")
        ]

    def close(self) -> None:
        """End the connection."""
        self._connection.close()
