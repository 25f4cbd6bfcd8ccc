"""Opens an encrypted file with a raw key: version guard, migrations, quarantine."""

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

SCHEMA_VERSION = 4
Connection = apsw.Connection
"""An open file, for those who hand it on without speaking to it."""
_LOG = logging.getLogger("overblik.store")

# The cipher VFS over the operating system's own; a fault test names another beneath it (stack.md trap 21).
OS_VFS = "multipleciphers-win32" if sys.platform == "win32" else "multipleciphers-unix"


_WAIT = 5000
"""Milliseconds to wait while another process of ours writes (a window and the command line at once)."""


@contextmanager
def as_store_errors() -> Iterator[None]:
    """Turn what the driver raises into errors of the house; a mistake in our own SQL stays what it is.

    Raises:
        Damaged: a page or the file as a whole does not hold what was written.
        Full: there is no room, or no right, to write or open the file now.

    """
    try:
        yield
    except (apsw.CorruptError, apsw.IOError, apsw.NotADBError, apsw.FormatError) as error:
        raise Damaged(reason=type(error).__name__) from error
    except (apsw.FullError, apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError, apsw.BusyError) as error:
        raise Full(reason=type(error).__name__) from error


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
        connection.close()
        raise
    return connection


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
    found = int(connection.pragma("user_version") or 0)
    if found > SCHEMA_VERSION:
        raise TooNew(found=found, known=SCHEMA_VERSION)
    for number, script in migrations():
        if number > found:
            with connection:
                connection.execute(script)
                connection.pragma("user_version", number)


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
    """Put a damaged file aside, still encrypted, with its WAL, so that a new one can be made."""
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if files.exists(part):
            files.rename(part, path.with_name(f"{path.name}{ending}.damaged-{mark}"))
    _LOG.warning("the cache was damaged and put aside")


def renewed(path: Path, key: bytes, files: Files, mark: str) -> apsw.Connection:
    """Put a damaged file aside and make a new one under the same key: all is fetched again."""
    quarantine(path, files, mark)
    return open_database(path, key)


def memory_database() -> apsw.Connection:
    """Open a cache that lives in this process only: where no safe key ring exists."""
    connection = apsw.Connection(":memory:")
    connection.pragma("temp_store", "memory")
    _migrate(connection)
    return connection
