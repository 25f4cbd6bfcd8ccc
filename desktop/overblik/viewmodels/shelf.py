"""What the program says of itself, as the screens ask for it; read when it is asked for, never before the first paint."""

from typing import Protocol

from overblik.domain.shipped import ManualPage, Part


class Shelf(Protocol):
    """Build, parts, manual and kept reports."""

    def build(self) -> str:
        """Name version and build."""
        ...

    def parts(self) -> tuple[Part, ...]:
        """Give the parts, the program itself first."""
        ...

    def pages(self) -> tuple[ManualPage, ...]:
        """Give the pages of the manual; none where it was not installed."""
        ...

    def picture(self, path: str) -> bytes:
        """Give a picture of the manual by its place in it; empty where there is none, and for every other place."""
        ...

    def reports(self) -> tuple[str, ...]:
        """Name the kept reports of errors, the newest first."""
        ...

    def report(self, name: str) -> str:
        """Give a kept report."""
        ...

    def remove_report(self, name: str) -> bool:
        """Remove a kept report; tell whether it is gone."""
        ...
