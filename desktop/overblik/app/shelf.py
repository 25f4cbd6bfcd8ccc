"""What the program says of itself, from the files it was installed with and the profile."""

import re
from functools import cached_property
from pathlib import Path, PurePosixPath

from overblik.app.reports import Reports
from overblik.domain.shipped import ManualPage, Part
from overblik.runtime import paths
from overblik.runtime.build import build_name
from overblik.runtime.parts import parts

_TITLE = re.compile(r"^#\s+(.+?)\s*$", re.MULTILINE)
_PICTURES = (".png", ".svg", ".jpg")


class ProgramShelf:
    """Reads each thing when it is asked for, and once."""

    def __init__(self, reports: Reports) -> None:
        """Take the kept reports."""
        self._reports = reports

    def build(self) -> str:
        """Name version and build."""
        return self._build

    @cached_property
    def _build(self) -> str:
        return str(build_name())

    def parts(self) -> tuple[Part, ...]:
        """Give the parts, the program itself first."""
        return self._parts

    @cached_property
    def _parts(self) -> tuple[Part, ...]:
        return parts()

    @cached_property
    def _manual(self) -> Path | None:
        try:
            return paths.manual().resolve()
        except FileNotFoundError:
            return None

    def pages(self) -> tuple[ManualPage, ...]:
        """Give the pages of the manual by their place; none where it was not installed."""
        return self._pages

    @cached_property
    def _pages(self) -> tuple[ManualPage, ...]:
        folder = self._manual
        if folder is None:
            return ()
        made = []
        for path in sorted(folder.rglob("*.md")):
            text = path.read_text(encoding="utf-8", errors="replace")
            title = _TITLE.search(text)
            made.append(ManualPage(path.relative_to(folder).as_posix(), title[1] if title else path.stem, text))
        return tuple(made)

    def picture(self, path: str) -> bytes:
        """Give a picture of the manual; empty for every place outside it, and for what is no picture."""
        folder = self._manual
        if folder is None or PurePosixPath(path).suffix not in _PICTURES:
            return b""
        place = (folder / path).resolve()
        if not place.is_relative_to(folder) or not place.is_file():
            return b""
        return place.read_bytes()

    def reports(self) -> tuple[str, ...]:
        """Name the kept reports of errors, the newest first."""
        return self._reports.names()

    def report(self, name: str) -> str:
        """Give a kept report."""
        return self._reports.text(name)

    def remove_report(self, name: str) -> bool:
        """Remove a kept report; tell whether it is gone."""
        return self._reports.remove(name)
