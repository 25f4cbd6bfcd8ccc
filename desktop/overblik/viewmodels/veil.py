"""H21 rule 2: what belongs to a hidden drug is not named by tasks, plans, appointments or comments (safety.md 2a).

The row stays and is counted: only the text that holds a private word gives way, whole. CAVE, diagnoses, results,
documents and the drugs that a source itself sends openly are that source's own statement and stay as they are.
"""

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from overblik.domain.dates import ClinicalDate
from overblik.domain.private_words import COMMENTS, pattern_of
from overblik.domain.provenance import RawRef
from overblik.domain.section import Section, Topic

Sections = tuple[Section[Any], ...]

_WHOLE = (Topic.CARE_PLANS, Topic.APPOINTMENTS, Topic.PROCEDURES)
"""Topics whose every text may name a drug: plans, tasks, visits."""
VEILED = tuple(topic.value for topic in (*_WHOLE, Topic.MEDICATION))
_NOWHERE = RawRef("", 0, 0)
"""In the place of an original that names what is hidden."""


def private_words(sections: Sections) -> frozenset[str]:
    """Give the words that the medicine cards of this opening bring and hide."""
    return frozenset().union(*(section.private_words for section in sections))


def veiled(sections: Sections, text: str) -> Sections:
    """Give the sections with `text` in the place of each text that holds a private word as a whole word."""
    words = private_words(sections)
    if not words:
        return sections
    pattern = pattern_of(words)
    return tuple(_section(section, pattern, text) for section in sections)


def _section(section: Section[Any], pattern: re.Pattern[str], text: str) -> Section[Any]:
    if section.topic not in (*_WHOLE, Topic.MEDICATION):
        return section
    only = COMMENTS if section.topic is Topic.MEDICATION else None
    entries = []
    for entry in section.entries:
        fact = _clean(entry.fact, pattern, text, only)
        if fact is not entry.fact:
            # Its message tells what is veiled here: it is not shown either.
            origin = replace(entry.provenance, raw_ref=_NOWHERE)
            entry = replace(entry, fact=fact, provenance=origin)  # noqa: PLW2901
        entries.append(entry)
    return replace(section, entries=tuple(entries))


def _clean(value: Any, pattern: re.Pattern[str], text: str, only: frozenset[str] | None) -> Any:
    """Give the value, or a copy without what the pattern finds; the same object where nothing is found."""
    if isinstance(value, str):
        return text if only is None and pattern.search(value) else value
    if isinstance(value, tuple):
        made = tuple(_clean(one, pattern, text, only) for one in value)
        return made if any(new is not old for new, old in zip(made, value, strict=True)) else value
    if not is_dataclass(value) or isinstance(value, (type, Enum, ClinicalDate, RawRef)):
        return value
    changed = {}
    for field in fields(value):
        old = getattr(value, field.name)
        new = _clean(old, pattern, text, None if only and field.name in only else only)
        if new is not old:
            changed[field.name] = new
    return replace(value, **changed) if changed else value
