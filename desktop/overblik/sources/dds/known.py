"""What is remembered of the documents of a section, as a source's own validators: opaque to all others."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from overblik.domain.dates import Instant
from overblik.domain.ports import Known
from overblik.sources.dds.identity import key_of, print_of
from overblik.wire.xds_entry import DocumentEntry

_FORM, _FORM_NOW = "form", "2"
"""Changed with the readers: what an older program read is read anew."""
_SINCE = "since"
_OWN = frozenset({_FORM, _SINCE})
STRANGE = "registry"
"""Stands for the objects of the registry that name no document; a document's name has a slash or is a file's."""
REFUSED, UNRECOGNISED, DIFFERENT, AGAIN = "r", "u", "h", "a"
"""Of one document: it is about another citizen, or about nobody who can be recognised; its bytes are not those
described; it is to be asked for anew."""


class Note(NamedTuple):
    """One document as it was read: what tells its change, and how many rows it had."""

    print: str
    rows: int = 0
    lost: int = 0
    flags: str = ""

    def written(self) -> str:
        """Give the note as the text that is kept."""
        return f"{self.print};{self.rows};{self.lost};{self.flags}"


def begun(since: Instant) -> dict[str, str]:
    """Begin what is remembered; `since` is when all that stands was confirmed last."""
    return {_FORM: _FORM_NOW, _SINCE: since.isoformat()}


def former(known: Known | None) -> Known | None:
    """Give what was remembered, if this program wrote it."""
    return known if known and known.get(_FORM) == _FORM_NOW and known.get(_SINCE) else None


def since(known: Known) -> Instant:
    """Give when all that stands was confirmed last."""
    return datetime.fromisoformat(known[_SINCE])


def names(known: Known) -> Iterable[str]:
    """Give the documents that are remembered."""
    return (name for name in known if name not in _OWN)


def note(known: Known, name: str) -> Note | None:
    """Give what is remembered of a document; its print may hold whatever the registry sent."""
    text = known.get(name)
    if text is None or name in _OWN:
        return None
    told, rows, lost, flags = text.rsplit(";", 3)
    return Note(told, int(rows), int(lost), flags)


def is_unchanged(entry: DocumentEntry, known: Known | None) -> bool:
    """Whether a document is the one that was read before (unique id, hash and size; status too).

    What is made on demand without a hash cannot be known again: of two that are alike either may be gone.
    """
    before = former(known)
    if before is None or (entry.is_on_demand and not entry.hash):
        return False
    found = note(before, key_of(entry))
    told = print_of(entry)
    return found is not None and AGAIN not in found.flags and found.print == told and bool(told.strip("/d"))


def ids(name: str, told: Note) -> Iterable[str]:
    """Name the items of a document."""
    yield from (f"{name}#{at}" for at in range(told.rows))
    yield from (f"{name}#x{at}" for at in range(told.lost))
