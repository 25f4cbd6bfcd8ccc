"""What the user asked to have written, where he asked for it."""

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
