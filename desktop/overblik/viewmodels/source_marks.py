"""Where in its source message stands what a row shows: the exact places, marked (display-rules.md section 3, feature 15)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

from overblik.domain.dates import ClinicalDate
from overblik.domain.provenance import RawRef
from overblik.domain.quantity import Concept, Quantity
from overblik.domain.section import Section
from overblik.viewmodels.original import original_text
from overblik.viewmodels.rows import Row
from overblik.viewmodels.words import Words

_BEFORE, _AFTER = r"(?:(?<=[\">:=\s(])|(?<=\d-)|^)", r"(?=[\"<,;.)\s}\-]|$)"
"""A text of a message stands between tags, in quotes, as a word of a sentence, or bare as a number of JSON does."""
_NOT_SHOWN = frozenset({"wire_status", "system", "report", "kind", "group", "production", "version", "series"})
"""What a fact holds for the program: no row shows it."""
_SHORT = 2
"""A text so short stands in a message by chance; only a value and its limits are marked all the same."""
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class SourceText:
    """A message as text, and where in it the shown texts stand: first character and length, in order."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    first: int = 0
    """Which of them is to be in view: the value, where there is one."""


def source_text(content: bytes, fact: object) -> SourceText:
    """Write a message as text and find in it what the fact says; no fact, no marks."""
    text = original_text(content)
    spans = _places(text, evidence(fact)) if fact is not None else ()
    value = getattr(fact, "value", "")
    first = next((place for place, (at, length) in enumerate(spans) if text[at : at + length] == value), 0)
    return SourceText(text, spans, first)


def marks_said(told: SourceText, words: Words) -> str:
    """Say how many places are marked; where none is, that the source says it by codes."""
    return words.one_or_many("original.marked", len(told.spans)) if told.spans else words.say("original.unmarked")


def evidence(fact: object) -> tuple[str, ...]:
    """Give the texts of a fact that its row shows, as the source sent them, the longest first."""
    found = {text.strip() for text in _texts(fact, 0)}
    numbers = {getattr(fact, "value", ""), *_texts(getattr(fact, "reference", None), 0)}
    return tuple(sorted((text for text in found if len(text) > _SHORT or text in numbers), key=len, reverse=True))


def fact_of(sections: tuple[Section[Any], ...], row: Row | None) -> object:
    """Give the fact that a row shows; none for a row that shows no single one."""
    if row is None:
        return None
    mine = (scoped for one in sections if one.source == row.source for scoped in one.entries)
    return next((scoped.fact for scoped in mine if scoped.provenance.document_id == row.document), None)


def _texts(told: object, depth: int) -> Iterator[str]:
    if isinstance(told, str):
        yield from told.split("\n")
    elif isinstance(told, ClinicalDate):
        yield told.text
    elif isinstance(told, Quantity):
        yield told.wire_text
    elif not isinstance(told, (Concept, RawRef, Enum)) and depth < _DEPTH:
        for one in _parts(told):
            yield from _texts(one, depth + 1)


def _parts(told: object) -> Iterable[object]:
    """Give what a fact or a list of a fact is made of."""
    if isinstance(told, tuple):
        return told
    if not is_dataclass(told):
        return ()
    return (getattr(told, field.name) for field in fields(told) if field.name not in _NOT_SHOWN)


def _places(text: str, wanted: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Find every place; a shorter text inside a longer marked one is not marked again."""
    patterns = [pattern for one in wanted if one for pattern in _patterns(one)]
    if not patterns:
        return ()
    return tuple(
        (found.start(), found.end() - found.start())
        for found in re.finditer(f"{_BEFORE}(?:{'|'.join(patterns)}){_AFTER}", text, re.MULTILINE)
    )


def _patterns(text: str) -> Iterator[str]:
    """Give the forms in which a text may stand: escaped in XML, and of a date without its signs, as HL7 writes it."""
    yield re.escape(text)
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if escaped != text:
        yield re.escape(escaped)
    if re.fullmatch(r"\d{4}-\d\d-\d\d(T[\d:.]+)?(Z|[+-][\d:]+)?", text):
        day, _, time = text.partition("T")
        yield day.replace("-", "") + re.sub(r"\D", "", time[:5]) + r"[\d.]*(?:[+-]\d{4})?"
