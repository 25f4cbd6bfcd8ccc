"""Reads an audit file that is only looked at: a copy is read, nothing is made or changed beside it."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TypeVar

import apsw

from overblik.domain.errors import ChainBroken
from overblik.store.trail_file import SCHEMA_VERSION, Row, row_of

_TRIES = 5
EarlierRow = tuple[int, str, str]
"""Sequence, body and hash of a record of version 1."""
Read = TypeVar("Read")


class Form(Enum):
    """Which audit file a file is."""

    ABSENT = "absent"
    EARLIER = "earlier"
    """Version 1: bodies in clear, no signatures."""
    PRESENT = "present"
    UNREADABLE = "unreadable"
    """Damaged, another database or none."""
    EMPTY = "empty"
    """A database without a table: what is left where a start ended while it made the file."""


def form_of(path: Path) -> Form:
    """Tell which audit file a file is, without changing anything."""
    try:
        return _read(path, _form)
    except ChainBroken as error:
        return Form.ABSENT if error.facts.get("reason") == "file_missing" else Form.UNREADABLE


def form_in_place(path: Path) -> Form:
    """Tell which audit file the program's own file is; nothing is copied, for it may be large."""
    if not path.exists():
        return Form.ABSENT
    try:
        with contextlib.closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
            return _form(connection)
    except apsw.Error:
        return Form.UNREADABLE


def read_records(path: Path) -> list[Row]:
    """Give all records of a file.

    Raises:
        ChainBroken: `reason` is `file_missing`, `trail_empty`, `trail_foreign` (no audit file), or `trail_unreadable`.

    """
    columns = "SELECT sequence, header, body, hash FROM record ORDER BY sequence"
    return _read(path, lambda one: [row_of(told) for told in one.execute(columns)])


def read_receipts(path: Path) -> list[tuple[int, str]]:
    """Give what the repository said of each record that was delivered, with the record's place, in order.

    Raises:
        ChainBroken: as `read_records`.

    """
    columns = "SELECT sequence, receipt FROM delivery WHERE state = 'delivered' ORDER BY sequence"
    return _read(path, lambda one: [(int(place), str(said)) for place, said in one.execute(columns)])


def read_earlier_records(path: Path) -> list[EarlierRow]:
    """Give all records of a file of version 1.

    Raises:
        ChainBroken: as `read_records`.

    """
    columns = "SELECT sequence, body, hash FROM record ORDER BY sequence"
    return _read(
        path, lambda one: [(int(number), str(body), str(digest)) for number, body, digest in one.execute(columns)]
    )


def _read(path: Path, what: Callable[[apsw.Connection], Read]) -> Read:
    """Read a copy: SQLite writes beside a file in WAL mode even where it only reads."""
    with tempfile.TemporaryDirectory(prefix="overblik-audit-") as folder:
        try:
            copy = _copied(path, Path(folder))
        except FileNotFoundError as error:
            raise ChainBroken(reason="file_missing") from error
        except OSError as error:
            raise ChainBroken(reason="trail_unreadable") from error
        if not copy.stat().st_size:
            raise ChainBroken(reason="trail_empty")
        try:
            with contextlib.closing(apsw.Connection(str(copy))) as connection:
                return what(connection)
        except (apsw.NotADBError, apsw.SQLError) as error:
            raise ChainBroken(reason="trail_foreign") from error
        except (apsw.Error, ValueError) as error:
            raise ChainBroken(reason="trail_unreadable") from error


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


def _form(connection: apsw.Connection) -> Form:
    names = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "record" not in names:
        return Form.UNREADABLE if names else Form.EMPTY
    if connection.pragma("user_version") == SCHEMA_VERSION:
        return Form.PRESENT
    columns = {str(told[1]) for told in connection.execute("PRAGMA table_info(record)")}
    return Form.EARLIER if columns == {"sequence", "body", "hash"} else Form.UNREADABLE
