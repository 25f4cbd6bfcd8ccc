"""What the program says of itself, for pictures: the same parts, build and pages on every computer."""

from pathlib import Path

from overblik.app.reports import Reports
from overblik.app.shelf import ProgramShelf
from overblik.domain.shipped import ManualPage, Part

_PAGES = (
    *("README.md", "help.md", "keys.md", "laboratory.md", "lists.md", "messages.md", "printing.md"),
    *("reading-the-overview.md", "search.md", "settings.md", "signing-in.md", "timeline.md"),
)
_PARTS = (
    ("Overblik", "0.1.0", "Apache-2.0", "program"),
    ("Python", "3.11.7", "PSF-2.0", "language"),
    ("cryptography", "48.0.1", "Apache-2.0 OR BSD-3-Clause", "library"),
    ("httpx", "0.28.1", "BSD-3-Clause", "library"),
    ("lxml", "6.1.3", "BSD-3-Clause", "library"),
    ("PySide6_Essentials", "6.11.3", "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", "library"),
    ("fontpkg-ibm-plex-sans", "3.201", "OFL-1.1", "typeface"),
    ("Lucide", "1.62.0", "ISC", "icons"),
)


class PictureShelf(ProgramShelf):
    """The real manual, of which some pages; a build and parts that stay, and one kept report."""

    def __init__(self) -> None:
        super().__init__(Reports(Path("nowhere")))

    def build(self) -> str:
        return "0.1.0+3f29c1d07a5be846"

    def parts(self) -> tuple[Part, ...]:
        return tuple(Part(*told, lambda: "") for told in _PARTS)

    def pages(self) -> tuple[ManualPage, ...]:
        return tuple(page for page in super().pages() if page.path in _PAGES)

    def reports(self) -> tuple[str, ...]:
        return ("2026-11-20-142536",)
