"""What the user asked to have written, where he asked for it."""

import contextlib
import os
from pathlib import Path

from overblik.domain.errors import InputError


def write_out(path: Path, made: bytes) -> None:
    """Write what the user asked for where he asked for it.

    Raises:
        InputError: `file_unwritable` where that cannot be done.

    """
    try:
        path.write_bytes(made)
    except OSError as error:
        raise InputError("file_unwritable", name=str(path), why=error.strerror or "?") from error


def write_private(path: Path, made: bytes) -> None:
    """Write for this user alone (mode 0600), whole or not at all: what was there before stays where it fails.

    Raises:
        InputError: `file_unwritable` where that cannot be done.

    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(descriptor)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise InputError("file_unwritable", name=str(path), why=error.strerror or "?") from error
