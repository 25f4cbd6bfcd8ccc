"""The log: codes and counts, no clinical content, no identifier (T25)."""

import logging
import os
import re
from io import TextIOWrapper
from pathlib import Path

from overblik.domain.errors import InputError
from overblik.runtime.error_lines import error_lines

# Ten digits with or without a dash are masked whatever they are: better a masked count than a CPR number.
_NUMBER = re.compile(r"(?<!\d)(\d{6})-?([0-9A-Z]{4})(?![0-9A-Za-z])")

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What ends a line, or turns its direction: a record of somebody else's making would begin there (T19)."""


class MaskNumbers(logging.Filter):
    """Masks whatever looks like a CPR or replacement number, and lets one record be one line, an error's lines marked as such.

    Of an error stand its types and lines alone (runtime/error_lines.py).
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place."""
        told = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", record.getMessage())
        record.msg = _NUMBER.sub(r"\1-••••", told)
        record.args = ()
        error = record.exc_info[1] if record.exc_info else None
        # Whatever another handler made of the error holds its message: that may be a line of a record (T25).
        record.exc_text = "\n".join(f"    | {line}" for line in error_lines(error)) if error is not None else None
        record.exc_info = record.stack_info = None
        return True


class _LogFile(logging.FileHandler):
    """The file, or nothing where it cannot be written: that costs the log, never what was under way."""

    def _open(self) -> TextIOWrapper:
        try:
            return super()._open()
        except OSError:
            return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - the handler closes it


def start_log(folder: Path) -> None:
    """Write warnings and worse to one file in the profile; nothing on the terminal.

    Raises:
        InputError: `profile_form` when the profile is no folder, or cannot be made.

    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("profile_form", path=str(folder)) from error
    handler = _LogFile(folder / "overblik.log", encoding="utf-8", delay=True)
    handler.addFilter(MaskNumbers())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("overblik")
    root.setLevel(logging.WARNING)
    root.propagate = False
    for former in root.handlers:
        former.close()
    root.handlers = [handler]


def log_qt() -> None:
    """Send what Qt has to say to the log instead of the terminal."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    levels = {QtMsgType.QtCriticalMsg: logging.ERROR, QtMsgType.QtFatalMsg: logging.CRITICAL}

    def keep(kind: QtMsgType, _: object, message: str) -> None:
        logging.getLogger("overblik.qt").log(levels.get(kind, logging.INFO), "%s", message)

    qInstallMessageHandler(keep)
