"""What the full-text index may hold of a kept section: every word that a reader would see, no private one (H21)."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from overblik.domain.dates import ClinicalDate
from overblik.domain.folding import folded_words
from overblik.domain.private_words import COMMENTS, MAY_NAME_A_DRUG, pattern_of
from overblik.domain.provenance import RawRef
from overblik.domain.section import Cause, Section, Standing, Topic

_ANSWERED = (Standing.COMPLETE, Standing.PARTIAL, Standing.BLOCKED)
_NO_WORDS = frozenset(
    {"system", "status", "wire_status", "kind", "content_type", "media_type", "result_ids", "report", "series"}
    | {"version", "document_id", "identifier", "wire_start", "wire_end", "absent_reason", "absent", "verification"}
)
"""Members that hold codes of the wire and ids, not words of a record."""
_NOT_TEXT = (type, Enum, ClinicalDate, RawRef, datetime)


def lines_of(section: Section[Any], private: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Give the words of each item, folded, with the id of its document; a text that names a hidden drug is left out.

    As on the screen, CAVE, diagnoses, results, documents and what a card sends openly stay whole (rule 3).
    """
    if section.is_revealed:
        return
    pattern = pattern_of(private) if private and section.topic in MAY_NAME_A_DRUG else None
    only = COMMENTS if section.topic is Topic.MEDICATION else None
    for entry in section.entries:
        words: dict[str, None] = {}
        for name, text in texts_of(entry.fact):
            is_hidden = pattern is not None and (only is None or name in only) and pattern.search(text)
            if not is_hidden:
                words |= dict.fromkeys(folded_words(text))
        if words:
            yield entry.provenance.document_id, " ".join(words)


def texts_of(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Give every text within a fact, under the name of the member that holds it, or of a comment around it."""
    if isinstance(value, str):
        if value:
            yield name, value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_of(one, name)
    elif is_dataclass(value) and not isinstance(value, _NOT_TEXT):
        for field in fields(value):
            if field.name not in _NO_WORDS:
                yield from texts_of(getattr(value, field.name), name if name in COMMENTS else field.name)


def hidden_words(sections: Iterable[Section[Any]]) -> frozenset[str] | None:
    """Give the words that the medicine cards of an opening hide; none where one of them has not told them.

    They come with a fresh answer alone and are never kept, so neither a copy nor a failure tells them.
    """
    found: frozenset[str] = frozenset()
    for section in sections:
        if section.topic is not Topic.MEDICATION or section.has(Cause.NOT_OFFERED):
            continue
        if section.standing not in _ANSWERED or section.from_copy or section.is_revealed:
            return None
        if section.has(Cause.PRIVATE_ENTRY) and not section.private_words:
            return None
        found |= section.private_words
    return found
