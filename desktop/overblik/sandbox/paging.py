"""Keeps the result of a search while its pages are read (FHIR R4 http, "Paging")."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass

from overblik.sandbox.archive import Version
from overblik.sandbox.search import Query


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one search or history found at the moment it was asked."""

    kind: str
    form: str
    versions: tuple[Version, ...]
    query: Query
    count: int
    about: frozenset[str]


class Cursors:
    """Opaque names for the pages that may still be asked for; the oldest are forgotten."""

    def __init__(self, room: int = 256) -> None:
        self._room = room
        self._held: OrderedDict[str, tuple[Snapshot, int]] = OrderedDict()

    def name(self, snapshot: Snapshot, offset: int) -> str:
        """A new cursor for the page that begins at offset."""
        cursor = secrets.token_urlsafe(12)
        self._held[cursor] = (snapshot, offset)
        while len(self._held) > self._room:
            self._held.popitem(last=False)
        return cursor

    def page(self, cursor: str) -> tuple[Snapshot, int] | None:
        """The page behind a cursor; None when it has expired or never was."""
        return self._held.get(cursor)
