"""The audit file: its own database, a tiny frozen schema, append only, durable."""

import contextlib
import shutil
import tempfile
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
_TRIES = 5
Record = tuple[int, str, str]
"""Sequence, body and hash."""


class TrailFile:
    """Appends records; it holds no clinical content and no identifier, so it needs no key."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            CannotWrite: the file cannot be opened for writing.

        """
        try:
            self._connection = apsw.Connection(str(path))
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

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def read_records(path: Path) -> list[Record]:
    """Give all records of a file that is only looked at: a copy is read, nothing is made or changed beside it.

    SQLite writes beside a file in WAL mode even where it only reads.

    Raises:
        ChainBroken: `reason` is `file_missing`, `trail_empty`, `trail_foreign` (no audit file), or `trail_unreadable`.

    """
    with tempfile.TemporaryDirectory(prefix="overblik-audit-") as folder:
        try:
            copy = _copied(path, Path(folder))
        except FileNotFoundError as error:
            raise ChainBroken(reason="file_missing") from error
        except OSError as error:
            raise ChainBroken(reason="trail_unreadable") from error
        if not copy.stat().st_size:
            raise ChainBroken(reason="trail_empty")
        return _records(copy)


def _copied(path: Path, folder: Path) -> Path:
    """Copy the file with its WAL, and anew while the program writes to them: half a step would look like a break."""
    parts = (path, path.with_name(f"{path.name}-wal"))
    for _ in range(_TRIES):
        before = [_state(part) for part in parts]
        shutil.copyfile(path, folder / path.name)
        copied_wal = folder / parts[1].name
        copied_wal.unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(parts[1], copied_wal)
        if [_state(part) for part in parts] == before:
            break
    return folder / path.name


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


def _records(path: Path) -> list[Record]:
    try:
        with contextlib.closing(apsw.Connection(str(path))) as connection:
            return [
                (int(sequence), str(body), str(digest))
                for sequence, body, digest in connection.execute(
                    "SELECT sequence, body, hash FROM record ORDER BY sequence"
                )
            ]
    except (apsw.NotADBError, apsw.SQLError) as error:
        raise ChainBroken(reason="trail_foreign") from error
    except (apsw.Error, ValueError) as error:
        raise ChainBroken(reason="trail_unreadable") from error
