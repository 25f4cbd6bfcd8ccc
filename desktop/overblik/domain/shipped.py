"""What is shipped with the program: the parts it is made of, and its manual."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the program: its own, a library, a typeface."""

    name: str
    version: str
    licence: str
    """The SPDX expression where the part states one; else what it states; empty where it states none."""
    kind: str
    """`program`, `language`, `library`, `typeface` or `icons`."""
    text: Callable[[], str]
    """Gives the text of its licence; empty where the part brings none."""


@dataclass(frozen=True, slots=True)
class ManualPage:
    """One page of the manual, as Markdown."""

    path: str
    """Its place in the folder of the manual, with `/`: `keys.md`, `da/praksis.md`."""
    title: str
    text: str

    @property
    def folder(self) -> str:
        """The folder it stands in; empty for the manual itself."""
        return self.path.rpartition("/")[0]
