"""Opens an encrypted file with a raw key: version guard, migrations, quarantine."""

import contextlib
import importlib.resources
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from overblik.domain.errors import Damaged, Full, Locked, TooNew
from overblik.domain.ports import Files

SCHEMA_VERSION = 5
Connection = apsw.Connection
"""An open file, for those who hand it on without speaking to it."""
_LOG = logging.getLogger("overblik.store")

# The cipher VFS over the operating system's own; a fault test names another beneath it (stack.md trap 21).
OS_VFS = "multipleciphers-win32" if sys.platform == "win32" else "multipleciphers-unix"

_SAYS_DAMAGED = (apsw.SQLITE_IOERR_CORRUPTFS, apsw.SQLITE_IOERR_DATA)
"""The file system itself says that what it holds is not what was written."""
_CANNOT_NOW = (
    apsw.FullError,
    apsw.ReadOnlyError,
    apsw.CantOpenError,
    apsw.PermissionsError,
    apsw.BusyError,
    apsw.LockedError,
    apsw.ProtocolError,
)
_WAIT = 5000
"""Milliseconds to wait while another process of ours writes (a window and the command line at once)."""


@contextmanager
def as_store_errors() -> Iterator[None]:
    """Turn what the driver raises into errors of the house; a mistake in our own SQL stays what it is.

    Raises:
        Damaged: a page or the file as a whole does not hold what was written.
        Full: there is no room, or no right, to write or open the file now, or the disk fails; what stands in it stays.

    """
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError, apsw.FormatError, apsw.ConnectionClosedError) as error:
        raise Damaged(reason=type(error).__name__) from error
    except apsw.IOError as error:
        # A disk that fails once says nothing of the file: nothing is given up for it, it is read again another time.
        kind = Damaged if getattr(error, "extendedresult", 0) in _SAYS_DAMAGED else Full
        raise kind(reason=type(error).__name__) from error
    except _CANNOT_NOW as error:
        raise Full(reason=type(error).__name__) from error


@contextmanager
def transaction(connection: apsw.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """Do all of a block or nothing; inside another one, as a part of it.

    The driver's own block says `no transaction` where SQLite has rolled back by itself, and hides why it did.
    """
    if connection.in_transaction:
        yield
        return
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise


def _roll_back(connection: apsw.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def open_database(path: Path, key: bytes, vfs: str = OS_VFS) -> apsw.Connection:
    """Open or make the cache; AES-256-CBC with HMAC-SHA512 (cipher `sqlcipher`), WAL, durable.

    Raises:
        Locked: the key does not fit, or the file is no database of ours.
        Damaged: a page fails its check.
        TooNew: a newer program wrote it.
        Full: there is no room, or it cannot be opened.

    """
    if len(key) != 32:
        raise Locked(reason="key_length")
    with as_store_errors():
        connection = apsw.Connection(str(path), vfs=vfs)
    try:
        with as_store_errors():
            _unlock(connection, key)
            _settle(connection)
            _migrate(connection)
    except BaseException:
        end(connection)
        raise
    return connection


def end(connection: apsw.Connection) -> None:
    """Close; what was acknowledged is on disk, also where moving it out of the WAL fails now."""
    with contextlib.suppress(apsw.Error):
        connection.close()


def _unlock(connection: apsw.Connection, key: bytes) -> None:
    connection.set_busy_timeout(_WAIT)
    connection.pragma("cipher", "sqlcipher")
    connection.pragma("key", f"raw:{key.hex()}")
    try:
        # A wrong key is seen only at the first read (stack.md trap 6).
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except apsw.NotADBError as error:
        raise Locked(reason="key_or_file") from error


def _settle(connection: apsw.Connection) -> None:
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "full")
    connection.pragma("secure_delete", True)
    connection.pragma("temp_store", "memory")
    connection.pragma("mmap_size", 0)
    connection.pragma("foreign_keys", True)


def _migrate(connection: apsw.Connection) -> None:
    found = _version(connection)
    if found > SCHEMA_VERSION:
        raise TooNew(found=found, known=SCHEMA_VERSION)
    for number, script in migrations():
        if number > found:
            with transaction(connection):
                if number > _version(connection):  # another process of ours may have been first
                    connection.execute(script)
                    connection.pragma("user_version", number)


def _version(connection: apsw.Connection) -> int:
    return int(connection.pragma("user_version") or 0)


def migrations() -> list[tuple[int, str]]:
    """Give the numbered migrations in order."""
    folder = importlib.resources.files("overblik.store") / "migrations"
    found = []
    for file in folder.iterdir():
        named = re.fullmatch(r"(\d{4})_\w+\.sql", file.name)
        if named:
            found.append((int(named.group(1)), file.read_text(encoding="utf-8")))
    return sorted(found)


def quarantine(path: Path, files: Files, mark: str) -> None:
    """Put a damaged file aside, still encrypted, with its WAL, so that a new one can be made.

    Raises:
        Full: it cannot be put aside now.

    """
    try:
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if files.exists(part):
                files.rename(part, path.with_name(f"{path.name}{ending}.damaged-{mark}"))
    except OSError as error:
        raise Full(reason="quarantine") from error
    _LOG.warning("the cache was damaged and put aside")


def renewed(path: Path, key: bytes, files: Files, mark: str, vfs: str = OS_VFS) -> apsw.Connection:
    """Put a damaged file aside and make a new one under the same key: all is fetched again.

    Raises:
        StoreError: that cannot be done now.

    """
    quarantine(path, files, mark)
    return open_database(path, key, vfs)


def memory_database() -> apsw.Connection:
    """Open a cache that lives in this process only: where no safe key ring exists."""
    connection = apsw.Connection(":memory:")
    connection.pragma("temp_store", "memory")
    _migrate(connection)
    return connection
