"""The reports of errors that the user has kept: plain text in the profile, for this user alone, sent to nobody."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from overblik.domain.dates import DANISH, Instant
from overblik.runtime.files import SystemFiles

_FOLDER = "reports"


@dataclass(frozen=True, slots=True)
class Reports:
    """The folder of one profile."""

    profile: Path

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.profile / _FOLDER

    def keep(self, text: str, at: Instant) -> Path:
        """Write a report under the time at which it is kept; a second one of the same second gets a number.

        Raises:
            OSError: it cannot be written; nothing of it is left.

        """
        files = SystemFiles()
        files.make_folder(self.folder)
        name = at.astimezone(DANISH).strftime("%Y-%m-%d-%H%M%S")
        path, number = self.folder / f"{name}.txt", 1
        while files.exists(path):
            number += 1
            path = self.folder / f"{name}-{number}.txt"
        files.write(path, text.encode())
        return path

    def names(self) -> tuple[str, ...]:
        """Name those that were kept, the newest first."""
        with contextlib.suppress(OSError):
            return tuple(sorted((path.stem for path in self.folder.glob("*.txt")), reverse=True))
        return ()

    def text(self, name: str) -> str:
        """Give a report; nothing where it is gone."""
        with contextlib.suppress(OSError):
            return SystemFiles().read(self._path(name)).decode("utf-8", "replace")
        return ""

    def remove(self, name: str) -> bool:
        """Remove a report, and the folder with the last; tell whether it is gone."""
        try:
            SystemFiles().remove(self._path(name))
        except OSError:
            return False
        with contextlib.suppress(OSError):
            self.folder.rmdir()
        return True

    def _path(self, name: str) -> Path:
        return self.folder / f"{Path(name).name}.txt"
