"""The audit file: its own database, a tiny frozen schema, append only, durable.

A record is a header, in clear and canonical, and a sealed body. The header holds the body's SHA-256, so that the
chain of headers is checked without any key. Beside the records stands what has been delivered of them.
"""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from overblik.domain.errors import CannotWrite

SCHEMA_VERSION = 2
"""Records of version 1 had their body in clear; such a file is never written to."""

# What is searched for is taken out of the header by SQLite itself: there is nothing beside the header that could
# say otherwise than the header.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    sequence INTEGER PRIMARY KEY,
    header   TEXT NOT NULL,
    body     BLOB NOT NULL,
    hash     TEXT NOT NULL,
    id       TEXT GENERATED ALWAYS AS (json_extract(header, '$.id')) VIRTUAL,
    kind     TEXT GENERATED ALWAYS AS (json_extract(header, '$.kind')) VIRTUAL,
    about    TEXT GENERATED ALWAYS AS (json_extract(header, '$.about')) VIRTUAL
);
CREATE INDEX IF NOT EXISTS look ON record (id) WHERE kind = 'intent';
CREATE INDEX IF NOT EXISTS outcome ON record (about) WHERE about IS NOT NULL;
CREATE TABLE IF NOT EXISTS delivery (
    sequence INTEGER PRIMARY KEY,
    state    TEXT NOT NULL,
    at       TEXT NOT NULL,
    receipt  TEXT NOT NULL,
    mac      BLOB NOT NULL
);
CREATE TRIGGER IF NOT EXISTS no_change BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS no_removal BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'append only'); END;
PRAGMA user_version = 2;
"""

_WAIT = 5000
"""Milliseconds to wait for another process that writes its own record."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record as it stands in the file; `hash` is the SHA-256 of the header, in hex."""

    sequence: int
    header: bytes
    body: bytes
    hash: str


@dataclass(frozen=True, slots=True)
class Look:
    """The row of an intent, with the row of its last outcome and what became of its delivery."""

    intent: Row
    outcome: Row | None
    delivery: str


Made = tuple[str, bytes, str]
"""Header, body and hash of a record to be written."""
Make = Callable[["Row | None"], Sequence[Made]]
"""Gives the next records, from the last one; none where the file is empty."""


class TrailFile:
    """Appends records; it holds no personal data in clear, so it needs no key."""

    def __init__(self, path: Path, *, writes: bool = True, vfs: str | None = None) -> None:
        """Open or make the file; with `writes` false it is looked at as it is. `vfs` names another file system.

        Raises:
            CannotWrite: the file cannot be opened, or is none of this form.

        """
        try:
            if not writes:
                self.connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
                return
            self.connection = apsw.Connection(str(path), vfs=vfs)
            self.connection.set_busy_timeout(_WAIT)
            self._refuse_other_forms()
            self.connection.pragma("journal_mode", "wal")
            self.connection.pragma("synchronous", "full")
            # All of it or nothing: a start that ends in between leaves no half a form, which would look like damage.
            self.connection.execute(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        except apsw.Error as error:
            raise CannotWrite(reason=type(error).__name__) from error

    def _refuse_other_forms(self) -> None:
        names = {str(name) for (name,) in self.connection.execute("SELECT name FROM sqlite_master")}
        version = self.connection.pragma("user_version")
        if names and version != SCHEMA_VERSION:
            self.connection.close()
            raise CannotWrite(reason="form")

    def append(self, make: Make) -> int:
        """Write records durably, all or none; give the sequence of the last of them.

        The end of the chain is read in the same transaction, so that a window and the command line
        may write to one chain.

        Raises:
            CannotWrite: nothing of it is on disk.

        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                last = self.last()
                sequence = last.sequence if last is not None else 0
                for header, body, digest in make(last):
                    sequence += 1
                    self.connection.execute(
                        "INSERT INTO record (sequence, header, body, hash) VALUES (?, ?, ?, ?)",
                        (sequence, header, body, digest),
                    )
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
        except apsw.Error as error:
            raise CannotWrite(reason=type(error).__name__) from error
        return sequence

    def last(self) -> Row | None:
        """Give the last record; none where there is none."""
        found = self._found("SELECT sequence, header, body, hash FROM record ORDER BY sequence DESC LIMIT 1")
        return _row(found[0]) if found else None

    def rows(self, first: int, last: int) -> tuple[Row, ...]:
        """Give the records of these sequences, both included, in order."""
        words = "SELECT sequence, header, body, hash FROM record WHERE sequence BETWEEN ? AND ? ORDER BY sequence"
        return tuple(_row(told) for told in self._found(words, first, last))

    def look(self, identifier: str) -> Row | None:
        """Give the intent with this id."""
        words = "SELECT sequence, header, body, hash FROM record WHERE kind = 'intent' AND id = ?"
        found = self._found(words, identifier)
        return _row(found[0]) if found else None

    def unfinished(self) -> tuple[str, ...]:
        """Give the ids of the looks that have no outcome, oldest first."""
        found = self._found(
            "SELECT id FROM record WHERE kind = 'intent' AND NOT EXISTS"
            " (SELECT 1 FROM record AS after WHERE after.about = record.id) ORDER BY sequence"
        )
        return tuple(str(told[0]) for told in found)

    def looks(self, since: str) -> tuple[Look, ...]:
        """Give all looks since a moment (ISO 8601, UTC, with milliseconds), newest first.

        Raises:
            CannotWrite: the file cannot be read.

        """
        found = self._found(
            "SELECT intent.sequence, intent.header, intent.body, intent.hash, coalesce(delivery.state, ''),"
            " ended.sequence, ended.header, ended.body, ended.hash FROM record AS intent"
            " LEFT JOIN record AS ended ON ended.sequence ="
            " (SELECT max(sequence) FROM record AS after WHERE after.about = intent.id)"
            " LEFT JOIN delivery ON delivery.sequence = intent.sequence"
            " WHERE intent.kind = 'intent' AND json_extract(intent.header, '$.at') >= ? ORDER BY intent.sequence DESC",
            since,
        )
        return tuple(Look(_row(told[:4]), _row(told[5:]) if told[5] else None, str(told[4])) for told in found)

    def _found(self, words: str, *facts: int | str) -> list[tuple[Any, ...]]:
        """Read; every method that does raises CannotWrite where the file cannot be read."""
        try:
            return self.connection.execute(words, facts).fetchall()
        except (apsw.Error, UnicodeDecodeError) as error:
            raise CannotWrite(reason=type(error).__name__) from error

    def close(self) -> None:
        """End the connection; what was acknowledged is on disk, also where moving it out of the WAL fails now."""
        with contextlib.suppress(apsw.Error):
            self.connection.close()


def _row(told: Sequence[object]) -> Row:
    sequence, header, body, digest = told
    content = header.encode("utf-8", "surrogatepass") if isinstance(header, str) else bytes(header)  # type: ignore[call-overload]
    sealed = body if isinstance(body, bytes) else str(body).encode("utf-8", "surrogatepass")
    return Row(int(str(sequence)), content, sealed, str(digest))


row_of = _row
"""Makes a row of its four columns, whatever somebody has put there."""
